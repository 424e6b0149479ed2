"""What answers propose for another form along a crosswalk.

Rules that hold for every pair: a recorded non-answer never becomes an answer, a blank is not zero, and whatever does
not come along is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from cbreport.answering.amounts import amount
from cbreport.answering.answers import Answer, is_blank
from cbreport.answering.calculating import band_of
from cbreport.answering.carrying import Origin, Proposal, as_type, in_form_order
from cbreport.answering.evaluation import Answers, meaning, row_keys
from cbreport.answering.validation import check_answer
from cbreport.definition.crosswalks import CODED, Cells, Codes, Crosswalk, Pair
from cbreport.definition.model import Form, Option, Question
from cbreport.definition.privacy import is_private
from cbreport.errors import Finding, finding

_BLANK: Final = Answer()


def translate(
    crosswalk: Crosswalk, source: Form, target: Form, answers: Answers, origin: Origin
) -> tuple[Proposal, ...]:
    """What ``answers`` to ``source`` propose for ``target``.

    Pairs whose ends the two forms do not have (they may be other editions than the crosswalk's) are passed over.
    """
    found: list[Proposal] = []
    for pair in crosswalk.pairs:
        for there, answer, here, lost in _paired(pair, source, target, answers):
            if _told_private(pair, source, here) and not is_private(target, there):
                lost = [*lost, finding("C15", there)]
            marked = origin.marked(answer, here, pair.relation)
            found.append(Proposal(there, marked, pair.relation, pair.note, tuple(lost), here))
    return in_form_order(target, found)


def _told_private(pair: Pair, source: Form, here: str) -> bool:
    """Whether the proposal tells a private answer: its own, or one of those that it is computed from."""
    group, _, part = pair.source.partition(".")
    if pair.compute:
        named = {f"{group}[x].{each}" for each in (part, *pair.where) if each} or {group}
        return any(is_private(source, each) for each in named) or any(
            _told_private(each, source, "") for each in pair.parts
        )
    if pair.cells:
        return any(is_private(source, f"{group}[x].{each}") for each in (pair.cells.row, pair.cells.column))
    return is_private(source, here)


Paired = tuple[str, Answer, str, Sequence[Finding]]


def _paired(pair: Pair, source: Form, target: Form, answers: Answers) -> Iterator[Paired]:
    before, after = source.at(pair.source.partition(".")[0] if pair.compute else pair.source), target.at(pair.target)
    if before is None or after is None or after.formula:
        return
    if pair.compute:
        yield from _COMPUTED[pair.compute](pair, before, after, answers)
    elif pair.cells:
        yield from _ticked(pair, pair.cells, before, answers)
    elif pair.parts:
        yield from _rows(pair, before, after, answers)
    else:
        yield from _single(pair, before, after, answers.get(pair.source, _BLANK), pair.source, pair.target)


def _single(pair: Pair, before: Question, after: Question, answer: Answer, here: str, there: str) -> Iterator[Paired]:
    """One answer for one question. A non-answer goes along only where it means the same and can be recorded."""
    if meant := meaning(before, answer):
        if pair.relation in ("exact", "close"):
            yield from _non_answer(meant, after, here, there)
        return
    if is_blank(answer.value):
        return
    value, lost = converted(pair.options, before, after, answer.value)
    if is_blank(value):
        return
    details, beside = _details(pair.options, before, after, answer)
    texts = answer.translations if after.translatable else {}
    if answer.translations and not texts:
        lost = [*lost, finding("C18", "", languages=", ".join(answer.translations))]
    made = Answer(
        value,
        details=details,
        translations=texts,
        attachments=answer.attachments,
        language=answer.language,
        time=answer.time,
    )
    problems = [each for each in check_answer(after, made, there) if each.severity == "error" and each.code != "A08"]
    yield there, made, here, [*lost, *beside, *problems]


def _non_answer(meant: str, after: Question, here: str, there: str) -> Iterator[Paired]:
    """A recorded non-answer, or the option of the other form that stands for it. It never becomes an answer."""
    option = next((each for each in after.options if each.means == meant), None)
    if option:
        yield there, Answer([option.code] if after.type == "choose-many" else option.code), here, []
    elif meant in after.non_answers:
        yield there, Answer(non_answer=meant), here, []


def converted(options: Codes | None, before: Question, after: Question, value: Any) -> tuple[Any, list[Finding]]:
    """The value as the other question takes it, and what is lost on the way."""
    if before.type in ("integer", "year") and after.type in ("choose-one", "rating"):
        return band_of(after, value), []
    if before.type in CODED and after.type in CODED:
        return _codes(options, before, after, value)
    return as_type(before, after, value), []


def _codes(options: Codes | None, before: Question, after: Question, value: Any) -> tuple[Any, list[Finding]]:
    codes = value if isinstance(value, list) else [value]
    texts = [("true" if code else "false") if isinstance(code, bool) else str(code) for code in codes]
    lost: list[Finding] = []
    found: dict[str, None] = {}
    for code in texts:
        targets = _targets(options, after, code)
        if not targets:
            option = before.option(code)
            lost.append(finding("C06", "", option=option.label if option else code))
        found.update(dict.fromkeys(targets))
    if after.type == "choose-many":
        return list(found) or None, lost
    chosen = next(iter(found), None)
    if len(found) > 1:
        lost.append(finding("C12", "", options=", ".join(found)))
        return None, lost
    if after.type in ("yes-no", "tick"):
        return {"true": True, "false": False if after.type == "yes-no" else None}.get(chosen or ""), lost
    return chosen, lost


def _targets(options: Codes | None, after: Question, code: str) -> tuple[str, ...]:
    if options is not None:
        return options.get(code, ())
    known = after.type in ("yes-no", "tick") or after.option(code) is not None
    return (code,) if known else ()


def _details(
    options: Codes | None, before: Question, after: Question, answer: Answer
) -> tuple[dict[str, Any], list[Finding]]:
    """What was typed beside options: it goes along where the other option asks for the same kind, else it is told."""
    chosen = answer.value if isinstance(answer.value, list) else [answer.value]
    kept: dict[str, Any] = {}
    lost: list[Finding] = []
    for code, typed in answer.details.items():
        option = before.option(code)
        if is_blank(typed) or code not in chosen or option is None:
            continue
        heirs = [heir for each in _targets(options, after, code) if (heir := after.option(each))]
        heir = next((each for each in heirs if _takes(each, option) and each.code not in kept), None)
        if heir:
            kept[heir.code] = typed
        else:
            lost.append(finding("C13", "", option=option.label, typed=str(typed)[:200]))
    return kept, lost


def _takes(heir: Option, option: Option) -> bool:
    return heir.detail == option.detail or (heir.detail, option.detail) == ("long-text", "text")


def _rows(pair: Pair, before: Question, after: Question, answers: Answers) -> Iterator[Paired]:
    for key in row_keys(before, answers):
        for part in pair.parts:
            inside, outside = before.part(part.source), after.part(part.target)
            here, there = f"{pair.source}[{key}].{part.source}", f"{pair.target}[{key}].{part.target}"
            if inside and outside and not outside.formula:
                yield from _single(part, inside, outside, answers.get(here, _BLANK), here, there)


def _ticked(pair: Pair, cells: Cells, group: Question, answers: Answers) -> Iterator[Paired]:
    """The cells of a matrix that rows of a group name: each once, with the first row as its origin."""
    seen: set[str] = set()
    for key in row_keys(group, answers):
        start = f"{pair.source}[{key}]."
        row, column = (_texts(answers.get(start + part, _BLANK)) for part in (cells.row, cells.column))
        for first in (code for each in row for code in cells.rows.get(each, ())):
            for second in (code for each in column for code in cells.columns.get(each, ())):
                there = f"{pair.target}[{first}].{second}"
                if there not in seen:
                    seen.add(there)
                    yield there, Answer(True), start + cells.column, []


def _texts(answer: Answer) -> list[str]:
    """The codes of a confirmed choice, as crosswalks write them; a non-answer gives none."""
    if answer.non_answer or is_blank(answer.value):
        return []
    codes = answer.value if isinstance(answer.value, list) else [answer.value]
    return [("true" if code else "false") if isinstance(code, bool) else str(code) for code in codes]


def _figure(pair: Pair, group: Question, answers: Answers) -> Decimal | None:
    """A number made of the rows of a group. Without any row there is none: blank is not zero.

    Nor is there one when nobody has said whether a row is to be counted.
    """
    rows = row_keys(group, answers)
    if not rows or not all(
        _texts(answers.get(f"{group.id}[{key}].{each}", _BLANK)) for key in rows for each in pair.where
    ):
        return None
    keys = [key for key in rows if _kept(pair, key, group, answers)]
    if pair.compute == "count":
        return Decimal(len(keys))
    values = [_number(answers.get(f"{group.id}[{key}].{pair.source.partition('.')[2]}", _BLANK)) for key in keys]
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) if given else None


def _plain(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else str(number)


def _collected(pair: Pair, group: Question, after: Question, answers: Answers) -> Iterator[Paired]:
    """The codes that stand in one column of the rows, each once. What has no counterpart is told."""
    part = group.part(pair.source.partition(".")[2])
    keys = [key for key in row_keys(group, answers) if _kept(pair, key, group, answers)]
    codes = [
        code for key in keys for code in _texts(answers.get(f"{group.id}[{key}].{part.id if part else ''}", _BLANK))
    ]
    if part is None or not codes:
        return
    value, lost = _codes(pair.options, part, after, list(dict.fromkeys(codes)))
    if value:
        yield pair.target, Answer(value), pair.source, lost


def _some(pair: Pair, group: Question, after: Question, answers: Answers) -> Iterator[Paired]:
    """The option that says that there is one; that there is no row says nothing."""
    if any(_kept(pair, key, group, answers) for key in row_keys(group, answers)):
        plain: Any = {"true": True}.get(pair.option) if after.type in ("yes-no", "tick") else pair.option
        yield pair.target, Answer([plain] if after.type == "choose-many" else plain), pair.source, []


def _beside_options(pair: Pair, group: Question, after: Question, answers: Answers) -> Iterator[Paired]:
    """Numbers beside the options that they belong to. None is no number, and neither is a zero that nobody gave."""
    numbers = {part.option: number for part in pair.parts if (number := _figure(part, group, answers))}
    if numbers:
        made = Answer(list(numbers), details={option: _plain(number) for option, number in numbers.items()})
        yield pair.target, made, pair.source, check_answer(after, made, pair.target)


def _computed(pair: Pair, group: Question, after: Question, answers: Answers) -> Iterator[Paired]:
    number = _figure(pair, group, answers)
    if number is None:
        return
    value: Any = _plain(number)
    if after.type in ("choose-one", "rating"):
        value = band_of(after, number)
    elif after.type == "decimal":
        value = str(value)
    made = Answer(value)
    if not is_blank(value):
        yield pair.target, made, pair.source, check_answer(after, made, pair.target)


def _kept(pair: Pair, key: str, group: Question, answers: Answers) -> bool:
    return all(
        set(_texts(answers.get(f"{group.id}[{key}].{column}", _BLANK))) & set(codes)
        for column, codes in pair.where.items()
    )


def _number(answer: Answer) -> Decimal | None:
    if answer.non_answer or isinstance(answer.value, bool):
        return None
    return Decimal(answer.value) if isinstance(answer.value, int) else amount(answer.value)


_COMPUTED: Final[Mapping[str, Callable[[Pair, Question, Question, Answers], Iterator[Paired]]]] = {
    "count": _computed,
    "sum": _computed,
    "collect": _collected,
    "some": _some,
    "numbers": _beside_options,
}
