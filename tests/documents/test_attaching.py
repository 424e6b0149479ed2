from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import page
import pypdf
import pytest

from cbreport.definition import canonical_json, digest_of
from cbreport.documents import associating, render, report_document
from cbreport.documents.attaching import data_of
from cbreport.documents.nodes import Attached
from cbreport.documents.pdf import html_to_pdf
from cbreport.documents.writing import Writer
from cbreport.errors import UnknownName
from cbreport.reporting import Report, snapshot_of

from .conftest import Make

TWO = """
- {id: q, type: long-text, label: Describe it.}
- {id: secret, type: text, label: Who said so?, private: true}
"""
ANSWERS = {"q": {"value": "Four days", "comment": "Ask Zawadi"}, "secret": "Zawadi"}


def reader_of(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def attached(pdf: bytes) -> dict[str, list[bytes]]:
    return dict(reader_of(pdf).attachments)


def failures(pdf: bytes, profile: str) -> list[str]:
    return [str(each) for each in page.validate_pdf_bytes(pdf, profile=profile).failures]


def objects(pdf: bytes) -> Iterator[Any]:
    reader = reader_of(pdf)
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        yield pypdf.generic.IndirectObject(number, 0, reader).get_object()


def test_a_draft_carries_what_would_be_submitted_now(make: Make) -> None:
    found = attached(render(make(TWO, ANSWERS), "pdf"))
    assert list(found) == ["example-ken-ex1-v1.json"]
    data = json.loads(found["example-ken-ex1-v1.json"][0])
    assert (data["status"], data["answers"]) == ("draft", {"q": {"value": "Four days"}})


def test_what_was_submitted_is_carried_byte_for_byte_and_its_digest_printed(make: Make) -> None:
    report = make(TWO, ANSWERS, status="accepted", submitted="2024-05-31T10:00:00+00:00")
    snapshot = snapshot_of(report) + b"\n"  # so that nobody can have made it anew
    made = render(report, "pdf", audience="secretariat", snapshot=snapshot)
    assert attached(made) == {"example-ken-ex1-v1.json": [snapshot]}
    text = "".join("".join(each.extract_text() for each in reader_of(made).pages).split())
    assert digest_of(snapshot) in text
    anew = render(report, "pdf", audience="secretariat")
    assert attached(anew) == {"example-ken-ex1-v1.json": [snapshot_of(report)]}


@pytest.mark.parametrize(("options", "status"), [({"audience": "party"}, "submitted"), ({"section": "only"}, "draft")])
def test_what_holds_more_or_less_than_was_sent_carries_nothing(
    make: Make, options: dict[str, Any], status: str
) -> None:
    assert attached(render(make(TWO, ANSWERS, status=status), "pdf", **options)) == {}


def test_what_a_colleague_may_see_is_no_report(make: Make) -> None:
    report = make(TWO, ANSWERS)
    t = Writer(report.source.translator("en"))
    assert data_of(report, t, "party") is not None
    assert data_of(Report(report.form, "KEN", "EX1", partial=True), t, "party") is None


def test_the_file_is_associated_as_the_source_and_tells_no_time(make: Make) -> None:
    made = render(make(TWO, ANSWERS), "pdf")
    root = reader_of(made).trailer["/Root"]
    (associated,) = root["/AF"]  # type: ignore[index]
    file = associated.get_object()
    assert (file["/AFRelationship"], file["/UF"]) == ("/Source", "example-ken-ex1-v1.json")
    content = file["/EF"]["/F"].get_object()
    assert content["/Subtype"] == "/application/json"
    assert not {"/CreationDate", "/ModDate"} & content["/Params"].keys()


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_file_for_an_archive_is_both_pdf_a_and_pdf_ua(make: Make, language: str) -> None:
    report = make(
        TWO, {"q": "Quatre jours, أربعة أيام, 四天"}, status="submitted", submitted="2024-05-31T10:00:00+00:00"
    )
    made = render(report, "pdf", language=language, audience="secretariat", archive=True)
    assert failures(made, "3a") == []
    assert failures(made, "ua1") == []
    metadata = reader_of(made).trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
    assert 'pdfaid:part="3" pdfaid:conformance="A"' in metadata
    assert 'pdfuaid:part="1"' in metadata
    assert metadata.count("</rdf:RDF>") == 1
    assert attached(made) == {"example-ken-ex1-v1.json": [snapshot_of(report)]}
    assert render(report, "pdf", language=language, audience="secretariat", archive=True) == made


def test_the_check_of_pdf_a_can_fail(make: Make) -> None:
    assert failures(render(make(TWO, ANSWERS), "pdf"), "3a")


def test_a_file_for_an_archive_is_compressed_but_for_its_metadata(make: Make) -> None:
    made = render(make(TWO, {"q": "Four days. " * 400}), "pdf", archive=True)
    streams = [each for each in objects(made) if isinstance(each, pypdf.generic.StreamObject)]
    plain = [each.get("/Type") for each in streams if "/Filter" not in each]
    assert plain == ["/Metadata"]
    assert len(streams) > 5


class Stream:
    """A stream of a PDF about to be written, of which the last byte after compression is known."""

    def __init__(self, last: bytes) -> None:
        self.stream, self.extra, self.compress, self.last = [b"x"], {}, False, last

    @property
    def data(self) -> bytes:
        return b"stream\n..." + (self.last if self.compress else b"x") + b"\nendstream"


def test_a_stream_that_would_end_with_a_carriage_return_is_not_compressed() -> None:
    metadata, bad, good = Stream(b"m"), Stream(b"\r"), Stream(b"\n")

    class Pdf:
        objects = (metadata, bad, good)
        catalog = {"Metadata": b"0 0 R"}  # noqa: RUF012

    associating.mark_for_compression(Pdf())
    assert [each.compress for each in (metadata, bad, good)] == [False, False, True]


def test_other_data_give_another_identifier() -> None:
    html = '<!doctype html><html lang="en"><title>T</title><body><h1>T</h1></body></html>'
    kinds = [{}, {"data": Attached("a.json", b"1")}, {"data": Attached("a.json", b"2")}, {"archive": True}]
    found = {str(reader_of(html_to_pdf(html, **kind)).trailer["/ID"][0]) for kind in kinds}  # type: ignore[arg-type,index]
    assert len(found) == len(kinds)


# -- what is stamped --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "stamp", "everywhere"),
    [
        ("draft", "DRAFT", True),
        ("approved", "DRAFT", True),
        ("submitted", "SUBMITTED", False),
        ("accepted", "ACCEPTED", False),
        ("published", "PUBLISHED", False),
        ("returned", "RETURNED", True),
        ("recalled", "RECALLED", True),
    ],
)
def test_the_cover_says_what_a_report_is_and_every_page_what_does_not_count(
    make: Make, status: str, stamp: str, everywhere: bool
) -> None:
    document = report_document(make(TWO, ANSWERS, status=status), audience="secretariat")
    assert str(document.cover.state) == stamp
    assert str(document.meta.state) == (stamp if everywhere else "None")


