"""A submitted report taken apart into facts: one for each thing that can be counted, and one where nothing was asked.

Facts are made of what left the Party and of nothing else, and never change: a new version of a report has facts of its
own. Whether they count follows from where the report stands, each time that somebody asks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from cbreport.answering import Answer, answer_from_data, evaluate, meaning
from cbreport.definition import Form, Question, all_parties, is_private, parse_address
from cbreport.definition.canonical import canonical_json, digest_of
from cbreport.reporting.leaving import leaving_answers
from cbreport.synthesis.counting import OPTIONED, codes_of

RULES: Final = 1  # how facts are made: one more whenever `facts_of` makes others of the same report
VALUE: Final = "value"  # a real answer
BESIDE: Final = "beside"  # typed beside a row, or attached, without an answer
NOT_ASKED: Final = "not-asked"  # the question was not shown
UNCONFIRMED: Final = "unconfirmed"  # something was proposed there that nobody has confirmed
APART: Final = frozenset({BESIDE, NOT_ASKED, UNCONFIRMED})  # kinds that are no answer
_CODED: Final = OPTIONED | {"tick"}


class Fact(NamedTuple):
    """One thing that a report says about a question. ``position`` counts within the question, in the report's order.

    ``kind`` is one of this module's, or the non-answer that was given. ``code`` is the option, ``true`` or ``false``,
    or the country; an answer of several options is several facts, of which the first holds the ``content``: canonical
    JSON of the whole answer. It is empty where there is none. A tuple, because a report has many.
    """

    question: str
    position: int
    row: str = ""
    part: str = ""
    kind: str = VALUE
    code: str = ""
    language: str = ""
    content: str = ""

    @property
    def address(self) -> str:
        """Where the answer stands in its report."""
        inside = f"[{self.row}]" if self.row else ""
        return f"{self.question}{inside}" + (f".{self.part}" if self.part else "")


def facts_of(form: Form, answers: Mapping[str, Answer], proposed: Collection[str] = ()) -> tuple[Fact, ...]:
    """The facts of a report, question by question.

    :param answers: what was submitted, in the report's order.
    :param proposed: addresses where a proposal stood that nobody had confirmed. What it proposed is not needed.

    >>> from cbreport.testing import example_library
    >>> form = example_library().form("example-national-report")
    >>> [(each.question, each.kind, each.code) for each in facts_of(form, {"assessed": Answer(False)})][:2]
    [('assessed', 'value', 'false'), ('assessed-when', 'not-asked', '')]
    """
    settled = evaluate(form, {address: answer for address, answer in answers.items() if answer.confirmed})
    said: dict[str, list[tuple[str, Answer]]] = {}
    for address, answer in leaving_answers(form, settled).items():
        said.setdefault(address.partition("[")[0], []).append((address, answer))
    waiting = {address.partition("[")[0] for address in proposed if not is_private(form, address)}
    found: list[Fact] = []
    for question in form.questions():
        if question.private or not question.answerable:
            continue
        if not settled.shown(question.id):
            found.append(Fact(question.id, 0, kind=NOT_ASKED))
            continue
        made = [each for address, answer in said.get(question.id, ()) for each in _facts(form, address, answer)]
        if question.id in waiting:
            made.append(Fact(question.id, 0, kind=UNCONFIRMED))
        found += (each._replace(position=position) for position, each in enumerate(made))
    return tuple(found)


def _facts(form: Form, address: str, answer: Answer) -> Iterator[Fact]:
    place, question = parse_address(address), form.at(address)
    if place is None or question is None:
        return
    kind = meaning(question, answer) or VALUE
    if not answer.answered or (place.row and not place.column):
        kind = BESIDE
    content = canonical_json(answer.content()).decode("utf-8")
    for code in _codes(question, answer, kind):
        yield Fact(place.question, 0, place.row, place.column, kind, code, answer.language, content)
        content = ""


def _codes(question: Question, answer: Answer, kind: str) -> tuple[str, ...]:
    if question.type not in _CODED or kind == BESIDE or answer.non_answer:
        return ("",)
    known = {"true", "false"} if question.type in ("yes-no", "tick") else {each.code for each in question.options}
    known = set(all_parties()) if question.type == "party" else known
    return tuple(code for code in dict.fromkeys(codes_of(answer.value)) if code in known) or ("",)


def submitted_answers(snapshot: bytes, order: Iterable[str] = ()) -> dict[str, Answer]:
    """The answers of a snapshot.

    :param order: addresses in the report's order, which canonical JSON has not kept; others come after them.
    :raises ValueError: it is no snapshot of a report.
    """
    data = json.loads(snapshot)
    answers = data.get("answers") if isinstance(data, dict) else None
    if not isinstance(answers, dict):
        raise ValueError("this is no report")
    places = {address: number for number, address in enumerate(order)}
    known = sorted(answers, key=lambda address: places.get(address, len(places)))
    return {address: answer_from_data(answers[address]) for address in known}


def answers_of(facts: Iterable[Fact]) -> dict[str, Answer]:
    """The answers from which facts were made, by address; the other way round of :func:`facts_of`."""
    return {each.address: answer_from_data(json.loads(each.content)) for each in facts if each.content}


def facts_digest(facts: Iterable[Fact]) -> str:
    """A digest of a report's facts: the same facts have the same one."""
    return digest_of(canonical_json(list(facts)))
