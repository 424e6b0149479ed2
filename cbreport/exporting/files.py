"""Files that are whole or not there, and their digests."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

_DRAFT: Final = re.compile(r"\.[A-Za-z0-9_-]+\.[a-z0-9]+\.[a-z0-9_]{8}")  # as mkstemp names it below


@contextlib.contextmanager
def whole(output: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of ``output`` when all went well, and leaves nothing behind when not.

    :raises OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(_rights())
        draft.replace(output)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_whole(output: Path, content: bytes) -> None:
    """Write ``content`` so that ``output`` is either what it was or whole, never a part.

    :raises OSError: it cannot be written.
    """
    with whole(output) as stream:
        stream.write(content)


def is_draft(path: Path) -> bool:
    """Whether a name is that of a file whose writer was killed before it was whole.

    >>> is_draft(Path(".ken.pdf.k3j2_a1x")), is_draft(Path("ken.pdf")), is_draft(Path(".htaccess"))
    (True, False, False)
    """
    return _DRAFT.fullmatch(path.name) is not None


def digest_of_file(path: Path) -> tuple[int, str]:
    """The size of a file and the SHA-256 of its content.

    :raises OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return stream.tell(), digest.hexdigest()


def _rights() -> int:
    """What a new file of this user is allowed, by the umask."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
