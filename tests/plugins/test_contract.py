"""What holds for every plugin, the installed ones and the example for authors. Nothing here knows a convention."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from cbreport import load_report
from cbreport.definition import check_form
from cbreport.definition.language import read_catalogue
from cbreport.testing import CONTRACT, check_plugin, odd_report
from cbreport.testing.behaviour import unsound
from cbreport.testing.contract import subject_of
from cbreport.testing.subject import every_question
from tests.plugins.installed import PLUGINS, examples, library, only_convention, own_findings

pytestmark = pytest.mark.parametrize("name", sorted(PLUGINS))


# -- what authors can check themselves --------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [part for part in CONTRACT if part != "translations"])
def test_the_contract(name: str, part: str) -> None:
    """Translations are counted in tests/test_catalogues.py: a few may wait while a form is being written."""
    assert check_plugin(PLUGINS[name], part) == []


def test_a_plugin_is_called_as_its_convention_and_needs_no_other_plugin(name: str) -> None:
    assert only_convention(name).id == name
    assert library(name).forms
    for data in examples(name).values():
        load_report(data, library(name))


# -- forms ------------------------------------------------------------------------------------------------------------


def test_a_main_question_says_more_than_its_label(name: str) -> None:
    bare = [
        f"{form.key} {question.id}"
        for form in library(name).forms
        for question in form.questions()
        if question.answerable and question.number and question.required and not (question.help or question.example)
    ]
    assert name == "example" or bare == []  # the example is kept short


def test_a_form_that_is_not_compared_marks_every_question(name: str) -> None:
    for form in library(name).forms:
        marked = {found.address for found in check_form(form) if found.code == "F30"}
        unsure = {question.id for question in form.questions() if not question.verified and question.answerable}
        assert {address.partition(".")[0] for address in marked} >= unsure


def test_every_vocabulary_is_used_by_one_of_the_forms(name: str) -> None:
    used = {
        option.place.file
        for form in library(name).forms
        for _, question in every_question(form)
        for option in (*question.options, *question.rows)
    }
    named = {resource.path for resource in getattr(PLUGINS[name], "cbreport_vocabularies", list)()}
    assert named <= used


# -- translations -----------------------------------------------------------------------------------------------------


def test_its_catalogues_can_be_read(name: str) -> None:
    sources = getattr(PLUGINS[name], "cbreport_translations", list)()
    for source in sources:
        assert source.domain == only_convention(name).id
        for language in set(only_convention(name).languages) - {"en"}:
            catalogue = read_catalogue(source, language)
            assert all(text and translation for text, translation in catalogue.items())


# -- examples ---------------------------------------------------------------------------------------------------------


def test_installed_conventions_have_examples_to_show(name: str) -> None:
    statuses = {data.get("status", "draft") for data in examples(name).values()}
    assert name == "example" or statuses >= {"draft", "submitted"}


# -- checks -----------------------------------------------------------------------------------------------------------


seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=120, deadline=None)
@given(seeds)
def test_checks_never_raise_whatever_was_answered(name: str, seed: int) -> None:
    for form in library(name).forms:
        report = odd_report(Random(seed), form, library(name))
        note(repr({address: answer.value for address, answer in report.answers.items()}))
        assert list(unsound(subject_of(PLUGINS[name]), report)) == []


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_checks_say_nothing_about_another_conventions_report(name: str, seed: int) -> None:
    for other in PLUGINS:
        if other != name:
            for form in library(other).forms:
                assert own_findings(name, odd_report(Random(seed), form, library(other))) == []
