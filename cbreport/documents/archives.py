"""Zip archives that people bring: what they are, and whether they may be opened at all."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from cbreport.errors import ReportFileError

_MOST_ENTRIES: Final = 2_000
_MOST_BYTES: Final = 100_000_000  # unpacked
_MOST_OF_ONE: Final = 60_000_000
_RATIO: Final = 300  # so many times larger than packed, once it is large at all
_LARGE: Final = 5_000_000


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
    """The archive, of which it is sure that it stays small when it is unpacked.

    Sizes are those that the archive names; more than that is never read of an entry.

    :raises ReportFileError: it is broken, too large, or holds macros.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError):
        raise ReportFileError(
            "The file is broken.", "Save it again where you filled it in, and bring that one."
        ) from None
    entries = archive.infolist()
    whole = sum(each.file_size for each in entries)
    swollen = any(each.file_size > max(_LARGE, each.compress_size * _RATIO) for each in entries)
    if (
        len(entries) > _MOST_ENTRIES
        or whole > _MOST_BYTES
        or swollen
        or any(each.file_size > _MOST_OF_ONE for each in entries)
    ):
        raise ReportFileError("The file is too large.", "Take pictures out of it, and bring it again.")
    if any(each.filename.endswith("vbaProject.bin") for each in entries):
        raise ReportFileError("The file holds macros.", "Save it without them, and bring that one.")
    return archive
