"""Records for the clearing-house: what leaves the Party of a report to one of our forms, in the shape of its record.

Keys are the references of the questions (``reference:`` in the forms), which were taken from the clearing-house's own
sources; ``docs/data-formats.md`` says which parts of the shape were compared with these and which were not. A question
without a reference has no place in the record and is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from cbreport.answering import Answer, is_blank
from cbreport.definition import Option, Question, all_parties, parse_address
from cbreport.reporting import FileFormat, Report

#: The record's schema by series of form. There is none for the measures of decision XIII/23.
SCHEMAS: Final[Mapping[str, str]] = {
    "cbd-capacity-initiative": "capacityBuildingInitiative",
    "cbd-capacity-resource": "capacityBuildingResource",
    "bio-bridge-request": "bbiRequest",
    "bio-bridge-opportunity": "bbiOpportunity",
    "bio-bridge-profile": "bbiProfile",
    "cbd-national-report": "nationalReport7",
    "cpb-national-report": "cpbNationalReport5",
    "nagoya-national-report": "absNationalReport1",
}
#: Where the questions of a section stand in the record of the seventh national report; elsewhere they stand on top.
SECTIONS: Final[Mapping[str, str]] = {
    "preparation": "sectionI",
    "nbsap": "sectionII",
    "indicator-20b": "binaryResponseTarget20",
    "conclusions": "sectionV",
}
OTHER: Final = "5B6177DD-5E5E-434E-8CB7-D63D67D5EBED"  # the thesaurus's “other”, which takes a value in words
_OFFICIAL: Final = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9.]+)+")  # GBF-TARGET-20: an identifier of the thesaurus as it is
#: Vocabularies that are no part of the thesaurus: their codes stand in the record as they are.
_CODED: Final = ("cbd-data-source", "cbd-groups", "duration-units", "implementation-scale", "un-languages")
_FIGURES_AS_TEXT: Final = ("totalBudget",)
Record = dict[str, Any]


def chm_format() -> FileFormat:
    """The format by which pages and command line make records."""
    return FileFormat(
        name="chm-json",
        media_type="application/json",
        ending="json",
        title="Record for the clearing-house (JSON)",
        forms=tuple(SCHEMAS),
        make=lambda report: json.dumps(record_of(report), ensure_ascii=False, indent=1).encode("utf-8"),
    )


def record_of(report: Report) -> Record:
    """The record of a report that holds nothing but what leaves the Party.

    :param report: to one of the forms of :data:`SCHEMAS`.
    """
    fields: Record = {}
    for section in report.form.sections:
        into = fields
        if report.form.id == "cbd-national-report" and section.id in SECTIONS:
            into = fields.setdefault(SECTIONS[section.id], {})
        for question in section.questions:
            for key, value in _fields(report, question):
                _put(into, key, value)
    header = {"identifier": identifier(report), "schema": SCHEMAS[report.form.id], **fields.pop("header", {})}
    header.setdefault("languages", sorted(_languages(report)) or ["en"])
    kept = {key: value for key, value in fields.items() if value != {}}
    return {"header": header, "government": {"identifier": _country(report.party)}, **kept}


def identifier(report: Report) -> str:
    """The record's identifier: the same for every version of a report, as a draft and when it is sent again."""
    name = f"urn:cbreport:record:{report.form.id}:{report.party}:{report.cycle}"
    return str(uuid5(NAMESPACE_URL, name)).upper()


