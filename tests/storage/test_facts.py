"""Facts of submitted reports: what counts when, what somebody may ask, what is frozen, and making them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from cbreport.answering import Answer
from cbreport.definition import Form, load_form
from cbreport.errors import ConfigurationError, NotPermitted, UnknownName
from cbreport.reporting import PUBLIC, RECEIVED, SECRETARIAT, Identity, NewReport, Report, snapshot_of
from cbreport.storage import SqlStore
from cbreport.storage.engine import writing
from cbreport.synthesis import (
    CountedReport,
    Facts,
    Frozen,
    Item,
    Member,
    Scope,
    Whom,
    across_table,
    change_table,
    group_heat_map,
    matrix_heat_map,
    members_of,
    option_table,
    output_bytes,
    summary_from_facts,
)
from cbreport.synthesis.facts import NOT_ASKED, UNCONFIRMED
from cbreport.synthesis.frozen import freezable, frozen_from
from cbreport.testing import EXAMPLE
from tests.storage.people import CLERK, Clock, person

FORM = load_form(
    """
cbreport: 1
id: example-national-report
edition: ex1
convention: example
title: National report
sections:
  - id: only
    title: The only section
    questions:
      - {id: plan, type: yes-no, label: Is there a plan?}
      - {id: where, type: text, label: Where?, show-when: {item: plan, equals: "true"}}
      - id: help
        type: choose-many
        label: Which help?
        concept: capacity.assistance-type
        options:
          - {code: funds, label: Funds}
          - {code: courses, label: Courses}
          - {code: na, label: N/A, means: not-applicable}
      - {id: secret, type: text, label: Who?, private: true}
      - id: who
        type: matrix
        label: Who needs what?
        rows: [{code: rangers, label: Rangers}, {code: customs, label: Customs}]
        columns: [{id: funds, type: tick, label: Funds}, {id: courses, type: tick, label: Courses}]
      - id: needs
        type: group
        label: Needs
        questions:
          - {id: what, type: text, label: What}
          - id: group
            type: choose-many
            label: For whom
            options: [{code: rangers, label: R}, {code: customs, label: C}]
          - {id: type, type: choose-one, label: Type, options: [{code: funds, label: F}, {code: courses, label: C}]}
