"""Reports to small forms that stand in the test itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from cbreport.answering import Answer, answer_from_data
from cbreport.definition import Convention, Crosswalk, Form, Translator, load_form
from cbreport.errors import Finding
from cbreport.reporting import FileFormat, Report
from cbreport.testing import EXAMPLE

HEAD = """
cbreport: 1
id: example-national-report
edition: ex1
convention: example
title: National report to the Convention on Examples
source: {document: EX/COP1/Doc.1}
sections:
"""


@dataclass
class Shelf:
    """A library that holds one form and one catalogue for every language."""

    made: Form
    catalogue: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[Any, Report], Any] = lambda document, report: document

    def form(self, id: str, edition: str) -> Form:
        return self.made

    def convention(self, id: str) -> Convention:
        return EXAMPLE

    def translator(self, language: str, convention: str = "") -> Translator:
        return Translator(language, (self.catalogue,))

    @property
    def crosswalks(self) -> Sequence[Crosswalk]:
        return ()

    def plugin_findings(self, report: Report) -> Sequence[Finding]:
        return ()

    @property
    def file_formats(self) -> Sequence[FileFormat]:
        return ()

    def prepare_document(self, document: Any, report: Report) -> Any:
        return self.change(document, report)


Make = Callable[..., Report]


@pytest.fixture
def make() -> Make:
    """A report to a form: ``questions`` are YAML lines of one section, or ``sections`` are whole sections."""

    def made(
        questions: str = "",
        answers: Mapping[str, Any] | None = None,
        *,
        sections: str = "",
        catalogue: Mapping[str, str] | None = None,
        change: Callable[[Any, Report], Any] | None = None,
        **more: Any,
    ) -> Report:
        lines = "\n".join(f"      {line}" for line in questions.strip("\n").splitlines())
        section = sections or f"  - id: only\n    number: I\n    title: The only section\n    questions:\n{lines}\n"
        form = load_form(HEAD + section, "test.yaml")
        shelf = Shelf(form, catalogue or {})
        if change is not None:
            shelf.change = change
        given = {address: _answer(data) for address, data in (answers or {}).items()}
        return Report(**{"form": form, "party": "KEN", "cycle": "EX1", "answers": given, "library": shelf, **more})

    return made


def _answer(data: Any) -> Answer:
    return answer_from_data(
        data
        if isinstance(data, dict) and data.keys() & {"value", "non-answer", "comment", "details"}
        else {"value": data}
    )
