"""Reports with registers: one small form that asks for all of them, and rows written as they are meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from cbreport.answering import Answer, answer_from_data
from cbreport.definition import Convention, Form, Region, load_form
from cbreport.definition.conventions import Membership
from cbreport.reporting import Report
from cbreport.synthesis import REGISTERS, Registers, Row, registers
from cbreport.synthesis.agreement import CODES
from cbreport.testing import EXAMPLE

ON = date(2024, 12, 31)
SECRETARIAT = "XSC"
NEXT = replace(EXAMPLE.cycles[0], id="EX2", due=date(2027, 12, 31))
RECORDS = replace(EXAMPLE.cycles[0], id="REC", repeats=True)
FIRST = replace(EXAMPLE, cycles=(*EXAMPLE.cycles, NEXT, RECORDS))
SECOND = Convention(
    id="second",
    name="Second Convention",
    short_name="SEC",
    secretariat="Secretariat of the Second Convention",
    languages=("en",),
    regions=(Region("isles", "Isles"), Region("south", "The South")),
    cycles=(replace(EXAMPLE.cycles[0], id="EX1"),),
    memberships={
        "KEN": Membership(date(2000, 1, 1), None, "south"),
        "FJI": Membership(date(2000, 1, 1), None, "isles"),
    },
)

_REFERENCES = {
    "needs": "need",
    "objectives": "objective",
    "programme": "programme",
    "activity": "activity",
    "evaluation": "evaluation",
    "material": "material",
}
_OPTIONS = {
    "topic": "law birds other",
    "language": "en fr other",
    "languages": "en fr",
    "help": "training funding none",
    "target-groups": "rangers judges none",
    "beneficiaries": "rangers judges",
    "region": "north south isles world least-developed",
    "principles": "a b c none",
    "phase": "planning implementation result",
    "rating": "low high",
    "priority": "high low",
    "also-in": "example second",
    "activity.kind": "workshop training-of-trainers",
    "request.state": "open closed",
}
_MANY = {"topic", "help", "target-groups", "beneficiaries", "region", "principles", "also-in", "language"}
_DATES = {"planned", "prepared", "start", "end", "date", "deadline", "from", "to", "joined"}
_NUMBERS = {"trainees", "women", "men", "youth", "ipl", "trainers", "trainings", "copies", "reached", "users", "year"}
_MONEY = {"budget", "amount", "cost"}
_TEXTS = {("plan-item", "activity"), ("cascade", "activity-level"), ("module", "objectives")}


def _question(register: str, part: str) -> str:
    kind = _type(register, part)
    return f"{{id: {part}, label: {part}, concept: register.{register}.{part}, {kind}}}"


def _type(register: str, part: str) -> str:
    codes = CODES.get(f"{register}.{part}") or tuple(_OPTIONS.get(f"{register}.{part}", _OPTIONS.get(part, "")).split())
    if codes:
        options = ", ".join(
            f"{{code: {each}, label: {each}{', with: text' if each == 'other' else ''}}}" for each in codes
        )
        many = part in _MANY
        exclusive = ", exclusive: [none]" if many and "none" in codes else ""
        return f"type: choose-{'many' if many else 'one'}, options: [{options}]{exclusive}"
    if part in _REFERENCES and (register, part) not in _TEXTS:
        return f"type: reference, to: {_REFERENCES[part]}"
    if part in _DATES:
        return "type: date"
    if part in _NUMBERS:
        return "type: integer"
    if part in _MONEY:
        return "type: money"
    if (register, part) == ("joint", "value"):
        return "type: decimal"
    return "type: party" if part in ("country", "donor", "recipient") else "type: text"


@cache
def whole_form(convention: str = "example", respondent: str = "party", id: str = "keeping") -> Form:
    """A form that asks for every register, with every part."""
    groups = "\n".join(
        f"      - {{id: {register}, type: group, label: {register}, concept: register.{register}, questions: ["
        + ", ".join(_question(register, part) for part in parts)
        + "]}"
        for register, parts in REGISTERS.items()
    )
    return load_form(
        f"cbreport: 1\nid: {id}\nedition: one\nconvention: {convention}\nrespondent: {respondent}\ntitle: Registers\n"
        f"sections:\n  - id: only\n    title: Only\n    questions:\n{groups}\n",
        "registers.yaml",
    )


def small_form(questions: str, **more: str) -> Form:
    """A form with these questions and nothing else."""
    lines = "\n".join(f"      {line}" for line in questions.strip("\n").splitlines())
    head = {"id": "small", "edition": "one", "convention": "example", "title": "Small", **more}
    keys = "\n".join(f"{key}: {value}" for key, value in head.items())
    return load_form(
        f"cbreport: 1\n{keys}\nsections:\n  - id: only\n    title: Only\n    questions:\n{lines}\n", "small.yaml"
    )


def told(party: str, form: Form | None = None, *, cycle: str = "EX1", status: str = "submitted", **rest: Any) -> Report:
    """A report with rows by register; a row is its parts by name, with ``key`` where a reference needs it.

    ``-`` in names of registers and parts is written ``_``. One code of a choice of many may be a text.
    """
    form = form or whole_form()
    more = {key: rest.pop(key) for key in ("version", "id", "answers") if key in rest}
    answers: dict[str, Answer] = {address: _answer(each) for address, each in more.pop("answers", {}).items()}
    for register, rows in rest.items():
        group = register.replace("_", "-")
        for number, row in enumerate(rows, 1):
            key = row.get("key", f"r{number}")
            for part, value in row.items():
                if part != "key":
                    id = part.replace("_", "-")
                    answers[f"{group}[{key}].{id}"] = _answer(_as_kept(form, group, id, value))
    return Report(form=form, party=party, cycle=cycle, answers=answers, status=status, **more)


def _as_kept(form: Form, group: str, part: str, value: Any) -> Any:
    question = form.question(group)
    found = question.part(part) if question else None
    if found is not None and found.type == "choose-many" and isinstance(value, str):
        return [value]
    return value


def _answer(value: Any) -> Answer:
    if isinstance(value, Answer):
        return value
    if isinstance(value, Mapping) and value.keys() & {"value", "non-answer", "details"}:
        return answer_from_data(value)
    return Answer(value)


def secretariat(convention: str = "example", **rest: Any) -> Report:
    """What a Secretariat tells itself."""
    return told(SECRETARIAT, whole_form(convention, "secretariat", "work-programme"), **rest)


def tally(*reports: Report, conventions: Iterable[Convention] = (FIRST,), on: date = ON, **more: Any) -> Registers:
    return registers(reports, conventions, on=on, **more)


def usd(amount: str = "", low: str = "", high: str = "", currency: str = "USD") -> dict[str, Any]:
    value = {"amount": amount} if amount else {key: end for key, end in (("from", low), ("to", high)) if end}
    return {"value": {**value, "currency": currency}}


def keys(rows: Iterable[Row]) -> list[str]:
    """Rows as Party and key."""
    return [f"{row.party} {row.key}" for row in rows]
