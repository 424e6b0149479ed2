"""From what a person typed to a value; what cannot be read stays as typed, so that it can be shown back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from unicodedata import category

from cbreport.definition.model import Question

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def tidy(text: str) -> str:
    r"""Line ends as ``\n``, no blanks at the ends of the whole; control characters that no format can hold removed.

    >>> tidy(" two\r\nlines\x00 ")
    'two\nlines'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return "".join(
        char for char in plain if char in "\n\t" or (category(char) not in ("Cc", "Cs") and char not in "\ufffe\uffff")
    ).strip()


def parse_number(text: str) -> str:
    """A typed number without blanks between digits and with Western digits; other text as it is.

    >>> parse_number("12 500"), parse_number("١٢"), parse_number("a few")
    ('12500', '12', 'a few')
    """
    compact = _SPACES.sub("", text)
    return _western(compact) if re.fullmatch(r"[+-]?\d+(\.\d+)?", compact) else text.strip()


def _western(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def parse_value(question: Question, typed: Any) -> Any:
    """The value for what was typed, by the question's type.

    ``typed`` is text; for choose-many a list of codes; for date a mapping with ``day``, ``month`` and ``year``; for
    money, period and link a mapping of their parts.

    >>> people = Question("n", "integer", "How many?")
    >>> parse_value(people, "12"), parse_value(people, "many")
    (12, 'many')
    """
    if question.type in ("integer", "year"):
        return _integer(tidy(typed))
    if question.type == "decimal":
        return parse_number(tidy(typed))
    if question.type in ("yes-no", "tick"):
        return {"true": True, "false": False}.get(tidy(typed), tidy(typed) or None)
    if question.type == "choose-many":
        known = [option.code for option in question.options]
        codes = dict.fromkeys(map(tidy, typed))
        return sorted(codes, key=lambda code: known.index(code) if code in known else len(known))
    if question.type == "date":
        return parse_date(typed)
    if question.type == "money":
        parts = {key: parse_number(tidy(typed.get(key, ""))) for key in ("amount", "from", "to")}
        return {**{key: part for key, part in parts.items() if part}, "currency": tidy(typed.get("currency", ""))}
    if question.type == "period":
        return {key: parse_date(typed.get(key, {})) for key in ("from", "to")}
    if question.type == "link":
        parts = {key: tidy(typed.get(key, "")) for key in ("url", "title")}
        return {key: part for key, part in parts.items() if part}
    return tidy(typed)


def _integer(text: str) -> int | str:
    number = parse_number(text)
    return int(number) if re.fullmatch(r"[+-]?[0-9]{1,15}", number) else text


def parse_date(typed: Mapping[str, str] | str) -> str:
    """ISO text for three typed parts; parts that make no date stay readable as ``year-month-day`` as typed.

    >>> parse_date({"day": "5", "month": "3", "year": "2024"}), parse_date({"day": "31", "month": "2", "year": "2024"})
    ('2024-03-05', '2024-2-31')
    """
    if isinstance(typed, str):
        return tidy(typed)
    parts = [_western(tidy(typed.get(part, ""))) for part in ("year", "month", "day")]
    if not any(parts):
        return ""
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", "-".join(parts)):
        with suppress(ValueError):
            return date(*map(int, parts)).isoformat()
    return "-".join(part.replace("-", "–") for part in parts)  # a dash of its own, so that the parts stay apart


def date_parts(value: object) -> tuple[str, str, str]:
    """Day, month and year of a kept date, valid or not, for showing back.

    >>> date_parts("2024-03-05"), date_parts("2024-2-31")
    (('5', '3', '2024'), ('31', '2', '2024'))
    """
    if not isinstance(value, str) or not value:
        return "", "", ""
    parts = [*value.split("-"), "", ""][:3]
    year, month, day = parts if value.count("-") == 2 else ("", "", value)
    return _bare(day), _bare(month), year


def _bare(part: str) -> str:
    return (part.lstrip("0") or part) if part.isdigit() else part
