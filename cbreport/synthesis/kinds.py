"""Which tables a question gives across Parties, and what an earlier edition asked in its place."""

from __future__ import annotations

from typing import Final

from cbreport.definition import Form, Option, Question
from cbreport.definition.model import NUMBER_TYPES
from cbreport.synthesis.counting import OPTIONED, YES_NO

#: Every kind of table, in the order in which a reader meets them.
TABLE_KINDS: Final = ("options", "heat", "figures", "words")
_MEASURED: Final = NUMBER_TYPES | {"money"}
_NOT_WRITTEN: Final = OPTIONED | _MEASURED | {"tick", "reference", "note"}


def table_kinds(question: Question) -> tuple[str, ...]:
    """The tables that a question gives, of :data:`TABLE_KINDS`; private parts give none.

    >>> table_kinds(Question("plan", "yes-no", "Is there a plan?"))
    ('options',)
    >>> table_kinds(Question("why", "long-text", "Why?"))
    ('words',)
    """
    asked = [part for part in question.parts or (question,) if part.asked and not part.private]
    written = (part.type not in _NOT_WRITTEN or any(option.detail for option in part.options) for part in asked)
    found = {
        "options": any(map(countable_options, asked)),
        "heat": bool(ticked_parts(question)) or (question.type == "group" and len(parts_with_options(question)) > 1),
        "figures": question.type != "group" and any(part.type in _MEASURED for part in asked),
        "words": question.type == "group" or any(written) or any(row.detail for row in question.rows),
    }
    return tuple(kind for kind in TABLE_KINDS if found[kind])


def countable_options(question: Question) -> tuple[Option, ...]:
    """The options of a question that are counted: those that do not stand for a non-answer."""
    if question.type == "yes-no":
        return YES_NO
    return tuple(option for option in question.options if not option.means)


def parts_with_options(question: Question) -> tuple[Question, ...]:
    """The parts of a matrix or group whose options can be counted."""
    return tuple(part for part in question.parts if part.asked and not part.private and countable_options(part))


def ticked_parts(question: Question) -> tuple[Question, ...]:
    """The columns of a matrix that are ticked."""
    return tuple(part for part in question.columns if part.type == "tick" and not part.private)


def question_before(earlier: Form, form: Form, question: Question) -> Question | None:
    """What an earlier edition asked where this one asks ``question``, or None.

    The question with the same id; else one of which this edition says that ``question`` replaced it.

    >>> from cbreport.testing import example_library
    >>> form = example_library().form("example-national-report")
    >>> question_before(form, form, form.question("assessed")).id
    'assessed'
    """
    names = [question.id, *(each.id for each in form.retired if each.replaced_by == question.id)]
    found = (earlier.question(name) for name in names)
    return next((each for each in found if each and each.asked and not each.private), None)
