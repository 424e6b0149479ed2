"""Files that a page sends: what they are by their content, and how they are kept before the answers are saved."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, Final

import puremagic
from werkzeug.datastructures import FileStorage, MultiDict

from cbreport.answering import is_file
from cbreport.errors import CbreportError, Finding, Term, finding

if TYPE_CHECKING:
    from cbreport.web.context import Context

VALUE: Final = "fv:"  # the file that is the answer
ATTACHED: Final = "fa:"  # files attached to an answer
KEPT: Final = "kept-"  # before one of these: a file that is kept already, as JSON
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
#: What may be attached, by media type. None of it is run by a browser.
KINDS: Final[Mapping[str, str]] = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    f"{_OFFICE}wordprocessingml.document": "DOCX",
    f"{_OFFICE}spreadsheetml.sheet": "XLSX",
    f"{_OFFICE}presentationml.presentation": "PPTX",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.oasis.opendocument.presentation": "ODP",
    "text/plain": "TXT, CSV",
}
_ZIPPED: Final[Mapping[str, str]] = {
    "word/": f"{_OFFICE}wordprocessingml.document",
    "xl/": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}presentationml.presentation",
}
_MAX_NAME: Final = 120


def kind_of(content: bytes) -> str:
    """The media type by content, one of :data:`KINDS`; empty when it is none of them. Names and headers may lie.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"<script>alert(1)</script>"), kind_of("Région;2024".encode())
    ('application/pdf', '', 'text/plain')
    """
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    try:
        found = str(puremagic.magic_string(content)[0].mime_type)
    except (LookupError, ValueError):  # nothing known begins like this, in each of its releases
        found = ""
    if found in KINDS and found != "text/plain":
        return found
    return "text/plain" if _is_text(content) else ""


def _is_text(content: bytes) -> bool:
    """Whether it is text that no browser takes for a page or a picture."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    plain = not any(unicodedata.category(char) == "Cc" for char in text if char not in "\t\r\n")
    return bool(content) and plain and not text.lstrip().startswith("<")


def _zipped(content: bytes) -> str:
    """Which office format a zip archive is; only its list of names and one short entry are read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if names[:1] == ["mimetype"]:
                with archive.open("mimetype") as entry:
                    told = entry.read(100).decode("ascii", "replace")
                return told if told in KINDS else ""
            macros = any(name.lower().endswith("vbaproject.bin") for name in names)
            if "[Content_Types].xml" not in names or macros:
                return ""
            return next((kind for start, kind in _ZIPPED.items() if any(name.startswith(start) for name in names)), "")
    except Exception:  # a damaged archive raises all kinds of errors, and is no document
        return ""


def plain_name(name: str) -> str:
    r"""A file name without folders and without what no file system or header takes.

    >>> plain_name('C:\\Temp\\plan "final".pdf'), plain_name("../../etc/passwd"), plain_name("")
    ('plan _final_.pdf', 'passwd', 'file')
    """
    last = PurePosixPath(PureWindowsPath(name).name).name
    kept = "".join("_" if char in '<>:"/\\|?*' or unicodedata.category(char)[0] == "C" else char for char in last)
    stem, dot, ending = kept.strip(" .").rpartition(".")
    short = f"{stem[:_MAX_NAME]}{dot}{ending[:10]}" if dot else ending[:_MAX_NAME]
    return short or "file"


def with_uploads(
    context: Context, report_id: str, fields: MultiDict[str, str], files: MultiDict[str, FileStorage]
) -> tuple[MultiDict[str, str], dict[str, list[Finding]]]:
    """The posted fields with a field for every file that is kept now, and what is wrong with the others by address.

    A page that comes back (a conflict, an error) carries those fields along, so that nothing need be sent twice.
    """
    posted: MultiDict[str, str] = MultiDict(
        (name, value)
        for name, value in fields.items(multi=True)
        if not name.startswith(KEPT) or _is_kept(context, report_id, value)
    )
    problems: dict[str, list[Finding]] = {}
    for name, upload in _sent(files):
        address = name.partition(":")[2]
        content = upload.read()
        called, kind = plain_name(upload.filename or ""), kind_of(content)
        if not kind and content:
            known = ", ".join(KINDS.values())
            problems.setdefault(address, []).append(finding("A38", address, name=called, known=known))
            continue
        try:
            digest = context.portal.store.keep_file(context.identity, report_id, content, kind)
        except CbreportError as error:
            why = finding("A39", address, name=called, problem=Term(context.why(error)))
            problems.setdefault(address, []).append(why)
            continue
        told = {"name": called, "type": kind, "size": str(len(content)), "digest": digest}
        posted.add(KEPT + name, json.dumps(told, ensure_ascii=False))
    return posted, problems


def _sent(files: MultiDict[str, FileStorage]) -> Iterator[tuple[str, FileStorage]]:
    """The files that were chosen; a browser sends an empty one for a field that was left alone."""
    for name, upload in files.items(multi=True):
        if name.startswith((VALUE, ATTACHED)) and upload.filename:
            yield name, upload
        upload.close()  # a large one lies in a temporary file


def kept_file(text: str) -> Mapping[str, str] | None:
    """The file that a field names, or None."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        return None
    return told if is_file(told) and told["type"] in KINDS else None


def _is_kept(context: Context, report_id: str, text: str) -> bool:
    told = kept_file(text)
    try:
        return told is not None and context.portal.store.has_file(context.identity, report_id, told["digest"])
    except CbreportError:
        return False
