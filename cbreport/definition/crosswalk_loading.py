"""From the text of a crosswalk file to checked crosswalks, forwards and backwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from marshmallow import ValidationError, fields, validate

from cbreport.definition.building import source_from
from cbreport.definition.crosswalk_checking import check_pair
from cbreport.definition.crosswalks import RELATIONS, TURNED, Cells, Codes, Crosswalk, Pair
from cbreport.definition.model import Form, Place
from cbreport.definition.reading import Table, read_yaml
from cbreport.definition.schemas import HeadSchema, LanguageSchema, SourceSchema, load_checked, words
from cbreport.errors import DefinitionError, Finding, UnknownName, finding

_COMPUTED: Final = ("count", "sum", "collect", "some", "numbers")


class _Codes(fields.Field[Any]):
    """A mapping of codes to one code or a list of codes."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, Table):
            raise ValidationError("a mapping of codes is needed, such as {funding: financial}.")
        found = {}
        for code, target in value.items():
            codes = [target] if isinstance(target, str) else target
            if not isinstance(codes, list) or not codes or not all(isinstance(each, str) for each in codes):
                raise ValidationError(f"“{code}” is mapped to no code or list of codes.")
            found[code] = tuple(codes)
        return found


class _Back(_Codes):
    """``false``, or a mapping of codes."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return False if value == "false" else super()._deserialize(value, attr, data, **kwargs)


class _CellsSchema(LanguageSchema):
    """Which questions of a group name rows and columns of a matrix."""

    row = words(required=True)
    column = words(required=True)
    rows = _Codes(required=True)
    columns = _Codes(required=True)


class _NumberSchema(LanguageSchema):
    """A number beside an option, made of the rows of a group."""

    count = words()
    sum = words()
    where = _Codes()
    option = words(required=True)


class _PairSchema(LanguageSchema):
    """One mapping; a part of a group has the same keys."""

    source = words(data_key="from")
    count = words()
    sum = words()
    collect = words()
    some = words()
    numbers = fields.List(fields.Nested(_NumberSchema), validate=validate.Length(min=1, error="has no numbers."))
    option = words()
    where = _Codes()
    target = words(data_key="to", required=True)
    relation = fields.String(validate=validate.OneOf(RELATIONS, error="“{input}” is not one of {choices}."))
    options = _Codes()
    back = _Back()
    note = words()
    parts = fields.List(fields.Nested(lambda: _PairSchema()), validate=validate.Length(min=1, error="has no parts."))
    cells = fields.Nested(_CellsSchema)


class _CrosswalkSchema(HeadSchema):
    """A crosswalk file."""

    crosswalk = words(required=True)
    source_form = words(data_key="from", required=True)
    target_form = words(data_key="to", required=True)
    source = fields.Nested(SourceSchema)
    mappings = fields.List(
        fields.Nested(_PairSchema), required=True, validate=validate.Length(min=1, error="has no mappings.")
    )


def load_crosswalk(text: str, file: str, form: Callable[[str], Form]) -> tuple[Crosswalk, ...]:
    """Read and check a crosswalk file: the crosswalk as written, and the one backwards where anything goes back.

    :param form: gives the form for ``series@edition``, or raises :class:`~cbreport.errors.UnknownName`.
    :raises DefinitionError: with every error found, each with file and line.
    """
    data = load_checked(_CrosswalkSchema(), read_yaml(text, file))
    ends: list[Form] = []
    for key in ("source_form", "target_form"):
        try:
            ends.append(form(data[key]))
        except UnknownName as error:
            raise DefinitionError(
                [finding("F40", file=file, line=1, form=data[key], known=", ".join(error.known))]
            ) from None
    source, target = ends
    findings: list[Finding] = []
    built = [(each, _pair(each, "", findings)) for each in data["mappings"]]
    _refuse(findings)
    _refuse([found for _, pair in built for found in check_pair(pair, source, target)])
    behind = tuple(pair for each, ahead in built if (pair := _turned(ahead, each)))
    _refuse([found for pair in behind for found in check_pair(pair, target, source)])
    origin = source_from(data.get("source", {}))
    crosswalk = Crosswalk(data["crosswalk"], source.key, target.key, tuple(pair for _, pair in built), origin)
    if not behind:
        return (crosswalk,)
    return crosswalk, Crosswalk(data["crosswalk"], target.key, source.key, behind, origin)


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise DefinitionError(findings)


def _pair(data: Mapping[str, Any], relation: str, findings: list[Finding]) -> Pair:
    """The pair of one mapping. ``relation`` is that of the group whose part it is; empty for a whole mapping."""
    place = Place(*data["place"])
    named = [key for key in ("source", *_COMPUTED) if key in data]
    if len(named) != 1:
        problem = "a mapping has one of them."
        keys = ", ".join(("from", *_COMPUTED))
        findings.append(finding("F05", file=place.file, line=place.line, key=keys, problem=problem))
    if ("option" in data) != ("some" in data):
        problem = "goes with some:, which needs it."
        findings.append(finding("F05", file=place.file, line=place.line, key="option", problem=problem))
    if not relation and "relation" not in data:
        findings.append(finding("F05", file=place.file, line=place.line, key="relation", problem="is missing."))
    own = data.get("relation", relation)
    cells = data.get("cells")
    if "numbers" in data:
        numbers = tuple(_number(each, data["target"], own, findings) for each in data["numbers"])
        group = numbers[0].source.partition(".")[0]
        if any(each.source.partition(".")[0] != group for each in numbers):
            problem = "numbers come from the rows of one group."
            findings.append(finding("F05", file=place.file, line=place.line, key="numbers", problem=problem))
        return Pair(
            group, data["target"], own, note=data.get("note", ""), parts=numbers, compute="numbers", place=place
        )
    return Pair(
        source=data[named[0]] if named else "",
        target=data["target"],
        relation=own,
        options=data.get("options"),
        note=data.get("note", ""),
        parts=tuple(_pair(each, own or "exact", findings) for each in data.get("parts", ())),
        cells=Cells(cells["row"], cells["column"], cells["rows"], cells["columns"]) if cells else None,
        compute=next((key for key in named if key != "source"), ""),
        where=data.get("where", {}),
        option=data.get("option", ""),
        place=place,
    )


def _number(data: Mapping[str, Any], target: str, relation: str, findings: list[Finding]) -> Pair:
    place = Place(*data["place"])
    named = [key for key in ("count", "sum") if key in data]
    if len(named) != 1:
        problem = "a number has one of them."
        findings.append(finding("F05", file=place.file, line=place.line, key="count, sum", problem=problem))
    return Pair(
        source=data[named[0]] if named else "",
        target=target,
        relation=relation,
        compute=named[0] if named else "count",
        where=data.get("where", {}),
        option=data["option"],
        place=place,
    )


def _turned(pair: Pair, data: Mapping[str, Any]) -> Pair | None:
    """The pair backwards; None where nothing may go back."""
    back = data.get("back")
    if back is False or pair.compute or pair.cells:
        return None
    options = back if back is not None else _inverse(pair.options)
    both = zip(pair.parts, data.get("parts", ()), strict=True)
    parts = tuple(turned for part, each in both if (turned := _turned(part, each)))
    if pair.parts and not parts:
        return None
    relation = TURNED[pair.relation]
    return replace(pair, source=pair.target, target=pair.source, relation=relation, options=options, parts=parts)


def _inverse(options: Codes | None) -> Codes | None:
    """Codes backwards; a code that several are mapped to does not go back, because nobody can tell to which."""
    if options is None:
        return None
    found: dict[str, list[str]] = {}
    for code, targets in options.items():
        for target in targets:
            found.setdefault(target, []).append(code)
    return {target: tuple(codes) for target, codes in found.items() if len(codes) == 1}
