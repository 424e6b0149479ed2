"""The tables of one question as blocks: what each sentence says, what is in each cell, who is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from cbreport.answering import Answer
from cbreport.definition import Question, Translator
from cbreport.documents import Block, Facts, Note, Paragraph, Table, Text
from cbreport.documents.questions import (
    across_blocks,
    basis_facts,
    cell_blocks,
    change_blocks,
    heat_blocks,
    languages_of,
    option_blocks,
    word_pages,
    words_blocks,
    written_in,
)
from cbreport.documents.writing import Writer
from cbreport.synthesis import AcrossTable, Basis, ChangeTable, Entry, HeatMap, Item, OptionTable
from cbreport.synthesis.across import AcrossRow
from cbreport.synthesis.tallying import OptionChange, OptionCount
from cbreport.testing import EXAMPLE

T = Writer(Translator())
COLUMNS = ("all", "north", "south", "ldc", "sids", "lldc")
BASIS = Basis(("FJI", "KEN", "NOR"))


def by_column(*numbers: int) -> dict[str, int]:
    return dict(zip(COLUMNS, numbers, strict=True))


TABLE = OptionTable(
    Item("r", "q"),
    BASIS,
    COLUMNS,
    (
        OptionCount("a", "Funds", ("KEN", "NOR"), by_column(2, 1, 1, 1, 0, 0)),
        OptionCount("b", "Maps", (), by_column(0, 0, 0, 0, 0, 0)),
    ),
    by_column(3, 1, 2, 1, 1, 0),
    {"answered": by_column(3, 1, 2, 1, 1, 0), "missing": by_column(0, 0, 0, 0, 0, 0)},
)


def shown(blocks: Iterable[Block]) -> list[Any]:
    """Paragraphs and notes as words, facts and tables as lists; a shade stands behind ``#``."""
    found: list[Any] = []
    for block in blocks:
        match block:
            case Paragraph() | Note():
                found.append(" ".join(text.text for text in block.texts))
            case Facts():
                found.append({fact.label.text: [text.text for text in fact.value] for fact in block.facts})
            case Table():
                rows = (block.head, *block.rows, *([block.total] if block.total else []))
                found.append([[_cell(cell) for cell in row] for row in rows])
    return found


def _cell(cell: Any) -> str:
    return " ".join(text.text for text in cell.texts) + (f"#{cell.heat}" if cell.heat else "")


def captions(blocks: Iterable[Block]) -> list[str]:
    return [block.caption.text for block in blocks if isinstance(block, Table) and block.caption]


