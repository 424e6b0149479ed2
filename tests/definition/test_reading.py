from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.definition import load_form
from cbreport.definition.reading import MAX_BYTES, MAX_DEPTH, read_yaml
from cbreport.errors import DefinitionError, Finding
from tests.definition.small import written


def finding_in(text: str) -> Finding:
    with pytest.raises(DefinitionError) as caught:
        read_yaml(text, "forms/x.yaml")
    (found,) = caught.value.findings
    assert found.file == "forms/x.yaml"
    assert found.severity == "error"
    return found


@pytest.mark.parametrize(
    "scalar",
    [
        *("NO", "no", "on", "off", "yes", "y", "true", "null", "~", "=", "-"),
        *("1.10", "012", "0x1F", "1_000", "22:22", "1e3", ".inf", "+1", "2024-05-31", "2024-05-31T10:00:00Z"),
    ],
)
def test_a_scalar_stays_the_text_that_it_is(scalar: str) -> None:
    # YAML 1.1 makes a boolean, a number, a time of day, a date or nothing of each of these.
    assert read_yaml(f"key: {scalar}" if scalar != "-" else "key: '-'", "x")["key"] == scalar
    assert read_yaml(f"{{{scalar}: x}}" if scalar != "-" else "{'-': x}", "x") == {scalar: "x"}


def test_texts_over_several_lines_are_read_as_yaml_says() -> None:
    tree = read_yaml("folded: >-\n  one\n  two\nkept: |\n  one\n  two\n", "x")
    assert tree == {"folded": "one two", "kept": "one\ntwo\n"}


def test_every_mapping_key_and_entry_knows_its_line() -> None:
    tree = read_yaml("# comment\na: 1\nb:\n  - x: 1\n    y: 2\n  - {z: 3}\n", "f.yaml")
    assert (tree.file, tree.line, tree.lines) == ("f.yaml", 2, {"a": 2, "b": 3})
    assert tree["b"].lines == [4, 6]
    assert (tree["b"][0].line, tree["b"][0].lines) == (4, {"x": 4, "y": 5})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 3),
        ("a:\n  - {x: 1, y: 2}\n  - {x: 1, y: 2,\n     x: 3}\n", 4),
        ("{'a': 1, \"a\": 2}", 1),
    ],
)
def test_a_key_that_stands_twice_is_refused(text: str, line: int) -> None:
    found = finding_in(text)
    assert (found.code, found.line) == ("F02", line)


def test_the_key_that_stands_twice_is_named() -> None:
    assert "“label” stands twice" in finding_in("label: a\nlabel: b").describe()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &anchor 1\n", 1),
        ("a: 1\nb: *anchor\n", 2),
        ("a: 1\nb:\n  - &row {x: 1}\n", 3),
        ("a: 1\nb: !!str 2\n", 2),
        ("a: 1\nb: !!python/object/apply:os.system ['echo']\n", 2),
        ("a: 1\nb: !!python/name:os.system\n", 2),
        ("a: !own {x: 1}\n", 1),
        ("a: !!seq [1]\n", 1),
        ("&key a: 1\n", 1),
        ("!!map {a: 1}\n", 1),
    ],
)
def test_anchors_aliases_and_tags_are_refused(text: str, line: int) -> None:
    found = finding_in(text)
    assert (found.code, found.line) == ("F03", line)


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert read_yaml("<<: {a: 1}", "x") == {"<<": {"a": "1"}}


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "does not hold a mapping"),
        ("\n\n", 1, "does not hold a mapping"),
        ("# only a remark\n", 1, "does not hold a mapping"),
        ("- a\n- b\n", 1, "does not hold a mapping"),
        ("just words", 1, "does not hold a mapping"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("a: 1\n...\n---\nb: 2\n", 3, "a second document"),
        ("? [a, b]\n: 1\n", 1, "a key must be text"),
        ("a: 1\n? {b: 1}\n: 2\n", 2, "a key must be text"),
        ("a: [1\nb: 2\n", 2, ""),
        ("a: 1\n b: 2\n", 2, ""),
        ("a: 1\n\tb: 2\n", 2, ""),
        ("a: 'open\n", 2, ""),
        ("a: 1\nb: @x\n", 2, ""),
        ("a: \x07\n", 1, ""),
        ("a: 1\nb: \ud800\n", 2, "half a character"),
    ],
)
def test_what_is_not_one_yaml_mapping_is_refused(text: str, line: int, problem: str) -> None:
    found = finding_in(text)
    assert (found.code, found.line) == ("F01", line)
    assert problem in found.describe()


