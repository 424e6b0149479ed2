"""A document that is laid out part by part is the one that the renderer makes of it by itself."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

import page
import pypdf
import pytest

from cbreport.documents import pdf as module
from cbreport.documents import report_document, to_html
from cbreport.documents.html import parts_of
from cbreport.documents.pdf import Pressed, html_to_pdf
from cbreport.reporting import Report

from .conftest import Make

SECTIONS = "".join(
    f"""
  - id: s{number}
    title: Section number {number}
    questions:
      - {{id: text-{number}, type: long-text, label: Describe it.}}
      - {{id: link-{number}, type: link, label: Where is it?}}
      - id: some-{number}
        type: choose-many
        label: Which of these?
        options: [{{code: a, label: First}}, {{code: b, label: Second}}]
      - id: table-{number}
        type: matrix
        label: What is there?
        rows: [{{code: x, label: Row}}, {{code: y, label: Other row}}]
        columns: [{{id: c, type: integer, label: How many}}, {{id: d, type: text, label: What}}]
"""
    for number in range(6)
)


def answers(number: int, words: str) -> dict[str, Any]:
    return {
        f"text-{number}": words,
        f"link-{number}": {"url": f"https://example.org/{number}", "title": "There"},
        f"some-{number}": ["b"],
        f"table-{number}[x].c": 3,
        f"table-{number}[y].d": "Boats. قوارب 船",
    }


@pytest.fixture
def report(make: Make) -> Report:
    given: dict[str, Any] = {}
    for number in range(6):
        given |= answers(number, f"Answer {number} with its words. " * 260)
    return make(sections=SECTIONS.lstrip("\n"), answers=given)


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Nothing is kept when a test begins."""
    empty = module.Shelf(module.KEPT)
    monkeypatch.setattr(module, "_shelf", empty)
    return empty


