"""``cbreport report propose``: what was answered before, as proposals for another form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from cbreport.answering import Homeless, Proposal
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, counted, echo_json, finding_data, harmless, json_option, note
from cbreport.cli.report import load, refuse_output, write_whole
from cbreport.definition import Form, Translator
from cbreport.errors import UnknownName
from cbreport.reporting import Origins, Report, choices, propose, report_data


@click.command("propose")
@click.argument("files", nargs=-1, required=True, type=InputFile(".json"))
@click.option("--to", "to", required=True, metavar="FORM@EDITION", help="The form to propose answers for.")
@click.option("--cycle", default="", help="Reporting cycle of the draft; by default the one that uses the form.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write a draft (.json) with every proposal in it."
)
@click.option("--force", is_flag=True, help="Overwrite the output when it exists.")
@json_option
@with_installed
def propose_answers(
    installed: Installed, files: tuple[Path, ...], to: str, cycle: str, output: Path | None, force: bool, as_json: bool
) -> None:
    """Propose answers for another form from the reports in FILES, all of one Party.

    Each proposal names its origin and what is lost; an answer without a home is listed with the reason. In the draft
    that -o writes no proposal counts before a person has confirmed it. Where sources disagree the draft takes the
    closest.
    """
    try:
        form = installed.library.form(to)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--to") from None
    if output is not None:
        refuse_output(output, force)
    reports = [load(file, installed) for file in files]
    parties = sorted({report.party for report in reports})
    if len(parties) > 1:
        raise click.UsageError(f"The reports are of different Parties: {', '.join(parties)}. Give those of one.")
    found = propose(reports, form)
    if output is not None:
        draft = _draft(installed, form, parties[0], cycle, found)
        content = json.dumps(report_data(draft), ensure_ascii=False, indent=1).encode("utf-8")
    if as_json:
        echo_json({"party": parties[0], "to": form.key, "reports": [_data(each) for each in found]})
    else:
        _echo(form, found, installed.library.translator("en", form.convention))
    if output is not None:
        write_whole(output, content)
        note(f"Wrote {output} ({counted(len(draft.answers), 'proposed answer')}).")


def _draft(installed: Installed, form: Form, party: str, cycle: str, found: Iterable[Origins]) -> Report:
    """A draft for the form with the best proposal at each address."""
    library = installed.library
    convention = library.convention(form.convention)
    wanted = cycle or next(
        (each.id for each in convention.cycles if (each.form, each.edition) == (form.id, form.edition)), ""
    )
    try:
        known = convention.cycle(wanted)
    except UnknownName as error:
        raise click.BadParameter(f"{error.message} {error.hint}", param_hint="--cycle") from None
    answers = {address: best[0].answer for address, best in choices(found).items()}
    return Report(form, party, known.id, answers, library=library)


def _echo(form: Form, found: Iterable[Origins], translate: Translator) -> None:
    from cbreport.documents.values import kept_words
    from cbreport.documents.writing import Writer

    t = Writer(translate)
    for origins in found:
        report, outcome = origins.report, origins.outcome
        name = report.respondent_name(report.source.translator("en", report.form.convention))
        click.echo(f"{name}, {report.cycle}, {report.form.key} → {form.key}")
        for each in outcome.proposals:
            click.echo(harmless(f"  {each.address}: {kept_words(t, form.at(each.address), each.answer)}"))
            click.echo(harmless(f"    {_told(each)}"))
            for lost in each.lost:
                click.echo(harmless(f"    {lost.describe()} {lost.advise()}".rstrip()))
        for left in outcome.homeless:
            told = kept_words(t, report.form.at(left.address), left.answer)
            click.echo(harmless(f"  not proposed: {left.address}: {told}"))
            click.echo(harmless(f"    {left.reason.describe()} {left.reason.advise()}".rstrip()))
        review = sum(each.review for each in outcome.proposals)
        proposed, homeless = counted(len(outcome.proposals), "proposal"), len(outcome.homeless)
        click.echo(f"{proposed} ({review} to review), {counted(homeless, 'answer')} without a home")


def _told(proposal: Proposal) -> str:
    origin = proposal.answer.origin
    when = f", {origin['time']}" if origin.get("time") else ""
    note = f". {proposal.note}".replace("\n", " ") if proposal.note else ""
    return f"{proposal.relation}: {origin.get('address', '')}{when}{note}"


def _data(origins: Origins) -> dict[str, Any]:
    return {
        "form": origins.report.form.key,
        "cycle": origins.report.cycle,
        "proposals": [_proposal(each) for each in origins.outcome.proposals],
        "homeless": [_homeless(each) for each in origins.outcome.homeless],
    }


def _proposal(each: Proposal) -> dict[str, Any]:
    return {
        "address": each.address,
        "answer": each.answer.to_data(),
        "relation": each.relation,
        "review": each.review,
        "note": each.note,
        "lost": [finding_data(lost) for lost in each.lost],
    }


def _homeless(each: Homeless) -> dict[str, Any]:
    return {"address": each.address, "answer": each.answer.to_data(), "reason": finding_data(each.reason)}
