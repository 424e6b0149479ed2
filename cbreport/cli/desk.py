"""``cbreport desk``: what a convention's Secretariat sees of who has reported."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cbreport.cli.database import database_option, opened
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import counted, echo_json, echo_table, json_option
from cbreport.definition import LANGUAGE_NAMES, Convention, Cycle
from cbreport.errors import UnknownName
from cbreport.reporting import SECRETARIAT, Identity
from cbreport.reporting.party_reminders import PartyReminder
from cbreport.synthesis.desk import GROUPS, STATES, TIMINGS, DeskList, Filters, PartyRow, desk_list
from cbreport.synthesis.desk_file import desk_data


@click.group("desk")
def desk() -> None:
    """Show what a convention's Secretariat sees of who has reported."""


@desk.command("list")
@click.option("--convention", "id", required=True, metavar="ID", help="Id of an installed convention.")
@click.option("--cycle", "cycle_id", metavar="ID", help="A reporting cycle; by default the newest.")
@click.option("--region", default="", metavar="REGION", help="Only this region: its id.")
@click.option("--status", default="", type=click.Choice(("", *STATES)), help="Only Parties whose report stands so.")
@click.option("--group", default="", type=click.Choice(("", *GROUPS)), help="Only this group of countries.")
@click.option("--timing", default="", type=click.Choice(("", *TIMINGS)), help="How the report lies to its due date.")
@click.option("--search", default="", metavar="TEXT", help="A Party's name in any language, or its code.")
@click.option("--language", default="en", type=click.Choice(tuple(LANGUAGE_NAMES)), help="The language of names.")
@database_option
@json_option
@with_installed
def list_parties(
    installed: Installed,
    id: str,
    cycle_id: str | None,
    region: str,
    status: str,
    group: str,
    timing: str,
    search: str,
    language: str,
    url: str,
    as_json: bool,
) -> None:
    """List every Party of a cycle with what was received from it. Drafts that are with their Party are not seen."""
    convention, cycle = _asked(installed, id, cycle_id)
    if region and convention.region(region) is None:
        known = ", ".join(each.id for each in convention.regions)
        raise click.BadParameter(f"There is no region “{region}”. Regions: {known}.", param_hint="--region")
    found, reminders = _read(url, convention, cycle)
    filters = Filters(region, status, group, timing, search)
    rows = found.ordered(found.chosen(filters), "name", language)
    if as_json:
        texts = installed.library.translator(language, convention.id)
        echo_json(desk_data(found, rows, filters, texts, {each.party: each.time for each in reminders}))
        return
    echo_table(("code", "name", "region", "groups", "status", "submitted", "days"), [_cells(r, language) for r in rows])
    total = found.counts[0]
    click.echo(
        f"{len(rows)} of {counted(total.parties, 'Party', 'Parties')} to {convention.short_name}, {cycle.id}; "
        f"{total.reported} reported; due {cycle.due}"
    )


def _asked(installed: Installed, id: str, cycle_id: str | None) -> tuple[Convention, Cycle]:
    try:
        convention = installed.library.convention(id)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--convention") from None
    try:
        cycle = convention.cycle(cycle_id) if cycle_id else convention.main_cycle
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--cycle") from None
    if cycle is None or cycle.repeats or cycle.respondent == "secretariat":
        raise click.BadParameter("Name a cycle in which each Party makes one report.", param_hint="--cycle")
    return convention, cycle


def _read(url: str, convention: Convention, cycle: Cycle) -> tuple[DeskList, tuple[PartyReminder, ...]]:
    """The list as an officer of the Secretariat reads it.

    :raises ConfigurationError: the database cannot be used.
    """
    clerk = Identity("operator", "", frozenset({SECRETARIAT}), conventions=frozenset({convention.id}))
    of = {"convention": convention.id, "cycle": cycle.id}
    with opened(url) as store:
        reports, steps = store.reports(clerk, **of), store.steps_of(clerk, **of)
        reminders = tuple(store.party_reminders(clerk, **of))
    return desk_list(convention, cycle, reports, steps, today=datetime.now(UTC).date()), reminders


def _cells(row: PartyRow, language: str) -> tuple[str, ...]:
    submitted = row.newest.submitted[:10] if row.newest else ""
    days = "" if row.days is None else f"{row.days:+}"
    groups = " ".join(row.groups)
    return row.party.code, row.party.name_in(language), row.region, groups, row.status, submitted, days
