"""Views over registers as documents: what they say, with tallies made by hand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import openpyxl
import page
import pytest

from cbreport.answering import Answer
from cbreport.definition import Translator
from cbreport.documents import (
    VIEWS,
    Bars,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    Trend,
    render,
    to_html,
    view_document,
)
from cbreport.errors import UnknownName
from cbreport.synthesis import Registers
from tests.synthesis.register_reports import FIRST, SECOND, secretariat, small_form, tally, told, usd, whole_form

KENYA = told(
    "KEN",
    id="k",
    need=[
        {"topic": "law", "language": "en", "urgency": "high", "countries": "Kenya"},
        {"topic": "birds", "language": "en", "other": "=1+1"},
    ],
    programme=[{"title": "Rangers first", "principles": ["a", "b"]}, {"title": "Silent"}],
    activity=[
        {"key": "a1", "title": "Course on law", "kind": "workshop", "topic": "law", "status": "carried-out",
         "planned": "2023-01-01", "prepared": "2023-02-01", "start": "2023-03-01", "end": "2023-03-05",
         "trainees": 20, "women": 8, "men": 10},
        {"key": "a2", "title": "Trainers", "kind": "training-of-trainers", "status": "carried-out",
         "start": "2023-05-01", "trainees": 5, "women": 9},
        {"key": "a3", "title": "=SUM(A1)", "kind": "workshop", "status": "not-carried-out"},
    ],
    cascade=[{"activity": "a2", "trainers": 5, "trainings": 3}],
    evaluation=[{"key": "e1", "activity": "a1", "kind": "self", "phase": "result", "gap": "Too short"}],
    material=[{"key": "m1", "title": "Manual"}],
    distribution=[{"material": "m1", "year": 2023, "audience": "party", "copies": 30}, {"year": 2024}],
    request=[{"title": "Help with law", "help": "training", "topic": "law", "language": "en", "state": "open"}],
    contribution=[{"donor": "NOR", "kind": "money", "year": 2023, "amount": usd("100"), "state": "received"}],
    joint=[{"title": "Wetlands", "partners": "ramsar", "indicator": "people-trained", "unit": "people", "value": "12"}],
)  # fmt: skip
NORWAY = told(
    "NOR",
    id="n",
    need=[{"topic": "birds", "language": "en"}],
    offer=[{"title": "Lawyers", "help": "training", "topic": "law", "language": "fr"}],
    contribution=[{"recipient": "KEN", "kind": "money", "year": 2023, "amount": usd("100"), "state": "pledged"}],
)
OFFICE = secretariat(
    id="s",
    plan_item=[
        {"number": "1.1", "activity": "Survey", "objective": "Skills", "responsible": "Secretariat",
         "methodology": "By letter", "outcome": "A list", "budget_kind": "fixed", "budget": usd("30000"),
         "status": "completed"},
        {"number": "1.2", "activity": "Course", "objective": "Skills", "budget_kind": "range",
         "budget": usd(low="45000", high="90000"), "status": "planned"},
        {"number": "2.1", "activity": "Seminar", "objective": "Law", "budget_kind": "conditional",
         "budget": usd("5000"), "status": "not-carried-out", "reason": "resources"},
        {"number": "2.2", "activity": "Site", "objective": "Law", "budget_kind": "to-be-determined"},
        {"number": "2.3", "activity": "Page", "objective": "Law", "budget_kind": "none", "status": "under-way"},
    ],
    recruitment=[{"country": "CHE", "stage": "contacted", "priority": "high"}, {"country": "NOR", "stage": "joined"}],
)  # fmt: skip


def found(**more: Any) -> Registers:
    return tally(KENYA, NORWAY, OFFICE, **more)


FOUND = found()
NOTHING = tally()


def view(name: Any, data: Registers = FOUND, language: str = "en") -> Document:
    return view_document(name, data, FIRST, language, Translator(language))


def first(made: Document) -> str:
    heading, sentence, *_ = made.blocks
    assert isinstance(heading, Heading)
    assert isinstance(sentence, Paragraph)
    (text,) = sentence.texts
    return text.text


def below(made: Document, title: str) -> list[Any]:
    """The blocks below a heading."""
    place = next(i for i, each in enumerate(made.blocks) if isinstance(each, Heading) and each.text.text == title)
    following: list[Any] = []
    for block in made.blocks[place + 1 :]:
        if isinstance(block, Heading):
            break
        following.append(block)
    return following


def cells(table: Table) -> list[list[str]]:
    rows = [*table.rows, *([table.total] if table.total else [])]
    return [["|".join(text.text for text in cell.texts) for cell in row] for row in rows]


def table(made: Document, title: str, place: int = 0) -> list[list[str]]:
    return cells([each for each in below(made, title) if isinstance(each, Table)][place])


def said_below(made: Document, title: str) -> list[str]:
    """The sentences below a heading."""
    return [
        text.text
        for each in below(made, title)
        if isinstance(each, Paragraph) and each.role == "finding"
        for text in each.texts
    ]


def bars(made: Document, title: str) -> list[tuple[str, int, str]]:
    (found,) = [each for each in below(made, title) if isinstance(each, Bars)]
    return [(bar.label.text, bar.count, bar.shown) for bar in found.bars]


def said(made: Document) -> str:
    return " ".join(text.text for block in made.blocks if isinstance(block, Paragraph) for text in block.texts)


def titles(made: Document) -> list[str]:
    return [block.text.text for block in made.blocks if isinstance(block, Heading)]


# -- every view -------------------------------------------------------------------------------------------------------

SENTENCES = {
    "needs": "Needs that no activity meets: 2 of 3 (67%); met in part: 0; met: 1; of which nobody knows: 0.",
    "groups": "Groups of Parties that need the same subject in the same language: 1; the largest has 2 Parties: "
    "birds, en.",
    "work-plan": "Items completed: 1 of 5 (20%); under way: 1; not begun: 1; not carried out: 1; unknown: 1; items "
    "whose budget is not known: 1.",
    "phases": "Told of least: Planning, Construction, Feedback, by 50% of the activities that have reached it; "
    "activities: 2.",
    "evaluations": "Activities carried out that were evaluated: 1 of 2 (50%); results that nothing followed: 1.",
    "people": "People trained: 20; activities that tell how many: 1 of 2; that do not: 0; whose figures contradict "
    "each other: 1.",
    "cascades": "Trainings of trainers of which something was told since: 1 of 1 (100%); trainings that followed: 3; "
    "people trained there: 0.",
    "matching": "Open requests that an offer fits: 1 of 1 (100%); without any: 0; that tell too little: 0.",
    "support": "Contributions told: 1; donors that are Parties: 1; recipients that are Parties: 1; perhaps told "
    "twice: 0.",
    "materials": "Parties that materials reached: 1 of 3 (33%); materials: 1; copies told: 30.",
    "recruitment": "Countries to become Parties that have joined: 1 of 2 (50%); stage unknown: 0.",
    "principles": "Principle that the smallest share of programmes meets: c, 0 of 1 (0%); programmes that tell "
    "nothing: 1.",
    "joint": "Joint activities: 1; told to more than one convention: 0; indicators that several conventions use: 0 "
    "of 1.",
    "records": "Kinds of rows told: 5 of 20; most rows: Needs, the most urgent first, 3.",
}


def test_every_view_is_known_by_its_name() -> None:
    assert list(VIEWS) == list(SENTENCES)
    assert all(name == each.name for name, each in VIEWS.items())


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_begins_with_one_sentence_from_its_numbers(name: str) -> None:
    assert first(view(name)) == SENTENCES[name]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_nothing_says_so_and_has_no_table(name: str) -> None:
    made = view(name, NOTHING)
    assert first(made).startswith("No ")
    assert not any(isinstance(block, Table | Bars) for block in made.blocks)
    nothing = "asked and left blank 0, said that they cannot tell 0, not asked 0, no report 3."
    assert f"Parties that told nothing: {nothing}" in said(made)


@pytest.mark.parametrize("name", VIEWS)
def test_anchors_are_unique_and_tables_are_even(name: str) -> None:
    made = view(name)
    anchors = [block.anchor for block in made.blocks if isinstance(block, Heading)]
    assert len(set(anchors)) == len(anchors)
    for block in made.blocks:
        if isinstance(block, Table):
            assert {len(row) for row in (*block.rows, *([block.total] if block.total else []))} == {len(block.head)}
    assert "<table" in to_html(made)


def test_several_views_are_one_document_with_contents() -> None:
    made = view(list(VIEWS))
    assert [block.number for block in made.blocks if isinstance(block, Heading) and block.level == 1] == [
        *map(str, range(1, len(VIEWS) + 1)),
        "",
    ]
    anchors = [block.anchor for block in made.blocks if isinstance(block, Heading)]
    assert len(set(anchors)) == len(anchors)
    assert made.title == "Registers of capacity building – EX – 2024-12-31"


def test_what_cannot_be_made_is_refused() -> None:
    with pytest.raises(UnknownName, match="There is no view “need”"):
        view("need")
    with pytest.raises(ValueError, match="writes en, not fr"):
        view_document("needs", FOUND, FIRST, "fr", Translator())
    with pytest.raises(ValueError, match="Name a view"):
        view([])


# -- who is counted ---------------------------------------------------------------------------------------------------


def facts(block: Facts) -> dict[str, list[str]]:
    return {fact.label.text: [text.text for text in fact.value] for fact in block.facts}


def test_the_cover_has_day_editions_and_parties() -> None:
    cover = view("needs").cover
    told = {fact.label.text: [text.text for text in fact.value] for fact in cover.facts}
    assert told.pop("Digest of what was counted") == [FOUND.digest]
    assert told == {
        "As of": ["31 December 2024"],
        "Parties on that day": ["3"],
        "Parties whose reports count": ["2", "Kenya, Norway"],
        "Reports that count": ["3"],
        "Editions of the forms": ["keeping@one", "work-programme@one"],
    }
    assert cover.banner is None
    assert str(view("needs", tally(replace(KENYA, example=True))).cover.banner) == "Example: invented answers"


def test_a_cover_with_many_parties_names_them_at_the_end() -> None:
    codes = ["AUT", "BEL", "CHE", "DEU", "ESP", "FRA", "GHA", "HUN", "IND", "JOR", "KEN", "LBN", "MLI"]
    everybody = replace(FIRST, memberships=dict.fromkeys(codes, FIRST.memberships["KEN"]))
    made = view("needs", tally(*(told(code) for code in codes), conventions=[everybody]))
    told_on_cover = {fact.label.text: [text.text for text in fact.value] for fact in made.cover.facts}
    assert told_on_cover["Parties whose reports count"] == ["13, named at the end"]
    assert "Austria, Belgium" in facts(below(made, "What this document rests on")[0])["Parties whose reports count"][1]


def test_the_base_tells_everything_apart() -> None:
    asleep = told("FJI", answers={"need[x].topic": Answer(["law"], confirmed=False)})
    silent = told("NOR", answers={"need": {"non-answer": "no-information"}})
    made = view("needs", tally(KENYA, silent, asleep, OFFICE, told("CHE")))
    base = made.blocks[2]
    assert isinstance(base, Paragraph)
    assert [text.text for text in base.texts] == [
        "Rows: 2; Parties that told them: 1 of 3; reports that count: 4.",
        "Parties that told nothing: asked and left blank 1, said that they cannot tell 1, not asked 0, no report 0.",
        "Answers left out, because nobody has confirmed them: 1.",
    ]
    (counted,) = below(made, "Who is counted")
    assert facts(counted) == {
        "Told something": ["1", "Kenya"],
        "No information": ["1", "Norway"],
        "Asked, and left it blank": ["1", "Fiji"],
    }
    rests = facts(below(made, "What this document rests on")[0])
    assert rests["Left out: no Party on that day, or not asked for"] == ["1", "Switzerland"]
    assert rests["Parties without a report"] == ["0"]
    assert rests["Reports of a Secretariat itself"] == ["1"]


def test_rows_of_a_secretariat_are_told_and_are_no_party() -> None:
    words = "Rows: 5; Parties that told them: 0 of 3; reports that count: 3. Rows of a Secretariat among them: 5."
    assert words in said(view("work-plan"))


# -- the views --------------------------------------------------------------------------------------------------------


def test_needs_stand_against_regions_in_numbers_and_words() -> None:
    made = view("needs")
    (heat,) = [block for block in below(made, "By subject and region") if isinstance(block, Table)]
    assert [cell.texts[0].text for cell in heat.head] == ["Subject", "North", "South"]
    assert cells(heat) == [
        ["law", "–", "1|met"],
        ["birds", "1|not met", "1|not met"],
        ["All subjects", "1|not met", "2|not met: 1"],
    ]
    assert [[cell.heat for cell in row[1:]] for row in (*heat.rows, heat.total)] == [[0, 0], [4, 4], [4, 2]]
    assert table(made, "How far the needs of each subject are met") == [
        ["law", "1", "1", "0", "0", "0", "Kenya"],
        ["birds", "2", "0", "0", "2", "0", "Kenya, Norway"],
        ["All subjects", "3", "1", "0", "2", "0", "Kenya, Norway"],
    ]
    assert bars(made, "Why needs count as met or not") == [
        ("an activity on the subject in the same place", 1, "33%"),
        ("no activity on the subject", 2, "67%"),
    ]
    assert table(made, "Needs that no activity meets") == [
        ["birds", "birds", "Kenya", "Kenya", "–"],
        ["birds", "birds", "Norway", "Norway", "–"],
    ]
    assert "Activities and items of work plans: 8; not carried out, so that they meet nothing: 2." in said(made)


def test_the_most_urgent_needs_stand_first() -> None:
    rows = [{"topic": "law", "urgency": each, "other": each} for each in ("low", "of a kind", "high", "medium")]
    made = view("needs", tally(told("KEN", need=rows)))
    urgency = [row[-1] for row in table(made, "Needs that no activity meets")]
    assert urgency == ["high", "medium", "low", "of a kind"]
    every = table(view("records", tally(told("KEN", need=rows))), "Needs, the most urgent first")
    assert [row[2] for row in every] == ["high", "medium", "low", "of a kind"]


def test_needs_of_two_conventions_stand_against_the_regions_of_each() -> None:
    second = told("FJI", whole_form("second"), need=[{"topic": "birds"}])
    made = view("needs", tally(KENYA, second, conventions=(FIRST, SECOND)))
    heats = [block for block in below(made, "By subject and region") if isinstance(block, Table)]
    assert [(str(heat.caption), [cell.texts[0].text for cell in heat.head[1:]]) for heat in heats] == [
        ("EX", ["North", "South"]),
        ("SEC", ["Isles"]),
    ]


def test_alike_needs_name_their_parties() -> None:
    assert table(view("groups"), "The groups") == [["birds", "en", "2", "Kenya, Norway", "birds"]]


def test_a_work_plan_is_printed_as_its_tables_are() -> None:
    made = view("work-plan")
    plans = [block for block in below(made, "The items") if isinstance(block, Table)]
    assert [str(plan.caption) for plan in plans] == [
        "Secretariat of the Convention on Examples · Skills",
        "Secretariat of the Convention on Examples · Law",
    ]
    assert cells(plans[0]) == [
        ["1.1|Survey", "Secretariat", "By letter|A list", "USD\u00a030,000", "completed"],
        ["1.2|Course", "–", "–", "45,000 – 90,000 USD", "planned"],
    ]
    assert [row[3:] for row in cells(plans[1])] == [
        ["USD\u00a05,000|under a condition", "not-carried-out|resources"],
        ["to-be-determined", "Unknown"],
        ["none", "under-way"],
    ]
    assert bars(made, "Where the items stand")[-1] == ("Unknown", 1, "20%")


def test_budgets_have_a_least_and_a_most_and_what_is_unknown() -> None:
    assert table(view("work-plan"), "What the items cost") == [
        ["USD", "2", "75,000", "120,000", "0", "1", "5,000", "5,000"],
        ["No extra money", "1", *["–"] * 6],
        ["Amount unknown", "1", *["–"] * 6],
    ]


def test_phases_are_counted_and_each_activity_has_its_own() -> None:
    made = view("phases")
    assert table(made, "How well each phase is told of") == [
        ["Planning", "1", "1", "0", "50%"],
        ["Construction", "1", "1", "0", "50%"],
        ["Implementation", "2", "0", "0", "100%"],
        ["Feedback", "1", "1", "0", "50%"],
    ]
    assert table(made, "Every activity") == [
        ["Course on law", "Kenya", "told", "told", "told", "told"],
        ["Trainers", "Kenya", "not told", "not told", "told", "not told"],
    ]


def test_days_out_of_order_are_told_in_words() -> None:
    late = {"title": "Odd", "status": "planned", "planned": "2024-05-01", "start": "2024-04-01"}
    done = {"title": "Early", "status": "carried-out", "start": "2025-04-01"}
    made = view("phases", tally(told("KEN", activity=[late, done])))
    assert table(made, "Days that are out of order") == [
        ["Odd", "Kenya", "Beginning on 1 April 2024 is before Planning on 1 May 2024."],
        ["Early", "Kenya", "It is told to be carried out, and begins only on 1 April 2025."],
    ]


def test_activities_without_an_evaluation_are_named() -> None:
    made = view("evaluations")
    assert table(made, "Activities that nobody has evaluated") == [
        ["Trainers", "training-of-trainers", "Kenya", "Kenya", "–"]
    ]
    assert table(made, "Results that nothing followed") == [["Course on law", "Kenya", "Too short", "–"]]
    assert bars(made, "What followed evaluations")[-1] == ("No follow-up", 1, "100%")


def test_people_are_added_up_with_what_is_not_known() -> None:
    made = view("people")
    assert bars(made, "Women and men") == [("Women", 8, "40%"), ("Men", 10, "50%"), ("Not told", 2, "10%")]
    assert table(made, "By kind of activity") == [
        ["workshop", "1", "0", "20", "8", "10", "2"],
        ["training-of-trainers", "1", "1", "–", "–", "–", "–"],
        ["All activities", "2", "1", "20", "8", "10", "2"],
    ]
    assert table(made, "By kind of activity", 1)[-1] == ["All activities", "–", "0", "–", "0"]
    assert table(made, "Activities whose figures contradict each other") == [
        ["Trainers", "Kenya", "5", "9", "–", "–", "–"]
    ]


def test_days_of_activities_are_worked_out_with_people_and_cost() -> None:
    made = view("people")
    assert said_below(made, "How many days activities lasted") == [
        "Days of an activity: 5; not known of 1 of 2 activities."
    ]
    assert table(made, "How many days activities lasted") == [
        ["workshop", "1", "5", "5", "5", "0"],
        ["training-of-trainers", "1", "–", "–", "–", "1"],
        ["All activities", "2", "5", "5", "5", "1"],
    ]
    assert table(made, "Activities with their days, people and cost") == [
        ["Course on law", "Kenya", "–", "1 March 2023", "5", "20", "–", "–"],
        ["Trainers", "Kenya", "–", "1 May 2023", "–", "5", "–", "–"],
    ]
    undated = tally(told("KEN", activity=[{"title": "Course", "status": "carried-out"}]))
    assert said_below(view("people", undated), "How many days activities lasted") == [
        "Of no activity that was carried out are start and end known."
    ]


def test_what_was_not_told_of_cascades_is_no_zero() -> None:
    made = view("cascades")
    assert table(made, "Trainings of trainers, and what followed") == [["Trainers", "Kenya", "5", "3", "–", "–"]]
    assert table(made, "Trainings of trainers, and what followed", 1) == [
        ["Trainers", "5", "0"],
        ["Trainings", "3", "0"],
        ["People trained", "0", "1"],
    ]


def test_a_match_has_its_reasons_in_words() -> None:
    made = view("matching")
    (offers,) = [block for block in below(made, "Offers that fit") if isinstance(block, Table)]
    assert str(offers.caption) == "Kenya · Help with law"
    assert cells(offers) == [
        [
            "Lawyers",
            "Norway",
            "6",
            "Kind of help: training|Subject: law|Differs: Language|"
            "Unknown: Place, Beneficiaries, Dates, Deadline still to come",
            "Suggested",
        ]
    ]


def test_what_two_sides_tell_is_one_contribution() -> None:
    made = view("support")
    assert table(made, "What contributions come to") == [["money", "received", "USD", "1", "100", "100", "0"]]
    assert table(made, "Who gives to whom") == [["Norway", "Kenya", "money: 1", "Unknown: 1", "0"]]
    assert table(made, "Every contribution")[0][-1] == "Kenya|Norway"


def test_materials_tell_whom_they_reached() -> None:
    made = view("materials")
    assert table(made, "What each material reached") == [["Manual", "Kenya", "1", "33%", "1", "30", "0"]]
    assert table(made, "Distribution by year") == [
        ["2023", "1", "33%", "1", "30", "0"],
        ["2024", "1", "33%", "1", "–", "1"],
    ]
    assert table(made, "Distributions and assessments that name no material") == [["Kenya", "2024", "–", "–"]]


def test_figures_of_assessments_stand_by_year() -> None:
    rows = [{"material": "m", "year": 2024, "reached": number, "rating": "high"} for number in (10, 20, 60)]
    made = view("materials", tally(told("KEN", material=[{"key": "m", "title": "Book"}], assessment=rows)))
    assert table(made, "Effect, year by year", 1) == [
        ["2024", "3", "10 to 60; middle 20; told: 3", "–", "high: 3"]
    ]  # fmt: skip


def test_materials_are_shown_year_by_year_with_what_nobody_told_as_a_gap() -> None:
    rows = [{"material": "m1", "year": 2020, "users": 10}, {"material": "m1", "year": 2020, "users": 20},
            {"material": "m1", "year": 2022, "users": 40}, {"users": 3}]  # fmt: skip
    data = tally(told("KEN", material=[{"key": "m1", "title": "Manual"}], assessment=rows))
    (series,) = [each for each in view("materials", data).blocks if isinstance(each, Trend)]
    assert series.sentence.text == "People who use it, middle: up from 15 (2020) to 40 (2022)."
    assert series.spark.numbers == (15, None, 40)


def test_recruits_stand_at_their_stage() -> None:
    made = view("recruitment")
    assert table(made, "Every country") == [
        ["Switzerland", "EX", "contacted", "high", "–"],
        ["Norway", "EX", "joined", "Unknown", "–"],
    ]
    assert "Where the list of Parties says something else" not in titles(made)


def test_recruits_are_counted_toward_the_goal_and_year_by_year() -> None:
    form = small_form(
        "- {id: goal, concept: recruitment.goal, type: integer, label: How many?}\n"
        "- id: recruitment\n  concept: register.recruitment\n  type: group\n  label: Which?\n  questions:\n"
        "    - {id: country, concept: register.recruitment.country, type: party, label: Which?}\n"
        "    - {id: joined, concept: register.recruitment.joined, type: date, label: When?}",
        respondent="secretariat",
    )
    rows = [{"country": "CHE", "joined": "2020-01-01"}, {"country": "NOR", "joined": "2022-01-01"}]
    made = view("recruitment", tally(told("XSC", form, recruitment=rows, answers={"goal": 8})))
    assert first(made) == "Countries that have joined, of the goal: 2 of 8 (25%); countries told: 2; stage unknown: 0."
    assert bars(made, "Toward the goal") == [("Joined", 2, "25%"), ("Still to join", 6, "75%")]
    (series,) = [each for each in made.blocks if isinstance(each, Trend)]
    assert series.sentence.text == "Countries that have joined so far: up from 1 (2020) to 2 (2022)."
    assert series.spark.numbers == (1, 1, 2)


def test_principles_and_programmes_that_do_not_meet_them() -> None:
    made = view("principles")
    assert table(made, "How many programmes meet each principle") == [
        ["a", "1", "0", "100%", "–"],
        ["b", "1", "0", "100%", "–"],
        ["c", "0", "1", "0%", "Rangers first"],
    ]
    assert table(made, "Programmes that tell nothing of principles") == [["Silent", "Kenya"]]


def test_joint_activities_and_indicators_of_each_convention() -> None:
    made = view("joint")
    assert table(made, "Indicators") == [["people-trained", "EX", "people", "12", "–", "0"]]
    assert table(made, "Joint activities") == [["Wetlands", "EX", "ramsar", "Kenya"]]


def test_a_text_keeps_the_language_in_which_it_was_written() -> None:
    title = {"value": "دورة عن الطيور", "language": "ar"}
    made = view("evaluations", tally(told("KEN", activity=[{"title": title, "status": "carried-out"}])))
    (lacking,) = [block for block in below(made, "Activities that nobody has evaluated") if isinstance(block, Table)]
    (name,) = lacking.rows[0][0].texts
    assert (name.lang, name.dir) == ("ar", "rtl")


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(render(view(["needs", "work-plan", "phases"]), "xlsx")))


def every(book: Any) -> Iterator[Any]:
    return (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_a_workbook_has_a_sheet_for_each_table(book: Any) -> None:
    names = ["By subject and region", "What the items cost", "How well each phase is told of"]
    assert [name for name in names if name in book.sheetnames] == names
    sheet = book["What the items cost"]
    assert [cell.value for cell in sheet[2]][:4] == ["USD", 2, 75000, 120000]
    assert [cell.value for cell in sheet[3]][:3] == ["No extra money", 1, None]
    assert [cell.value for cell in book["Where the items stand"][2]] == ["planned", 1, 0.2]
    assert [cell.value for cell in book["How well each phase is told of"][2]][-1] == 0.5
    assert book["By subject and region"]["C4"].value == "2\nnot met: 1"


def test_alike_tables_below_one_heading_are_one_sheet(book: Any) -> None:
    sheet = book["The items"]
    assert [cell.value for cell in sheet[1]][:2] == ["The items", "Activity"]
    assert [(row[0].value.rpartition(" · ")[2], row[1].value) for row in sheet.iter_rows(min_row=2)] == [
        ("Skills", "1.1\nSurvey"),
        ("Skills", "1.2\nCourse"),
        ("Law", "2.1\nSeminar"),
        ("Law", "2.2\nSite"),
        ("Law", "2.3\nPage"),
    ]
    assert "The items 2" not in book.sheetnames


def test_no_text_of_a_workbook_is_a_formula() -> None:
    row = {"title": "=1+1", "status": "carried-out"}
    opened = openpyxl.load_workbook(io.BytesIO(render(view("evaluations", tally(told("KEN", activity=[row]))), "xlsx")))
    titled = [cell for cell in every(opened) if cell.value == "=1+1"]
    assert titled
    assert {cell.data_type for cell in titled} == {"s"}


def test_the_last_sheet_says_the_rest(book: Any) -> None:
    lines = {(row[0].value, row[1].value) for row in book.worksheets[-1].iter_rows()}
    assert (None, SENTENCES["needs"]) in lines
    assert ("Parties on that day", "3") in lines
    assert (None, "→ What the items cost") in lines
    assert ("Parties without a report", "1\nFiji") in lines


def test_a_workbook_runs_from_right_to_left_where_the_language_does() -> None:
    opened = openpyxl.load_workbook(io.BytesIO(render(view("groups", language="ar"), "xlsx")))
    assert all(sheet.sheet_view.rightToLeft for sheet in opened)


def test_shades_stand_beside_words_on_paper_and_in_documents_to_edit() -> None:
    made = view("needs")
    assert '<td class="number heat-4"><span class="line">1</span><span class="line">not met</span></td>' in to_html(
        made
    )
    shaded = docx.Document(io.BytesIO(render(made, "docx"))).element.xml
    assert shaded.count('w:fill="BCC4CC"') > 2


@pytest.mark.timeout(120)
def test_every_view_in_one_document_is_pdf_ua() -> None:
    made = render(view(list(VIEWS), found(on=date(2024, 12, 31)), "ar"), "pdf")
    assert [str(each) for each in page.validate_pdf_bytes(made, profile="ua1").failures] == []
