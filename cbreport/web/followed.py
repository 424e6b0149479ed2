"""What a Secretariat has done about registers: states of matches, numbers of remarks, beside what reports say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from cbreport.definition import Convention
from cbreport.reporting.matching import States
from cbreport.reporting.remarks import Where
from cbreport.synthesis import Registers
from cbreport.web.context import Context


@dataclass(frozen=True)
class Followed:
    """What has been done about the registers of a convention; nothing by default.

    :param only_state: of the only matches that are wanted; empty for all.
    """

    states: States = field(default_factory=dict)
    remarks: Mapping[Where, int] = field(default_factory=dict)
    only_state: str = ""

    @property
    def key(self) -> Hashable:
        """All of it: what was made with it can be kept until this is another."""
        states = frozenset((pair, each.number) for pair, each in self.states.items())
        return states, frozenset(self.remarks.items()), self.only_state

    def beside(self, found: Registers, *, whole: bool) -> Registers:
        """Registers with it.

        :param whole: whether all Parties and what each told last are looked at. Where they are not, a row that is not
            there need not be gone, so matches of such rows are left out.
        """
        states = {pair: each for pair, each in self.states.items() if whole or all(map(found.row, pair))}
        return replace(found, states=states, only_state=self.only_state, remarks=self.remarks)


def followed(context: Context, convention: Convention, state: str = "") -> Followed:
    """What has been done about the registers of a convention, as the store says now."""
    store, identity = context.portal.store, context.identity
    standing = (each.where for each in store.remarks(identity, convention.id) if not each.withdrawn)
    return Followed(store.match_states(identity, convention.id), Counter(standing), state)
