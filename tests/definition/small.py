"""A small form around a few questions, so that a test writes only what it is about."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from cbreport.definition import Form, Parts, Question, load_form, load_vocabulary
from cbreport.errors import DefinitionError, Finding

HEAD = """\
cbreport: 1
id: small
edition: one
convention: example
title: A small form
sections:
  - id: only
    title: The only section
    questions:
"""


def written(questions: str) -> str:
    """The text of a form with these questions, a YAML list that begins at its own margin."""
    return HEAD + indent(dedent(questions).strip("\n"), " " * 6) + "\n"


def small_form(questions: str, parts: Parts | None = None) -> Form:
    """The form with these questions."""
    return load_form(written(questions), "small.yaml", parts)


def at(form: Form, address: str) -> Question:
    """The question at this address; the test fails when there is none."""
    question = form.at(address)
    assert question is not None
    return question


def findings_of(text: str, parts: Parts | None = None) -> tuple[Finding, ...]:
    """What is wrong with the text of a whole form."""
    with pytest.raises(DefinitionError) as caught:
        load_form(text, "small.yaml", parts)
    return caught.value.findings


def refused(questions: str, parts: Parts | None = None) -> list[tuple[str, int]]:
    """Code and line (of ``questions``, from 1) of everything that is wrong with these questions."""
    return [(found.code, found.line - HEAD.count("\n")) for found in findings_of(written(questions), parts)]


def vocabularies(**options: str) -> Parts:
    """Vocabularies by id, each with its options as a YAML list."""
    return Parts(
        {
            id: load_vocabulary(f"cbreport: 1\nvocabulary: {id}\ntitle: A list\noptions: {text}", f"{id}.yaml")
            for id, text in options.items()
        }
    )


def blocks(parts: Parts | None = None, **texts: str) -> Parts:
    """Blocks by id (an underscore stands for a hyphen), each with its questions as a YAML list."""
    found = {
        id.replace("_", "-"): (
            f"cbreport: 1\nblock: {id.replace('_', '-')}\nquestions:\n"
            + indent(dedent(text).strip("\n"), " " * 2)
            + "\n",
            f"{id}.yaml",
        )
        for id, text in texts.items()
    }
    return Parts(parts.vocabularies if parts else {}, found)
