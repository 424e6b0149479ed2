from __future__ import annotations

from dataclasses import replace

from cbreport.definition import Form
from cbreport.definition.concepts import check_concepts
from tests.definition.small import small_form


def asked(*questions: tuple[str, str, str], edition: str = "one") -> Form:
    """A form with these ids, labels and concepts."""
    lines = (f"- {{id: {id}, type: text, label: {label!r}, concept: {concept}}}" for id, label, concept in questions)
    return replace(small_form("\n".join(lines)), edition=edition)


def test_one_wording_with_two_concepts_in_a_form() -> None:
    form = asked(("a", "How many people?", "people"), ("b", "how many  PEOPLE", "staff"), ("c", "Who?", "staff"))
    (found,) = check_concepts([form])
    assert (found.code, found.severity, found.address, found.line) == ("F50", "warning", "b", 11)
    assert found.describe() == "“how many  PEOPLE” is asked here as staff, and as people in small@one, small.yaml:10."


def test_one_wording_with_two_concepts_across_forms() -> None:
    one, two = asked(("a", "People?", "people")), asked(("a", "People?", "staff"), edition="two")
    (found,) = check_concepts([one, two])
    assert "in small@one" in found.describe()


def test_each_further_concept_is_told_once() -> None:
    form = asked(*((f"q{number}", "Same?", f"c{number % 3}") for number in range(9)))
    assert [found.address for found in check_concepts([form])] == ["q1", "q2"]


def test_what_is_no_contradiction() -> None:
    same = asked(("a", "People?", "people"), ("b", "People?", "people"), ("c", "Staff?", "staff"))
    without = small_form("- {id: a, type: text, label: People?}\n- {id: b, type: text, label: People?, concept: p}")
    group = small_form(
        "- {id: a, type: group, label: A, questions: [{id: title, type: text, label: Title, concept: a.title}]}\n"
        "- {id: b, type: group, label: B, questions: [{id: title, type: text, label: Title, concept: b.title}]}"
    )
    marks_only = asked(("a", "…", "people"), ("b", "…", "staff"))
    for form in (same, without, group, marks_only):
        assert list(check_concepts([form])) == []
