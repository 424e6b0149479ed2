"""Which answers never leave the Party, and which conditions would tell them."""

from __future__ import annotations

from cbreport.definition.addresses import parse_address
from cbreport.definition.conditions import Condition, comparisons, groups_named
from cbreport.definition.model import Form


def is_private(form: Form, address: str) -> bool:
    """Whether the answer at this address never leaves the Party."""
    place = parse_address(address)
    outer = form.question(place.question) if place else None
    inner = form.at(place) if place else None
    return any(question is not None and question.private for question in (outer, inner))


def rests_on_private(form: Form, condition: Condition, group: str = "") -> bool:
    """Whether a condition tells a private answer to whoever sees that it holds.

    :param group: the matrix or group in whose rows it is asked, for conditions of parts.
    """
    named = ((inside or group, each.item) for inside, each in comparisons(condition))
    if any(_private_item(form, inside, item) for inside, item in named):
        return True
    return any(question.private for each in groups_named(condition) if (question := form.question(each)))


def _private_item(form: Form, group: str, item: str) -> bool:
    outer = form.question(group) if group else None
    part = outer.part(item) if outer else None
    if outer is not None and part is not None:
        return outer.private or part.private
    return is_private(form, item)
