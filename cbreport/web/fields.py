"""From the fields of a page to answers, and the names that the fields have.

``a:`` is an answer, ``d:`` what was typed beside an option, ``n:`` a non-answer, ``c:`` a comment; the address follows,
then the part or the option. ``ok:`` confirms what was proposed for a question. ``rows:`` lists the rows of a group that
the page showed, ``on-page`` the addresses whose boxes and buttons it showed, because those send nothing when none is
chosen. ``t:`` is the same text in another language, ``tn:`` and ``tl:`` one that is added with its language. ``fv:`` is
a file that is the answer, ``fa:`` one that is attached, ``kept-fv:`` and ``kept-fa:`` the same when they are kept
already (:mod:`cbreport.web.uploads`); ``fx:`` names files to let go.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from cbreport.answering import Answer, Answers, date_parts, is_blank, parse_value, tidy
from cbreport.answering.slots import DEFAULT_CURRENCY, PARTS, addresses_of, detail_question
from cbreport.definition import LANGUAGE_NAMES, Option, Page, Question
from cbreport.web.uploads import ATTACHED, KEPT, VALUE, kept_file

Fields = MultiDict[str, str]
CLEAR: Final = "clear"
_BLANK: Final = Answer()
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def field_id(address: str) -> str:
    """An id for HTML, safe in addresses and selectors. It has no ``_``, so ``_day`` after it is nobody else's id.

    >>> field_id("trainings[r7f3].title")
    'f-trainings--r7f3--title'
    """
    return "f-" + re.sub(r"[^A-Za-z0-9-]", "-", address.replace("[", "--").replace("].", "--").replace("]", ""))


def target_id(question: Question, address: str) -> str:
    """The id of the first control of a question, for links from the error summary."""
    part = {"date": "_day", "period": "_from_day", "money": "_amount", "link": "_url"}.get(question.type, "")
    return field_id(address) + part


def new_row_key() -> str:
    """A key for a new row: later ones sort after earlier ones, and two people never get the same."""
    stamp, letters = int(time.time() * 1000), ""
    while stamp:
        stamp, rest = divmod(stamp, 32)
        letters = _ALPHABET[rest] + letters
    return f"r{letters}{secrets.token_hex(5)}"


def read_page(fields: Fields, page: Page, stored: Answers, language: str) -> dict[str, Answer]:
    """The answers that a posted page holds, by address; blank ones included, so that clearing is saved too.

    :param stored: the answers as kept when the page was made: what it did not show, and what it showed and was left as
        it was, stays as it is there, so that a merge finds no change.
    :param language: the language that the person writes in.
    """
    return dict(_read(fields, page, stored, language))


def _read(fields: Fields, page: Page, stored: Answers, language: str) -> Iterator[tuple[str, Answer]]:
    for question in page.questions:
        if not question.asked:
            continue
        right = f"ok:{question.id}" in fields  # “this is right”, of everything that was proposed for the question
        for address, part in addresses_of(question, fields.getlist(f"rows:{question.id}")):
            kept = stored.get(address, _BLANK)
            whole = part is question and bool(question.parts)
            answer = (_row_text if whole else _answer)(fields, part, address, kept)
            signed = _signed(part, answer, kept, language)
            yield address, replace(signed, confirmed=True) if right else signed


def _answer(fields: Fields, question: Question, address: str, kept: Answer) -> Answer:
    choice = fields.get(f"n:{address}", kept.non_answer)
    value = kept.value
    if choice == CLEAR:
        value = None
    elif question.type == "file":
        value = _file(fields, address, kept.value)
    elif _on_page(fields, address):
        value = _changed(question, _typed(fields, question, address), kept.value)
    return replace(
        kept,
        value=None if is_blank(value) else value,
        non_answer="" if choice == CLEAR else choice,
        comment=_comment(fields, address, kept),
        details=_details(fields, question.options, address, kept),
        translations=_translations(fields, address, kept),
        attachments=_attachments(fields, address, kept),
    )


def _file(fields: Fields, address: str, kept: Any) -> Any:
    """The file that was sent last, else the kept one unless it was let go."""
    sent = [file for text in fields.getlist(f"{KEPT}{VALUE}{address}") if (file := kept_file(text))]
    if sent:
        return sent[-1]
    return None if _digest(kept) in fields.getlist(f"fx:{address}") else kept


def _digest(file: Any) -> str:
    return str(file.get("digest", "")) if isinstance(file, Mapping) else ""


def _attachments(fields: Fields, address: str, kept: Answer) -> tuple[Mapping[str, str], ...]:
    """Those kept and not let go, and those that were sent; the same content once."""
    gone = set(fields.getlist(f"fx:{address}"))
    sent = [file for text in fields.getlist(f"{KEPT}{ATTACHED}{address}") if (file := kept_file(text))]
    files = {file["digest"]: file for file in (*kept.attachments, *sent)}
    return tuple(file for digest, file in files.items() if digest not in gone)


def _translations(fields: Fields, address: str, kept: Answer) -> Mapping[str, str]:
    """The same text in other languages: as kept, where the page had no field for it."""
    texts = dict(kept.translations)
    begun = (each for each in LANGUAGE_NAMES if each not in texts and f"t:{address}:{each}" in fields)  # by the script
    for language in (*kept.translations, *begun):
        before = kept.translations.get(language, "")
        typed = tidy(fields.get(f"t:{address}:{language}", before))
        texts[language] = before if typed == tidy(before) else typed
    added, language = tidy(fields.get(f"tn:{address}", "")), fields.get(f"tl:{address}", "")
    if added and language in LANGUAGE_NAMES:
        texts[language] = added if is_blank(texts.get(language)) else f"{texts[language]}\n\n{added}"
    return {language: text for language, text in texts.items() if not is_blank(text)}


def _on_page(fields: Fields, address: str) -> bool:
    """Whether the page showed a field for the value: what was not asked is not answered with nothing."""
    name = f"a:{address}"
    return address in fields.getlist("on-page") or any(each == name or each.startswith(f"{name}:") for each in fields)


def _row_text(fields: Fields, question: Question, address: str, kept: Answer) -> Answer:
    """A matrix or group itself (non-answer and comment), or the text beside one row of a matrix."""
    if "[" in address:
        return replace(kept, details=_details(fields, question.rows, address, kept))
    return replace(
        kept,
        non_answer=fields.get(f"n:{address}", kept.non_answer),
        comment=_comment(fields, address, kept),
        attachments=_attachments(fields, address, kept),
    )


def _changed(question: Question, typed: Any, kept: Any) -> Any:
    """The value for what was typed; the kept one, to the letter, where its field still says what the page showed.

    A kept value need not be what its field would make of it (it came from a file, or from a form of other options), and
    a page that was opened and saved again must not change it.
    """
    value, before = parse_value(question, typed), parse_value(question, shown(question, kept))
    if question.type != "long-text" and value == _in_line(value):
        before = _in_line(before)
    return kept if value == before else value


def _comment(fields: Fields, address: str, kept: Answer) -> str:
    typed = tidy(fields.get(f"c:{address}", kept.comment))
    return kept.comment if typed == tidy(kept.comment) else typed


def _in_line(value: Any) -> Any:
    """The value as a field of one line sends it back: without line ends."""
    if isinstance(value, Mapping):
        return {key: _in_line(part) for key, part in value.items()}
    return value.replace("\n", "") if isinstance(value, str) else value


def shown(question: Question, value: Any) -> Any:
    """What the fields of a question show of a kept value, valid or not, as :func:`parse_value` takes it.

    >>> shown(Question("when", "date", "When?"), "2024-03-05")
    {'day': '5', 'month': '3', 'year': '2024'}
    >>> shown(Question("plan", "yes-no", "Is there a plan?"), False)
    'false'
    """
    if question.type == "choose-many":
        return list(map(_text, value)) if isinstance(value, list | tuple) else [_text(value)] if value else []
    if question.type == "tick":
        return "true" if value is True else ""  # an empty box shows nothing
    if question.type == "file":
        return _text(value.get("name")) if isinstance(value, Mapping) else _text(value)
    if question.type == "date":
        return _shown_date(value)
    if question.type in PARTS:
        parts = value if isinstance(value, Mapping) else {next(iter(PARTS[question.type])): value}
        if question.type == "period":
            return {part: _shown_date(parts.get(part)) for part in PARTS["period"]}
        texts = {part: _text(parts.get(part)) for part in PARTS[question.type]}
        if question.type == "money" and is_blank(value):
            texts["currency"] = next(iter(question.limits.currencies), DEFAULT_CURRENCY)
        return texts
    return _text(value)


def _shown_date(value: Any) -> dict[str, str]:
    return dict(zip(("day", "month", "year"), date_parts(_text(value)), strict=True))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else tidy(str(value))


def _typed(fields: Fields, question: Question, address: str) -> Any:
    """What was typed into the fields of a question, as :func:`parse_value` takes it."""
    name = f"a:{address}"
    if question.type == "choose-many":
        return fields.getlist(name)
    if question.type == "date":
        return _date(fields, name)
    if question.type == "period":
        return {part: _date(fields, f"{name}:{part}") for part in PARTS["period"]}
    if question.type in PARTS:
        return {part: fields.get(f"{name}:{part}", "") for part in PARTS[question.type]}
    return fields.get(name, "")


def _date(fields: Fields, name: str) -> dict[str, str]:
    return {part: fields.get(f"{name}:{part}", "") for part in ("day", "month", "year")}


def _details(fields: Fields, options: tuple[Option, ...], address: str, kept: Answer) -> Mapping[str, Any]:
    """What was typed beside options; kept as it was where the page had no field for it."""
    details = dict(kept.details)
    for option in options:
        name = f"d:{address}:{option.code}"
        inner = detail_question(option)
        typed: Any = fields.get(name)
        if option.detail == "money" and f"{name}:amount" in fields:
            typed = {part: fields.get(f"{name}:{part}", "") for part in ("amount", "currency")}
        if option.detail and typed is not None:
            details[option.code] = _changed(inner, typed, details.get(option.code))
    return {code: typed for code, typed in details.items() if not is_blank(typed)}


def _signed(question: Question, answer: Answer, kept: Answer, language: str) -> Answer:
    """Whatever was changed is entered by a person; new or changed text is in the language that she writes in."""
    if answer.content() == kept.content():
        return answer
    now, before = _written(question, answer), _written(question, kept)
    same_text = bool(now[0]) and now[0] == before[0]  # with another comment or detail it stays in its language
    if any(now) and now != before and not (same_text and kept.language):
        answer = replace(answer, language=language)
    return replace(answer, source="entered", confirmed=True, origin={})


def _written(question: Question, answer: Answer) -> list[str]:
    """The texts of an answer that are in some language: not its codes, numbers and dates."""
    own = answer.value.get("title") if isinstance(answer.value, Mapping) else answer.value
    value = own if question.type in ("text", "long-text", "link") else ""
    return [each if isinstance(each, str) else "" for each in (value, answer.comment, *answer.details.values())]
