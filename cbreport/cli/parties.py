"""``cbreport parties``: who is Party to a convention on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import counted, echo_json, echo_table, json_option
from cbreport.definition import Convention, Party
from cbreport.errors import UnknownName

GROUPS = ("ldc", "sids", "lldc")


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a message with an example."""
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"“{value}” is not a day. Write year, month and day: 2024-05-31.", param, ctx)


@click.group()
def parties() -> None:
    """List the Parties to a convention."""


@parties.command("list")
@click.option("--convention", "id", required=True, metavar="ID", help="Id of an installed convention.")
@click.option("--on", "on", type=Day(), required=True, help="The day on which they are Party.")
@click.option("--region", metavar="REGION", help="Only this region: its id or its name.")
@click.option("--group", type=click.Choice(GROUPS), help="Only least developed, small island or landlocked developing.")
@json_option
@with_installed
def list_parties(installed: Installed, id: str, on: date, region: str | None, group: str | None, as_json: bool) -> None:
    """List who is Party to a convention on a day, with region, day of entry and groups."""
    try:
        convention = installed.library.convention(id)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--convention") from None
    wanted = _region(convention, region) if region else ""
    rows = [
        _row(convention, party, on)
        for party in convention.parties(on)
        if (not wanted or convention.memberships[party.code].region == wanted)
        and (not group or group in party.groups(on))
    ]
    if as_json:
        echo_json({"convention": convention.id, "on": on.isoformat(), "total": len(rows), "parties": rows})
        return
    cells = [(row["code"], row["name"], row["region"], row["since"], " ".join(row["groups"])) for row in rows]
    echo_table(("code", "name", "region", "since", "groups"), cells)
    click.echo(f"{counted(len(rows), 'Party', 'Parties')} to {convention.short_name} on {on.isoformat()}")


def _region(convention: Convention, wanted: str) -> str:
    for region in convention.regions:
        if wanted.casefold() in (region.id.casefold(), region.name.casefold()):
            return region.id
    known = ", ".join(region.id for region in convention.regions)
    raise click.BadParameter(
        f"{convention.short_name} has no region “{wanted}”. Regions: {known}.", param_hint="--region"
    )


def _row(convention: Convention, party: Party, on: date) -> dict[str, Any]:
    membership = convention.memberships[party.code]
    region = convention.region(membership.region)
    return {
        "code": party.code,
        "name": party.name,
        "region": region.name if region else membership.region,
        "since": membership.since.isoformat(),
        "groups": list(party.groups(on)),
    }
