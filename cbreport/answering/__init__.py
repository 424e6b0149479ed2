"""What was answered: answers, evaluation of conditions, validation, merging."""

from cbreport.answering.answers import Answer, answer_from_data, files_of, is_blank, is_file
from cbreport.answering.carrying import Homeless, Origin, Outcome, Proposal, carry
from cbreport.answering.crosswalks import translate
from cbreport.answering.evaluation import Answers, Count, Evaluation, State, evaluate, meaning, row_keys
from cbreport.answering.joining import both
from cbreport.answering.logic import logic_data
from cbreport.answering.merging import Merge, merge
from cbreport.answering.parsing import date_parts, parse_value, tidy
from cbreport.answering.validation import check_answer, check_answers, is_web_address

__all__ = [
    "Answer",
    "Answers",
    "Count",
    "Evaluation",
    "Homeless",
    "Merge",
    "Origin",
    "Outcome",
    "Proposal",
    "State",
    "answer_from_data",
    "both",
    "carry",
    "check_answer",
    "check_answers",
    "date_parts",
    "evaluate",
    "files_of",
    "is_blank",
    "is_file",
    "is_web_address",
    "logic_data",
    "meaning",
    "merge",
    "parse_value",
    "row_keys",
    "tidy",
    "translate",
]
