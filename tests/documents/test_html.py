from __future__ import annotations

import re
from dataclasses import dataclass, replace

import html5lib
import pytest

from cbreport.definition import DocumentIdentity
from cbreport.documents import Bar, Bars, Choice, Choices, Document, Text, report_document, to_html
from cbreport.documents.html import BAR_WIDTH, bar_width, begin_parts, css_string, is_tall
from cbreport.errors import RenderError

from .conftest import Make

HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}{% x %}</style><img src=x onerror=alert(1)>"
TEXT = "- {id: q, type: long-text, label: Describe it.}"


def parsed(text: str):  # type: ignore[no-untyped-def]
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def with_blocks(document: Document, *blocks: object) -> Document:
    return replace(document, blocks=blocks)  # type: ignore[arg-type]


def test_the_file_is_valid_and_complete(make: Make) -> None:
    text = to_html(report_document(make(TEXT, {"q": "an answer"}), "ar"))
    tree = parsed(text)
    assert tree.attrib == {"lang": "ar", "dir": "rtl"}
    assert tree.find("head/title").text.startswith("National report")
    assert not re.search(r"<(script|link|iframe|object|img)\b", text)
    assert ' style="' not in text


def test_hostile_text_is_printed_word_for_word(make: Make) -> None:
    lines = f"- id: q\n  type: long-text\n  label: '{HOSTILE.replace(chr(39), chr(39) * 2)}'"
    report = make(lines, {"q": {"value": HOSTILE, "comment": HOSTILE}})
    text = to_html(report_document(report))
    tree = parsed(text)
    for path in (".//p[@class='answer']", ".//h3", ".//p[@class='comment']"):
        assert HOSTILE in "".join(tree.find(path).itertext())
    assert "<script" not in text
    assert not tree.findall(".//img")


def test_hostile_names_do_not_leave_the_style_sheet(make: Make) -> None:
    document = report_document(make(TEXT))
    nasty = Text('"; } </style><script>x</script> \\')
    document = replace(document, meta=replace(document.meta, running=nasty, state=nasty, page=nasty))
    text = to_html(document)
    assert text.count("</style>") == 1
    assert "<script" not in text
    parsed(text)


@pytest.mark.parametrize("colour", ["red", "#12345", "#123456;}", "url(//example.org)", ""])
def test_a_colour_that_is_none_is_refused(make: Make, colour: str) -> None:
    document = replace(report_document(make(TEXT)), identity=DocumentIdentity(colour=colour))
    with pytest.raises(RenderError, match="is not a colour"):
        to_html(document)


@pytest.mark.parametrize(
    ("colour", "dark"), [("#000000", True), ("#12486b", True), ("#ffffff", False), ("#ffcc00", False)]
)
def test_the_cover_can_be_read_on_every_colour(make: Make, colour: str, dark: bool) -> None:
    document = replace(report_document(make(TEXT)), identity=DocumentIdentity(colour=colour))
    assert ('<header class="cover dark">' in to_html(document)) is dark


def test_a_text_in_another_language_says_so(make: Make) -> None:
    answers = {"q": {"value": "مرحبا", "language": "ar"}}
    assert '<p class="answer" lang="ar" dir="rtl">مرحبا</p>' in to_html(report_document(make(TEXT, answers), "fr"))
    label = '<span lang="en" dir="ltr">Describe it.</span>'
    assert label in to_html(report_document(make(TEXT), "ar"))


def test_only_web_addresses_are_links(make: Make) -> None:
    link = "- {id: q, type: link, label: Where?}"
    good = to_html(report_document(make(link, {"q": {"url": "https://example.org/?a=1&b=2", "title": "Plan"}})))
    assert '<a class="address" href="https://example.org/?a=1&amp;b=2">' in good
    bad = to_html(report_document(make(link, {"q": {"url": "javascript:alert(1)", "title": "Plan"}})))
    assert not re.search(r'<a [^>]*href="(?!#)', bad)
    assert "javascript:alert(1)" in bad


