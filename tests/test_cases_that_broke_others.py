"""Cases that broke other reporting systems, or that their users complained of, as far as forms and answers decide them.

Each is taken from a change log, an issue or an analysis named in the reference of the domain. What needs a host or a
database (two people on one section, a double click on submit, files over the limit) is tested where those are.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from cbreport import Library, check, load_report, propose
from cbreport.answering import Answer, check_answers, evaluate
from cbreport.answering.carrying import Origin, carry
from cbreport.definition import Form, Parts, load_vocabulary
from cbreport.documents import report_document
from cbreport.reporting import report_data
from tests.definition.small import small_form


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def of(library: Library, form: str, answers: dict[str, Any], party: str = "KEN", cycle: str = "") -> Any:
    series, _, edition = form.partition("@")
    convention = library.convention(library.form(series, edition).convention)
    found = cycle or next(each.id for each in convention.cycles if (each.form, each.edition) == (series, edition))
    data = {"cbreport": 1, "form": series, "edition": edition, "party": party, "cycle": found}
    return load_report({**data, "answers": {at: {"value": value} for at, value in answers.items()}}, library)


def codes(form: Form, answers: dict[str, Answer]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in check_answers(form, answers):
        found.setdefault(each.address, []).append(each.code)
    return found


@pytest.mark.parametrize(
    "title",
    ["Census\r\nof birds", "Census\rof birds", "<b>Census</b> & <script>alert(1)</script>", "=1+1", "+SUM(A1)", "@x",
     "CafÃ© â€“ mojibake", "مرحبا Flyway 中文 census", "word " * 5_000],
)  # fmt: skip
def test_any_text_survives_the_report_file_and_the_document(library: Library, title: str) -> None:
    report = of(library, "cms-national-report@cop14", {"v-2": title, "v-1": ["campaigns"]})
    again = load_report(json.loads(json.dumps(report_data(report))), library)
    assert again.answers["v-2"].value == title
    printed = repr(report_document(report).blocks)
    for line in title.replace("\r", "\n").split("\n"):
        assert repr(line.strip())[1:-1] in printed


def test_answers_stand_by_code_whatever_becomes_of_order_and_labels() -> None:
    def form(options: str) -> Form:
        vocabulary = load_vocabulary(f"cbreport: 1\nvocabulary: v\ntitle: V\noptions: {options}", "v.yaml")
        return small_form("- {id: q, type: choose-one, label: Q, vocabulary: v}", Parts({"v": vocabulary}))

    before = form("[{code: a, label: Apples}, {code: b, label: Pears}]")
    after = form("[{code: b, label: Poires}, {code: a, label: Pommes}, {code: c, label: Prunes}]")
    kept = {"q": Answer("a")}
    assert codes(after, kept) == codes(before, kept) == {}
    (carried,) = carry(before, after, kept, Origin(before.key)).proposals
    question = after.question("q")
    assert question is not None
    option = question.option(carried.answer.value)
    assert option is not None
    assert option.label == "Pommes"


OTHER = """
- id: q
  type: choose-many
  label: Q
  options: [{code: a, label: A}, {code: other, label: Other, with: text}, {code: none, label: None of these}]
  exclusive: [none]
- {id: parent, type: yes-no, label: P}
- {id: child, type: text, label: C, required: true, show-when: {item: parent, equals: "true"}}
"""


def test_other_without_text_is_asked_for_and_its_text_survives_unticking() -> None:
    form = small_form(OTHER)
    assert codes(form, {"q": Answer(["other"])}) == {"q": ["A08"]}
    unticked = Answer(["a"], details={"other": "Boats"})
    assert codes(form, {"q": unticked}) == {}
    assert unticked.content()["details"] == {"other": "Boats"}


def test_none_together_with_another_option_is_told(library: Library) -> None:
    assert codes(small_form(OTHER), {"q": Answer(["a", "none"])}) == {"q": ["A07"]}
    for form, address, values in (
        ("cms-national-report@cop14", "xviii-2", ["funding", "none"]),
        ("cbd-national-report@nr7", "b20-2", ["womenGirls", "none"]),
    ):
        found = [each.code for each in check(of(library, form, {address: values})) if each.address == address]
        assert "A07" in found, form


def test_a_child_that_its_parent_hides_keeps_its_answer_and_leaves_the_submission() -> None:
    form = small_form(OTHER)
    answers = {"parent": Answer(False), "child": Answer("Still here")}
    assert codes(form, answers) == {}
    assert "child" not in evaluate(form, answers).visible_answers()
    shown = {**answers, "parent": Answer(True)}
    assert evaluate(form, shown).visible_answers()["child"].value == "Still here"


def test_a_loop_without_items_is_no_error_unless_it_is_required() -> None:
    form = small_form(
        """
        - {id: g, type: group, label: G, questions: [{id: n, type: integer, label: N, required: true}]}
        - {id: h, type: group, label: H, required: true, questions: [{id: n, type: integer, label: N}]}
        - {id: sum, type: calculated, label: S, calculate: {sum: g.n}}
        """
    )
    assert codes(form, {}) == {"h": ["A02"]}
    assert "sum" not in evaluate(form, {}).answers


def test_a_copy_of_a_copy_is_the_copy(library: Library) -> None:
    first = of(library, "cms-national-report@cop13", {"xviii-2": ["funding"], "v-2": "Fewer nests were disturbed."})
    form = library.form("cms-national-report", "cop14")

    def copied(report: Any) -> dict[str, Answer]:
        (origins,) = propose(report, to=form)
        return {
            each.address: Answer(each.answer.value, language=each.answer.language) for each in origins.outcome.proposals
        }

    once = copied(first)
    again = of(library, "cms-national-report@cop14", {at: each.value for at, each in once.items()})
    assert copied(again) == copied(of(library, form.key, {at: each.value for at, each in copied(again).items()}))
    assert {at: each.value for at, each in copied(again).items()} == {at: each.value for at, each in once.items()}


def test_an_amount_that_is_to_be_determined_is_no_zero() -> None:
    form = small_form(
        """
        - id: items
          type: group
          label: I
          questions: [{id: cost, type: integer, label: C, non-answers: [no-information]}]
        - {id: total, type: calculated, label: T, calculate: {sum: items.cost}}
        """
    )
    open_ones = {"items[a].cost": Answer(non_answer="no-information"), "items[b].cost": Answer("to be determined")}
    assert "total" not in evaluate(form, open_ones).answers
    assert evaluate(form, {**open_ones, "items[c].cost": Answer(30_000)}).answers["total"].value == 30_000
    assert codes(form, open_ones) == {"items[b].cost": ["A03"]}  # told, and kept as it was typed


@pytest.mark.parametrize(
    ("party", "form", "refused"),
    [
        ("USA", "cbd-national-report@nr7", True),  # signed, never a Party
        ("EUE", "cbd-national-report@nr7", False),  # the EU is a Party
        ("EUE", "cites-implementation-report@cop17", False),
        ("CHN", "cms-national-report@cop14", True),
    ],
)
def test_who_is_party_to_what(library: Library, party: str, form: str, refused: bool) -> None:
    assert ("R01" in {each.code for each in check(of(library, form, {}, party))}) is refused


@pytest.mark.parametrize("code", ["XKX", "UK", "ke", "", "KEN "])
def test_a_code_that_is_none_is_a_clear_error(library: Library, code: str) -> None:
    form = small_form("- {id: q, type: party, label: Q}")
    assert codes(form, {"q": Answer(code)}) == ({} if not code.strip() else {"q": ["A14"]})
