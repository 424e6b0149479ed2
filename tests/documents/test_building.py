from __future__ import annotations

from dataclasses import replace

import pytest

from cbreport.documents import Contents, Document, Heading, NoteBlock, Paragraph, QuestionBlock, report_document
from cbreport.documents.viewing import Audience
from cbreport.errors import RenderError, UnknownName
from cbreport.reporting import Report
from cbreport.testing import example_library

from .conftest import Make

TWO = """
- {id: plan, number: I.1, type: yes-no, label: Is there a plan?, help: Any plan will do.}
- {id: where, number: I.2, type: text, label: Where is it?, show-when: {item: plan, equals: "true"}}
"""


def questions(document: Document) -> list[QuestionBlock]:
    return [block for block in document.blocks if isinstance(block, QuestionBlock)]


def facts(document: Document) -> dict[str, str]:
    return {fact.label.text: " ".join(map(str, fact.value)) for fact in document.cover.facts}


def test_a_long_document_has_every_question_that_is_shown(make: Make) -> None:
    assert [each.address for each in questions(report_document(make(TWO)))] == ["plan"]
    assert [each.address for each in questions(report_document(make(TWO, {"plan": True})))] == ["plan", "where"]


def test_a_short_document_has_only_answers(make: Make) -> None:
    report = make(TWO, {"plan": True})
    assert [each.address for each in questions(report_document(report, "en", "short"))] == ["plan"]


def test_an_answer_that_is_not_shown_is_not_printed(make: Make) -> None:
    document = report_document(make(TWO, {"plan": False, "where": "in the drawer"}))
    assert "in the drawer" not in repr(document)


def test_the_condition_stands_in_words(make: Make) -> None:
    _, where = questions(report_document(make(TWO, {"plan": True})))
    assert str(where.condition) == "Asked because I.1 is yes."
    assert questions(report_document(make(TWO, {"plan": True, "where": "here"}), "en", "short"))[1].condition is None


def test_a_long_condition_names_the_questions_only(make: Make) -> None:
    options = ", ".join(f"{{code: c{number}, label: A rather long label of an option {number}}}" for number in range(9))
    many = ", ".join(f"{{item: a, includes: c{number}}}" for number in range(9))
    lines = f"- {{id: a, number: I.7, type: choose-many, label: A, options: [{options}]}}\n"
    lines += f"- {{id: b, type: text, label: B, show-when: {{any: [{many}]}}}}"
    _, second = questions(report_document(make(lines, {"a": ["c1"]})))
    assert str(second.condition) == "Asked because of what was answered to I.7."


def test_help_is_printed_only_while_the_party_still_works(make: Make) -> None:
    assert questions(report_document(make(TWO)))[0].help is not None
    assert questions(report_document(make(TWO), "en", "long", "public"))[0].help is None
    assert questions(report_document(make(TWO, status="submitted")))[0].help is None
    assert questions(report_document(make(TWO, {"plan": True})))[0].help is None


def test_a_section_without_anything_to_print_is_left_out(make: Make) -> None:
    sections = """
  - {id: one, title: One, questions: [{id: a, type: text, label: A}]}
  - {id: two, title: Two, show-when: {item: a, answered: true}, questions: [{id: b, type: text, label: B}]}
  - {id: three, title: Three, questions: [{id: c, type: text, label: C, private: true}]}
"""
    titles = lambda *args: [str(each.text) for each in report_document(*args).blocks if isinstance(each, Heading)]  # noqa: E731
    assert titles(make(sections=sections)) == ["One", "Three", "About this document"]
    assert titles(make(sections=sections), "en", "long", "public") == ["One", "About this document"]
    assert titles(make(sections=sections), "en", "short") == ["About this document"]


def test_sections_are_counted_where_the_form_numbers_none(make: Make) -> None:
    sections = """
  - {id: one, title: One, questions: [{id: a, type: text, label: A}]}
  - {id: two, title: Two, questions: [{id: b, type: text, label: B}]}
"""
    document = report_document(make(sections=sections))
    assert [each.number for each in document.blocks if isinstance(each, Heading)] == ["1", "2", ""]
    numbered = sections.replace("title: One", "title: One, number: XI")
    document = report_document(make(sections=numbered))
    assert [each.number for each in document.blocks if isinstance(each, Heading)] == ["XI", "", ""]


def test_a_note_of_the_form_stands_in_the_long_document(make: Make) -> None:
    note = "- {id: n, type: note, label: Read this, help: It matters.}\n- {id: q, type: text, label: A}"
    assert any(isinstance(block, NoteBlock) for block in report_document(make(note, {"q": "x"})).blocks)
    short = report_document(make(note, {"q": "x"}), "en", "short")
    assert not any(isinstance(block, NoteBlock) for block in short.blocks)


def test_the_cover_says_whose_report_it_is_and_what_became_of_it(make: Make) -> None:
    report = make(TWO, status="submitted", submitted="2024-05-31T10:00:00+00:00", version=2, example=True)
    document = report_document(report, "fr", audience="secretariat")
    assert (str(document.cover.subtitle), str(document.cover.banner)) == ("Kenya", "Example: invented answers")
    assert str(document.cover.state) == "SUBMITTED"
    assert facts(document)["Version"] == "2"
    assert facts(document)["Status"] == "Submitted; submitted on 31 mai 2024"
    assert report_document(make(TWO, party="NOR"), "fr").cover.subtitle.text == "Norvège"


