"""Files that go out to be filled in, and come back: what they were made from, what they say, and what that changes.

A workbook, a document or a page that is filled in without a line is a slow kind of save. It carries the revision that
it was made from (:class:`Made`) and is merged answer by answer with what was saved meanwhile, like every other save;
before anything is written, a person sees what would change and what could not be read.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from cbreport.answering.answers import Answer
from cbreport.answering.evaluation import row_keys
from cbreport.answering.merging import merge
from cbreport.answering.slots import addresses_of, refilled
from cbreport.definition.canonical import canonical_json
from cbreport.definition.model import Form
from cbreport.errors import Finding, ReportFileError

_SIGNATURE: Final = "signature"


@dataclass(frozen=True)
class Made:
    """What a file was made from. It stands in the file, signed, where nobody changes it by mistake.

    :param report: id of the report; empty where the file was made without a host.
    :param digest: of the form.
    :param revision: of the report.
    :param language: in which the file was written, and in which what is typed there is taken to be.
    :param key: of the file itself, so that new rows of two files never have the same keys.
    """

    report: str
    form: str
    edition: str
    digest: str
    party: str
    cycle: str
    version: int
    revision: int
    language: str
    key: str

    def signed(self, secret: bytes = b"") -> dict[str, Any]:
        """As it stands in a file. Without a secret there is no signature."""
        data = asdict(self)
        return {**data, _SIGNATURE: _signature(data, secret)} if secret else data

    def new_row(self, group: str, number: int) -> str:
        """The key of a row that can be filled in anew: that of this file and no other.

        >>> made = Made("", "f", "1", "", "KEN", "EX1", 1, 0, "en", "k1")
        >>> made.new_row("trainings", 1) == made.new_row("trainings", 1) != made.new_row("trainings", 2)
        True
        """
        return "r" + hashlib.sha256(f"{self.key} {group} {number}".encode()).hexdigest()[:20]


def made_from(data: object, secret: bytes = b"") -> Made:
    """What a file says that it was made from.

    :param secret: with which it must be signed; empty where files are not signed.
    :raises ReportFileError: that part is missing or broken, or was not signed here.
    """
    kinds = {each.name: int if each.type == "int" else str for each in fields(Made)}
    if not isinstance(data, Mapping) or not kinds.keys() <= data.keys():
        raise ReportFileError(
            "The file does not say which report it was made from.", "Download it anew and copy your answers there."
        )
    content = {name: data[name] for name in kinds}
    if any(type(content[name]) is not kind for name, kind in kinds.items()):
        raise ReportFileError("The file's hidden part is broken.", "Download it anew and copy your answers there.")
    signature = data.get(_SIGNATURE, "")
    if secret and not (isinstance(signature, str) and hmac.compare_digest(signature, _signature(content, secret))):
        raise ReportFileError(
            "The file was not made here, or its hidden part was changed.",
            "Download it anew and copy your answers there.",
        )
    return Made(**content)


def _signature(data: Mapping[str, Any], secret: bytes) -> str:
    return hmac.new(secret, b"cbreport file to fill in\n" + canonical_json(data), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Unread:
    """A place of a file that was not understood. Its answer stays as it was.

    :param place: where it stands, such as ``Needs!D12``.
    :param text: what stands there.
    :param problem: what is wrong with it, at the address of the answer where that is known.
    """

    place: str
    text: str
    problem: Finding


@dataclass(frozen=True)
class Returned:
    """What a file says that came back.

    :param texts: what stands in the slots (:mod:`cbreport.answering.slots`) of each address that the file has.
    """

    made: Made
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class Incoming:
    """What a file would change in a report.

    :param changes: answers that differ from those it was made from, and that nobody else has changed meanwhile.
    :param conflicts: answers that were changed in the file and by somebody else: what the file says.
    :param base: the answers that the file was made from.
    """

    changes: Mapping[str, Answer]
    conflicts: Mapping[str, Answer]
    base: Mapping[str, Answer]


def answers_of(returned: Returned, form: Form, base: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that the file holds, of questions that are asked, by address.

    :param base: the answers of the revision that the file was made from.
    """
    found: dict[str, Answer] = {}
    for question in form.questions():
        if not question.asked:
            continue
        keys = dict.fromkeys([*row_keys(question, base), *_rows_in(returned.texts, question.id)])
        for address, part in addresses_of(question, keys):
            if texts := returned.texts.get(address):
                kept = base.get(address, Answer())
                found[address] = refilled(part, address, kept, texts, returned.made.language)
    return found


def _rows_in(addresses: Mapping[str, object], group: str) -> list[str]:
    start = f"{group}["
    return [each[len(start) :].partition("]")[0] for each in addresses if each.startswith(start)]


def incoming(returned: Returned, form: Form, base: Mapping[str, Answer], now: Mapping[str, Answer]) -> Incoming:
    """What the file would change.

    :param base: the answers of the revision that the file was made from.
    :param now: the report's answers of today.
    """
    mine = answers_of(returned, form, base)
    merged = merge(base, mine, now)
    return Incoming(merged.changes, {address: mine[address] for address in merged.conflicts}, base)
