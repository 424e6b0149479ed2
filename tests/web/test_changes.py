"""What pages show of changes, and that what was can always be brought back."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer
from cbreport.answering.differing import Piece
from cbreport.library import Library
from cbreport.reporting import PUBLIC, TRANSITIONS, Change, Report
from cbreport.storage import SqlStore
from cbreport.storage.history import BEGIN, RENUMBER
from cbreport.web.changes import ChangesView, as_it_was, folded, is_under
from cbreport.web.context import Context
from tests.storage.people import AMINA, BARASA, KENYA

ADDRESSES = ["a", "g[r1].x", "g[r1].y", "g[r2].x", "g", "ga"]
SAVES = st.lists(
    st.dictionaries(st.sampled_from(ADDRESSES), st.sampled_from(["1", "2", ""]).map(Answer), min_size=1),
    min_size=1,
    max_size=6,
)
_numbers = count()


@pytest.fixture(scope="module")
def kept(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("restoring") / "cb.db"
    path.write_bytes(migrated.read_bytes())
    store = SqlStore(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh"])
def test_every_step_has_words(library: Library, language: str) -> None:
    report = Report(library.form("example-national-report", "ex1"), "KEN", "EX1")
    context = Context(SimpleNamespace(library=library), PUBLIC, language)  # type: ignore[arg-type]
    view, steps = ChangesView(context, report), (BEGIN, RENUMBER, *(each.name for each in TRANSITIONS))
    found = {each: view.step(Change(1, 0, each, "", {}, {}, "", "", "")) for each in steps}
    assert len({*found.values()} - {*steps}) == len(steps), found
    if language != "en":
        english = ChangesView(replace(context, language="en"), report)
        assert [each for each in steps if english.step(Change(1, 0, each, "", {}, {}, "", "", "")) == found[each]] == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (Answer("1"), Answer(), "Cleared."),
        (Answer("1", confirmed=False), Answer(), "The proposal was refused."),
        (Answer("1", confirmed=False), Answer("1"), "The proposal was confirmed."),
        (Answer(), Answer("1", source="imported"), "Imported."),
    ],
)
def test_what_became_of_an_answer_has_words(library: Library, before: Answer, after: Answer, told: str) -> None:
    report = Report(library.form("example-national-report", "ex1"), "KEN", "EX1")
    view = ChangesView(Context(SimpleNamespace(library=library), PUBLIC, "en"), report)  # type: ignore[arg-type]
    assert view.told(Change(1, 0, "", "name", before.content(), after.content(), "", "", "")) == [told]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=SAVES, place=st.sampled_from(["a", "g[r1]", "g[r1].x", "g[r2]"]), data=st.data())
def test_whatever_was_saved_since_what_was_comes_back_and_the_history_only_grows(
    kept: SqlStore, saves: list[dict[str, Answer]], place: str, data: st.DataObject
) -> None:
    report = kept.create(AMINA, replace(KENYA, cycle=f"EX{next(_numbers)}")).id
    revision, states = 0, [dict[str, Answer]()]
    for number, answers in enumerate(saves):
        revision = kept.save((AMINA, BARASA)[number % 2], report, answers, revision).revision
        states.append({address: Answer(each.value) for address, each in kept.open(AMINA, report).answers.items()})
    at = data.draw(st.integers(0, revision))
    earlier = kept.open(AMINA, report, revision=at).answers
    now = kept.open(AMINA, report)
    history = kept.history(AMINA, report)
    saved = kept.save(AMINA, report, as_it_was(earlier, now.answers, place), now.summary.revision)
    after = kept.open(AMINA, report)

    def values(answers: Any, *, inside: bool) -> dict[str, Any]:
        return {key: each.value for key, each in answers.items() if is_under(key, place) is inside}

    assert values(after.answers, inside=True) == values(earlier, inside=True)
    assert values(after.answers, inside=False) == values(now.answers, inside=False)
    grown = kept.history(AMINA, report)
    assert grown[saved.changed :] == history
    assert kept.verify_history(report) == ()


@given(
    st.lists(st.tuples(st.sampled_from(["same", "removed", "added"]), st.text(min_size=1, max_size=4))),
    st.integers(1, 900),
)
def test_folding_leaves_out_the_middle_of_long_pieces_only(pieces: list[tuple[Any, str]], times: int) -> None:
    whole = [Piece(kind, text * times) for kind, text in pieces]
    shown = list(folded(whole))
    assert sum(int(text) if kind == "gap" else len(text) for kind, text in shown) == sum(
        len(each.text) for each in whole
    )
    assert [kind for kind, _ in shown if kind in ("removed", "added")] == [
        each.kind for each in whole if each.kind != "same"
    ]