def test_the_partys_own_copy_of_what_was_submitted_cannot_be_taken_for_it(make: Make) -> None:
    report = make(TWO, status="submitted", submitted="2024-05-31T10:00:00+00:00")
    document = report_document(report, digest="sha256:" + "ab" * 32)
    assert (str(document.cover.state), str(document.meta.state)) == ("INTERNAL COPY", "INTERNAL COPY")
    assert facts(document)["Copy"].startswith("Internal")
    assert "sha256:abab" not in repr(document)
    for audience in ("secretariat", "public"):
        sent = report_document(report, digest="sha256:" + "ab" * 32, audience=audience)  # type: ignore[arg-type]
        assert (str(sent.cover.state), sent.meta.state, "Copy" in facts(sent)) == ("SUBMITTED", None, False)
        assert "sha256:abab" in repr(sent)


def test_a_draft_says_so_on_the_cover_and_on_every_page(make: Make) -> None:
    document = report_document(make(TWO, {"plan": {"value": True, "time": "2024-03-01T08:00:00+00:00"}}))
    assert str(document.cover.state) == "DRAFT"
    assert str(document.meta.state) == "DRAFT"
    assert facts(document)["Status"] == "Draft as of 1 March 2024"
    assert facts(report_document(make(TWO)))["Status"] == "Draft, not submitted"


@pytest.mark.parametrize(
    ("status", "words"),
    [("in-review", "In review in the country"), ("approved", "Approved in the country, not submitted")],
)
def test_what_is_not_submitted_is_a_draft_for_whoever_holds_it(make: Make, status: str, words: str) -> None:
    document = report_document(make(TWO, {"plan": True}, status=status))
    assert (str(document.cover.state), str(document.meta.state)) == ("DRAFT", "DRAFT")
    assert facts(document)["Status"] == words


@pytest.mark.parametrize("audience", ["party", "secretariat", "public"])
def test_who_has_entered_it_for_the_party_is_told_to_everybody(make: Make, audience: Audience) -> None:
    report = make(TWO, {"plan": True}, status="submitted")
    assert "Entered by" not in facts(report_document(report, audience=audience))
    told = facts(report_document(replace(report, behalf=True), audience=audience))
    assert told["Entered by"] == "The Secretariat, on behalf of the Party"


@pytest.mark.parametrize("submitted", ["", "yesterday"])
def test_a_report_whose_day_of_submission_is_not_known_is_still_submitted(make: Make, submitted: str) -> None:
    document = report_document(make(TWO, status="published", submitted=submitted), "en", "long", "public")
    assert facts(document)["Status"] == "Published"
    assert document.meta.state is None


def test_unverified_questions_are_marked_and_the_mark_is_explained(make: Make) -> None:
    lines = "- {id: a, type: text, label: A, verified: false}\n- {id: b, type: text, label: B}"
    document = report_document(make(lines))
    first, second = questions(document)
    assert [mark.sign for mark in first.marks] == ["†"]
    assert second.marks == ()
    legend = [block for block in document.blocks if isinstance(block, Paragraph) and block.texts[0].text == "†"]
    assert len(legend) == 1


def test_a_question_with_an_unverified_part_is_marked(make: Make) -> None:
    part = "{id: c, type: text, label: C, verified: false}"
    lines = f"""
- {{id: b, type: text, label: B}}
- {{id: m, type: matrix, label: M, rows: [{{code: r, label: R}}], columns: [{part}]}}
- {{id: g, type: group, label: G, questions: [{part}]}}
"""
    assert [[mark.sign for mark in each.marks] for each in questions(report_document(make(lines)))] == [
        [],
        ["†"],
        ["†"],
    ]


def test_one_remark_does_when_nothing_is_verified(make: Make) -> None:
    document = report_document(make("- {id: a, type: text, label: A, verified: false}"))
    assert facts(document)["Wording"] == "Not yet compared with the official text"
    assert "Wording" not in facts(report_document(make("- {id: a, type: text, label: A}")))
    assert questions(document)[0].marks == ()
    assert "have not yet been compared with the official text" in repr(document)


def test_proposals_are_marked_for_the_party_and_left_out_for_others(make: Make) -> None:
    report = make("- {id: a, type: text, label: A}", {"a": {"value": "of last year", "confirmed": False}})
    assert [mark.sign for mark in questions(report_document(report))[0].marks] == ["‡"]
    assert "of last year" not in repr(report_document(report, "en", "long", "secretariat"))


PRIVATE_ASKER = """
- {id: ill, type: yes-no, label: Is the officer ill?, private: true}
- {id: then, type: text, label: Who stands in?, show-when: {item: ill, equals: "true"}}
- {id: plan, type: yes-no, label: Is there a plan?}
- {id: where, type: text, label: Where is it?, show-when: {item: plan, equals: "true"}}
"""


