"""Two people's versions of one answer as one that keeps both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from cbreport.answering.answers import Answer, is_blank
from cbreport.definition.model import Question

JOINABLE: Final = ("text", "long-text", "choose-many")
_APART: Final = "\n\n"
_BETWEEN: Final[Mapping[str, str]] = {"text": "; ", "long-text": _APART}


def both(question: Question, mine: Answer, theirs: Answer) -> Answer | None:
    r"""Mine and theirs in one: texts after each other, choices together; None where that makes no sense.

    What stands beside the answers is joined in the same way, and stays mine where it cannot be.

    >>> story = Question("story", "long-text", "What happened?")
    >>> both(story, Answer("Rain."), Answer("Sun.")).value
    'Sun.\n\nRain.'
    """
    if question.type not in JOINABLE or mine.non_answer or theirs.non_answer:
        return None
    value = _chosen(question, mine, theirs) if question.type == "choose-many" else _text(question.type, mine, theirs)
    if value is None:
        return None
    details = {code: _beside(each, theirs.details.get(code)) for code, each in mine.details.items()}
    told = {code: _joined(each, theirs.translations.get(code, ""), _APART) for code, each in mine.translations.items()}
    files = {file["digest"]: file for file in (*theirs.attachments, *mine.attachments)}
    return replace(
        mine,
        value=value,
        comment=_joined(mine.comment, theirs.comment, _APART),
        details={**theirs.details, **details},
        translations={**theirs.translations, **told},
        attachments=tuple(files.values()),
        source="entered",
        confirmed=True,
        origin={},
    )


def _text(kind: str, mine: Answer, theirs: Answer) -> str | None:
    if not isinstance(mine.value, str) or not isinstance(theirs.value, str):
        return None
    return _joined(mine.value, theirs.value, _BETWEEN[kind])


def _chosen(question: Question, mine: Answer, theirs: Answer) -> list[str] | None:
    """Every code that either has chosen, in the order of the form; None when one of them stands alone."""
    if not isinstance(mine.value, list) or not isinstance(theirs.value, list):
        return None
    chosen = dict.fromkeys([*theirs.value, *mine.value])
    codes = [option.code for option in question.options]
    ordered = sorted(chosen, key=lambda code: codes.index(code) if code in codes else len(codes))
    return None if len(ordered) > 1 and not chosen.keys().isdisjoint(question.exclusive) else ordered


def _beside(mine: Any, theirs: Any) -> Any:
    return _joined(mine, theirs, "; ") if isinstance(mine, str) and isinstance(theirs, str) else mine


def _joined(mine: str, theirs: str, between: str) -> str:
    """Theirs first, because it was there first; once where one holds the other already."""
    if is_blank(theirs) or theirs in mine:
        return mine
    return theirs if mine in theirs else f"{theirs}{between}{mine}"
