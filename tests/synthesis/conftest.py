"""Submitted reports to small forms that stand in the test itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from cbreport.answering import Answer, answer_from_data
from cbreport.definition import load_form
from cbreport.reporting import Report
from cbreport.synthesis import QuestionSummary, question_summary
from cbreport.testing import EXAMPLE

HEAD = """
cbreport: 1
id: example-national-report
edition: ex1
convention: example
title: National report
sections:
  - id: only
    title: The only section
    questions:
      - {id: asked, type: yes-no, label: Is it so?}
"""
ON = date(2024, 12, 31)
KEYS = {"value", "non-answer", "comment", "details"}

Given = Mapping[str, Any]
Summarise = Callable[..., QuestionSummary]


def report(question: str, party: str, given: Given, **more: Any) -> Report:
    lines = "\n".join(f"      {line}" for line in question.strip("\n").splitlines())
    form = load_form(HEAD + lines + "\n", "test.yaml")
    answers = {address: _answer(data) for address, data in given.items()}
    return Report(**{"form": form, "party": party, "cycle": "EX1", "answers": answers, "status": "submitted", **more})


def _answer(data: Any) -> Answer:
    return answer_from_data(data if isinstance(data, dict) and data.keys() & KEYS else {"value": data})


@pytest.fixture
def summarise() -> Summarise:
    """The summary of question ``q`` from answers by Party."""

    def made(question: str, **parties: Given) -> QuestionSummary:
        reports = [report(question, code, given) for code, given in parties.items()]
        form = (reports or [report(question, "KEN", {})])[0].form
        asked = form.question("q")
        assert asked is not None
        return question_summary(reports, EXAMPLE, form, asked, on=ON)

    return made
