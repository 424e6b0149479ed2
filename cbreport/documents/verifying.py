"""What a PDF says it was made of: the data inside it, and the digests on its last pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cbreport.definition import canonical_json, digest_of
from cbreport.errors import ReportFileError
from cbreport.reporting import parse_json
from cbreport.reporting.files import MAX_BYTES

MAX_PDF: Final = 200_000_000  # bytes
_LAST: Final = 4  # pages; the digest stands on the last of a report, or on one before it
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_TEXTS: Final = ("form", "edition", "party", "cycle", "status")
_NAMED: Final[Mapping[str, type]] = {**dict.fromkeys(_TEXTS, str), "version": int, "answers": dict}
_HINT: Final = "Only a PDF of a whole report that cbreport made carries the report's data."


@dataclass(frozen=True)
class Inside:
    """What a PDF carries.

    :param printed: the digests that stand on its last pages.
    :param modified: when what it shows was submitted, as its metadata say; empty for a draft.
    """

    content: bytes
    data: Mapping[str, Any]
    printed: frozenset[str]
    modified: str

    @property
    def digest(self) -> str:
        """The digest of the data."""
        return digest_of(self.content)


@dataclass(frozen=True)
class Difference:
    """A place where the data of a document are not those of a submission; None where one has nothing there."""

    place: str
    inside: object
    submitted: object


def look_inside(pdf: bytes) -> Inside:
    """The data that a PDF carries.

    :raises ReportFileError: it is no PDF, cannot be read, or does not carry exactly one report.
    """
    if len(pdf) > MAX_PDF:
        raise ReportFileError(f"The file has {len(pdf)} bytes; the limit is {MAX_PDF}.", "Is it a report?")
    if not pdf[:1024].lstrip().startswith(b"%PDF-"):
        raise ReportFileError("The file is not a PDF.", "Name a PDF that cbreport made.")
    from pypdf import PdfReader
    from pypdf.errors import LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted:
            raise ReportFileError("The PDF is encrypted.", "Ask for the file as it was made, without a password.")
        content = _only_attachment(reader)
        printed = frozenset(digest for page in reader.pages[-_LAST:] for digest in _digests(page))
        changed = reader.metadata.modification_date if reader.metadata else None
    except ReportFileError:
        raise
    except (LimitReachedError, MemoryError):
        raise ReportFileError("What the PDF carries is far too large for a report.", _HINT) from None
    except Exception as error:  # a damaged or hostile file may break a reader anywhere
        raise ReportFileError(f"The PDF cannot be read: {type(error).__name__}.", "Ask for the file anew.") from None
    return Inside(content, _report_data(content), printed, changed.isoformat() if changed else "")


def _only_attachment(reader: Any) -> bytes:
    names = [each for _, each in zip(range(2), reader.attachment_list, strict=False)]
    if not names:
        raise ReportFileError("The PDF carries no data.", _HINT)
    if len(names) > 1:
        raise ReportFileError("The PDF carries several files, so none is the report's for certain.", _HINT)
    content = bytes(names[0].content)
    if len(content) > MAX_BYTES:
        raise ReportFileError(f"The file inside the PDF has {len(content)} bytes; the limit is {MAX_BYTES}.", _HINT)
    return content


def _digests(page: Any) -> Iterator[str]:
    """The digests on a page, also those that run over the end of a line."""
    yield from _DIGEST.findall("".join(page.extract_text().split()))


def _report_data(content: bytes) -> Mapping[str, Any]:
    try:
        data = parse_json(content)
    except ReportFileError as error:
        raise ReportFileError(f"The file inside the PDF is no report: {error.message}", _HINT) from None
    for key, kind in _NAMED.items():
        if not isinstance(data.get(key), kind) or isinstance(data[key], bool):
            raise ReportFileError(f"The file inside the PDF is no report: it does not say its “{key}”.", _HINT)
    return data


def differences(inside: Mapping[str, Any], submitted: Mapping[str, Any]) -> Iterator[Difference]:
    """Where the data of a document are not those of a submission: what they say of themselves, then answers.

    >>> list(differences({"version": 1, "answers": {}}, {"version": 2, "answers": {"a": {"value": 3}}}))
    [Difference(place='version', inside=1, submitted=2), Difference(place='a', inside=None, submitted={'value': 3})]
    """
    for one, other in ((inside, submitted), (inside.get("answers", {}), submitted.get("answers", {}))):
        for key in dict.fromkeys((*one, *other)):
            if one is inside and key == "answers":
                continue
            if canonical_json(one.get(key)) != canonical_json(other.get(key)):
                yield Difference(key, one.get(key), other.get(key))
