"""Registers of a frozen synthesis, from what was submitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cbreport.definition import Form, Region, digest_of
from cbreport.definition.conventions import Membership
from cbreport.errors import ConfigurationError, UnknownName
from cbreport.reporting import PUBLIC, Identity, Report, snapshot_of
from cbreport.synthesis import Frozen, Kept, Member, Registers, convention_of, frozen_registers, gaps
from cbreport.synthesis.frozen import CountedReport, freezable, without_facts
from cbreport.synthesis.reading import Reading
from tests.synthesis.register_reports import FIRST, NEXT, ON, SECOND, keys, small_form, told, whole_form

MEMBERS = {"KEN": Member("south"), "NOR": Member("north"), "FJI": Member("south", ("sids",))}


class Snapshots:
    """What was submitted, by id of the report; and the forms."""

    def __init__(self, *reports: Report) -> None:
        self.content = {each.id: snapshot_of(each) for each in reports}
        self.forms = {each.form.key: each.form for each in reports}
        self.asked: list[str] = []

    def snapshot(self, identity: Identity, report_id: str) -> bytes:
        self.asked.append(report_id)
        return self.content[report_id]

    def form(self, id: str, edition: str) -> Form:
        if f"{id}@{edition}" not in self.forms:
            raise UnknownName("form", id)
        return self.forms[f"{id}@{edition}"]


def counted(report: Report) -> CountedReport:
    form, snapshot = report.form, digest_of(snapshot_of(report))
    about = (form.convention, report.party, report.cycle, report.version, form.id, form.edition, form.digest)
    return CountedReport(report.id, *about, snapshot, "facts")


def reopened(*reports: Report, members: Mapping[str, Member] = MEMBERS, **more: Any) -> Registers:
    kept = Snapshots(*reports)
    frozen = Frozen(ON, ON, {"example": members}, tuple(map(counted, reports)))
    return frozen_registers(Kept(kept, PUBLIC, kept), frozen, [FIRST], **more)


def test_rows_are_those_that_were_submitted_in_the_order_of_their_keys() -> None:
    need = [{"key": "z", "topic": "law"}, {"key": "b", "topic": ["birds"], "language": "fr"}]
    found = reopened(told("NOR", id="n", need=need), told("KEN", id="k", need=[{"topic": "law"}]))
    assert keys(found.of("need")) == ["KEN r1", "NOR b", "NOR z"]
    assert found.of("need")[1].codes("topic") == ("birds",)
    assert (found.of("need")[1].state("language"), found.of("need")[1].state("urgency")) == ("answered", "blank")
    assert found.base("need").told == ("KEN", "NOR")
    assert found.base("need").missing == ("FJI",)
    assert (found.on, found.outside, found.unconfirmed) == (ON, (), {})


def test_what_is_past_is_told_by_the_day_on_which_it_was_frozen() -> None:
    report = told("KEN", id="k", need=[{"topic": "law"}])
    kept = Snapshots(report)
    frozen = Frozen(date(2026, 3, 1), ON, {"example": MEMBERS}, (counted(report),))
    found = frozen_registers(Kept(kept, PUBLIC, kept), frozen, [FIRST])
    assert (found.on, found.today) == (ON, date(2026, 3, 1))


def test_what_a_private_answer_showed_stays_shown() -> None:
    form = small_form("""
- {id: secret, type: yes-no, label: Secret, private: true}
- id: need
  type: group
  label: Needs
  concept: register.need
  show-when: {item: secret, equals: "true"}
  questions: [{id: topic, type: text, label: Topic, concept: register.need.topic}]
