"""Every hook that a plugin may implement. All begin with ``cbreport_``; a misspelt one is refused at load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

from cbreport.answering.answers import Answer
from cbreport.definition.calculations import Calculation, QuestionType
from cbreport.definition.conventions import Convention, Resource, Translations
from cbreport.definition.model import Form
from cbreport.errors import Finding
from cbreport.reporting.formats import FileFormat
from cbreport.reporting.report import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

hookspec = pluggy.HookspecMarker("cbreport")
hookimpl = pluggy.HookimplMarker("cbreport")


@hookspec
def cbreport_conventions() -> Sequence[Convention]:  # type: ignore[empty-body]
    """The conventions that the plugin brings.

    :returns: conventions; an id that another plugin brought already is refused with both names.
    """


@hookspec
def cbreport_forms() -> Sequence[Resource]:  # type: ignore[empty-body]
    """Form files (YAML), as package and path. They may use every plugin's vocabularies and blocks."""


@hookspec
def cbreport_vocabularies() -> Sequence[Resource]:  # type: ignore[empty-body]
    """Vocabulary files (YAML). Two plugins may name the same file; two files with one id are refused."""


@hookspec
def cbreport_blocks() -> Sequence[Resource]:  # type: ignore[empty-body]
    """Files with shared blocks of questions (YAML)."""


@hookspec
def cbreport_calculations() -> Sequence[Calculation]:  # type: ignore[empty-body]
    """Named functions for calculated questions: ``calculate: {function: NAME, of: [...]}``.

    :returns: calculations; a name that another plugin brought already is refused with both names.
    """


@hookspec
def cbreport_question_types() -> Sequence[QuestionType]:  # type: ignore[empty-body]
    """Question types of the plugin's own, each built on a simple type of the form language.

    :returns: types; a name that the language or another plugin has already is refused.
    """


@hookspec
def cbreport_migrate_answer(old: Form, new: Form, address: str, answer: Answer) -> Sequence[tuple[str, Answer]] | None:
    """Where one answer goes when a report is carried from one edition of a series to another.

    For what neither equal ids nor a crosswalk between the editions can say. What comes out is a proposal, to be
    confirmed by a person. A plugin that raises leaves the answer in the old report, and the list of what was left says
    so.

    :param old: the edition that was answered.
    :param new: the edition to be filled in.
    :param address: where the answer stands in the old one.
    :param answer: the answer; it counts, and a person has confirmed it.
    :returns: addresses of the new edition with their answers; an empty list when it has no place there; None to leave
        it to equal ids.
    """


@hookspec
def cbreport_crosswalks() -> Sequence[Resource]:  # type: ignore[empty-body]
    """Files that say which questions of two forms ask the same thing (YAML), see ``docs/crosswalks.md``.

    A crosswalk between two editions of one series says where the answers of the older one go.
    """


@hookspec
def cbreport_translations() -> Sequence[Translations]:  # type: ignore[empty-body]
    """Folders of PO catalogues for the texts of the plugin's forms. ``domain`` is the convention's id."""


@hookspec
def cbreport_examples() -> Sequence[Resource]:  # type: ignore[empty-body]
    """Report files with invented answers, loaded by ``cbreport serve --demo``. Each says ``"example": true``."""


@hookspec
def cbreport_file_formats() -> Sequence[FileFormat]:  # type: ignore[empty-body]
    """Kinds of file for other systems, made of reports to the plugin's own forms; see :class:`FileFormat`.

    What makes the file is handed what leaves the Party, and no other answer. When it raises, that file is not made, and
    the message names the plugin.

    :returns: formats; a name that another plugin brought already is refused with both names.
    """


@hookspec
def cbreport_check_report(report: Report) -> Sequence[Finding]:  # type: ignore[empty-body]
    """Findings that only this plugin can make, besides those of the form language.

    Called for every report, so look at ``report.form.convention`` first. A plugin that raises here blocks submission
    with an error that names it: a check that could not be made is never taken for a pass.

    :param report: the report, with ``report.evaluation``.
    """


@hookspec(firstresult=False)
def cbreport_prepare_document(document: Any, report: Report) -> Any:
    """A changed :class:`cbreport.documents.Document`, or None to leave it as it is.

    :param document: the tree of nodes before it becomes HTML, PDF or another form.
    :param report: the report it was built from.
    """
