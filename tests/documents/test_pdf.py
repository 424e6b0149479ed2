from __future__ import annotations

import builtins
import io
import os
import subprocess
import sys
import threading
from typing import Any

import page
import pypdf
import pytest

from cbreport.definition import LANGUAGE_NAMES, all_parties
from cbreport.definition.messages import form_messages
from cbreport.documents import pdf as module
from cbreport.documents import render, report_document, to_html
from cbreport.documents.pdf import html_to_pdf, missing_characters, printable
from cbreport.errors import ConfigurationError, RenderError, UnknownName
from cbreport.library import Library
from cbreport.reporting import Report, load_report
from cbreport.testing import example_library

from .conftest import Make

TEXT = "- {id: q, type: long-text, label: Describe it.}"
SHORT = '<!doctype html><html lang="en"><title>Short</title><body><h1>Short</h1><p>{}</p></body></html>'


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(each.extract_text() for each in read(pdf).pages)


def words_of(pdf: bytes) -> str:
    return " ".join(text_of(pdf).split())


def failures(pdf: bytes) -> list[str]:
    return [str(each) for each in page.validate_pdf_bytes(pdf, profile="ua1").failures]


# -- what comes out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_report_is_pdf_ua_in_every_direction(language: str) -> None:
    library = example_library()
    answers = {
        "assessed": {"value": True},
        "assessed-when": {"value": "2024-05-31"},
        "help-needed": {"value": ["training", "other"], "details": {"other": "قوارب وشيئًا آخر"}, "language": "ar"},
        "help-detail": {"value": "Quatre jours pour les agents.", "language": "fr"},
        "needs-matrix[rangers].advice": {"value": True},
        "trainings[a].title": {"value": "Census", "language": "en"},
        "trainings[a].cost": {"value": {"from": "1000", "to": "2000", "currency": "USD"}},
        "plan": {"value": {"url": "https://example.org/plan.pdf", "title": "Plan"}},
    }
    data = {"cbreport": 1, "form": "example-national-report", "edition": "ex1", "party": "KEN", "cycle": "EX1"}
    made = render(load_report({**data, "answers": answers}, library), "pdf", language=language)
    assert failures(made) == []
    reader = read(made)
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert reader.metadata.title.startswith("National report to the Convention on Examples")
    assert "Quatre jours pour les agents." in words_of(made)


def test_the_check_of_pdf_ua_can_fail() -> None:
    assert failures(html_to_pdf('<!doctype html><html lang="en"><body><h3>No title, no first level</h3></body></html>'))


def test_arabic_text_can_be_copied_as_it_was_written() -> None:
    words = "بناء القدرات شيئًا تثبيت ثالث شيء"
    made = html_to_pdf(SHORT.format(f'<span lang="ar" dir="rtl">{words}</span>'))
    assert words in words_of(made)


def test_every_page_of_a_draft_says_so(make: Make) -> None:
    made = render(make(TEXT, {"q": "A long text. " * 900}), "pdf")
    pages = [each.extract_text() for each in read(made).pages]
    assert len(pages) > 3
    assert all("DRAFT" in each for each in pages)
    assert f"Page 2 of {len(pages)}" in pages[1]
    assert "Kenya · EX · EX1 · Draft" in pages[1]
    submitted = render(make(TEXT, {"q": "A text."}, status="submitted"), "pdf")
    assert "DRAFT" not in text_of(submitted)


def test_contents_lead_to_their_pages(make: Make) -> None:
    reader = read(render(make(TEXT, {"q": "A text. " * 2000}), "pdf"))
    links = [each.get_object() for each in reader.pages[1]["/Annots"]]  # type: ignore[attr-defined]
    assert [link["/Dest"] for link in links] == ["section-only", "about"]
    assert [str(each["/Title"]) for each in reader.outline][-1] == "About this document"  # type: ignore[index]
    assert f"I The only section 2\nAbout this document {len(reader.pages)}" in reader.pages[1].extract_text()


# -- nothing is lost --------------------------------------------------------------------------------------------------


def test_a_long_text_is_printed_to_its_last_word(make: Make) -> None:
    words = [f"word{number}" for number in range(5000)]
    for extent in ("long", "short"):
        made = render(make(TEXT, {"q": " ".join(words)}), "pdf", extent=extent)  # type: ignore[arg-type]
        shown = set(words_of(made).split())
        assert [word for word in words if word not in shown] == []


