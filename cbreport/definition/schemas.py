"""Marshmallow schemas of the form language: which keys exist and what each takes.

Every scalar arrives as text (:mod:`cbreport.definition.reading`); the schema decides its type. Unknown keys are
refused. References between questions are not looked at here, see :mod:`cbreport.definition.checking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from cbreport.definition.addresses import CODE_PATTERN, ID_PATTERN
from cbreport.definition.calculations import KINDS
from cbreport.definition.conditions import OPERATORS
from cbreport.definition.model import NON_ANSWERS
from cbreport.definition.reading import Rows, Table
from cbreport.errors import DefinitionError, Finding, finding

PLACE = "\0place"  # no YAML key can be this


def _id() -> validate.Regexp:
    return validate.Regexp(
        rf"^(?:{ID_PATTERN.pattern})\Z", error="“{input}” is no id: lower-case letters, digits and hyphens."
    )


def _code() -> validate.Regexp:
    return validate.Regexp(
        rf"^(?:{CODE_PATTERN.pattern})\Z", error="“{input}” is no code: letters, digits and - _ . only."
    )


def _only() -> fields.List[Any]:
    return fields.List(
        fields.String(validate=_code()), data_key="only", validate=validate.Length(min=1, error="names no code.")
    )


def _one_of(*choices: str) -> validate.OneOf:
    return validate.OneOf(choices, error="“{input}” is not one of {choices}.")


class Flag(fields.Field[bool]):
    """``true`` or ``false``, nothing else: ``NO`` and ``on`` are words, not answers."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise ValidationError(f"write true or false, not “{value}”.")
        return bool(value == "true")


class Number(fields.Integer):
    """A whole number."""

    default_error_messages = {"invalid": "write a whole number."}  # noqa: RUF012 - marshmallow's own way


def words(**kwargs: Any) -> fields.String:
    """A text that is not blank."""
    return fields.String(validate=validate.Regexp(r"(?s).*\S", error="has no text."), **kwargs)


class LanguageSchema(Schema):
    """Base: unknown keys are errors, and every mapping carries where it stood."""

    class Meta:
        """Nothing unknown passes."""

        unknown = RAISE

    place = fields.Raw(data_key=PLACE)
    error_messages = {  # noqa: RUF012 - marshmallow's own way
        "unknown": "there is no such key here.",
        "type": "a mapping (key: value) is needed here.",
    }

    @pre_load
    def keep_place(self, data: Any, **kwargs: Any) -> Any:
        """Take the file and line along."""
        return {**data, PLACE: (data.file, data.line)} if isinstance(data, Table) else data


class SourceSchema(LanguageSchema):
    """Where wording comes from."""

    document = words()
    paragraph = words()
    note = words()
    verified = Flag()


class OptionSchema(LanguageSchema):
    """An option, or a row of a matrix."""

    code = fields.String(required=True, validate=_code())
    label = words(required=True)
    help = words()
    detail = fields.String(data_key="with", validate=_one_of("text", "long-text", "integer", "money"))
    optional_detail = Flag(data_key="optional-detail")
    means = fields.String(validate=_one_of(*NON_ANSWERS))
    low = Number(data_key="from")
    high = Number(data_key="to")
    concept = words()
    same_as = words(data_key="same-as")


class RowsSchema(LanguageSchema):
    """Rows of a matrix taken from a vocabulary."""

    vocabulary = fields.String(required=True, validate=_id())
    only_codes = _only()


class RowsField(fields.Field[Any]):
    """Rows of a matrix: options written out, or a vocabulary."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, Rows):
            if not value:
                raise ValidationError("has no rows.")
            return OptionSchema(many=True).load(value)
        return RowsSchema().load(value)


class ConditionField(fields.Field[Any]):
    """A condition; its shape is checked here, its references later."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        problem = condition_problem(value)
        if problem:
            raise ValidationError(problem)
        return value


