from __future__ import annotations

from decimal import Decimal

from .conftest import Summarise

ONE = """
- id: q
  type: choose-one
  label: How often?
  options:
    - {code: never, label: Never}
    - {code: often, label: Often}
    - {code: na, label: Not applicable, means: not-applicable}
"""
MATRIX = """
- id: q
  type: matrix
  label: Who needs what?
  rows: [{code: m, label: Managers}, {code: o, label: Others, with: text}]
  columns:
    - {id: course, type: tick, label: Course}
    - id: level
      type: choose-one
      label: Level
      options:
        - {code: low, label: Low}
        - {code: high, label: High}
        - {code: na, label: N/A, means: not-applicable}
    - {id: people, type: integer, label: People, unit: people}
    - {id: text, type: text, label: Details}
    - {id: secret, type: text, label: Secret, private: true}
"""


def test_one_option_is_counted_by_region(summarise: Summarise) -> None:
    found = summarise(ONE, KEN={"q": "often"}, NOR={"q": "never"}, FJI={"q": "often"})
    (counts,) = found.counts
    assert [(count.code, count.number, dict(count.regions)) for count in counts.counts] == [
        ("never", 1, {"north": 1, "south": 0}),
        ("often", 2, {"north": 0, "south": 2}),
    ]
    assert (counts.base, counts.many) == (3, False)


def test_an_option_that_means_a_non_answer_is_counted_apart(summarise: Summarise) -> None:
    found = summarise(ONE, KEN={"q": "na"}, NOR={"q": "often"}, FJI={"q": {"non-answer": "no-information"}})
    assert found.non_answers == {"no-information": ("FJI",), "not-applicable": ("KEN",)}
    assert (found.base, found.counts[0].base) == (1, 1)
    assert [count.code for count in found.counts[0].counts] == ["never", "often"]


def test_many_options_may_add_up_to_more_than_the_base(summarise: Summarise) -> None:
    question = "- {id: q, type: choose-many, label: Which?, options: [{code: a, label: A}, {code: b, label: B}]}"
    (counts,) = summarise(question, KEN={"q": ["a", "b"]}, NOR={"q": ["b"]}).counts
    assert ([count.number for count in counts.counts], counts.base, counts.many) == ([1, 2], 2, True)


def test_yes_and_no_are_counted(summarise: Summarise) -> None:
    (counts,) = summarise("- {id: q, type: yes-no, label: Is it so?}", KEN={"q": True}, NOR={"q": False}).counts
    assert [(count.label, count.parties) for count in counts.counts] == [("Yes", ("KEN",)), ("No", ("NOR",))]


def test_countries_that_were_named_are_counted(summarise: Summarise) -> None:
    question = "- {id: q, type: party, label: Who helped?}"
    (counts,) = summarise(question, KEN={"q": "DEU"}, NOR={"q": "DEU"}, FJI={"q": "nowhere"}).counts
    assert [(count.label, count.number) for count in counts.counts] == [("Germany", 2)]


def test_bands_add_up_to_a_range(summarise: Summarise) -> None:
    question = """
- id: q
  type: choose-one
  label: How many?
  options:
    - {code: "0", label: None, from: 0, to: 0}
    - {code: 2-5, label: 2 to 5, from: 2, to: 5}
    - {code: more, label: More, from: 6}
"""
    closed = summarise(question, KEN={"q": "2-5"}, NOR={"q": "0"}).band
    assert closed is not None
    assert (closed.low, closed.high) == (2, 5)
    opened = summarise(question, KEN={"q": "2-5"}, NOR={"q": "more"}).band
    assert opened is not None
    assert (opened.low, opened.high) == (8, None)
    assert summarise(ONE, KEN={"q": "often"}).band is None


def test_what_was_typed_beside_an_option_is_listed(summarise: Summarise) -> None:
    options = "[{code: a, label: A}, {code: o, label: Other, with: text}]"
    question = f"- {{id: q, type: choose-many, label: Which?, options: {options}}}"
    typed = {"value": ["o"], "details": {"o": "Boats"}, "language": "en"}
    kept = {"value": ["a"], "details": {"o": "kept, but unticked"}}
    (entry,) = summarise(question, KEN={"q": typed}, NOR={"q": kept}).entries
    assert (entry.party, entry.answer.value, entry.answer.language, entry.place) == ("KEN", "Boats", "en", "Other")