@pytest.mark.parametrize("audience", ["party", "secretariat", "public"])
def test_why_a_question_was_asked_does_not_tell_a_private_answer(make: Make, audience: Audience) -> None:
    report = make(PRIVATE_ASKER, {"ill": {"value": True}, "plan": {"value": True}, "then": {"value": "x"}})
    asked = {each.address: each.condition for each in questions(report_document(report, "en", "long", audience))}
    assert (asked["then"] is not None) is (audience == "party")
    assert asked["where"] is not None


def test_cells_beside_a_non_answer_are_shown_to_the_party_alone(make: Make) -> None:
    lines = """
- id: m
  type: matrix
  label: M
  rows: [{code: r, label: Rangers}]
  columns: [{id: c, type: text, label: Budget}]
"""
    report = make(lines, {"m": {"non-answer": "not-applicable"}, "m[r].c": {"value": "Three boats"}})
    party, others = (repr(report_document(report, "en", "long", each)) for each in ("party", "secretariat"))  # type: ignore[arg-type]
    assert "Three boats" in party
    assert "Three boats" not in others
    for shown in (party, others):
        assert "NonAnswer(" in shown


def test_comments_are_for_the_party_alone(make: Make) -> None:
    report = make("- {id: a, type: text, label: A}", {"a": {"value": "x", "comment": "ask Amina", "language": "en"}})
    assert "ask Amina" in repr(report_document(report))
    for audience in ("secretariat", "public"):
        assert "ask Amina" not in repr(report_document(report, "en", "long", audience))  # type: ignore[arg-type]


def test_a_comment_inside_a_matrix_says_where_it_belongs(make: Make) -> None:
    lines = """
- id: m
  type: matrix
  label: M
  rows: [{code: r, label: Rangers}]
  columns: [{id: c, type: text, label: Budget}]
"""
    document = report_document(make(lines, {"m[r].c": {"value": "x", "comment": "ask Amina"}}))
    comment = questions(document)[0].body[-1]
    assert isinstance(comment, Paragraph)
    assert [text.text for text in comment.texts] == ["Comment on “Rangers: Budget”:", "ask Amina"]
    given = {"m[r].c": {"value": "x", "comment": "ask Amina"}}
    report = make(lines, given, catalogue={"{row}: {column}": "{row}\xa0: {column}"})
    (french,) = questions(report_document(report, "fr"))
    assert isinstance(french.body[-1], Paragraph)
    assert "Rangers\xa0: Budget" in french.body[-1].texts[0].text


def test_private_questions_are_for_the_party_alone(make: Make) -> None:
    lines = "- {id: a, type: text, label: Who can be asked?, private: true}\n- {id: b, type: text, label: B}"
    report = make(lines, {"a": "Amina"})
    assert "Amina" in repr(report_document(report))
    for audience in ("secretariat", "public"):
        shown = repr(report_document(report, "en", "long", audience))  # type: ignore[arg-type]
        assert "Amina" not in shown
        assert "Who can be asked?" not in shown


def test_the_digest_of_what_was_submitted_is_printed_with_how_to_check_it(make: Make) -> None:
    digest = "sha256:" + "ab" * 32
    assert digest in repr(report_document(make(TWO), digest=digest))
    assert "SHA-256" not in repr(report_document(make(TWO)))


def test_a_form_that_changed_since_is_told(make: Make) -> None:
    words = "The form has been changed since"
    assert words in repr(report_document(make(TWO, digest="sha256:of-old")))
    report = make(TWO)
    assert words not in repr(report_document(replace(report, digest=report.form.digest)))


def test_texts_of_the_form_are_translated_or_marked(make: Make) -> None:
    report = make(TWO, {"plan": True}, catalogue={"Is there a plan?": "هل توجد خطة؟"})
    plan, where = questions(report_document(report, "ar"))
    assert (plan.label.text, plan.label.lang) == ("هل توجد خطة؟", "")
    assert (where.label.text, where.label.lang, where.label.dir) == ("Where is it?", "en", "ltr")
    assert report_document(report, "ar").direction == "rtl"


def test_plugins_may_change_the_document(make: Make) -> None:
    document = report_document(make(TWO, change=lambda document, report: replace(document, title="Changed")))
    assert document.title == "Changed"


def test_a_plugin_that_returns_something_else_is_refused() -> None:
    library = example_library(cbreport_prepare_document=lambda document, report: "no document")
    report = Report(library.form("example-national-report"), "KEN", "EX1", library=library)
    with pytest.raises(RenderError, match="A plugin made str of the document"):
        report_document(report)


@pytest.mark.parametrize(
    ("arguments", "kind"), [(("tlh",), "language"), (("en", "huge"), "extent"), (("en", "long", "press"), "audience")]
)
def test_an_unknown_name_is_refused_with_what_is_known(make: Make, arguments: tuple[str, ...], kind: str) -> None:
    with pytest.raises(UnknownName) as caught:
        report_document(make(TWO), *arguments)  # type: ignore[arg-type]
    assert caught.value.kind == kind
    assert caught.value.known


def test_contents_come_first(make: Make) -> None:
    assert isinstance(report_document(make(TWO)).blocks[0], Contents)
