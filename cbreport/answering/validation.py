"""What is wrong with answers: findings with an address, a message and what to do. A draft may keep them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from cbreport.answering.amounts import amount
from cbreport.answering.answers import Answer, is_blank, is_file
from cbreport.answering.evaluation import Answers, Evaluation, evaluate
from cbreport.definition.addresses import CODE_PATTERN, parse_address
from cbreport.definition.language import LANGUAGE_NAMES
from cbreport.definition.model import NON_ANSWER_LABELS, Form, Limits, Option, Question
from cbreport.definition.parties import all_parties
from cbreport.errors import Finding, Term, finding, in_order

MAX_DETAIL = 5_000
MAX_COMMENT = 10_000
MAX_ATTACHMENTS = 10  # on one answer
_TYPED = 80  # how much of a wrong value a message repeats


def check_answers(form: Form, answers: Answers, evaluation: Evaluation | None = None) -> tuple[Finding, ...]:
    """Every finding about ``answers``: unknown addresses, missing answers, values of the wrong kind or out of bounds.

    Questions that are not shown are not checked, except that an address must exist.

    >>> form = Form("small", "one", "example", "Small")
    >>> [str(found) for found in check_answers(form, {"no-such": Answer("x")})]
    ['no-such: error A01: The form has no question “no-such”. Remove the answer or correct its address.']
    """
    seen = evaluation or evaluate(form, answers)
    return in_order([*_unknown(form, answers), *_in_form(seen)])


def _unknown(form: Form, answers: Answers) -> Iterator[Finding]:
    for address in answers:
        question = form.at(address)
        if question is None or not question.answerable:
            yield finding("A01", address, address=address)


def _in_form(seen: Evaluation) -> Iterator[Finding]:
    for address, state in seen.states.items():
        if not state.shown:
            continue
        answer = seen.answers.get(address, Answer())
        if state.question.formula:
            yield from _calculated(seen, address, state.question, answer)
            continue
        if state.question.to is not None and not answer.non_answer and not is_blank(answer.value):
            yield from _row_named(seen, state.question, answer.value, address)
        if state.required and not state.answered:
            yield finding("A02", address, label=Term(_label(seen, address, state.question)))
        yield from check_answer(state.question, answer, address)
        if answer.answered and not answer.confirmed:
            yield finding("A27", address)
        if state.question.parts and answer.non_answer and _cells_answered(seen, address):
            yield finding("A26", address, kind=NON_ANSWER_LABELS.get(answer.non_answer, answer.non_answer))
        if state.question.type == "group":
            yield from _row_count(state.question, len(seen.rows.get(address, ())))
        if state.question.type == "matrix":
            yield from _row_details(seen, state.question)


def _calculated(seen: Evaluation, address: str, question: Question, answer: Answer) -> Iterator[Finding]:
    given = seen.given.get(address, Answer())
    if given.answered and given.content() != answer.content() and given.value != answer.value:
        yield finding("A31", address, typed=str(given.value or given.non_answer)[:_TYPED])
    if address in seen.failed:
        yield finding("A30", address, problem=seen.failed[address])
    for wrong in check_answer(question, answer, address):
        yield finding("A30", address, problem=wrong.describe())


def _row_named(seen: Evaluation, question: Question, value: object, address: str) -> Iterator[Finding]:
    group = question.to or ""
    if not seen.shown(group) or value not in seen.rows.get(group, ()):
        yield finding("A29", address)


def _cells_answered(seen: Evaluation, whole: str) -> bool:
    return any(
        state.answered and state.shown for address, state in seen.states.items() if address.startswith(f"{whole}[")
    )


def _label(seen: Evaluation, address: str, question: Question) -> str:
    """The label, or for a cell the row's label, which tells it from its neighbours."""
    place = parse_address(address)
    outer = seen.form.question(place.question) if place and place.row else None
    row = outer.row(place.row) if outer and place else None
    return row.label if row else question.label


def _row_count(question: Question, count: int) -> Iterator[Finding]:
    low, high = question.limits.at_least, question.limits.at_most
    if high and count > int(high):
        yield finding("A21", question.id, count=str(count), limit=high)
    if low and 0 < count < int(low):
        yield finding("A22", question.id, count=str(count), limit=low)


def _row_details(seen: Evaluation, matrix: Question) -> Iterator[Finding]:
    for row in matrix.rows:
        address = f"{matrix.id}[{row.code}]"
        answer = seen.answers.get(address, Answer())
        if answer.answered:
            yield _wrong(matrix, answer.non_answer or answer.value, address)
        cells = [seen.states[f"{address}.{column.id}"] for column in matrix.columns]
        if row.detail and any(cell.answered and cell.shown for cell in cells):
            yield from _detail(row, answer.details.get(row.code), address)


