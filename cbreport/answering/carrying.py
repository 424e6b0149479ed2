"""Carrying answers to the next edition of the same series, and what every carrying gives.

What comes out are proposals, each with its origin and with what is lost, and a list of answers that have no home, each
with the reason. Nothing is dropped, and nothing counts before a person has confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cbreport.answering.answers import Answer, is_blank
from cbreport.answering.evaluation import Answers
from cbreport.answering.validation import check_answer
from cbreport.definition.addresses import Address, parse_address
from cbreport.definition.crosswalks import ALIKE
from cbreport.definition.model import Form, Question
from cbreport.definition.privacy import is_private
from cbreport.errors import Finding, finding

SAME: Final = "same"  # the same question of another edition or cycle


@dataclass(frozen=True)
class Proposal:
    """An answer that could be given at ``address``.

    ``relation`` is ``same``, or that of the crosswalk. ``lost`` says what does not come along, ``note`` what the
    crosswalk says about the pair; after two steps there are two lines, one for each.
    """

    address: str
    answer: Answer
    relation: str
    note: str = ""
    lost: tuple[Finding, ...] = ()
    here: str = ""  # the address that it was made from, in the form that it was made from

    @property
    def review(self) -> bool:
        """Whether a person has to look at it: it is not exactly what she said, or something is lost."""
        return self.relation not in (SAME, "exact") or bool(self.lost)


@dataclass(frozen=True)
class Homeless:
    """An answer of the old report that could not be proposed, and why. It stays readable there."""

    address: str
    answer: Answer
    reason: Finding


@dataclass(frozen=True)
class Outcome:
    """Everything that became of a report's answers."""

    proposals: tuple[Proposal, ...] = ()
    homeless: tuple[Homeless, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where answers come from: the form's key, the cycle, and when they were given or submitted."""

    form: str
    cycle: str = ""
    time: str = ""

    def marked(self, answer: Answer, address: str, relation: str) -> Answer:
        """``answer`` as a proposal that says where it is from."""
        told = {"form": self.form, "cycle": self.cycle, "address": address, "relation": relation}
        told["time"] = (answer.time or self.time)[:10]
        kind = "carried-forward" if relation == SAME else "crosswalk"
        origin = {key: text for key, text in told.items() if text}
        return replace(answer, source=kind, confirmed=False, author="", time="", origin=origin)


def carry(old: Form, new: Form, answers: Answers, origin: Origin) -> Outcome:
    """The answers to one edition as proposals for another edition of the same series.

    The same id and type is proposed; an option or row that is gone is told; another type is proposed where its values
    fit; a question that is replaced hands its answer on; everything else is homeless, with the reason.

    >>> from dataclasses import replace
    >>> form = Form("small", "one", "example", "Small")
    >>> carry(form, replace(form, edition="two"), {"gone": Answer("x")}, Origin("small@one")).homeless[0].reason.code
    'C01'
    """
    proposals: list[Proposal] = []
    homeless: list[Homeless] = []
    for address, answer in answers.items():
        if answer.empty or _worked_out(old, new, address):
            continue
        found = _carried(old, new, address, answer)
        if isinstance(found, Finding):
            homeless.append(Homeless(address, answer, found))
            continue
        there, value, lost = found
        proposals.append(Proposal(there, origin.marked(value, address, SAME), SAME, "", lost, address))
    return Outcome(in_form_order(new, proposals), tuple(homeless))


def _carried(old: Form, new: Form, address: str, answer: Answer) -> tuple[str, Answer, tuple[Finding, ...]] | Finding:
    place = parse_address(address)
    before = old.at(place) if place else None
    if place is None or before is None:
        return finding("C01", address, address=address)
    there, after = address, new.at(place)
    lost: tuple[Finding, ...] = ()
    if new.question(place.question) is None:
        heir = next((each.replaced_by for each in new.retired if each.id == place.question), "")
        if not heir:
            return finding("C02", address, form=new.key)
        there = str(Address(heir, place.row, place.column))
        after = new.at(there)
        if after is None:
            return finding("C03", address, heir=heir)
        lost = (finding("C10", there, heir=heir),)
    if after is None:
        return finding("C04", address, form=new.key)
    if after.formula:
        return finding("C17", address, form=new.key)
    if private_no_longer(old, address, new, there):
        lost = (*lost, finding("C15", there))
    if (before.type, after.type) == ("matrix", "matrix") or (before.type, after.type) == ("group", "group"):
        return there, answer, lost
    if before.type == after.type and before.to != after.to:
        return finding("C03", address, heir=there)
    if before.type != after.type:
        if after.type not in ALIKE.get(before.type, ()):
            return finding("C05", address, before=before.type, after=after.type)
        answer = replace(answer, value=as_type(before, after, answer.value))
        lost = (*lost, finding("C11", there, before=before.type, after=after.type))
    if answer.translations and not after.translatable:
        lost = (*lost, finding("C18", there, languages=", ".join(answer.translations)))
        answer = replace(answer, translations={})
    kept, gone = _without_codes(after, answer)
    checked = replace(kept, confirmed=True)
    problems = tuple(each for each in check_answer(after, checked, there) if each.severity == "error")
    if is_blank(kept.value) and not (kept.non_answer or kept.comment or kept.attachments) and gone:
        return gone[0]
    return there, kept, (*lost, *gone, *problems)


def _worked_out(old: Form, new: Form, address: str) -> bool:
    """Whether both forms calculate the answer: there is nothing to carry."""
    before, after = old.at(address), new.at(address)
    return bool(before and after and before.formula and after.formula)


def _without_codes(question: Question, answer: Answer) -> tuple[Answer, tuple[Finding, ...]]:
    """The answer without options that the question no longer has, each told."""
    if question.type not in ("choose-one", "choose-many", "rating"):
        return answer, ()
    codes = answer.value if isinstance(answer.value, list) else [answer.value] if answer.value else []
    gone = tuple(finding("C06", "", option=str(code)) for code in codes if question.option(code) is None)
    if not gone:
        return answer, ()
    left = [code for code in codes if question.option(code)]
    value: Any = left if question.type == "choose-many" else next(iter(left), None)
    return replace(answer, value=value or None), gone


def private_no_longer(old: Form, here: str, new: Form, there: str) -> bool:
    """Whether what never left the Party would leave it."""
    return is_private(old, here) and not is_private(new, there)


def as_type(before: Question, after: Question, value: Any) -> Any:
    """The value as a question of a type that is alike holds it."""
    if after.type == "choose-many" and before.type != "choose-many":
        return [value] if isinstance(value, str) and value else value
    if after.type == "decimal" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if after.type == "tick":
        return True if value is True else None
    return value


def in_form_order(form: Form, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Proposals in the order of the form's questions; those of one question stay as they came."""
    order: Mapping[str, int] = {question.id: place for place, question in enumerate(form.questions())}
    return tuple(sorted(proposals, key=lambda each: order.get(each.address.partition("[")[0], len(order))))