def condition_problem(value: Any) -> str:
    """What is wrong with the shape of a condition; empty when nothing is."""
    if not isinstance(value, Table):
        return "a condition is a mapping, such as {item: help, includes: training}."
    keys = set(value)
    if len(keys) == 1 and keys <= {"all", "any"}:
        parts = next(iter(value.values()))
        if not isinstance(parts, Rows) or not parts:
            return "all: and any: take a list of conditions."
        return next(filter(None, map(condition_problem, parts)), "")
    if keys == {"not"}:
        return condition_problem(value["not"])
    if keys in ({"some", "where"}, {"every", "where"}):
        if not isinstance(value.get("some", value.get("every")), str):
            return "some: and every: take the id of a group."
        return condition_problem(value["where"])
    operators = keys - {"item"}
    if "item" not in keys or len(operators) != 1 or not operators <= set(OPERATORS):
        return (
            f"a condition has item: and one of {', '.join(OPERATORS)}; or all:, any:, not:, some:/every: with where:."
        )
    if not isinstance(value["item"], str):
        return "item: takes the id of one question."
    operator = operators.pop()
    operand = value[operator]
    if operator == "one-of":
        good = isinstance(operand, Rows) and operand and all(isinstance(each, str) for each in operand)
        return "" if good else "one-of: takes a list of values."
    if not isinstance(operand, str):
        return f"{operator}: takes one value."
    return "answered: takes true or false." if operator == "answered" and operand not in ("true", "false") else ""


class CalculateField(fields.Field[Any]):
    """How an answer is worked out; its shape is checked here, its references later."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        problem = calculation_problem(value)
        if problem:
            raise ValidationError(problem)
        return value


def calculation_problem(value: Any) -> str:
    """What is wrong with the shape of a calculation; empty when nothing is."""
    kinds = value.keys() & set(KINDS) if isinstance(value, Table) else set()
    if len(kinds) != 1:
        return f"a calculation is a mapping with one of {', '.join(KINDS)}, such as {{count: trainings}}."
    kind = kinds.pop()
    extra = {"share": {"of", "where"}, "count": {"where"}, "sum": {"where"}, "function": {"of"}}.get(kind, set())
    unknown = sorted(value.keys() - {kind} - extra)
    if unknown:
        return f"{kind}: does not go with {unknown[0]}:."
    named = value["of"] if kind == "function" and "of" in value else value[kind]
    several = kind in ("sum", "function")
    listed = isinstance(named, Rows) and several and named and all(isinstance(each, str) for each in named)
    if not listed and not isinstance(named, str):
        return f"{kind}: takes {'one id or a list of ids' if several else 'one id'}."
    if kind == "function" and "of" not in value:
        return "function: needs of:, the questions that it is given."
    if not isinstance(value[kind], str) and kind != "sum":
        return f"{kind}: takes one name."
    if "of" in value and kind == "share" and not isinstance(value["of"], str):
        return "of: takes one id."
    return condition_problem(value["where"]) if "where" in value else ""


class UseSchema(LanguageSchema):
    """The use of a block."""

    use = fields.String(required=True)
    prefix = fields.String(
        validate=validate.Regexp(rf"^(?:{ID_PATTERN.pattern})-?\Z", error="“{input}” cannot begin an id.")
    )
    numbers = fields.Dict(keys=fields.String(validate=_id()), values=words())


class Entry(fields.Field[Any]):
    """An entry of a list of questions: a question, or the use of a block."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        schema = UseSchema() if isinstance(value, Table) and "use" in value else QuestionSchema()
        return schema.load(value)


class QuestionSchema(LanguageSchema):
    """A question of any type; which keys its type takes is checked when it is built."""

    id = fields.String(required=True, validate=_id())
    type = fields.String(required=True)
    label = words(required=True)
    number = words()
    reference = words()
    concept = words()
    help = words()
    example = words()
    guidance = words()
    definition = words()
    required = Flag()
    verified = Flag()
    show_when = ConditionField(data_key="show-when")
    non_answers = fields.List(fields.String(validate=_one_of(*NON_ANSWERS)), data_key="non-answers")
    private = Flag()
    sensitive = Flag()
    starts_page = Flag(data_key="starts-page")
    translatable = Flag()
    calculate = CalculateField()
    to = fields.String(validate=_id())
    source = fields.Nested(SourceSchema)
    options = fields.List(fields.Nested(OptionSchema), validate=validate.Length(min=1, error="has no options."))
    vocabulary = fields.String(validate=_id())
    only_codes = _only()
    exclusive = fields.List(fields.String(validate=_code()))
    rows = RowsField()
    columns = fields.List(
        fields.Nested(lambda: QuestionSchema()), validate=validate.Length(min=1, error="has no columns.")
    )
    questions = fields.List(Entry(), validate=validate.Length(min=1, error="has no questions."))
    row_label = fields.String(data_key="row-label", validate=_id())
    at_least = words(data_key="at-least")
    at_most = words(data_key="at-most")
    max_length = Number(data_key="max-length", validate=validate.Range(min=1, max=50_000))
    max_words = Number(data_key="max-words", validate=validate.Range(min=1))
    decimals = Number(validate=validate.Range(min=0, max=6))
    unit = words()
    currencies = fields.List(
        fields.String(validate=validate.Regexp(r"^[A-Z]{3}\Z", error="“{input}” is no currency code.")),
        validate=validate.Length(min=1, error="names no currency."),
    )
    of = fields.String(validate=_one_of("parties", "others", "all"))


