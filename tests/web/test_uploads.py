"""What a file is by its content, whatever it is called; and names that no system trips over."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.web.uploads import KINDS, kind_of, plain_name

OFFICE = "application/vnd.openxmlformats-officedocument."


def archive(*names: str, mimetype: str = "") -> bytes:
    """The same bytes whenever it is made: they stand in the names of tests."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        if mimetype:
            file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            file.writestr(zipfile.ZipInfo(name), "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 40, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 40, "image/jpeg"),
        (archive("[Content_Types].xml", "word/document.xml"), f"{OFFICE}wordprocessingml.document"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), f"{OFFICE}presentationml.presentation"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
         "application/vnd.oasis.opendocument.text"),
        ("Région;Année\r\nNord;2024\r\n".encode(), "text/plain"),
        ("\ufeffمرحبا".encode(), "text/plain"),
    ],
)  # fmt: skip
def test_a_file_is_what_it_contains(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \n<html><body onload=alert(1)>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><x/>',
        b"MZ\x90\x00" + b"\0" * 60,
        b"\x7fELF" + b"\0" * 60,
        b"GIF89a" + b"\0" * 20,
        b"text with a \x00 zero",
        b"\xff\xfe not utf-8 \xe9",
        archive("evil.html"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("content.xml", mimetype="text/html"),
        archive("[Content_Types].xml", "word/document.xml")[:40],
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    assert kind_of(content) == ""


@given(st.binary(max_size=400))
def test_any_bytes_are_a_kind_or_none(content: bytes) -> None:
    assert kind_of(content) in {"", *KINDS}
    assert kind_of(b"PK\x03\x04" + content) == ""


@given(st.integers(0, 200), st.integers(0, 255))
def test_a_damaged_archive_is_no_document(at: int, byte: int) -> None:
    """Also one whose entry cannot be unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text" * 3, zipfile.ZIP_DEFLATED)
    content = bytearray(made.getvalue())
    content[at % len(content)] = byte
    assert kind_of(bytes(content)) in {"", *KINDS}


@given(st.text(max_size=300))
def test_a_name_is_fit_for_every_system(name: str) -> None:
    plain = plain_name(name)
    assert plain
    assert len(plain) <= 140
    assert not set(plain) & set('<>:"/\\|?*\0\r\n')
    assert not plain.startswith(".")
    assert plain == plain_name(plain)
