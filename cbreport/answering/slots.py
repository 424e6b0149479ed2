"""An answer in the smallest places that a person fills in: cells of a workbook, lines of a document, fields of a file.

Every file that goes out to be filled in and comes back lays its answers out in these slots and reads them from there,
so that all of them treat an answer alike. A slot holds one text: what was typed, a code, ``true`` or nothing. How codes
are shown to people is the file's own affair; between :func:`filled` and :func:`refilled` they stay codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias

from cbreport.answering.answers import Answer, is_blank
from cbreport.answering.parsing import parse_value, tidy
from cbreport.definition.language import LANGUAGE_NAMES
from cbreport.definition.model import NON_ANSWER_LABELS, ONE_TYPES, Option, Question
from cbreport.errors import Term

Kind: TypeAlias = Literal["text", "lines", "number", "whole", "date", "one", "tick"]

NON_ANSWER: Final = "non-answer"
COMMENT: Final = "comment"
TICKED: Final = "true"
DEFAULT_CURRENCY: Final = "USD"
#: Parts of a value by question type, each with the source text of its label.
PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "money": {
        "amount": Term("Amount"),
        "from": Term("At least"),
        "to": Term("At most"),
        "currency": Term("Currency"),
    },
    "link": {"url": Term("Web address"), "title": Term("Title")},
    "period": {"from": Term("From"), "to": Term("To")},
}
_BLANK: Final = Answer()
_YES_NO: Final = (Option(TICKED, Term("Yes")), Option("false", Term("No")))
_SINGLE: Final[Mapping[str, Kind]] = {
    "long-text": "lines",
    "integer": "whole",
    "year": "whole",
    "decimal": "number",
    "date": "date",
}
_IN_PARTS: Final[Mapping[tuple[str, str], Kind]] = {
    ("money", "amount"): "number",
    ("money", "from"): "number",
    ("money", "to"): "number",
    ("period", "from"): "date",
    ("period", "to"): "date",
}


@dataclass(frozen=True)
class Slot:
    """A place to fill in.

    :param part: which part of the answer stands there: nothing for its value, ``amount`` and the like for a part of it,
        ``option:CODE`` for an option to tick, ``beside:CODE`` for what is typed beside one, ``in:fr`` for the text in
        another language, ``comment``, ``non-answer``.
    :param label: source text of what it is, where the question's own label does not say it.
    :param choices: what may stand there, by code; for others than ``one`` there are none.
    """

    address: str
    part: str
    kind: Kind
    label: str = ""
    choices: tuple[Option, ...] = ()


def addresses_of(question: Question, row_keys: Iterable[str]) -> Iterator[tuple[str, Question]]:
    """Every address at which a question is answered, with the question that stands there.

    :param row_keys: of a group; a matrix has its own.
    """
    yield question.id, question
    for key in [row.code for row in question.rows] or row_keys:
        if question.rows:
            yield f"{question.id}[{key}]", question
        for part in question.parts:
            if part.asked:
                yield f"{question.id}[{key}].{part.id}", part


def slots_of(question: Question, address: str, answer: Answer = _BLANK) -> tuple[Slot, ...]:
    """The slots of an answer, its value first.

    A choice shows also what is chosen without being an option. A file that is the answer, and those that are attached,
    have no slots: they stay as they are.

    :param question: what stands at the address (:func:`addresses_of`). A reference or a country is chosen from its
        ``options``, if it was given some.

    >>> [slot.part for slot in slots_of(Question("cost", "money", "What did it cost?"), "cost")]
    ['amount', 'from', 'to', 'currency', 'comment']
    """
    inside = "[" in address and bool(question.parts)  # a row of a matrix: only the text beside its label
    found = [] if inside else [*_value_slots(question, address, answer)]
    found += _beside_slots(_detailed(question, address), address)
    if inside:
        return tuple(found)
    for language in answer.translations:
        found.append(Slot(address, f"in:{language}", "lines", LANGUAGE_NAMES.get(language, language)))
    recorded = [*question.non_answers, answer.non_answer]
    if codes := list(dict.fromkeys(filter(None, recorded))):
        choices = tuple(Option(code, NON_ANSWER_LABELS.get(code, code)) for code in codes)
        found.append(Slot(address, NON_ANSWER, "one", Term("If you cannot answer"), choices))
    found.append(Slot(address, COMMENT, "lines", Term("Comment, for colleagues in your country only")))
    return tuple(found)


def _value_slots(question: Question, address: str, answer: Answer) -> Iterator[Slot]:
    kind = question.type
    if question.parts or not question.asked or kind == "file":
        return
    if kind == "choose-many":
        known = [*question.options, *_strangers(question, _codes(answer.value))]
        yield from (Slot(address, f"option:{each.code}", "tick", each.label) for each in known)
    elif kind in PARTS:
        for part, label in PARTS[kind].items():
            yield Slot(address, part, _IN_PARTS.get((kind, part), "text"), label)
    elif kind == "tick":
        yield Slot(address, "", "tick")
    elif choices := _YES_NO if kind == "yes-no" else question.options if _is_one(question) else ():
        kept = _text(answer.value)
        stranger = (Option(kept, kept),) if kept and kept not in {option.code for option in choices} else ()
        yield Slot(address, "", "one", "", (*choices, *stranger))
    else:
        yield Slot(address, "", _SINGLE.get(kind, "text"))


def _is_one(question: Question) -> bool:
    return question.type in ONE_TYPES or question.type in ("party", "reference")


def _codes(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return list(dict.fromkeys(code for each in values if (code := _text(each))))


def _strangers(question: Question, codes: Iterable[str]) -> Iterator[Option]:
    yield from (Option(code, code) for code in codes if question.option(code) is None)


def _detailed(question: Question, address: str) -> tuple[Option, ...]:
    """The options, or the row, beside which something can be typed at an address."""
    if "[" in address and question.parts:
        row = question.row(address.partition("[")[2].rstrip("]"))
        return (row,) if row and row.detail else ()
    return tuple(option for option in question.options if option.detail)


def _beside_slots(options: Iterable[Option], address: str) -> Iterator[Slot]:
    for option in options:
        inner = detail_question(option)
        for slot in _value_slots(inner, address, _BLANK):
            if option.detail == "money" and slot.part in ("from", "to"):
                continue  # one amount
            part = f"beside:{option.code}"
            yield replace(slot, part=f"{part}:{slot.part}" if slot.part else part, label=slot.label or option.label)


def detail_question(option: Option) -> Question:
    """What is asked beside an option, as a question."""
    return Question(option.code, option.detail, option.label)


def filled(question: Question, address: str, answer: Answer) -> dict[str, str]:
    """What stands in the slots of an answer, by part. What is kept and is not valid stands there as it was typed.

    >>> filled(Question("cost", "money", "What did it cost?"), "cost", Answer({"amount": "12", "currency": "EUR"}))
    {'amount': '12', 'from': '', 'to': '', 'currency': 'EUR', 'comment': ''}
    """
    return {slot.part: _content(slot, question, answer) for slot in slots_of(question, address, answer)}


def _content(slot: Slot, question: Question, answer: Answer) -> str:
    kind, _, rest = slot.part.partition(":")
    if slot.part == NON_ANSWER:
        return answer.non_answer
    if slot.part == COMMENT:
        return tidy(answer.comment)
    if kind == "in":
        return tidy(answer.translations.get(rest, ""))
    if kind == "option":
        return TICKED if rest in _codes(answer.value) else ""
    if kind == "beside":
        code, _, part = rest.partition(":")
        option = next(each for each in (*question.options, *question.rows) if each.code == code)
        return _text_of(detail_question(option), part, answer.details.get(code))
    return _text_of(question, slot.part, answer.value)


def _text_of(question: Question, part: str, value: Any) -> str:
    if question.type == "tick":
        return TICKED if value is True else ""
    if not part:
        return _text(value)
    if part == "currency" and is_blank(value):
        return next(iter(question.limits.currencies), DEFAULT_CURRENCY)
    parts = value if isinstance(value, Mapping) else {next(iter(PARTS[question.type])): value}
    return _text(parts.get(part))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return tidy(", ".join(map(_text, value)))
    if isinstance(value, Mapping):
        return tidy(", ".join(_text(each) for each in value.values() if not is_blank(each)))
    return "" if value is None else tidy(str(value))


def refilled(question: Question, address: str, kept: Answer, texts: Mapping[str, str], language: str = "") -> Answer:
    """The answer after its slots were filled in anew; what nobody changed stays as it is kept, to the letter.

    :param texts: by part; a part that is missing was not in the file and stays as it is.
    :param language: in which new texts were written.

    >>> refilled(Question("n", "integer", "How many?"), "n", Answer(3), {"": "12"}).value
    12
    """
    before = filled(question, address, kept)
    now = before | {part: tidy(text) for part, text in texts.items() if part in before}
    changed = {part for part in before if now[part] != before[part]}
    if not changed:
        return kept
    value = kept.value
    if any(_of_value(part) for part in changed):
        value = parse_value(question, _typed(question, {part: now[part] for part in now if _of_value(part)}))
    details = dict(kept.details)
    for option in _detailed(question, address):
        name = f"beside:{option.code}"
        own = {part.removeprefix(name).removeprefix(":"): text for part, text in now.items() if _is_beside(part, name)}
        if any(_is_beside(part, name) for part in changed):
            details[option.code] = parse_value(detail_question(option), _typed(detail_question(option), own))
    translations = {
        other: now[part] if (part := f"in:{other}") in changed else text for other, text in kept.translations.items()
    }
    answer = replace(
        kept,
        value=None if is_blank(value) else value,
        non_answer=now.get(NON_ANSWER, kept.non_answer),
        comment=now[COMMENT] if COMMENT in changed else kept.comment,
        details={code: each for code, each in details.items() if not is_blank(each)},
        translations={other: text for other, text in translations.items() if not is_blank(text)},
        source="entered",
        confirmed=True,
        origin={},
    )
    written = any(part.startswith("beside:") or part in (COMMENT, "title") for part in changed)
    if question.type in ("text", "long-text"):
        written = "" in changed or (written and not kept.language)
    return replace(answer, language=language) if language and written else answer


def _of_value(part: str) -> bool:
    kind, colon, _ = part.partition(":")
    return kind == "option" if colon else part not in (COMMENT, NON_ANSWER)


def _is_beside(part: str, name: str) -> bool:
    return part == name or part.startswith(f"{name}:")


def _typed(question: Question, texts: Mapping[str, str]) -> Any:
    """What stands in the slots of a value, as :func:`cbreport.answering.parse_value` takes it."""
    if question.type == "choose-many":
        return [part.partition(":")[2] for part, text in texts.items() if text == TICKED]
    return texts if question.type in PARTS else texts[""]
