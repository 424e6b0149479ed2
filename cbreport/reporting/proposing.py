"""What a Party has already answered elsewhere, as proposals for a form: its last cycle and its other conventions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cbreport.answering.answers import Answer
from cbreport.answering.carrying import (
    SAME,
    Homeless,
    Origin,
    Outcome,
    Proposal,
    carry,
    in_form_order,
)
from cbreport.answering.crosswalks import translate
from cbreport.answering.validation import check_answer
from cbreport.definition.addresses import parse_address
from cbreport.definition.canonical import digest_of
from cbreport.definition.crosswalks import Crosswalk
from cbreport.definition.model import Form
from cbreport.errors import Finding, PluginError, UnknownName, finding
from cbreport.reporting.report import Report

_NOT_SAID: Final = frozenset({"source", "confirmed", "origin", "comment", "language"})
_STRENGTH: Final[Mapping[str, int]] = {SAME: 0, "exact": 1, "close": 2, "narrow": 3, "broad": 4}


@dataclass(frozen=True)
class Origins:
    """A report that answers come from, and what became of them."""

    report: Report
    outcome: Outcome


def propose(
    reports: Report | Iterable[Report], to: Form, crosswalks: Sequence[Crosswalk] | None = None
) -> tuple[Origins, ...]:
    """What a Party's reports propose for the form ``to``, report by report, the newest first.

    Another edition or cycle of the same series is carried over; other forms go along crosswalks, directly or through
    one form between. A record says nothing about the next record of its kind. Only what a person has confirmed there is
    proposed. Nothing is dropped: an answer that gives no
    proposal is listed as homeless, with the reason.

    :param crosswalks: those to go along; by default all of the library that the reports were loaded with.
    :raises ValueError: the reports are of different Parties, or were made without a library.
    """
    given = [reports] if isinstance(reports, Report) else list(reports)
    parties = sorted({report.party for report in given})
    if len(parties) > 1:
        raise ValueError(f"Proposals are made from one Party's reports; these are of {', '.join(parties)}.")
    given = [report for report in given if not (report.form.id == to.id and is_record(report))]
    newest = sorted(given, key=lambda report: (report.submitted or _last(report), report.cycle), reverse=True)
    return tuple(Origins(report, _from(report, to, crosswalks)) for report in newest)


def is_record(report: Report) -> bool:
    """Whether the report is a record, one of many in a cycle that repeats."""
    try:
        return report.library is not None and report.convention.cycle(report.cycle).repeats
    except UnknownName:
        return False


def connected(source: str, target: str, crosswalks: Iterable[Crosswalk]) -> bool:
    """Whether an answer to one series can become a proposal for another: along one crosswalk, or along two."""
    steps = {(series(each.source), series(each.target)) for each in crosswalks}
    between = {there for here, there in steps if here == source}
    return target in between or any((each, target) in steps for each in between)


def mark_of(address: str, answer: Answer) -> tuple[str, ...]:
    """What tells one proposal from another: where it goes, where it is from, and what it says.

    Who refused a proposal is not asked again before the answer at its origin says something else.
    """
    said = {key: each for key, each in answer.content().items() if key not in _NOT_SAID}
    told = answer.origin
    return (address, told.get("form", ""), told.get("cycle", ""), told.get("address", ""), digest_of(said))


def _in_all_rows(address: str) -> str:
    """``group.question``, as a sum names what it is made of. That rows were counted uses none of their answers."""
    place = parse_address(address)
    return f"{place.question}.{place.column}" if place and place.column else address


def _last(report: Report) -> str:
    return max((answer.time for answer in report.answers.values()), default="")


def _from(report: Report, to: Form, crosswalks: Sequence[Crosswalk] | None) -> Outcome:
    answers = report.settled.visible_answers()
    origin = Origin(report.form.key, report.cycle, report.submitted or _last(report))
    hidden = [
        Homeless(address, answer, finding("C16", address))
        for address, answer in report.answers.items()
        if address not in answers and not answer.empty
    ]
    paths = report.source.crosswalks if crosswalks is None else crosswalks
    if report.form.id == to.id:
        outcome = _migrated(report, to, answers, origin, paths)
        return replace(outcome, homeless=(*outcome.homeless, *hidden))
    proposals = tuple(_along(report, to, answers, origin, paths))
    used = {each.answer.origin["address"] for each in proposals}
    homeless = [
        Homeless(address, answer, finding("C14", address))
        for address, answer in answers.items()
        if address not in used and _in_all_rows(address) not in used
    ]
    return Outcome(in_form_order(to, proposals), (*homeless, *hidden))


def _migrated(
    report: Report, to: Form, answers: Mapping[str, Answer], origin: Origin, crosswalks: Sequence[Crosswalk]
) -> Outcome:
    """The answers in another edition: where a plugin or a crosswalk between the two says, else under the same ids."""
    moved: list[Proposal] = []
    homeless: list[Homeless] = []
    taken: set[str] = set()
    for address, answer in answers.items() if report.form.edition != to.edition else ():
        try:
            said = report.source.migrate_answer(report.form, to, address, answer)
        except PluginError as error:
            said = []
            reason = finding("P01", address, problem=error.message)
        else:
            reason = finding("C02", address, form=to.key)
        if said is None:
            continue
        taken.add(address)
        asked = [(there, made) for there, made in said if (at := to.at(there)) is None or not at.formula]
        moved += [
            Proposal(there, origin.marked(made, address, "close"), "close", "", _problems(to, there, made), address)
            for there, made in asked
        ]
        if said and not asked:
            reason = finding("C17", address, form=to.key)
        if not asked:
            homeless.append(Homeless(address, answer, reason))
    for crosswalk in crosswalks:
        if (crosswalk.source, crosswalk.target) == (report.form.key, to.key):
            mapped = translate(crosswalk, report.form, to, answers, origin)
            moved += [each for each in mapped if each.here not in taken]
            taken |= {address for address in answers if {address, _in_all_rows(address)} & {e.here for e in mapped}}
    outcome = carry(report.form, to, {at: each for at, each in answers.items() if at not in taken}, origin)
    there = {each.address for each in moved}
    same = (each for each in outcome.proposals if each.address not in there)
    return Outcome(in_form_order(to, [*moved, *same]), (*homeless, *outcome.homeless))


def _problems(form: Form, address: str, answer: Answer) -> tuple[Finding, ...]:
    question = form.at(address)
    if question is None:
        return (finding("A01", address, address=address),)
    return tuple(each for each in check_answer(question, answer, address) if each.severity == "error")


def _along(
    report: Report, to: Form, answers: Mapping[str, Answer], origin: Origin, crosswalks: Sequence[Crosswalk]
) -> Iterator[Proposal]:
    """Along one crosswalk, and along two with a form between; of the same proposal the closest."""
    found: dict[tuple[str, str], Proposal] = {}
    for first in crosswalks:
        if series(first.source) != report.form.id:
            continue
        if series(first.target) == to.id:
            _keep(found, translate(first, report.form, to, answers, origin))
            continue
        between = _form(report, first.target)
        if between is None:
            continue
        halfway = translate(first, report.form, between, answers, origin)
        for second in crosswalks:
            if series(second.source) == between.id and series(second.target) == to.id:
                _keep(found, _onwards(second, between, to, halfway, origin))
    yield from found.values()


def series(key: str) -> str:
    """The series of ``series@edition``. A crosswalk serves other editions too, as far as they ask the same."""
    return key.partition("@")[0]


def _form(report: Report, key: str) -> Form | None:
    try:
        return report.source.form(*key.split("@", 1))
    except UnknownName:
        return None


def _onwards(
    crosswalk: Crosswalk, between: Form, to: Form, halfway: Iterable[Proposal], origin: Origin
) -> Iterator[Proposal]:
    """Proposals for the form between, carried one step further; what was lost on the first step stays told."""
    first = {each.address: each for each in halfway}
    answers = {address: replace(each.answer, confirmed=True) for address, each in first.items()}
    for each in translate(crosswalk, between, to, answers, origin):
        step, address = _step(first, each.here)
        relation = weaker(step.relation, each.relation)
        told = {**each.answer.origin, "address": address, "relation": relation}
        note = "\n".join(filter(None, (step.note, each.note)))  # each is translated by itself
        yield replace(
            each, answer=replace(each.answer, origin=told), relation=relation, note=note, lost=(*step.lost, *each.lost)
        )


def _step(first: Mapping[str, Proposal], here: str) -> tuple[Proposal, str]:
    """The first step from which a second one came, and the address where that began.

    What is computed of a group's rows (``here`` is ``group`` or ``group.question``) began in a group as a whole.
    """
    if here in first:
        return first[here], first[here].answer.origin["address"]
    group, _, column = here.partition(".")
    inside = [each for address, each in first.items() if address.startswith(f"{group}[")]
    rows = [each for each in inside if not column or each.address.endswith(f"].{column}")] or inside
    began = parse_address(rows[0].answer.origin["address"])
    assert began is not None  # origins are addresses of answers
    lost: list[Finding] = []
    for found in (found for each in rows for found in each.lost):
        if found not in lost:
            lost.append(found)
    step = replace(rows[0], lost=tuple(lost))
    return step, f"{began.question}.{began.column}" if column else began.question


def weaker(first: str, second: str) -> str:
    """The relation of two steps one after the other: two that point opposite ways leave no more than close.

    >>> weaker("exact", "broad"), weaker("narrow", "broad"), weaker("exact", "exact")
    ('broad', 'close', 'exact')
    """
    if "exact" in (first, second):
        return second if first == "exact" else first
    return first if first == second else "close"


def _keep(found: dict[tuple[str, str], Proposal], proposals: Iterable[Proposal]) -> None:
    for each in proposals:
        key = (each.address, each.answer.origin.get("address", ""))
        before = found.get(key)
        if before is None or _STRENGTH[each.relation] < _STRENGTH[before.relation]:
            found[key] = each


def choices(origins: Iterable[Origins]) -> dict[str, tuple[Proposal, ...]]:
    """The proposals of several reports by address: the closest and newest first, equal ones once.

    Where more than one is left, the sources disagree, and a person decides.
    """
    found: dict[str, list[Proposal]] = {}
    for each in origins:
        for proposal in each.outcome.proposals:
            found.setdefault(proposal.address, []).append(proposal)
    return {address: tuple(_different(sorted(each, key=_rank))) for address, each in found.items()}


def _rank(proposal: Proposal) -> tuple[int, bool]:
    return _STRENGTH[proposal.relation], bool(proposal.lost)


def _different(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    seen: list[object] = []
    for each in proposals:
        answer = each.answer
        beside = (dict(answer.details), dict(answer.translations), [file["digest"] for file in answer.attachments])
        said = (answer.value, answer.non_answer, beside)
        if said not in seen:
            seen.append(said)
            yield each
