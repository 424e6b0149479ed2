"""CITES as cbreport knows it: its regions, its Parties, its reporting cycle and the look of its documents."""

from __future__ import annotations

from datetime import date
from typing import Final

from cbreport.definition import Convention, Cycle, DocumentIdentity, Region, memberships

# The names are those of the column cites_region in parties.csv.
REGIONS: Final = (
    Region("africa", "Africa"),
    Region("asia", "Asia"),
    Region("central-south-america-caribbean", "Central and South America and the Caribbean"),
    Region("europe", "Europe"),
    Region("north-america", "North America"),
    Region("oceania", "Oceania"),
)

# The year in the title is that of the meeting. The report was due one year before it (Resolution Conf. 11.17): CoP17
# met in Johannesburg from 24 September to 4 October 2016. These dates are recalled and were not compared with an
# official text. The period, 2013 and 2014, follows Decision 16.43. `opens` is our choice: the day after the period.
COP17: Final = Cycle(
    id="CoP17",
    title="Implementation report 2016",
    form="cites-implementation-report",
    edition="cop17",
    opens=date(2015, 1, 1),
    due=date(2015, 9, 24),
    period_from=date(2013, 1, 1),
    period_to=date(2014, 12, 31),
)

# The register of capacity building has no official calendar; its years are ours, and those of the common questions.
REGISTER: Final = Cycle(
    id="REGISTER-2026",
    title="Capacity register 2024 to 2026",
    form="cites-capacity-register",
    edition="r1",
    opens=date(2024, 1, 1),
    due=date(2026, 12, 31),
    period_from=date(2024, 1, 1),
    period_to=date(2026, 12, 31),
)

CITES: Final = Convention(
    id="cites",
    name="Convention on International Trade in Endangered Species of Wild Fauna and Flora",
    short_name="CITES",
    secretariat="CITES Secretariat",
    languages=("en", "fr", "es"),
    regions=REGIONS,
    cycles=(COP17, REGISTER),
    memberships=memberships(since="cites_since", region="cites_region", regions=REGIONS),
    report="cites-implementation-report",
    identity=DocumentIdentity(
        colour="#6b3a1f",
        accent="#9a5b00",
        cover="Implementation report to the Convention on International Trade in Endangered Species",
    ),
)