def test_an_end_of_document_and_a_byte_order_mark_are_no_second_document() -> None:
    assert read_yaml("\ufeffa: 1\n...\n", "x") == {"a": "1"}


@pytest.mark.parametrize(
    ("text", "line"), [("a: 1\nb:\nc: 2\n", 2), ("a: 1\nb:", 2), ("a: {b: , c: 1}", 1), ("a: |\n\nb: 1\n", 1)]
)
def test_a_key_without_a_value_is_refused(text: str, line: int) -> None:
    found = finding_in(text)
    assert (found.code, found.line) == ("F06", line)


@pytest.mark.parametrize("quoted", ["''", '""'])
def test_an_empty_text_in_quotes_is_meant(quoted: str) -> None:
    assert read_yaml(f"a: {quoted}", "x") == {"a": ""}


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_depth_is_limited(opening: str, closing: str) -> None:
    def nested(times: int) -> str:
        return "a: " + opening * times + "x" + closing * times

    assert read_yaml(nested(MAX_DEPTH - 1), "x")
    found = finding_in(nested(MAX_DEPTH + 1))
    assert found.code == "F01"
    assert f"deeper than {MAX_DEPTH}" in found.describe()
    assert finding_in(opening * 20_000).code == "F01"


def test_size_is_limited_in_bytes() -> None:
    fits = "a: " + "x" * (MAX_BYTES - 3)
    assert len(read_yaml(fits, "x")["a"]) == MAX_BYTES - 3
    found = finding_in("a: " + "é" * (MAX_BYTES // 2))
    assert (found.code, found.line) == ("F04", 1)
    assert "1000003 bytes" in found.describe()


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text("ab:-[]{},&*!|>'\"#%@?\n\t ", max_size=60)))
def test_whatever_the_text_nothing_but_a_definition_error_is_raised(text: str) -> None:
    try:
        tree = read_yaml(text, "x")
    except DefinitionError as error:
        (found,) = error.findings
        assert found.code in {"F01", "F02", "F03", "F04", "F06"}
        assert 1 <= found.line <= len(text.split("\n")) + text.count("\r") + text.count("\x85") + 3
    else:
        assert isinstance(tree, dict)


# -- a form that is almost right --------------------------------------------------------------------------------------

GOOD = written(
    """
    - {id: plan, type: yes-no, label: Is there a plan?, required: true}
    - id: help
      type: choose-many
      label: Which help?
      options: [{code: money, label: Money, from: 1, to: 2}, {code: other, label: Other, with: text}]
      exclusive: [money]
      show-when: {any: [{item: plan, equals: "true"}, {some: events, where: {item: people, at-least: 2}}]}
    - id: matrix
      type: matrix
      label: Who?
      rows: [{code: a, label: A}]
      columns: [{id: ticked, type: tick, label: Ticked}]
    - id: events
      type: group
      label: Events
      row-label: people
      at-most: 5
      questions: [{id: people, type: integer, label: People, at-least: 0}]
    """
)
PIECES = sorted({piece for line in GOOD.splitlines() for piece in line.replace(",", " ").split()})


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_form_with_something_exchanged_loads_or_is_refused_with_file_and_line(data: st.DataObject) -> None:
    text = GOOD
    for _ in range(data.draw(st.integers(1, 3))):
        old = data.draw(st.sampled_from(PIECES))
        new = data.draw(
            st.one_of(
                st.sampled_from([*PIECES, "[]", "{}", "[[a]]", "{a: b}", "nan", "-1", '"x\\n"', "a[b].c", "''"]),
                st.text(max_size=6),
            )
        )
        places = [index for index in range(len(text)) if text.startswith(old, index)]
        if places:
            at = data.draw(st.sampled_from(places))
            text = text[:at] + new + text[at + len(old) :]
    try:
        form = load_form(text, "x.yaml")
    except DefinitionError as error:
        findings = error.findings
    else:
        assert form.digest.startswith("sha256:")
        return
    assert findings
    assert {(found.file, found.severity) for found in findings} == {("x.yaml", "error")}
    assert all(found.line >= 1 and str(found) for found in findings)


def test_the_form_that_is_exchanged_is_right_itself() -> None:
    assert [question.id for question in load_form(GOOD).questions()] == ["plan", "help", "matrix", "events"]
