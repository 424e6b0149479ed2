"""The forms of the two Protocols and of decision XIII/23: options and gates, written down here once more by hand."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport import check
from cbreport.answering import Answer, evaluate
from cbreport.definition import Question
from tests.plugins.installed import library, only_convention, report

CPB = library("cbd").form("cpb-national-report", "nr5")
NAGOYA = library("cbd").form("nagoya-national-report", "nr1")
MEASURES = library("cbd").form("cbd-complementary-measures", "xiii23")

YES_SOME_NO = ["true", "true.some", "false"]
CHANNELS = ["bilateral", "regional", "multilateral"]
# The ids of the areas, in the order of the official form.
AREAS = [
    "BB3CA716-E122-4445-9FAD-9F6B440363BD",
    "68250AA6-75F1-470D-A8E7-85ECDF703D00",
    "7C980FF4-3C5B-4711-81F9-BA6F28C12598",
    "B6B916B4-1700-430C-BCFB-FCE81D6F1349",
    "8419162A-8A34-46AC-8AF2-3D2905F9BA08",
    "AF59E45F-3AC2-4F71-889C-B42E83F75A8A",
    "85C0A7F0-D527-40C1-B50D-2363EA600F2D",
    "6F6C058C-6741-4878-A448-AE56299821A8",
    "0FF8F112-C0E9-4A18-83E1-40D4EF61503E",
    "76DB23A3-F880-4AC8-8602-DF9DC45EECAF",
    "A16727EE-FE61-43FF-8530-35A9C7261247",
    "3E7615C5-7DFC-4E04-9D26-6C80B4B1DED8",
    "D9AC6B7F-316B-483B-8E74-A5EC87343C81",
    "09063980-88D9-4826-9F54-CB3EAC36641A",
    "799CD9B1-4571-4C2A-A459-F78E004D7F32",
    "667CD9B1-4571-4C2A-A459-F78E004D7D96",
    "5B6177DD-5E5E-434E-8CB7-D63D67D5EBED",
]
EVERY_AREA = [
    "institutions",
    "mainstreaming",
    "risk-assessment",
    "risk-management",
    "awareness",
    "information",
    "cooperation",
    "technology-transfer",
    "detection",
    "socio-economic",
    "handling",
    "confidential-information",
    "movements",
    "research",
    "human-health",
    "liability",
    "other",
]
BANDS = [(1, 4999), (5000, 49999), (50000, 99999), (100000, 499000), (500000, None)]
BAND_CODES = ["1-4999", "5000-49999", "50000-99999", "100000-499000", "500000-or-more"]

# Key, type, option codes, codes with a box for text beside them, required, when it is shown.
BIOSAFETY = [
    ("Q112", "choose-one", YES_SOME_NO, ["true.some"], False, ()),
    ("Q113", "choose-one", YES_SOME_NO, ["true.some"], True, ()),
    ("Q114", "choose-many", CHANNELS, [], False, ("Q113", "true", "true.some")),
    ("Q115", "choose-one", ["true", "false"], ["true"], True, ()),
    ("Q116", "choose-many", CHANNELS, [], False, ("Q115", "true")),
    ("Q117", "choose-one", ["true", "false", "false.na"], ["true"], True, ()),
    ("Q118", "choose-one", YES_SOME_NO, ["true.some"], True, ()),
    ("Q119", "choose-many", EVERY_AREA, ["other"], True, ("Q118", "true", "true.some")),
    ("Q120", "yes-no", [], [], True, ("Q118", "true", "true.some")),
    ("Q121", "yes-no", [], [], True, ()),
    ("Q122", "yes-no", [], [], True, ()),
    ("Q123", "choose-many", EVERY_AREA, ["other"], False, ("Q122", "true")),
    ("Q124", "yes-no", [], [], True, ("Q122", "true")),
    ("Q125", "yes-no", [], [], False, ()),
    ("Q126", "long-text", [], [], False, ()),
    ("Q134", "choose-one", YES_SOME_NO, [], False, ()),
    ("Q138", "choose-one", YES_SOME_NO, [], False, ()),
    ("Q153", "choose-one", BAND_CODES, [], False, ()),
]
NUMBERS = ["people-trained", "trainings", "active-initiatives"]
BENEFITS = [
    ("Q053", "choose-one", YES_SOME_NO, YES_SOME_NO, True, ()),
    ("Q053_a", "choose-one", ["true", "false"], ["true", "false"], False, ("Q053", "true", "true.some")),
    ("Q054", "choose-one", YES_SOME_NO, YES_SOME_NO, True, ()),
    ("Q054_a", "choose-many", NUMBERS, NUMBERS, False, ("Q054", "true", "true.some")),
    ("Q054_b", "long-text", [], [], False, ()),
    ("Q055", "choose-one", YES_SOME_NO, YES_SOME_NO, True, ()),
    ("Q056", "group", [], [], False, ()),
]
ROWS = [*((CPB, row) for row in BIOSAFETY), *((NAGOYA, row) for row in BENEFITS)]


def by_key(form: Any, key: str) -> Question:
    (question,) = [question for question in form.questions() if question.reference == key]
    assert isinstance(question, Question)
    return question


@pytest.mark.parametrize(("form", "row"), ROWS, ids=[row[0] for _, row in ROWS])
def test_a_question_as_published(form: Any, row: Any) -> None:
    key, type, options, boxes, required, _ = row
    question = by_key(form, key)
    assert question.id == key.lower().replace("_", "-")
    assert (question.type, question.required, question.non_answers) == (type, required, ())
    assert [option.code for option in question.options] == options
    assert [option.code for option in question.options if option.detail] == boxes
    assert question.verified is (key not in ("Q134", "Q138"))


@pytest.mark.parametrize(("form", "rows"), [(CPB, BIOSAFETY), (NAGOYA, BENEFITS)], ids=["cpb", "nagoya"])
def test_the_questions_stand_in_this_order(form: Any, rows: Any) -> None:
    assert [question.reference for question in form.questions()] == [row[0] for row in rows]


@pytest.mark.parametrize(("form", "row"), ROWS, ids=[row[0] for _, row in ROWS])
def test_when_a_question_is_shown(form: Any, row: Any) -> None:
    key, gate = row[0], row[-1]
    question = by_key(form, key)
    if not gate:
        assert evaluate(form, {}).shown(question.id)
        return
    parent, *opening = gate
    assert not evaluate(form, {}).shown(question.id)
    above = by_key(form, parent)
    for code in [option.code for option in above.options] or ["true", "false"]:
        value = code if above.options else code == "true"
        assert evaluate(form, {above.id: Answer(value)}).shown(question.id) is (code in opening), code


def test_activities_and_needs_are_asked_for_in_the_same_areas() -> None:
    for key in ("Q119", "Q123"):
        assert [option.same_as for option in by_key(CPB, key).options] == AREAS


def test_the_bands_of_funding() -> None:
    assert [(option.low, option.high) for option in by_key(CPB, "Q153").options] == BANDS


def test_text_beside_an_option_may_be_left_out_but_a_number_may_not() -> None:
    for form in (CPB, NAGOYA):
        for question in form.questions():
            for option in question.options:
                if option.detail == "long-text":
                    assert not option.detail_required, f"{question.id} {option.code}"
    numbers = by_key(NAGOYA, "Q054_a").options
    assert {(option.detail, option.detail_required) for option in numbers} == {("integer", True)}
    assert [option.same_as for option in numbers] == [
        "10FD7CBC-79AB-4BE9-876B-021E1A41F511",
        "344E105F-C29F-47F4-B6BF-725D3082BFBE",
        "65763772-4533-4AF1-9C46-E2BCDC462F6D",
    ]


def missing(form: str, answers: dict[str, Any]) -> set[str]:
    return {found.address for found in check(report("cbd", form, answers)) if found.code == "A02"}


def test_required_questions_that_are_hidden_do_not_block() -> None:
    answers = {"q113": "false", "q115": "false", "q117": "false.na", "q118": "false", "q121": False, "q122": False}
    assert missing("cpb-national-report", answers) == set()
    assert missing("cpb-national-report", {**answers, "q118": "true"}) == {"q119", "q120"}
    assert missing("cpb-national-report", {**answers, "q122": True}) == {"q124"}
    assert missing("nagoya-national-report", {"q053": "false", "q054": "false", "q055": "false"}) == set()
    assert missing("nagoya-national-report", {}) == {"q053", "q054", "q055"}


def test_lessons_are_links() -> None:
    assert [(part.id, part.type) for part in by_key(NAGOYA, "Q056").questions] == [("page", "link")]


# -- decision XIII/23 -------------------------------------------------------------------------------------------------

# Each measure of the decision: paragraph and the question that asks whether it was done.
DONE = [
    ("5 (a)", "institutions-supported"),
    ("5 (b)", "courses-developed"),
    ("5 (c)", "training-held"),
    ("5 (d)", "fellowships-offered"),
    ("5 (e)", "materials-made"),
    ("5 (f)", "education-broader"),
    ("5 (g)", "networks-set-up"),
    ("5 (h)", "partnerships-formed"),
    ("5 (i)", "cepa-education"),
    ("5 (i)", "cepa-training"),
    ("5 (j)", "online-developed"),
    ("5 (k)", "shared"),
    ("6", "needs-told"),
    ("6", "bright-spots-told"),
    ("6", "synergies"),
    ("6", "linking"),
    ("7", "engaged"),
    ("8", "business"),
    ("9", "programmes-supported"),
]


@pytest.mark.parametrize(("paragraph", "id"), DONE)
def test_each_measure_is_asked_for_under_its_paragraph(paragraph: str, id: str) -> None:
    (section,) = [section for section in MEASURES.sections if section.number == paragraph]
    assert section.source.paragraph == paragraph
    (question,) = [question for question in section.questions if question.id == id]
    assert question.required
    assert question.type == "choose-one"
    assert "no" in [option.code for option in question.options]


def test_a_party_that_did_nothing_answers_these_questions_only() -> None:
    answers = {id: "no" for _, id in DONE}
    assert missing("cbd-complementary-measures", answers) == set()
    assert missing("cbd-complementary-measures", {}) == {id for _, id in DONE}
    seen = evaluate(MEASURES, {id: Answer("no") for _, id in DONE})
    shown = {question.id for question in MEASURES.questions() if seen.shown(question.id)}
    always = {"courses-gaps", "fellowships-used", "shared-lessons", "online-limits", "cooperation-shared", "held-back"}
    assert shown == {id for _, id in DONE} | always


def test_training_counts_the_groups_that_the_decision_names() -> None:
    question = MEASURES.question("training-groups")
    assert question is not None
    assert [option.code for option in question.options] == [
        "least-developed",
        "small-island",
        "economies-in-transition",
        "indigenous-peoples-local-communities",
        "women",
        "youth",
        "other",
    ]


def test_fellowships_do_not_ask_for_a_name() -> None:
    fellowships = MEASURES.question("fellowships-list")
    assert fellowships is not None
    assert [part.id for part in fellowships.questions] == [
        "skill",
        "kind",
        "people",
        "groups",
        "from",
        "to",
        "host",
        "weeks",
    ]


def test_what_held_a_party_back_can_be_said_for_each_paragraph() -> None:
    measure = MEASURES.at("held-back[r].measure")
    assert measure is not None
    paragraphs = [section.number for section in MEASURES.sections if section.number]
    assert [option.code for option in measure.options] == [
        number.replace(" (", "-").replace(")", "") for number in paragraphs
    ]


# -- cycles -----------------------------------------------------------------------------------------------------------


def test_the_cycles_and_their_forms() -> None:
    cycles = {cycle.id: f"{cycle.form}@{cycle.edition}" for cycle in only_convention("cbd").cycles}
    assert cycles == {
        "PLAN-2020": "cbd-action-plan@r1",
        "XIII-23": "cbd-complementary-measures@xiii23",
        "NR7": "cbd-national-report@nr7",
        "CPB-NR5": "cpb-national-report@nr5",
        "NP-NR1": "nagoya-national-report@nr1",
        "REGISTER-2026": "cbd-capacity-register@r1",
        "CBI": "cbd-capacity-initiative@r1",
        "CBR": "cbd-capacity-resource@r1",
        "BBI-REQUEST": "bio-bridge-request@r1",
        "BBI-OPPORTUNITY": "bio-bridge-opportunity@r1",
        "BBI-PROFILE": "bio-bridge-profile@r1",
    }


@pytest.mark.parametrize("form", [CPB, NAGOYA], ids=lambda form: form.id)
def test_a_form_of_a_protocol_says_that_membership_of_it_is_not_recorded(form: Any) -> None:
    assert "does not record who is Party to the Protocol" in form.source.note
