"""What one reader may see of a report, so that everything after this point cannot print more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, TypeAlias

from cbreport.answering import Answer, Evaluation
from cbreport.definition import LANGUAGE_NAMES, Option, Question
from cbreport.documents.writing import Writer
from cbreport.errors import UnknownName
from cbreport.reporting import IN_HAND, Report

Extent: TypeAlias = Literal["long", "short"]
Audience: TypeAlias = Literal["party", "secretariat", "public"]
EXTENTS: Final = ("long", "short")
AUDIENCES: Final = ("party", "secretariat", "public")


def refuse_unknown(language: str, extent: str, audience: str) -> None:
    """Refuse to make a file as it cannot be made.

    :raises UnknownName: there is no such language, extent or audience.
    """
    for kind, name, known in (
        ("language", language, LANGUAGE_NAMES),
        ("extent", extent, EXTENTS),
        ("audience", audience, AUDIENCES),
    ):
        if name not in known:
            raise UnknownName(kind, name, known)


def is_internal(report: Report, audience: Audience) -> bool:
    """Whether a copy of a submitted report holds more than was sent."""
    return audience == "party" and report.status not in IN_HAND


@dataclass(frozen=True)
class View:
    """A report as one audience may see it, in one language.

    ``answers`` holds what may be printed and nothing else: answers of questions that are shown; for all but the Party
    without private ones, without comments, and without proposals that nobody has confirmed.

    :param section: id of the only section that is printed; empty for all.
    :param superseded_by: the version that replaced this one; 0 while it is current.
    """

    report: Report
    t: Writer
    long: bool
    audience: Audience
    section: str = ""
    superseded_by: int = 0

    @property
    def internal(self) -> bool:
        """Whether this copy of a submitted report holds more than was sent."""
        return is_internal(self.report, self.audience)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """Answers by address."""
        return self.evaluation.visible_answers() if self.audience == "party" else self.report.leaving

    @property
    def evaluation(self) -> Evaluation:
        """Which questions are shown: to the Party with its proposals, to everybody else without them."""
        return self.report.evaluation if self.audience == "party" else self.report.settled

    def visible(self, question: Question) -> bool:
        """Whether the question itself is printed."""
        return self.shown(question.id) and (self.audience == "party" or not question.private)

    def shown(self, address: str) -> bool:
        """Whether the question at this address is shown."""
        return self.evaluation.shown(address)

    def addresses(self, question: Question) -> Iterator[str]:
        """Addresses of the question's answers, its own first."""
        start = f"{question.id}["
        yield from (address for address in self.answers if address == question.id or address.startswith(start))

    def answered(self, question: Question) -> bool:
        """Whether there is anything to print as an answer."""
        return any(self.answers[address].answered for address in self.addresses(question) if not address.endswith("]"))

    def cells_answered(self, question: Question) -> bool:
        """Whether anything inside a matrix or group is answered."""
        return any(
            self.answers[address].answered
            for address in self.addresses(question)
            if "[" in address and not address.endswith("]")
        )

    def row_answered(self, question: Question, key: str) -> bool:
        """Whether a row of a matrix or group has an answer."""
        start = f"{question.id}[{key}]."
        return any(self.answers[address].answered for address in self.addresses(question) if address.startswith(start))

    def rows(self, question: Question) -> tuple[str, ...]:
        """Keys of the rows of a group that have an answer, in order."""
        keys = self.evaluation.rows.get(question.id, ())
        return tuple(key for key in keys if self.row_answered(question, key))

    def parts(self, question: Question) -> tuple[Question, ...]:
        """Columns of a matrix or questions of a group that may be printed."""
        return tuple(self.resolved(part) for part in question.parts if self.audience == "party" or not part.private)

    def resolved(self, question: Question) -> Question:
        """A reference with the names of the rows that it may name as its options; any other question as it is."""
        group = self.report.form.question(question.to) if question.to else None
        if group is None:
            return question
        named = tuple(Option(key, self.row_name(group, key, at)) for at, key in enumerate(self.rows(group), 1))
        return replace(question, options=named)

    def row_name(self, group: Question, key: str, position: int) -> str:
        """What names a row: the answer that the form chose for it, as typed; else its number."""
        naming = group.part(group.row_label)
        answer = self.answers.get(f"{group.id}[{key}].{group.row_label}")
        option = naming.option(answer.value) if naming and answer else None
        if option:
            return self.t(option.label).text
        if answer and isinstance(answer.value, str) and not answer.non_answer:
            return self.t.country(answer.value).text if naming and naming.type == "party" else answer.value
        return self.t("Row {number}").format(number=position).text

    def place_name(self, question: Question, key: str) -> str:
        """What a row of a matrix or group is called, also of one in which nothing is shown."""
        row = question.row(key)
        if row:
            return self.t(row.label).text
        keys = self.evaluation.rows.get(question.id, ())
        return self.row_name(question, key, keys.index(key) + 1 if key in keys else len(keys) + 1)

    def inside(self, question: Question, part: Question) -> Iterator[Answer]:
        """The answers of one column, or to one question of a group."""
        end = f".{part.id}"
        yield from (self.answers[address] for address in self.addresses(question) if address.endswith(end))
