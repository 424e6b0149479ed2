"""``cbreport synthesis freeze`` and ``frozen``: syntheses that stay as they are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from cbreport.cli.database import database_option, opened
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import counted, echo_json, echo_table, harmless, json_option, note, warn
from cbreport.cli.parties import Day
from cbreport.cli.synthesis import secretariat
from cbreport.definition import Convention, Cycle
from cbreport.errors import UnknownName


@click.command("freeze")
@click.option("--convention", "id", metavar="ID", required=True, help="Id of an installed convention.")
@click.option(
    "--cycle", "cycles", metavar="ID", multiple=True, help="A cycle that counts; repeatable. By default the newest."
)
@click.option("--on", "on", type=Day(), help="The day of which membership counts; by default today.")
@click.option("--title", required=True, help="What people call it.")
@database_option
@json_option
@with_installed
def freeze(
    installed: Installed, id: str, cycles: tuple[str, ...], on: date | None, title: str, url: str, as_json: bool
) -> None:
    """Keep which reports and Parties count now, so that the same can be counted again."""
    from cbreport.synthesis.freezing import offer

    convention, wanted = _asked(installed, id, cycles)
    today, who = datetime.now(UTC).date(), secretariat(installed)
    name = " ".join(title.split())
    if not name:
        raise click.BadParameter("Give it a title, by which people find it again.", param_hint="--title")
    with opened(url) as store:
        found = offer(store, who, convention, wanted, on=on or today, day=today, title=name)
        for each in found.left_out:
            warn(f"Left out, because nothing was counted of it yet: {each.party}, {each.cycle}.")
        if not found.frozen.reports:
            raise click.ClickException("There is nothing to freeze: no report counts in these cycles.")
        made = store.freeze(who, found.frozen)
    if as_json:
        echo_json({"id": made, **found.frozen.imprint()})
        return
    click.echo(made)
    note(f"{counted(len(found.frozen.reports), 'report')}, {found.frozen.digest}.")


@click.command("frozen")
@database_option
@json_option
@with_installed
def list_frozen(installed: Installed, url: str, as_json: bool) -> None:
    """List the frozen syntheses of a database, the newest first."""
    who = secretariat(installed)
    with opened(url) as store:
        listed = {each.id: each for id in sorted(who.conventions) for each in store.frozen_syntheses(who, id)}
    found = sorted(listed.values(), key=lambda each: (each.made, each.id), reverse=True)
    if as_json:
        names = ("id", "title", "made", "digest", "conventions", "reports", "parties")
        echo_json([{name: getattr(each, name) for name in names} for each in found])
        return
    head = ("id", "title", "frozen on", "conventions", "reports", "Parties", "digest")
    rows = [
        (
            each.id, harmless(each.title), each.made[:10], ",".join(each.conventions), str(each.reports),
            str(each.parties), each.digest,
        )
        for each in found
    ]  # fmt: skip
    echo_table(head, rows)


def _asked(installed: Installed, id: str, cycles: tuple[str, ...]) -> tuple[Convention, list[Cycle]]:
    try:
        convention = installed.library.convention(id)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--convention") from None
    try:
        wanted = [convention.cycle(each) for each in dict.fromkeys(cycles)]
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--cycle") from None
    main = convention.main_cycle
    if not wanted and main is None:
        raise click.BadParameter("Name a cycle: the convention has no newest one.", param_hint="--cycle")
    return convention, wanted or [main] if main else wanted
