"""One topic across conventions, each Party once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cbreport.definition import Form
from cbreport.reporting.identity import Identity
from cbreport.synthesis.asking import Counting, Item, Scope
from cbreport.synthesis.basis import Members
from cbreport.synthesis.facts import VALUE
from cbreport.synthesis.kinds import countable_options


@dataclass(frozen=True)
class AcrossRow:
    """One option across conventions: who gave it to which, and who to any of them, each Party once.

    ``offered`` are the conventions that have it among their options: to others nobody could give it.
    """

    code: str
    label: str
    by_convention: Mapping[str, tuple[str, ...]]
    parties: tuple[str, ...]
    offered: tuple[str, ...] = ()


@dataclass(frozen=True)
class AcrossTable:
    """One topic across conventions: who answered to which, and each Party once."""

    concept: str
    items: Mapping[str, tuple[Item, ...]]
    answered: Mapping[str, tuple[str, ...]]
    parties: tuple[str, ...]
    rows: tuple[AcrossRow, ...]
    unready: tuple[str, ...] = ()


def items_of_concept(forms: Iterable[Form], concept: str) -> dict[str, tuple[Item, ...]]:
    """The questions and parts that mean ``concept``, by convention; private ones are left out."""
    found: dict[str, dict[Item, None]] = {}
    for form in forms:
        mine = found.setdefault(form.convention, {})
        for question in form.questions():
            if question.private:
                continue
            if question.concept == concept and question.asked:
                mine[Item(form.id, question.id)] = None
            for part in question.parts:
                if part.concept == concept and part.asked and not part.private:
                    mine[Item(form.id, question.id, part.id)] = None
    return {convention: tuple(items) for convention, items in sorted(found.items()) if items}


def across_table(
    facts: Counting,
    identity: Identity,
    scope: Scope,
    forms: Sequence[Form],
    concept: str,
    members: Mapping[str, Members],
) -> AcrossTable:
    """One concept across conventions: who has said something about it to which convention, and which options.

    Options are the same where their codes are, as they are when they come from one vocabulary.

    :param scope: of several conventions.
    :param members: by convention, the Parties that are counted.
    """
    items = {id: each for id, each in items_of_concept(forms, concept).items() if id in members}
    wanted = {each for found in items.values() for each in found}
    said = facts.said(identity, scope, sorted(wanted)) if wanted else ()
    whole = {(each.series, each.question) for each in wanted if not each.part}
    answered: dict[str, set[str]] = {id: set() for id in items}
    given: dict[str, dict[str, set[str]]] = {}
    for each in said:
        named = each.item in wanted or (each.item.series, each.item.question) in whole
        if each.kind != VALUE or not named or each.party not in members.get(each.convention, {}):
            continue
        answered[each.convention].add(each.party)
        if each.code and each.item in wanted:
            given.setdefault(each.code, {}).setdefault(each.convention, set()).add(each.party)
    unready = {
        each.party
        for each in facts.reported(identity, scope)
        if each.ready < each.reports and each.party in members.get(each.convention, {})
    }
    labels, offered = _options(forms, wanted)
    rows = tuple(
        AcrossRow(
            code,
            label,
            {id: tuple(sorted(parties)) for id, parties in sorted(given[code].items())},
            tuple(sorted(set().union(*given[code].values()))),
            tuple(sorted(offered[code])),
        )
        for code, label in labels.items()
        if code in given
    )
    by_convention = {id: tuple(sorted(parties)) for id, parties in answered.items()}
    everyone = tuple(sorted(set().union(*answered.values())))
    return AcrossTable(concept, items, by_convention, everyone, rows, tuple(sorted(unready)))


def _options(forms: Iterable[Form], items: Collection[Item]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Labels of the options of some questions by code, as the first that names one has it; and who offers which."""
    labels: dict[str, str] = {}
    offered: dict[str, set[str]] = {}
    for form in forms:
        for item in sorted(items):
            question = form.question(item.question) if form.id == item.series else None
            asked = question.part(item.part) if question and item.part else question
            for option in countable_options(asked) if asked else ():
                labels.setdefault(option.code, option.label)
                offered.setdefault(option.code, set()).add(form.convention)
    return labels, offered
