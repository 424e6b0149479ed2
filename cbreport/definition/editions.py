"""What changed between two editions of a form, and whether the new one's name allows it; locks of published editions.

A change is judged by what it does to answers that were given under the old edition: *wording* leaves them as they are,
*additive* asks for more, *narrowing* may make a kept answer invalid or hide it, *breaking* leaves it without a home or
changes what it means.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from cbreport.definition.model import Form, Limits, Option, Question
from cbreport.errors import DefinitionError, finding

Kind = Literal["wording", "additive", "narrowing", "breaking"]
KINDS: Final[tuple[Kind, ...]] = ("wording", "additive", "narrowing", "breaking")
LOCK_FILE: Final = "editions.lock"

_QUESTION_WORDS: Final = (
    "label", "help", "guidance", "definition", "example", "number", "reference", "concept", "verified", "source",
    "starts_page", "sensitive", "vocabulary", "row_label",
)  # fmt: skip
_OPTION_WORDS: Final = ("label", "help", "concept", "same_as")
_SECTION_WORDS: Final = ("title", "number", "help", "verified", "source")
_FORM_WORDS: Final = ("title", "source", "verified")


@dataclass(frozen=True)
class Difference:
    """One change. ``address`` is the question's id, ``matrix.column`` for a part, or empty for the form as a whole."""

    kind: Kind
    address: str
    what: str


def compare_editions(old: Form, new: Form) -> tuple[Difference, ...]:
    """Every change from ``old`` to ``new``, worst first; empty when they ask the same in the same words.

    >>> from dataclasses import replace
    >>> form = Form("small", "one", "example", "Small")
    >>> [each.what for each in compare_editions(form, replace(form, edition="two", title="Short"))]
    ['title is “Short”, was “Small”']
    """
    found = [
        *_words(old, new, "", _FORM_WORDS),
        *_languages(old, new),
        *_sections(old, new),
        *_questions({each.id: each for each in old.questions()}, {each.id: each for each in new.questions()}, new),
        *_homes(old, new),
        *_orders(old, new),
    ]
    return tuple(sorted(found, key=lambda each: -KINDS.index(each.kind)))


def allowed_kinds(old: Form, new: Form) -> tuple[Kind, ...]:
    """Which changes the new edition's name allows.

    The same name allows wording; the old name with a full stop and more behind it (``cop14.1``) is a revision and
    allows additions too; any other name is a new edition and allows everything.

    >>> form = Form("small", "cop14", "example", "Small")
    >>> from dataclasses import replace
    >>> allowed_kinds(form, form), allowed_kinds(form, replace(form, edition="cop14.1"))
    (('wording',), ('wording', 'additive'))
    """
    if new.edition == old.edition:
        return KINDS[:1]
    return KINDS[:2] if new.edition.startswith(f"{old.edition}.") else KINDS


def refused_differences(old: Form, new: Form) -> tuple[Difference, ...]:
    """The changes that the new edition may not make under its name.

    A new edition may leave a question out, or change its type, only when it says so: the id stands under ``retired``.
    """
    allowed = allowed_kinds(old, new)
    refused = [each for each in compare_editions(old, new) if each.kind not in allowed]
    retired = {each.id for each in new.retired}
    for question in old.questions():
        if (
            allowed == KINDS
            and question.answerable
            and new.question(question.id) is None
            and question.id not in retired
        ):
            refused.append(Difference("breaking", question.id, "left out, and not named under retired:"))
    return tuple(refused)


def _words(old: object, new: object, address: str, names: Iterable[str], before: str = "") -> Iterator[Difference]:
    for name in names:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            shown = f" is “{now}”, was “{was}”" if isinstance(now, str) and now and was else " changed"
            yield Difference("wording", address, f"{before}{name.replace('_', '-')}{shown}")


def _languages(old: Form, new: Form) -> Iterator[Difference]:
    for language in new.languages:
        if language not in old.languages:
            yield Difference("additive", "", f"offered in {language} too")
    for language in old.languages:
        if language not in new.languages:
            yield Difference("narrowing", "", f"no longer offered in {language}")
    if old.respondent != new.respondent:
        yield Difference("breaking", "", f"respondent is {new.respondent}, was {old.respondent}")


