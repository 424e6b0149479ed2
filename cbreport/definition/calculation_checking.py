"""What is wrong with calculated questions and references of a form: what they name, and of which type it is."""

from __future__ import annotations

from collections.abc import Iterator

from cbreport.definition.calculations import Formula, named_items, split_item
from cbreport.definition.model import Form, Question
from cbreport.definition.privacy import is_private, rests_on_private
from cbreport.errors import Finding, finding

_NUMBERS = frozenset({"integer", "decimal"})


def check_calculations(form: Form) -> Iterator[Finding]:
    """What is wrong with the formulas and references of a form; circles and conditions are looked at elsewhere."""
    for question in form.questions():
        for each, row in ((question, None), *((part, question) for part in question.parts)):
            address = f"{row.id}.{each.id}" if row else each.id
            if each.to is not None:
                target = form.question(each.to)
                if target is None or target.type != "group":
                    yield _at("F28", each, address, id=each.to)
            if each.formula:
                yield from _formula(form, each, each.formula, row, address)


def item_question(form: Form, item: str, row: Question | None) -> Question | None:
    """The question that a formula names, looked up in the row first; None when there is none."""
    first, second = split_item(item)
    if not second and row is not None and (part := row.part(first)):
        return part
    question = form.question(first)
    return question.part(second) if question and second else question


def _formula(form: Form, question: Question, formula: Formula, row: Question | None, address: str) -> Iterator[Finding]:
    wanted, types = _wanted(formula)
    for item in named_items(formula):
        found = item_question(form, item, row)
        rows = formula.kind == "share" and not formula.whole and found is not None and bool(found.parts)
        single = formula.kind != "count" or not split_item(item)[1]
        if found is None or not found.answerable or not single or not (rows or (not types or found.type in types)):
            yield _at("F26", question, address, item=item, wanted=wanted)
            continue
        if formula.kind == "sum" and found.type == "decimal" and question.type == "integer":
            yield _at("F05", question, address, key="calculate", problem="a sum of decimals needs decimals:.")
        group, part = split_item(item)
        where = form.question(group) if part else found
        if formula.where and (where is None or not where.parts):
            yield _at("F26", question, address, item=item, wanted="group or matrix, because of where:")
        if not (question.private or (row and row.private)) and _tells_private(form, formula, item, row):
            yield _at("F29", question, address)
    if formula.kind == "share" and not formula.whole and not formula.where:
        yield _at("F22", question, address, type="share", key="of or where")


def _wanted(formula: Formula) -> tuple[str, frozenset[str]]:
    """What the items of a formula must be, in words and as types; no types stands for any."""
    if formula.kind == "count":
        return "group, matrix or choose-many question", frozenset({"group", "matrix", "choose-many"})
    if formula.kind in ("sum", "share", "band"):
        return "number", _NUMBERS
    return "question", frozenset()


def _tells_private(form: Form, formula: Formula, item: str, row: Question | None) -> bool:
    """Whether the value tells a private answer, which nobody could work out again from what leaves the Party."""
    first, second = split_item(item)
    if row is not None and not second and row.part(first):
        return is_private(form, _inside(row, first))
    whole = form.question(first)
    if whole is None:
        return False
    if formula.where and rests_on_private(form, formula.where, first):
        return True
    if second:
        return is_private(form, _inside(whole, second))
    return whole.private


def _inside(whole: Question, part: str) -> str:
    """An address of a part, in any row."""
    return f"{whole.id}[{whole.rows[0].code if whole.rows else 'x'}].{part}"


def _at(code: str, question: Question, address: str, **values: str) -> Finding:
    return finding(code, address, file=question.place.file, line=question.place.line, **values)
