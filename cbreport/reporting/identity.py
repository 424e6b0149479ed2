"""Who somebody is. The host says so through one function; cbreport keeps no accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FOCAL_POINT: Final = "focal-point"
CONTRIBUTOR: Final = "contributor"
SECRETARIAT: Final = "secretariat"
ROLES: Final = (FOCAL_POINT, CONTRIBUTOR, SECRETARIAT)


@dataclass(frozen=True)
class Identity:
    """A person, as the host knows her.

    :param id: stable and unique in the host; kept as the author of answers.
    :param roles: any of ``focal-point``, ``contributor``, ``secretariat``; none is the public.
    :param party: alpha-3 code of the Party for which a focal point or contributor answers.
    :param conventions: those that she deals with; for a focal point or contributor, empty means every one.
    :param language: the language she prefers, if the host knows it.

    >>> Identity("u1", "Amina", roles=frozenset({"focal-point"}), party="KEN").answers_for("example", "KEN")
    True
    """

    id: str
    name: str
    roles: frozenset[str] = frozenset()
    party: str = ""
    conventions: frozenset[str] = frozenset()
    language: str = ""

    def __post_init__(self) -> None:
        unknown = set(self.roles) - set(ROLES)
        if unknown:
            raise ValueError(f"There is no role “{sorted(unknown)[0]}”. Roles: {', '.join(ROLES)}.")

    @property
    def public(self) -> bool:
        """Whether this is nobody in particular."""
        return not self.roles

    def answers_for(self, convention: str, party: str) -> bool:
        """Whether she fills in this Party's reports to this convention."""
        mine = bool(self.roles & {FOCAL_POINT, CONTRIBUTOR}) and bool(party) and self.party == party
        return mine and (not self.conventions or convention in self.conventions)

    def serves(self, convention: str) -> bool:
        """Whether she works for this convention's Secretariat."""
        return SECRETARIAT in self.roles and convention in self.conventions


PUBLIC: Final = Identity("", "")
