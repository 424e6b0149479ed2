"""A condition in words, for paper and for pages without script, such as: XVIII.2 includes “Training”."""

from __future__ import annotations

from collections.abc import Callable

from cbreport.definition.addresses import parse_address
from cbreport.definition.conditions import Compare, Condition, Either, Every, Not
from cbreport.definition.model import Form, Option, Question

_COMPARED = {
    "equals": "{question} is {value}",
    "not-equals": "{question} is answered and is not {value}",
    "one-of": "{question} is {value}",
    "includes": "{question} includes {value}",
    "at-least": "{question} is {value} or more",
    "at-most": "{question} is {value} or less",
}


def condition_in_words(condition: Condition, form: Form, translate: Callable[[str], str] = str, group: str = "") -> str:
    """The condition as a clause without a full stop, in the language of ``translate``.

    >>> form = Form("f", "e", "c", "F")
    >>> condition_in_words(Compare("people", "at-least", ("20",)), form)
    '“people” is 20 or more'
    """
    if isinstance(condition, Every):
        return _join(condition.conditions, form, translate, group, translate("{first} and {second}"))
    if isinstance(condition, Either):
        return _join(condition.conditions, form, translate, group, translate("{first} or {second}"))
    if isinstance(condition, Not):
        inner = condition_in_words(condition.condition, form, translate, group)
        return translate("it is not so that {condition}").format(condition=inner)
    if isinstance(condition, Compare):
        return _compared(condition, form, translate, group)
    template = translate(
        "some row of {group} has: {condition}"
        if condition.quantifier == "some"
        else "every row of {group} has: {condition}"
    )
    inner = condition_in_words(condition.where, form, translate, condition.group)
    return template.format(group=_name(form.question(condition.group), condition.group, translate), condition=inner)


def _join(parts: tuple[Condition, ...], form: Form, translate: Callable[[str], str], group: str, template: str) -> str:
    texts = [condition_in_words(part, form, translate, group) for part in parts]
    joined = texts[0]
    for text in texts[1:]:
        joined = template.format(first=joined, second=text)
    return joined


def quoted(text: str, translate: Callable[[str], str]) -> str:
    """The text in the quotation marks of the language.

    >>> quoted("Training", str)
    '“Training”'
    """
    return translate("“{text}”").format(text=text)


def _compared(condition: Compare, form: Form, translate: Callable[[str], str], group: str) -> str:
    question = _target(condition.item, form, group)
    name = _name(question, condition.item, translate, _row(condition.item, form))
    if condition.operator == "answered":
        template = "{question} is answered" if condition.operand[0] == "true" else "{question} is not answered"
        return translate(template).format(question=name)
    values = [_value(question, operand, translate) for operand in condition.operand]
    value = values[0]
    for each in values[1:]:
        value = translate("{first} or {second}").format(first=value, second=each)
    return translate(_COMPARED[condition.operator]).format(question=name, value=value)


def _target(item: str, form: Form, group: str) -> Question | None:
    outer = form.question(group) if group else None
    if outer and (part := outer.part(item)):
        return part
    address = parse_address(item)
    return form.at(address) if address else None


def _row(item: str, form: Form) -> Option | None:
    """The row of a matrix in which the named cell stands; None for everything else."""
    address = parse_address(item)
    matrix = form.question(address.question) if address and address.row else None
    return matrix.row(address.row) if matrix and address else None


def _name(question: Question | None, item: str, translate: Callable[[str], str], row: Option | None = None) -> str:
    """The printed number, or the label where there is none; for a cell of a matrix its row and column."""
    if question is None:
        return quoted(item, translate)
    if row is not None:
        cell = translate("{row}: {column}").format(row=translate(row.label), column=translate(question.label))
        return quoted(cell, translate)
    return question.number or quoted(translate(question.label), translate)


def _value(question: Question | None, operand: str, translate: Callable[[str], str]) -> str:
    if question and (option := question.option(operand)):
        return quoted(translate(option.label), translate)
    return {"true": translate("yes"), "false": translate("no")}.get(operand, operand)