def test_what_html_cannot_hold_is_written_out(make: Make) -> None:
    text = to_html(report_document(make(TEXT, {"q": "bell\x07 half\ud83d turned\u202e round"})))
    assert "bell[U+0007] half[U+D83D] turned[U+202E] round" in text
    text.encode("utf-8")
    parsed(text)


def test_unknown_nodes_are_refused_by_name(make: Make) -> None:
    @dataclass(frozen=True)
    class Balloon:
        pass

    with pytest.raises(RenderError, match="cannot hold a Balloon"):
        to_html(with_blocks(report_document(make(TEXT)), Balloon()))


def test_ticks_tell_boxes_from_circles(make: Make) -> None:
    options = (Choice(Text("One"), True, (Text("typed"),)), Choice(Text("Two"), False))
    document = report_document(make(TEXT))
    many = to_html(with_blocks(document, Choices(options)))
    one = to_html(with_blocks(document, Choices(options, many=False)))
    assert ">☑<" in many
    assert ">☐<" in many
    assert ">●<" in one
    assert ">○<" in one


def test_a_chart_is_a_table_with_labelled_bars_and_no_text_inside(make: Make) -> None:
    bars = Bars(
        (Text("Answer"), Text("Parties"), Text("Share"), Text("Bar")),
        (Bar(Text("Yes"), 1, 0.25, "25 %"),),
        Text("One of four."),
    )
    for language, start in (("en", "0"), ("ar", str(BAR_WIDTH * 0.75))):
        tree = parsed(to_html(with_blocks(report_document(make(TEXT), language), bars)))
        (svg,) = tree.findall(".//td[@class='bar']/*")
        assert svg.attrib["role"] == "img"
        assert svg.attrib["aria-label"] == "25 %"
        assert not [each for each in svg.iter() if str(each.tag).endswith("text")]
        assert [each.attrib["x"] for each in svg.iter() if str(each.tag).endswith("rect")][1] == start


def test_a_small_share_can_still_be_seen() -> None:
    assert bar_width(0.0001) > 0
    assert bar_width(0) == 0
    assert bar_width(7) == BAR_WIDTH


def _sections(questions: int, answer: str = "Yes.") -> str:
    question = f'<div class="question"><h3>What was done?</h3><p class="answer">{answer}</p></div>'
    return "".join(f'<h2 id="s{number}">Section</h2>{question * questions}{"<!-- -->" * 300}' for number in range(12))


def _fresh(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<h2 class="fresh" id="s(\d+)"', html)]


def test_a_part_ends_on_a_page_that_is_filled_well() -> None:
    assert _fresh(begin_parts(_sections(9))) == list(range(12))  # more than half of a page
    assert _fresh(begin_parts(_sections(8))) == [0, 2, 4, 6, 8, 10]  # one section would leave more than half of it


def test_what_is_typed_does_not_move_where_parts_begin() -> None:
    assert _fresh(begin_parts(_sections(9))) == _fresh(begin_parts(_sections(9, "Word. " * 40)))


def test_only_a_row_with_a_long_list_is_broken_where_a_page_ends() -> None:
    few, many = (Choices(tuple(Choice(Text("a"), False) for _ in range(count)), True) for count in (8, 9))
    assert (is_tall((few,)), is_tall((many,))) == (False, True)


def test_strings_of_a_style_sheet_hold_any_text() -> None:
    assert css_string('a"b\\c\n<d>') == '"a\\22 b\\5c c\\a \\3c d\\3e "'


def test_a_blank_cell_stands_where_the_figures_of_its_column_do(make: Make) -> None:
    parts = "[{id: a, type: text, label: A}, {id: n, type: integer, label: N}]"
    group = f"- {{id: g, type: group, label: G, row-label: a, questions: {parts}}}"
    text = to_html(report_document(make(group, {"g[x].a": "One", "g[x].n": 3, "g[y].a": "Two"})))
    assert '<td class="number">3</td>' in text
    assert '<td class="blank number">' in text


def test_what_stands_first_below_the_cover_begins_no_second_page() -> None:
    assert _fresh(begin_parts("<main>\n" + _sections(9)))[0] > 0
    assert _fresh(begin_parts("<main><nav></nav>" + _sections(9)))[0] == 0