class TestOptions:
    def test_by_region_and_group_with_the_base_of_each_share(self) -> None:
        found = shown(option_blocks(T, TABLE, EXAMPLE))
        assert found == [
            "Named most often: “Funds”, by 2 of 3 (67%).",
            "Shares are of the Parties of the same column that answered.",
            [
                ["Answer", "All Parties", "North", "South"],
                ["Funds", "2 (67%)", "1 (100%)", "1 (50%)"],
                ["Maps", "0", "0", "0"],
                ["Parties that answered", "3", "1", "2"],
            ],
            [
                [
                    "Answer", "All Parties", "Least developed countries", "Small island developing States",
                    "Landlocked developing countries",
                ],
                ["Funds", "2 (67%)", "1 (100%)", "0", "0"],
                ["Maps", "0", "0", "0", "0"],
                ["Parties that answered", "3", "1", "1", "0"],
            ],
            "A Party may be in several groups or in none, so groups do not add up.",
            [["", "All Parties", "North", "South"], ["Answered", "3", "1", "2"], ["Parties", "3", "1", "2"]],
            [
                [
                    "", "All Parties", "Least developed countries", "Small island developing States",
                    "Landlocked developing countries",
                ],
                ["Answered", "3", "1", "1", "0"],
                ["Parties", "3", "1", "1", "0"],
            ],
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("of", "words", "south"),
        [
            ("column", "same column", "1 (50%)"),
            ("row", "same answer", "1 (50%)"),
            ("overall", "all Parties", "1 (33%)"),
        ],
    )
    def test_a_share_says_of_what_it_is(self, of: str, words: str, south: str) -> None:
        _, remark, table, *_ = shown(option_blocks(T, TABLE, EXAMPLE, of=of))
        assert words in remark
        assert table[1][3] == south

    def test_for_a_spreadsheet_numbers_and_shares_stand_apart(self) -> None:
        tables = [each for each in option_blocks(T, TABLE, EXAMPLE, apart=True) if isinstance(each, Table)]
        assert captions(tables)[:2] == ["By region", "By region, shares"]
        assert [[cell.value for cell in each.rows[0][1:]] for each in tables[:2]] == [[2, 1, 1], [0.6667, 1.0, 0.5]]

    def test_without_an_answer_only_where_parties_stand(self) -> None:
        nobody = by_column(0, 0, 0, 0, 0, 0)
        empty = replace(TABLE, rows=(), base=nobody, standing={"missing": by_column(3, 1, 2, 1, 1, 0)})
        found = shown(option_blocks(T, empty, EXAMPLE))
        assert found[0] == "No Party has answered this question."
        assert [table[1][:2] for table in found[1:]] == [["Not reported", "3"], ["Not reported", "3"]]

    def test_reports_that_are_not_counted_yet_are_told(self) -> None:
        waiting = replace(TABLE, basis=replace(BASIS, unready=("CHE",)))
        words = "Reports of these Parties are not counted yet, and are in no number here: Switzerland."
        assert shown(option_blocks(T, waiting, EXAMPLE))[1] == words

    def test_shares_of_something_else_are_refused(self) -> None:
        with pytest.raises(ValueError, match="column, row, overall"):
            list(option_blocks(T, TABLE, EXAMPLE, of="all"))


def test_the_basis_names_every_party_in_its_place() -> None:
    basis = Basis(
        ("KEN",), ("FJI",), ("NOR",), {"no-information": ("CHE",)}, ("BRA",), ("CUB",), ("FJI",), ("PER",), ("PER",)
    )
    assert shown([basis_facts(T, basis)]) == [
        {
            "Answered": ["1", "Kenya"],
            "No information": ["1", "Switzerland"],
            "No answer": ["1", "Fiji"],
            "Not asked, because of other answers": ["1", "Norway"],
            "Reported with another edition of the form, not counted here": ["1", "Brazil"],
            "Not reported": ["1", "Cuba"],
            "Reported, and not counted yet": ["1", "Peru"],
            "Left something there that nobody has confirmed; it is not counted": ["1", "Fiji"],
        }
    ]


HEAT = HeatMap(
    BASIS,
    (("r", "Rangers"), ("c", "Customs"), ("p", "Public")),
    (("f", "Funds"), ("m", "Maps"), ("o", "Other")),
    {"r": {"f": ("FJI", "KEN", "NOR"), "m": ("KEN",)}, "c": {"f": ("KEN", "NOR")}},
)


