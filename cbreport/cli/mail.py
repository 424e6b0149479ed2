"""``cbreport mail``: send what waits. ``cbreport remind``: write to those whose deadline is near."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cbreport.cli.database import database_option, opened, shown
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import counted, echo_json, harmless, json_option, warn
from cbreport.cli.post import (
    ADDRESS,
    FOLDER,
    FROM,
    address_option,
    contacts_option,
    from_option,
    mailer_of,
    smtp_option,
)
from cbreport.cli.serve import load_function
from cbreport.errors import ConfigurationError, UnknownName
from cbreport.mailing import Contact, deliver, is_address, link_to
from cbreport.reporting.reminding import Reminder, delegation_reminders, party_reminders

if TYPE_CHECKING:
    from cbreport.library import Library
    from cbreport.storage import SqlStore


@click.group("mail")
def mail() -> None:
    """Send e-mail that waits, for example invitations and reminders."""


@mail.command()
@database_option
@smtp_option
@click.option(
    "--folder",
    envvar=FOLDER,
    metavar="DIR",
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Write files here instead of sending.",
)
@json_option
@click.pass_context
def send(ctx: click.Context, url: str, smtp: str | None, folder: Path | None, as_json: bool) -> None:
    """Send what is due, once; for cron, every few minutes.

    A message that cannot be sent is tried again, for five days. Exits with 1 when one was not sent this time.
    """
    mailer = mailer_of(smtp, folder)
    if mailer is None:
        raise click.UsageError("Nothing says how to send. Give --smtp URL, or --folder DIR to write files.")
    with opened(url) as store:
        done = deliver(store, mailer)
        waiting = store.mail_counts()
    if as_json:
        echo_json({"database": shown(url), **asdict(done), **waiting})
    else:
        for each in done.problems:
            click.echo(harmless(each), err=True)
        later = f"{done.later} to be tried again, {done.given_up} given up"
        click.echo(f"{counted(done.sent, 'message')} sent, {later}, {waiting['waiting']} waiting")
    if done.problems:
        ctx.exit(1)


@mail.command()
@click.argument("address")
@database_option
def forget(address: str, url: str) -> None:
    """Remove name, address and messages of a colleague, and end her links. What she answered stays, without a name."""
    with opened(url) as store:
        count = store.forget(address)
    click.echo(f"Forgotten, with {counted(count, 'delegation')}.")


class _Days(click.ParamType[tuple[int, ...]]):
    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Numbers of days, the largest first."""
        if isinstance(value, tuple):
            return value
        found = [each.strip() for each in str(value).split(",")]
        if not found or not all(each.isascii() and each.isdigit() and len(each) < 4 for each in found):
            self.fail(f"“{value}” is no list of days. For example: 30,7,1", param, ctx)
        return tuple(sorted({int(each) for each in found}, reverse=True))


@click.command()
@database_option
@click.option("--days", type=_Days(), default="30,7,1", show_default=True, help="So many days before, once each.")
@contacts_option
@from_option
@address_option
@click.option("--dry-run", is_flag=True, help="Only tell who would be written to.")
@json_option
@with_installed
def remind(
    installed: Installed,
    url: str,
    days: tuple[int, ...],
    contacts: str | None,
    sender: str | None,
    address: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write to colleagues and focal points whose deadline is near or just past; for cron, once a day.

    Each is written to once for each number of days, in one message. “cbreport mail send” sends them.
    """
    if not is_address(sender or ""):
        raise click.UsageError(f"Give --mail-from or {FROM}, an address such as reporting@example.org.")
    if not (address or "").startswith(("https://", "http://")):
        raise click.UsageError(f"Give --url or {ADDRESS}, for example https://portal.example/reporting.")
    people = load_function(contacts, "--contacts") if contacts else None
    from cbreport.documents.letters import digests

    with opened(url) as store:
        wanted = list(_due(installed.library, store, days, people, str(address).rstrip("/") + "/"))
        fresh = _fresh(store, wanted)
        made = digests(fresh, installed.library.translator, str(sender), str(address).rstrip("/") + "/invited/")
        if not dry_run:
            made = [(message, keys) for message, keys in made if store.queue_reminder(message, keys)]
    rows = [{"to": message.to, "subject": message.subject, "reminders": list(keys)} for message, keys in made]
    if as_json:
        echo_json({"database": shown(url), "dry-run": dry_run, "messages": rows})
        return
    for row in rows:
        click.echo(harmless(f"{row['to']}: {row['subject']}"))
    if rows:
        click.echo(f"{counted(len(rows), 'message')} {'would be' if dry_run else 'are'} waiting to be sent")


def _fresh(store: SqlStore, wanted: list[Reminder]) -> list[Reminder]:
    known = store.reminded([each.key for each in wanted]) if wanted else frozenset()
    return [each for each in wanted if each.key not in known]


def _due(library: Library, store: SqlStore, days: tuple[int, ...], contacts: Any, address: str) -> Iterator[Reminder]:
    """All reminders that fall due today."""
    today = datetime.now(UTC).date()
    for summary, delegation in store.open_delegations():
        namer = _namer(library, summary.convention, summary.cycle, summary.party)
        yield from delegation_reminders(delegation, days, today, namer, link_to(delegation.id))
    if contacts is None:
        return
    for convention in library.conventions:
        for cycle in convention.party_cycles:
            if cycle.repeats or not cycle.opens <= today:
                continue
            reports = {each.party: each for each in store.newest_reports(convention.id, cycle.id)}
            for party in convention.parties(cycle.due):
                people = _people(contacts, convention.id, party.code)
                namer = _namer(library, convention.id, cycle.id, party.code)
                yield from party_reminders(
                    cycle, convention.id, party.code, reports.get(party.code), people, days, today, namer, address
                )


def _people(contacts: Any, convention: str, party: str) -> list[Contact]:
    """Who is written to of a Party; an address that is none is told and left out."""
    found = list(contacts(convention, party) or ())
    for each in found:
        if not isinstance(each, Contact):
            raise ConfigurationError(
                f"The contacts function returned a {type(each).__name__}.", "It returns a sequence of cbreport.Contact."
            )
        if not is_address(each.email):
            warn(f"“{each.email}” of {party} is no e-mail address, so nobody is written to there.")
    return [each for each in found if is_address(each.email)]


def _namer(library: Library, convention_id: str, cycle_id: str, party: str) -> Callable[[str], str]:
    """The name of a report in a language."""
    from cbreport.definition import respondent_name

    def name(language: str) -> str:
        try:
            convention = library.convention(convention_id)
            texts = library.translator(language, convention_id)
            name = respondent_name(party, convention, texts)
            return f"{name}, {convention.short_name}, {texts(convention.cycle(cycle_id).title)}"
        except UnknownName:  # its plugin is not installed any more
            return f"{party}, {convention_id}, {cycle_id}"

    return name
