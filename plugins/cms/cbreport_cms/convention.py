"""CMS itself: names, regions, cycles and membership, and the files that the plugin brings.

Membership and regions of Parties come from ``parties.csv`` alone, columns ``cms_since`` and ``cms_region``.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from cbreport import hookimpl
from cbreport.definition import Convention, Cycle, DocumentIdentity, Region, Resource, Translations, memberships

SERIES: Final = "cms-national-report"
NEEDS: Final = "cms-needs-assessment"
MANUAL: Final = "cms-manual-assessment"
REGISTER: Final = "cms-capacity-register"
PROGRAMME: Final = "cms-work-programme"

#: The regions that the CMS Secretariat uses. The names are those of the column ``cms_region``.
REGIONS: Final = (
    Region("africa", "Africa"),
    Region("asia", "Asia"),
    Region("europe", "Europe"),
    Region("north-america", "North America"),  # no Party today
    Region("oceania", "Oceania"),
    Region("south-central-america-caribbean", "South & Central America and the Caribbean"),
)

# COP12 met 23-28 October 2017, COP13 15-22 February 2020 and COP14 12-17 February 2024.
# From CMS notifications: reporting for COP13 was to open in February 2019 (2018/016), for COP14 in the second half of
# November 2022 (2022/019); reports to COP14 were due on 26 April 2023 (2023/004).
# Recalled, not verified: the days when reports were due, to COP12 25 April 2017 and to COP13 17 August 2019; and that
# COP11 met 4-9 November 2014.
# Our own choice: the days of opening, and periods that run from the day after the previous COP to the day when reports
# were due. The survey of needs, the yearly assessment of the manual and the registers have no official calendar; all
# their days are ours. The years of the Secretariat's programmes are those of the work plan (UNEP/CMS/Conf.10.17) and of
# the Capacity Building Strategy; the last is the triennium that the register of the Parties is about.
CYCLES: Final = (
    Cycle(
        id="WORK-2014",
        title="Capacity-building work plan 2012 to 2014",
        form=PROGRAMME,
        edition="r1",
        opens=date(2011, 10, 5),
        due=date(2014, 12, 31),
        period_from=date(2012, 1, 1),
        period_to=date(2014, 12, 31),
    ),
    Cycle(
        id="COP12",
        title="Report to COP12",
        form=SERIES,
        edition="cop12",
        opens=date(2016, 10, 25),
        due=date(2017, 4, 25),
        period_from=date(2014, 11, 10),
        period_to=date(2017, 4, 25),
    ),
    Cycle(
        id="COP13",
        title="Report to COP13",
        form=SERIES,
        edition="cop13",
        opens=date(2019, 2, 1),
        due=date(2019, 8, 17),
        period_from=date(2017, 10, 29),
        period_to=date(2019, 8, 17),
    ),
    Cycle(
        id="COP14",
        title="Report to COP14",
        form=SERIES,
        edition="cop14",
        opens=date(2022, 11, 16),
        due=date(2023, 4, 26),
        period_from=date(2020, 2, 23),
        period_to=date(2023, 4, 26),
    ),
    Cycle(
        id="WORK-2023",
        title="Capacity-building strategy 2015 to 2023",
        form=PROGRAMME,
        edition="r1",
        opens=date(2014, 9, 21),
        due=date(2023, 12, 31),
        period_from=date(2015, 1, 1),
        period_to=date(2023, 12, 31),
    ),
    Cycle(
        id="REGISTER-2026",
        title="Capacity register 2024 to 2026",
        form=REGISTER,
        edition="r1",
        opens=date(2024, 1, 1),
        due=date(2026, 12, 31),
        period_from=date(2024, 1, 1),
        period_to=date(2026, 12, 31),
    ),
    Cycle(
        id="WORK-2026",
        title="Capacity-building work programme 2024 to 2026",
        form=PROGRAMME,
        edition="r1",
        opens=date(2024, 1, 1),
        due=date(2026, 12, 31),
        period_from=date(2024, 1, 1),
        period_to=date(2026, 12, 31),
    ),
    Cycle(
        id="NEEDS-2026",
        title="Survey of capacity needs 2026",
        form=NEEDS,
        edition="r1",
        opens=date(2026, 9, 1),
        due=date(2026, 12, 31),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
    ),
    Cycle(
        id="MANUAL-2026",
        title="Assessment of the manual 2026",
        form=MANUAL,
        edition="r1",
        opens=date(2026, 11, 1),
        due=date(2027, 1, 31),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
    ),
)

#: The lists of options that the forms of CMS use.
VOCABULARIES: Final = (
    "activity-phases",
    "activity-statuses",
    "assistance-types",
    "awareness-components",
    "budget-kinds",
    "capacity-principles",
    "capacity-topics",
    "cms-languages",
    "cms-regions",
    "cms-respondents",
    "cms-target-groups",
    "cms-topics",
    "cms-training-types",
    "contribution-channels",
    "contribution-kinds",
    "decision-states",
    "evaluation-kinds",
    "event-kinds",
    "exchange-states",
    "follow-up-states",
    "interest-states",
    "lesson-kinds",
    "material-audiences",
    "material-kinds",
    "membership-levels",
    "need-scopes",
    "partner-conventions",
    "plan-statuses",
    "practice-kinds",
    "priority-scale",
    "quality-scale",
    "reasons-not-carried-out",
    "recruitment-stages",
    "resource-trend",
    "species-integration",
    "spms-targets",
    "strategy-states",
    "target-groups",
    "teaching-modes",
    "training-kinds",
    "un-languages",
)

#: Questions that several forms take in, also those of other conventions.
BLOCKS: Final = (
    "person",
    "register-activity",
    "register-contribution",
    "register-event",
    "register-interest",
    "register-need",
    "registers-awareness",
    "registers-cascades",
    "registers-contributed",
    "registers-evaluation",
    "registers-exchange",
    "registers-joint",
    "registers-lessons",
    "registers-materials",
    "registers-memberships",
    "registers-nbsap",
    "registers-objectives",
    "registers-plan",
    "registers-practices",
    "registers-programmes",
    "registers-recruitment",
    "registers-support",
)

#: Invented reports, one file each, every one marked as an example.
EXAMPLES: Final = (
    "cms-register-2026-fji",
    "cms-register-2026-ken",
    "cms-register-2026-nor",
    "cms-work-2014-xsc",
    "cms-work-2023-xsc",
    "cms-work-2026-xsc",
    "cop12-ken",
    "cop13-ken",
    "cop13-sen",
    "cop14-cri",
    "cop14-egy",
    "cop14-ken",
    "cop14-nld",
    "cop14-nzl",
    "cop14-phl",
    "cop14-sen",
    "manual-2026-sen",
    "needs-2026-ken",
)


@hookimpl
def cbreport_conventions() -> list[Convention]:
    """CMS."""
    return [
        Convention(
            id="cms",
            name="Convention on the Conservation of Migratory Species of Wild Animals",
            short_name="CMS",
            secretariat="CMS Secretariat",
            languages=("en", "fr", "es"),
            regions=REGIONS,
            cycles=CYCLES,
            memberships=memberships(since="cms_since", region="cms_region", regions=REGIONS),
            report="cms-national-report",
            identity=DocumentIdentity(
                colour="#12486b",
                accent="#a8501f",
                cover="Building capacity for animals that know no borders",
            ),
        )
    ]


@hookimpl
def cbreport_forms() -> list[Resource]:
    """The form of every cycle, once: editions of the national report, assessments, registers and work programme."""
    names = dict.fromkeys(f"{cycle.form}.{cycle.edition}" for cycle in CYCLES)
    return [Resource("cbreport_forms", f"cms/{name}.yaml") for name in names]


@hookimpl
def cbreport_blocks() -> list[Resource]:
    """Questions that several forms take in, also those of other conventions."""
    return [Resource("cbreport_forms", f"common/{name}.yaml") for name in BLOCKS]


@hookimpl
def cbreport_crosswalks() -> list[Resource]:
    """Where the answers of the old format go in the new one."""
    return [Resource("cbreport_forms", "migrations/cms-cop12-cop13.yaml")]


@hookimpl
def cbreport_vocabularies() -> list[Resource]:
    """The lists of options that the CMS forms use."""
    return [Resource("cbreport_forms", f"vocabularies/{name}.yaml") for name in VOCABULARIES]


@hookimpl
def cbreport_translations() -> list[Translations]:
    """The catalogues in which the texts of the CMS forms are translated."""
    return [Translations("cbreport_forms", "locale", domain="cms")]


@hookimpl
def cbreport_examples() -> list[Resource]:
    """Invented example reports."""
    return [Resource("cbreport_cms", f"examples/{name}.json") for name in EXAMPLES]
