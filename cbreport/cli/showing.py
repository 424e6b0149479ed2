"""A form as text for the terminal and as data, in any language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cbreport.cli.output import paragraph
from cbreport.definition import (
    Condition,
    Form,
    Limits,
    Option,
    Question,
    Section,
    Source,
    Translator,
    condition_in_words,
    to_data,
)

UNVERIFIED = "not compared with the official text"


def form_lines(form: Form, t: Translator) -> Iterator[str]:
    """The form, line by line: head, sections, questions with their columns, options and conditions."""
    yield t(form.title)
    languages = ", ".join(form.languages)
    yield f"{form.key}; convention: {form.convention}; answered by: {form.respondent}; languages: {languages}"
    yield from _source_lines(form.source, form.verified, 0)
    for section in form.sections:
        yield ""
        yield _named(section.number, t(section.title), section.id)
        if section.help:
            yield paragraph(t(section.help), 2)
        yield from _source_lines(section.source if section.source != form.source else Source(), section.verified, 2)
        yield from _condition_lines(section.show_when, form, t, 2)
        for question in section.questions:
            yield ""
            yield from _question_lines(question, form, t, 2)
    for old in form.retired:
        then = f", replaced by {old.replaced_by}" if old.replaced_by else ""
        yield f"Retired since {old.since}: {old.id}{then}"


def _named(number: str, title: str, id: str) -> str:
    return f"{number}  {title}  [{id}]" if number else f"{title}  [{id}]"


def _source_lines(source: Source, verified: bool, indent: int) -> Iterator[str]:
    named = ", ".join(filter(None, (source.document, source.paragraph)))
    if named:
        yield paragraph(f"Source: {named}{'' if verified else f' ({UNVERIFIED})'}", indent)
    elif not verified:
        yield paragraph(UNVERIFIED.capitalize(), indent)
    if source.note:
        yield paragraph(source.note, indent)


def _condition_lines(
    condition: Condition | None, form: Form, t: Translator, indent: int, group: str = ""
) -> Iterator[str]:
    if condition is not None:
        yield paragraph(f"Only if {condition_in_words(condition, form, t, group)}.", indent)


def _question_lines(question: Question, form: Form, t: Translator, indent: int, group: str = "") -> Iterator[str]:
    yield paragraph(f"{question.number}  {t(question.label)}" if question.number else t(question.label), indent)
    below = indent + 2
    marks = {
        "required": question.required,
        "private": question.private,
        "sensitive": question.sensitive,
        UNVERIFIED: not question.verified,
    }
    facts = [question.type, *(mark for mark, holds in marks.items() if holds), *_limit_words(question.limits, t)]
    yield paragraph(f"[{question.id}] {', '.join(facts)}", below)
    for text in filter(None, (question.help, question.guidance, question.definition)):
        yield paragraph(t(text), below)
    yield from _condition_lines(question.show_when, form, t, below, group)
    for kind, options in (("", question.options), ("row ", question.rows)):
        for option in options:
            yield paragraph(_option_line(kind, option, question, t), below)
    for part in question.parts:
        yield from _question_lines(part, form, t, below + 2, question.id)
    if question.non_answers:
        yield paragraph(f"or: {', '.join(question.non_answers)}", below)


def _option_line(kind: str, option: Option, question: Question, t: Translator) -> str:
    facts = []
    if option.detail:
        facts.append(f"asks for {option.detail}{'' if option.detail_required else ', not required'}")
    if option.code in question.exclusive:
        facts.append("cannot be chosen with another")
    if option.means:
        facts.append(f"counted as {option.means}")
    line = f"- {kind}{option.code}: {t(option.label)}"
    return f"{line} ({'; '.join(facts)})" if facts else line


def _limit_words(limits: Limits, t: Translator) -> Iterator[str]:
    if limits.at_least:
        yield f"at least {limits.at_least}"
    if limits.at_most:
        yield f"at most {limits.at_most}"
    if limits.max_words:
        yield f"at most {limits.max_words} words"
    if limits.unit:
        yield f"unit: {t(limits.unit)}"
    if limits.currencies:
        yield f"currencies: {', '.join(limits.currencies)}"
    if limits.of != "all":
        yield f"of: {limits.of}"


def form_data(form: Form, t: Translator) -> dict[str, Any]:
    """The form as data, under the names that the form language uses."""
    return _kept(
        {
            "form": form.key,
            "id": form.id,
            "edition": form.edition,
            "convention": form.convention,
            "respondent": form.respondent,
            "title": t(form.title),
            "language": t.language,
            "languages": list(form.languages),
            "source": _source_data(form.source),
            "verified": form.verified,
            "digest": form.digest,
            "sections": [_section_data(section, form, t) for section in form.sections],
            "retired": [_kept({"id": r.id, "since": r.since, "replaced-by": r.replaced_by}) for r in form.retired],
        }
    )


def _section_data(section: Section, form: Form, t: Translator) -> dict[str, Any]:
    return _kept(
        {
            "id": section.id,
            "number": section.number,
            "title": t(section.title),
            "help": t(section.help),
            "verified": section.verified,
            "source": _source_data(section.source),
            **_condition_data(section.show_when, form, t, ""),
            "questions": [_question_data(question, form, t) for question in section.questions],
        }
    )


def _question_data(question: Question, form: Form, t: Translator, group: str = "") -> dict[str, Any]:
    limits = question.limits
    own: dict[str, Any] = {
        "id": question.id,
        "number": question.number,
        "reference": question.reference,
        "concept": question.concept,
        "type": question.type,
        "label": t(question.label),
        "help": t(question.help),
        "guidance": t(question.guidance or ""),
        "definition": t(question.definition or ""),
        "example": t(question.example),
        "required": question.required,
        "verified": question.verified,
        "private": question.private or None,
        "sensitive": question.sensitive or None,
        "source": _source_data(question.source),
        **_condition_data(question.show_when, form, t, group),
        "options": [_option_data(option, t) for option in question.options],
        "exclusive": list(question.exclusive),
        "vocabulary": question.vocabulary,
        "rows": [_option_data(row, t) for row in question.rows],
        "non-answers": list(question.non_answers),
        "row-label": question.row_label,
        "at-least": limits.at_least,
        "at-most": limits.at_most,
        "max-words": limits.max_words or None,
        "unit": t(limits.unit),
        "currencies": list(limits.currencies),
    }
    own["columns" if question.columns else "questions"] = [
        _question_data(part, form, t, question.id) for part in question.parts
    ]
    return _kept(own)


def _option_data(option: Option, t: Translator) -> dict[str, Any]:
    return _kept(
        {
            "code": option.code,
            "label": t(option.label),
            "help": t(option.help),
            "with": option.detail,
            "optional-detail": None if option.detail_required else True,
            "means": option.means,
            "from": option.low,
            "to": option.high,
            "concept": option.concept,
            "same-as": option.same_as,
        }
    )


def _condition_data(condition: Condition | None, form: Form, t: Translator, group: str) -> dict[str, Any]:
    if condition is None:
        return {}
    return {"show-when": to_data(condition), "shown-when-in-words": condition_in_words(condition, form, t, group)}


def _source_data(source: Source) -> dict[str, Any]:
    return _kept({"document": source.document, "paragraph": source.paragraph, "note": source.note})


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    """Without what is not set; false and zero are kept."""
    return {key: value for key, value in data.items() if value is not None and value not in ("", [], {})}
