"""What holds for every plugin, the installed ones and the example for authors. Nothing here knows a convention."""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from cbreport import Report, check, load_report
from cbreport.answering import Answer
from cbreport.definition import LANGUAGE_NAMES, Form, Question, all_parties, check_form
from cbreport.definition.addresses import CODE_PATTERN, ID_PATTERN
from cbreport.definition.language import read_catalogue
from cbreport.library import read_resource
from cbreport.reporting import STATUSES, parse_json
from tests.plugins.installed import (
    PLUGINS,
    addresses,
    every_question,
    examples,
    library,
    only_convention,
    own_findings,
)

pytestmark = pytest.mark.parametrize("name", sorted(PLUGINS))
KEBAB = re.compile(ID_PATTERN.pattern)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# -- the convention ---------------------------------------------------------------------------------------------------


def test_a_convention_names_itself(name: str) -> None:
    convention = only_convention(name)
    assert convention.id == name
    assert KEBAB.fullmatch(convention.id)
    for text in (convention.name, convention.short_name, convention.secretariat, convention.identity.cover):
        assert text == text.strip() != ""
    assert len(convention.short_name) <= 12


def test_its_languages_are_of_the_six_and_begin_with_that_of_the_source_text(name: str) -> None:
    languages = only_convention(name).languages
    assert languages[0] == "en"
    assert len(set(languages)) == len(languages)
    assert set(languages) <= LANGUAGE_NAMES.keys()


def test_its_regions_are_declared_once_and_members_are_in_one_of_them(name: str) -> None:
    convention = only_convention(name)
    ids = [region.id for region in convention.regions]
    assert len(set(ids)) == len(ids) > 0
    assert all(KEBAB.fullmatch(id) for id in ids)
    assert len({region.name for region in convention.regions}) == len(ids)
    assert {membership.region for membership in convention.memberships.values()} <= set(ids)


def test_its_members_are_known_and_joined_before_they_left(name: str) -> None:
    memberships = only_convention(name).memberships
    assert memberships
    assert memberships.keys() <= all_parties().keys()
    assert all(each.until is None or each.since < each.until for each in memberships.values())


def test_its_cycles_are_in_order_and_answered_with_a_form_of_its_own(name: str) -> None:
    convention = only_convention(name)
    assert convention.cycles
    assert len({cycle.id for cycle in convention.cycles}) == len(convention.cycles)
    assert [cycle.due for cycle in convention.cycles] == sorted(cycle.due for cycle in convention.cycles)
    for cycle in convention.cycles:
        assert library(name).form(cycle.form, cycle.edition).convention == convention.id
        assert cycle.opens < cycle.due, cycle.id
        assert cycle.period_from < cycle.period_to <= cycle.due, cycle.id
        assert cycle.title.strip()
        assert convention.parties(cycle.due)


def test_every_form_is_that_of_a_cycle(name: str) -> None:
    answered = {(cycle.form, cycle.edition) for cycle in only_convention(name).cycles}
    assert {(form.id, form.edition) for form in library(name).forms} == answered


def test_white_text_can_be_read_on_its_colours(name: str) -> None:
    identity = only_convention(name).identity
    for colour in (identity.colour, identity.accent):
        assert re.fullmatch("#[0-9a-f]{6}", colour)
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour


# -- forms ------------------------------------------------------------------------------------------------------------


def test_forms_load_and_only_lack_verification(name: str) -> None:
    for form in library(name).forms:
        assert {found.code for found in check_form(form)} <= {"F30"}
        assert form.source.document, form.key
        assert set(form.languages) <= set(only_convention(name).languages), form.key


def test_ids_and_codes_are_stable_names_and_no_numbers(name: str) -> None:
    for form in library(name).forms:
        for id, question in every_question(form):
            assert KEBAB.fullmatch(question.id), id
            options = [option.code for option in (*question.options, *question.rows)]
            assert all(re.fullmatch(CODE_PATTERN.pattern, code) for code in options), id
            assert len(set(options)) == len(options), id
        numbers = Counter(question.number for question in form.questions() if question.number)
        assert {number for number, times in numbers.items() if times > 1} == set(), form.key


def test_a_main_question_says_more_than_its_label(name: str) -> None:
    bare = [
        f"{form.key} {question.id}"
        for form in library(name).forms
        for question in form.questions()
        if question.answerable and question.number and question.required and not (question.help or question.example)
    ]
    assert name == "example" or bare == []  # the example is kept short


def test_texts_are_tidy(name: str) -> None:
    for form in library(name).forms:
        for id, question in every_question(form):
            texts = [question.label, question.help, question.example]
            texts += [text for option in (*question.options, *question.rows) for text in (option.label, option.help)]
            for text in texts:
                assert text == text.strip(), id
                assert "  " not in text, id
                assert "\n" not in text or text is question.example, id


