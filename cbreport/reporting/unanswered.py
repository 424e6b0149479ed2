"""Where to go on: the next question that is asked and not yet answered."""

from __future__ import annotations

from cbreport.definition import Question
from cbreport.reporting.report import Report


def next_unanswered(report: Report, after: str = "") -> Question | None:
    """The first question after the one with the id ``after`` that is shown and not answered; past the end of the form
    it begins again. None when nothing is open.

    Questions come in the order of the form, required or not: one depends on another and was written to be read after
    it, and whoever jumps from one required question to the next passes over what explains them. What is required and
    missing is listed where the answers are checked. A proposal that nobody has confirmed is no answer.

    >>> from cbreport.testing import example_library
    >>> report = Report(example_library().form("example-national-report"), "KEN", "EX1", library=example_library())
    >>> next_unanswered(report).id, next_unanswered(report, after="assessed").id
    ('assessed', 'help-needed')
    """
    every = [question for question in report.form.questions() if question.asked]
    place = next((at for at, question in enumerate(every, 1) if question.id == after), 0)
    open_ones = unanswered(report)
    return next((question for question in (*every[place:], *every[:place]) if question.id in open_ones), None)


def unanswered(report: Report) -> frozenset[str]:
    """The ids of the questions that are shown and lack an answer, whole or in a part that must have one."""
    found = set()
    for state in report.settled.states.values():
        nested = "[" in state.address
        if state.shown and not state.answered and state.question.asked and (state.required or not nested):
            found.add(state.address.partition("[")[0])
    return frozenset(found)
