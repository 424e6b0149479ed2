"""``cbreport audit``: whether the reports in a database are what their history says."""

from __future__ import annotations

import click

from cbreport.cli.database import database_option, opened, shown
from cbreport.cli.output import counted, echo_json, json_option


@click.group("audit")
def audit() -> None:
    """Look whether anybody has changed the database behind the back of its history."""


@audit.command()
@click.argument("report_ids", metavar="[REPORT]...", nargs=-1)
@database_option
@json_option
@click.pass_context
def verify(ctx: click.Context, report_ids: tuple[str, ...], url: str, as_json: bool) -> None:
    """Compute the history's chain and the digests of what was submitted and attached anew, and compare.

    Of all reports, or of those named. The names of people are not covered: they are what the portal said last, and may
    change; the history holds their ids. Exits with 1 when something is not what it should be.
    """
    with opened(url) as store:
        ids = report_ids or store.report_ids()
        broken = [found for id in ids for found in (*store.verify_history(id), *store.broken_files(id))]
    if as_json:
        rows = [{"report": each.report, "change": each.seq, "problem": each.problem} for each in broken]
        echo_json({"database": shown(url), "reports": len(ids), "broken": rows})
    else:
        for each in broken:
            click.echo(str(each))
        click.echo(f"{counted(len(ids), 'report')}, {counted(len(broken), 'problem')}")
    if broken:
        ctx.exit(1)
