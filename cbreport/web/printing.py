"""Making PDF outside the request: whoever asks gets the file, or a page that leads to it when it is done.

The page asks for the same address again. Each time it is worked out anew who may see what, and what is printed; the
digest of that finds the file that is being made. So a file has no address of its own at which somebody else could
find it, asking twice makes it once, and what was changed meanwhile is printed as it is now.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from flask import Response, request

from cbreport.definition import digest_of
from cbreport.documents import Document, find_format, for_press
from cbreport.documents.press import Handle, Press
from cbreport.errors import RenderError
from cbreport.web.context import Context

SHORT_WAIT: Final = 2.0  # seconds; most files are there by then
AGAIN: Final = 3  # seconds until the page asks again
KEPT: Final = 24  # files, so that who asks again does not wait again
_DONE: Final = 100


class Printing:
    """The files that are being made, and those that were made last, each for one person.

    :param press: makes them.
    :param wait: seconds that a request waits for its file.
    """

    def __init__(self, press: Press, wait: float | None = None) -> None:
        self.press = press
        self.wait = SHORT_WAIT if wait is None else wait
        self._handles: OrderedDict[tuple[str, str], Handle] = OrderedDict()
        self._lock = threading.Lock()

    def handle(self, person: str, document: Document) -> Handle:
        """The making of a document for a person, begun now or before.

        :raises RenderError: too many are being made.
        """
        order = for_press(document)
        key = person, digest_of(repr(sorted(order.items())).encode())
        with self._lock:
            found = self._handles.get(key)
            if found is None:
                found = self._handles[key] = self.press.submit(**order)
            self._handles.move_to_end(key)
            for old in [each for each, handle in self._handles.items() if handle.done][:-KEPT]:
                del self._handles[old]
        return found

    def forget(self, handle: Handle) -> None:
        """Let the next request try again."""
        with self._lock:
            for key in [key for key, each in self._handles.items() if each is handle]:
                del self._handles[key]


def print_document(context: Context, document: Document, name: str, back: str) -> Response:
    """The PDF of a document if it is there soon; otherwise a page that says how far it is, or why there is none.

    :param name: of the file.
    :param back: the address of the page from which it was asked for.
    :raises ConfigurationError: the machine lacks what PDF needs, or no worker can be started.
    """
    from cbreport.web.pages.papers import download

    here = f"{request.script_root}{request.full_path}"
    printing = context.portal.printing
    handle = None
    try:
        handle = printing.handle(context.identity.id, document)
        return download(handle.result(printing.wait), "application/pdf", name)
    except TimeoutError:
        percent = int(_DONE * handle.progress) if handle else 0
        page = context.page("cbreport/printing.html", percent=percent, problem="", back=back, here=here)
        return Response(page, 202, {"Refresh": str(AGAIN)})
    except RenderError as error:
        page = context.page("cbreport/printing.html", problem=context.why(error), back=back, here=here)
        return Response(page, 503)
    finally:
        if handle is not None and handle.failed:
            printing.forget(handle)


def document_file(context: Context, document: Document, name: str, back: str) -> Response:
    """A document as the file that the ending of its name says: PDF from the press, any other kind at once.

    :param back: the address of the page from which it was asked for.
    :raises UnknownName: no kind of file has that ending.
    """
    from cbreport.web.pages.papers import download

    kind = find_format(name.rpartition(".")[2])
    if kind.name == "pdf":
        return print_document(context, document, name, back)
    return download(kind.make(document), kind.media_type, name)
