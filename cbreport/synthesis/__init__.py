"""Many reports, one picture: one question across Parties, who has reported, and views of registers.

No input, no output.
"""

from cbreport.synthesis.across import AcrossTable, across_table, items_of_concept
from cbreport.synthesis.agreement import REGISTERS, check_registers, holds_registers
from cbreport.synthesis.asking import Facts, Item, Scope, Whom
from cbreport.synthesis.basis import Basis, Members, members_of
from cbreport.synthesis.dataset import Dataset, PartyFilter, dataset
from cbreport.synthesis.days import Length, Lengths, lengths
from cbreport.synthesis.desk import DeskList, Filters, PartyRow, desk_list
from cbreport.synthesis.figures import Band, Count, Counts, Cross, Entry, Figures
from cbreport.synthesis.from_facts import summary_from_facts
from cbreport.synthesis.frozen import CountedReport, Frozen, Member, output_bytes
from cbreport.synthesis.heat import HeatMap, group_heat_map, matrix_heat_map
from cbreport.synthesis.kinds import countable_options, parts_with_options, question_before, table_kinds
from cbreport.synthesis.matching import (
    Match,
    Matches,
    NeedGroup,
    NeedGroups,
    Reason,
    match_of,
    matches,
    need_groups,
    state_counts,
)
from cbreport.synthesis.materials import Effect, Materials, MaterialUse, Spread, materials
from cbreport.synthesis.needs import GapCell, Gaps, NeedState, gaps
from cbreport.synthesis.needs_table import NeedsTable, needs_table, table_from, told_by_one
from cbreport.synthesis.people import Cascade, Cascades, People, Trained, cascades, people_trained
from cbreport.synthesis.phases import (
    PHASES,
    EvaluationCoverage,
    OutOfOrder,
    PhaseCount,
    Phases,
    Tracked,
    evaluation_coverage,
    phases,
)
from cbreport.synthesis.places import Axis, Place, Places
from cbreport.synthesis.plans import BudgetTotal, PlanItem, WorkPlan, work_plan
from cbreport.synthesis.progress import (
    Indicator,
    IndicatorCell,
    Joint,
    JointActivity,
    Principle,
    Principles,
    Recruit,
    Recruitment,
    joint,
    principles,
    recruitment,
)
from cbreport.synthesis.records import Records, records
from cbreport.synthesis.registers import Base, Registers, newest_reports, registers
from cbreport.synthesis.reopening import Kept, convention_of, frozen_registers, narrowed
from cbreport.synthesis.rows import UNKNOWN, Money, Row
from cbreport.synthesis.support import Contribution, Flow, Support, SupportTotal, support
from cbreport.synthesis.tables import (
    QuestionSummary,
    RegionRow,
    SubmissionTable,
    question_summary,
    submission_table,
)
from cbreport.synthesis.tallying import ChangeTable, OptionTable, change_table, option_table
from cbreport.synthesis.waiting import Waiting, waiting

__all__ = [
    "PHASES",
    "REGISTERS",
    "UNKNOWN",
    "AcrossTable",
    "Axis",
    "Band",
    "Base",
    "Basis",
    "BudgetTotal",
    "Cascade",
    "Cascades",
    "ChangeTable",
    "Contribution",
    "Count",
    "CountedReport",
    "Counts",
    "Cross",
    "Dataset",
    "DeskList",
    "Effect",
    "Entry",
    "EvaluationCoverage",
    "Facts",
    "Figures",
    "Filters",
    "Flow",
    "Frozen",
    "GapCell",
    "Gaps",
    "HeatMap",
    "Indicator",
    "IndicatorCell",
    "Item",
    "Joint",
    "JointActivity",
    "Kept",
    "Length",
    "Lengths",
    "Match",
    "Matches",
    "MaterialUse",
    "Materials",
    "Member",
    "Members",
    "Money",
    "NeedGroup",
    "NeedGroups",
    "NeedState",
    "NeedsTable",
    "OptionTable",
    "OutOfOrder",
    "PartyFilter",
    "PartyRow",
    "People",
    "PhaseCount",
    "Phases",
    "Place",
    "Places",
    "PlanItem",
    "Principle",
    "Principles",
    "QuestionSummary",
    "Reason",
    "Records",
    "Recruit",
    "Recruitment",
    "RegionRow",
    "Registers",
    "Row",
    "Scope",
    "Spread",
    "SubmissionTable",
    "Support",
    "SupportTotal",
    "Tracked",
    "Trained",
    "Waiting",
    "Whom",
    "WorkPlan",
    "across_table",
    "cascades",
    "change_table",
    "check_registers",
    "convention_of",
    "countable_options",
    "dataset",
    "desk_list",
    "evaluation_coverage",
    "frozen_registers",
    "gaps",
    "group_heat_map",
    "holds_registers",
    "items_of_concept",
    "joint",
    "lengths",
    "match_of",
    "matches",
    "materials",
    "matrix_heat_map",
    "members_of",
    "narrowed",
    "need_groups",
    "needs_table",
    "newest_reports",
    "option_table",
    "output_bytes",
    "parts_with_options",
    "people_trained",
    "phases",
    "principles",
    "question_before",
    "question_summary",
    "records",
    "recruitment",
    "registers",
    "state_counts",
    "submission_table",
    "summary_from_facts",
    "support",
    "table_from",
    "table_kinds",
    "told_by_one",
    "waiting",
    "work_plan",
]