def html(text: str) -> str:
    r"""A text of several paragraphs as the clearing-house keeps it; what looks like markup was typed, and stays text.

    >>> html("Rangers & others\n\nNext <year>")
    '<p>Rangers &amp; others</p><p>Next &lt;year&gt;</p>'
    """
    paragraphs = [each.strip() for each in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return "".join(f"<p>{escape(each).replace(chr(10), '<br>')}</p>" for each in paragraphs if each)


def _languages(report: Report) -> set[str]:
    return {
        language
        for answer in report.answers.values()
        for language in (answer.language, *answer.translations)
        if re.fullmatch("[a-z]{2}", language)
    }


def _country(code: str) -> str:
    """The lower-case alpha-2 code; of a Party that is not known what was given."""
    known = all_parties().get(code)
    return (known.iso2 if known else code).lower()


def _put(into: Record, key: str, value: Any) -> None:
    """Set a field. ``a.b`` is a field of ``a``; two lists under one key are one."""
    first, _, inside = key.partition(".")
    before = into.get(first)
    if inside:
        if not isinstance(before, dict):
            into[first] = before = {"identifier": before} if before is not None else {}
        _put(before, inside, value)
    elif isinstance(before, list) and isinstance(value, list):
        before.extend(value)
    elif isinstance(before, dict):
        before["name"] = value  # an organisation of which something else was told before
    else:
        into[first] = value


def _fields(report: Report, question: Question) -> Iterator[tuple[str, Any]]:
    """What a question puts into the record."""
    if not question.reference:
        return
    if question.parts:
        rows = [row for row in _rows(report, question) if row]
        if rows:
            yield question.reference, rows
        return
    answer = report.answers.get(question.id)
    if answer and (value := _value(report, question, answer)) is not None:
        yield question.reference, value


def _rows(report: Report, question: Question) -> Iterator[Any]:
    """The rows of a group: links, terms or references where it asks for these, else objects."""
    rows: dict[str, dict[str, Answer]] = {}
    for address, answer in report.answers.items():
        place = parse_address(address)
        if place and place.question == question.id and place.column:
            rows.setdefault(place.row, {})[place.column] = answer
    for answers in rows.values():
        values = {
            part.id: (part, value)
            for part in question.parts
            if part.id in answers and (value := _value(report, part, answers[part.id])) is not None
        }
        yield _row(question, values)


def _row(question: Question, values: Mapping[str, tuple[Question, Any]]) -> Any:
    kinds = {part.type for part in question.parts}
    if len(question.parts) == 1 and kinds == {"party"}:
        return next((value for _, value in values.values()), None)
    row: Record = {}
    for part, value in values.values():
        if part.type == "link":
            row |= value
        else:
            row[part.reference or _camel(part.id)] = value
    if any(part.reference == "identifier" for part in question.parts):  # a reference to another record
        names = [value for part, value in values.values() if part.reference != "identifier"]
        row = {"name": names[0]} if names else {}
        number = values.get("record-number")
        row |= {"identifier": next(iter(number[1].values()))} if number else {}
    return row


def _camel(id: str) -> str:
    """The name of a field whose name we do not know, in the way of the others."""
    first, *others = id.split("-")
    return first + "".join(each.capitalize() for each in others)


def _value(report: Report, question: Question, answer: Answer) -> Any:
    """The value in the record; None when there is none, for a non-answer has no place there."""
    if answer.non_answer or is_blank(answer.value):
        return None
    make = _MAKERS.get(question.type)
    return make(report, question, answer) if make else answer.value


def _text(report: Report, question: Question, answer: Answer) -> Any:
    if not isinstance(answer.value, str):
        return None
    return _in_languages(answer, answer.value, rich=question.type == "long-text")


def _in_languages(answer: Answer, text: str, *, rich: bool) -> dict[str, str]:
    """A text by language, with its translations; one without a language is taken for English."""
    texts = {answer.language or "en": text}
    texts |= {language: each for language, each in answer.translations.items() if each.strip()}
    return {language: html(each) if rich else escape(each, quote=False) for language, each in texts.items()}


def _one(report: Report, question: Question, answer: Answer) -> Any:
    return _chosen(report, question, answer, answer.value)


def _many(report: Report, question: Question, answer: Answer) -> Any:
    codes = answer.value if isinstance(answer.value, list) else [answer.value]
    found = [_chosen(report, question, answer, code) for code in codes]
    return [each for each in found if each is not None] or None


def _chosen(report: Report, question: Question, answer: Answer, code: Any) -> Any:
    """An option: a term of the thesaurus where the question has a vocabulary, else its code."""
    option = question.option(code)
    if option is None:
        return None
    if question.vocabulary in _CODED:
        return option.code
    beside = answer.details.get(option.code)
    if not question.vocabulary:
        if not any(each.detail for each in question.options):
            return option.same_as or option.code
        told = {} if is_blank(beside) else {"details": _beside(answer, beside)}
        return {"value": option.same_as or option.code, **told}
    return _term(report, answer, option, beside)


def _term(report: Report, answer: Answer, option: Option, beside: Any) -> Record:
    """A term. One of our own, that the thesaurus has not, is its “other” with our words."""
    official = option.same_as or (option.code if _OFFICIAL.fullmatch(option.code) else "")
    if official:
        return {"identifier": official, **({} if is_blank(beside) else {"customValue": _beside(answer, beside)})}
    if not is_blank(beside):
        return {"identifier": OTHER, "customValue": _beside(answer, beside)}
    return {"identifier": OTHER, "customValue": {"en": escape(option.label, quote=False)}}


def _beside(answer: Answer, beside: Any) -> Any:
    return {answer.language or "en": escape(beside, quote=False)} if isinstance(beside, str) else beside


def _party(report: Report, question: Question, answer: Answer) -> Any:
    return {"identifier": _country(str(answer.value))}


def _link(report: Report, question: Question, answer: Answer) -> Any:
    if not isinstance(answer.value, Mapping) or not answer.value.get("url"):
        return None
    name = answer.value.get("title", "")
    return {"url": answer.value["url"], **({"name": escape(name, quote=False)} if name else {})}


def _integer(report: Report, question: Question, answer: Answer) -> Any:
    return str(answer.value) if question.reference in _FIGURES_AS_TEXT else answer.value


def _file(report: Report, question: Question, answer: Answer) -> Any:
    return {"name": escape(answer.value["name"], quote=False)} if isinstance(answer.value, Mapping) else None


_MAKERS: Final[Mapping[str, Callable[[Report, Question, Answer], Any]]] = {
    "text": _text,
    "long-text": _text,
    "integer": _integer,
    "choose-one": _one,
    "rating": _one,
    "choose-many": _many,
    "party": _party,
    "link": _link,
    "file": _file,
}
