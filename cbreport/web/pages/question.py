"""One question across Parties: what they answered, and what tables, texts and comparisons it gives; and as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Response, abort, request, url_for

from cbreport.definition import LANGUAGE_NAMES, Convention, Cycle, Form
from cbreport.documents import Document, summary_document
from cbreport.documents.nodes import Block, Fact, Heading, Text
from cbreport.documents.questions import (
    SHARES,
    answer_blocks,
    counted_blocks,
    languages_of,
    word_pages,
    words_blocks,
    written_in,
)
from cbreport.documents.views import of_snapshot
from cbreport.synthesis import parts_with_options, table_kinds
from cbreport.synthesis.desk import GROUPS
from cbreport.web.context import Context, Reply
from cbreport.web.frozen import Basis, based, basis_of
from cbreport.web.narrowing import Narrowing
from cbreport.web.pages.desk import served
from cbreport.web.pages.parties import Words, narrowed_to
from cbreport.web.printing import document_file
from cbreport.web.questions import FROM_FACTS, PARTS, Counting

_FEW: Final = 10  # texts that stand with the answers; more have a part of their own
_SHORT: Final = 4_000  # letters of theirs
_CHOICES: Final = ("of", "share", "down", "over", "before", "about", "written")


def _counting(convention_id: str) -> tuple[Context, Convention, Cycle, Form, Counting | None]:
    """What the address asks for; nothing to count where it names no question."""
    context, convention, cycle = served(convention_id)
    if cycle.repeats:
        abort(404)
    form = context.portal.library.form(cycle.form, cycle.edition)
    asked = request.args.get("question", "")
    if not asked:
        return context, convention, cycle, form, None
    question = form.question(asked)
    if question is None or not question.answerable or question.private:
        abort(404)
    narrowing, given = Narrowing.of(request.args), request.args.to_dict()
    basis = _basis(context, convention, cycle)
    if basis.frozen and all(each.cycle != cycle.id for each in basis.frozen.reports):
        abort(404)
    counting = Counting(context, basis.convention, basis, cycle, form, question, narrowing, given)
    return context, convention, cycle, form, counting


def _basis(context: Context, convention: Convention, cycle: Cycle) -> Basis:
    return basis_of(context, convention, request.args, cycle.due)


def summary(convention_id: str) -> Reply:
    """One question across the Parties that reported, one part of what is known of it at a time."""
    context, convention, cycle, form, counting = _counting(convention_id)
    texts = context.texts(convention.id)
    return context.page(
        "cbreport/summary.html",
        convention=convention,
        cycle=cycle,
        form=form,
        kinds=_kinds(context, form),
        counting=counting,
        **based(counting.basis if counting else _basis(context, convention, cycle)),
        question=counting.question.id if counting else "",
        asked=Narrowing.of(request.args),
        groups=GROUPS,
        texts=texts,
        words=Words(context, convention),
        **(_part(counting) if counting else {}),
    ), 400 if counting and counting.basis.problem else 200


def summary_file(convention_id: str, kind: str) -> Response:
    """All of it as a file."""
    context, convention, cycle, _, counting = _counting(convention_id)
    if counting is None:
        abort(404)
    if counting.basis.problem:
        abort(400, counting.basis.problem)
    asked: dict[str, Any] = {**counting.address, **_choices(counting)}
    name = f"{convention.id}-{cycle.id}-{counting.question.id}-{context.language}.{kind}".lower()
    document = _document(counting, apart=kind == "xlsx")
    part: dict[str, Any] = {"part": counting.part} if counting.part != PARTS[0] else {}
    back = url_for(".summary", convention_id=convention.id, **asked, **part)
    return document_file(context, document, name, back)


def _choices(counting: Counting) -> dict[str, str]:
    """What is chosen on the page, beside the question and the Parties."""
    return {name: value for name in _CHOICES if (value := counting.asked.get(name, ""))}


def _kinds(context: Context, form: Form) -> Mapping[str, str]:
    """Which kinds of table each question gives, in words."""
    t = context.t
    words = {"options": t("options"), "heat": t("heat map"), "figures": t("figures"), "words": t("texts")}
    return {
        question.id: ", ".join(words[kind] for kind in table_kinds(question))
        for question in form.questions()
        if question.answerable and not question.private
    }


def _part(counting: Counting) -> dict[str, Any]:
    """What the page shows of a question, and what can be chosen there."""
    context, part = counting.context, counting.part
    shown: dict[str, Any] = {"blocks": list(_shown(counting))} if part != "words" else _words(counting)
    return {
        "part": part,
        "inside": "row" in counting.asked,
        "parts": [(each, part_title(context, each)) for each in counting.parts],
        "address": counting.address,
        "choices": _choices(counting),
        "selects": list(_selects(counting)),
        "banner": _is_example(counting),
        **shown,
    }


def part_title(context: Context, part: str) -> str:
    """What a part of the page is called."""
    t = context.t
    return {
        "answers": t("What Parties answered"),
        "options": t("By region and group"),
        "heat": t("Heat map"),
        "change": t("Change between cycles"),
        "words": t("In the Parties’ own words"),
        "across": t("Under several conventions"),
    }[part]


def _is_example(counting: Counting) -> bool:
    return any(report.example for report in counting.summary.data.reports.values())


def _shown(counting: Counting) -> Iterator[Block]:
    t = counting.t
    if counting.part in FROM_FACTS:
        yield Heading(1, Text(part_title(counting.context, counting.part)), "", counting.part)
        yield from counting.blocks(counting.part)
        return
    found = counting.summary
    yield Heading(1, t("What Parties answered"), "", "answers")
    yield from answer_blocks(t, found)
    entries = found.entries
    if entries and len(entries) <= _FEW and sum(len(str(each.answer.value)) for each in entries) <= _SHORT:
        yield Heading(1, t("In the Parties’ own words"), "", "words")
        yield from words_blocks(t, entries, cards=found.question.type == "group")
    yield from counted_blocks(t, found)


def _words(counting: Counting) -> dict[str, Any]:
    """A page of texts, and the pages before and after it."""
    t, cards = counting.t, counting.question.type == "group"
    chosen = written_in(counting.summary.entries, counting.asked.get("written", ""))
    pages = word_pages(t, chosen, cards=cards)
    number = counting.asked.get("page", "1")
    if not number.isdecimal() or not 1 <= int(number[:6]) <= len(pages):
        abort(404)
    place = int(number)
    address: dict[str, Any] = {"convention_id": counting.convention.id, **counting.address, **_choices(counting)}

    def link(page: int) -> str:
        return url_for(".summary", **address, part="words", page=page) if 1 <= page <= len(pages) else ""

    blocks = list(words_blocks(t, chosen, shown=pages[place - 1], cards=cards))
    heading = Heading(1, Text(part_title(counting.context, "words")), "", "words")
    return {
        "blocks": [heading, *blocks],
        "page": place,
        "pages": len(pages),
        "previous": link(place - 1),
        "next": link(place + 1),
    }


def _selects(counting: Counting) -> Iterator[tuple[str, str, list[tuple[str, str]], str]]:
    """What can be chosen in the part that is shown: name, label, values with their words, and the one that is."""
    t = counting.context.t
    part = counting.part
    texts = counting.context.texts(counting.convention.id)
    if part in ("options", "change") and len(counting.coded) > 1:
        yield "of", t("Part of the question"), [(each.id, texts(each.label)) for each in counting.coded], counting.of.id
    if part == "options":
        words = (t("the same region or group"), t("the same answer"), t("all Parties that answered"))
        yield "share", t("Shares of"), list(zip(SHARES, words, strict=True)), counting.share
    if part == "heat" and counting.crossed:
        down, over = counting.crossed
        every = [(each.id, texts(each.label)) for each in parts_with_options(counting.question)]
        yield "down", t("Rows"), every, down.id
        yield "over", t("Columns"), every, over.id
    if part == "change" and counting.before:
        cycles = [(each.id, texts(each.title)) for each in counting.cycles_before]
        yield "before", t("Compared with"), cycles, counting.before.id
    if part == "across" and len(counting.topics) > 1:
        yield (
            "about",
            t("Topic"),
            [(each.id, texts(each.question.label)) for each in counting.topics],
            counting.topic.id,
        )
    if part == "words" and (languages := languages_of(counting.summary.entries)):
        named = [(each, LANGUAGE_NAMES.get(each, each)) for each in languages]
        yield "written", t("Language"), [("", t("All")), *named], counting.asked.get("written", "")


def _document(counting: Counting, *, apart: bool) -> Document:
    """All that is known of the question, and to which Parties it is narrowed down."""
    context, convention, t = counting.context, counting.convention, counting.t
    parts: list[Block] = []
    for part in counting.parts:
        if part in FROM_FACTS and counting.facts is not None:
            parts.append(Heading(1, Text(part_title(context, part)), "", part))
            parts.extend(counting.blocks(part, paper=True, apart=apart))
    language = counting.asked.get("written", "")
    found = counting.summary
    found = replace(found, entries=tuple(written_in(found.entries, language)))
    texts = context.texts(convention.id)
    document = summary_document(found, convention, counting.cycle, context.language, texts, parts)
    facts = list(narrowed_to(Words(context, convention), counting.narrowing))
    if language:
        facts.append(Fact(t("Texts in this language only"), (Text(LANGUAGE_NAMES.get(language, language)),)))
    document = replace(document, cover=replace(document.cover, facts=(*document.cover.facts, *facts)))
    frozen = counting.basis.frozen
    return of_snapshot(document, frozen, convention, texts) if frozen else document
