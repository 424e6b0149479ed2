"""The fields of a page as they would be sent if an answer stood in them: :mod:`cbreport.web.fields` the other way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbreport.answering import Answer, tidy
from cbreport.answering.slots import detail_question
from cbreport.definition import Question
from cbreport.web import fields

Written = list[tuple[str, str]]


def written(question: Question, address: str, answer: Answer) -> Written:
    """Name and content of each field at an address that is not blank. Files have no fields that could be filled.

    >>> written(Question("cost", "money", "What did it cost?"), "cost", Answer({"amount": "12", "currency": "USD"}))
    [('a:cost:amount', '12'), ('a:cost:currency', 'USD')]
    """
    found = [*_value(question, f"a:{address}", answer.value), *_beside(question, address, answer)]
    found += [(f"t:{address}:{language}", tidy(text)) for language, text in answer.translations.items()]
    found += [(f"n:{address}", answer.non_answer), (f"c:{address}", tidy(answer.comment))]
    return [(name, text) for name, text in found if text]


def _value(question: Question, name: str, value: Any) -> Iterator[tuple[str, str]]:
    if question.parts or question.formula or question.type in ("file", "note"):
        return
    shown = fields.shown(question, value)
    if isinstance(shown, list):
        yield from ((name, code) for code in shown)
    elif isinstance(shown, Mapping):
        yield from _parts(name, shown)
    else:
        yield name, shown


def _parts(name: str, shown: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part, text in shown.items():
        if isinstance(text, Mapping):
            yield from _parts(f"{name}:{part}", text)
        else:
            yield f"{name}:{part}", text


def _beside(question: Question, address: str, answer: Answer) -> Iterator[tuple[str, str]]:
    options = question.rows if "[" in address and question.rows else question.options
    for option in options:
        if option.detail:
            yield from _value(detail_question(option), f"d:{address}:{option.code}", answer.details.get(option.code))
