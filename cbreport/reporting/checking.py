"""Everything that is wrong or worth knowing about a report: answers, membership, cycle, and what its plugin finds."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.answering.answers import Answer
from cbreport.answering.validation import check_answers
from cbreport.definition.conventions import Cycle
from cbreport.definition.parties import all_parties, find_party
from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.errors import Finding, UnknownName, finding, in_order
from cbreport.reporting.report import Report


def check(report: Report) -> tuple[Finding, ...]:
    """Findings about a report, errors first. Errors block submission, nothing else.

    Plugins compare answers across the whole report, so of a partial one they are not asked.

    :raises ValueError: the report was made without a library.
    """
    return in_order(
        [
            *_frame(report),
            *_countries(report),
            *check_answers(report.form, report.answers, report.evaluation),
            *(() if report.partial else report.source.plugin_findings(report)),
        ]
    )


def _frame(report: Report) -> Iterator[Finding]:
    convention = report.convention
    asked = report.form.respondent == "secretariat"
    if asked and not report.by_secretariat:
        yield finding("R07", form=report.form.key, party=find_party(report.party).name, code=SECRETARIAT_CODE)
    elif report.by_secretariat and not asked:
        yield finding("R08", form=report.form.key, code=SECRETARIAT_CODE)
    try:
        cycle = convention.cycle(report.cycle)
    except UnknownName as error:
        yield finding("R02", cycle=report.cycle, convention=convention.short_name, known=", ".join(error.known))
        return
    if (cycle.form, cycle.edition) != (report.form.id, report.form.edition):
        yield finding("R03", cycle=cycle.id, expected=f"{cycle.form}@{cycle.edition}", form=report.form.key)
    if not report.by_secretariat and not convention.is_party(report.party, cycle.due):
        name = find_party(report.party).name
        yield finding("R01", party=name, convention=convention.short_name, date=cycle.due.isoformat())
    if report.digest and report.digest != report.form.digest:
        yield finding("R04")


def _cycle(report: Report) -> Cycle | None:
    try:
        return report.convention.cycle(report.cycle)
    except UnknownName:
        return None


def _names_a_country(answer: Answer) -> bool:
    return isinstance(answer.value, str) and answer.value in all_parties()


def _countries(report: Report) -> Iterator[Finding]:
    """Countries that a question does not offer, which a file or an earlier edition may bring all the same."""
    convention, seen = report.convention, report.evaluation
    cycle = _cycle(report)
    for address, state in seen.states.items():
        answer = seen.answers.get(address)
        if not state.shown or state.question.type != "party" or answer is None or not _names_a_country(answer):
            continue
        offered = state.question.limits.of
        if offered == "others" and answer.value == report.party:
            yield finding("R06", address)
        elif offered == "parties" and cycle and not convention.is_party(answer.value, cycle.due):
            yield finding("R05", address, convention=convention.short_name, date=cycle.due.isoformat())