class TestHeat:
    def test_shades_follow_numbers_and_sums_count_a_party_once(self) -> None:
        found = shown(heat_blocks(T, HEAT))
        assert found == [
            "Most often, by 3 of 3: Rangers, Funds.",
            "The darker a field, the more Parties are in it; the darkest has 3. "
            "A Party may be in several fields; in the sums it is one.",
            [
                ["", "Funds", "Maps", "In any of them"],
                ["Rangers", "3#4", "1#2", "3"],
                ["Customs", "2#3", "0", "2"],
                ["In any of them", "3", "1", "3"],
            ],
            "Rows without any Party: Public.",
            "Columns without any Party: Other.",
            [
                ["Row", "Column", "Number", "Parties", "Codes"],
                ["Rangers", "Funds", "3", "Fiji, Kenya, Norway", "FJI, KEN, NOR"],
                ["Rangers", "Maps", "1", "Kenya", "KEN"],
                ["Customs", "Funds", "2", "Kenya, Norway", "KEN, NOR"],
            ],
        ]

    def test_on_a_page_a_field_leads_to_its_parties(self) -> None:
        blocks = list(heat_blocks(T, HEAT, link=lambda row, column: f"?{row}-{column}", names=False))
        (table,) = [each for each in blocks if isinstance(each, Table)]
        links = [[text.link for cell in row for text in cell.texts] for row in table.rows]
        assert links == [["", "?r-f", "?r-m", ""], ["", "?c-f", "", ""]]
        found = shown(cell_blocks(T, HEAT, "c", "f"))
        assert found[0] == "Parties in the field “Customs”, “Funds”: 2."
        assert found[1] == [["Party", "Code"], ["Kenya", "KEN"], ["Norway", "NOR"]]
        assert shown(cell_blocks(T, HEAT, "p", "o")) == ["Parties in the field “Public”, “Other”: 0."]

    def test_many_columns_are_several_tables_with_sums_in_the_last(self) -> None:
        columns = tuple((str(number), f"C{number}") for number in range(9))
        cells = {"r": {code: ("KEN",) for code, _ in columns}}
        tables = [
            each for each in heat_blocks(T, replace(HEAT, columns=columns, cells=cells)) if isinstance(each, Table)
        ]
        heads = [[_cell(cell) for cell in table.head] for table in tables[:2]]
        assert heads == [
            ["", *(f"C{each}" for each in range(4))],
            ["", *(f"C{each}" for each in range(4, 9)), "In any of them"],
        ]

    def test_nobody_ticked_and_nobody_answered_are_two_things(self) -> None:
        assert shown(heat_blocks(T, replace(HEAT, cells={}))) == ["None of these was chosen."]
        assert shown(heat_blocks(T, HeatMap(Basis(), (), (), {}))) == ["No Party has answered this question."]


class TestChange:
    ROWS = (
        OptionChange("a", "Funds", ("FJI", "KEN"), ("NOR",)),
        OptionChange("b", "Maps", ("NOR",), ("FJI", "NOR")),
        OptionChange("c", "Other", (), ()),
    )
    BOTH = ("FJI", "KEN", "NOR")

    def change(self, *rows: OptionChange) -> ChangeTable:
        return ChangeTable(self.BOTH, rows, Basis((*self.BOTH, "PER")), Basis(self.BOTH))

    def test_who_gained_and_who_lost_among_those_that_answered_both(self) -> None:
        found = shown(change_blocks(T, self.change(*self.ROWS), Text("First"), Text("Second")))
        assert found == [
            "The largest change: “Funds”, from 2 to 1. Parties that answered in both cycles: 3.",
            [
                ["Answer", "First", "Second", "Difference", "Now, and not before", "Before, and not now"],
                ["Funds", "2", "1", "−1", "1", "2"],
                ["Maps", "1", "2", "+1", "1", "0"],
                ["Other", "0", "0", "0", "0", "0"],
            ],
            [
                ["Answer", "Who gives it now, and did not before", "Who gave it before, and does not now"],
                ["Funds", "Norway", "Fiji, Kenya"],
                ["Maps", "Fiji", "–"],
            ],
            {
                "Answered in both cycles": ["3", "Fiji, Kenya, Norway"],
                "Answered in this cycle only: First": ["1", "Peru"],
                "Answered in this cycle only: Second": ["0"],
            },
        ]

    @pytest.mark.parametrize(
        ("before", "after", "words"),
        [
            (("KEN",), ("KEN",), "Nothing has changed. Parties that answered in both cycles: 3."),
            (("KEN",), ("NOR",), "No number has changed, but some Parties have."),
        ],
    )
    def test_the_same_numbers_may_be_of_others(
        self, before: tuple[str, ...], after: tuple[str, ...], words: str
    ) -> None:
        change = self.change(OptionChange("a", "Funds", before, after))
        assert words in shown(change_blocks(T, change, Text("1"), Text("2")))[0]

    def test_without_parties_in_common_nothing_is_compared(self) -> None:
        found = shown(change_blocks(T, ChangeTable((), self.ROWS, BASIS, Basis()), Text("1"), Text("2")))
        assert "nothing can be compared" in found[0]
        assert len(found) == 2