def test_a_form_that_is_not_compared_marks_every_question(name: str) -> None:
    for form in library(name).forms:
        marked = {found.address for found in check_form(form) if found.code == "F30"}
        unsure = {question.id for question in form.questions() if not question.verified and question.answerable}
        assert {address.partition(".")[0] for address in marked} >= unsure
        if not form.verified:
            assert unsure == {question.id for question in form.questions() if question.answerable}, form.key


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


def test_examples_load_and_say_that_they_are_invented(name: str) -> None:
    for path, data in examples(name).items():
        report = load_report(data, library(name))
        assert report.example, path
        assert report.status in STATUSES, path
        assert report.form.convention == only_convention(name).id, path


def test_examples_are_strict_json(name: str) -> None:
    for resource in library(name).examples():
        assert parse_json(read_resource(resource).encode("utf-8"))


def test_no_party_has_two_examples_for_one_cycle(name: str) -> None:
    of = Counter((data["party"], data["cycle"]) for data in examples(name).values())
    assert all(times == 1 for times in of.values())


def test_submitted_examples_have_no_errors_and_drafts_only_lack_answers(name: str) -> None:
    for path, data in examples(name).items():
        found = check(load_report(data, library(name)))
        errors = {each.code for each in found if each.severity == "error"}
        assert errors <= (set() if data.get("status", "draft") != "draft" else {"A02"}), (path, errors)


def test_installed_conventions_have_examples_to_show(name: str) -> None:
    statuses = {data.get("status", "draft") for data in examples(name).values()}
    assert name == "example" or statuses >= {"draft", "submitted"}


# -- checks -----------------------------------------------------------------------------------------------------------


def assert_sound(name: str, report: Report) -> None:
    """What the plugin finds carries its own code and the address of a question that is shown, and can be written."""
    for found in own_findings(name, report):
        assert re.fullmatch(rf"{only_convention(name).id.upper()}\d\d", found.code)
        assert found.severity in ("error", "warning", "info")
        assert found.address == "" or report.evaluation.shown(found.address), "nobody can mend what is not shown"
        assert found.message
        assert found.hint
        assert "{" not in str(found)


def any_value(random: Random, question: Question) -> Any:
    """A value that fits, nearly fits or has no business here."""
    codes = [option.code for option in question.options]
    fitting: dict[str, list[Any]] = {
        "choose-many": [random.sample(codes, random.randint(0, len(codes))), codes[-1:]] if codes else [],
        "yes-no": [True, False],
        "tick": [True],
        "date": ["2020-01-31", "2040-01-31", "2024--"],
        "party": ["KEN", "NOR", "ZZZ"],
        "integer": [0, 7],
        "year": [2024],
    }
    wrong = [None, "", "x", "none", 0, True, 1.5, 10**30, [], ["none", "x"], {}, {"url": "x"}, {"from": "", "to": "y"}]
    return random.choice([*fitting.get(question.type, codes or ["some text"]) * 4, *wrong])


def any_report(random: Random, name: str, form: Form, plugin: str) -> Report:
    """A report with answers of every kind, some at addresses that the form has not."""
    answers: dict[str, Answer] = {}
    for address, question in addresses(form):
        if random.random() > 0.5:
            answers[address] = Answer(any_value(random, question))
        elif random.random() > 0.9:
            answers[address] = Answer(non_answer="not-applicable")
        elif random.random() > 0.9:
            answers[address] = Answer(details={"other": random.choice(["x", 5, None, {"amount": "x"}])}, comment="c")
    for address in ("nothing", "nothing[r].x", "not an address", "needs-matrix[nobody].details", "help-given[r1].x"):
        if random.random() > 0.7:
            answers[address] = Answer(any_value(random, Question("q", "text", "Q")))
    cycles = [cycle.id for cycle in only_convention(plugin).cycles]
    return Report(form, "KEN", random.choice([*cycles, "no such cycle"]), answers, library=library(plugin))


seeds = st.integers(0, 2**32 - 1)


def test_checks_are_silent_about_an_empty_report(name: str) -> None:
    for form in library(name).forms:
        for cycle in only_convention(name).cycles:
            assert own_findings(name, Report(form, "KEN", cycle.id, library=library(name))) == []


@settings(max_examples=120, deadline=None)
@given(seeds)
def test_checks_never_raise_whatever_was_answered(name: str, seed: int) -> None:
    for form in library(name).forms:
        report = any_report(Random(seed), name, form, name)
        note(repr({address: answer.value for address, answer in report.answers.items()}))
        assert_sound(name, report)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_checks_say_nothing_about_another_conventions_report(name: str, seed: int) -> None:
    for other in PLUGINS:
        if other != name:
            for form in library(other).forms:
                assert own_findings(name, any_report(Random(seed), other, form, other)) == []


def test_findings_about_the_examples_are_sound(name: str) -> None:
    for data in examples(name).values():
        assert_sound(name, load_report(data, library(name)))
