"""From mappings that fit the schemas to questions and sections; blocks and vocabularies are put in here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cbreport.definition.calculations import KINDS, Calculation, Formula, QuestionType
from cbreport.definition.conditions import Compare, Condition, Either, Every, Not, OverRows
from cbreport.definition.model import (
    CALCULATED,
    QUESTION_TYPES,
    SIMPLE_TYPES,
    Limits,
    Option,
    Place,
    Question,
    Section,
    Source,
)
from cbreport.definition.prefixing import prefixed
from cbreport.definition.reading import read_yaml
from cbreport.definition.schemas import BlockSchema, load_checked
from cbreport.errors import Finding, finding

_COMMON = frozenset(
    "id type label number reference concept help guidance definition example required verified show_when non_answers "
    "private sensitive starts_page source place".split()
)
_CHOICE = frozenset({"options", "vocabulary", "only_codes"})
_BOUNDS = frozenset({"at_least", "at_most"})
_OWN_KEYS: Mapping[str, frozenset[str]] = {
    "text": frozenset({"max_length", "translatable"}),
    "long-text": frozenset({"max_length", "max_words", "translatable"}),
    "integer": _BOUNDS | {"unit"},
    "decimal": _BOUNDS | {"unit", "decimals"},
    "money": _BOUNDS | {"currencies"},
    "year": _BOUNDS,
    "date": _BOUNDS,
    "period": _BOUNDS,
    "choose-one": _CHOICE,
    "rating": _CHOICE,
    "choose-many": _CHOICE | {"exclusive"},
    "party": frozenset({"of"}),
    "reference": frozenset({"to"}),
    CALCULATED: frozenset({"calculate", "unit", "decimals", "options", "vocabulary", "only_codes"}),
    "matrix": frozenset({"rows", "columns"}),
    "group": _BOUNDS | {"questions", "row_label"},
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "matrix": ("rows", "columns"),
    "group": ("questions",),
    "reference": ("to",),
    CALCULATED: ("calculate",),
}
_NOT_CALCULATED: Mapping[str, str] = {
    "required": "nobody answers a calculated question.",
    "non_answers": "nobody answers a calculated question.",
}
DEFAULT_LENGTH: Mapping[str, int] = {"text": 500, "long-text": 50_000}


@dataclass(frozen=True)
class Vocabulary:
    """A list of options that several forms share."""

    id: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Parts:
    """What a form may refer to: vocabularies by id, the text of blocks by id with the file that holds them, and what
    plugins bring, by name.
    """

    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    blocks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    calculations: Mapping[str, Calculation] = field(default_factory=dict)
    types: Mapping[str, QuestionType] = field(default_factory=dict)


def _place(data: Mapping[str, Any]) -> Place:
    return Place(*data["place"]) if "place" in data else Place()


def source_from(data: Mapping[str, Any]) -> Source:
    """Where wording comes from."""
    return Source(data.get("document", ""), data.get("paragraph", ""), data.get("note", ""))


def option_from(data: Mapping[str, Any]) -> Option:
    """An option, or a row of a matrix."""
    return Option(
        code=data["code"],
        label=data["label"],
        help=data.get("help", ""),
        detail=data.get("detail", ""),
        detail_required=not data.get("optional_detail", False),
        means=data.get("means", ""),
        low=data.get("low"),
        high=data.get("high"),
        concept=data.get("concept", ""),
        same_as=data.get("same_as", ""),
        place=_place(data),
    )


def double_codes(options: tuple[Option, ...]) -> Iterator[Finding]:
    """A finding for each code that stands twice."""
    seen: set[str] = set()
    for option in options:
        if option.code in seen:
            yield finding("F19", option.code, file=option.place.file, line=option.place.line, id=option.code)
        seen.add(option.code)


def _condition(data: Mapping[str, Any] | None) -> Condition | None:
    return None if data is None else _build_condition(data)


def _build_condition(data: Mapping[str, Any]) -> Condition:
    if "all" in data:
        return Every(tuple(map(_build_condition, data["all"])))
    if "any" in data:
        return Either(tuple(map(_build_condition, data["any"])))
    if "not" in data:
        return Not(_build_condition(data["not"]))
    for quantifier in ("some", "every"):
        if quantifier in data:
            return OverRows(quantifier, data[quantifier], _build_condition(data["where"]))
    operator = next(key for key in data if key != "item")
    operand = data[operator]
    return Compare(data["item"], operator, tuple(operand) if operator == "one-of" else (operand,))


class Builder:
    """Turns loaded mappings into questions; collects what is wrong instead of stopping at the first."""

    def __init__(self, parts: Parts, non_answers: tuple[str, ...]) -> None:
        self.parts = parts
        self.non_answers = non_answers
        self.findings: list[Finding] = []

    def report(self, code: str, place: Place, address: str = "", **values: str) -> None:
        """Note what is wrong."""
        self.findings.append(finding(code, address, file=place.file, line=place.line, **values))

    def section(self, data: Mapping[str, Any]) -> Section:
        """A section with its questions."""
        verified = data.get("verified", True)
        source = source_from(data.get("source", {}))
        return Section(
            id=data["id"],
            title=data["title"],
            number=data.get("number", ""),
            help=data.get("help", ""),
            show_when=_condition(data.get("show_when")),
            verified=verified,
            source=source,
            questions=tuple(self.entries(data["questions"], verified, source)),
            place=_place(data),
        )

    def entries(
        self,
        entries: list[Mapping[str, Any]],
        verified: bool,
        source: Source,
        inside: tuple[str, ...] = (),
        depth: int = 0,
    ) -> Iterator[Question]:
        """The questions of a list, with blocks expanded in their place."""
        for entry in entries:
            if "use" not in entry:
                yield self.question(entry, verified, source, depth)
                continue
            block = entry["use"]
            if block not in self.parts.blocks or block in inside:
                self.report("F18", _place(entry), id=block)
                continue
            text, file = self.parts.blocks[block]
            loaded = load_checked(BlockSchema(), read_yaml(text, file))
            made = tuple(self.entries(loaded["questions"], verified, source, (*inside, block), depth))
            questions = self.numbered(made, entry.get("numbers", {}), _place(entry))
            yield from prefixed(questions, entry["prefix"]) if "prefix" in entry else questions

    def question(self, data: Mapping[str, Any], verified: bool, source: Source, depth: int = 0) -> Question:
        """A question, a column or a row's question."""
        place, custom = _place(data), self.parts.types.get(data["type"])
        kind = custom.base if custom else data["type"]
        self.check_keys(data, place, kind, depth)
        formula = self.formula(data, place) if kind == CALCULATED and "calculate" in data else None
        if formula:
            kind = self.gives(formula, data)
        own = source_from(data["source"]) if "source" in data else source
        sure = data.get("verified", data.get("source", {}).get("verified", verified))
        options = self.options(data, place) if {"options", "vocabulary"} & data.keys() else ()
        return Question(
            id=data["id"],
            type=kind,
            label=data["label"],
            number=data.get("number", ""),
            reference=data.get("reference", ""),
            concept=data.get("concept", ""),
            help=data.get("help", ""),
            example=data.get("example", ""),
            required=data.get("required", False),
            verified=sure,
            show_when=_condition(data.get("show_when")),
            non_answers=() if formula else self.non_answers_of(data, kind, depth, options),
            private=data.get("private", False),
            sensitive=data.get("sensitive", False),
            starts_page=data.get("starts_page", False),
            source=own,
            options=options,
            exclusive=self.known_codes(data.get("exclusive", []), options, place, data["id"]),
            vocabulary=data.get("vocabulary", ""),
            rows=self.rows(data["rows"], place) if "rows" in data else (),
            columns=tuple(self.question(each, sure, own, depth + 1) for each in data.get("columns", [])),
            questions=tuple(self.entries(data.get("questions", []), sure, own, depth=depth + 1)),
            row_label=data.get("row_label", ""),
            limits=_limits(data, kind, formula),
            translatable=data.get("translatable", False),
            formula=formula,
            to=data.get("to"),
            custom=custom.name if custom else None,
            guidance=data.get("guidance"),
            definition=data.get("definition"),
            checked_by=custom,
            place=place,
        )

    def numbered(
        self, questions: tuple[Question, ...], numbers: Mapping[str, str], place: Place
    ) -> tuple[Question, ...]:
        """The questions of a block with the numbers that they have in this form."""
        for id in sorted(numbers.keys() - {question.id for question in questions}):
            self.report("F05", place, id, key="numbers", problem=f"the block has no question “{id}”.")
        return tuple(replace(each, number=numbers.get(each.id, each.number)) for each in questions)

    def formula(self, data: Mapping[str, Any], place: Place) -> Formula | None:
        """How a calculated answer is made; None when its function does not exist."""
        said = data["calculate"]
        kind = next(each for each in said if each in KINDS)
        named = said["of"] if kind == "function" else said[kind]
        items = (named,) if isinstance(named, str) else tuple(named)
        known = self.parts.calculations.get(said[kind]) if kind == "function" else None
        if kind == "function" and known is None:
            names = ", ".join(sorted(self.parts.calculations)) or "none"
            self.report("F27", place, data["id"], id=said[kind], known=names)
            return None
        return Formula(
            kind,
            items,
            whole=said["of"] if kind == "share" and "of" in said else "",
            where=_condition(said.get("where")),
            function=known.name if known else "",
            run=known.run if known else None,
        )

    def gives(self, formula: Formula, data: Mapping[str, Any]) -> str:
        """The type of a calculated value."""
        if formula.kind == "function":
            return self.parts.calculations[formula.function].gives
        if formula.kind == "sum":
            return "decimal" if "decimals" in data else "integer"
        return {"count": "integer", "share": "decimal", "band": "choose-one"}[formula.kind]

    def non_answers_of(
        self, data: Mapping[str, Any], kind: str, depth: int, options: tuple[Option, ...]
    ) -> tuple[str, ...]:
        """Those the question names, else the form's; never twice where an option already means one."""
        if kind in ("note", "tick") or (depth and "non_answers" not in data):
            return ()
        meant = {option.means for option in options}
        return tuple(each for each in data.get("non_answers", self.non_answers) if each not in meant)

    def check_keys(self, data: Mapping[str, Any], place: Place, kind: str, depth: int) -> None:
        """Whether the type exists and takes the keys that stand there."""
        address = data["id"]
        if kind not in QUESTION_TYPES | {CALCULATED} or (depth and kind not in SIMPLE_TYPES | {CALCULATED}):
            known = sorted({*(SIMPLE_TYPES if depth else QUESTION_TYPES), CALCULATED, *self.parts.types})
            self.report("F20", place, address, type=kind, known=", ".join(known))
            return
        if kind == CALCULATED:
            for key, problem in _NOT_CALCULATED.items():
                if key in data:
                    self.report("F05", place, address, key=key.replace("_", "-"), problem=problem)
            if ("options" in data or "vocabulary" in data) != self.chooses(data):
                self.report("F05", place, address, key="options", problem="go with band:, which needs them.")
            return self.check_own(data, place, kind, address, choice=False)
        self.check_own(data, place, kind, address, choice=_OWN_KEYS.get(kind, frozenset()) >= _CHOICE)

    def chooses(self, data: Mapping[str, Any]) -> bool:
        """Whether a calculated answer is one of several options."""
        said = data.get("calculate", {})
        known = self.parts.calculations.get(str(said.get("function")))
        return "band" in said or (known is not None and known.gives == "choose-one")

    def check_own(self, data: Mapping[str, Any], place: Place, kind: str, address: str, *, choice: bool) -> None:
        """Whether the keys are those of the type, and all that it needs."""
        for key in sorted(data.keys() - _COMMON - _OWN_KEYS.get(kind, frozenset())):
            self.report("F21", place, address, type=kind, key=key.removesuffix("_codes").replace("_", "-"))
        for key in _NEEDED.get(kind, ()):
            if key not in data:
                self.report("F22", place, address, type=kind, key=key)
        if choice and ("options" in data) == ("vocabulary" in data):
            self.report("F22", place, address, type=kind, key="options or vocabulary")
        if "only_codes" in data and "options" in data:
            self.report("F05", place, address, key="only", problem="goes with a vocabulary, not with options.")

    def options(self, data: Mapping[str, Any], place: Place) -> tuple[Option, ...]:
        """Options written out or taken from a vocabulary."""
        if "options" in data:
            options = tuple(option_from(each) for each in data["options"])
            self.findings.extend(double_codes(options))
            return options
        return self.from_vocabulary(data["vocabulary"], data.get("only_codes"), place)

    def rows(self, data: Any, place: Place) -> tuple[Option, ...]:
        """Rows of a matrix, written out or taken from a vocabulary."""
        if isinstance(data, Mapping):
            return self.from_vocabulary(data["vocabulary"], data.get("only_codes"), place)
        rows = tuple(option_from(each) for each in data)
        self.findings.extend(double_codes(rows))
        return rows

    def from_vocabulary(self, id: str, only: list[str] | None, place: Place) -> tuple[Option, ...]:
        """A vocabulary's options, all or those named, in that order."""
        vocabulary = self.parts.vocabularies.get(id)
        if vocabulary is None:
            self.report("F16", place, id=id, known=", ".join(sorted(self.parts.vocabularies)) or "none")
            return ()
        if only is None:
            return vocabulary.options
        codes = dict.fromkeys(self.known_codes(only, vocabulary.options, place, id))
        for code in codes:
            if only.count(code) > 1:
                self.report("F19", place, code, id=code)
        by_code = {option.code: option for option in vocabulary.options}
        return tuple(by_code[code] for code in codes)

    def known_codes(self, codes: list[str], options: tuple[Option, ...], place: Place, address: str) -> tuple[str, ...]:
        """The codes that are options; the others are noted."""
        known = [option.code for option in options]
        for code in codes:
            if code not in known:
                self.report("F17", place, address, id=code, known=", ".join(known) or "none")
        return tuple(code for code in codes if code in known)


def _limits(data: Mapping[str, Any], kind: str, formula: Formula | None) -> Limits:
    share = formula is not None and formula.kind == "share"
    return Limits(
        at_least=data.get("at_least", ""),
        at_most=data.get("at_most", ""),
        max_length=data.get("max_length", DEFAULT_LENGTH.get(kind, 0)),
        max_words=data.get("max_words", 0),
        decimals=data.get("decimals", 1 if share else 2),
        unit=data.get("unit", "%" if share else ""),
        currencies=tuple(data.get("currencies", ("USD", "EUR"))) if kind == "money" else (),
        of=data.get("of", "all"),
    )
