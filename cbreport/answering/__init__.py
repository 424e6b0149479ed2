"""What was answered: answers, evaluation of conditions, validation, merging."""

from cbreport.answering.answers import Answer, answer_from_data, is_blank
from cbreport.answering.evaluation import Answers, Count, Evaluation, State, evaluate, row_keys
from cbreport.answering.merging import Merge, merge
from cbreport.answering.parsing import date_parts, parse_value, tidy
from cbreport.answering.validation import check_answer, check_answers, is_web_address

__all__ = [
    "Answer",
    "Answers",
    "Count",
    "Evaluation",
    "Merge",
    "State",
    "answer_from_data",
    "check_answer",
    "check_answers",
    "date_parts",
    "evaluate",
    "is_blank",
    "is_web_address",
    "merge",
    "parse_value",
    "row_keys",
    "tidy",
]
