"""The parts of the contract that are about what a plugin does: its checks, documents of its reports, and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Final

from cbreport.documents import render
from cbreport.errors import Finding, PluginError
from cbreport.library import Library
from cbreport.reporting import FileFormat, Report, load_report
from cbreport.testing.example import example_library
from cbreport.testing.odd import odd_report
from cbreport.testing.subject import Subject

_TRIES: Final = 30  # odd reports for each form
_SEVERITIES: Final = ("error", "warning", "info")


def checks(subject: Subject) -> Iterator[str]:
    """Checks never raise, say nothing about empty reports and about those of others, and what they say is sound."""
    for report in subject.empty_reports():
        for found in subject.manager.check_report(report):
            yield f"{report.form.key}: nothing was answered, but there is a finding: {found}"
    for data in subject.examples.values():
        yield from unsound(subject, load_report(data, subject.library))
    for form in subject.forms:
        for seed in range(_TRIES):
            yield from unsound(subject, odd_report(Random(seed), form, subject.library))
    yield from _about_others(subject, example_library())
    yield from _about_others(subject, subject.library)


def _about_others(subject: Subject, library: Library) -> Iterator[str]:
    own = {convention.id for convention in subject.conventions}
    for form in library.forms:
        if form.convention not in own:
            for found in subject.manager.check_report(odd_report(Random(0), form, library)):
                yield f"{form.key} is a form of “{form.convention}”, but there is a finding: {found}"


def unsound(subject: Subject, report: Report) -> Iterator[str]:
    """What is wrong with what a plugin finds in a report.

    A finding carries a code of the plugin's own and the address of a question that is shown, and can be written.
    """
    for found in subject.manager.check_report(report):
        yield from (f"{report.form.key}: {problem}" for problem in _unsound(subject, report, found))


def _unsound(subject: Subject, report: Report, found: Finding) -> Iterator[str]:
    if found.code == "P01":
        yield found.describe()
        return
    codes = "|".join(re.escape(convention.id.upper()) for convention in subject.conventions)
    if not re.fullmatch(rf"(?:{codes})\d\d", found.code):
        yield f"“{found.code}”: a code is the id of the convention in capitals and two digits."
    if found.severity not in _SEVERITIES:
        yield f"{found.code}: “{found.severity}” is none of {', '.join(_SEVERITIES)}."
    if found.address and not report.evaluation.shown(found.address):
        yield f"{found.code}: “{found.address}” is not shown, so nobody can mend it."
    if not found.message or not found.hint:
        yield f"{found.code}: a finding needs a message and a hint."
    if "{" in str(found):
        yield f"{found.code}: a place was not filled in: {found}"


def documents(subject: Subject) -> Iterator[str]:
    """Empty reports and examples become documents, in every language of their convention."""
    for report in subject.empty_reports():
        for language in subject.library.convention(report.form.convention).languages:
            yield from _document(report, language)
    for data in subject.examples.values():
        yield from _document(load_report(data, subject.library), "en")


def files(subject: Subject) -> Iterator[str]:
    """Each kind of file is for forms of the plugin's, and can be made of its examples and of odd reports."""
    own = {form.id for form in subject.forms}
    for _, format in subject.manager.file_formats():
        yield from (f"{format.name} is for “{id}”, no form of the plugin's." for id in format.forms if id not in own)
        examples = [load_report(data, subject.library) for data in subject.examples.values()]
        odd = (odd_report(Random(seed), form, subject.library) for form in subject.forms for seed in range(_TRIES))
        for report in (*examples, *odd):
            if report.form.id in format.forms:
                yield from _file(format, report)


def _file(format: FileFormat, report: Report) -> Iterator[str]:
    try:
        format.make(report)
    except PluginError as error:
        yield f"{report.form.key}: {error.message}"


def _document(report: Report, language: str) -> Iterator[str]:
    try:
        text = render(report, "html", language=language)
    except Exception as error:
        yield f"{report.form.key}: no document in {language}: {type(error).__name__}: {error}"
    else:
        if not text.lstrip().lower().startswith(b"<!doctype html>"):
            yield f"{report.form.key}: the document in {language} is no HTML."
