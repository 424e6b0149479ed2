"""A list of Parties as data, for JSON: what the page shows, with codes where the page has words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cbreport.definition import Translator
from cbreport.synthesis.desk import DeskList, Filters, PartyRow


def desk_data(
    found: DeskList,
    rows: Sequence[PartyRow],
    filters: Filters,
    texts: Translator,
    reminded: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The list with what it is a list of; names as the language of ``texts`` has them, times in UTC.

    :param rows: those to show, in their order.
    :param reminded: when a Party was last reminded, by its code.

    >>> from datetime import date
    >>> from cbreport.synthesis import desk_list
    >>> from cbreport.testing import EXAMPLE, example_library
    >>> found = desk_list(EXAMPLE, EXAMPLE.cycle("EX1"), [], {}, today=date(2025, 1, 2))
    >>> data = desk_data(found, found.rows[:1], Filters(), example_library().translator("fr", "example"))
    >>> data["total"], data["shown"], data["parties"][0]["name"], data["parties"][0]["status"]
    (3, 1, 'Fidji', 'none')
    """
    total, *_ = found.counts
    return {
        "convention": found.convention.id,
        "cycle": found.cycle.id,
        "title": texts(found.cycle.title),
        "due": found.cycle.due.isoformat(),
        "day": found.today.isoformat(),
        "language": texts.language,
        "filters": {name: value for name, value in asdict(filters).items() if value},
        "total": total.parties,
        "reported": total.reported,
        "shown": len(rows),
        "outside": list(found.outside),
        "parties": [_party(found, row, texts, (reminded or {}).get(row.party.code, "")) for row in rows],
    }


def _party(found: DeskList, row: PartyRow, texts: Translator, reminded: str) -> dict[str, Any]:
    region = found.convention.region(row.region)
    newest, current = row.newest, row.current
    return {
        "code": row.party.code,
        "name": row.party.name_in(texts.language),
        "region": {"id": row.region, "name": texts(region.name) if region else row.region},
        "groups": list(row.groups),
        "status": row.status,
        "version": newest.version if newest else None,
        "current": current.version if current else None,
        "form": f"{newest.form}@{newest.edition}" if newest else None,
        "submitted": newest.submitted if newest else None,
        "first-submitted": row.first or None,
        "timing": row.timing,
        "days": row.days,
        "accepted": row.accepted or None,
        "published": row.published or None,
        "gone-back": row.since or None,
        "reason": row.reason or None,
        "entered-by-secretariat": bool(newest and newest.behalf),
        "being-entered-by-secretariat": row.own is not None,
        "example": bool(newest and newest.example),
        "reminded": reminded or None,
    }
