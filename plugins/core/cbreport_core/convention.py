"""The common questions as cbreport knows them: who answers them, for which years, and the look of their documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from cbreport.definition import (
    OUTSIDE_UN_GROUPS,
    UN_REGIONS,
    Convention,
    Cycle,
    DocumentIdentity,
    Membership,
    all_parties,
    memberships,
)

# The conventions whose reports the common questions serve, by the columns of parties.csv.
SERVED: Final = ("cms_since", "cbd_since", "cites_since")


def members() -> Mapping[str, Membership]:
    """Every Party to one of the conventions served, from the day on which it joined the first of them."""
    served = [
        memberships(since=column, region="un_regional_group", regions=UN_REGIONS, overrides=OUTSIDE_UN_GROUPS)
        for column in SERVED
    ]
    found = {code: [each[code] for each in served if code in each] for code in all_parties()}
    return {code: min(each, key=lambda membership: membership.since) for code, each in found.items() if each}


CORE_2026: Final = Cycle(
    id="CORE-2026",
    title="Common questions 2024 to 2026",
    form="capacity-core",
    edition="r1",
    opens=date(2024, 1, 1),
    due=date(2026, 12, 31),
    period_from=date(2024, 1, 1),
    period_to=date(2026, 12, 31),
)

CORE: Final = Convention(
    id="core",
    name="Common questions on capacity building",
    short_name="Common",
    secretariat="The Party itself",
    languages=("en", "ar", "es", "fr", "ru", "zh"),
    regions=UN_REGIONS,
    cycles=(CORE_2026,),
    memberships=members(),
    identity=DocumentIdentity(
        colour="#3d3a6b", accent="#7a4a12", cover="Answers on capacity building, for all biodiversity reports"
    ),
)
