"""A plugin that is looked at, and what it brings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cbreport.definition import SECRETARIAT_CODE, Convention, Form, Question
from cbreport.definition.reading import read_yaml
from cbreport.library import Library, read_resource
from cbreport.plugins import PluginManager
from cbreport.reporting import Report


@dataclass(frozen=True)
class Subject:
    """A plugin: ``manager`` knows it alone, ``library`` also the other installed ones."""

    manager: PluginManager
    library: Library

    @cached_property
    def conventions(self) -> tuple[Convention, ...]:
        """The conventions that the plugin brings."""
        return tuple(convention for _, convention in self.manager.conventions())

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The forms that the plugin brings."""
        heads = [read_yaml(read_resource(resource), resource.path) for _, resource in self.manager.forms()]
        return tuple(self.library.form(str(head["id"]), str(head["edition"])) for head in heads)

    @cached_property
    def examples(self) -> Mapping[str, dict[str, Any]]:
        """What the plugin's example files hold, by path."""
        return {resource.path: json.loads(read_resource(resource)) for resource in self.manager.examples()}

    def empty_reports(self) -> Iterator[Report]:
        """An unanswered report for each of its forms and the cycles of the form's convention."""
        for form in self.forms:
            convention = self.library.convention(form.convention)
            for cycle in convention.cycles:
                yield Report(form, respondent_of(form, convention), cycle.id, library=self.library)


def respondent_of(form: Form, convention: Convention) -> str:
    """The code of somebody who may answer a form."""
    return SECRETARIAT_CODE if form.respondent == "secretariat" else min(convention.memberships, default="KEN")


def every_question(form: Form) -> Iterator[tuple[str, Question]]:
    """Questions, columns and rows' questions, each with its name."""
    for question in form.questions():
        yield question.id, question
        yield from ((f"{question.id}.{part.id}", part) for part in question.parts)


def repeated(items: list[str]) -> list[str]:
    """What stands twice in a list.

    >>> repeated(["a", "b", "a"])
    ['a']
    """
    return sorted({item for item in items if items.count(item) > 1})
