"""Answers as the exported JSON Logic rules take them, see :mod:`cbreport.definition.json_logic`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cbreport.answering.answers import Answer
from cbreport.answering.evaluation import Answers, evaluate, row_keys, value_of
from cbreport.definition.json_logic import FORM, ROWS, key
from cbreport.definition.model import Form, Question


def logic_data(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers to a form, as its rules take them. Rows of a group are a list; each knows its key as ``row``.

    >>> from cbreport.definition import Section
    >>> form = Form("small", "one", "x", "S", sections=(Section("s", "S", questions=(Question("a", "integer", "A"),)),))
    >>> logic_data(form, {"a": Answer(2)})
    {'a': {'value': 2, 'answered': True}}
    """
    if form.calculates:
        answers = evaluate(form, answers).answers
    flat = {
        question.id: _cell(question, answers.get(question.id, Answer()))
        for question in form.questions()
        if question.answerable
    }
    whole = {id: dict(cell) for id, cell in flat.items()}
    for question in form.questions():
        if question.parts:
            whole[question.id] |= {"answered": bool(answers.get(question.id, Answer()).non_answer)}
            rows = [(each, _row(question, each, answers)) for each in row_keys(question, answers)]
            if question.type == "matrix":
                whole[question.id][ROWS] = {key(each): row for each, row in rows}
            else:
                whole[question.id][ROWS] = [{"row": each, **row} for each, row in rows]
    inside = {id: dict(cell) for id, cell in whole.items()}
    for question in form.questions():
        if question.type == "group":
            whole[question.id] = {
                **whole[question.id],
                ROWS: [{**row, FORM: inside} for row in inside[question.id][ROWS]],
            }
        elif question.type == "matrix":
            rows_of = inside[question.id][ROWS]
            whole[question.id] = {
                **whole[question.id],
                ROWS: {each: {**row, FORM: inside} for each, row in rows_of.items()},
            }
    return whole


def _row(question: Question, row: str, answers: Answers) -> dict[str, Any]:
    return {part.id: _cell(part, answers.get(f"{question.id}[{row}].{part.id}", Answer())) for part in question.parts}


def _cell(question: Question, answer: Answer) -> dict[str, Any]:
    value = value_of(question, answer)
    return {"value": float(value) if isinstance(value, Decimal) else value, "answered": answer.answered}
