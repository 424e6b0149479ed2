"""A report: the answers of a Party, or of the Secretariat, to one edition of a form in one cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from cbreport.answering.answers import Answer
from cbreport.answering.evaluation import Evaluation, evaluate
from cbreport.definition.conventions import Convention
from cbreport.definition.crosswalks import Crosswalk
from cbreport.definition.language import Translator
from cbreport.definition.model import Form, Question
from cbreport.definition.parties import Party, all_parties
from cbreport.definition.respondents import SECRETARIAT_CODE, respondent_name
from cbreport.errors import Finding
from cbreport.reporting.leaving import confirmed_answers, leaving_answers
from cbreport.reporting.workflow import Standing

if TYPE_CHECKING:
    from cbreport.reporting.formats import FileFormat


class Forms(Protocol):
    """What a report needs of the library: forms, conventions, translations and the plugins' checks."""

    def form(self, id: str, edition: str) -> Form:
        """The form, or :class:`~cbreport.errors.UnknownName`."""

    def convention(self, id: str) -> Convention:
        """The convention, or :class:`~cbreport.errors.UnknownName`."""

    def translator(self, language: str, convention: str = "") -> Translator:
        """Translates the interface, and the convention's forms when it is named."""

    @property
    def crosswalks(self) -> Sequence[Crosswalk]:
        """Every crosswalk, in both directions."""

    def migrate_answer(self, old: Form, new: Form, address: str, answer: Answer) -> Sequence[tuple[str, Answer]] | None:
        """Where a plugin says that an answer goes in another edition; None when none has an opinion."""

    def plugin_findings(self, report: Report) -> Sequence[Finding]:
        """What the plugins find in a report."""

    @property
    def file_formats(self) -> Sequence[FileFormat]:
        """The kinds of file that plugins bring for reports to their own forms."""

    def prepare_document(self, document: Any, report: Report) -> Any:
        """The document after every plugin's changes."""


@dataclass(frozen=True)
class Report:
    """One Party's answers, or the Secretariat's. ``library`` is the one it was loaded with; it takes no part in
    comparison.
    """

    form: Form
    party: str
    cycle: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    status: str = "draft"
    version: int = 1
    revision: int = 0
    id: str = ""
    example: bool = False
    digest: str = ""  # of the form as it was when answered
    submitted: str = ""  # time of submission, ISO 8601 with offset
    behalf: bool = False  # entered by the Secretariat for the Party
    partial: bool = False  # holds only what a colleague may see, so nobody can judge it as a whole
    library: Forms | None = field(default=None, compare=False, repr=False)

    @cached_property
    def evaluation(self) -> Evaluation:
        """Which questions are shown, required and answered."""
        return evaluate(self.form, self.answers)

    @cached_property
    def settled(self) -> Evaluation:
        """The same without proposals that nobody has confirmed: what everybody but the Party goes by."""
        confirmed = confirmed_answers(self.answers)
        return self.evaluation if confirmed is self.answers else evaluate(self.form, confirmed)

    @cached_property
    def leaving(self) -> Mapping[str, Answer]:
        """The answers that leave the Party, see :mod:`cbreport.reporting.leaving`."""
        return leaving_answers(self.form, self.settled)

    @property
    def standing(self) -> Standing:
        """Where it stands, as far as permissions go by it."""
        return Standing(self.form.convention, self.party, self.status, self.behalf, self.id)

    @property
    def by_secretariat(self) -> bool:
        """Whether the Secretariat itself answers, and no Party."""
        return self.party == SECRETARIAT_CODE

    def respondent_name(self, t: Translator) -> str:
        """What whoever answers is called, see :func:`cbreport.definition.respondent_name`."""
        return respondent_name(self.party, self.convention, t)

    @property
    def source(self) -> Forms:
        """The library of this report.

        :raises ValueError: it was made without one.
        """
        if self.library is None:
            raise ValueError("This report was made without a library. Load it with cbreport.load_report.")
        return self.library

    @property
    def convention(self) -> Convention:
        """The convention to which it reports."""
        return self.source.convention(self.form.convention)

    def countries_offered(self, question: Question) -> tuple[Party, ...]:
        """The countries that a question about a country offers.

        :raises UnknownName: the convention has no such cycle.
        """
        every: Iterable[Party] = all_parties().values()
        if question.limits.of == "parties":
            every = self.convention.parties(self.convention.cycle(self.cycle).due)
        return tuple(each for each in every if question.limits.of != "others" or each.code != self.party)
