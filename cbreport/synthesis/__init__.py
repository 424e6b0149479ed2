"""Many reports, one picture: one question across Parties, and who has reported. No input, no output."""

from cbreport.synthesis.asking import Facts, Item, Scope, Whom
from cbreport.synthesis.dataset import Dataset, PartyFilter, dataset
from cbreport.synthesis.desk import DeskList, Filters, PartyRow, desk_list
from cbreport.synthesis.figures import Band, Count, Counts, Cross, Entry, Figures
from cbreport.synthesis.frozen import CountedReport, Frozen, Member, output_bytes
from cbreport.synthesis.tables import (
    QuestionSummary,
    RegionRow,
    SubmissionTable,
    question_summary,
    submission_table,
)
from cbreport.synthesis.tallying import (
    across_table,
    change_table,
    group_heat_map,
    matrix_heat_map,
    members_of,
    option_table,
    summary_from_facts,
)
from cbreport.synthesis.waiting import Waiting, waiting

__all__ = [
    "Band",
    "Count",
    "CountedReport",
    "Counts",
    "Cross",
    "Dataset",
    "DeskList",
    "Entry",
    "Facts",
    "Figures",
    "Filters",
    "Frozen",
    "Item",
    "Member",
    "PartyFilter",
    "PartyRow",
    "QuestionSummary",
    "RegionRow",
    "Scope",
    "SubmissionTable",
    "Waiting",
    "Whom",
    "across_table",
    "change_table",
    "dataset",
    "desk_list",
    "group_heat_map",
    "matrix_heat_map",
    "members_of",
    "option_table",
    "output_bytes",
    "question_summary",
    "submission_table",
    "summary_from_facts",
    "waiting",
]