def test_numbers_give_figures_and_invalid_ones_are_left_out(summarise: Summarise) -> None:
    found = summarise("- {id: q, type: integer, label: How many?}", KEN={"q": 3}, NOR={"q": "many"}, FJI={"q": 5})
    (figures,) = found.figures
    assert (figures.n, figures.total) == (2, Decimal(8))
    assert found.base == 3


def test_currencies_are_never_mixed(summarise: Summarise) -> None:
    question = "- {id: q, type: money, label: How much?}"
    usd, eur = {"amount": "30", "currency": "USD"}, {"from": "10", "to": "20", "currency": "EUR"}
    found = summarise(question, KEN={"q": {"value": usd}}, NOR={"q": {"value": eur}})
    assert [(each.unit, each.total) for each in found.figures] == [("EUR", Decimal(15)), ("USD", Decimal(30))]


def test_free_text_is_a_compendium(summarise: Summarise) -> None:
    found = summarise(
        "- {id: q, type: long-text, label: Describe it.}", NOR={"q": "B"}, KEN={"q": {"value": "A", "language": "fr"}}
    )
    assert [(each.party, each.answer.value, each.answer.language) for each in found.entries] == [
        ("KEN", "A", "fr"),
        ("NOR", "B", ""),
    ]


def test_a_matrix_is_counted_cell_by_cell(summarise: Summarise) -> None:
    found = summarise(
        MATRIX,
        KEN={"q[m].course": True, "q[m].level": "high", "q[m].people": 10, "q[o].text": "Nets", "q[o].secret": "x"},
        NOR={"q[m].course": True, "q[m].level": "na", "q[o].level": {"non-answer": "no-information"}},
        FJI={"q[m].people": 4, "q[o]": {"details": {"o": "Wardens"}, "language": "en"}},
    )
    ticks, levels = found.crosses
    assert ticks.numbers == {("m", "course"): 2, ("o", "course"): 0}
    assert ticks.base == {"m": 3, "o": 3}
    assert levels.title == "Level"
    assert [code for code, _ in levels.columns] == ["low", "high"]
    assert levels.numbers == {("m", "low"): 0, ("m", "high"): 1, ("o", "low"): 0, ("o", "high"): 0}
    assert levels.base == {"m": 1, "o": 0}
    assert levels.apart == {("m", "not-applicable"): 1, ("o", "no-information"): 1}
    (people,) = found.figures
    assert (people.titles, people.unit, people.total) == (("Managers", "People"), "people", Decimal(14))
    assert [(each.party, each.place, each.answer.value) for each in found.entries] == [
        ("FJI", "Others", "Wardens"),
        ("KEN", "Others", "Nets"),
    ]


def test_rows_of_groups_are_counted_and_listed(summarise: Summarise) -> None:
    question = """
- id: q
  type: group
  label: Trainings
  questions:
    - {id: title, type: text, label: Title}
    - {id: phone, type: text, label: Telephone, private: true}
"""
    found = summarise(
        question, KEN={"q[z].title": "B", "q[a].title": "A", "q[a].phone": "555"}, NOR={"q[x].title": "C"}
    )
    assert found.rows == 3
    assert [(each.party, each.place, each.answer.value) for each in found.entries] == [
        ("KEN", "1", "B"),
        ("KEN", "2", "A"),
        ("NOR", "1", "C"),
    ]
    assert summarise(question).rows == 0


def test_what_is_worked_out_is_counted_and_what_refers_to_rows_is_not(summarise: Summarise) -> None:
    rows = "- {id: g, type: group, label: G, questions: [{id: n, type: integer, label: N}]}\n"
    total = rows + "- {id: q, type: calculated, label: Rows, calculate: {count: g}}"
    (figures,) = summarise(total, KEN={"g[a].n": 1, "g[b].n": 2}, NOR={"g[a].n": 5}).figures
    assert (figures.total, figures.n) == (Decimal(3), 2)
    found = summarise(rows + "- {id: q, type: reference, to: g, label: Which?}", KEN={"q": "a", "g[a].n": 1})
    assert (found.base, found.entries, found.counts) == (1, (), ())
