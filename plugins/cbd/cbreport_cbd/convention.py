"""The Convention on Biological Diversity: its names, regions, cycles and Parties."""

from __future__ import annotations

from datetime import date
from typing import Final

from cbreport.definition import Convention, Cycle, DocumentIdentity, Region, memberships

# The five regional groups of the United Nations; the names are those of the column in parties.csv.
REGIONS: Final = (
    Region("africa", "African States"),
    Region("asia-pacific", "Asia-Pacific States"),
    Region("eastern-europe", "Eastern European States"),
    Region("latin-america-caribbean", "Latin American and Caribbean States"),
    Region("western-europe-others", "Western European and other States"),
)

# These three are in no group of the United Nations; the Secretariat counts them with the group of their neighbours.
OUTSIDE_THE_GROUPS: Final = {
    "COK": "asia-pacific",
    "NIU": "asia-pacific",
    "EUE": "western-europe-others",
}

NR7: Final = Cycle(
    id="NR7",
    title="Seventh national report",
    form="cbd-national-report",
    edition="nr7",
    opens=date(2025, 1, 1),  # assumed: no source read gives the day on which reporting began
    due=date(2026, 2, 28),
    period_from=date(2022, 12, 19),  # adoption of the Framework and of the format, decisions 15/4 and 15/6
    period_to=date(2026, 2, 28),
)

CBD: Final = Convention(
    id="cbd",
    name="Convention on Biological Diversity",
    short_name="CBD",
    secretariat="Secretariat of the Convention on Biological Diversity",
    languages=("en", "ar", "zh", "fr", "ru", "es"),
    regions=REGIONS,
    cycles=(NR7,),
    memberships=memberships(
        since="cbd_since", region="un_regional_group", regions=REGIONS, overrides=OUTSIDE_THE_GROUPS
    ),
    identity=DocumentIdentity(
        colour="#1f5f3a", accent="#9a5b13", cover="Capacity building in the seventh national report"
    ),
)
