"""Tables with typed columns: what CSV, Parquet and the sheets of a workbook are written from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Value = str | int | Decimal | bool | date | None
Kind = Literal["string", "integer", "number", "boolean", "date"]


@dataclass(frozen=True)
class Field:
    """A column. ``required`` says that no row leaves it blank, ``refers_to`` the table of whose key it is."""

    name: str
    kind: Kind
    says: str
    required: bool = False
    refers_to: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under typed columns. The first column of a table with ``keyed`` is its key: it stands once."""

    name: str
    says: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    keyed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(field.name for field in self.fields)


def table(name: str, says: str, fields: tuple[Field, ...], rows: Iterable[dict[str, Value]], *, keyed: bool) -> Table:
    """A table from rows by the names of columns; what a row lacks is blank.

    >>> kinds = (Field("code", "string", "A code."), Field("many", "integer", "How many."))
    >>> table("t", "Codes.", kinds, [{"code": "a"}, {"code": "b", "many": 2}], keyed=True).rows
    (('a', None), ('b', 2))
    """
    names = [field.name for field in fields]
    return Table(name, says, fields, tuple(tuple(row.get(each) for each in names) for row in rows), keyed)