def _entries() -> fields.List[Any]:
    return fields.List(Entry(), required=True, validate=validate.Length(min=1, error="has no questions."))


class SectionSchema(LanguageSchema):
    """A section."""

    id = fields.String(required=True, validate=_id())
    title = words(required=True)
    number = words()
    help = words()
    show_when = ConditionField(data_key="show-when")
    verified = Flag()
    source = fields.Nested(SourceSchema)
    questions = _entries()


class RetiredSchema(LanguageSchema):
    """A retired id."""

    id = fields.String(required=True, validate=_id())
    since = words(required=True)
    replaced_by = fields.String(data_key="replaced-by", validate=_id())


class HeadSchema(LanguageSchema):
    """What every file begins with."""

    cbreport = fields.String(required=True, validate=validate.Equal("1", error="this library reads version 1."))


class FormSchema(HeadSchema):
    """A form file."""

    id = fields.String(required=True, validate=_id())
    edition = fields.String(required=True, validate=_code())
    convention = fields.String(required=True, validate=_id())
    respondent = fields.String(validate=_one_of("party", "secretariat", "partner"))
    title = words(required=True)
    source = fields.Nested(SourceSchema)
    languages = fields.List(fields.String(), validate=validate.Length(min=1, error="names no language."))
    non_answers = fields.List(fields.String(validate=_one_of(*NON_ANSWERS)), data_key="non-answers")
    sections = fields.List(
        fields.Nested(SectionSchema), required=True, validate=validate.Length(min=1, error="has no sections.")
    )
    retired = fields.List(fields.Nested(RetiredSchema))


class VocabularySchema(HeadSchema):
    """A vocabulary file."""

    vocabulary = fields.String(required=True, validate=_id())
    title = words(required=True)
    source = fields.Nested(SourceSchema)
    options = fields.List(
        fields.Nested(OptionSchema), required=True, validate=validate.Length(min=1, error="has no options.")
    )


class BlockSchema(HeadSchema):
    """A block file."""

    block = fields.String(required=True)
    questions = _entries()


def load_checked(schema: Schema, tree: Table) -> dict[str, Any]:
    """``tree`` through ``schema``; every problem becomes a finding with its line.

    :raises DefinitionError: with one finding for each problem.
    """
    try:
        return dict(schema.load(tree))
    except ValidationError as error:
        raise DefinitionError(_findings(error.messages, tree, tree.file, tree.line)) from None


def _findings(messages: Any, node: Any, file: str, line: int, key: str = "") -> Iterator[Finding]:
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            child, at, shown = _step(node, name, line)
            yield from _findings(below, child, file, at, key if name == "_schema" else shown or key)
    else:
        for problem in messages if isinstance(messages, list) else [messages]:
            text = str(problem).replace("Missing data for required field.", "is missing.")
            text = text.replace("Not a valid list.", "takes a list.").replace("Not a valid string.", "takes one text.")
            yield finding("F05", key, file=file, line=line, key=key, problem=text)


def _step(node: Any, name: Any, line: int) -> tuple[Any, int, str]:
    """The child of ``node`` called ``name``, its line, and how to name it."""
    if isinstance(node, Table):
        return node.get(name), node.lines.get(name, node.line), str(name)
    if isinstance(node, Rows) and isinstance(name, int) and name < len(node):
        return node[name], node.lines[name], ""
    return None, line, str(name)
