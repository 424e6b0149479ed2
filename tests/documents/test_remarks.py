"""Remarks on paper: in which order, what is beside them, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cbreport.definition import Translator
from cbreport.documents import Heading, Paragraph, Table, remark_blocks, remarks_document, to_html
from cbreport.documents.remarks import remarks_sentence
from cbreport.documents.writing import Writer
from cbreport.reporting.remarks import Answered, Opening, Remark, RemarkStep, Said, Where
from cbreport.synthesis import needs_table
from tests.synthesis.register_reports import FIRST, tally, told

TABLE = needs_table(tally(told("KEN", need=[{"topic": "law"}, {"topic": "birds"}])))
T = Writer(Translator("en"))
SOUTH = Where("region", "law", "south")


def remark(
    party: str,
    text: str,
    where: Where = SOUTH,
    *,
    kind: str = "comment",
    language: str = "en",
    reply: Answered | None = None,
    gone: bool = False,
) -> Remark:
    day = "2026-01-05T10:00:00.000+00:00"
    steps: list[Any] = [Said(kind, text, language)]
    steps += [reply] if reply else []
    steps += [None] if gone else []
    made = tuple(RemarkStep(number, each, "p", "P", day) for number, each in enumerate(steps, 1))
    return Remark(f"{party} {text}", "example", "", where, TABLE.labels(where), party, made)


SOME = [
    remark("NOR", "Birds first", Where(topic="birds")),
    remark("KEN", "Train judges\n\n=1+1", kind="recommendation", reply=Answered("not-taken-up", "No funds.", "en")),
    remark("KEN", "مرحبا", Where(), language="ar"),
    remark("XSC", "A course", kind="recommendation"),
    remark("FJI", "Lost words", gone=True),
]


def rows(made: Any) -> list[list[str]]:
    (table,) = made
    assert isinstance(table, Table)
    return [["|".join(text.text for text in cell.texts) for cell in row] for row in table.rows]


def test_remarks_in_the_order_of_the_table() -> None:
    assert rows(remark_blocks(T, SOME, TABLE, FIRST)) == [
        ["All needs|Needs: 2; not met: 2; met in part: 0; met: 0; unknown: 0.", "Kenya|Comment|5 January 2026",
         "مرحبا|العربية", "–"],
        ["law · South|Needs: 1; not met: 1; met in part: 0; met: 0; unknown: 0.",
         "Kenya|Recommendation|5 January 2026", "Train judges|=1+1|English", "Not taken up|No funds.|English"],
        ["law · South|Needs: 1; not met: 1; met in part: 0; met: 0; unknown: 0.",
         "Secretariat of the Convention on Examples|Recommendation|5 January 2026", "A course|English", "–"],
        ["birds|Needs: 1; not met: 1; met in part: 0; met: 0; unknown: 0.", "Norway|Comment|5 January 2026",
         "Birds first|English", "–"],
    ]  # fmt: skip


def test_without_a_table_they_stand_by_topic() -> None:
    assert [row[0] for row in rows(remark_blocks(T, SOME))] == ["All needs", "birds", "law · South", "law · South"]
    assert remark_blocks(T, []) == remark_blocks(T, SOME[-1:]) == ()


def test_a_text_has_its_own_language_and_direction() -> None:
    ((_, _, said, _),) = remark_blocks(T, SOME[2:3])[0].rows  # type: ignore[union-attr]
    assert [(each.lang, each.dir) for each in said.texts] == [("ar", "rtl"), ("ar", "rtl")]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([], "Nothing was remarked."),
        (
            SOME[:4],
            "Remarks: 4; Parties that made them, beside the Secretariat: 2; recommendations: 2; most on: law.",
        ),
        (SOME[:2], "Remarks: 2; Parties that made them: 2; recommendations: 1; most on: birds, law."),
    ],
)
def test_one_sentence_says_how_many(found: list[Remark], sentence: str) -> None:
    assert str(remarks_sentence(T, found)) == sentence


def test_the_document_for_the_meeting() -> None:
    opening = Opening("o", "example", frozenset({"KEN", "NOR"}), b"{}", "sha256:12", False, "2026-01-01", "2026-02-01")
    made = remarks_document(SOME, TABLE, FIRST, "en", Translator("en"), [opening])
    headings = [each.text.text for each in made.blocks if isinstance(each, Heading)]
    assert headings == [
        "What was remarked", "Recommendations", "Remarks by subject", "All subjects", "law", "birds",
        "Needs by subject and place", "By subject and region", "By subject and group of countries",
    ]  # fmt: skip
    first = next(each for each in made.blocks if isinstance(each, Paragraph))
    assert first.texts[0].text.startswith("Remarks: 4; Parties that made them, beside the Secretariat: 2;")
    facts = {each.label.text: [text.text for text in each.value] for each in made.cover.facts}
    assert facts["Open to Parties for remarks"] == [
        "1 January 2026 to 1 February 2026; Parties: 2",
        "What they see has the digest sha256:12.",
    ]
    assert facts["Needs as of"] == ["31 December 2024"]
    page = to_html(made)
    assert "Lost words" not in page
    assert "Remarks: 2" in page
    with pytest.raises(ValueError, match="writes en, not fr"):
        remarks_document([], TABLE, FIRST, "fr", Translator("en"))


def test_a_closed_opening_ended_when_it_was_closed() -> None:
    opening = Opening("o", "example", frozenset({"KEN"}), b"{}", "d", False, "2026-01-01", "2026-02-01", "2026-01-15")
    made = remarks_document([], replace(TABLE, example=True), FIRST, "en", Translator("en"), [opening])
    assert "1 January 2026 to 15 January 2026" in to_html(made)
    assert str(made.cover.banner) == "Example: invented answers"