def _sections(old: Form, new: Form) -> Iterator[Difference]:
    for section in new.sections:
        was = old.section(section.id)
        if was is None:
            yield Difference("additive", "", f"new section “{section.id}”")
            continue
        yield from _words(was, section, "", _SECTION_WORDS, f"section “{section.id}”: ")
        if was.show_when != section.show_when:
            kind: Kind = "additive" if section.show_when is None else "narrowing"
            yield Difference(kind, "", f"section “{section.id}”: show-when changed")
    for section in old.sections:
        if new.section(section.id) is None:
            yield Difference("wording", "", f"no section “{section.id}”")


def _homes(old: Form, new: Form) -> Iterator[Difference]:
    """Questions that stand in another section. Addresses do not name sections, so answers stay."""
    for question in old.questions():
        was, now = old.section_of(question.id), new.section_of(question.id)
        if was and now and was.id != now.id:
            yield Difference("wording", question.id, f"stands in section “{now.id}”, was in “{was.id}”")


def _orders(old: Form, new: Form) -> Iterator[Difference]:
    was = [each.id for each in old.questions() if new.question(each.id)]
    now = [each.id for each in new.questions() if old.question(each.id)]
    if was != now:
        yield Difference("wording", "", "the questions stand in another order")


def _questions(
    old: Mapping[str, Question], new: Mapping[str, Question], form: Form, owner: str = ""
) -> Iterator[Difference]:
    for id, now in new.items():
        if id not in old:
            kind: Kind = "narrowing" if now.required else "additive"
            asked = "required" if now.required else now.type
            yield Difference(kind, owner + id, f"new question ({asked})")
        else:
            yield from _question(old[id], now, form, owner)
    retired = {each.id: each for each in form.retired}
    for id, was in old.items():
        if id not in new:
            entry = retired.get(id) if not owner else None
            by = f", replaced by “{entry.replaced_by}”" if entry and entry.replaced_by else ""
            kind = "breaking" if was.answerable else "wording"
            yield Difference(kind, owner + id, f"retired{by}" if entry else "left out")


def _question(old: Question, new: Question, form: Form, owner: str) -> Iterator[Difference]:
    address = owner + old.id
    if _kind(old) != _kind(new):
        kind: Kind = "wording" if not (old.answerable or new.answerable) else "breaking"
        yield Difference(kind, address, f"type is {_kind(new)}, was {_kind(old)}")
        return
    yield from _words(old, new, address, _QUESTION_WORDS)
    if old.required != new.required:
        yield Difference(
            "narrowing" if new.required else "additive", address, "now required" if new.required else "not required now"
        )
    if old.formula != new.formula:
        yield Difference("breaking", address, "calculated in another way")
    if old.to != new.to:
        yield Difference("breaking", address, f"refers to “{new.to}”, referred to “{old.to}”")
    if old.translatable != new.translatable:
        kind = "additive" if new.translatable else "breaking"
        yield Difference(kind, address, "takes translations" if new.translatable else "takes no translations any more")
    if old.show_when != new.show_when:
        yield Difference(
            "additive" if new.show_when is None else "narrowing",
            address,
            "always shown now" if new.show_when is None else "shown under another condition",
        )
    if old.private != new.private:
        # What was given as private would leave the Party, or what was public would no longer be counted.
        yield Difference("breaking", address, "private now" if new.private else "no longer private")
    yield from _sets(old.non_answers, new.non_answers, address, "non-answer")
    yield from _options(old.options, new.options, address, "option", "narrowing")
    yield from _options(old.rows, new.rows, address, "row", "breaking")
    for code in new.exclusive:
        if code not in old.exclusive and old.option(code):
            yield Difference("narrowing", address, f"option “{code}” cannot be chosen together with others now")
    for code in old.exclusive:
        if code not in new.exclusive and new.option(code):
            yield Difference("additive", address, f"option “{code}” can be chosen together with others now")
    yield from _limits(old, new, address)
    yield from _questions(
        {part.id: part for part in old.parts}, {part.id: part for part in new.parts}, form, f"{address}."
    )
    if [part.id for part in old.parts if new.part(part.id)] != [part.id for part in new.parts if old.part(part.id)]:
        yield Difference("wording", address, "its parts stand in another order")


def _kind(question: Question) -> str:
    """The type as the form names it."""
    return f"calculated {question.type}" if question.formula else question.custom or question.type


