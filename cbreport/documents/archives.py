"""Zip archives that people bring: what they are, and whether they may be opened at all."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from cbreport.errors import ReportFileError
from cbreport.reporting.files import refuse_large

MOST_ENTRIES: Final = 1_000
MOST_UNPACKED: Final = 80_000_000  # bytes
RATIO: Final = 100  # so many times larger than packed, once it is large at all
_LARGE: Final = 4_000_000
_ENCRYPTED: Final = 0x1
_ANEW: Final = "Download it anew and copy your answers there."


def kind_of_archive(content: bytes) -> str:
    """``xlsx``, ``docx`` or ``opendocument``; empty when it is none of them.

    >>> kind_of_archive(b"PK...")
    ''
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if listed[:1] == ["mimetype"]:
        return "opendocument"
    names = set(listed)
    if "[Content_Types].xml" not in names:
        return ""
    folders = {name.partition("/")[0] for name in names}
    return "docx" if "word" in folders else "xlsx" if "xl" in folders else ""


def opened(content: bytes) -> zipfile.ZipFile:
    """An archive of an office program, of which it is sure that it may be read: it stays small when it is unpacked, has
    no password and no macros, and none of its XML declares a document type or entities.

    Sizes are those that the archive names; more than that is never read of an entry.

    :raises ReportFileError: with words on what to do.
    """
    refuse_large(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        _look_at(archive.infolist(), len(content))
        declares = any(_declares(archive.read(each)) for each in archive.infolist() if _is_xml(each.filename))
    except ReportFileError:
        raise
    except Exception:  # a damaged archive raises all kinds of errors
        raise broken() from None
    if declares:
        raise ReportFileError("The file holds declarations that no office program writes, so it is not opened.", _ANEW)
    return archive


def broken() -> ReportFileError:
    """What is told of a file that cannot be opened."""
    return ReportFileError(
        "The file cannot be opened: it is damaged or of another kind.",
        "Open it where you filled it in, save it as XLSX or DOCX, and bring that one back.",
    )


def _look_at(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if any(each.flag_bits & _ENCRYPTED for each in entries):
        raise ReportFileError("The file has a password.", "Save it without one and bring it back.")
    unpacked = sum(each.file_size for each in entries)
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED
        or (unpacked > _LARGE and unpacked > RATIO * packed)
        or any(each.file_size > max(_LARGE, RATIO * each.compress_size) for each in entries)
    ):
        raise ReportFileError("The file unpacks to far more than one that was filled in would.", _ANEW)
    if any(each.filename.lower().endswith("vbaproject.bin") for each in entries):
        raise ReportFileError("The file holds macros.", "Save it without them, and bring that one.")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _declares(content: bytes) -> bool:
    """Whether an XML file has a document type or entities of its own, in whichever encoding."""
    plain = content.replace(b"\0", b"")
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain
