"""What is wrong with a form beyond its shape: ids, references, option codes, circles; and what is unverified."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter

from cbreport.definition.addresses import parse_address
from cbreport.definition.calculation_checking import check_calculations
from cbreport.definition.calculations import Formula, named_items, split_item
from cbreport.definition.conditions import Compare, Condition, comparisons, groups_named
from cbreport.definition.model import CHOICE_TYPES, Form, Place, Question
from cbreport.definition.privacy import rests_on_private
from cbreport.errors import Finding, finding

_WHOLE = "[]"
_ORDERED = ("equals", "not-equals", "one-of", "at-least", "at-most", "answered")
_EXACT = ("equals", "not-equals", "one-of", "answered")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "choose-many": ("includes", "answered"),
    "choose-one": _EXACT,
    "rating": _EXACT,
    "yes-no": _EXACT,
    "tick": _EXACT,
    "party": _EXACT,
    "integer": _ORDERED,
    "decimal": _ORDERED,
    "year": _ORDERED,
    "date": _ORDERED,
}


def check_form(form: Form) -> tuple[Finding, ...]:
    """Every finding about a form; errors make it unusable, ``info`` lists unverified questions."""
    return (
        *_ids(form),
        *(
            found
            for owner, condition, place, row in _conditions(form)
            for found in _references(form, owner, condition, place, row)
        ),
        *check_calculations(form),
        *_circles(form),
        *_bounds(form),
        *_row_labels(form),
        *_told(form),
        *_unverified(form),
    )


def _at(code: str, place: Place, address: str, **values: str) -> Finding:
    return finding(code, address, file=place.file, line=place.line, **values)


def _ids(form: Form) -> Iterator[Finding]:
    retired = {each.id for each in form.retired}
    yield from _unique((section.id, section.place) for section in form.sections)
    yield from _unique((question.id, question.place) for question in form.questions())
    for question in form.questions():
        if question.id in retired:
            yield _at("F11", question.place, question.id, id=question.id)
        yield from _unique((part.id, part.place) for part in question.parts)


def _unique(ids: Iterable[tuple[str, Place]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for id, place in ids:
        if id in seen:
            yield _at("F10", place, id, id=id)
        seen.add(id)


def _conditions(form: Form) -> Iterator[tuple[str, Condition, Place, Question | None]]:
    """Every condition with the id that owns it, and the matrix or group in whose rows it is asked."""
    for section in form.sections:
        if section.show_when:
            yield section.id, section.show_when, section.place, None
        for question in section.questions:
            if question.show_when:
                yield question.id, question.show_when, question.place, None
            if question.formula and question.formula.where:
                yield question.id, question.formula.where, question.place, _rows_of(form, question.formula)
            for part in question.parts:
                if part.show_when:
                    yield f"{question.id}.{part.id}", part.show_when, part.place, question
                if part.formula and part.formula.where:
                    yield f"{question.id}.{part.id}", part.formula.where, part.place, _rows_of(form, part.formula)


def _rows_of(form: Form, formula: Formula) -> Question | None:
    """The group or matrix whose rows ``where`` is asked of."""
    return form.question(split_item(formula.items[0])[0])


def _references(form: Form, owner: str, condition: Condition, place: Place, row: Question | None) -> Iterator[Finding]:
    for group in groups_named(condition):
        question = form.question(group)
        if question is None or question.type not in ("group", "matrix"):
            yield _at("F12", place, owner, item=group)
    for group, comparison in comparisons(condition):
        target = _target(form, comparison.item, form.question(group) if group else row)
        if target is None:
            inside = _inside_group(form, comparison.item)
            yield _at("F23" if inside else "F12", place, owner, item=comparison.item)
        else:
            yield from _fits(comparison, target, place, owner)


def _target(form: Form, item: str, row: Question | None) -> Question | None:
    """The question that ``item`` names, looked up in the row first."""
    if row is not None and (part := row.part(item)):
        return part
    address = parse_address(item)
    if address is None:
        return None
    question = form.question(address.question)
    if question is not None and question.type == "group" and address.row:
        return None  # rows of a group have keys that a form cannot know
    if address.row and not address.column:
        return None  # a row as a whole has no answer
    return form.at(address)


def _inside_group(form: Form, item: str) -> bool:
    address = parse_address(item)
    id = address.question if address else item
    question = form.question(id)
    if question is not None:
        return question.type == "group"
    return any(each.part(id) for each in form.questions())


def _fits(comparison: Compare, target: Question, place: Place, owner: str) -> Iterator[Finding]:
    allowed = _ALLOWED.get(target.type, ("answered",))
    if comparison.operator not in allowed:
        values = {
            "operator": comparison.operator,
            "item": comparison.item,
            "type": target.type,
            "known": ", ".join(allowed),
        }
        yield _at("F15", place, owner, **values)
        return
    if comparison.operator == "answered":
        return
    known = _known_values(target)
    for operand in comparison.operand:
        if known and operand not in known:
            yield _at("F13", place, owner, item=comparison.item, option=operand, known=", ".join(known))


def _known_values(question: Question) -> tuple[str, ...]:
    if question.type in CHOICE_TYPES:
        return tuple(option.code for option in question.options)
    return ("true", "false") if question.type in ("yes-no", "tick") else ()


def _circles(form: Form) -> Iterator[Finding]:
    """What is shown only when something is answered that is shown only when it is itself answered.

    The nodes are questions, their parts (``matrix.column``) and, marked by ``_WHOLE``, a matrix or group as a whole:
    that is answered when one of its parts is.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for section in form.sections:
        for question in section.questions:
            sorter.add(question.id, *_needed(form, section.show_when), *_needed(form, question.show_when))
            sorter.add(question.id, *_calculated_from(form, question))
            for part in question.parts:
                sorter.add(f"{question.id}.{part.id}", question.id, *_needed(form, part.show_when, question))
                sorter.add(f"{question.id}.{part.id}", *_calculated_from(form, part, question))
            if question.parts:
                sorter.add(question.id + _WHOLE, question.id, *(f"{question.id}.{part.id}" for part in question.parts))
    try:
        sorter.prepare()
    except CycleError as error:
        ids = list(dict.fromkeys(node.removesuffix(_WHOLE) for node in error.args[1]))
        yield _at("F14", _place_of(form, ids[0]), ids[0], ids=", ".join(ids))


def _place_of(form: Form, id: str) -> Place:
    outer, _, inner = id.partition(".")
    question = form.question(outer)
    if question is None:
        return form.place
    part = question.part(inner)
    return part.place if part is not None else question.place


def _calculated_from(form: Form, question: Question, row: Question | None = None) -> Iterator[str]:
    """The nodes that a calculated answer is made of. In its own row it needs the cells, from elsewhere the whole."""
    formula = question.formula
    if formula is None:
        return
    for item in named_items(formula):
        first, second = split_item(item)
        if row is not None and not second and row.part(first):
            yield f"{row.id}.{first}"
        elif second:
            yield f"{first}.{second}"
        elif (found := form.question(first)) is not None:
            yield first + (_WHOLE if found.parts else "")
    yield from _needed(form, formula.where, _rows_of(form, formula))


def _needed(form: Form, condition: Condition | None, row: Question | None = None) -> Iterator[str]:
    """The nodes that must be known before the condition can be."""
    if condition is None:
        return
    for group, comparison in comparisons(condition):
        inside = form.question(group) if group else row
        if inside is not None and inside.part(comparison.item):
            yield f"{inside.id}.{comparison.item}"
            continue
        address = parse_address(comparison.item)
        question = form.question(address.question) if address else None
        if address and address.column:
            yield f"{address.question}.{address.column}"
        elif question is not None:
            yield question.id + (_WHOLE if question.parts else "")
    yield from groups_named(condition)


def _bounds(form: Form) -> Iterator[Finding]:
    for question in form.questions():
        for each in (question, *question.parts):
            low, high = each.limits.at_least, each.limits.at_most
            try:
                wrong = bool(low and high) and _bound(each.type, low) > _bound(each.type, high)
                for bound in filter(None, (low, high)):
                    _bound(each.type, bound)
            except ValueError as error:
                yield _at("F05", each.place, each.id, key="at-least, at-most", problem=str(error))
                continue
            if wrong:
                yield _at("F24", each.place, each.id, key="at-least", low=low, high=high)


def _bound(type: str, text: str) -> float:
    """A bound as a number that can be compared.

    :raises ValueError: it is none for a question of this type; the message says what it takes.
    """
    if type in ("date", "period"):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            raise ValueError("write dates as 2024-05-31.")
        return day.toordinal()
    try:
        number = float(text) if type in ("decimal", "money") else int(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("write numbers." if type in ("decimal", "money") else "write whole numbers.")
    return number


def _row_labels(form: Form) -> Iterator[Finding]:
    for question in form.questions():
        if question.row_label and question.part(question.row_label) is None:
            known = ", ".join(part.id for part in question.parts)
            yield _at("F17", question.place, question.id, id=question.row_label, known=known)


def _told(form: Form) -> Iterator[Finding]:
    """Questions that others see only because of a private answer, which they can then tell."""
    for section in form.sections:
        if section.show_when and rests_on_private(form, section.show_when):
            if not all(question.private for question in section.questions):
                yield _at("F25", section.place, section.id)
        for question in section.questions:
            if question.private:
                continue
            if question.show_when and rests_on_private(form, question.show_when):
                yield _at("F25", question.place, question.id)
            for part in question.parts:
                if part.show_when and not part.private and rests_on_private(form, part.show_when, question.id):
                    yield _at("F25", part.place, f"{question.id}.{part.id}")


def _unverified(form: Form) -> Iterator[Finding]:
    for question in form.questions():
        if not question.verified and question.answerable:
            yield _at("F30", question.place, question.id)
            continue
        for part in question.parts:
            if not part.verified:
                yield _at("F30", part.place, f"{question.id}.{part.id}")
