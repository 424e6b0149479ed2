"""Whatever stands in a form, vocabulary, block or crosswalk file: findings or a form, never another exception."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cbreport.cli.checking import check_files
from cbreport.definition import (
    Form,
    Parts,
    block_id,
    check_form,
    condition_in_words,
    load_crosswalk,
    load_form,
    load_vocabulary,
)
from cbreport.errors import DefinitionError, Finding, UnknownName, finding
from cbreport.plugins import create_plugin_manager
from tests.damage import damaged

SHIPPED = files("cbreport_forms")
FORM = SHIPPED.joinpath("cms/cms-national-report.cop14.yaml").read_bytes()
EVERY_TYPE = (Path(__file__).parent.parent / "web/every_type.yaml").read_bytes()
VOCABULARY = SHIPPED.joinpath("vocabularies/assistance-types.yaml").read_bytes()
BLOCK = b"cbreport: 1\nblock: b\nquestions:\n  - {id: q, type: text, label: Q, show-when: {item: p, answered: true}}\n"
CROSSWALK = b"""\
cbreport: 1
crosswalk: one-to-two
from: small@one
to: small@two
mappings:
  - {from: help, to: help, relation: exact, options: {training: training, other: [other]}, back: {training: training}}
  - {from: people, to: people, relation: broad, note: Only some of them.}
  - {count: trainings, to: people, relation: broad, note: Counted.}
  - from: trainings
    to: trainings
    relation: exact
    parts: [{from: title, to: title}]
"""
ENDS = """\
cbreport: 1
id: small
edition: {edition}
convention: example
title: A small form
sections:
  - id: only
    title: The only section
    questions:
      - {{id: help, type: choose-many, label: H, options: [{{code: training, label: T}}, {{code: other, label: O}}]}}
      - {{id: people, type: integer, label: People?}}
      - {{id: trainings, type: group, label: Trainings, questions: [{{id: title, type: text, label: Title}}]}}
"""
quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
text_of = st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1")))


@cache
def parts() -> Parts:
    """The shipped vocabularies."""
    texts = {place.name: place.read_text("utf-8") for place in SHIPPED.joinpath("vocabularies").iterdir()}
    loaded = (load_vocabulary(text, name) for name, text in texts.items() if name.endswith(".yaml"))
    return Parts({each.id: each for each in loaded})


def ends(key: str) -> Form:
    if key not in ("small@one", "small@two"):
        raise UnknownName("form", key, ("small@one", "small@two"))
    return load_form(ENDS.format(edition=key[-3:]))


def told(load: Callable[[], object]) -> None:
    """The file is read, or refused with findings that can be written."""
    found: tuple[Finding, ...] = ()
    try:
        load()
    except DefinitionError as error:
        found = error.findings or (finding("F01", problem="nothing is said"),)
    for each in found:
        assert each.file
        assert each.line > 0
        assert str(each)


def form_of(text: str) -> None:
    form = load_form(text, "any.yaml", parts())
    for each in check_form(form):
        assert str(each)
    for question in form.questions():
        if question.show_when:
            assert condition_in_words(question.show_when, form)


@quick
@given(text_of)
@example("a: &x 1")
@example("\ud800")
@example("? [a]\n: b")
@example("%YAML 9.9\n---\na: 1")
def test_any_text(text: str) -> None:
    told(lambda: load_form(text, "any.yaml"))
    told(lambda: load_vocabulary(text, "any.yaml"))
    told(lambda: block_id(text, "any.yaml"))
    told(lambda: load_crosswalk(text, "any.yaml", ends))


@quick
@given(damaged(FORM, EVERY_TYPE))
def test_a_damaged_form(raw: bytes) -> None:
    told(lambda: form_of(raw.decode("utf-8", "surrogateescape")))


@quick
@given(damaged(VOCABULARY))
def test_a_damaged_vocabulary(raw: bytes) -> None:
    told(lambda: load_vocabulary(raw.decode("utf-8", "replace"), "any.yaml"))


@quick
@given(damaged(CROSSWALK))
def test_a_damaged_crosswalk(raw: bytes) -> None:
    told(lambda: load_crosswalk(raw.decode("utf-8", "replace"), "any.yaml", ends))


def test_the_crosswalk_is_sound_before_it_is_damaged() -> None:
    assert len(load_crosswalk(CROSSWALK.decode(), "any.yaml", ends)) == 2


@settings(quick, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(), damaged(FORM, EVERY_TYPE, VOCABULARY, BLOCK)))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b"block: b\nquestions: []")
def test_any_bytes_in_a_file(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(raw)
    checked = check_files([path], create_plugin_manager([]))
    assert checked.files == 1
    for each in checked.findings:
        assert str(each)


@pytest.mark.parametrize("depth", [39, 41, 5000])
def test_deep_nesting(depth: int) -> None:
    told(lambda: load_form("[" * depth + "]" * depth, "any.yaml"))
    told(lambda: load_form("a: " + "{a: " * depth + "1" + "}" * depth, "any.yaml"))