def check_answer(question: Question, answer: Answer, address: str) -> tuple[Finding, ...]:
    """Every finding about one answer, whether or not its question is shown.

    >>> [found.code for found in check_answer(Question("n", "integer", "How many?"), Answer("many"), "n")]
    ['A03']
    """
    return tuple(_one(question, answer, address))


def _one(question: Question, answer: Answer, address: str) -> Iterator[Finding]:
    if len(answer.comment) > MAX_COMMENT:
        yield finding("A11", address, length=str(len(answer.comment)), limit=str(MAX_COMMENT))
    if answer.non_answer and answer.non_answer not in question.non_answers:
        yield finding("A19", address, kind=NON_ANSWER_LABELS.get(answer.non_answer, answer.non_answer))
    yield from _attached(answer, address)
    yield from _translated(question, answer, address)
    if is_blank(answer.value) or question.type == "note":
        return
    if question.parts:
        yield _wrong(question, answer.value, address)
        return
    if answer.non_answer:
        yield finding("A26", address, kind=NON_ANSWER_LABELS.get(answer.non_answer, answer.non_answer))
    problems = list(_CHECKS[question.type](question, answer.value, address))
    yield from problems
    yield from _details(question, answer, address)
    if question.checked_by and not problems:
        yield from _by_plugin(question, answer.value, address)


def _by_plugin(question: Question, value: Any, address: str) -> Iterator[Finding]:
    """What the plugin that brings the question's type finds; one that raises never stands for a pass."""
    assert question.checked_by is not None
    try:
        for problem in question.checked_by.check(question, value):
            yield finding("A32", address, problem=Term(str(problem)))
    except Exception as error:
        yield finding("A30", address, problem=f"“{question.custom}”: {type(error).__name__}: {error}")


def _attached(answer: Answer, address: str) -> Iterator[Finding]:
    if len(answer.attachments) > MAX_ATTACHMENTS:
        yield finding("A37", address, count=str(len(answer.attachments)), limit=str(MAX_ATTACHMENTS))


def _translated(question: Question, answer: Answer, address: str) -> Iterator[Finding]:
    given = {language: text for language, text in answer.translations.items() if not is_blank(text)}
    if not given:
        return
    if not question.translatable:
        yield finding("A35", address)
        return
    if is_blank(answer.value):
        yield finding("A33", address)
    for language, text in given.items():
        if language not in LANGUAGE_NAMES:
            yield finding("A34", address, language=language[:_TYPED], known=", ".join(LANGUAGE_NAMES))
        yield from _text(question, text, address)


def _details(question: Question, answer: Answer, address: str) -> Iterator[Finding]:
    chosen = answer.value if isinstance(answer.value, list) else [answer.value]
    for code in chosen:
        option = question.option(code)
        if option and option.detail:
            yield from _detail(option, answer.details.get(option.code), address)


def _detail(option: Option, typed: Any, address: str) -> Iterator[Finding]:
    if is_blank(typed):
        if option.detail_required:
            yield finding("A08", address, option=Term(option.label))
        return
    inner = Question(option.code, option.detail, option.label, limits=Limits(max_length=MAX_DETAIL, currencies=()))
    yield from _CHECKS[option.detail](inner, typed, address)


def _wrong(question: Question, value: object, address: str) -> Finding:
    return finding("A20", address, type=question.type, typed=str(value)[:_TYPED])