def test_a_long_text_in_a_row_is_printed_to_its_last_word(make: Make) -> None:
    group = """
- id: g
  type: group
  label: Rows
  questions:
    - {id: a, type: long-text, label: A}
    - {id: b, type: long-text, label: B}
"""
    words = [f"word{number}" for number in range(2500)]
    shown = set(words_of(render(make(group, {"g[x].a": " ".join(words)}), "pdf")).split())
    assert [word for word in words if word not in shown] == []


def test_one_word_that_is_wider_than_the_page_is_broken_not_cut(make: Make) -> None:
    made = render(make(TEXT, {"q": "x" * 500}), "pdf")
    assert text_of(made).count("x") - text_of(render(make(TEXT, {"q": "-"}), "pdf")).count("x") == 500


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<b>bold</b> &amp; &lt; {{7*7}} {% x %} ${y}",
        "'\"; DROP TABLE reports; --",
        "]]> <!-- --> <![CDATA[",
        "=cmd|'/c calc'!A1",
    ],
)
def test_hostile_text_is_printed_word_for_word(make: Make, hostile: str) -> None:
    assert hostile in words_of(render(make(TEXT, {"q": hostile}), "pdf"))


def test_what_no_font_has_is_written_out(make: Make) -> None:
    shown = words_of(render(make(TEXT, {"q": "Great 😀, Georgian ა, turned \u202e round, bell \x07 end"}), "pdf"))
    assert "Great [U+1F600], Georgian [U+10D0], turned [U+202E] round, bell [U+0007] end" in shown


def test_what_the_fonts_have_stays() -> None:
    kept = "é ß Ж العربية 中文 ☑ ☐ ● ○ † ‡ “” – … 45\u202f000\u00a0USD ≤ − \u200fא"
    assert printable(kept) == kept.replace("א", "[U+05D0]")


def test_every_sign_of_the_templates_has_a_glyph(make: Make) -> None:
    document = report_document(make(TEXT, {"q": "x"}))
    assert printable(to_html(document)) == to_html(document)
    assert printable("☑☐●○†‡–…·“”’") == "☑☐●○†‡–…·“”’"


def test_a_document_says_that_characters_were_written_out(make: Make) -> None:
    shown = words_of(render(make(TEXT, {"q": "Great 😀, bell \x07"}), "pdf"))
    remark = "The fonts of this document do not have some characters that were typed."
    assert f"{remark} Each stands as its number in square brackets: [U+0007] [U+1F600]." in shown
    assert remark not in words_of(render(make(TEXT, {"q": "Great, العربية, 中文"}), "pdf"))


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_a_missing_glyph_is_an_error_where_it_is_asked_for(make: Make, kind: str) -> None:
    report = make(TEXT, {"q": "Bell \x07 and override \u202e"})
    with pytest.raises(
        RenderError, match=r"No font of the document has U\+0007 \(in q\), U\+202E RIGHT-TO-LEFT OVERRIDE"
    ):
        render(report, kind, missing_glyphs="error")
    assert render(make(TEXT, {"q": "Bell"}), kind, missing_glyphs="error") == render(make(TEXT, {"q": "Bell"}), kind)
    with pytest.raises(UnknownName, match="missing glyphs"):
        render(report, kind, missing_glyphs="dropped")  # type: ignore[arg-type]


def test_the_glyph_that_is_missing_is_named_with_its_question(make: Make) -> None:
    with pytest.raises(RenderError, match=r"U\+1F600 GRINNING FACE \(in q\)\. "):
        render(make(TEXT, {"q": "Great 😀"}), "pdf", missing_glyphs="error")


@pytest.mark.parametrize("language", LANGUAGE_NAMES)
def test_the_fonts_have_every_character_of_our_own_texts(language: str) -> None:
    """Of the interface, and of every installed form in every language that it has been translated into."""
    library = Library()
    catalogues = [each for of in library.conventions for each in library.translator(language, of.id).catalogues]
    texts = [text for catalogue in catalogues for text in catalogue.values()]
    texts += library.translator("fr").catalogues[0]  # the source texts
    for form in library.forms:
        translate = library.translator(language, form.convention)
        texts += [translate(message.text) for message in form_messages(form)]
    assert len(texts) > 1_000
    assert missing_characters("".join(texts)) == frozenset()
    assert missing_characters("".join(each.name_in(language) for each in all_parties().values())) == frozenset()