def by_itself(html: str) -> pypdf.PdfReader:
    """What the renderer makes of the whole document."""
    return read(module._render(html).write_pdf(pdf_variant=module.VARIANT))


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def tags_of(reader: pypdf.PdfReader) -> list[str]:
    """The tree of tags, flat, in the order of reading."""

    def visit(element: Any) -> Iterator[str]:
        found = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(found, list):
            for each in found:
                yield from visit(each)
        elif isinstance(found, dict) and "/S" in found:
            yield str(found["/S"])
            yield from visit(found.get("/K", []))

    return list(visit(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def links_of(reader: pypdf.PdfReader) -> list[tuple[int, str]]:
    found = []
    for number, each in enumerate(reader.pages):
        for link in each.get("/Annots", []):
            link = link.get_object()
            found.append((number, str(link.get("/Dest") or link["/A"]["/URI"])))
    return found


def places_of(reader: pypdf.PdfReader) -> dict[str, int | None]:
    return {name: reader.get_destination_page_number(each) for name, each in reader.named_destinations.items()}


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_a_document_in_parts_is_the_one_that_the_renderer_makes(report: Report, language: str) -> None:
    html = to_html(report_document(report, language))
    parts = parts_of(html)
    assert parts is not None
    assert len(parts.rest) >= 3
    expected, made = by_itself(html), read(html_to_pdf(html))
    assert [each.extract_text() for each in made.pages] == [each.extract_text() for each in expected.pages]
    assert tags_of(made) == tags_of(expected)
    assert links_of(made) == links_of(expected)
    assert len(links_of(made)) > 12
    assert places_of(made) == places_of(expected)
    assert [str(each["/Title"]) for each in made.outline] == [str(each["/Title"]) for each in expected.outline]  # type: ignore[index,call-overload]
    assert made.metadata == expected.metadata


def test_it_is_pdf_ua(report: Report) -> None:
    made = html_to_pdf(to_html(report_document(report)))
    assert [str(each) for each in page.validate_pdf_bytes(made, profile="ua1").failures] == []


def test_cold_and_kept_parts_give_the_same_bytes(report: Report, shelf: Any, make: Make) -> None:
    html = to_html(report_document(report))
    cold = html_to_pdf(html)
    assert html_to_pdf(html) == cold
    changed = {**report.answers, **make(sections=SECTIONS.lstrip("\n"), answers=answers(3, "Other words.")).answers}
    other = to_html(report_document(make(sections=SECTIONS.lstrip("\n"), answers=changed)))
    kept = len(shelf.parts)
    warm = html_to_pdf(other)
    assert len(shelf.parts) < 2 * kept  # what had not changed was taken as it was
    shelf.parts.clear()
    assert html_to_pdf(other) == warm != cold
    assert html_to_pdf(html) == cold


def test_a_link_of_one_document_does_not_come_into_another(shelf: Any) -> None:
    long = "<p>" + "Words of a section. " * 1200 + "</p>"
    head = '<!doctype html><html lang="en"><head><title>Links</title><style>h2.fresh{break-before:page}</style></head>'
    linking = '<h2 class="fresh" id="a">A</h2><p><a href="#b">to the other</a></p>' + long
    other = '<h2 class="fresh" id="{}">B</h2>' + long
    there, away = (
        f"{head}<body><h1>Links</h1><main>{linking}{other.format(name)}</main></body></html>" for name in "bc"
    )
    assert links_of(read(html_to_pdf(there))) == [(1, "b")]
    warm = html_to_pdf(away)
    assert links_of(read(warm)) == []
    shelf.parts.clear()
    assert html_to_pdf(away) == warm


def test_what_is_more_than_letters_and_lines_is_drawn_each_time() -> None:
    long = "<p>" + "Words of a section. " * 1200 + "</p>"
    style = "<style>i{opacity:0.5}h2{break-before:page}</style>"
    head = f'<!doctype html><html lang="en"><head><title>Pale</title>{style}</head>'
    html = (
        f'{head}<body><h1>Pale</h1><main><h2 class="fresh" id="a">A</h2><p><i>Pale</i></p>{long}</main></body></html>'
    )
    made = html_to_pdf(html)
    assert html_to_pdf(html) == made
    assert [each.extract_text() for each in read(made).pages] == [each.extract_text() for each in by_itself(html).pages]


def test_what_was_not_used_longest_goes_first() -> None:
    shelf = module.Shelf(5)
    for name in "abc":
        shelf.put(name, module.Laid((None, None), None))  # type: ignore[arg-type]
    assert list(shelf.parts) == ["b", "c"]
    assert shelf.take("b")
    shelf.put("d", module.Laid((None,), None))  # type: ignore[arg-type]
    shelf.put("e", module.Laid((None,), None))  # type: ignore[arg-type]
    assert list(shelf.parts) == ["b", "d", "e"]
    shelf.put("long", module.Laid((None,) * 9, None))  # type: ignore[arg-type]
    assert list(shelf.parts) == ["long"]


def test_progress_is_told_and_ends_below_one(report: Report) -> None:
    told: list[float] = []
    html_to_pdf(to_html(report_document(report)), progress=told.append)
    assert told == sorted(told)
    assert len(set(told)) > 3
    assert 0 < told[0] < told[-1] < 1


def test_the_fonts_of_the_library_are_all_loaded_at_the_start() -> None:
    names = {font.name.decode().partition("+")[2].rstrip(",") for font in module._fonts().values()}
    assert names >= {
        "Noto-Sans", "Noto-Sans-Bold", "Noto-Sans-Italic", "Noto-Sans-Bold-Italic", "Noto-Sans-Arabic",
        "Noto-Sans-Arabic-Bold", "Noto-Sans-SC", "Noto-Sans-SC-Bold", "Noto-Sans-Symbols-2", "Noto-Sans-Symbols",
        "Noto-Sans-Math",
    }  # fmt: skip


def test_parts_that_another_process_has_laid_out_give_the_same_bytes(report: Report, shelf: Any) -> None:
    html = to_html(report_document(report))
    parts = parts_of(html)
    assert parts
    here = html_to_pdf(html)
    brought = {place: module.part_laid_out(parts.alone(each), parts.style) for place, each in enumerate(parts.rest)}
    assert all(brought.values())
    shelf.parts.clear()
    told: list[float] = []
    assert html_to_pdf(html, brought=brought, progress=told.append) == here
    assert sum(each.whole is None for each in shelf.parts.values()) == len(parts.rest) == len(told) - 1


def test_a_page_that_is_drawn_each_time_is_not_brought_elsewhere(shelf: Any) -> None:
    picture = "<p style='background: linear-gradient(red, blue)'>Text</p>"
    assert module.part_laid_out(f"<html lang=en><title>T</title><body>{picture}", "") == b""


def test_what_was_compressed_is_kept_within_bounds() -> None:
    kept = Pressed(60)
    first = kept.of(b"a" * 50)
    assert zlib.decompress(first) == b"a" * 50
    assert kept.of(b"a" * 50) is first
    for letter in b"bcdefgh":
        kept.of(bytes([letter]) * 50)
    assert kept.size == sum(map(len, kept.kept.values())) <= 60
    assert kept.of(b"a" * 50) is not first
