"""What pages show of answers: in words, as their fields hold them, with files, translations and rows by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from cbreport.answering import Answer, is_file, row_keys, tidy
from cbreport.answering.slots import detail_question
from cbreport.definition import (
    LANGUAGE_NAMES,
    Option,
    Party,
    Question,
    Translator,
    all_parties,
    direction,
    parse_address,
)
from cbreport.documents.values import file_size, kept_words
from cbreport.documents.writing import Writer
from cbreport.errors import Finding
from cbreport.reporting import Report
from cbreport.web import fields
from cbreport.web.formats import Formats

if TYPE_CHECKING:
    from cbreport.web.context import Context

_BLANK: Final = Answer()


@dataclass(frozen=True)
class AnswersView:
    """The answers of one report, as its pages show them. ``found`` are the findings by address."""

    context: Context
    report: Report
    found: Mapping[str, list[Finding]]
    texts: Translator

    def answer(self, address: str) -> Answer:
        """The answer at an address, or a blank one. A calculated one is there, too."""
        return self.report.evaluation.answers.get(address, _BLANK)

    def value(self, address: str) -> Any:
        """The value at an address; empty text when it is blank."""
        value = self.answer(address).value
        return "" if value is None else value

    def typed(self, address: str) -> Any:
        """What the fields at an address show, as :func:`cbreport.web.fields.shown` says."""
        question = self.report.form.at(address)
        return fields.shown(question, self.answer(address).value) if question else ""

    def part(self, address: str, part: str) -> str:
        """One part of a money amount or link; empty when it is blank."""
        return str(self.typed(address)[part])

    def dates(self, address: str, part: str = "") -> tuple[str, str, str]:
        """Day, month and year as typed."""
        date = self.typed(address)[part] if part else self.typed(address)
        return self.unbroken(date["day"]), self.unbroken(date["month"]), self.unbroken(date["year"])

    def plain(self, address: str) -> str:
        """The answer at an address in a line of plain text."""
        return self.plain_answer(self.report.form.at(address), self.answer(address))

    def plain_answer(self, question: Question | None, answer: Answer) -> str:
        """Everything kept at an address, an answer with what stands beside it, in a line of plain text."""
        return kept_words(Writer(self.texts), self.with_rows(question), answer)

    def with_rows(self, question: Question | None) -> Question | None:
        """A reference with the rows that it may name as its options; any other question as it is."""
        group = self.report.form.question(question.to) if question and question.to else None
        if question is None or group is None:
            return question
        keys = row_keys(group, self.report.answers)
        names = (self.entry(group, key, Formats(self.context.language).number(at)) for at, key in enumerate(keys, 1))
        return replace(question, options=tuple(map(Option, keys, names)))

    def worked_out(self, question: Question, address: str) -> str:
        """A calculated answer in words, or that there is none yet."""
        answer = self.answer(address)
        return self.plain_answer(question, answer) if answer.answered else self.context.t("not yet")

    def label(self, question: Question | None, value: Any) -> str:
        """What a value is called: an option by its label, a country by its name, anything else as it is."""
        option = question.option(value) if question else None
        if option:
            return self.texts(option.label)
        if question and question.type == "party" and str(value) in all_parties():
            return self.party_name(all_parties()[str(value)])
        return str(value)

    def detail(self, address: str, option: Option, part: str = "") -> Markup:
        """What was typed beside an option."""
        typed = fields.shown(detail_question(option), self.answer(address).details.get(option.code))
        return self.unbroken(typed[part] if part else typed)

    def unbroken(self, text: str) -> Markup:
        """A text for a field inside GOV.UK's macros, which indent every line: its line ends as character references."""
        for end in ("\n", "\u2028", "\u2029"):
            text = escape(text).replace(end, Markup(f"&#{ord(end)};"))
        return Markup(text)

    def comment(self, address: str) -> str:
        """The comment on an answer."""
        return tidy(self.answer(address).comment)

    def row_name(self, group: Question, key: str) -> str:
        """What names a row: the answer that the form chose for it; empty when there is none."""
        if not group.row_label:
            return ""
        return self.label(group.part(group.row_label), self.value(f"{group.id}[{key}].{group.row_label}"))

    def entry(self, group: Question, key: str, number: str) -> str:
        """What a row of a group is called: its number, and its name where it has one."""
        name = self.row_name(group, key)
        named = self.context.t("Entry {number}: {name}").format(number=number, name=name)
        return named if name else self.context.t("Entry {number}").format(number=number)

    def row_of(self, address: str) -> str:
        """What names the row in which an answer stands; empty when it stands in none."""
        place = parse_address(address)
        outer = self.report.form.question(place.question) if place and place.row else None
        if place is None or outer is None:
            return ""
        row = outer.row(place.row)
        return self.texts(row.label) if row else self.row_name(outer, place.row)

    def files(self, address: str, *, attached: bool) -> list[dict[str, str]]:
        """The files at an address: those attached, or the one that is the answer; each with what its link needs."""
        return [
            {**file, "hex": file["digest"].removeprefix("sha256:"), "size": self._size(file)}
            for file in self._files(address, attached=attached)
        ]

    def _files(self, address: str, *, attached: bool) -> tuple[Mapping[str, str], ...]:
        now = self.answer(address)
        return now.attachments if attached else (now.value,) if is_file(now.value) else ()

    def _size(self, file: Mapping[str, str]) -> str:
        return file_size(Writer(self.texts), int(file["size"]))

    def unsaved_files(self, address: str, *, attached: bool) -> list[str]:
        """Fields for the files of a page that was not saved: they are kept, but no saved answer names them yet."""
        refused = any(each.code == "W01" for each in self.found.get("", []))
        return [json.dumps(dict(file)) for file in self._files(address, attached=attached)] if refused else []

    def translations(self, address: str) -> list[tuple[str, str, str]]:
        """The same text in other languages: code, name of the language, text."""
        given = self.answer(address).translations
        return [(code, LANGUAGE_NAMES.get(code, code), tidy(text)) for code, text in given.items()]

    def other_languages(self, address: str) -> list[dict[str, str]]:
        """The languages in which a text may be given besides."""
        now = self.answer(address)
        given = {now.language or self.context.language, *now.translations}
        return [{"value": code, "text": name} for code, name in LANGUAGE_NAMES.items() if code not in given]

    def party_name(self, party: Party) -> str:
        """A country's name in the reader's language."""
        return party.name_in(self.context.language)

    def lang(self, address: str) -> Markup:
        """``lang`` and ``dir`` attributes of what was typed, where they are known."""
        language = self.answer(address).language
        return (
            Markup(' lang="{}" dir="{}"').format(language, direction(language)) if language else Markup(' dir="auto"')
        )

    def typed_attributes(self, address: str) -> dict[str, str]:
        """Attributes of a field for text: ``dir=auto`` lets new text choose its own side.

        What is sensitive should not stay behind in the browser of a shared computer.
        """
        language = self.answer(address).language
        side = {"lang": language, "dir": direction(language)} if language else {"dir": "auto"}
        asked = (self.report.form.at(address), self.report.form.question(address.partition("[")[0]))
        return {**side, "autocomplete": "off"} if any(each and each.sensitive for each in asked) else side
