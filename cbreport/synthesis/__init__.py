"""Many reports, one picture: one question across Parties, and who has reported. No input, no output."""

from cbreport.synthesis.dataset import Dataset, PartyFilter, dataset
from cbreport.synthesis.figures import Band, Count, Counts, Cross, Entry, Figures
from cbreport.synthesis.tables import (
    QuestionSummary,
    RegionRow,
    SubmissionTable,
    question_summary,
    submission_table,
)

__all__ = [
    "Band",
    "Count",
    "Counts",
    "Cross",
    "Dataset",
    "Entry",
    "Figures",
    "PartyFilter",
    "QuestionSummary",
    "RegionRow",
    "SubmissionTable",
    "dataset",
    "question_summary",
    "submission_table",
]
