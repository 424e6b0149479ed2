"""From which revision each answer of a page comes: most from the one that the page names, single ones from others.

``behind:`` and an address say that the page still shows that answer as it was at an earlier revision: a colleague has
changed it since, and the page has gone on by saving other answers. ``after:`` and an address give the key of an earlier
save of the same answer whose reply was lost: when it was made after all, what is sent now was written after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import abort
from werkzeug.datastructures import MultiDict

from cbreport.answering import Answer
from cbreport.errors import SaveRefused
from cbreport.web.context import Context

_MOST: Final = 40  # different ones on one page; each is a look into the history
_DIGITS: Final = 15


def own_revisions(context: Context, report_id: str, form: MultiDict[str, str]) -> dict[str, int]:
    """The revision of each answer that has one of its own."""
    found: dict[str, int] = {}
    made: dict[str, int | None] = {}
    for name, text in form.items():
        kind, _, address = name.partition(":")
        if kind == "behind" and text.isascii() and text.isdigit() and len(text) <= _DIGITS:
            found.setdefault(address, int(text))
        elif kind == "after":
            if text not in made and len(made) < _MOST:
                made[text] = _made(context, report_id, text)
            if (revision := made.get(text)) is not None:
                found[address] = revision
    if len(set(found.values())) > _MOST:
        abort(400, context.t("The page was made from too many revisions. Open it again."))
    return found


def _made(context: Context, report_id: str, key: str) -> int | None:
    try:
        saved = context.portal.store.made(context.identity, report_id, key)
    except SaveRefused:
        return None
    return saved.revision if saved else None


def answers_seen(context: Context, report_id: str, revision: int, own: Mapping[str, int]) -> dict[str, Answer]:
    """The answers as the page shows them.

    :raises UnknownName: the report does not exist, or is not for this person.
    """
    store, identity = context.portal.store, context.identity
    answers = dict(store.open(identity, report_id, revision=revision).answers)
    for each in set(own.values()) - {revision}:
        then = store.open(identity, report_id, revision=each).answers
        for address in (address for address, at in own.items() if at == each):
            if address in then:
                answers[address] = then[address]
            else:
                answers.pop(address, None)
    return answers
