"""The parts of the contract that are about files: forms, ids, texts, translations, crosswalks and examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cbreport.definition import SOURCE_LANGUAGE, Form, Translator, check_form, load_crosswalk
from cbreport.definition.addresses import CODE_PATTERN, ID_PATTERN
from cbreport.definition.language import read_catalogue
from cbreport.definition.messages import convention_messages, form_messages
from cbreport.errors import CbreportError, DefinitionError
from cbreport.library import read_resource
from cbreport.reporting import STATUSES, check, load_report, parse_json
from cbreport.testing.subject import Subject, every_question, repeated

_UNVERIFIED: Final = "F30"
_NO_FORM: Final = "F40"
_NO_ANSWER: Final = "A02"
_ID: Final = re.compile(ID_PATTERN.pattern)
_CODE: Final = re.compile(CODE_PATTERN.pattern)


def forms(subject: Subject) -> Iterator[str]:
    """Forms have no findings but unverified questions, name their source, and are in the convention's languages."""
    if not subject.forms:
        yield "The plugin brings no form: cbreport_forms gives none."
    for form in subject.forms:
        yield from (str(found) for found in check_form(form) if found.code != _UNVERIFIED)
        if not form.source.document:
            yield f"{form.key}: the source names no document."
        for language in sorted(set(form.languages) - set(subject.library.convention(form.convention).languages)):
            yield f"{form.key}: {language} is none of the languages of “{form.convention}”."
        if not form.verified:
            yield from _unmarked(form)


def _unmarked(form: Form) -> Iterator[str]:
    for question in form.questions():
        if question.answerable and question.verified:
            yield f"{form.key}: {question.id} is verified, but the form is not."


def ids(subject: Subject) -> Iterator[str]:
    """Ids and codes are stable names, codes and printed numbers stand once."""
    for form in subject.forms:
        for name, question in every_question(form):
            codes = [option.code for option in (*question.options, *question.rows)]
            if not _ID.fullmatch(question.id):
                yield f"{form.key}: “{name}” is no id."
            for code in codes:
                if not _CODE.fullmatch(code):
                    yield f"{form.key}: {name}: “{code}” is no code."
            for code in repeated(codes):
                yield f"{form.key}: {name}: the code “{code}” stands twice."
        for number in repeated([question.number for question in form.questions() if question.number]):
            yield f"{form.key}: the number {number} stands twice."


def texts(subject: Subject) -> Iterator[str]:
    """Texts have no needless blanks and line breaks."""
    for form in subject.forms:
        for name, question in every_question(form):
            found = [
                question.label,
                question.help,
                question.guidance or "",
                question.definition or "",
                question.example,
            ]
            found += [text for option in (*question.options, *question.rows) for text in (option.label, option.help)]
            for text in found:
                if text != text.strip() or "  " in text or ("\n" in text and text is not question.example):
                    yield f"{form.key}: {name}: needless blanks or line breaks in “{text}”."


def translations(subject: Subject) -> Iterator[str]:
    """Catalogues can be read, and no text of a form, region or cycle lacks a reviewed translation.

    The names of a convention and its Secretariat may have none: not every language has an official one.
    """
    for convention in subject.conventions:
        sources = [source for source in subject.manager.translations() if source.domain == convention.id]
        wanted = {message.text for message in convention_messages(convention)}
        wanted -= {convention.name, convention.secretariat}
        for form in subject.forms:
            if form.convention == convention.id:
                wanted |= {message.text for message in form_messages(form)}
        for language in convention.languages:
            if language != SOURCE_LANGUAGE:
                translator = Translator(language, tuple(read_catalogue(source, language) for source in sources))
                missing = sorted(text for text in wanted if translator.show(text).language != language)
                yield from (f"{convention.id}: no translation into {language} of “{text}”." for text in missing)
    known = {convention.id for convention in subject.library.conventions}
    for source in subject.manager.translations():
        if source.domain not in known:
            yield f"The domain of a catalogue is the id of a convention; “{source.domain}” is none."


def crosswalks(subject: Subject) -> Iterator[str]:
    """Crosswalks can be read, and both ends are there where both forms are installed."""
    for resource in subject.manager.crosswalks():
        try:
            load_crosswalk(read_resource(resource), resource.path, subject.library.form)
        except DefinitionError as error:
            yield from (str(found) for found in error.findings if found.code != _NO_FORM)


def examples(subject: Subject) -> Iterator[str]:
    """Examples say that they are invented; no Party has two for a cycle; they are without errors.

    A draft may lack answers.
    """
    own = {convention.id for convention in subject.conventions}
    for resource in subject.manager.examples():
        try:
            data = parse_json(read_resource(resource).encode("utf-8"))
            report = load_report(data, subject.library)
        except CbreportError as error:
            yield f"{resource.path}: {error.message}"
            continue
        if not report.example:
            yield f"{resource.path}: it does not say “example”: true."
        if report.status not in STATUSES:
            yield f"{resource.path}: there is no status “{report.status}”."
        if report.form.convention not in own:
            yield f"{resource.path}: it is a report to “{report.form.convention}”, which another plugin brings."
        allowed = {_NO_ANSWER} if report.status == "draft" else set()
        for found in check(report):
            if found.severity == "error" and found.code not in allowed:
                yield f"{resource.path}: {found}"
    whose = [f"{data.get('party')} for {data.get('cycle')}" for data in subject.examples.values()]
    yield from (f"There are two examples of {each}." for each in repeated(whose))
