"""The Convention on Biological Diversity: its names, regions, cycles and Parties."""

from __future__ import annotations

from datetime import date
from typing import Final

from cbreport.definition import OUTSIDE_UN_GROUPS, UN_REGIONS, Convention, Cycle, DocumentIdentity, memberships

# Decision XIII/23 sets no date for telling what was done under it. All days are ours: the years are those of the
# action plan that it adopts, and half a year is left for writing.
XIII23: Final = Cycle(
    id="XIII-23",
    title="Measures under decision XIII/23",
    form="cbd-complementary-measures",
    edition="xiii23",
    opens=date(2017, 1, 1),
    due=date(2021, 6, 30),
    period_from=date(2017, 1, 1),
    period_to=date(2020, 12, 31),
)

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

# Reports under the two Protocols are aligned with the seventh national report as far as we know: not verified. The days
# on which their periods begin are ours.
CPB_NR5: Final = Cycle(
    id="CPB-NR5",
    title="Fifth national report under the Cartagena Protocol",
    form="cpb-national-report",
    edition="nr5",
    opens=date(2025, 1, 1),
    due=date(2026, 2, 28),
    period_from=date(2020, 1, 1),
    period_to=date(2026, 2, 28),
)
NP_NR1: Final = Cycle(
    id="NP-NR1",
    title="First national report under the Nagoya Protocol",
    form="nagoya-national-report",
    edition="nr1",
    opens=date(2025, 1, 1),
    due=date(2026, 2, 28),
    period_from=date(2018, 1, 1),
    period_to=date(2026, 2, 28),
)


def _records(id: str, title: str, form: str) -> Cycle:
    """A cycle for records of the clearing-house, which have no calendar: a Party begins one whenever it likes.

    The days are our choice: records are kept from the first year of the Framework until it ends in 2030.
    """
    return Cycle(
        id=id,
        title=title,
        form=form,
        edition="r1",
        opens=date(2023, 1, 1),
        due=date(2030, 12, 31),
        period_from=date(2023, 1, 1),
        period_to=date(2030, 12, 31),
        repeats=True,
    )


# The register of capacity building has no official calendar; its years are ours, and those of the common questions.
REGISTER: Final = Cycle(
    id="REGISTER-2026",
    title="Capacity register 2024 to 2026",
    form="cbd-capacity-register",
    edition="r1",
    opens=date(2024, 1, 1),
    due=date(2026, 12, 31),
    period_from=date(2024, 1, 1),
    period_to=date(2026, 12, 31),
)
# The years of the plan are those of the decision. Half a year is left for writing what became of it, as with XIII23.
PLAN: Final = Cycle(
    id="PLAN-2020",
    title="Short-term action plan 2017 to 2020",
    form="cbd-action-plan",
    edition="r1",
    opens=date(2016, 12, 17),
    due=date(2021, 6, 30),
    period_from=date(2017, 1, 1),
    period_to=date(2020, 12, 31),
)

RECORDS: Final = (
    _records("CBI", "Capacity-building initiatives", "cbd-capacity-initiative"),
    _records("CBR", "Capacity-building resources", "cbd-capacity-resource"),
    _records("BBI-REQUEST", "Requests for help, Bio-Bridge Initiative", "bio-bridge-request"),
    _records("BBI-OPPORTUNITY", "Offers of help, Bio-Bridge Initiative", "bio-bridge-opportunity"),
    _records("BBI-PROFILE", "Profiles of providers of help, Bio-Bridge Initiative", "bio-bridge-profile"),
)

CBD: Final = Convention(
    id="cbd",
    name="Convention on Biological Diversity",
    short_name="CBD",
    secretariat="Secretariat of the Convention on Biological Diversity",
    languages=("en", "ar", "zh", "fr", "ru", "es"),
    regions=UN_REGIONS,
    cycles=(PLAN, XIII23, NR7, CPB_NR5, NP_NR1, REGISTER, *RECORDS),  # in the order in which they are due
    memberships=memberships(
        since="cbd_since", region="un_regional_group", regions=UN_REGIONS, overrides=OUTSIDE_UN_GROUPS
    ),
    report="cbd-national-report",
    identity=DocumentIdentity(
        colour="#1f5f3a", accent="#9a5b13", cover="Capacity building for the Convention and its Protocols"
    ),
)