class TestAcross:
    TABLE = AcrossTable(
        "topic",
        {"example": (Item("r", "q"),), "other": (Item("o", "q"),)},
        {"example": ("KEN", "NOR"), "other": ("KEN",)},
        ("KEN", "NOR"),
        (AcrossRow("a", "Funds", {"example": ("KEN", "NOR")}, ("KEN", "NOR"), ("example",)),),
    )
    CONVENTIONS = (EXAMPLE, replace(EXAMPLE, id="other", short_name="OT"), replace(EXAMPLE, id="third"))

    def test_each_party_once_and_a_dash_where_an_answer_is_not_offered(self) -> None:
        found = shown(across_blocks(T, self.TABLE, self.CONVENTIONS, {"other": (Text("What?"),)}))
        assert found[0] == "Parties that answered this to at least one convention: 2; to several: 1."
        assert found[1] == [
            ["Answer", "EX", "OT", "Each Party once"],
            ["Funds", "2", "–", "2"],
            ["Parties that answered", "2", "1", "2"],
        ]
        assert found[3] == [
            ["Convention", "What it asks", "Number", "Parties that answered"],
            ["EX", "–", "2", "Kenya, Norway"],
            ["OT", "What?", "1", "Kenya"],
        ]

    def test_texts_have_no_answers_in_common_and_still_parties(self) -> None:
        found = shown(across_blocks(T, replace(self.TABLE, rows=()), self.CONVENTIONS))
        assert found[1][1:] == [["Parties that answered", "2", "1", "2"]]
        assert found[3][1] == ["EX", "2", "Kenya, Norway"]


class TestWords:
    WHY = Question("why", "long-text", "Why?")

    def entry(self, party: str, text: str, language: str = "en", place: str = "") -> Entry:
        return Entry(party, self.WHY, Answer(text, language=language), place)

    def test_a_sentence_counts_texts_by_language_and_each_stays_in_its_own(self) -> None:
        entries = [self.entry("NOR", "Boats"), self.entry("KEN", "Bateaux", "fr"), self.entry("FJI", "Nets")]
        blocks = list(words_blocks(T, entries))
        assert shown(blocks[:1]) == [
            "Texts and other entries: 3; Parties that made them: 3; by language: English: 2, French: 1."
        ]
        assert shown(blocks[1:])[0][1:] == [["Fiji", "Nets"], ["Kenya (Français)", "Bateaux"], ["Norway", "Boats"]]
        assert languages_of(entries) == {"en": 2, "fr": 1}
        assert [each.party for each in written_in(entries, "fr")] == ["KEN"]
        assert len(written_in(entries, "")) == 3

    def test_nothing_was_written(self) -> None:
        assert shown(words_blocks(T, [])) == ["Nothing was written."]
        assert word_pages(T, []) == [[]]

    def test_pages_end_after_many_texts_and_after_long_ones(self) -> None:
        short = [self.entry("KEN", str(number)) for number in range(120)]
        assert [len(page) for page in word_pages(T, short)] == [50, 50, 20]
        long = [self.entry("KEN", "x" * 15_000) for _ in range(5)]
        assert [len(page) for page in word_pages(T, long)] == [2, 2, 1]
        assert [entry for page in word_pages(T, short) for entry in page] == short

    def test_a_row_of_a_group_is_not_torn_apart(self) -> None:
        rows = [self.entry("KEN", "x", place=str(number // 3)) for number in range(60)]
        assert [len(page) for page in word_pages(T, rows, cards=True)] == [51, 9]
