"""Answers of one or many reports as tables for analysis: reports, answers, and the code book that says what they mean.

``answers`` is long: one row for each thing that was said, so that several chosen options are several rows. Columns
have types; ``value`` is the answer as it is kept, whatever its type, ``text`` the same in words. Names of columns and
keys are the same in every language and do not change from one version to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from cbreport.answering import Answer, is_blank
from cbreport.definition import Form, Option, Question, Section, parse_address
from cbreport.documents.codebook import codebook_rows
from cbreport.documents.tables import Field, Table, Value, table
from cbreport.documents.values import answer_words, is_valid, non_answer_words
from cbreport.documents.viewing import Audience, View
from cbreport.documents.writing import Writer, to_decimal, typed
from cbreport.reporting import SECRETARIAT, Report

_CODE: Final = "ISO 3166-1 alpha-3 code of the Party; EUE for the European Union, XSC for the Secretariat itself."

REPORTS: Final = (
    Field("report", "string", "Key of the report: form, Party, cycle and version.", required=True),
    Field("convention", "string", "The convention's id.", required=True),
    Field("form", "string", "Form and edition that were answered.", required=True),
    Field("cycle", "string", "Reporting cycle; of a record its number, too.", required=True),
    Field("party", "string", _CODE, required=True),
    Field("party_name", "string", "Name of the Party, in the language of the file.", required=True),
    Field("version", "integer", "Version of the report, counted from 1.", required=True),
    Field("status", "string", "Where it stands: draft, in-review, approved, submitted and so on.", required=True),
    Field("submitted", "date", "The day on which it was submitted."),
    Field("entered_by", "string", "“secretariat” where that entered the answers on behalf of the Party."),
    Field("example", "boolean", "Whether the answers are invented.", required=True),
    Field("form_digest", "string", "Digest of the form's wording as it was answered."),
)

QUESTIONS: Final = (
    Field("question", "string", "Key of the question: form, # and address; * stands for a row's key.", required=True),
    Field("form", "string", "Form and edition.", required=True),
    Field("address", "string", "Address in the form.", required=True),
    Field("section", "string", "Number and title of the section.", required=True),
    Field("number", "string", "Number as the form prints it."),
    Field("reference", "string", "What the convention's own system calls it."),
    Field("concept", "string", "What it means, shared with questions of other forms."),
    Field("type", "string", "Type of question.", required=True),
    Field("calculated", "boolean", "Whether it is worked out from other answers.", required=True),
    Field("required", "boolean", "Whether it must be answered."),
    Field("private", "boolean", "Whether its answers never leave the Party.", required=True),
    Field("label", "string", "The question.", required=True),
    Field("row", "string", "Label of the row in a matrix."),
    Field("unit", "string", "Unit of its numbers."),
    Field("non_answers", "string", "Non-answers that it takes."),
    Field("condition", "string", "When it is asked."),
)

OPTIONS: Final = (
    Field("option", "string", "Key of the option: question, = and code.", required=True),
    Field("question", "string", "Key of the question.", required=True, refers_to="questions"),
    Field("code", "string", "What answers keep.", required=True),
    Field("label", "string", "The option in words.", required=True),
    Field("concept", "string", "What it means, shared with options of other forms."),
    Field("low", "integer", "Lower end of a band, included."),
    Field("high", "integer", "Upper end of a band, included."),
    Field("beside", "string", "What is asked for beside it: text, long-text, integer or money."),
)

ANSWERS: Final = (
    Field("report", "string", "Key of the report.", required=True, refers_to="reports"),
    Field("convention", "string", "The convention's id.", required=True),
    Field("party", "string", _CODE, required=True),
    Field("party_name", "string", "Name of the Party, in the language of the file.", required=True),
    Field("cycle", "string", "Reporting cycle; of a record its number, too.", required=True),
    Field("version", "integer", "Version of the report.", required=True),
    Field("status", "string", "Where the report stands.", required=True),
    Field("section", "string", "Id of the section.", required=True),
    Field("question", "string", "Key of the question in the code book.", required=True, refers_to="questions"),
    Field("address", "string", "Address of the answer in the report, with the key of its row.", required=True),
    Field("number", "string", "Number of the question as the form prints it."),
    Field("label", "string", "The question, in the language of the file.", required=True),
    Field("row", "string", "Key of the row of a matrix or group."),
    Field("row_number", "integer", "Place of the row, counted from 1."),
    Field("row_name", "string", "Label of the row, or what names it."),
    Field("part", "string", "Id of the column of a matrix, or of the question of a group."),
    Field("part_label", "string", "That column or question, in the language of the file."),
    Field("type", "string", "Type of the question.", required=True),
    Field(
        "said", "string",
        "What the row holds: value, option, non-answer, beside (typed beside the label of a matrix row), translation "
        "(the same text in another language), file, or comment.",
        required=True,
    ),
    Field("option", "string", "Key of the chosen option in the code book.", refers_to="options"),
    Field("value", "string", "The answer as it is kept: code, text as typed, figure, ISO date, true or false."),
    Field("text", "string", "The answer in words, in the language of the file where it has that language."),
    Field("language", "string", "Language of the text, when it is known."),
    Field("figure", "number", "The number, or the amount; of a range the lower end."),
    Field("figure_to", "number", "Of a range the upper end."),
    Field("day", "date", "The date; of a period its first day."),
    Field("day_to", "date", "Of a period its last day."),
    Field("holds", "boolean", "Yes or no; whether it is ticked."),
    Field("unit", "string", "Unit of the number, in the language of the file."),
    Field("currency", "string", "ISO 4217 code of the amount."),
    Field("beside", "string", "What was typed beside the option."),
    Field("non_answer", "string", "The non-answer that was recorded, or that the chosen option means."),
    Field("origin", "string", "entered, carried-forward, crosswalk, imported or calculated.", required=True),
    Field("confirmed", "boolean", "Whether a person has confirmed it; always so outside the Party.", required=True),
    Field("valid", "boolean", "Whether it can be read as what was asked for; if not, it is as typed.", required=True),
)  # fmt: skip


def report_key(report: Report) -> str:
    """What names a report in tables: the same for the same version of it, whoever makes the file.

    >>> from cbreport.testing import example_library
    >>> report_key(Report(example_library().form("example-national-report"), "KEN", "EX1"))
    'example-national-report@ex1/KEN/EX1/v1'
    """
    return f"{report.form.key}/{report.party}/{report.cycle}/v{report.version}"


def question_key(form: Form, address: str) -> str:
    """What names a question in tables; ``*`` stands for the key of a group's row.

    >>> from cbreport.testing import example_library
    >>> question_key(example_library().form("example-national-report"), "trainings[r7f3].title")
    'example-national-report@ex1#trainings[*].title'
    """
    place = parse_address(address)
    question = form.question(place.question) if place else None
    if place and place.row and question and question.type == "group":
        address = f"{place.question}[*].{place.column}"
    return f"{form.key}#{address}"


def answer_tables(
    reports: Sequence[Report], language: str = "en", audience: Audience = "party"
) -> tuple[Table, Table, Table, Table]:
    """The tables ``answers``, ``reports``, ``questions`` and ``options``, in that order.

    :param audience: everybody but the ``party`` gets what leaves the Party and no more.
    :raises ValueError: a version of a report is there twice.

    >>> from cbreport.testing import example_library
    >>> library = example_library()
    >>> report = Report(library.form("example-national-report"), "KEN", "EX1", library=library)
    >>> [(each.name, len(each.rows)) for each in answer_tables([report])][:2]
    [('answers', 0), ('reports', 1)]
    """
    twice = [key for key, times in Counter(map(report_key, reports)).items() if times > 1]
    if twice:
        raise ValueError(f"{twice[0]} is there twice.")
    views = [View(report, _writer(report, language), True, audience) for report in reports]
    forms = {report.form.key: _writer(report, language) for report in reports}
    known = {report.form.key: report.form for report in reports}
    books = [(known[key], list(codebook_rows(known[key], forms[key].translator))) for key in sorted(known)]
    return (
        table(
            "answers", "One row for each thing that was said in a report.", ANSWERS,
            (row for view in views for row in _Rows(view).of_report()), keyed=False,
        ),
        table("reports", "The reports, those without an answer too.", REPORTS, map(_report, views), keyed=True),
        table("questions", "Code book: what was asked.", QUESTIONS, _questions(books), keyed=True),
        table("options", "Code book: the options of each question.", OPTIONS, _options(books), keyed=True),
    )  # fmt: skip


def _writer(report: Report, language: str) -> Writer:
    return Writer(report.source.translator(language, report.form.convention))


def _about(report: Report, t: Writer) -> dict[str, Value]:
    return {
        "report": report_key(report),
        "convention": report.form.convention,
        "party": report.party,
        "party_name": t.respondent(report).text,
        "cycle": report.cycle,
        "version": report.version,
        "status": report.status,
    }


def _report(view: View) -> dict[str, Value]:
    report = view.report
    return {
        **_about(report, view.t),
        "form": report.form.key,
        "submitted": _day(report.submitted[:10]),
        "entered_by": SECRETARIAT if report.behalf else None,
        "example": report.example,
        "form_digest": report.digest or report.form.digest or None,
    }


Books = Iterable[tuple[Form, Sequence[Mapping[str, str]]]]


def _questions(books: Books) -> Iterator[dict[str, Value]]:
    for form, rows in books:
        for address, row in {row["address"]: row for row in rows}.items():
            told: dict[str, Value] = {name.replace("-", "_"): text or None for name, text in row.items()}
            flags = {name: _FLAGS.get(row[name]) for name in ("calculated", "required", "private")}
            yield {**told, **flags, "question": f"{form.key}#{address}", "form": form.key}


_FLAGS: Final = {"true": True, "false": False}


def _options(books: Books) -> Iterator[dict[str, Value]]:
    for form, rows in books:
        for row in rows:
            if "option" in row:
                question = f"{form.key}#{row['address']}"
                yield {
                    "option": f"{question}={row['option']}",
                    "question": question,
                    "code": row["option"],
                    "label": row["option-label"],
                    "concept": row["option-concept"] or None,
                    "low": int(row["from"]) if row["from"] else None,
                    "high": int(row["to"]) if row["to"] else None,
                    "beside": row["beside"] or None,
                }


@dataclass(frozen=True)
class _Rows:
    """The rows of one report."""

    view: View

    @cached_property
    def _by_question(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for address in self.view.answers:
            found.setdefault(address.partition("[")[0], []).append(address)
        return found

    def of_report(self) -> Iterator[dict[str, Value]]:
        about = _about(self.view.report, self.view.t)
        for section in self.view.report.form.sections:
            for question in section.questions:
                yield from ({**about, **row} for row in self._of_question(section, question))

    def _of_question(self, section: Section, question: Question) -> Iterator[dict[str, Value]]:
        parts = {part.id: (at, part) for at, part in enumerate(self.view.parts(question))}
        resolved = self.view.resolved(question)
        for number, row, column, address in self._in_order(question, {id: at for id, (at, _) in parts.items()}):
            part = parts[column][1] if column in parts else None
            key = question_key(self.view.report.form, address)
            where: dict[str, Value] = {
                "section": section.id,
                "question": key,
                "address": address,
                "number": question.number or None,
                "label": self._label(question.label),
                "row": row or None,
                "row_number": number or None,
                "row_name": self._row_name(question, row, number),
                "part": column or None,
                "part_label": self._label(part.label) if part else None,
            }
            answer = self.view.answers[address]
            asked = part or resolved
            where |= {"type": asked.custom or asked.type, "origin": answer.source, "confirmed": answer.confirmed}
            beside = bool(row) and not column
            for said in self._beside_a_row(question, row, answer) if beside else self._said(key, asked, answer):
                yield {**where, "valid": True, **said}

    def _in_order(self, question: Question, parts: Mapping[str, int]) -> list[tuple[int, str, str, str]]:
        """Number and key of the row, part and address of each answer to a question, row by row."""
        split = [(parse_address(address), address) for address in self._by_question.get(question.id, ())]
        places = [(place.row, place.column, address) for place, address in split if place]
        if question.type == "matrix":
            keys = [row.code for row in question.rows]
        else:
            there = {row for row, _, _ in places}
            keys = [key for key in self.view.evaluation.rows.get(question.id, ()) if key in there]
        numbers = {key: number for number, key in enumerate(keys, 1)}
        found = [(numbers.get(row, 0), row, column, address) for row, column, address in places]
        return sorted(found, key=lambda each: (each[0], parts.get(each[2], -1)))

    def _label(self, source: str) -> str:
        return self.view.t.translator(source)

    def _row_name(self, question: Question, key: str, number: int) -> str | None:
        if not key:
            return None
        row = question.row(key)
        return self._label(row.label) if row else self.view.row_name(question, key, number)

    def _said(self, key: str, question: Question, answer: Answer) -> Iterator[dict[str, Value]]:
        if answer.non_answer:
            kind = answer.non_answer
            words = non_answer_words(self.view.t, kind).text
            yield {"said": "non-answer", "value": kind, "text": words, "non_answer": kind}
        elif not is_blank(answer.value):
            yield from self._values(key, question, answer)
            for language, text in answer.translations.items():
                if text.strip():
                    yield {"said": "translation", "value": text, "text": text, "language": language}
        yield from self._with_it(answer)

    def _with_it(self, answer: Answer) -> Iterator[dict[str, Value]]:
        for file in answer.attachments:
            yield {"said": "file", "value": file["digest"], "text": file["name"]}
        if answer.comment:
            yield {"said": "comment", "value": answer.comment, "text": answer.comment, "language": _or_none(answer)}

    def _beside_a_row(self, question: Question, key: str, answer: Answer) -> Iterator[dict[str, Value]]:
        row = question.row(key)
        typed_there = answer.details.get(key)
        if row and not is_blank(typed_there):
            text = typed(typed_there)
            yield {"said": "beside", "type": row.detail, "value": text, "text": text, "language": _or_none(answer)}
        yield from self._with_it(answer)

    def _values(self, key: str, question: Question, answer: Answer) -> Iterator[dict[str, Value]]:
        if question.type == "reference" or not question.options:
            yield self._value(question, answer)
            return
        for code in answer.value if isinstance(answer.value, list) else [answer.value]:
            option = question.option(code)
            if option:
                yield self._option(key, option, answer)
            else:
                yield {"said": "value", "value": typed(code), "text": typed(code), "valid": False}

    def _option(self, key: str, option: Option, answer: Answer) -> dict[str, Value]:
        shown = self.view.t.translator.show(option.label)
        beside = answer.details.get(option.code)
        return {
            "said": "option",
            "option": f"{key}={option.code}",
            "value": option.code,
            "text": shown.text,
            "language": shown.language,
            "beside": None if is_blank(beside) else _kept(beside),
            "non_answer": option.means or None,
        }

    def _value(self, question: Question, answer: Answer) -> dict[str, Value]:
        """An answer that is no option: as kept, in words, and in the columns of its type."""
        valid = is_valid(self.view.t, question, answer)
        words = answer_words(self.view.t, question, answer)
        told: dict[str, Value] = {
            "said": "value",
            "value": _kept(answer.value),
            "text": " ".join([each.text for each in words if not each.link] or [each.text for each in words]),
            "language": _or_none(answer) if question.type in _WRITTEN else None,
            "valid": valid,
        }
        if question.limits.unit:
            told["unit"] = self._label(question.limits.unit)
        return {**told, **_typed_columns(question, answer.value)} if valid else told


_WRITTEN: Final = ("text", "long-text", "link", "file", "reference")


def _or_none(answer: Answer) -> str | None:
    return answer.language or None


def _kept(value: Any) -> str:
    """A value as text: figures, dates and codes as they are kept, ranges and links by their parts.

    >>> _kept(True), _kept({"from": "5", "to": "7", "currency": "USD"})
    ('true', '5/7 USD')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, Mapping):
        return typed(value)
    if "url" in value or "digest" in value:
        return str(value.get("url") or value["digest"])
    ends = "/".join(str(value.get(side, "")) for side in ("from", "to")) if {"from", "to"} & value.keys() else ""
    amount = str(value.get("amount", "")) or ends
    return f"{amount} {value.get('currency', '')}".strip()


def _typed_columns(question: Question, value: Any) -> dict[str, Value]:
    """A valid value in the columns of its type."""
    if question.type in ("integer", "decimal", "year"):
        return {"figure": _number(value)}
    if question.type in ("yes-no", "tick"):
        return {"holds": value}
    if question.type == "date":
        return {"day": _day(value)}
    if question.type == "period":
        return {"day": _day(value.get("from")), "day_to": _day(value.get("to"))}
    if question.type == "money":
        low = _number(value.get("amount")) if not is_blank(value.get("amount")) else _number(value.get("from"))
        return {"figure": low, "figure_to": _number(value.get("to")), "currency": value.get("currency") or None}
    return {}


def _number(value: object) -> Decimal | None:
    """The number; None for what is none or has too many digits, which is in ``value`` as it was typed."""
    try:
        return None if is_blank(value) else to_decimal(value)
    except ValueError:
        return None


def _day(value: object) -> date | None:
    """The day; None for what is none, which is in ``value`` as it was typed."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
