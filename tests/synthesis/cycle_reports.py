"""A cycle with a cycle before it: few Parties, so that every number can be made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cbreport.answering import Answer
from cbreport.definition import Convention, Form, Region, load_form
from cbreport.definition.conventions import Membership
from cbreport.errors import UnknownName
from cbreport.reporting import PUBLIC, Report
from cbreport.synthesis import Whom
from cbreport.synthesis.gathered import gathered_reports
from cbreport.synthesis.overview import Overview
from cbreport.synthesis.whole import overview
from cbreport.testing import EXAMPLE

ON = date(2024, 12, 31)
FORM = load_form(
    """
cbreport: 1
id: example-national-report
edition: ex1
convention: example
title: National report
sections:
  - id: plans
    title: Plans
    number: I
    questions:
      - {id: plan, type: yes-no, number: I.1, label: Is there a plan?, concept: capacity.strategy}
      - {id: where, type: long-text, label: Where can it be read?, show-when: {item: plan, equals: "true"}}
      - {id: secret, type: text, label: Who wrote it?, private: true}
  - id: helping
    title: Help
    number: II
    questions:
      - id: help
        type: choose-many
        number: II.1
        label: Which help?
        options:
          - {code: funds, label: Funds}
          - {code: courses, label: Courses}
          - {code: na, label: N/A, means: not-applicable}
      - id: who
        type: matrix
        label: Who needs what?
        rows: [{code: rangers, label: Rangers}, {code: customs, label: Customs}]
        columns: [{id: funds, type: tick, label: Funds}, {id: courses, type: tick, label: Courses}]
      - {id: silent, type: integer, label: How many?}
""",
    "cycle.yaml",
)
EARLIER = replace(FORM, edition="ex0")
OTHER = replace(FORM, id="second-report", edition="s1", convention="second")
REGIONS = {
    "FJI": "south",
    "KEN": "south",
    "NOR": "north",
    "UGA": "south",
    "TZA": "south",
    "SWE": "north",
    "DNK": "north",
}
ONE = EXAMPLE.cycle("EX1")
HERE = replace(
    EXAMPLE,
    cycles=(
        replace(ONE, form=FORM.id, edition="ex1"),
        replace(ONE, id="EX0", title="The report before", form=FORM.id, edition="ex0", due=date(2021, 12, 31)),
    ),
    memberships={
        **{code: Membership(date(1990, 1, 1), None, region) for code, region in REGIONS.items()},
        "FJI": Membership(date(1990, 1, 1), date(2023, 6, 1), "south"),  # withdrew between the two cycles
    },
)
THERE = Convention(
    id="second",
    name="Second Convention",
    short_name="SEC",
    secretariat="Secretariat of the Second Convention",
    languages=("en",),
    regions=(Region("isles", "Isles"),),
    cycles=(replace(ONE, id="S1", form=OTHER.id, edition="s1"),),
    memberships={
        "KEN": Membership(date(2000, 1, 1), None, "isles"),
        "FRA": Membership(date(2000, 1, 1), None, "isles"),
    },
    report=OTHER.id,
)


class Forms:
    """The three forms."""

    def form(self, id: str, edition: str) -> Form:
        for each in (FORM, EARLIER, OTHER):
            if (each.id, each.edition) == (id, edition):
                return each
        raise UnknownName("form", id)


def told(party: str, answers: Mapping[str, Any], form: Form = FORM, cycle: str = "EX1", **more: Any) -> Report:
    """A report, submitted unless something else is said."""
    given = {address: each if isinstance(each, Answer) else Answer(each) for address, each in answers.items()}
    return Report(form, party, cycle, given, **{"status": "submitted", **more})


REPORTS = (
    told(
        "KEN",
        {"plan": True, "where": Answer("Katika tovuti", language="en"), "help": ["funds"], "who[rangers].funds": True},
        submitted="2024-12-31T10:00:00Z",
    ),
    told(
        "UGA",
        {"plan": True, "help": ["funds", "courses"], "who[rangers].funds": True},
        submitted="2025-01-01T00:00:00Z",
    ),
    told("TZA", {"plan": True, "help": ["funds"]}),
    told("NOR", {"plan": False, "where": "Never shown", "help": ["na"]}),
    told("SWE", {"plan": Answer(non_answer="no-information")}),
    told("DNK", {"plan": True}, status="draft"),
    told("FJI", {"plan": True}),
    told("KEN", {"plan": False, "help": ["courses"]}, EARLIER, "EX0"),
    told("UGA", {"plan": True}, EARLIER, "EX0"),
    told("TZA", {"plan": False}, EARLIER, "EX0"),
    told("FJI", {"plan": False}, EARLIER, "EX0"),
    told("KEN", {"plan": True}, OTHER, "S1"),
    told("FRA", {"plan": False}, OTHER, "S1"),
)


def counted(*reports: Report, whom: Whom | None = None) -> Overview:
    """The cycle, of these reports or of all above."""
    return overview(
        gathered_reports(reports or REPORTS), PUBLIC, Forms(), HERE, HERE.cycle("EX1"), whom=whom, conventions=[THERE]
    )
