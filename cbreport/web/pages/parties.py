"""The Secretariat's list of Parties: who has reported, counted by region and group, narrowed down by the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request

from cbreport.definition import Convention, Cycle
from cbreport.documents.nodes import Fact, Text
from cbreport.reporting.party_reminders import PartyReminder
from cbreport.synthesis import DeskList, PartyRow, desk_list
from cbreport.synthesis.desk import GROUPS, SORTS, STATES, TIMINGS, CountRow
from cbreport.web.context import Context, Reply
from cbreport.web.formats import Formats
from cbreport.web.narrowing import Narrowing
from cbreport.web.pages.desk import records, served
from cbreport.web.team import today


@dataclass(frozen=True)
class ListPage:
    """The list of a cycle, as the address narrows it down."""

    context: Context
    list: DeskList
    asked: Narrowing
    reminders: Sequence[PartyReminder] = ()

    @cached_property
    def reminded(self) -> dict[str, str]:
        """When each Party was last reminded, by its code."""
        return {each.party: each.time for each in self.reminders}

    @property
    def convention(self) -> Convention:
        """The convention."""
        return self.list.convention

    @property
    def cycle(self) -> Cycle:
        """The cycle."""
        return self.list.cycle

    @cached_property
    def rows(self) -> tuple[PartyRow, ...]:
        """The Parties that are shown, in the order that is asked for."""
        return self.list.ordered(self.list.chosen(self.asked.filters), self.asked.sort, self.context.language)


def list_page(context: Context, convention: Convention, cycle: Cycle) -> ListPage:
    """The list of a cycle that is none of records."""
    store, person = context.portal.store, context.identity
    found = store.reports(person, convention=convention.id, cycle=cycle.id)
    steps = store.steps_of(person, convention=convention.id, cycle=cycle.id)
    reminders = store.party_reminders(person, convention=convention.id, cycle=cycle.id)
    found_list = desk_list(convention, cycle, found, steps, today=today())
    return ListPage(context, found_list, Narrowing.of(request.args), reminders)


def desk(convention_id: str) -> Reply:
    """Every Party with what was received from it; filters stay in the address."""
    context, convention, cycle = served(convention_id)
    if cycle.repeats:
        return records(context, convention, cycle)
    page = list_page(context, convention, cycle)
    counts = page.list.counts
    return context.page(
        "cbreport/desk.html",
        convention=convention,
        cycle=cycle,
        asked=page.asked,
        rows=[_shown(context, page, row) for row in page.rows],
        total=counts[0],
        counts=[_count(context, page, each) for each in counts],
        chips=list(chips(page)),
        loosen=_loosen(page),
        outside=page.list.outside,
        texts=context.texts(convention.id),
        states=STATES,
        timings=[each for each in TIMINGS if any(row.timing == each for row in page.list.rows)],
        groups=GROUPS,
        sorts=SORTS,
        words=Words(context, convention),
    )


def _shown(context: Context, page: ListPage, row: PartyRow) -> dict[str, Any]:
    """A row with what only pages need: the name, and whether the report can be opened."""
    report = row.newest
    asked = f"{page.cycle.form}@{page.cycle.edition}"
    form = f"{report.form}@{report.edition}" if report else ""
    return {
        "row": row,
        "name": row.party.name_in(context.language),
        "region": page.convention.region(row.region),
        "report": report,
        "other_form": form if form != asked else "",
        "installed": bool(report and context.has_form(report.form, report.edition)),
        "current": row.current if row.current != report else None,
        "reminded": page.reminded.get(row.party.code, ""),
    }


def _count(context: Context, page: ListPage, row: CountRow) -> dict[str, Any]:
    """A row of the table of counts, each number with the filters that show just these Parties."""
    place = {row.kind: row.id} if row.kind else {}
    cells = [
        (state, row.states[state], page.asked.only(**place, status=state).address if row.states[state] else None)
        for state in STATES
    ]
    return {"row": row, "cells": cells, "all": page.asked.only(**place).address}


def chips(page: ListPage) -> Iterator[dict[str, Any]]:
    """The filters that narrow the list, each with its name, its value in words and the address without it."""
    words = Words(page.context, page.convention)
    for name, value in page.asked.active.items():
        without = page.asked.with_(**{name: ""})
        yield {"name": words.filter(name), "value": words.value(name, value), "without": without}


def narrowed_to(words: Words, asked: Narrowing) -> Iterator[Fact]:
    """To which Parties a document is narrowed down, for those who read it on paper."""
    for name in ("region", "group"):
        if value := asked.active.get(name):
            yield Fact(Text(words.filter(name)), (Text(words.value(name, value)),))


def _loosen(page: ListPage) -> list[dict[str, Any]]:
    """For a list with nobody in it: each filter with the number of Parties that there are without it."""
    if page.rows:
        return []
    return [{**each, "count": len(page.list.chosen(each["without"].filters))} for each in chips(page)]


@dataclass(frozen=True)
class Words:
    """Filters, statuses and distances in days as the reader's language says them."""

    context: Context
    convention: Convention

    def filter(self, name: str) -> str:
        """What a filter is called."""
        t = self.context.t
        return {
            "region": t("Region"),
            "status": t("Status"),
            "group": t("Group"),
            "timing": t("Due date"),
            "search": t("Search"),
        }[name]

    def value(self, name: str, value: str) -> str:
        """A filter's value; what is none of its values stands there as it is."""
        says: dict[str, Callable[[str], str]] = {
            "region": self.region,
            "status": self.status,
            "group": self.group,
            "timing": self.timing,
        }
        return says[name](value) if name in says else value

    def region(self, id: str) -> str:
        """A region's name."""
        found = self.convention.region(id)
        return self.context.texts(self.convention.id)(found.name) if found else id

    def status(self, status: str) -> str:
        """A status, of a Party too that has not sent anything."""
        t = self.context.t
        known = {
            "none": t("Not received"),
            "draft": t("Draft"),
            "submitted": t("Submitted"),
            "returned": t("Returned"),
            "recalled": t("Recalled"),
            "accepted": t("Accepted"),
            "published": t("Published"),
        }
        return known.get(status, status)

    def group(self, group: str) -> str:
        """The full name of a group."""
        t = self.context.t
        known = {
            "ldc": t("Least developed country"),
            "sids": t("Small island developing State"),
            "lldc": t("Landlocked developing country"),
        }
        return known.get(group, group)

    def short_group(self, group: str) -> str:
        """A group as people abbreviate it."""
        t = self.context.t
        return {"ldc": t("LDC"), "sids": t("SIDS"), "lldc": t("LLDC")}[group]

    def remarks(self, row: PartyRow) -> list[str]:
        """What else there is to say of a report."""
        t = self.context.t
        asked = {
            t("No version is current."): row.newest is not None and row.current is None,
            t("Entered by the Secretariat"): bool(row.newest and row.newest.behalf),
            t("You are entering a version for this Party"): row.own is not None,
            t("Example"): bool(row.newest and row.newest.example),
        }
        return [text for text, holds in asked.items() if holds]

    def timing(self, timing: str) -> str:
        """How a report lies to its due date."""
        t = self.context.t
        known = {
            "on-time": t("Received in time"),
            "late": t("Received late"),
            "overdue": t("Overdue"),
            "open": t("Not due yet"),
            "example": t("Example, without date"),
        }
        return known.get(timing, timing)

    def days(self, row: PartyRow) -> str:
        """How many days a report came early or late, is overdue, or has left; empty where that means nothing."""
        if row.days is None:
            return ""
        t = self.context.t
        days = Formats(self.context.language).days(abs(row.days))
        if row.first:
            template = t("{days} late") if row.days > 0 else t("{days} early") if row.days < 0 else t("on the day")
        else:
            template = t("overdue by {days}") if row.days > 0 else t("{days} left") if row.days < 0 else t("due today")
        return template.format(days=days)
