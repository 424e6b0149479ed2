from __future__ import annotations

import itertools
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbreport.answering.differing import Effort, Piece, differing, words

LETTERS = "ab \n،.二新\u064b\u200dé\u0301"
TEXTS = st.text(alphabet=LETTERS, max_size=60) | st.text(max_size=40)


def shown(before: str, after: str) -> str:
    marks = {"same": "{}", "removed": "[-{}]", "added": "[+{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in differing(before, after))


@given(TEXTS, TEXTS)
def test_the_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = differing(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in itertools.pairwise(pieces))


@given(TEXTS, TEXTS, st.integers(0, 50))
def test_so_do_those_for_which_there_was_little_time(before: str, after: str, work: int) -> None:
    effort = Effort(work)
    pieces = differing(before, after, effort)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert effort.left >= 0


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differing(text, text) == ((Piece("same", text),) if text else ())


@given(TEXTS)
def test_words_give_back_the_text(text: str) -> None:
    assert "".join(words(text)) == text


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "plan", "[+plan]"),
        ("plan", "", "[-plan]"),
        (
            "We train rangers every year.",
            "We train 40 rangers each year.",
            "We train [+40 ]rangers [-every][+each] year.",
        ),
        ("a national plan", "a national action plan", "a national [+action ]plan"),
        ("湿地保护规划第一期", "湿地保护规划第二期", "湿地保护规划第[-一][+二]期"),
        ("خطة وطنية جديدة للتنوع", "خطة وطنية قديمة للتنوع", "خطة وطنية [-جديدة][+قديمة] للتنوع"),
        ("كَتَبَ التقرير", "كُتِبَ التقرير", "[-كَتَبَ][+كُتِبَ] التقرير"),
        ("one two three\nfour five\n", "one two three\nfour six\n", "one two three\nfour [-five][+six]\n"),
        (
            "wholly different words here",
            "nothing of it remains at all",
            "[-wholly different words here][+nothing of it remains at all]",
        ),
        ("It covers islands.", "It covers islands. It rains.", "It covers islands.[+ It rains.]"),
        ("l’eau et l’air du pays", "l’eau et la terre du pays", "l’eau et [-l’air][+la terre] du pays"),
    ],
)
def test_words_that_differ_are_marked(before: str, after: str, wanted: str) -> None:
    assert shown(before, after) == wanted


def test_a_mark_is_not_parted_from_its_letter() -> None:
    assert words("كَتَبَ") == ["كَتَبَ"]
    assert words("e\u0301t") == ["e\u0301t"]
    assert words("\U0001f468\u200d\U0001f469\u200d\U0001f467 two") == [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        " ",
        "two",
    ]


@pytest.mark.parametrize("alphabet", ["words", "characters", "two words", "signs", "lines"])
def test_long_answers_take_no_long_time(alphabet: str) -> None:
    chance = random.Random(7)
    pieces = {
        "words": ["".join(chance.choices("abcdefgh", k=5)) + " " for _ in range(500)],
        "characters": [chr(0x4E00 + number) for number in range(800)],
        "two words": ["ab ", "ba "],
        "signs": ["!", "?"],
        "lines": ["\n", "x\n"],
    }[alphabet]
    before, after = ("".join(chance.choices(pieces, k=50_000))[:50_000] for _ in range(2))
    began = time.process_time()
    differing(before, after)
    assert time.process_time() - began < 5  # a third of a second on a machine that does nothing else


def test_a_few_words_in_a_long_answer_are_found() -> None:
    chance = random.Random(7)
    text = " ".join("".join(chance.choices("abcdefgh", k=6)) for _ in range(7_000))
    parts = text.split(" ")
    for at in range(100, 7_000, 100):
        parts[at] = "CHANGED"
    pieces = differing(text, " ".join(parts))
    assert [piece.text for piece in pieces if piece.kind == "added"] == ["CHANGED"] * 69
