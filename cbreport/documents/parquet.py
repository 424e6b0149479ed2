"""The long table of answers as Parquet, for large analyses. It needs the extra ``cbreport[parquet]``."""

from __future__ import annotations

import io
from collections.abc import Sequence

from cbreport.documents.answer_tables import answer_tables
from cbreport.documents.tables import Value
from cbreport.documents.viewing import Audience
from cbreport.errors import ConfigurationError
from cbreport.reporting import Report


def answers_parquet(reports: Sequence[Report], language: str = "en", audience: Audience = "party") -> bytes:
    """The long table of answers, with the descriptions of its columns in the file's metadata.

    Figures are 64-bit floating point numbers there; ``value`` has their digits.

    :raises ConfigurationError: pyarrow is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ConfigurationError(
            "Parquet needs the package pyarrow, which is not installed.", "Install cbreport[parquet]."
        ) from None
    answers = answer_tables(reports, language, audience)[0]
    kinds = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
    }
    schema = pyarrow.schema(
        [
            pyarrow.field(each.name, kinds[each.kind], nullable=not each.required, metadata={"description": each.says})
            for each in answers.fields
        ]
    )
    columns = [
        pyarrow.array(
            [_as_float(row[at]) if field.kind == "number" else row[at] for row in answers.rows], kinds[field.kind]
        )
        for at, field in enumerate(answers.fields)
    ]
    out = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_arrays(columns, schema=schema), out)
    return out.getvalue()


def _as_float(value: Value) -> float | None:
    return None if value is None else float(str(value))
