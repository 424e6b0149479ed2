"""One answer, as it is kept, sent and compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

ORIGIN_KEYS: Final = ("form", "cycle", "address", "time", "relation")
FILE_KEYS: Final = ("name", "type", "size", "digest")
SOURCES: Final = ("entered", "carried-forward", "crosswalk", "imported", "calculated")


@dataclass(frozen=True)
class Answer:
    """A value or a recorded non-answer, with what belongs to it.

    ``value`` is what JSON can hold: text, whole numbers, true/false, lists of codes, and small mappings for money,
    periods, links and files. What was typed and is not valid stays here as typed text until it is mended. ``details``
    holds what was typed beside options, by code; it is kept when the option is unticked. ``translations`` hold the same
    text in other languages, ``attachments`` the files that were attached as evidence, each a mapping of
    :data:`FILE_KEYS`.
    """

    value: Any = None
    non_answer: str = ""
    comment: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    translations: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Mapping[str, str], ...] = ()
    language: str = ""
    source: str = "entered"
    confirmed: bool = True
    author: str = ""
    time: str = ""
    origin: Mapping[str, str] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        """Whether there is a value or a recorded non-answer; a comment alone is no answer."""
        return bool(self.non_answer) or not is_blank(self.value)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was given, so that nothing need be kept."""
        beside = (*self.details.values(), *self.translations.values())
        return not (self.answered or self.comment or self.attachments or any(not is_blank(each) for each in beside))

    def content(self) -> dict[str, Any]:
        """What the Party said, without author and time: equal content is no change."""
        data: dict[str, Any] = {}
        if not is_blank(self.value):
            data["value"] = self.value
        if self.non_answer:
            data["non-answer"] = self.non_answer
        if self.comment:
            data["comment"] = self.comment
        details = {code: each for code, each in self.details.items() if not is_blank(each)}
        if details:
            data["details"] = details
        translations = {language: each for language, each in self.translations.items() if not is_blank(each)}
        if translations:
            data["translations"] = translations
        if self.attachments:
            data["attachments"] = [dict(each) for each in self.attachments]
        if data and self.language:
            data["language"] = self.language
        if data and self.source != "entered":
            data["source"] = self.source
        if data and not self.confirmed:
            data["confirmed"] = False
        if data and self.origin:
            data["origin"] = dict(self.origin)
        return data

    def to_data(self) -> dict[str, Any]:
        """The whole answer as the report file has it."""
        data = self.content()
        return {
            **data,
            **({"author": self.author} if self.author else {}),
            **({"time": self.time} if self.time else {}),
        }


def is_blank(value: object) -> bool:
    """Nothing, blank text, an empty list, or a mapping of nothing. Zero and false are answers.

    >>> is_blank(" "), is_blank({"from": "", "to": ""}), is_blank(0), is_blank(False)
    (True, True, False, False)
    """
    if value is None:
        return True
    if isinstance(value, str):
        return not value or value.isspace()
    if isinstance(value, list | tuple):
        return not value
    if isinstance(value, Mapping):
        return all(is_blank(each) for key, each in value.items() if key != "currency")
    return False


_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "non-answer": str,
    "comment": str,
    "details": Mapping,
    "translations": Mapping,
    "attachments": list,
    "language": str,
    "source": str,
    "confirmed": bool,
    "origin": Mapping,
    "author": str,
    "time": str,
}
KEYS: Final = frozenset(_KINDS) | {"value"}


def answer_from_data(data: object) -> Answer:
    """An answer from report-file form.

    :raises ValueError: with what is wrong, when it is no answer.

    >>> answer_from_data({"value": ["training"], "language": "en"}).value
    ['training']
    """
    if not isinstance(data, Mapping):
        raise ValueError('an answer is an object, such as {"value": …}')
    unknown = sorted(set(map(str, data)) - KEYS)
    if unknown:
        raise ValueError(f"an answer has no “{unknown[0]}”; it may have {', '.join(sorted(KEYS))}")
    for key, kind in _KINDS.items():
        if key in data and not isinstance(data[key], kind):
            raise ValueError(f"“{key}” is of the wrong kind")
    if data.get("source", "entered") not in SOURCES:
        raise ValueError(f"“source” is one of {', '.join(SOURCES)}")
    details: Mapping[str, Any] = data.get("details", {})
    origin: Mapping[str, Any] = data.get("origin", {})
    translations: Mapping[str, Any] = data.get("translations", {})
    attachments = tuple(data.get("attachments", ()))
    if not all(isinstance(each, str) for each in translations.values()):
        raise ValueError("“translations” are texts by language")
    if not all(map(is_file, attachments)):
        raise ValueError(f"“attachments” are objects with {', '.join(FILE_KEYS)}, all of them texts")
    problem = _not_a_value("value", data.get("value")) or _not_an_origin(origin)
    for typed in details.values():
        problem = problem or _not_a_value("details", typed)
    if problem:
        raise ValueError(problem)
    return Answer(
        value=data.get("value"),
        non_answer=data.get("non-answer", ""),
        comment=data.get("comment", ""),
        details=details,
        translations=translations,
        attachments=attachments,
        language=data.get("language", ""),
        source=data.get("source", "entered"),
        confirmed=data.get("confirmed", True),
        author=data.get("author", ""),
        time=data.get("time", ""),
        origin=origin,
    )


def is_file(value: object) -> bool:
    """Whether this names a file that was attached: its name, media type, size in bytes and digest.

    >>> is_file({"name": "plan.pdf", "type": "application/pdf", "size": "12", "digest": "sha256:" + "0" * 64})
    True
    """
    if not isinstance(value, Mapping) or set(value) != set(FILE_KEYS):
        return False
    if not all(isinstance(each, str) and each for each in value.values()):
        return False
    return bool(re.fullmatch("[0-9]{1,12}", value["size"]) and re.fullmatch("sha256:[0-9a-f]{64}", value["digest"]))


def files_of(answer: Answer) -> tuple[Mapping[str, str], ...]:
    """Every file that an answer names: what it consists of, and what is attached to it."""
    return (*((answer.value,) if is_file(answer.value) else ()), *answer.attachments)


def _not_an_origin(origin: Mapping[str, Any]) -> str:
    unknown = sorted(set(map(str, origin)) - set(ORIGIN_KEYS))
    if unknown:
        return f"“origin” has no “{unknown[0]}”; it may have {', '.join(ORIGIN_KEYS)}"
    return "" if all(isinstance(each, str) for each in origin.values()) else "the parts of “origin” are texts"


def _not_a_value(key: str, value: object) -> str:
    if isinstance(value, list) and not all(isinstance(each, str) for each in value):
        return f"a list in “{key}” holds option codes"
    if isinstance(value, Mapping) and not all(isinstance(each, str) for each in value.values()):
        return f"the parts of “{key}” are texts"
    return ""
