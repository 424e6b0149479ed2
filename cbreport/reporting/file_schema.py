"""JSON Schema (2020-12) of a whole report file, for programs that write or read one.

The answers are those of :mod:`cbreport.definition.answer_schema`; what that cannot say, ``cbreport report check`` says.
"""

from __future__ import annotations

from typing import Any, Final

from cbreport.definition.answer_schema import DIALECT, answers_schema
from cbreport.definition.model import Form
from cbreport.definition.parties import all_parties
from cbreport.definition.respondents import SECRETARIAT_CODE
from cbreport.reporting.identity import SECRETARIAT
from cbreport.reporting.workflow import STATUSES

_DIGEST: Final = "^sha256:[0-9a-f]{64}$"


def report_schema(form: Form) -> dict[str, Any]:
    """The schema of a report file to one edition of a form.

    >>> from cbreport.testing import example_library
    >>> schema = report_schema(example_library().form("example-national-report"))
    >>> schema["properties"]["form"], schema["required"]
    ({'const': 'example-national-report'}, ['cbreport', 'form', 'edition', 'party', 'cycle', 'answers'])
    """
    answers = answers_schema(form)
    del answers["$schema"]  # once for the whole
    of_secretariat = form.respondent == "secretariat"
    return {
        "$schema": DIALECT,
        "$id": f"urn:cbreport:report-file:{form.id}:{form.edition}",
        "title": form.title,
        "type": "object",
        "properties": {
            "cbreport": {"const": 1},
            "form": {"const": form.id},
            "edition": {"const": form.edition},
            "party": {"const": SECRETARIAT_CODE} if of_secretariat else {"enum": sorted(all_parties())},
            "cycle": {"type": "string"},
            "answers": answers,
            "status": {"enum": list(STATUSES)},
            "version": {"type": "integer"},
            "revision": {"type": "integer"},
            "digest": {"type": "string", "pattern": _DIGEST},
            "submitted": {"type": "string"},
            "example": {"type": "boolean"},
            "entered-by": {"const": SECRETARIAT},
        },
        "required": ["cbreport", "form", "edition", "party", "cycle", "answers"],
        "additionalProperties": False,
    }
