"""Who somebody is. The host says so through one function; cbreport keeps no accounts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cbreport.definition.respondents import SECRETARIAT_CODE

FOCAL_POINT: Final = "focal-point"
CONTRIBUTOR: Final = "contributor"
APPROVER: Final = "approver"
SECRETARIAT: Final = "secretariat"
ROLES: Final = (FOCAL_POINT, CONTRIBUTOR, APPROVER, SECRETARIAT)
OF_A_PARTY: Final = frozenset({FOCAL_POINT, CONTRIBUTOR, APPROVER})


@dataclass(frozen=True)
class Grant:
    """Sections of one report that were delegated to somebody. The store makes it; it ends when the store ends it.

    :param id: of the delegation.
    :param sections: ids of the sections.
    :param questions: ids of their questions: what she may answer.
    :param sees: ids of all questions whose answers she may read: those, and what decides whether they are shown.
    """

    id: str
    report: str
    sections: tuple[str, ...] = ()
    questions: frozenset[str] = frozenset()
    sees: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Identity:
    """A person, as the host knows her.

    :param id: stable and unique in the host; kept as the author of answers.
    :param roles: any of ``focal-point``, ``contributor``, ``approver``, ``secretariat``; none is the public.
    :param party: alpha-3 code of the Party for which a focal point or contributor answers, or an approver approves.
    :param conventions: those that she deals with; for somebody of a Party, empty means every one.
    :param language: the language she prefers, if the host knows it.
    :param grants: what was delegated to her; the host leaves it empty.
    :param email: where she is answered when a colleague replies to a mail that is sent for her, if the host knows it.

    >>> Identity("u1", "Amina", roles=frozenset({"focal-point"}), party="KEN").answers_for("example", "KEN")
    True
    """

    id: str
    name: str
    roles: frozenset[str] = frozenset()
    party: str = ""
    conventions: frozenset[str] = frozenset()
    language: str = ""
    grants: tuple[Grant, ...] = ()
    email: str = ""

    def __post_init__(self) -> None:
        unknown = set(self.roles) - set(ROLES)
        if unknown:
            raise ValueError(f"There is no role “{sorted(unknown)[0]}”. Roles: {', '.join(ROLES)}.")
        if self.party == SECRETARIAT_CODE:
            raise ValueError(f"{SECRETARIAT_CODE} is no Party. Give the role “{SECRETARIAT}” and conventions instead.")

    @property
    def public(self) -> bool:
        """Whether this is nobody in particular."""
        return not self.roles and not self.grants

    def answers_for(self, convention: str, party: str) -> bool:
        """Whether she fills in this Party's reports to this convention, or those of the Secretariat where she works."""
        if party == SECRETARIAT_CODE:
            return self.serves(convention)
        return bool(self.roles & {FOCAL_POINT, CONTRIBUTOR}) and self.belongs_to(convention, party)

    def belongs_to(self, convention: str, party: str) -> bool:
        """Whether this Party's reports to this convention are her own: she fills them in or approves them. Those of a
        Secretariat are its people's own.
        """
        if party == SECRETARIAT_CODE:
            return self.serves(convention)
        mine = bool(self.roles & OF_A_PARTY) and bool(party) and self.party == party
        return mine and (not self.conventions or convention in self.conventions)

    def serves(self, convention: str) -> bool:
        """Whether she works for this convention's Secretariat."""
        return SECRETARIAT in self.roles and convention in self.conventions

    def grant(self, report: str) -> Grant | None:
        """What of a report was delegated to her; several delegations count as one."""
        found = [each for each in self.grants if report and each.report == report]
        if len(found) < 2:
            return found[0] if found else None
        return replace(
            found[0],
            sections=tuple(dict.fromkeys(id for each in found for id in each.sections)),
            questions=frozenset().union(*(each.questions for each in found)),
            sees=frozenset().union(*(each.sees for each in found)),
        )


PUBLIC: Final = Identity("", "")
