"""JSON Schema (2020-12) of the answers to a form, for programs that write report files.

It says what one answer may be. What only several answers together can say is not in it: required questions, conditions,
numbers of rows, limits on words, and the order of dates and amounts; ``cbreport report check`` says those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cbreport.definition.addresses import CODE_PATTERN
from cbreport.definition.language import LANGUAGE_NAMES
from cbreport.definition.model import Form, Option, Question
from cbreport.definition.parties import all_parties

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
_END: Final = r"(?![\s\S])"  # “$” lets a line end pass in some engines
_AMOUNT: Final = r"^[+-]?[0-9]{1,20}(\.[0-9]{1,%d})?" + _END
_WHOLE: Final = r"^[+-]?[0-9]{1,20}" + _END
_URL: Final = r"^https?://[^\s@/?#<>\"\\]+([/?#][^\s<>\"\\]*)?" + _END
_TEXT: Final[Schema] = {"type": "string", "pattern": r"\S"}
_DATE: Final[Schema] = {"type": "string", "format": "date"}
_FILE: Final[Schema] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "type": {"type": "string", "minLength": 1},
        "size": {"type": "string", "pattern": r"^[0-9]{1,12}" + _END},
        "digest": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}" + _END},
    },
    "required": ["name", "type", "size", "digest"],
    "additionalProperties": False,
}
_MAX_COMMENT: Final = 10_000
_MAX_DETAIL: Final = 5_000
_MAX_URL: Final = 2_000
_ABOUT: Final[Mapping[str, Schema]] = {
    "comment": {"type": "string", "maxLength": _MAX_COMMENT},
    "attachments": {"type": "array", "items": _FILE, "maxItems": 10},
    "language": {"type": "string"},
    "source": {"enum": ["entered", "carried-forward", "crosswalk", "imported", "calculated"]},
    "confirmed": {"type": "boolean"},
    "origin": {"type": "object", "additionalProperties": {"type": "string"}},
    "author": {"type": "string"},
    "time": {"type": "string"},
}


def answers_schema(form: Form) -> Schema:
    """The schema of ``answers`` in a report file: an object of answers by address.

    >>> from cbreport.testing import example_library
    >>> schema = answers_schema(example_library().form("example-national-report"))
    >>> schema["properties"]["assessed"]["properties"]["value"]
    {'type': 'boolean'}
    """
    fixed: dict[str, Schema] = {}
    rows: dict[str, Schema] = {}
    for question in form.questions():
        if not question.answerable:
            continue
        fixed[question.id] = _whole(question) if question.parts else _answer(question)
        if question.type == "matrix":
            for row in question.rows:
                fixed |= {f"{question.id}[{row.code}].{part.id}": _answer(part) for part in question.parts}
                if row.detail:
                    fixed[f"{question.id}[{row.code}]"] = _beside_row(row)
        else:
            start = rf"^{re.escape(question.id)}\[{CODE_PATTERN.pattern}\]\."
            rows |= {f"{start}{re.escape(part.id)}{_END}": _answer(part) for part in question.parts}
    return {
        "$schema": DIALECT,
        "$id": f"urn:cbreport:form:{form.id}:{form.edition}",
        "title": form.title,
        "type": "object",
        "properties": fixed,
        "patternProperties": rows,
        "additionalProperties": False,
    }


def _object(properties: Schema, **more: Any) -> Schema:
    return {"type": "object", "properties": {**properties, **_ABOUT}, "additionalProperties": False, **more}


def _answer(question: Question) -> Schema:
    """A value or a recorded non-answer, not both, with what stands beside options."""
    if question.formula:
        # What stands there is not used: the answer is worked out anew.
        return _object({"value": True, "non-answer": True, "details": True, "translations": True}, title=question.label)
    kinds = list(question.non_answers)
    translated: Schema = {"required": ["translations"], "properties": {"translations": {"minProperties": 1}}}
    rules: list[Schema] = [
        {"not": {"required": ["value", "non-answer"]}},
        {"if": translated, "then": {"required": ["value"]}},
        *_asked_beside(question),
    ]
    return _object(
        {
            "value": _value(question),
            "non-answer": {"enum": kinds} if kinds else False,
            "details": {"type": "object", "properties": _details(question.options)},
            "translations": _translations(question),
        },
        title=question.label,
        allOf=rules,
    )


def _translations(question: Question) -> Schema:
    """The text in other languages; blank ones are none."""
    if not question.translatable:
        return {"type": "object", "additionalProperties": {"type": "string", "not": _TEXT}}
    text: Schema = {"type": "string"}
    if question.limits.max_length:
        text["maxLength"] = question.limits.max_length
    return {"type": "object", "propertyNames": {"enum": list(LANGUAGE_NAMES)}, "additionalProperties": text}


def _whole(question: Question) -> Schema:
    """A matrix or group itself: a recorded non-answer and a comment."""
    kinds = list(question.non_answers)
    return _object({"non-answer": {"enum": kinds} if kinds else False}, title=question.label)


def _beside_row(row: Option) -> Schema:
    return _object({"details": {"type": "object", "properties": _details((row,))}}, title=row.label)


def _details(options: tuple[Option, ...]) -> dict[str, Schema]:
    """What was typed beside options. It is kept when an option is unticked, so whatever is typed there is allowed."""
    return {option.code: {} for option in options if option.detail}


def _asked_beside(question: Question) -> Iterator[Schema]:
    """Where an option is chosen, what stands beside it is sound, and there when it is required."""
    for option in question.options:
        if not option.detail:
            continue
        chosen: Schema = {"const": option.code}
        if question.type == "choose-many":
            chosen = {"type": "array", "contains": chosen}
        inside: Schema = {"properties": {option.code: _beside(option)}}
        then: Schema = {"properties": {"details": inside}}
        if option.detail_required:
            inside["required"] = [option.code]
            then["required"] = ["details"]
        yield {"if": {"properties": {"value": chosen}, "required": ["value"]}, "then": then}


def _beside(option: Option) -> Schema:
    if option.detail == "integer":
        return {"type": "integer"}
    if option.detail == "money":
        return _money(())
    return {**_TEXT, "maxLength": _MAX_DETAIL}


def _value(question: Question) -> Schema:
    limits = question.limits
    kind = question.type
    if kind in ("text", "long-text"):
        return {**_TEXT, **({"maxLength": limits.max_length} if limits.max_length else {})}
    if kind in ("integer", "year"):
        low, high = (int(each) if each else None for each in (limits.at_least, limits.at_most))
        if kind == "year":
            low, high = max(low or 1000, 1000), min(high or 9999, 9999)
        bounds = {"minimum": low, "maximum": high}
        return {"type": "integer", **{key: each for key, each in bounds.items() if each is not None}}
    if kind == "decimal":
        return {"type": "string", "pattern": _AMOUNT % limits.decimals if limits.decimals else _WHOLE}
    if kind == "money":
        return _money(limits.currencies)
    if kind == "date":
        return _DATE
    if kind == "period":
        return _parts({"from": _DATE, "to": _DATE}, ["from", "to"])
    if kind in ("yes-no", "tick"):
        return {"type": "boolean"}
    if kind == "link":
        url = {"type": "string", "pattern": _URL, "maxLength": _MAX_URL}
        return _parts({"url": url, "title": {"type": "string"}}, ["url"])
    if kind == "reference":
        return {"type": "string", "pattern": f"^(?:{CODE_PATTERN.pattern})" + _END}
    if kind == "file":
        return _FILE
    if kind == "party":
        return {"enum": sorted(all_parties())}
    codes = [option.code for option in question.options]
    if kind != "choose-many":
        return {"enum": codes}
    return {"type": "array", "items": {"enum": codes}, "minItems": 1, **_exclusive(question)}


def _exclusive(question: Question) -> Schema:
    rules = [{"if": {"contains": {"const": code}}, "then": {"maxItems": 1}} for code in question.exclusive]
    return {"allOf": rules} if rules else {}


def _money(currencies: tuple[str, ...]) -> Schema:
    amount = {"type": "string", "pattern": _AMOUNT % 6}
    currency: Schema = {"enum": list(currencies)} if currencies else {"type": "string", "minLength": 1}
    return _parts({"amount": amount, "from": amount, "to": amount, "currency": currency}, ["currency"], minProperties=2)


def _parts(properties: dict[str, Schema], required: list[str], **more: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False, **more}
