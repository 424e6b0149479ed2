"""What pages show of changes: who, where, and old and new with the words marked that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from cbreport.answering import Answer, answer_from_data, row_keys
from cbreport.answering.differing import Effort, Piece
from cbreport.definition import Question, parse_address
from cbreport.documents.changing import Line, Part, changed_parts, with_former_options
from cbreport.documents.writing import Writer
from cbreport.reporting import Change, Identity, Report, held_to, may, transition
from cbreport.reporting.workflow import TRANSITIONS
from cbreport.web.answers import AnswersView
from cbreport.web.context import Context, name_of
from cbreport.web.earlier import Earlier
from cbreport.web.formats import Formats
from cbreport.web.identity import DemoIdentity

_AROUND: Final = 160  # characters of what stayed, on each side of a change
_LONG: Final = 1_500  # characters of what was removed or added
GAP: Final = "gap"
_STEPS: Final = frozenset(each.name for each in TRANSITIONS)


def may_write_at(identity: Identity, report: Report, address: str) -> bool:
    """Whether she may change the answer at an address now."""
    grant = held_to(identity, report.standing)
    mine = grant is None or address.partition("[")[0] in grant.questions
    return may(identity, "write", report.standing) and mine


@dataclass
class ChangesView:
    """Shows the changes of one report in the reader's language. ``whole`` folds nothing."""

    context: Context
    report: Report
    whole: bool = False
    effort: Effort = field(default_factory=Effort)
    _questions: dict[str, Question | None] = field(default_factory=dict)

    @cached_property
    def texts(self) -> Any:
        """Translates the form, and the interface after it."""
        return self.context.texts(self.report.form.convention)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names by id of those who worked on the report; nothing for those who are not inside."""
        return self.context.portal.store.names(self.context.identity, self.report.id)

    @cached_property
    def _answers(self) -> AnswersView:
        return AnswersView(self.context, self.report, {}, self.texts)

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self.context, self.report, ())

    def person(self, id: str) -> str:
        """Who somebody is, in words."""
        identity = self.context.portal.identity
        known = identity.people.get(id) if isinstance(identity, DemoIdentity) else None
        return name_of(self.context, known) if known else self.names.get(id) or id or self.context.t("Somebody")

    def side_of(self, step: str) -> str:
        """Who makes such a step, for those who are not told names."""
        t = self.context.t
        receives = step in _STEPS and transition(step).permission == "receive"
        return t("The Secretariat") if receives or self.report.by_secretariat else t("The Party")

    def question(self, address: str) -> Question | None:
        """The question at an address with every option that it ever had, and a reference with its rows."""
        if address not in self._questions:
            form = self.report.form
            others = (
                each.at(address)
                for each in self.context.portal.library.forms
                if each.id == form.id and each.edition != form.edition
            )
            asked = self._answers.with_rows(form.at(address))
            self._questions[address] = with_former_options(Writer(self.texts), asked, others)
        return self._questions[address]

    def name(self, address: str, changes: Iterable[Change] = ()) -> str:
        """What stands at an address: question, row and column.

        :param changes: where the name of a row may be found that is no longer there.
        """
        place = parse_address(address)
        outer = self.report.form.question(place.question) if place else None
        if place is None or outer is None:
            return address
        question = " ".join(filter(None, (outer.number, self.texts(outer.label))))
        inside = self.inside(address, changes)
        return Writer(self.context.t).row_of(question, *([inside] if inside else []))

    def inside(self, address: str, changes: Iterable[Change] = ()) -> str:
        """The row and column of an address; empty where it has none."""
        place = parse_address(address)
        outer = self.report.form.question(place.question) if place else None
        if place is None or outer is None or not place.row:
            return ""
        part = outer.part(place.column) if place.column else None
        row = self.row_name(outer, place.row, changes)
        return Writer(self.context.t).row_of(row, *([self.texts(part.label)] if part else []))

    def row_name(self, outer: Question, key: str, changes: Iterable[Change] = ()) -> str:
        """What a row is called; of one that is no longer there what it was called last."""
        row = outer.row(key)
        if row:
            return str(self.texts(row.label))
        keys = row_keys(outer, self.report.answers)
        if key in keys:
            return self._answers.entry(outer, key, Formats(self.context.language).number(keys.index(key) + 1))
        naming = f"{outer.id}[{key}].{outer.row_label}"
        said = next((each.after or each.before for each in changes if each.address == naming), {})
        label = self._answers.label(outer.part(outer.row_label), said.get("value")) if said.get("value") else ""
        t = self.context.t
        return t("A removed entry: {name}").format(name=label) if label else t("A removed entry")

    def parts(self, change: Change) -> list[dict[str, Any]]:
        """Old and new of a change, part by part; only what differs."""
        before, after = answer_from_data(change.before), answer_from_data(change.after)
        writer, question = Writer(self.texts), self.question(change.address)
        found = changed_parts(writer, question, before, after, effort=self.effort)
        return [self.shown(part) for part in found if part.changed]

    def shown(self, part: Part) -> dict[str, Any]:
        """A part for a template; long stretches folded."""
        return {"name": part.name, "lines": [self._line(line) for line in part.lines]}

    def _line(self, line: Line) -> dict[str, Any]:
        pieces = [(each.kind, each.text) for each in line.pieces] if self.whole else list(folded(line.pieces))
        return {"lang": line.lang, "dir": line.dir or "auto", "pieces": pieces}

    def told(self, change: Change) -> list[str]:
        """Where an answer came from, and what was decided on a proposal."""
        t = self.context.t
        before, after = answer_from_data(change.before), answer_from_data(change.after)
        found = []
        if after.empty:
            found.append(t("Cleared.") if before.confirmed else t("The proposal was refused."))
        elif not before.empty and not before.confirmed and after.confirmed:
            found.append(t("The proposal was confirmed."))
        if after.source == "imported":
            found.append(t("Imported."))
        if after.origin:
            found.append(t("From: {origin}").format(origin=self._earlier.origin(after)))
        return found

    def step(self, change: Change) -> str:
        """A step of the workflow as something that was done."""
        t = self.context.t
        words = {
            "begin": t("Begun"),
            "renumber": t("Got the number of the next version, as the Secretariat enters one too"),
            "ask-review": t("Given for review"),
            "resume": t("Taken back from review"),
            "return": t("Returned for work"),
            "approve": t("Approved"),
            "submit": t("Submitted"),
            "recall": t("Recalled"),
            "send-back": t("Returned to the Party"),
            "accept": t("Accepted"),
            "publish": t("Published"),
            "withdraw": t("Withdrawn from publication"),
        }
        return words.get(change.step, change.step)


def folded(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """The pieces with a gap in the middle of what is long.

    >>> [kind for kind, text in folded((Piece("same", "x" * 1000), Piece("added", "y")))]
    ['gap', 'same', 'added']
    """
    last = len(pieces) - 1
    for at, piece in enumerate(pieces):
        text, room = piece.text, _AROUND if piece.kind == "same" else _LONG
        head = room if at or piece.kind != "same" else 0
        tail = room if at < last and piece.kind == "same" else 0
        if len(text) <= head + tail + 40 or (piece.kind == "same" and not last):
            yield piece.kind, text
            continue
        if head:
            yield piece.kind, text[:head]
        yield GAP, str(len(text) - head - tail)
        if tail:
            yield piece.kind, text[-tail:]


def is_under(address: str, place: str) -> bool:
    """Whether an answer stands at a place or within it: in a row of a group, in a cell of a matrix.

    >>> is_under("plans[r1].title", "plans[r1]"), is_under("plans[r1].title", "plans"), is_under("plans-b", "plans")
    (True, True, False)
    """
    return address == place or address.startswith((f"{place}[", f"{place}."))


def as_it_was(earlier: Mapping[str, Answer], now: Mapping[str, Answer], place: str) -> dict[str, Answer]:
    """What to save so that a place becomes again what it was: what has come there since is cleared.

    >>> as_it_was({"a": Answer("old")}, {"a": Answer("new"), "b": Answer("other")}, "a")["a"].value
    'old'
    """
    there = [address for address in (*earlier, *now) if is_under(address, place)]
    return {address: earlier.get(address, Answer()) for address in dict.fromkeys(there)}