""")
    found = reopened(told("KEN", form, id="k", need=[{"topic": "law"}], answers={"secret": True}))
    assert keys(found.of("need")) == ["KEN r1"]


def test_parties_regions_and_groups_are_those_of_then() -> None:
    rows = [{"topic": "law", "countries": code} for code in ("KEN", "NOR")]
    members = {"KEN": Member("west", ("lldc",)), "NOR": Member("north", ("sids",)), "USA": Member("north")}
    report = told("KEN", id="k", need=rows)
    found = reopened(report, members=members)
    assert [party.code for party in found.parties] == ["KEN", "NOR", "USA"]
    assert found.base("need").missing == ("NOR", "USA")
    assert FIRST.memberships["KEN"].region == "south"
    assert gaps(found).by_column["west"].needs == 1  # a region that the convention does not have any more
    by_group = gaps(found, axis="group").by_column
    assert {column: cell.needs for column, cell in by_group.items()} == {"lldc": 1, "sids": 1}
    west = reopened(report, members=members, region="west")
    assert [party.code for party in west.parties] == ["KEN"]
    assert gaps(west).by_column["north"].needs == 1  # what a Party of the region says of Norway
    assert [party.code for party in reopened(report, members=members, groups=["sids"]).parties] == ["NOR"]


def test_of_several_cycles_as_elsewhere() -> None:
    first, second = (told("KEN", id=each, cycle=each, need=[{"key": each, "topic": "law"}]) for each in ("EX1", "EX2"))
    assert keys(reopened(first, second).of("need")) == ["KEN EX2"]
    assert keys(reopened(first, second, every_cycle=True).of("need")) == ["KEN EX1", "KEN EX2"]
    assert keys(reopened(first, second, cycle="EX1").of("need")) == ["KEN EX1"]
    assert NEXT.id == "EX2"


def test_of_several_conventions_each_has_its_parties() -> None:
    first = told("NOR", id="n", need=[{"topic": "law"}])
    second = told("KEN", whole_form("second", id="other"), id="k", need=[{"topic": "law"}])
    kept = Snapshots(first, second)
    parties = {"example": MEMBERS, "second": {"KEN": Member("isles")}}
    frozen = Frozen(ON, ON, parties, (counted(first), counted(second)))
    found = frozen_registers(Kept(kept, PUBLIC, kept), frozen, [FIRST, SECOND], region="isles")
    assert keys(found.of("need")) == ["KEN r1"]
    assert found.outside == ("NOR",)
    only = frozen_registers(Kept(kept, PUBLIC, kept), frozen, [FIRST])
    assert keys(only.of("need")) == ["NOR r1"]
    with pytest.raises(UnknownName):
        frozen_registers(Kept(kept, PUBLIC, kept), replace(frozen, parties={"example": MEMBERS}), [SECOND])


def test_a_secretariats_own_rows_count_and_no_party_is_more() -> None:
    own = told("XSC", whole_form("example", "secretariat", "work"), id="s", need=[{"topic": "law"}])
    found = reopened(own, region="north")
    assert keys(found.of("need")) == ["XSC r1"]
    assert found.base("need").told == ()
    parties = {"example": {"NOR": Member("north")}}
    reports = [counted(own), counted(told("NOR", id="n")), counted(told("KEN", id="k"))]
    assert [each.id for each in freezable(reports, parties)] == ["s", "n"]
    bare = [replace(each, facts="") for each in reports]
    assert freezable(bare, parties) == []
    assert [each.id for each in without_facts(bare, parties)] == ["s", "n"]


def test_what_was_altered_or_is_not_installed_is_told() -> None:
    report = told("KEN", id="k", need=[{"topic": "law"}])
    frozen = Frozen(ON, ON, {"example": MEMBERS}, (counted(report),))
    altered = Snapshots(report)
    altered.content["k"] += b" "
    with pytest.raises(ConfigurationError, match="altered"):
        frozen_registers(Kept(altered, PUBLIC, altered), frozen, [FIRST])
    gone = Snapshots(report)
    gone.forms.clear()
    with pytest.raises(ConfigurationError, match="not installed"):
        frozen_registers(Kept(gone, PUBLIC, gone), frozen, [FIRST])


def test_a_report_is_read_once_where_readings_are_kept() -> None:
    report = told("KEN", id="k", need=[{"topic": "law"}])
    kept = Snapshots(report)
    before: dict[str, Reading] = {}

    def load(wanted: CountedReport, read: Callable[[CountedReport], Reading]) -> Reading:
        return before[wanted.id] if wanted.id in before else before.setdefault(wanted.id, read(wanted))

    frozen = Frozen(ON, ON, {"example": MEMBERS}, (counted(report),))
    for _ in range(2):
        found = frozen_registers(Kept(kept, PUBLIC, kept, load), frozen, [FIRST])
        assert keys(found.of("need")) == ["KEN r1"]
    assert kept.asked == ["k"]


def test_members_hold_at_any_time_in_regions_that_may_be_gone() -> None:
    frozen = Frozen(ON, ON, {"example": {"NOR": Member("gone")}}, ())
    made = convention_of(frozen, FIRST)
    assert made.memberships == {"NOR": Membership(date.min, None, "gone")}
    assert made.region("gone") == Region("gone", "gone")
    assert [each.code for each in made.parties(date(1900, 1, 1))] == ["NOR"]