def _text(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield _wrong(question, value, address)
        return
    limits = question.limits
    if limits.max_length and len(value) > limits.max_length:
        yield finding("A11", address, length=str(len(value)), limit=str(limits.max_length))
    words = len(value.split())
    if limits.max_words and words > limits.max_words:
        yield finding("A12", address, length=str(words), limit=str(limits.max_words))


def _bounded(question: Question, number: Decimal, address: str) -> Iterator[Finding]:
    low, high = question.limits.at_least, question.limits.at_most
    if low and number < Decimal(low):
        yield finding("A09", address, value=f"{number:f}", limit=low)
    if high and number > Decimal(high):
        yield finding("A10", address, value=f"{number:f}", limit=high)


def _integer(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield finding("A23" if question.type == "year" else "A03", address, typed=str(value)[:_TYPED])
    elif question.type == "year" and not 1000 <= value <= 9999:
        yield finding("A23", address, typed=str(value))
    else:
        yield from _bounded(question, Decimal(value), address)


def _decimal(question: Question, value: Any, address: str) -> Iterator[Finding]:
    number = amount(value)
    if number is None:
        yield finding("A04", address, typed=str(value)[:_TYPED])
        return
    places = max(0, -int(number.normalize().as_tuple().exponent))
    if places > question.limits.decimals:
        yield finding("A28", address, value=f"{number:f}", count=str(places), limit=str(question.limits.decimals))
    yield from _bounded(question, number, address)


def _money(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, Mapping) or not value.keys() <= {"amount", "from", "to", "currency"}:
        yield _wrong(question, value, address)
        return
    numbers = {}
    for part in ("amount", "from", "to"):
        if not is_blank(value.get(part)):
            numbers[part] = amount(value[part])
            if numbers[part] is None:
                yield finding("A04", address, typed=str(value[part])[:_TYPED])
    for number in numbers.values():
        if number is not None:
            yield from _bounded(question, number, address)
    low, high = numbers.get("from"), numbers.get("to")
    if low is not None and high is not None and low > high:
        yield finding("A17", address)
    currency = value.get("currency", "")
    if not currency:
        yield finding("A18", address)
    elif question.limits.currencies and currency not in question.limits.currencies:
        yield finding("A15", address, currency=str(currency), known=", ".join(question.limits.currencies))


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _date(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not _is_date(value):
        parts = value.split("-") if isinstance(value, str) else []
        code = "A24" if len(parts) == 3 and not all(parts) else "A05"
        shown = " ".join(reversed(parts)).strip() if len(parts) == 3 else str(value)
        if code == "A24":
            yield finding(code, address)
        else:
            yield finding(code, address, typed=shown[:_TYPED])
        return
    low, high = question.limits.at_least, question.limits.at_most
    if low and value < low:
        yield finding("A09", address, value=value, limit=low)
    if high and value > high:
        yield finding("A10", address, value=value, limit=high)


def _period(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, Mapping) or not value.keys() <= {"from", "to"}:
        yield _wrong(question, value, address)
        return
    begins, ends = value.get("from", ""), value.get("to", "")
    if is_blank(begins) or is_blank(ends):
        yield finding("A25", address)
    for each in filter(None, (begins, ends)):
        yield from _date(question, each, address)
    if _is_date(begins) and _is_date(ends) and begins > ends:
        yield finding("A16", address)


def _yes_no(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, bool):
        yield _wrong(question, value, address)


def _one_code(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield _wrong(question, value, address)
    elif question.option(value) is None:
        yield finding("A06", address, option=str(value)[:_TYPED])


def _many_codes(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield _wrong(question, value, address)
        return
    for code in value:
        yield from _one_code(question, code, address)
    if len(value) > 1:
        for code in value:
            option = question.option(code)
            if option and code in question.exclusive:
                yield finding("A07", address, option=Term(option.label))


def _link(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, Mapping) or not value.keys() <= {"url", "title"}:
        yield _wrong(question, value, address)
        return
    url = str(value.get("url", ""))
    if not is_web_address(url):
        yield finding("A13", address, typed=(url or str(value.get("title", "")))[:_TYPED])
    elif len(url) > 2000:
        yield finding("A11", address, length=str(len(url)), limit="2000")


def is_web_address(url: str) -> bool:
    """Whether this is an http or https address with a host: nothing else is ever made a link.

    An address with a user's name or password in it is none: it gives a secret away, or it feigns another host.

    >>> is_web_address("https://example.org/plan.pdf"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return False
    return not re.search(r"[\s\x00-\x1f<>\"\\]", url)


def _party(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not isinstance(value, str) or value not in all_parties():
        yield finding("A14", address, typed=str(value)[:_TYPED])


def _reference(question: Question, value: Any, address: str) -> Iterator[Finding]:
    """Its shape only; whether the row is there is seen with all answers."""
    if not isinstance(value, str) or not CODE_PATTERN.fullmatch(value):
        yield _wrong(question, value, address)


def _file(question: Question, value: Any, address: str) -> Iterator[Finding]:
    if not is_file(value):
        name = value.get("name", "") if isinstance(value, Mapping) else value
        yield finding("A36", address, name=str(name)[:_TYPED])


_CHECKS: Mapping[str, Callable[[Question, Any, str], Iterator[Finding]]] = {
    "text": _text,
    "long-text": _text,
    "integer": _integer,
    "year": _integer,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "period": _period,
    "yes-no": _yes_no,
    "tick": _yes_no,
    "choose-one": _one_code,
    "rating": _one_code,
    "choose-many": _many_codes,
    "link": _link,
    "party": _party,
    "reference": _reference,
    "file": _file,
}