def _sets(old: Sequence[str], new: Sequence[str], address: str, name: str) -> Iterator[Difference]:
    for each in new:
        if each not in old:
            yield Difference("additive", address, f"takes the {name} “{each}” too")
    for each in old:
        if each not in new:
            yield Difference("narrowing", address, f"no longer takes the {name} “{each}”")


def _options(
    old: Sequence[Option], new: Sequence[Option], address: str, name: str, when_gone: Kind
) -> Iterator[Difference]:
    before, after = ({option.code: option for option in options} for options in (old, new))
    for code, option in after.items():
        if code not in before:
            yield Difference("additive", address, f"new {name} “{code}”")
            continue
        was = before[code]
        yield from _words(was, option, address, _OPTION_WORDS, f"{name} “{code}”: ")
        if was.means != option.means or (was.low, was.high) != (option.low, option.high):
            yield Difference("breaking", address, f"{name} “{code}” means something else")
        yield from _detail(was, option, address, name)
    for code in before:
        if code not in after:
            yield Difference(when_gone, address, f"no {name} “{code}” any more")
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield Difference("wording", address, f"the {name}s stand in another order")


def _detail(old: Option, new: Option, address: str, name: str) -> Iterator[Difference]:
    if old.detail == new.detail:
        if new.detail and old.detail_required != new.detail_required:
            kind: Kind = "narrowing" if new.detail_required else "additive"
            word = "needs" if new.detail_required else "no longer needs"
            yield Difference(kind, address, f"{name} “{new.code}” {word} its text")
    elif not old.detail:
        kind = "narrowing" if new.detail_required else "additive"
        yield Difference(kind, address, f"{name} “{new.code}” asks for {new.detail} beside it")
    elif not new.detail:
        yield Difference("breaking", address, f"{name} “{new.code}” no longer asks for {old.detail} beside it")
    else:
        yield Difference("breaking", address, f"{name} “{new.code}” asks for {new.detail}, asked for {old.detail}")


def _limits(old: Question, new: Question, address: str) -> Iterator[Difference]:
    for part in fields(Limits):
        was, now = getattr(old.limits, part.name), getattr(new.limits, part.name)
        if was != now:
            name = part.name.replace("_", "-")
            kind = _LIMIT_KINDS[part.name](was, now)
            yield Difference(kind, address, f"{name} is {_shown(now)}, was {_shown(was)}")


def _shown(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value or "open")


def _bound(up: bool) -> Callable[[Any, Any], Kind]:
    """How a changed bound is judged; ``up`` when a higher one takes less."""

    def judge(was: Any, now: Any) -> Kind:
        if not now:
            return "additive"
        if not was:
            return "narrowing"
        higher = _size(now) > _size(was)
        return "narrowing" if higher == up else "additive"

    return judge


def _size(bound: Any) -> tuple[float, str]:
    """A bound in order: numbers by size, dates as ISO text."""
    try:
        return float(bound), ""
    except ValueError:
        return 0.0, str(bound)


def _currencies(was: Sequence[str], now: Sequence[str]) -> Kind:
    return "additive" if set(was) <= set(now) else "narrowing"


_LIMIT_KINDS: Final[Mapping[str, Callable[[Any, Any], Kind]]] = {
    "at_least": _bound(up=True),
    "at_most": _bound(up=False),
    "max_length": _bound(up=False),
    "max_words": _bound(up=False),
    "decimals": lambda was, now: "additive" if now > was else "narrowing",
    "unit": lambda was, now: "breaking",
    "currencies": _currencies,
    "of": lambda was, now: "additive" if now == "all" else "narrowing",
}


# -- locks ------------------------------------------------------------------------------------------------------------


def load_lock(text: str, file: str) -> dict[str, str]:
    """The digests of published editions by ``series@edition``, from a lock file.

    :raises DefinitionError: the file is none.
    """
    try:
        data = json.loads(text)
        editions = data["editions"]
        good = data["cbreport"] == 1 and all(isinstance(each, str) for each in editions.values())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        good, editions = False, {}
    if not good:
        raise DefinitionError([finding("F32", file=file, line=1)])
    return dict(editions)


def lock_text(editions: Mapping[str, str]) -> str:
    """The lock file for these digests, one edition a line, sorted, so that a change is seen in a review."""
    return json.dumps({"cbreport": 1, "editions": dict(sorted(editions.items()))}, indent=1) + "\n"