def test_a_version_that_was_replaced_says_by_which(make: Make) -> None:
    document = report_document(make(TWO, ANSWERS, status="published"), audience="public", superseded_by=3)
    assert (str(document.cover.state), str(document.meta.state)) == ("SUPERSEDED", "SUPERSEDED")
    facts = {str(fact.label): " ".join(map(str, fact.value)) for fact in document.cover.facts}
    assert facts["Superseded by"] == "Version 3"


# -- one section ------------------------------------------------------------------------------------------------------

SECTIONS = """
  - {id: one, title: The first, questions: [{id: a, type: yes-no, label: Is it so?}]}
  - id: two
    title: The second
    questions:
      - {id: b, type: text, label: What else?, show-when: {item: a, equals: true}}
"""


def test_one_section_alone(make: Make) -> None:
    report = make(sections=SECTIONS, answers={"a": True, "b": "More"})
    text = render(report, "html", section="two").decode()
    assert "What else?" in text
    assert 'id="question-a"' not in text
    assert "<title>National report to the Convention on Examples: The second – Kenya – EX1</title>" in text
    assert '<span class="number">2</span> The second' in text  # numbered as in the whole report


def test_a_section_that_is_not_asked_says_so(make: Make) -> None:
    assert "not asked as the answers are now" in render(make(sections=SECTIONS), "html", section="two").decode()


def test_no_such_section(make: Make) -> None:
    with pytest.raises(UnknownName, match="section"):
        render(make(sections=SECTIONS), "html", section="three")


def test_canonical_data_of_a_draft_have_one_form(make: Make) -> None:
    content = data_of(make(TWO, ANSWERS), Writer(make(TWO).source.translator("en")), "party")
    assert content is not None
    assert content.content == canonical_json(json.loads(content.content))
