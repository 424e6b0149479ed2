from __future__ import annotations

import io
import zlib
from typing import Any

import pypdf
import pytest

from cbreport.documents import render, verifying
from cbreport.documents.nodes import Attached
from cbreport.documents.pdf import html_to_pdf
from cbreport.documents.verifying import look_inside
from cbreport.errors import ReportFileError
from cbreport.reporting import snapshot_of

from .conftest import Make

TEXT = "- {id: q, type: long-text, label: Describe it.}"
HTML = '<!doctype html><html lang="en"><title>T</title><body><h1>T</h1></body></html>'


def rewritten(pdf: bytes, change: Any) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_was_submitted_is_read_again(make: Make) -> None:
    report = make(TEXT, {"q": "Four days"}, status="submitted", submitted="2024-05-31T10:00:00+00:00")
    snapshot = snapshot_of(report)
    for archive in (False, True):
        made = render(report, "pdf", audience="secretariat", snapshot=snapshot, archive=archive)
        inside = look_inside(made)
        assert inside.content == snapshot
        assert inside.digest in inside.printed
        assert inside.data["answers"] == {"q": {"value": "Four days"}}
        assert inside.modified == "2024-05-31T10:00:00+00:00"


def test_another_file_put_in_its_place_does_not_have_the_printed_digest(make: Make) -> None:
    report = make(TEXT, {"q": "Four days"}, status="submitted")
    other = make(TEXT, {"q": "Forty days"}, status="submitted")
    made = render(report, "pdf", audience="secretariat", snapshot=snapshot_of(report))
    forged = render(other, "pdf", audience="secretariat", snapshot=snapshot_of(other))
    assert look_inside(made).printed.isdisjoint({look_inside(forged).digest})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a PDF"),
        (b"PK\x03\x04 a workbook", "not a PDF"),
        (b'{"cbreport": 1}', "not a PDF"),
        (b"%PDF-1.7\nnothing follows", "cannot be read"),
        (b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF", "cannot be read"),
    ],
)
def test_what_is_no_pdf_or_a_broken_one(content: bytes, message: str) -> None:
    with pytest.raises(ReportFileError, match=message):
        look_inside(content)


def test_a_pdf_cut_off_in_the_middle_is_told_and_never_taken_for_whole(make: Make) -> None:
    made = render(make(TEXT, {"q": "Four days"}), "pdf")
    for share in (0.3, 0.6, 0.9):
        with pytest.raises(ReportFileError):
            look_inside(made[: int(len(made) * share)])


def test_an_encrypted_one(make: Make) -> None:
    made = rewritten(render(make(TEXT), "pdf"), lambda writer: writer.encrypt("secret", algorithm="RC4-128"))
    with pytest.raises(ReportFileError, match="encrypted"):
        look_inside(made)


def test_one_without_data() -> None:
    with pytest.raises(ReportFileError, match="carries no data"):
        look_inside(html_to_pdf(HTML))


def test_one_with_two_files_also_of_the_same_name(make: Make) -> None:
    made = render(make(TEXT), "pdf")
    for name in ("other.json", "example-ken-ex1-v1.json"):
        with pytest.raises(ReportFileError, match="several files"):
            look_inside(rewritten(made, lambda writer, name=name: writer.add_attachment(name, b"{}")))


def test_a_file_that_unpacks_to_far_too_much() -> None:
    bomb = Attached("a.json", b"placeholder of the bomb")
    made = html_to_pdf(HTML, data=bomb)

    def swap(writer: pypdf.PdfWriter) -> None:
        for each in writer._objects:
            if isinstance(each, pypdf.generic.StreamObject) and each.get("/Type") == "/EmbeddedFile":
                each._data = zlib.compress(b" " * 200_000_000, 9)
                each[pypdf.generic.NameObject("/Filter")] = pypdf.generic.NameObject("/FlateDecode")

    with pytest.raises(ReportFileError, match=r"too large|limit"):
        look_inside(rewritten(made, swap))


def test_a_file_over_the_limit_of_report_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MAX_BYTES", 10)
    with pytest.raises(ReportFileError, match="has 11 bytes; the limit is 10"):
        look_inside(html_to_pdf(HTML, data=Attached("a.json", b" " * 11)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not JSON", "is not JSON"),
        (b"[]", "no JSON object"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"cbreport": 1}', "does not say its “form”"),
        (
            b'{"form": "f", "edition": "e", "party": "K", "cycle": "c", "status": "s", "version": true, "answers": {}}',
            "does not say its “version”",
        ),
        (
            b'{"form": "f", "edition": "e", "party": "KEN", "cycle": "c", "status": "s", "version": 1, "answers": []}',
            "does not say its “answers”",
        ),
    ],
)
def test_a_file_that_is_no_report(content: bytes, message: str) -> None:
    with pytest.raises(ReportFileError, match=message):
        look_inside(html_to_pdf(HTML, data=Attached("a.json", content)))


def test_a_file_of_a_size_that_no_report_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MAX_PDF", 3)
    with pytest.raises(ReportFileError, match="limit is 3"):
        look_inside(b"%PDF-1.7")