# -- the same everywhere ----------------------------------------------------------------------------------------------

PROGRAM = """
import hashlib
from cbreport.documents import render
from cbreport.reporting import load_report
from cbreport.testing import example_library
answers = {"help-needed": {"value": ["training"]}, "help-detail": {"value": "تدريب 中文"}}
data = {"cbreport": 1, "form": "example-national-report", "edition": "ex1", "party": "KEN", "cycle": "EX1"}
report = load_report({**data, "answers": answers}, example_library())
print(hashlib.sha256(render(report, "pdf", language="ar")).hexdigest())
"""


def test_the_same_report_gives_the_same_bytes_in_every_process(tmp_path: Any) -> None:
    digests = set()
    for number, zone in enumerate(("UTC", "Asia/Tokyo", "UTC")):
        empty = tmp_path / f"{number}.conf"
        empty.write_text("<fontconfig></fontconfig>")
        more = {
            "TZ": zone,
            "HOME": str(tmp_path),
            "PYTHONHASHSEED": str(number),
            "LC_ALL": "C",
            "TMPDIR": str(tmp_path),
        }
        more |= {"FONTCONFIG_FILE": str(empty)} if number == 2 else {}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=os.environ | more, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout.strip())
        assert "rror" not in done.stderr
    assert len(digests) == 1


def test_threads_do_not_disturb_each_other(make: Make) -> None:
    reports = [make(TEXT, {"q": f"Answer number {number}. " * 50}) for number in range(4)]
    alone = [render(report, "pdf") for report in reports]
    together: dict[int, bytes] = {}

    def work(number: int, report: Report) -> None:
        together[number] = render(report, "pdf")

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(reports)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(4)] == alone


def test_only_bundled_fonts_are_used(make: Make) -> None:
    reader = read(render(make(TEXT, {"q": "Text العربية 中文 ☑ Ж"}), "pdf"))
    names = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for each in reader.pages
        for font in each["/Resources"]["/Font"].values()
    }  # type: ignore[index]
    assert names
    assert all(name.startswith("Noto-Sans") for name in names)


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "somebody-else's")
    html_to_pdf(SHORT.format("text"))
    assert os.environ["FONTCONFIG_FILE"] == "somebody-else's"
    monkeypatch.delenv("FONTCONFIG_FILE")
    html_to_pdf(SHORT.format("text"))
    assert "FONTCONFIG_FILE" not in os.environ


def test_no_time_of_its_own_stands_in_the_file() -> None:
    metadata = read(html_to_pdf(SHORT.format("text"))).metadata
    assert metadata is not None
    assert metadata.creation_date is None
    assert metadata.modification_date is None


# -- what can be missing ----------------------------------------------------------------------------------------------


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *arguments, **more)

    module._weasyprint.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    try:
        with pytest.raises(ConfigurationError, match=r"apt-get install libpango-1\.0-0"):
            html_to_pdf(SHORT.format("text"))
    finally:
        module._weasyprint.cache_clear()


def test_a_failure_of_the_renderer_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise KeyError("inline-end")

    monkeypatch.setattr(module, "_font_configuration", broken)
    with pytest.raises(RenderError, match="The PDF could not be made: KeyError"):
        html_to_pdf(SHORT.format("text"))


def test_importing_the_documents_does_not_import_the_renderer() -> None:
    program = "import sys, cbreport.documents; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("submitted", ["2024-05-31T10:00:00+00:00", "2024-05-31T10:00:00.123456+00:00", "2024-05-31"])
def test_the_only_time_in_the_file_is_that_of_submission(make: Make, submitted: str) -> None:
    made = render(make(TEXT, {"q": "x"}, status="submitted", submitted=submitted), "pdf")
    assert failures(made) == []
    metadata = read(made).metadata
    assert metadata is not None
    assert metadata.creation_date is None
    assert metadata.modification_date is not None
    assert metadata.modification_date.date().isoformat() == "2024-05-31"
