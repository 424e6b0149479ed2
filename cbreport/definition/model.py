"""What a form is, once loaded: frozen dataclasses without any input or output.

All texts are source text; :mod:`cbreport.definition.language` translates them when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from cbreport.definition.addresses import Address, parse_address
from cbreport.definition.calculations import Formula, QuestionType
from cbreport.definition.conditions import Condition
from cbreport.errors import Term

NonAnswer = Literal["not-applicable", "no-information"]
NON_ANSWERS: Final[tuple[NonAnswer, ...]] = ("not-applicable", "no-information")
NON_ANSWER_LABELS: Final[Mapping[str, str]] = {
    "not-applicable": Term("Not applicable"),
    "no-information": Term("No information"),
}

TEXT_TYPES: Final = frozenset({"text", "long-text"})
NUMBER_TYPES: Final = frozenset({"integer", "decimal", "year"})
ONE_TYPES: Final = frozenset({"choose-one", "rating"})
CHOICE_TYPES: Final = ONE_TYPES | {"choose-many"}
SIMPLE_TYPES: Final = (
    TEXT_TYPES
    | NUMBER_TYPES
    | CHOICE_TYPES
    | {"money", "date", "period", "yes-no", "tick", "link", "party", "reference", "file"}
)
QUESTION_TYPES: Final = SIMPLE_TYPES | {"matrix", "group", "note"}
CALCULATED: Final = "calculated"  # a form says so; the question then has the type of its value, and a formula


@dataclass(frozen=True)
class Place:
    """Where in which file something was defined."""

    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Source:
    """Where wording, codes or options come from."""

    document: str = ""
    paragraph: str = ""
    note: str = ""


@dataclass(frozen=True)
class Option:
    """One option of a choice, or one keyed row of a matrix. Answers keep ``code``, never the label."""

    code: str
    label: str
    help: str = ""
    detail: str = ""  # what is asked for beside it: text, long-text, integer, money or nothing
    detail_required: bool = True
    means: str = ""  # a non-answer that this option stands for, counted apart
    low: int | None = None  # a band, both ends included
    high: int | None = None
    concept: str = ""
    same_as: str = ""
    place: Place = field(default=Place(), compare=False, repr=False)


@dataclass(frozen=True)
class Limits:
    """Bounds of a value. ``at_least`` and ``at_most`` are numbers, ISO dates or counts of rows, as text."""

    at_least: str = ""
    at_most: str = ""
    max_length: int = 0
    max_words: int = 0
    decimals: int = 2
    unit: str = ""
    currencies: tuple[str, ...] = ()
    of: str = "all"  # party questions: parties, others or all


@dataclass(frozen=True)
class Question:
    """One question, or a column of a matrix, or a question of a repeating group.

    ``formula`` says how a calculated answer is made; nobody types one. ``to`` is the group whose rows a reference may
    name. ``custom`` is the plugin's type that the form names; ``type`` then is the one that it is built on. ``help`` is
    always shown; ``guidance``, ``definition`` and ``example`` are for whoever asks for more.
    """

    id: str
    type: str
    label: str
    number: str = ""
    reference: str = ""
    concept: str = ""
    help: str = ""
    example: str = ""
    required: bool = False
    verified: bool = True
    show_when: Condition | None = None
    non_answers: tuple[str, ...] = ()
    private: bool = False
    sensitive: bool = False
    starts_page: bool = False
    source: Source = Source()
    options: tuple[Option, ...] = ()
    exclusive: tuple[str, ...] = ()
    vocabulary: str = ""
    rows: tuple[Option, ...] = ()
    columns: tuple[Question, ...] = ()
    questions: tuple[Question, ...] = ()
    row_label: str = ""
    limits: Limits = Limits()
    translatable: bool = False
    formula: Formula | None = None
    to: str | None = None
    custom: str | None = None
    guidance: str | None = None
    definition: str | None = None
    checked_by: QuestionType | None = field(default=None, compare=False, repr=False)
    place: Place = field(default=Place(), compare=False, repr=False)

    def option(self, code: object) -> Option | None:
        """The option with this code, or None."""
        return next((option for option in self.options if option.code == code), None)

    def row(self, code: str) -> Option | None:
        """The fixed row of a matrix with this code, or None."""
        return next((row for row in self.rows if row.code == code), None)

    @property
    def parts(self) -> tuple[Question, ...]:
        """Columns of a matrix or questions of a group; empty for every other type."""
        return self.columns or self.questions

    def part(self, id: str) -> Question | None:
        """The column or the row's question with this id, or None."""
        return next((part for part in self.parts if part.id == id), None)

    @property
    def answerable(self) -> bool:
        """Whether it can have an answer; a note has none."""
        return self.type != "note"

    @property
    def asked(self) -> bool:
        """Whether a respondent answers it: neither a note nor calculated."""
        return self.type != "note" and self.formula is None


@dataclass(frozen=True)
class Section:
    """A part of a form that one colleague can fill in."""

    id: str
    title: str
    number: str = ""
    help: str = ""
    show_when: Condition | None = None
    verified: bool = True
    source: Source = Source()
    questions: tuple[Question, ...] = ()
    place: Place = field(default=Place(), compare=False, repr=False)


@dataclass(frozen=True)
class Retired:
    """An id that was used once and may never be used again."""

    id: str
    since: str
    replaced_by: str = ""


@dataclass(frozen=True)
class Form:
    """One edition of a series of forms. Immutable; ``digest`` tells one wording from another."""

    id: str
    edition: str
    convention: str
    title: str
    respondent: str = "party"
    source: Source = Source()
    verified: bool = True
    languages: tuple[str, ...] = ("en",)
    sections: tuple[Section, ...] = ()
    retired: tuple[Retired, ...] = ()
    digest: str = field(default="", compare=False)
    place: Place = field(default=Place(), compare=False, repr=False)
    calculates: bool = field(init=False, compare=False, repr=False, default=False)
    _index: dict[str, tuple[Section, Question]] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update(
            (question.id, (section, question)) for section in self.sections for question in section.questions
        )
        calculated = any(each.formula for _, question in self._index.values() for each in (question, *question.parts))
        object.__setattr__(self, "calculates", calculated)

    @property
    def key(self) -> str:
        """``series@edition``."""
        return f"{self.id}@{self.edition}"

    def questions(self) -> Iterator[Question]:
        """Every question in order; columns and rows' questions are inside theirs."""
        for section in self.sections:
            yield from section.questions

    def question(self, id: str) -> Question | None:
        """The question with this id, or None."""
        found = self._index.get(id)
        return found[1] if found else None

    def section_of(self, id: str) -> Section | None:
        """The section in which the question with this id stands, or None."""
        found = self._index.get(id)
        return found[0] if found else None

    def section(self, id: str) -> Section | None:
        """The section with this id, or None."""
        return next((section for section in self.sections if section.id == id), None)

    def at(self, address: str | Address) -> Question | None:
        """The question that an answer at ``address`` answers: a question, a column or a row's question, or None.

        ``matrix[row]`` gives the matrix itself: there stands what was typed beside a row's label.
        """
        place = parse_address(address) if isinstance(address, str) else address
        question = self.question(place.question) if place else None
        if place is None or question is None or not place.row:
            return question
        if question.type == "matrix" and question.row(place.row) is None:
            return None
        if question.type not in ("matrix", "group"):
            return None
        if not place.column:
            return question if question.type == "matrix" else None
        return question.part(place.column)
