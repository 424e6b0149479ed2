"""``cbreport report compare``: two report files side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cbreport.answering import Answer
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, counted, echo_json, harmless, json_option
from cbreport.cli.report import load
from cbreport.definition import LANGUAGE_NAMES
from cbreport.errors import ReportFileError
from cbreport.reporting import Report
from cbreport.reporting.pairing import STATES, Pair, Row, pair_reports


@click.command("compare")
@click.argument("earlier", type=InputFile(".json"))
@click.argument("later", type=InputFile(".json"))
@click.option("--all", "everything", is_flag=True, help="Show what did not change, too.")
@click.option("--language", type=click.Choice(list(LANGUAGE_NAMES)), default="en", show_default=True)
@json_option
@with_installed
@click.pass_context
def compare_reports(
    ctx: click.Context, installed: Installed, earlier: Path, later: Path, everything: bool, language: str, as_json: bool
) -> None:
    """Say what differs between the reports in EARLIER and LATER, question by question.

    The two may be answered under different editions of one form. Exits with 1 when something differs.
    """
    left, right = load(earlier, installed), load(later, installed)
    if left.form.id != right.form.id:
        raise ReportFileError(
            f"{earlier} answers {left.form.key} and {later} answers {right.form.key}.",
            "Compare two reports of one form.",
        )
    rows = pair_reports(left, right, *(_given(each) for each in (left, right)))
    shown = [row for row in rows if everything or row.state not in ("same", "blank")]
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    if as_json:
        forms = {"earlier": left.form.key, "later": right.form.key}
        echo_json({**forms, "counts": counts, "questions": list(map(_data, shown))})
    else:
        for row in shown:
            _echo(row, right, language)
        told = ", ".join(f"{count} {state}" for state, count in counts.items())
        click.echo(f"{counted(len(rows), 'question')}: {told}")
    if any(counts[state] for state in ("changed", "added", "removed")):
        ctx.exit(1)


def _given(report: Report) -> dict[str, Answer]:
    return {address: each for address, each in report.evaluation.answers.items() if not each.empty}


def _data(row: Row) -> dict[str, Any]:
    return {
        "question": row.question.id,
        "state": row.state,
        "asked": "both" if row.left and row.right else "later" if row.right else "earlier",
        "answers": [
            {
                "state": pair.state,
                "earlier": pair.left,
                "later": pair.right,
                "before": pair.before.content(),
                "after": pair.after.content(),
            }
            for pair in row.pairs
        ],
    }


def _echo(row: Row, report: Report, language: str) -> None:
    """A question with its answers as lines: - for what was there, + for what is there now."""
    from cbreport.documents.writing import Writer

    writer = Writer(report.source.translator(language, report.form.convention))
    number = f"{row.question.number} " if row.question.number else ""
    click.echo(f"{row.state}: {number}{harmless(str(writer(row.question.label)))}")
    for pair in row.pairs:
        _echo_pair(writer, row, pair)


def _echo_pair(writer: Any, row: Row, pair: Pair) -> None:
    from cbreport.documents.changing import changed_parts

    if "[" in pair.right + pair.left:
        click.echo(f"  {pair.right or pair.left}")
    asked, earlier = (_part(question, at) for question, at in ((row.right, pair.right), (row.left, pair.left)))
    for part in changed_parts(writer, asked or earlier, pair.before, pair.after, earlier=earlier):
        for sign, kind in (("-", "removed"), ("+", "added")):
            side = part.side(kind)
            for line in side.lines if side.changed else ():
                name = f"{part.name}: " if part.name else ""
                click.echo(f"  {sign} {name}{harmless(''.join(piece.text for piece in line.pieces))}")


def _part(question: Any, address: str) -> Any:
    """The question itself, or the column or part at an address within it."""
    if question is None or not address:
        return None
    column = address.partition("].")[2]
    return question.part(column) if column else question
