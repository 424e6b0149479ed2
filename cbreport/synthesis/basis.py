"""On whom a table rests: which Parties are counted, and where each of them stands to a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cbreport.definition import Convention, Form, Question
from cbreport.reporting.identity import Identity
from cbreport.synthesis.asking import Counting, Item, Reported, Said, Scope, Whom
from cbreport.synthesis.facts import APART, NOT_ASKED, UNCONFIRMED, VALUE
from cbreport.synthesis.frozen import Member

Members = Mapping[str, Member]


def members_of(convention: Convention, whom: Whom) -> dict[str, Member]:
    """The Parties that are counted, by code, with region and groups as they are on that day.

    >>> from datetime import date
    >>> from cbreport.testing import EXAMPLE
    >>> members_of(EXAMPLE, Whom(date(2024, 12, 31), groups=("sids",)))
    {'FJI': Member(region='south', groups=('sids',))}
    """
    return {
        party.code: Member(convention.memberships[party.code].region, party.groups(whom.on))
        for party in whom.members(convention)
    }


@dataclass(frozen=True)
class Basis:
    """Where each Party stands to a question. All are codes in alphabetical order; every Party is in exactly one of
    ``answered``, ``blank``, ``not_asked``, the lists of ``non_answers``, ``elsewhere`` (reported with another form, or
    another edition), ``missing`` (has not reported) and ``waiting`` (of what it reported there are no facts yet).

    ``unconfirmed`` are those that left something unconfirmed there that was carried over; it is not counted, and they
    are in one of the others too. ``unready`` are all of whom reports have no facts yet: such a report is in no table.
    """

    answered: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    non_answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    unready: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """Where Parties stand, each in one place, in the order in which a reader is told of it; non-answers by name.

        >>> Basis(("KEN",), non_answers={"not-applicable": ("FJI",)}).places["not-applicable"]
        ('FJI',)
        """
        return {
            "answered": self.answered,
            **self.non_answers,
            "blank": self.blank,
            "not-asked": self.not_asked,
            "elsewhere": self.elsewhere,
            "missing": self.missing,
            "waiting": self.waiting,
        }


def basis_of(
    members: Members, reported: Iterable[Reported], said: Iterable[Said], item: Item, edition: str = ""
) -> Basis:
    """Where each Party stands to a question.

    Of a Party with several reports in scope the first of these holds: answered, a non-answer, not asked, blank. A
    non-answer in one of its parts answers a matrix or group, and not the part.

    :param edition: which one is counted; all by default.
    """
    forms: dict[str, set[tuple[str, str]]] = {}
    unready = set()
    for each in reported:
        forms.setdefault(each.party, set()).add((each.form, each.edition))
        if each.ready < each.reports:
            unready.add(each.party)
    kinds: dict[str, set[tuple[str, str]]] = {}
    for said_ in said:
        kinds.setdefault(said_.party, set()).add((said_.kind, said_.item.part))
    names = ("answered", "blank", "not_asked", "elsewhere", "missing", "waiting")
    found: dict[str, list[str]] = {name: [] for name in names}
    non_answers: dict[str, list[str]] = {}
    unconfirmed = []
    for code in sorted(members):
        mine = [each for each in forms.get(code, ()) if each[0] == item.series and edition in ("", each[1])]
        if not mine:
            found["elsewhere" if code in forms else "missing"].append(code)
            continue
        known = kinds.get(code, set())
        apart = sorted(kind for kind, part in known if part in ("", item.part) and kind not in {*APART, VALUE})
        if any(kind == UNCONFIRMED for kind, _ in known):
            unconfirmed.append(code)
        if any(kind == VALUE or (part != item.part and part and kind not in APART) for kind, part in known):
            found["answered"].append(code)
        elif apart:
            non_answers.setdefault(apart[0], []).append(code)
        elif any(kind == NOT_ASKED for kind, _ in known):
            found["not_asked"].append(code)
        else:
            found["waiting" if code in unready else "blank"].append(code)
    return Basis(
        **{name: tuple(codes) for name, codes in found.items()},
        non_answers={kind: tuple(codes) for kind, codes in sorted(non_answers.items())},
        unconfirmed=tuple(unconfirmed),
        unready=tuple(sorted(unready & members.keys())),
    )


def part_of(form: Form, question: Question, part: str) -> Question:
    """The question, or its part, that is to be counted.

    :raises ValueError: it is private, or the form does not ask it.
    """
    asked = question.part(part) if part else question
    if asked is None or form.question(question.id) is None:
        raise ValueError(f"{form.key} does not ask “{question.id}.{part}”.")
    if question.private or asked.private:
        raise ValueError(f"“{asked.id}” is private: its answers never leave the Party.")
    return asked


def look(
    facts: Counting, identity: Identity, scope: Scope, item: Item, members: Members, edition: str, rows: bool = False
) -> tuple[Basis, list[Said]]:
    """Where the Parties stand to a question, and what those of them said who answered this edition."""
    reported = facts.reported(identity, scope)
    found = facts.said(identity, scope, [item], rows=rows)
    basis = basis_of(members, reported, found, item, edition)
    inside = {*basis.answered, *basis.unconfirmed, *(code for each in basis.non_answers.values() for code in each)}
    return basis, [each for each in found if each.party in inside]
