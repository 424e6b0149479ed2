"""Each code of the table's section A, by the answer that earns it and by the nearest one that does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.answering import Answer, check_answer, check_answers, evaluate, is_web_address
from cbreport.answering.validation import MAX_COMMENT, MAX_DETAIL
from cbreport.definition import Form
from cbreport.errors import CODES
from tests.definition.small import at, small_form

FORM = small_form(
    """
    - {id: text, type: text, label: A text, max-length: 10}
    - {id: long, type: long-text, label: A long text, max-words: 3}
    - {id: integer, type: integer, label: A number, at-least: 2, at-most: 10}
    - {id: decimal, type: decimal, label: A decimal, at-least: 0, at-most: 0.5}
    - {id: exact, type: decimal, label: An exact decimal, decimals: 3}
    - {id: whole, type: decimal, label: A decimal without places, decimals: 0}
    - {id: money, type: money, label: Money, at-least: 1, at-most: 100000}
    - {id: year, type: year, label: A year, at-least: 1992, at-most: 2024}
    - {id: date, type: date, label: A date, at-least: "2020-01-01", at-most: "2024-12-31"}
    - {id: period, type: period, label: A period, at-least: "2020-01-01", at-most: "2024-12-31"}
    - {id: yes-no, type: yes-no, label: Yes or no}
    - {id: one, type: choose-one, label: One, options: [{code: a, label: A}, {code: other, label: Other, with: text}]}
    - id: many
      type: choose-many
      label: Many
      exclusive: [none]
      options:
        - {code: a, label: A}
        - {code: b, label: B, with: text, optional-detail: true}
        - {code: other, label: Other help, with: text}
        - {code: people, label: People, with: integer}
        - {code: cost, label: Cost, with: money}
        - {code: none, label: No help}
    - {id: rating, type: rating, label: Rating, options: [{code: "1", label: Low}, {code: "2", label: High}]}
    - {id: link, type: link, label: A link}
    - {id: party, type: party, label: A country}
    - {id: bare, type: text, label: Without non-answers, non-answers: []}
    """
)


def codes(id: str, value: object = None, form: Form = FORM, **more: Any) -> list[str]:
    return [found.code for found in check_answer(at(form, id), Answer(value, **more), id)]


# -- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "value", "expected"),
    [
        ("text", "ten letter", []),
        ("text", "ten letters", ["A11"]),
        ("text", "😀" * 10, []),
        ("text", " ", []),
        ("text", 12, ["A20"]),
        ("text", True, ["A20"]),
        ("text", ["a"], ["A20"]),
        ("text", {"a": "b"}, ["A20"]),
        ("long", "one two  three", []),
        ("long", "one two three four", ["A12"]),
        ("long", "one\ntwo\nthree\nfour", ["A12"]),
        ("long", 1.5, ["A20"]),
    ],
)
def test_texts(id: str, value: object, expected: list[str]) -> None:
    assert codes(id, value) == expected


def test_a_long_text_takes_fifty_thousand_characters_and_says_how_many_there_are() -> None:
    form = small_form("- {id: q, type: long-text, label: Q}")
    assert codes("q", "x" * 50_000, form) == []
    (found,) = check_answer(at(form, "q"), Answer("x" * 50_001), "q")
    assert str(found) == (
        "q: error A11: The text has 50001 characters; at most 50000 fit. Shorten it; nothing is cut off."
    )


def test_a_comment_has_a_limit_too() -> None:
    assert codes("text", comment="x" * MAX_COMMENT) == []
    assert codes("text", comment="x" * (MAX_COMMENT + 1)) == ["A11"]


# -- numbers, money, dates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "value", "expected"),
    [
        ("integer", 2, []),
        ("integer", 10, []),
        ("integer", 1, ["A09"]),
        ("integer", 11, ["A10"]),
        ("integer", 0, ["A09"]),
        ("integer", -5, ["A09"]),
        ("integer", 10**30, ["A10"]),
        ("integer", "5", ["A03"]),
        ("integer", "many", ["A03"]),
        ("integer", 5.0, ["A03"]),
        ("integer", True, ["A03"]),
        ("decimal", "0.5", []),
        ("decimal", "0", []),
        ("decimal", "0.50", []),
        ("decimal", "0.51", ["A10"]),
        ("decimal", "-0.01", ["A09"]),
        ("decimal", "0.500", []),
        ("decimal", "0.125", ["A28"]),
        ("decimal", "0.505", ["A28", "A10"]),
        ("decimal", "0.1234567", ["A04"]),
        ("exact", "0.125", []),
        ("exact", "0.1255", ["A28"]),
        ("whole", "12.0", []),
        ("whole", "12.5", ["A28"]),
        ("decimal", "NaN", ["A04"]),
        ("decimal", "Infinity", ["A04"]),
        ("decimal", "1e1", ["A04"]),
        ("decimal", "٠.٥", ["A04"]),  # parsing makes Western digits of these
        ("decimal", 0.5, ["A04"]),
        ("decimal", 0, ["A04"]),
        ("year", 1992, []),
        ("year", 2024, []),
        ("year", 1991, ["A09"]),
        ("year", 2025, ["A10"]),
        ("year", 24, ["A23"]),
        ("year", 10000, ["A23"]),
        ("year", "2024", ["A23"]),
        ("year", True, ["A23"]),
        ("date", "2024-05-31", []),
        ("date", "2020-01-01", []),
        ("date", "2019-12-31", ["A09"]),
        ("date", "2025-01-01", ["A10"]),
        ("date", "2024-02-30", ["A05"]),
        ("date", "2024-5-31", ["A05"]),
        ("date", "20240531", ["A05"]),
        ("date", "2024-W22-5", ["A05"]),
        ("date", "2024-05-31T00:00", ["A05"]),
        ("date", "soon", ["A05"]),
        ("date", 20240531, ["A05"]),
        ("date", ["2024-05-31"], ["A05"]),
        ("date", "2024--", ["A24"]),
        ("date", "-5-31", ["A24"]),
        ("period", {"from": "2024-01-10", "to": "2024-02-20"}, []),
        ("period", {"from": "2024-01-10", "to": "2024-01-10"}, []),
        ("period", {"from": "2024-02-20", "to": "2024-01-10"}, ["A16"]),
        ("period", {"from": "2024-01-10", "to": ""}, ["A25"]),
        ("period", {"to": "2024-01-10"}, ["A25"]),
        ("period", {"from": "2019-01-10", "to": "2025-01-10"}, ["A09", "A10"]),
        ("period", {"from": "2024-2-31", "to": "soon"}, ["A05", "A05"]),
        ("period", {"from": "2024-01-10", "to": "2024-01-11", "days": "2"}, ["A20"]),
        ("period", "2024-01-10", ["A20"]),
        ("period", ["2024-01-10"], ["A20"]),
    ],
    ids=repr,
)
def test_numbers_and_dates(id: str, value: object, expected: list[str]) -> None:
    assert codes(id, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"amount": "30000", "currency": "USD"}, []),
        ({"amount": "12.50", "currency": "EUR"}, []),
        ({"amount": "12.50", "currency": "CHF"}, ["A15"]),
        ({"amount": "12.50"}, ["A18"]),
        ({"amount": "12.50", "currency": ""}, ["A18"]),
        ({"amount": "0", "currency": "USD"}, ["A09"]),
        ({"amount": "-1", "currency": "USD"}, ["A09"]),
        ({"amount": "100001", "currency": "USD"}, ["A10"]),
        ({"amount": "a lot", "currency": "USD"}, ["A04"]),
        ({"from": "45000", "to": "90000", "currency": "USD"}, []),
        ({"from": "45000", "to": "45000", "currency": "USD"}, []),
        ({"from": "90000", "to": "45000", "currency": "USD"}, ["A17"]),
        ({"from": "9", "to": "10", "currency": "USD"}, []),  # by size, not by letters
        ({"from": "45000", "currency": "USD"}, []),
        ({"from": "0", "to": "200000", "currency": "USD"}, ["A09", "A10"]),
        ({"from": "some", "to": "90000", "currency": ""}, ["A04", "A18"]),
        ({"currency": "USD"}, []),
        ({}, []),
        ({"amount": "1", "currency": "USD", "note": "x"}, ["A20"]),
        ("30000 USD", ["A20"]),
        (30000, ["A20"]),
    ],
    ids=repr,
)
def test_money(value: object, expected: list[str]) -> None:
    assert codes("money", value) == expected


def test_a_currency_that_is_not_offered_is_named_with_those_that_are() -> None:
    (found,) = check_answer(at(FORM, "money"), Answer({"amount": "5", "currency": "CHF"}), "money")
    assert str(found) == "money: error A15: “CHF” is not offered here. Currencies: USD, EUR."


# -- choices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "value", "details", "expected"),
    [
        ("yes-no", True, {}, []),
        ("yes-no", False, {}, []),
        ("yes-no", "true", {}, ["A20"]),
        ("yes-no", 1, {}, ["A20"]),
        ("one", "a", {}, []),
        ("one", "c", {}, ["A06"]),
        ("one", "A", {}, ["A06"]),
        ("one", ["a"], {}, ["A20"]),
        ("one", "other", {"other": "Boats"}, []),
        ("one", "other", {}, ["A08"]),
        ("one", "other", {"other": " "}, ["A08"]),
        ("one", "a", {"other": "Boats"}, []),  # un-chosen: the text is kept and no error
        ("rating", "1", {}, []),
        ("rating", 1, {}, ["A20"]),
        ("rating", "3", {}, ["A06"]),
        ("many", ["a", "b"], {}, []),
        ("many", [], {}, []),
        ("many", ["a", "x", "y"], {}, ["A06", "A06"]),
        ("many", "a", {}, ["A20"]),
        ("many", {"a": "true"}, {}, ["A20"]),
        ("many", ["none"], {}, []),
        ("many", ["none", "a"], {}, ["A07"]),
        ("many", ["a", "none"], {}, ["A07"]),
        ("many", ["other"], {}, ["A08"]),
        ("many", ["other"], {"other": "Boats"}, []),
        ("many", ["b"], {"b": ""}, []),
        ("many", ["a"], {"other": "Boats", "people": "many"}, []),
        ("many", ["people"], {"people": 12}, []),
        ("many", ["people"], {"people": 0}, []),
        ("many", ["people"], {"people": "many"}, ["A03"]),
        ("many", ["people"], {}, ["A08"]),
        ("many", ["cost"], {"cost": {"amount": "5", "currency": "CHF"}}, []),
        ("many", ["cost"], {"cost": {"amount": "5"}}, ["A18"]),
        ("many", ["cost"], {"cost": "5 USD"}, ["A20"]),
        ("many", ["other"], {"other": "x" * MAX_DETAIL}, []),
        ("many", ["other"], {"other": "x" * (MAX_DETAIL + 1)}, ["A11"]),
        ("many", ["other", "people"], {}, ["A08", "A08"]),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_choices(id: str, value: object, details: dict[str, Any], expected: list[str]) -> None:
    assert codes(id, value, details=details) == expected


def test_the_option_is_named_by_its_label() -> None:
    (found,) = check_answer(at(FORM, "many"), Answer(["other"]), "many")
    assert found.describe() == "You chose “Other help” and wrote nothing beside it."
    (found,) = check_answer(at(FORM, "many"), Answer(["a", "none"]), "many")
    assert found.describe() == "“No help” cannot be chosen together with others."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((code, []) for code in ("KEN", "EUE", "NOR")),
        *((value, ["A14"]) for value in ("NO", "ZZZ", "Kenya", 7, True, ["KEN"], {"code": "KEN"})),
    ],
    ids=repr,
)
def test_parties(value: object, expected: list[str]) -> None:
    assert codes("party", value) == expected


# -- links ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org/",
        "HTTPS://EXAMPLE.ORG/Plan.pdf",
        "https://example.org/plan.pdf?x=1&y=a%20b#page=3",
        "https://example.org:8443/a@b",
        "https://[2001:db8::1]/plan",
        "https://xn--bcher-kva.example",
        "https://bücher.example/é",
        "https://مثال.إختبار/خطة",
        "https://localhost/x",
    ],
)
def test_what_is_a_web_address(url: str) -> None:
    assert is_web_address(url)
    assert codes("link", {"url": url, "title": "Plan"}) == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "www.example.org/plan.pdf",
        "//example.org",
        "https:",
        "https://",
        "https:///plan.pdf",
        "https:example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://example.org/\n",
        "\thttps://example.org",
        "\x01https://example.org",
        "https://example.org/\x00",
        "https://example.org/<x>",
        'https://example.org/"onclick="x',
        "https://example.org\\@evil.example",
        "https://user:secret@example.org/",
        "https://example.org@evil.example/",
        "https://@evil.example/",
        "https://[2001:db8::1",
        "https://[example]/",
        "https://\u2100.example/",
    ],
    ids=repr,
)
def test_what_is_none(url: str) -> None:
    assert not is_web_address(url)
    if url:
        assert codes("link", {"url": url}) == ["A13"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"url": "https://example.org"}, []),
        ({"title": "In our library"}, ["A13"]),
        ({"url": "", "title": ""}, []),
        ({"url": "https://example.org/" + "x" * 1980}, []),
        ({"url": "https://example.org/" + "x" * 1981}, ["A11"]),
        ({"url": "https://example.org", "text": "Plan"}, ["A20"]),
        ("https://example.org", ["A20"]),
        (["https://example.org"], ["A20"]),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_links(value: object, expected: list[str]) -> None:
    assert codes("link", value) == expected


# -- non-answers ------------------------------------------------------------------------------------------------------


def test_a_non_answer_stands_alone_and_is_one_that_is_offered() -> None:
    assert codes("text", non_answer="not-applicable") == []
    assert codes("text", " ", non_answer="no-information", comment="We asked twice.") == []
    assert codes("text", "x", non_answer="not-applicable") == ["A26"]
    assert codes("bare", non_answer="not-applicable") == ["A19"]
    assert codes("bare", "x", non_answer="not-applicable") == ["A19", "A26"]
    assert codes("text", non_answer="perhaps") == ["A19"]
    (found,) = check_answer(at(FORM, "bare"), Answer(non_answer="not-applicable"), "bare")
    assert found.describe() == "This question takes no “Not applicable”."


def test_a_blank_is_no_finding_whatever_the_type() -> None:
    for question in FORM.questions():
        for blank in (None, "", "  ", [], {}):
            assert codes(question.id, blank) == []


# -- matrices, groups, whole reports ----------------------------------------------------------------------------------

TABLES = small_form(
    """
    - {id: gate, type: yes-no, label: Gate, required: true}
    - {id: behind, type: integer, label: Behind, required: true, show-when: {item: gate, equals: "true"}}
    - {id: note, type: note, label: Read this}
    - id: matrix
      type: matrix
      label: Matrix
      required: true
      rows: [{code: r, label: Rangers}, {code: other, label: Others, with: text}]
      columns:
        - {id: tick, type: tick, label: Tick}
        - {id: level, type: choose-one, label: Level, options: [{code: low, label: Low}]}
        - {id: why, type: text, label: Why, show-when: {item: level, answered: true}}
    - id: full
      type: matrix
      label: Full
      show-when: {item: gate, equals: "true"}
      rows: [{code: r, label: Rangers}, {code: s, label: Scientists}]
      columns: [{id: need, type: text, label: Need, required: true}]
    - id: group
      type: group
      label: Group
      at-least: 2
      at-most: 3
      questions: [{id: title, type: text, label: Title, required: true}, {id: size, type: integer, label: Size}]
    """
)


def findings(**answers: Answer) -> set[tuple[str, str]]:
    return {(found.code, found.address) for found in check_answers(TABLES, answers)}


GATE = {"gate": Answer(False), "matrix[r].tick": Answer(True)}


def test_a_form_that_is_filled_in_has_no_findings() -> None:
    assert findings(**GATE) == set()
    assert (
        findings(
            **GATE,
            **{
                "group[1].title": Answer("x"),
                "group[2].title": Answer("y"),
                "matrix[other].level": Answer("low"),
                "matrix[other]": Answer(details={"other": "Port officers"}),
            },
        )
        == set()
    )


def test_what_is_required_and_shown_is_asked_for_by_its_label() -> None:
    assert findings() == {("A02", "gate"), ("A02", "matrix")}
    missing = check_answers(TABLES, {**GATE, "gate": Answer(True)})
    assert [(found.address, found.values["label"]) for found in missing] == [
        ("behind", "Behind"),
        ("full[r].need", "Rangers"),
        ("full[s].need", "Scientists"),
    ]


def test_what_is_hidden_is_not_checked() -> None:
    assert findings(**GATE, behind=Answer("many"), **{"full[r].need": Answer(5)}) == set()
    assert ("A03", "behind") in findings(**{**GATE, "gate": Answer(True)}, behind=Answer("many"))


def test_a_non_answer_on_a_matrix_lifts_the_matrix_and_its_cells() -> None:
    lifted = findings(
        gate=Answer(True), behind=Answer(1), **{id: Answer(non_answer="no-information") for id in ("matrix", "full")}
    )
    assert lifted == set()


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("nothing", Answer("x")),
        ("note", Answer("x")),
        ("gate[r]", Answer("x")),
        ("matrix[x].tick", Answer(True)),
        ("matrix[r].x", Answer(True)),
        ("group[1]", Answer(comment="x")),
        ("group[1].x", Answer("x")),
        ("not an address", Answer("x")),
    ],
)
def test_an_answer_to_no_question_is_told(address: str, answer: Answer) -> None:
    assert ("A01", address) in findings(**GATE, **{address: answer})


def test_a_matrix_and_a_group_take_no_value_of_their_own() -> None:
    assert findings(**GATE, matrix=Answer("x")) == {("A20", "matrix")}
    assert findings(**GATE, group=Answer(["x"])) == {("A20", "group")}
    assert findings(**GATE, **{"matrix[other]": Answer("x")}) == {("A20", "matrix[other]")}
    assert findings(**GATE, **{"matrix[r]": Answer(non_answer="not-applicable")}) == {("A20", "matrix[r]")}
    assert ("A02", "matrix") in findings(gate=Answer(False), matrix=Answer("x"))


def test_other_which_is_asked_only_when_the_row_is_begun() -> None:
    assert findings(**GATE, **{"matrix[other].tick": Answer(True)}) == {("A08", "matrix[other]")}
    assert findings(**GATE, **{"matrix[other]": Answer(details={"other": "Port officers"})}) == set()
    assert findings(**GATE, **{"matrix[other].why": Answer("left over, and hidden")}) == set()
    assert findings(**GATE, **{"matrix[other].tick": Answer(True), "matrix[other]": Answer(details={"other": 5})}) == {
        ("A20", "matrix[other]")
    }


@pytest.mark.parametrize(("count", "expected"), [(0, set()), (1, {"A22"}), (2, set()), (3, set()), (4, {"A21"})])
def test_the_number_of_rows(count: int, expected: set[str]) -> None:
    rows = {f"group[r{number}].title": Answer("x") for number in range(count)}
    assert findings(**GATE, **rows) == {(code, "group") for code in expected}


def test_each_row_needs_what_is_required_of_it() -> None:
    rows = {"group[1].title": Answer("x"), "group[2].size": Answer(3)}
    assert findings(**GATE, **rows) == {("A02", "group[2].title")}


def test_errors_come_first_and_each_says_what_to_do() -> None:
    found = check_answers(TABLES, {"nothing": Answer("x"), "group[1].size": Answer("many")})
    assert {each.severity for each in found} == {"error"}
    assert all(each.describe() and each.advise() and "{" not in str(each) for each in found)


def test_what_was_evaluated_before_need_not_be_again() -> None:
    seen = evaluate(TABLES, GATE)
    assert check_answers(TABLES, GATE, seen) == check_answers(TABLES, GATE)


# -- whatever stands there --------------------------------------------------------------------------------------------

json_like: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats()
    | st.sampled_from(
        ["a", "other", "none", "KEN", "2024-05-31", "2024--", "sNaN", "5", "https://[", "https://example.org"]
    )
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["amount", "from", "to", "currency", "url", "title", "x"]), inner, max_size=4)
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(json_like, st.dictionaries(st.sampled_from(["a", "b", "other", "people", "cost"]), json_like, max_size=3))
def test_no_value_makes_a_check_raise(value: Any, details: dict[str, Any]) -> None:
    for question in FORM.questions():
        for found in check_answer(question, Answer(value, details=details), question.id):
            assert found.code in CODES
            assert found.address == question.id
            assert str(found)


ADDRESSES = [*(question.id for question in TABLES.questions()), "matrix[r].tick", "matrix[r].level", "matrix[other]"]
ADDRESSES += ["matrix[other].level", "full[s].need", "group[a].title", "group[a].size", "group[b]", "nothing", "x y"]


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(ADDRESSES),
        st.builds(Answer, json_like, st.sampled_from(["", "not-applicable", "x"]), st.text(max_size=3)),
        max_size=8,
    )
)
def test_no_answers_make_the_check_of_a_report_raise(answers: dict[str, Answer]) -> None:
    for found in check_answers(TABLES, answers):
        assert found.code in CODES
        assert found.address in answers or TABLES.at(found.address) is not None
        assert str(found)


# -- non-answers and proposals ----------------------------------------------------------------------------------------

WHOLES = small_form(
    """
    - id: m
      type: matrix
      label: M
      rows: [{code: r, label: R}]
      columns: [{id: c, type: text, label: C}, {id: d, type: text, label: D, show-when: {item: c, answered: true}}]
    - {id: g, type: group, label: G, required: true, questions: [{id: t, type: text, label: T}]}
    """
)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"m": Answer(non_answer="not-applicable"), "m[r].c": Answer("x"), "g[r1].t": Answer("x")}, ["A26"]),
        ({"g": Answer(non_answer="no-information"), "g[r1].t": Answer("x")}, ["A26"]),
        ({"m": Answer(non_answer="not-applicable"), "g[r1].t": Answer("x")}, []),
        ({"m": Answer(non_answer="not-applicable"), "m[r].d": Answer("x"), "g[r1].t": Answer("x")}, []),  # not shown
        ({"m": Answer(comment="x"), "m[r].c": Answer("x"), "g[r1].t": Answer("x")}, []),
    ],
)
def test_a_non_answer_for_the_whole_and_answers_inside(answers: dict[str, Answer], expected: list[str]) -> None:
    assert [found.code for found in check_answers(WHOLES, answers)] == expected


def test_a_proposal_is_no_answer_before_somebody_confirms_it() -> None:
    proposal = Answer("x", source="carried-forward", confirmed=False)
    found = check_answers(WHOLES, {"g[r1].t": proposal, "m[r].c": Answer("x"), "m[r].d": proposal})
    assert sorted((each.code, each.address, each.severity) for each in found) == [
        ("A27", "g[r1].t", "error"), ("A27", "m[r].d", "error"),
    ]  # fmt: skip
    assert not check_answers(WHOLES, {"g[r1].t": Answer("x", source="carried-forward")})
    assert not check_answers(WHOLES, {"m[r].d": proposal, "g[r1].t": Answer("x")})  # not shown
