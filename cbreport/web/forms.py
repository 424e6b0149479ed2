"""What the templates of question pages ask: answers, findings, options and ids by address."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from cbreport.answering import Answer, row_keys
from cbreport.answering.live import Live, LiveConditions
from cbreport.definition import (
    NON_ANSWER_LABELS,
    Condition,
    Option,
    Page,
    Party,
    Question,
    Source,
    condition_in_words,
    in_order_of_names,
    pages,
    parse_address,
)
from cbreport.documents.writing import Writer
from cbreport.errors import Finding
from cbreport.reporting import Report, check
from cbreport.reporting.unanswered import unanswered
from cbreport.web import fields
from cbreport.web.answers import AnswersView
from cbreport.web.formats import Formats

if TYPE_CHECKING:
    from cbreport.web.earlier import Earlier

_BLANK: Final = Answer()
_NOTHING: Final = {"value": "", "text": "–"}
TO_DO: Final = frozenset({"A02", "A27"})  # no answer yet, and a proposal that nobody has decided on


def findings_for(report: Report, page: Page, *, missing: bool) -> dict[str, list[Finding]]:
    """Errors and warnings on one page by address; those about what is still to be done only when asked for."""
    found: dict[str, list[Finding]] = {}
    ids = {question.id for question in page.questions}
    for each in check(report):
        place = parse_address(each.address)
        wanted = each.severity != "info" and (missing or each.code not in TO_DO)
        if place and place.question in ids and wanted:
            found.setdefault(each.address, []).append(each)
    return found


def has_errors(found: Mapping[str, list[Finding]]) -> bool:
    """Whether any of the findings would block submission."""
    return any(each.severity == "error" for row in found.values() for each in row)


# Types that do not compare as the texts they are.
_MEASURED: Final = frozenset({"date", "decimal", "integer", "year"})


def scripts_for(live: Live) -> frozenset[str]:
    """The scripts that evaluate a condition.

    >>> scripts_for(True), scripts_for({"shown": "a"})
    (frozenset(), frozenset({'conditions.js'}))
    """
    if isinstance(live, bool):
        return frozenset()
    inner = [*live.get("all", ()), *live.get("any", ()), *([live["not"]] if "not" in live else [])]
    by_value = live.get("operator", "answered") not in ("answered", "includes")
    measured = by_value and (live["type"] in _MEASURED or live["operator"] in ("at-least", "at-most"))
    return frozenset({"conditions.js", *(["comparing.js"] if measured else [])}).union(*map(scripts_for, inner))


@dataclass(frozen=True)
class FormView(AnswersView):
    """Everything that a question page shows about one report.

    ``added`` is a group to which a blank row is added, ``earlier`` what the Party's other reports say.
    """

    added: str
    earlier: Earlier | None = None

    def row_choices(self, question: Question, address: str) -> list[dict[str, str]]:
        """The rows of the group that a reference may name, a blank one first, and what is kept when it is another."""
        found = self.with_rows(question)
        assert found is not None  # it is one when a question is given
        return self._choices(found, address, [option.code for option in found.options])

    def proposed(self, question: Question) -> bool:
        """Whether something proposed for the question waits to be confirmed."""
        start = f"{question.id}["
        return any(
            not answer.confirmed and not answer.empty
            for address, answer in self.report.answers.items()
            if address == question.id or address.startswith(start)
        )

    def first_open(self, page: Page) -> str:
        """The box of the first question of a page that has no answer yet; empty when it is the first of all."""
        waiting = unanswered(self.report)
        first = next((question.id for question in page.questions if question.id in waiting), page.questions[0].id)
        return "" if first == page.questions[0].id else f"{self.id(first)}_box"

    def was_changed(self, question: Question) -> bool:
        """Whether there is a history to show: somebody has saved something here, were it only to clear it."""
        return self.report.revision > 0

    def before(self, question: Question) -> list[dict[str, Any]]:
        """What the Party's other reports say to the question; nothing where nobody has looked them up."""
        return self.earlier.beside(question.id) if self.earlier and question.asked else []

    def about(self, question: Question) -> list[tuple[str, tuple[str, ...]]]:
        """What helps to answer a question: what it is called, and its source texts, for whoever opens it.

        Where the question comes from is said only when it is not where the whole section does, or beside other help.
        """
        t, section = self.context.t, self.report.form.section_of(question.id)
        parts = [(self.texts(part.label), text) for part in question.parts for text in (part.guidance, part.definition)]
        named = [
            (t("Guidance"), question.guidance),
            (t("Definition"), question.definition),
            *parts,
            (t("Example"), question.example),
        ]
        found = [(name, (text,)) for name, text in named if text]
        source = self.source_words(question.source)
        own = section is None or question.source != section.source
        return [*found, (t("Source"), source)] if source and (found or own) else [*found]

    def source_words(self, source: Source) -> tuple[str, ...]:
        """Document and paragraph; a paragraph alone is one of the form's own document. Empty where neither is named."""
        document = source.document or (self.report.form.source.document if source.paragraph else "")
        return tuple(filter(None, (document, source.paragraph)))

    def chosen(self, address: str, code: str) -> bool:
        """Whether the option is chosen."""
        shown = self.typed(address)
        return code in shown if isinstance(shown, list) else bool(shown == code)

    def options(self, question: Question, address: str) -> tuple[Option, ...]:
        """The options, and what is chosen without being one, so that it is seen and can be taken back."""
        shown = self.typed(address)
        codes = shown if isinstance(shown, list) else [shown] if shown else []
        return (*question.options, *(Option(code, code) for code in codes if question.option(code) is None))

    def yes_or_no(self, address: str) -> list[dict[str, Any]]:
        """Yes and no as radios, and what is kept when it is neither."""
        texts = {"true": self.context.t("Yes"), "false": self.context.t("No")}
        if kept := self.typed(address):
            texts.setdefault(kept, kept)
        return [
            {"value": self.unbroken(value), "text": text, "checked": value == kept} for value, text in texts.items()
        ]

    def error(self, address: str) -> str:
        """The errors at an address as one text; empty when there are none."""
        return " ".join(self.sentence(each) for each in self.found.get(address, []) if each.severity == "error")

    def warnings(self, question: Question) -> list[str]:
        """What is worth a second look about a question, its cells and its rows."""
        return [
            self.sentence(each)
            for address, found in self.found.items()
            for each in found
            if each.severity == "warning" and address.partition("[")[0] == question.id
        ]

    def sentence(self, each: Finding) -> str:
        """A finding in words: what is wrong and what to do."""
        shown = Formats(self.context.language).dated(each)
        return f"{shown.describe(self.texts)} {shown.advise(self.texts)}".strip()

    @property
    def errors(self) -> list[dict[str, str]]:
        """For the summary at the top: each error with the field that it is about."""
        rows: list[dict[str, str]] = []
        for address, found in self.found.items():
            question = self.report.form.at(address) if address else None
            target = fields.target_id(question, address) if question else ""
            rows.extend(
                {"text": self.placed(each, self.sentence(each)), "href": f"#{target}" if target else ""}
                for each in found
                if each.severity == "error"
            )
        return rows

    def placed(self, each: Finding, text: str) -> str:
        """What is said of an answer, after which answer it is; a missing one is named in the text itself."""
        named = self.place_of(each.address) if each.code != "A02" or "[" in each.address else ""
        if not named:
            return text
        if named.endswith(("?", "؟", "？")):  # a question without a number; no colon after a question mark
            return f"{named} {text}"
        return self.context.t("{label}: {value}").format(label=named, value=text)

    def place_of(self, address: str) -> str:
        """Which question, and which row and part of it, stands at an address, in few words."""
        place = parse_address(address) if address else None
        outer = self.report.form.question(place.question) if place else None
        if place is None or outer is None:
            return ""
        names = [outer.number or self.texts(outer.label)]
        row = outer.row(place.row)
        if row:
            names.append(self.texts(row.label))
        elif place.row:
            keys = self.rows(outer)
            number = Formats(self.context.language).number(keys.index(place.row) + 1) if place.row in keys else ""
            names.append(self.entry(outer, place.row, number))
        part = outer.part(place.column) if place.column else None
        return " · ".join([*names, *([self.texts(part.label)] if part else [])])

    def id(self, address: str) -> str:
        """The id of the field at an address."""
        return fields.field_id(address)

    def rows(self, group: Question) -> list[str]:
        """Keys of a group's rows: those that are there, and a new one where there is none or one was asked for."""
        if group.id not in self._rows:
            keys = list(row_keys(group, self.report.answers))
            full = bool(group.limits.at_most) and len(keys) >= int(group.limits.at_most)
            if not keys or (self.added == group.id and not full):
                keys.append(fields.new_row_key())
            self._rows[group.id] = keys
        return self._rows[group.id]

    @cached_property
    def _rows(self) -> dict[str, list[str]]:
        """The keys that were given: a new row has one key on the whole page."""
        return {}

    def is_new(self, group: Question, key: str) -> bool:
        """Whether the row has no answers yet."""
        return key not in row_keys(group, self.report.answers)

    def can_add(self, group: Question) -> bool:
        """Whether another row fits."""
        most = group.limits.at_most
        return not most or len(row_keys(group, self.report.answers)) < int(most)

    def live(self, question: Question, address: str) -> Live:
        """The condition of what stands at an address, so far as fields of the same page decide it."""
        outer = address.partition("[")[0]
        if outer not in self._conditions:
            page = self._page_of(outer)
            here = frozenset(each.id for each in page.questions) if page else frozenset()
            form, answers = self.report.form, self.report.evaluation.answers
            self._conditions.update(dict.fromkeys(here, LiveConditions(form, answers, here, self.rows)))
        return self._conditions[outer].of(question, address)

    def scripts(self) -> tuple[str, ...]:
        """The scripts of the conditions that were written so far."""
        return tuple(sorted(self._scripts))

    @cached_property
    def _scripts(self) -> set[str]:
        return set()

    @cached_property
    def _conditions(self) -> dict[str, LiveConditions]:
        return {}

    def _page_of(self, question: str) -> Page | None:
        section = self.report.form.section_of(question)
        every = pages(section) if section else ()
        return next((page for page in every if any(each.id == question for each in page.questions)), None)

    def when(self, question: Question, address: str) -> Markup:
        """Attributes of a box with a condition: closed where this page cannot open it, else for the script to judge."""
        if question.show_when is None:
            return Markup("")
        live = self.live(question, address)
        self._scripts.update(scripts_for(live))
        now = Markup("") if live else Markup(" hidden")
        return now + Markup(' data-cb-when="{}"').format(json.dumps(live, ensure_ascii=False, separators=(",", ":")))

    def aside(self, text: str, about: str) -> Markup:
        """A text, and for the ear only what it is about, with the colon of the language."""
        before, _, after = self.context.t("{label}: {value}").partition("{label}")
        heard = Markup('<span class="govuk-visually-hidden">{}</span>').format(after.format(value=about))
        return escape(before) + escape(text) + heard

    def cell_label(self, row: str, column: str) -> Markup:
        """A column's label, and for the ear only the row before it."""
        before, _, after = self.context.t("{row}: {column}").partition("{column}")
        heard = Markup('<span class="govuk-visually-hidden">{}</span>').format(before.format(row=row))
        return heard + escape(column) + escape(after)

    def condition(self, question: Question, address: str) -> str:
        """“Answer only if …”, for pages without script, where it is this page that decides."""
        if question.show_when is None or isinstance(self.live(question, address), bool):
            return ""
        return self._only_if(question.show_when, address.partition("[")[0])

    def section_condition(self, question: Question) -> str:
        """The same for a section that is not shown now, before the first question of a page of it."""
        section, page = self.report.form.section_of(question.id), self._page_of(question.id)
        if section is None or page is None or section.show_when is None or page.questions[0] is not question:
            return ""
        return self._only_if(section.show_when) if section.id in self.report.evaluation.hidden_sections else ""

    def _only_if(self, condition: Condition, group: str = "") -> str:
        words = condition_in_words(condition, self.report.form, self.texts, group)
        return self.context.t("Answer only if {condition}.").format(condition=Writer(self.texts).own(words))

    def non_answers(self, question: Question, address: str) -> list[dict[str, Any]]:
        """What can be recorded instead of an answer, with a way back for choices that cannot be unticked."""
        t, now = self.context.t, self.answer(address)
        items = [{"value": "", "text": t("I answer, or leave it blank for now"), "selected": not now.non_answer}]
        for code in dict.fromkeys([*question.non_answers, *([now.non_answer] if now.non_answer else [])]):
            label = t(NON_ANSWER_LABELS.get(code, code))
            items.append({"value": code, "text": label, "selected": now.non_answer == code})
        if question.type in ("choose-one", "rating", "yes-no"):
            items.append({"value": fields.CLEAR, "text": t("Clear my choice"), "selected": False})
        return items

    def instead(self, parts: Iterable[Question], row: str) -> list[dict[str, Any]]:
        """What can be recorded instead of an answer in each cell of a row; no cell that can only be left blank."""
        found = []
        for part in parts:
            cell = f"{row}.{part.id}"
            items = self.non_answers(part, cell)
            if len(items) > 1:
                closed, recorded = self.live(part, cell) is False, bool(self.answer(cell).non_answer)
                found.append({
                    "part": part, "address": cell, "choices": items, "closed": closed, "recorded": recorded,
                })  # fmt: skip
        return found

    def more_is_open(self, address: str) -> bool:
        """Whether the non-answer, the comment or the files have something to show."""
        now = self.answer(address)
        return bool(now.non_answer or now.comment or now.attachments)

    def parties(self, question: Question) -> list[Party]:
        """The countries that a question offers, by name in the reader's language."""
        offered = self.report.countries_offered(question)
        return sorted(offered, key=lambda party: in_order_of_names(self.party_name(party)))

    def party_choices(self, question: Question, address: str) -> list[dict[str, str]]:
        """The same as choices of a list, a blank one first, and what is kept when it is another."""
        codes = [each.code for each in self.parties(question)]
        return self._choices(question, address, codes)

    def option_choices(self, question: Question, address: str) -> list[dict[str, str]]:
        """A long list of options as choices of a list, a blank one first, and what is kept when it is another."""
        return self._choices(question, address, [option.code for option in question.options])

    def _choices(self, question: Question, address: str, codes: list[str]) -> list[dict[str, str]]:
        kept = self.typed(address)
        offered = [*codes, *([kept] if kept and kept not in codes else [])]
        return [_NOTHING, *({"value": code, "text": self.label(question, code)} for code in offered)]

    def currencies(self, question: Question, address: str) -> list[dict[str, str]]:
        """The currencies offered, and the one that is kept when it is another."""
        now = self.part(address, "currency")
        codes = dict.fromkeys([*([] if now else [""]), *question.limits.currencies, now])
        return [{"value": code, "text": code} if code else _NOTHING for code in codes]

    def is_table(self, matrix: Question) -> bool:
        """Whether the matrix is laid out as a table: every cell a tick, or one short choice."""
        written = (column for column in matrix.columns if column.type != "tick")
        return all(each.type in ("text", "long-text") and each.asked and not each.translatable for each in written)

    def exclusive(self, question: Question, option: Option) -> bool:
        """Whether the option cannot be chosen together with others."""
        return option.code in question.exclusive
