"""What is wrong with a crosswalk: ends that do not exist, codes that do not exist, types that do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cbreport.definition.addresses import parse_address
from cbreport.definition.crosswalks import ALIKE, CODED, Cells, Pair
from cbreport.definition.model import Form, Question
from cbreport.errors import Finding, finding


def check_pair(pair: Pair, source: Form, target: Form) -> tuple[Finding, ...]:
    """Every error in a pair between these two forms."""
    return tuple(_Checker(source, target).pair(pair))


def _countable(pair: Pair, source: Question) -> bool:
    return source.type == "group" if pair.compute == "count" else source.type in ("integer", "decimal")


@dataclass(frozen=True)
class _Checker:
    source: Form
    target: Form

    def pair(self, pair: Pair) -> Iterator[Finding]:
        """What is wrong with a pair of these two forms."""
        yield from self._noted(pair)
        source, target = self._end(self.source, pair.source, bool(pair.compute)), self._end(self.target, pair.target)
        for question, name, form in ((source, pair.source, self.source), (target, pair.target, self.target)):
            if question is None:
                yield self._at("F41", pair, address=name, form=form.key)
        if source is None or target is None:
            return
        if target.formula:
            yield self._at("F43", pair, source=source.type, target="calculated")
        if pair.compute:
            yield from self._computed(pair, source, target)
        elif pair.cells:
            yield from self._celled(pair, pair.cells, source, target)
        elif pair.parts or "group" in (source.type, target.type):
            yield from self._grouped(pair, source, target)
        else:
            yield from self._coded(pair, source, target)

    def _noted(self, pair: Pair) -> Iterator[Finding]:
        if pair.relation != "exact" and not pair.note:
            yield self._at("F44", pair)

    def _end(self, form: Form, address: str, part_of_group: bool = False) -> Question | None:
        """The question at one end of a pair. A row of a group is none; for a sum, ``group.question`` is one."""
        group, dot, column = address.partition(".")
        if part_of_group and dot and "[" not in address:
            outer = form.question(group)
            return outer.part(column) if outer and outer.type == "group" else None
        place = parse_address(address)
        question = form.at(place) if place else None
        if place is None or question is None or not question.answerable:
            return None
        outer = form.question(place.question)
        inside = bool(place.row)
        return None if inside and (not place.column or outer is None or outer.type == "group") else question

    def _computed(self, pair: Pair, source: Question, target: Question) -> Iterator[Finding]:
        if not self._computes(pair, source, target):
            yield self._at("F43", pair, source=f"{pair.compute} {source.type}", target=target.type)
        if pair.compute == "collect" and pair.options is not None:
            yield from self._known(pair, source, tuple(pair.options), self.source)
            yield from self._known(
                pair, target, tuple(each for codes in pair.options.values() for each in codes), self.target
            )
        if pair.compute == "some":
            yield from self._known(pair, target, (pair.option,), self.target)
        for part in pair.parts:
            yield from self._beside(part, target)
        yield from self._kept(pair)

    def _computes(self, pair: Pair, source: Question, target: Question) -> bool:
        """Whether the rows can make an answer of that type."""
        if pair.compute in ("count", "sum"):
            banded = target.type in ("choose-one", "rating") and any(each.low is not None for each in target.options)
            return _countable(pair, source) and (banded or target.type in ("integer", "decimal"))
        if pair.compute == "collect":
            codes = {each.code for each in target.options}
            same = pair.options is not None or {each.code for each in source.options} <= codes
            return source.type in CODED and target.type == "choose-many" and same
        return source.type == "group" and target.type in (CODED if pair.compute == "some" else {"choose-many"})

    def _beside(self, pair: Pair, target: Question) -> Iterator[Finding]:
        """What is wrong with a number that is put beside an option."""
        source = self._end(self.source, pair.source, part_of_group=True)
        option = target.option(pair.option)
        if source is None:
            yield self._at("F41", pair, address=pair.source, form=self.source.key)
        elif not _countable(pair, source) or (option is not None and option.detail != "integer"):
            beside = option.detail if option else ""
            yield self._at(
                "F43", pair, source=f"{pair.compute} {source.type}", target=f"{target.type} {beside}".strip()
            )
        yield from self._known(pair, target, (pair.option,), self.target)
        yield from self._kept(pair)

    def _kept(self, pair: Pair) -> Iterator[Finding]:
        """What is wrong with the codes that keep rows."""
        outer = self.source.question(pair.source.partition(".")[0])
        for column, codes in pair.where.items():
            part = outer.part(column) if outer else None
            if part is None:
                yield self._at("F41", pair, address=f"{pair.source.partition('.')[0]}.{column}", form=self.source.key)
            else:
                yield from self._known(pair, part, codes, self.source)

    def _celled(self, pair: Pair, cells: Cells, source: Question, target: Question) -> Iterator[Finding]:
        if source.type != "group" or target.type != "matrix":
            yield self._at("F43", pair, source=source.type, target=target.type)
            return
        for column, codes in ((cells.row, cells.rows), (cells.column, cells.columns)):
            part = source.part(column)
            if part is None:
                yield self._at("F41", pair, address=f"{pair.source}.{column}", form=self.source.key)
            else:
                yield from self._known(pair, part, tuple(codes), self.source)
        for row in (code for codes in cells.rows.values() for code in codes):
            if target.row(row) is None:
                yield self._at("F42", pair, option=row, address=pair.target, form=self.target.key)
        for column in (code for codes in cells.columns.values() for code in codes):
            ticked = target.part(column)
            if ticked is None or ticked.type not in ("tick", "yes-no"):
                yield self._at("F42", pair, option=column, address=pair.target, form=self.target.key)

    def _grouped(self, pair: Pair, source: Question, target: Question) -> Iterator[Finding]:
        if source.type != "group" or target.type != "group" or not pair.parts:
            yield self._at("F43", pair, source=source.type, target=target.type)
            return
        for part in pair.parts:
            inside, outside = source.part(part.source), target.part(part.target)
            for question, name, form in (
                (inside, f"{pair.source}.{part.source}", self.source),
                (outside, f"{pair.target}.{part.target}", self.target),
            ):
                if question is None:
                    yield self._at("F41", part, address=name, form=form.key)
            if inside and outside:
                if outside.formula:
                    yield self._at("F43", part, source=inside.type, target="calculated")
                yield from self._coded(part, inside, outside)

    def _coded(self, pair: Pair, source: Question, target: Question) -> Iterator[Finding]:
        if "reference" in (source.type, target.type):  # it names rows of a group of its own form
            yield self._at("F43", pair, source=source.type, target=target.type)
            return
        banded = source.type in ("integer", "year") and target.type in ("choose-one", "rating")
        if pair.options is None:
            same_codes = not source.options or all(
                target.option(option.code) for option in source.options if not option.means
            )
            alike = source.type == target.type or target.type in ALIKE.get(source.type, ())
            banded = banded and any(option.low is not None for option in target.options)
            if not banded and (not alike or (source.type in CODED and not same_codes)):
                yield self._at("F43", pair, source=source.type, target=target.type)
            return
        if source.type not in CODED or target.type not in CODED:
            yield self._at("F43", pair, source=source.type, target=target.type)
            return
        yield from self._known(pair, source, tuple(pair.options), self.source)
        for code, codes in pair.options.items():
            yield from self._known(pair, target, codes, self.target)
            option = source.option(code)
            for each in codes:
                other = target.option(each)
                if option and option.means and (other is None or other.means != option.means):
                    yield self._at("F45", pair, option=code, target=each)

    def _known(self, pair: Pair, question: Question, codes: tuple[str, ...], form: Form) -> Iterator[Finding]:
        known = ("true", "false") if question.type in ("yes-no", "tick") else None
        for code in codes:
            if code not in known if known else question.option(code) is None:
                yield self._at("F42", pair, option=code, address=question.id, form=form.key)

    def _at(self, code: str, pair: Pair, **values: str) -> Finding:
        return finding(code, pair.source, file=pair.place.file, line=pair.place.line, **values)
