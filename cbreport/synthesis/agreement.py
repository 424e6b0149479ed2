"""The agreement on registers: which concepts forms give to groups and their parts, so that every view finds them.

A register is a repeating group with the concept ``register.<name>``; each of its questions has the concept
``register.<name>.<part>``. No view knows a form or a convention by name. A form may leave parts out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cbreport.definition import Form, Question
from cbreport.errors import Finding, finding

START: Final = "register."
#: The concept of a number beside the register of recruitment: how many countries are to join.
RECRUITMENT_GOAL: Final = "recruitment.goal"
GOALS: Final = frozenset({RECRUITMENT_GOAL})

_NAMES: Final[Mapping[str, str]] = {
    "need": "topic type scope urgency target-groups countries region language evidence reported-by other",
    "objective": "title needs constraint target-groups",
    "programme": "title objectives facilitator principles unmet-note languages budget-kind budget budget-note",
    "module": "title programme topic tool language needs",
    "activity": "title kind topic programme needs target-groups countries region place mode language local-trainers"
    " trainees women men youth ipl cost-kind cost status reason link planned prepared start end",
    "cascade": "activity trainers trainings trainees note",
    "evaluation": "activity kind phase date tool findings gap lesson recommendation response rating",
    "follow-up": "evaluation what state date",
    "feedback": "activity drawback success technical",
    "material": "title kind edition languages target-groups link",
    "distribution": "material year audience countries copies language",
    "assessment": "material year reached users rating effect",
    "practice": "title kind description contact link",
    "membership": "country role since activity-level",
    "event": "title kind start end region countries joint-with note",
    "nbsap": "status link focal-points species-integrated attended",
    "awareness": "component what working-group audience year",
    "recruitment": "country region priority interest stage material-sent joined",
    "plan-item": "number activity objective responsible methodology outcome topic needs budget-kind budget budget-note"
    " status reason start end plan also-in decided-by",
    "joint": "title partners indicator unit value year",
    "contribution": "donor recipient kind amount year item state channel",
    "course": "title topic language mode new countries year",
    "partnership": "title kind partners purpose",
    "fellowship": "group host from to weeks skill",
    "request": "title help topic countries beneficiaries language from to deadline state",
    "offer": "title help topic countries beneficiaries language from to provider",
    "interest": "who item what state",
    "lesson": "title kind topic text link",
    "decision": "number what addressee deadline state follow-up",
}
#: Every register with the names of its parts.
REGISTERS: Final[Mapping[str, tuple[str, ...]]] = {name: tuple(parts.split()) for name, parts in _NAMES.items()}

_BUDGETS: Final = ("none", "fixed", "range", "conditional", "to-be-determined")
_REASONS: Final = ("resources", "staff", "access", "politics", "other")
#: Codes by which views tell rows apart. A form may leave some out; another code counts as unknown.
CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "activity.status": ("planned", "under-way", "carried-out", "not-carried-out"),
    "activity.reason": _REASONS,
    "activity.cost-kind": _BUDGETS,
    "plan-item.status": ("planned", "under-way", "completed", "not-carried-out"),
    "plan-item.reason": _REASONS,
    "plan-item.budget-kind": _BUDGETS,
    "programme.budget-kind": _BUDGETS,
    "evaluation.kind": ("self", "peer", "independent"),
    "follow-up.state": ("proposed", "done", "not-needed"),
    "distribution.audience": ("party", "non-party", "candidate", "other"),
    "recruitment.stage": ("none", "contacted", "interested", "preparing", "joined"),
    "contribution.kind": ("money", "technical", "human"),
    "contribution.state": ("pledged", "received"),
}


def groups_of(form: Form) -> dict[str, str]:
    """The registers of a form: ids of groups by the names of their registers; private groups never leave a Party."""
    return {
        question.id: question.concept.removeprefix(START)
        for question in form.questions()
        if question.type == "group" and question.concept.startswith(START) and not question.private
    }


def holds_registers(form: Form) -> bool:
    """Whether a form holds any register, so that views have something of the reports made with it.

    >>> from cbreport.testing import example_library
    >>> holds_registers(example_library().form("example-national-report"))
    False
    """
    return bool(groups_of(form))


def part_of(register: str, question: Question) -> str:
    """The part that a question of a register's group asks; empty for one that is none of its parts."""
    start = f"{START}{register}."
    return question.concept.removeprefix(start) if question.concept.startswith(start) else ""


def check_registers(form: Form) -> Iterator[Finding]:
    """What no view would find: misspelt registers and parts, parts in a wrong place, codes that no view knows.

    >>> from cbreport.testing import example_library
    >>> list(check_registers(example_library().form("example-national-report")))
    []
    """
    for question in form.questions():
        register = question.concept.removeprefix(START) if question.concept.startswith(START) else ""
        if register and (question.type != "group" or register not in REGISTERS):
            yield _unknown(question, question.concept, REGISTERS)
        for part in question.parts:
            if part.concept.startswith(START):
                yield from _part(question.id, register, part)


def _part(group: str, register: str, part: Question) -> Iterator[Finding]:
    name = part_of(register, part) if register else ""
    known = REGISTERS.get(register, ())
    if name not in known:
        yield _unknown(part, part.concept, known, f"{group}.{part.id}")
    codes = CODES.get(f"{register}.{name}", ())
    for option in part.options if codes else ():
        if option.code not in codes and not option.means:
            values = {"option": option.code, "concept": part.concept, "known": ", ".join(codes)}
            place = option.place if option.place.file else part.place
            yield finding("F56", f"{group}.{part.id}", file=place.file, line=place.line, **values)


def _unknown(
    question: Question, concept: str, known: Iterator[str] | Mapping[str, object] | tuple[str, ...], address: str = ""
) -> Finding:
    names = ", ".join(known) or "none here"
    place = question.place
    return finding("F55", address or question.id, file=place.file, line=place.line, concept=concept, known=names)
