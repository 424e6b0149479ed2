"""Many reports, one picture: one question across Parties, and who has reported. No input, no output."""

from cbreport.synthesis.dataset import Dataset, PartyFilter, dataset
from cbreport.synthesis.desk import DeskList, Filters, PartyRow, desk_list
from cbreport.synthesis.figures import Band, Count, Counts, Cross, Entry, Figures
from cbreport.synthesis.tables import (
    QuestionSummary,
    RegionRow,
    SubmissionTable,
    question_summary,
    submission_table,
)
from cbreport.synthesis.waiting import Waiting, waiting

__all__ = [
    "Band",
    "Count",
    "Counts",
    "Cross",
    "Dataset",
    "DeskList",
    "Entry",
    "Figures",
    "Filters",
    "PartyFilter",
    "PartyRow",
    "QuestionSummary",
    "RegionRow",
    "SubmissionTable",
    "Waiting",
    "dataset",
    "desk_list",
    "question_summary",
    "submission_table",
    "waiting",
]