""",
    "test.yaml",
)
NEXT = replace(FORM, edition="ex2")
ON = date(2024, 12, 31)
NOW = Scope(("example",), ("EX1",))
EVERYONE = members_of(EXAMPLE, Whom(ON))


def forms(id: str, edition: str) -> Form:
    known = {each.key: each for each in (FORM, NEXT)}
    if f"{id}@{edition}" not in known:
        raise UnknownName("form", id)
    return known[f"{id}@{edition}"]


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    store = SqlStore(database, clock=Clock(), forms=forms)
    yield store
    store.close()


def focal(party: str) -> Identity:
    return person(f"focal-{party.lower()}", "focal-point", party)


def given(data: Any) -> Answer:
    return data if isinstance(data, Answer) else Answer(data)


def send(store: SqlStore, party: str, answers: dict[str, Any], cycle: str = "EX1", form: Form = FORM) -> str:
    mine = focal(party)
    new = NewReport("example", form.id, form.edition, form.digest, party, cycle)
    report = store.create(mine, new)
    saved = store.save(mine, report.id, {key: given(each) for key, each in answers.items()}, report.revision)
    made = Report(form, party, cycle, store.open(mine, report.id).answers)
    store.transition(mine, report.id, "submit", revision=saved.revision, snapshot=snapshot_of(made))
    return report.id


def again(store: SqlStore, report: str, answers: dict[str, Any]) -> str:
    """A new version of a report, submitted."""
    party = next(each.party for each in store.counted_reports(CLERK, Scope(("example",))) if each.id == report)
    mine, new = focal(party), store.revise(focal(party), report)
    saved = store.save(mine, new.id, {key: given(each) for key, each in answers.items()}, new.revision)
    made = Report(FORM, party, "EX1", store.open(mine, new.id).answers, version=new.version)
    store.transition(mine, new.id, "submit", revision=saved.revision, snapshot=snapshot_of(made))
    return new.id


def step(store: SqlStore, person: Identity, report: str, name: str) -> None:
    revision = store.open(person, report).summary.revision
    store.transition(person, report, name, revision=revision, reason="For a reason.")


def helped(store: SqlStore, who: Identity = CLERK, scope: Scope = NOW) -> dict[str, tuple[str, ...]]:
    question = FORM.question("help")
    assert question is not None
    table = option_table(store, who, scope, FORM, question, EVERYONE)
    return {row.code: row.parties for row in table.rows}


def rows(store: SqlStore, table: str) -> int:
    with writing(store.engine) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_the_store_answers_all_that_a_synthesis_asks(store: SqlStore) -> None:
    assert isinstance(store, Facts)


def test_drafts_count_nowhere_and_a_submission_counts_at_once(store: SqlStore) -> None:
    mine = focal("KEN")
    draft = store.create(mine, NewReport("example", FORM.id, "ex1", FORM.digest, "KEN", "EX1"))
    store.save(mine, draft.id, {"help": Answer(["funds"])}, 0)
    for who in (CLERK, mine, PUBLIC):
        assert helped(store, who) == {"funds": (), "courses": ()}
        assert store.reported(who, NOW) == store.counted_reports(who, NOW) == ()
        assert store.question_facts(who, NOW, [Item(FORM.id, "help")]) == ()
        assert store.said(who, NOW, [Item(FORM.id, "help")]) == []
        assert store.pairs(who, NOW, Item(FORM.id, "needs", "group"), Item(FORM.id, "needs", "type")) == []
        assert store.words(who, NOW, [Item(FORM.id, "where")]).texts == ()
    assert rows(store, "cb_fact") == rows(store, "cb_counted") == 0
    made = Report(FORM, "KEN", "EX1", store.open(mine, draft.id).answers)
    store.transition(mine, draft.id, "submit", revision=1, snapshot=snapshot_of(made))
    assert helped(store) == {"funds": ("KEN",), "courses": ()}


def test_what_counts_follows_each_step(store: SqlStore) -> None:
    first = send(store, "KEN", {"help": ["funds"]})
    assert (helped(store)["funds"], helped(store, PUBLIC)["funds"]) == (("KEN",), ())
    second = again(store, first, {"help": ["courses"]})
    assert helped(store) == {"funds": (), "courses": ("KEN",)}
    step(store, focal("KEN"), second, "recall")
    assert helped(store) == {"funds": ("KEN",), "courses": ()}
    step(store, CLERK, first, "accept")
    step(store, CLERK, first, "publish")
    assert helped(store, PUBLIC)["funds"] == ("KEN",)
    step(store, CLERK, first, "withdraw")
    assert (helped(store, PUBLIC)["funds"], helped(store)["funds"]) == ((), ("KEN",))
    step(store, CLERK, first, "send-back")
    assert helped(store) == {"funds": (), "courses": ()}


def test_every_party_is_in_one_place_and_what_nobody_confirmed_is_counted_apart(store: SqlStore) -> None:
    send(store, "KEN", {"plan": True, "where": "Here", "secret": "Amina"})
    send(store, "NOR", {"plan": False, "help": Answer(["funds"], source="carried-forward", confirmed=False)})
    question = FORM.question("help")
    assert question is not None
    basis = option_table(store, CLERK, NOW, FORM, question, EVERYONE).basis
    assert (basis.answered, basis.blank, basis.missing) == ((), ("KEN", "NOR"), ("FJI",))
    assert (basis.unconfirmed, basis.unready) == (("NOR",), ())
    said = store.said(CLERK, NOW, [Item(FORM.id, "where")])
    assert [(each.party, each.kind) for each in said] == [("KEN", "value"), ("NOR", NOT_ASKED)]
    assert [each.kind for each in store.said(CLERK, NOW, [Item(FORM.id, "help")])] == [UNCONFIRMED]
    assert store.said(CLERK, NOW, [Item(FORM.id, "secret")]) == []


def test_a_non_answer_and_another_edition_stand_apart(store: SqlStore) -> None:
    send(store, "KEN", {"help": ["na"]})
    send(store, "NOR", {"help": ["funds"]}, form=NEXT)
    question = FORM.question("help")
    assert question is not None
    table = option_table(store, CLERK, NOW, FORM, question, EVERYONE)
    assert table.basis.non_answers == {"not-applicable": ("KEN",)}
    assert (table.basis.elsewhere, table.rows[0].parties, table.base["all"]) == (("NOR",), (), 0)
    summary = summary_from_facts(store, CLERK, EXAMPLE, FORM, question, NOW, on=ON)
    assert summary is not None
    assert (summary.non_answers, summary.data.elsewhere) == ({"not-applicable": ("KEN",)}, ("NOR",))


def test_shares_say_of_what_and_groups_and_regions_have_a_base(store: SqlStore) -> None:
    for party, codes in {"KEN": ["funds"], "NOR": ["funds", "courses"], "FJI": ["courses"]}.items():
        send(store, party, {"help": codes})
    send(store, "CHE", {"help": ["funds"]})  # no Party any more on that day
    question = FORM.question("help")
    assert question is not None
    table = option_table(store, CLERK, NOW, FORM, question, EVERYONE)
    funds = table.rows[0]
    assert (funds.parties, table.base) == (
        ("KEN", "NOR"),
        {"all": 3, "north": 1, "south": 2, "ldc": 0, "sids": 1, "lldc": 0},
    )
    shares = [table.share(funds, "south", of=each) for each in ("column", "row", "overall")]
    assert shares == [1 / 2, 1 / 2, 1 / 3]
    assert table.share(funds, "lldc") == 0
    narrow = members_of(EXAMPLE, Whom(ON, region="south", parties=frozenset({"KEN", "NOR"})))
    assert option_table(store, CLERK, NOW, FORM, question, narrow).rows[0].parties == ("KEN",)
    with pytest.raises(ValueError, match="no group"):
        Whom(ON, groups=("rich",))


def test_heat_maps_lead_to_the_codes_of_parties(store: SqlStore) -> None:
    needs = {"needs[r1].group": ["rangers", "customs"], "needs[r1].type": "funds", "needs[r2].type": "courses"}
    send(store, "KEN", {"who[rangers].funds": True, "who[customs].courses": True, **needs})
    send(store, "NOR", {"who[rangers].funds": True, "needs[r1].group": ["rangers"], "needs[r1].type": "funds"})
    matrix, group = FORM.question("who"), FORM.question("needs")
    assert matrix
    assert group
    ticked = matrix_heat_map(store, CLERK, NOW, FORM, matrix, EVERYONE)
    assert ticked.cells == {"rangers": {"funds": ("KEN", "NOR")}, "customs": {"courses": ("KEN",)}}
    assert (ticked.parties("customs", "funds"), ticked.basis.answered) == ((), ("KEN", "NOR"))
    rows = group_heat_map(store, CLERK, NOW, FORM, group, EVERYONE, rows="group", columns="type")
    assert rows.cells == {"rangers": {"funds": ("KEN", "NOR")}, "customs": {"funds": ("KEN",)}}
    assert group_heat_map(store, PUBLIC, NOW, FORM, group, EVERYONE, rows="group", columns="type").cells == {}
    with pytest.raises(ValueError, match="same group"):
        store.pairs(CLERK, NOW, Item(FORM.id, "needs", "group"), Item(FORM.id, "who", "funds"))


def test_change_is_over_those_that_answered_both(store: SqlStore) -> None:
    send(store, "KEN", {"help": ["funds"]})
    send(store, "NOR", {"help": ["funds"]})
    send(store, "KEN", {"help": ["courses"]}, cycle="EX2", form=NEXT)
    send(store, "FJI", {"help": ["courses"]}, cycle="EX2", form=NEXT)
    before, after = FORM.question("help"), NEXT.question("help")
    assert before
    assert after
    changed = change_table(
        option_table(store, CLERK, NOW, FORM, before, EVERYONE),
        option_table(store, CLERK, Scope(("example",), ("EX2",)), NEXT, after, EVERYONE),
    )
    assert (changed.n, changed.both) == (1, ("KEN",))
    assert [(row.code, row.before, row.after) for row in changed.rows] == [
        ("funds", ("KEN",), ()),
        ("courses", (), ("KEN",)),
    ]
    assert (changed.rows[1].gained, changed.rows[0].lost) == (("KEN",), ("KEN",))


def test_across_cycles_and_conventions_each_party_counts_once(store: SqlStore) -> None:
    send(store, "KEN", {"help": ["funds"]})
    send(store, "KEN", {"help": ["funds", "courses"]}, cycle="EX2", form=NEXT)
    table = across_table(
        store, CLERK, Scope(("example",)), (FORM, NEXT), "capacity.assistance-type", {"example": EVERYONE}
    )
    assert (table.parties, table.answered) == (("KEN",), {"example": ("KEN",)})
    assert [(row.code, row.parties) for row in table.rows] == [("funds", ("KEN",)), ("courses", ("KEN",))]


def test_texts_come_in_pages_with_their_language(store: SqlStore) -> None:
    for party in ("FJI", "KEN", "NOR"):
        said = Answer(f"Ici, {party}", language="fr" if party == "KEN" else "en")
        send(store, party, {"plan": True, "where": said, "needs[a].what": "Boats", "needs[b].what": "Nets"})
    items = [Item(FORM.id, "where"), Item(FORM.id, "needs", "what")]
    seen, after = [], ""
    while True:
        page = store.words(CLERK, NOW, items, after=after, limit=4)
        seen += [(each.party, each.item.question, each.language) for each in page.texts]
        after = page.after
        if not after:
            break
    assert len(seen) == 9
    assert len(set(seen)) == 6
    assert ("KEN", "where", "fr") in seen
    assert [each.party for each in store.words(CLERK, NOW, items[:1], language="fr").texts] == ["KEN"]
    assert [each.party for each in store.words(CLERK, NOW, items[:1], parties=["NOR"]).texts] == ["NOR"]
    assert store.words(PUBLIC, NOW, items).texts == ()
    for wrong in ("x", "[1]", '["a","b","c","d",1.5]', '["\\u0000","b","c","d",1]'):
        with pytest.raises(ValueError, match="ended there"):
            store.words(CLERK, NOW, items, after=wrong)


def test_a_non_answer_is_no_text(store: SqlStore) -> None:
    send(store, "KEN", {"plan": True, "where": Answer(non_answer="no-information")})
    assert store.words(CLERK, NOW, [Item(FORM.id, "where")]).texts == ()
    assert [each.kind for each in store.said(CLERK, NOW, [Item(FORM.id, "where")])] == ["no-information"]


def test_records_of_one_kind_are_counted_together_and_each_party_once(store: SqlStore) -> None:
    for cycle in ("REQ-1", "REQ-2", "REQX-1", "EX1"):
        send(store, "KEN", {"help": ["funds"] if cycle != "REQX-1" else ["courses"]}, cycle=cycle)
    records = Scope.of(EXAMPLE, replace(EXAMPLE.cycles[0], id="REQ", repeats=True))
    assert records == Scope(("example",), (), ("REQ",))
    assert [each.cycle for each in store.counted_reports(CLERK, records)] == ["REQ-1", "REQ-2"]
    assert helped(store, CLERK, records) == {"funds": ("KEN",), "courses": ()}
    (reported,) = store.reported(CLERK, records)
    assert (reported.reports, reported.ready) == (2, 2)


def frozen(store: SqlStore, scope: Scope = NOW) -> Frozen:
    parties = {"example": EVERYONE}
    return Frozen(
        date(2026, 1, 2), ON, parties, tuple(freezable(store.counted_reports(CLERK, scope), parties)), "Needs"
    )


def output(store: SqlStore, id: str, who: Identity = CLERK) -> bytes:
    kept = store.reopen(who, id).frozen
    question, scope = FORM.question("help"), Scope(("example",), frozen=id)
    assert question is not None
    members = kept.parties["example"]
    return output_bytes(kept, {"help": option_table(store, who, scope, FORM, question, members)})


def test_a_frozen_synthesis_gives_the_same_bytes_whatever_comes_later(store: SqlStore) -> None:
    kenya = send(store, "KEN", {"help": ["funds"]})
    send(store, "NOR", {"help": ["courses"]})
    made = frozen(store)
    id = store.freeze(CLERK, made)
    assert store.freeze(CLERK, made) == id
    assert store.reopen(CLERK, id).frozen == frozen_from(made.content)
    before = output(store, id)
    assert b'"digest":"' + made.digest.encode() in before
    again(store, kenya, {"help": ["courses"]})
    send(store, "FJI", {"help": ["funds"]})
    step(store, CLERK, kenya, "send-back")
    assert helped(store) == {"funds": ("FJI",), "courses": ("KEN", "NOR")}
    assert output(store, id) == before
    assert store.reopen(CLERK, id).changed == ()
    assert list(store.rebuild_facts(forms))
    assert output(store, id) == before
    (listed,) = store.frozen_syntheses(CLERK, "example")
    assert (listed.id, listed.title, listed.digest, listed.reports) == (id, "Needs", made.digest, 2)


def test_a_frozen_synthesis_is_there_for_those_who_may_read_all_of_it(store: SqlStore) -> None:
    report = send(store, "KEN", {"help": ["funds"]})
    id = store.freeze(CLERK, frozen(store))
    stranger = Identity("other", "Other", frozenset({SECRETARIAT}), conventions=frozenset({"elsewhere"}))
    for who in (PUBLIC, stranger, focal("NOR")):
        with pytest.raises(UnknownName):
            store.reopen(who, id)
        assert store.frozen_syntheses(who, "example") == ()
        assert store.said(who, Scope(frozen=id), [Item(FORM.id, "help")]) == []
        assert store.reported(who, Scope(frozen="no such\0 id")) == ()
        with pytest.raises(NotPermitted):
            store.freeze(who, frozen(store))
    step(store, CLERK, report, "accept")
    step(store, CLERK, report, "publish")
    assert (store.reopen(PUBLIC, id).author, store.reopen(CLERK, id).author) == ("", "clerk")
    with pytest.raises(UnknownName):
        store.reopen(CLERK, "no such\0 id")


def test_nobody_freezes_a_report_that_is_not_there_for_her(store: SqlStore) -> None:
    draft = store.create(focal("KEN"), NewReport("example", FORM.id, "ex1", FORM.digest, "KEN", "EX1"))
    for id in (draft.id, "a" * 24):
        wrong = CountedReport(id, "example", "KEN", "EX1", 1, FORM.id, "ex1", "", "", "")
        with pytest.raises(UnknownName):
            store.freeze(CLERK, Frozen(ON, ON, {"example": {"KEN": Member("south")}}, (wrong,)))
    assert rows(store, "cb_synthesis") == 0


def test_what_was_altered_is_told(store: SqlStore, alter: Callable[[str], None]) -> None:
    send(store, "KEN", {"help": ["funds"]})
    id = store.freeze(CLERK, frozen(store))
    alter("UPDATE cb_counted SET facts = 'sha256:other'")
    (changed,) = store.reopen(CLERK, id).changed
    assert changed
    alter("UPDATE cb_synthesis SET digest = 'sha256:other'")
    with pytest.raises(ConfigurationError, match="altered"):
        store.reopen(CLERK, id)


def test_made_anew_they_are_the_same_and_a_wrong_one_is_mended(
    store: SqlStore, alter: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cbreport.storage.facts.BATCH", 1)
    first = send(store, "KEN", {"help": ["funds"], "needs[z].what": "Boats", "needs[a].what": "Nets"})
    send(store, "NOR", {"help": Answer(["funds"], confirmed=False)})
    assert [each.found for each in store.rebuild_facts(forms)] == ["same", "same"]
    alter("UPDATE cb_fact SET code = 'courses' WHERE code = 'funds'")
    assert helped(store)["courses"] == ("KEN",)
    assert sorted(each.found for each in store.rebuild_facts(forms)) == ["differs", "same"]
    assert helped(store) == {"funds": ("KEN",), "courses": ()}
    words = store.words(CLERK, NOW, [Item(FORM.id, "needs", "what")]).texts
    assert [each.row for each in words] == ["z", "a"]  # the report's order, not that of the snapshot
    step(store, focal("KEN"), first, "recall")
    assert store.facts_state().ready == 2  # what was frozen with it can still be counted


def test_without_forms_a_report_is_submitted_and_waits_to_be_counted(database: str) -> None:
    store = SqlStore(database, clock=Clock())
    send(store, "KEN", {"help": ["funds"]})
    question = FORM.question("help")
    assert question is not None
    state = store.facts_state()
    assert (state.ready, state.missing, state.complete) == (0, 1, False)
    assert option_table(store, CLERK, NOW, FORM, question, EVERYONE).basis.unready == ("KEN",)
    assert summary_from_facts(store, CLERK, EXAMPLE, FORM, question, NOW, on=ON) is None
    assert [each.found for each in store.rebuild_facts(lambda id, edition: forms("none", edition))] == ["no-form"]
    assert [each.found for each in store.rebuild_facts(forms)] == ["made"]
    assert (store.facts_state().complete, helped(store)["funds"]) == (True, ("KEN",))
    store.close()


def test_what_cannot_be_read_is_submitted_and_told(store: SqlStore, alter: Callable[[str], None]) -> None:
    mine = focal("KEN")
    report = store.create(mine, NewReport("example", FORM.id, "ex1", FORM.digest, "KEN", "EX1"))
    store.transition(mine, report.id, "submit", revision=0, snapshot=b"no report")
    assert store.open(CLERK, report.id).summary.status in RECEIVED
    assert [each.found for each in store.rebuild_facts(forms)] == ["unreadable"]
    alter("UPDATE cb_snapshot SET digest = 'sha256:other'")
    assert [each.found for each in store.rebuild_facts(forms)] == ["broken"]
    assert store.facts_state().missing == 1
