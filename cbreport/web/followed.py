"""What a Secretariat has done about registers: states of matches, numbers of remarks, beside what reports say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from cbreport.definition import Convention
from cbreport.synthesis import Registers
from cbreport.web.context import Context


def followed(context: Context, convention: Convention, found: Registers, *, whole: bool, state: str = "") -> Registers:
    """Registers with the states of matches and the remarks beside them.

    :param whole: whether all Parties and what each told last are looked at. Where they are not, a row that is not there
        need not be gone, so matches of such rows are left out.
    :param state: of the only matches that are wanted.
    """
    store, identity = context.portal.store, context.identity
    states = {
        pair: each
        for pair, each in store.match_states(identity, convention.id).items()
        if whole or all(map(found.row, pair))
    }
    standing = (each.where for each in store.remarks(identity, convention.id) if not each.withdrawn)
    return replace(found, states=states, only_state=state, remarks=Counter(standing))
