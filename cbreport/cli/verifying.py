"""``cbreport report verify``: whether a PDF carries what was submitted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cbreport.cli.database import revision_of, shown, state
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, counted, echo_json, harmless, json_option
from cbreport.definition import SECRETARIAT_CODE, digest_of, find_party, respondent_name
from cbreport.errors import ConfigurationError, ReportFileError, UnknownName
from cbreport.library import Library
from cbreport.reporting import IN_HAND, RECEIVED, SECRETARIAT, Identity, parse_json

if TYPE_CHECKING:
    from cbreport.documents.verifying import Difference, Inside

_SHOWN: Final = 20  # differences
_WIDTH: Final = 80  # characters of an answer


@dataclass(frozen=True)
class Submitted:
    """What a PDF is compared with, and what became of it since."""

    content: bytes
    where: str
    time: str = ""
    status: str = ""
    superseded_by: int = 0


@click.command("verify")
@click.argument("file", type=InputFile(".pdf"))
@click.option("--snapshot", type=InputFile(".json"), help="What was submitted, as the portal hands it out.")
@click.option("--database", "url", metavar="URL", help="The database of the portal to which it was submitted.")
@json_option
@with_installed
@click.pass_context
def verify_report(
    ctx: click.Context, installed: Installed, file: Path, snapshot: Path | None, url: str | None, as_json: bool
) -> None:
    """Tell whose report FILE shows, and whether the data inside it are what was submitted.

    They are compared with a snapshot or with a database, byte for byte; without either, with the digest that the pages
    themselves name. What the pages say beside that is not compared: it is the data that count.

    Exits with 0 when they are the same, and with 1 when they differ, when FILE is a draft, or when it carries no data.
    """
    if snapshot and url:
        raise click.UsageError("Give --snapshot or --database, not both.")
    from cbreport.documents.verifying import look_inside

    try:
        inside = look_inside(file.read_bytes())
    except ReportFileError as error:
        raise ReportFileError(f"{file}: {error.message}", error.hint) from None
    kept = _from_file(snapshot) if snapshot else _from_database(installed, url, inside.data) if url else None
    same, words, differing = _judge(inside, kept)
    if as_json:
        echo_json(_data(inside, kept, same, words, differing))
    else:
        _echo(installed, inside, kept, words, differing)
    if not same:
        ctx.exit(1)


def _from_file(path: Path) -> Submitted:
    content = path.read_bytes()
    try:
        parse_json(content)
    except ReportFileError as error:
        raise ReportFileError(f"{path}: {error.message}", error.hint) from None
    return Submitted(content, str(path))


def _from_database(installed: Installed, url: str, data: Mapping[str, Any]) -> Submitted:
    """The snapshot of the version that a document says to show, as the Secretariat may read it.

    :raises ConfigurationError: the database cannot be used.
    :raises ReportFileError: it has no such version.
    """
    from cbreport.storage import SqlStore, newest

    revision = revision_of(url)
    if revision != newest():
        raise ConfigurationError(f"The database {shown(url)} {state(revision)}.", "Run: cbreport db upgrade.")
    convention = installed.library.form(data["form"], data["edition"]).convention
    clerk = Identity("operator", "", frozenset({SECRETARIAT}), conventions=frozenset({convention}))
    store = SqlStore(url)
    try:
        versions = store.reports(clerk, convention=convention, cycle=data["cycle"], party=data["party"])
        found = next((each for each in versions if each.version == data["version"]), None)
        content = store.snapshot(clerk, found.id) if found else b""
    finally:
        store.close()
    if found is None or not content:
        raise ReportFileError(
            f"{shown(url)}: version {data['version']} of this report was never submitted here.",
            "Is it the right database? Drafts are not looked at.",
        )
    newer = [each.version for each in versions if each.status in RECEIVED and each.version > found.version]
    return Submitted(content, shown(url), found.submitted, found.status, max(newer, default=0))


def _judge(inside: Inside, kept: Submitted | None) -> tuple[bool, str, list[Difference]]:
    """Whether it is what was submitted, that in words, and what differs."""
    from cbreport.documents.verifying import differences

    if inside.data["status"] in IN_HAND:
        return False, "This is a draft. It was not submitted.", []
    if kept is None:
        if inside.digest in inside.printed:
            words = "The data have the digest that is printed in the document."
            return True, f"{words} Compare with --snapshot or --database to know that it was submitted.", []
        return False, "The document does not name the digest of its data. Compare with --snapshot or --database.", []
    if inside.content == kept.content:
        return True, f"The data are what was submitted, byte for byte ({kept.where}).", []
    differing = list(differences(inside.data, parse_json(kept.content)))
    if not differing:
        return False, f"The data say the same as what was submitted, but not byte for byte ({kept.where}).", []
    return False, f"The data differ from what was submitted ({kept.where}).", differing


def _echo(
    installed: Installed, inside: Inside, kept: Submitted | None, words: str, differing: list[Difference]
) -> None:
    about = _about(installed, inside, kept)
    width = max(map(len, about))
    for label, value in about.items():
        click.echo(f"{label:<{width}}  {harmless(value)}")
    click.echo(harmless(words))
    for each in differing[:_SHOWN]:
        click.echo(harmless(f"  {each.place}: {_short(each.inside)} here, {_short(each.submitted)} submitted"))
    if len(differing) > _SHOWN:
        click.echo(f"  and {counted(len(differing) - _SHOWN, 'more difference')}")


def _about(installed: Installed, inside: Inside, kept: Submitted | None) -> dict[str, str]:
    data = inside.data
    about = {
        "Party": _respondent(installed.library, data),
        "Form": f"{data['form']}@{data['edition']}",
        "Cycle": data["cycle"],
        "Version": str(data["version"]),
        "Status": data["status"],
        "Submitted": (kept.time if kept else "") or inside.modified,
        "Digest": inside.digest,
    }
    if kept and kept.superseded_by:
        about["Since then"] = f"superseded by version {kept.superseded_by}"
    elif kept and kept.status not in ("", data["status"]):
        about["Since then"] = kept.status
    return {label: value for label, value in about.items() if value}


def _respondent(library: Library, data: Mapping[str, Any]) -> str:
    """Whose report it is; the code alone of a Party that is none, and of a Secretariat whose form is not installed."""
    code = data["party"]
    try:
        if code != SECRETARIAT_CODE:
            return f"{find_party(code).name} ({code})"
        convention = library.convention(library.form(data["form"], data["edition"]).convention)
        return f"{respondent_name(code, convention, library.translator('en', convention.id))} ({code})"
    except UnknownName:
        return str(code)


def _short(value: object) -> str:
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"


def _data(
    inside: Inside, kept: Submitted | None, same: bool, words: str, differing: list[Difference]
) -> dict[str, object]:
    data = inside.data
    return {
        "ok": same,
        "verdict": words,
        **{key: data[key] for key in ("form", "edition", "party", "cycle", "version", "status")},
        "submitted": (kept.time if kept else "") or inside.modified,
        "digest": inside.digest,
        "printed": inside.digest in inside.printed,
        "compared-with": kept.where if kept else "",
        "digest-of-that": digest_of(kept.content) if kept else "",
        "superseded-by": kept.superseded_by if kept else 0,
        "differences": [
            {"place": each.place, "inside": each.inside, "submitted": each.submitted} for each in differing
        ],
    }
