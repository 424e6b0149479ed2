"""Which questions of different forms ask the same: what crosswalks and shared concepts connect, one row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cbreport.definition.crosswalks import Crosswalk
from cbreport.definition.model import Form, Question


@dataclass(frozen=True, order=True)
class Asked:
    """A question of a series, whatever the edition. A matrix and a group are one question."""

    series: str
    id: str

    def covers(self, address: str) -> bool:
        """Whether an answer at ``address`` belongs to it: the question itself, its rows, or its cells.

        >>> Asked("small", "needs").covers("needs[rangers].law"), Asked("small", "needs").covers("needs-too")
        (True, False)
        """
        return _top(address) == self.id


@dataclass(frozen=True)
class Common:
    """Questions of several forms that ask the same, or nearly.

    ``name`` is the one of them that gives the row its name, in ``form``. ``crossed`` are connected by crosswalks, so
    that their answers can be compared; ``related`` merely name the same concept, and are
    of series that no crosswalk brings here.
    """

    name: Asked
    form: Form = field(repr=False)
    crossed: tuple[Asked, ...] = ()
    related: tuple[Asked, ...] = ()

    @property
    def question(self) -> Question:
        """The question that names the row."""
        found = self.form.question(self.name.id)
        assert found is not None  # rows are made of questions that there are
        return found

    @property
    def members(self) -> tuple[Asked, ...]:
        """All of them."""
        return (*self.crossed, *self.related)


def common_questions(forms: Iterable[Form], crosswalks: Sequence[Crosswalk]) -> tuple[Common, ...]:
    """The questions that more than one series asks, in the order of the most general form that asks them.

    The questions of the form that most crosswalks touch stand for themselves; questions of other forms are put beside
    the one that they are connected with. What no crosswalk mentions is put beside what has the same concept.
    """
    return _Joining(tuple(forms), crosswalks).rows()


def general_first(crosswalks: Iterable[Crosswalk]) -> tuple[str, ...]:
    """The series that crosswalks touch: first the one that is connected with most others, and most often."""
    partners: dict[str, set[str]] = {}
    pairs: Counter[str] = Counter()
    for each in crosswalks:
        source, target = _series(each.source), _series(each.target)
        if source != target:
            partners.setdefault(source, set()).add(target)
            partners.setdefault(target, set()).add(source)
            pairs.update({source: len(each.pairs), target: len(each.pairs)})
    return tuple(sorted(partners, key=lambda id: (-len(partners[id]), -pairs[id], id)))


class _Joining:
    """Puts questions together: those that crosswalks connect first, then those with the same concept."""

    def __init__(self, forms: tuple[Form, ...], crosswalks: Sequence[Crosswalk]) -> None:
        self.order = general_first(crosswalks)
        self.editions: dict[str, list[Form]] = {}
        for form in forms:
            self.editions.setdefault(form.id, []).append(form)
        self.positions = {
            Asked(form.id, question.id): number for form in forms for number, question in enumerate(form.questions())
        }
        self.beside: dict[Asked, dict[Asked, None]] = {}
        for first, second in _edges(crosswalks):
            if self.form_of(first) and self.form_of(second):
                self.beside.setdefault(first, {})[second] = None
                self.beside.setdefault(second, {})[first] = None

    def rows(self) -> tuple[Common, ...]:
        groups = self._by_crosswalk()
        related = self._by_concept(groups)
        made = [self._row(group, related.get(number, ())) for number, group in enumerate(groups)]
        apart = [each for number, each in related.items() if number < 0]
        made += [self._row((), each) for each in apart]
        kept = [each for each in made if len({member.series for member in each.members}) > 1]
        return tuple(sorted(kept, key=lambda each: self._place(each.name)))

    def form_of(self, asked: Asked) -> Form | None:
        """The newest edition that asks it."""
        found = (each for each in reversed(self.editions.get(asked.series, [])) if each.question(asked.id))
        return next(found, None)

    def _by_crosswalk(self) -> list[tuple[Asked, ...]]:
        """Every question of the most general series with its neighbours; then of what is left the next series."""
        groups: list[tuple[Asked, ...]] = []
        taken: dict[Asked, int] = {}
        for asked in sorted(self.beside, key=self._place):
            if asked in taken:
                continue
            homes = [taken[each] for each in self.beside[asked] if each in taken]
            home = next((each for each in homes if groups[each][0].series != asked.series), len(groups))
            if home == len(groups):  # it heads a row; a question may stand beside several
                groups.append((asked, *self.beside[asked]))
            else:
                groups[home] += (asked, *(each for each in self.beside[asked] if each not in taken))
            taken = {**dict.fromkeys(groups[home], home), **taken}
        return groups

    def _by_concept(self, groups: Sequence[tuple[Asked, ...]]) -> dict[int, tuple[Asked, ...]]:
        """What has a concept and no crosswalk, by the number of the group that it belongs to; below zero: to none."""
        homes = {asked: number for number, group in enumerate(groups) for asked in group}
        by_concept: dict[str, dict[Asked, None]] = {}
        for form in (form for editions in self.editions.values() for form in editions):
            for question in form.questions():
                if question.concept and question.asked:
                    by_concept.setdefault(question.concept, {})[Asked(form.id, question.id)] = None
        found: dict[int, tuple[Asked, ...]] = {}
        for number, members in enumerate(by_concept.values(), 1):
            ordered = sorted(members, key=self._place)
            home = next((homes[each] for each in ordered if each in homes), -number)
            there = {each.series for each in groups[home]} if home >= 0 else set()
            if left := tuple(each for each in ordered if each not in homes and each.series not in there):
                found[home] = (*found.get(home, ()), *left)
        return found

    def _row(self, crossed: tuple[Asked, ...], related: tuple[Asked, ...]) -> Common:
        name = crossed[0] if crossed else related[0]
        form = self.form_of(name)
        assert form is not None  # only what a form asks is put together
        return Common(name, form, crossed, related)

    def _place(self, asked: Asked) -> tuple[int, str, int, str]:
        """The more general series first, and the order of the form inside it."""
        series = self.order.index(asked.series) if asked.series in self.order else len(self.order)
        return series, asked.series, self.positions.get(asked, len(self.positions)), asked.id


def _edges(crosswalks: Iterable[Crosswalk]) -> Iterator[tuple[Asked, Asked]]:
    for each in crosswalks:
        source, target = _series(each.source), _series(each.target)
        if source != target:
            yield from ((Asked(source, _top(pair.source)), Asked(target, _top(pair.target))) for pair in each.pairs)


def _top(address: str) -> str:
    """The question of an address; of ``group.question``, from which a sum is made, the group."""
    return address.partition("[")[0].partition(".")[0]


def _series(key: str) -> str:
    return key.partition("@")[0]
