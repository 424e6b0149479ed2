"""Decimal numbers as answers hold them: text, so that nothing is rounded."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_AMOUNT: Final = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,6})?")


def amount(value: object) -> Decimal | None:
    """The number that a text holds; None for anything else, such as ``1e30``, which nobody types and few can print.

    >>> amount("12.50"), amount("a few"), amount("1e30"), amount(12)
    (Decimal('12.50'), None, None, None)
    """
    return Decimal(value) if isinstance(value, str) and _AMOUNT.fullmatch(value) else None
