"""Reports with answers of every kind, right and wrong ones: a plugin must bear them all."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from cbreport.answering import Answer
from cbreport.definition import SECRETARIAT_CODE, Form, Question
from cbreport.library import Library
from cbreport.reporting import Report


def addresses(form: Form) -> Iterator[tuple[str, Question]]:
    """Where something may be answered; rows of groups are called r1 and r2."""
    for question in form.questions():
        yield question.id, question
        for key in [row.code for row in question.rows] or ["r1", "r2"]:
            yield from ((f"{question.id}[{key}].{part.id}", part) for part in question.parts)


def odd_report(random: Random, form: Form, library: Library) -> Report:
    """A report with answers of every kind, some at addresses that the form has not, perhaps in a cycle that is none.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> odd_report(Random(1), library.form("example-national-report"), library).party
    'KEN'
    """
    answers: dict[str, Answer] = {}
    for address, question in addresses(form):
        if random.random() > 0.5:
            answers[address] = Answer(_any_value(random, question))
        elif random.random() > 0.9:
            answers[address] = Answer(non_answer="not-applicable")
        elif random.random() > 0.9:
            answers[address] = Answer(details={"other": random.choice(["x", 5, None, {"amount": "x"}])}, comment="c")
    for address in ("nothing", "nothing[r].x", "not an address", "needs-matrix[nobody].details", "help-given[r1].x"):
        if random.random() > 0.7:
            answers[address] = Answer(_any_value(random, Question("q", "text", "Q")))
    cycles = [cycle.id for cycle in library.convention(form.convention).cycles]
    party = SECRETARIAT_CODE if form.respondent == "secretariat" else "KEN"
    return Report(form, party, random.choice([*cycles, "no such cycle"]), answers, library=library)


def _any_value(random: Random, question: Question) -> Any:
    """A value that fits, nearly fits or has no business here."""
    codes = [option.code for option in question.options]
    fitting: dict[str, list[Any]] = {
        "choose-many": [random.sample(codes, random.randint(0, len(codes))), codes[-1:]] if codes else [],
        "yes-no": [True, False],
        "tick": [True],
        "date": ["2020-01-31", "2040-01-31", "2024--"],
        "party": ["KEN", "NOR", "ZZZ"],
        "integer": [0, 7],
        "year": [2024],
    }
    wrong = [None, "", "x", "none", 0, True, 1.5, 10**30, [], ["none", "x"], {}, {"url": "x"}, {"from": "", "to": "y"}]
    return random.choice([*fitting.get(question.type, codes or ["some text"]) * 4, *wrong])
