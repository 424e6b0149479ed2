"""The history of an answer: old and new with marks, from where, and the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from cbreport.answering import Answer
from cbreport.reporting import Identity
from tests.web.browser import Page, words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA, CLERK, KARI


def save(portal: Portal, report: str, answers: Mapping[str, Answer], person: Identity = AMINA) -> int:
    revision = portal.store.open(person, report).summary.revision
    return portal.store.save(person, report, answers, revision).revision


def history(portal: Portal, report: str, address: str, person: Identity | None = AMINA, more: str = "") -> Page:
    return portal.browser(person).get(f"{PREFIX}/reports/{report}/history/{address}{more}")


def marked(page: Page) -> list[str]:
    """The lines with their marks, newest change first."""
    text = re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", page.text)
    lines = re.findall(r'<p class="cb-marked"[^>]*>(.*?)</p>', text, re.S)
    return [re.sub(r"<(/?)(del|ins)[^>]*>", lambda m: f"<{m[1]}{m[2]}>", line) for line in lines]


def test_words_that_differ_are_marked_and_who_changed_them_is_named(portal: Portal) -> None:
    report = portal.report()
    save(portal, report, {"story": Answer("We trained many rangers", language="en")})
    save(portal, report, {"story": Answer("We trained 40 rangers", language="en")}, BARASA)
    page = history(portal, report, "story")
    assert marked(page) == [
        "We trained <del>many</del><ins>40</ins> rangers",
        "<ins>We trained many rangers</ins>",
    ]
    heads = [words(each) for each in page.main.iter("h2")]
    assert heads[0].endswith("UTC Barasa")
    assert heads[1].endswith("UTC Amina")
    assert "removed: many" in page.words
    assert "added: 40" in page.words


CHANGES = [
    ("state", Answer("planned"), Answer("running"), ["<del>It is planned</del>", "<ins>It is running</ins>"]),
    (
        "state",
        Answer("planned"),
        Answer(non_answer="not-applicable"),
        ["<del>It is planned</del>", "<ins>Not applicable</ins>"],
    ),
    ("help", Answer(["funding", "training"]), Answer(["training"]), ["<del>Funding</del>", "Training"]),
    (
        "help",
        Answer(["funding"]),
        Answer(["gone"]),
        ["<del>Funding</del>", "<ins>An option that is not in the form: gone</ins>"],
    ),
    ("assessed", Answer(True), Answer(False), ["<del>Yes</del>", "<ins>No</ins>"]),
    ("adopted", Answer("2024-05-31"), Answer("2024-06-01"), ["<del>31 May 2024</del>", "<ins>1 June 2024</ins>"]),
    ("helper", Answer("NOR"), Answer("FJI"), ["<del>Norway</del>", "<ins>Fiji</ins>"]),
    ("people", Answer(5), Answer("many"), ["<del>5\u00a0people</del>", "<ins>many</ins>"]),
    (
        "needs[other]",
        Answer(details={"other": "Cooks"}),
        Answer(details={"other": "Guards"}),
        ["<del>Others: Cooks</del>", "<ins>Others: Guards</ins>"],
    ),
    ("name", Answer("Plan"), Answer("Plan", comment="Ask Joseph"), ["<ins>Ask Joseph</ins>"]),
    (
        "name",
        Answer("Plan", language="en"),
        Answer("Plan", language="fr"),
        ["<del>English</del>", "<ins>Français</ins>"],
    ),
    (
        "name",
        Answer("Plan", confirmed=False),
        Answer("Plan"),
        ["<del>Proposed, not confirmed</del>", "<ins>Confirmed</ins>"],
    ),
    (
        "account",
        Answer("Yes", translations={"fr": "Oui"}),
        Answer("Yes", translations={"fr": "Oui, certes"}),
        ["Oui<ins>, certes</ins>"],
    ),
]


@pytest.mark.parametrize(("address", "before", "after", "wanted"), CHANGES)
def test_every_kind_of_answer_is_told_in_words(
    portal: Portal, address: str, before: Answer, after: Answer, wanted: list[str]
) -> None:
    report = portal.report()
    save(portal, report, {address: before})
    save(portal, report, {address: after})
    assert marked(history(portal, report, address))[: len(wanted)] == wanted


def test_an_earlier_version_is_restored_by_a_save_like_any_other(portal: Portal) -> None:
    report = portal.report()
    first = Answer("First", comment="for us", language="en")
    save(portal, report, {"name": first, "story": Answer("Other")})
    save(portal, report, {"name": Answer("Second")}, BARASA)
    before = portal.store.history(AMINA, report)
    page = history(portal, report, "name")
    (form,) = [form for form in page.forms if "revision" in form.names]
    page = form.press("Restore this version")
    assert "Restored." in page.words
    assert portal.answers(report)["name"] == first.content()
    after = portal.store.history(AMINA, report)
    assert after[1:] == before
    assert (after[0].before, after[0].after, after[0].author) == ({"value": "Second"}, first.content(), "amina")


def test_what_a_colleague_saved_meanwhile_is_not_written_over(portal: Portal) -> None:
    report = portal.report()
    save(portal, report, {"name": Answer("First")})
    save(portal, report, {"name": Answer("Second")})
    page = history(portal, report, "name")
    save(portal, report, {"name": Answer("Third")}, BARASA)
    (form,) = [form for form in page.forms if "revision" in form.names]
    page = form.press("Restore this version")
    assert page.status == 409
    assert "so nothing was restored" in page.words
    assert portal.answers(report)["name"] == {"value": "Third"}
    page.forms[0].press("Restore this version")
    assert portal.answers(report)["name"] != {"value": "Third"}


def test_a_removed_row_comes_back_whole(portal: Portal) -> None:
    row = {
        "trainings[r1].title": Answer("Census"),
        "trainings[r1].people": Answer(12),
        "trainings[r1].public": Answer(True),
    }
    report = portal.report()
    save(portal, report, {**row, "trainings[r2].title": Answer("Law")})
    whole = portal.answers(report)
    save(portal, report, dict.fromkeys(row, Answer()))
    for place in ("trainings", "trainings[r1]"):
        page = history(portal, report, place)
        form = next(
            form for form in page.forms if any("Bring back" in words(each) for each in form.element.iter("button"))
        )
        form.press("Bring back “A removed entry: Census”")
        assert portal.answers(report) == whole
        save(portal, report, dict.fromkeys(row, Answer()))


def test_a_row_as_it_was_loses_what_was_added_to_it_since(portal: Portal) -> None:
    report = portal.report()
    save(portal, report, {"trainings[r1].title": Answer("Census")})
    save(portal, report, {"trainings[r1].title": Answer("Law"), "trainings[r1].people": Answer(3)})
    save(portal, report, {"name": Answer("Untouched")})
    page = history(portal, report, "trainings[r1]")
    page.forms[-1 if len(page.forms) == 1 else 0].press("Restore this version")
    assert portal.answers(report) == {
        "trainings[r1].title": {"value": "Census"}, "name": {"value": "Untouched"},
    }  # fmt: skip


def test_the_history_goes_on_in_the_earlier_version(portal: Portal) -> None:
    report = portal.report(answers={"name": "First"})
    save(portal, report, {"name": Answer("Second")})
    portal.to(report, "submitted")
    newer = portal.store.revise(AMINA, report).id
    page = history(portal, newer, "name")
    assert marked(page) == ["<del>First</del><ins>Second</ins>", "<ins>First</ins>"]
    assert page.words.count("copied from version 1") == 1
    page.forms[0].press("Restore this version")
    assert portal.answers(newer)["name"] == {"value": "First"}
    assert portal.store.open(AMINA, report).answers["name"].value == "Second"
    assert len(marked(history(portal, newer, "name"))) == 3
    assert len(marked(history(portal, report, "name"))) == 2


def test_what_was_submitted_has_a_history_and_no_way_back(portal: Portal) -> None:
    report = portal.report(answers={"name": "First"})
    save(portal, report, {"name": Answer("Second")})
    page = history(portal, report, "name")
    portal.to(report, "submitted")
    assert "Restore" not in history(portal, report, "name").words
    refused = page.forms[0].press("Restore this version")
    assert refused.status == 403
    assert "can no longer be changed" in refused.words
    assert portal.answers(report)["name"] == {"value": "Second"}


def test_a_long_history_comes_page_by_page(portal: Portal) -> None:
    report = portal.report(answers={"name": "0"})
    for number in range(1, 90):
        save(portal, report, {"name": Answer(f"{number}")})
    seen, page = [], history(portal, report, "name")
    while True:
        seen += [int(each) for line in marked(page) for each in re.findall(r"<ins>(\d+)</ins>", line)]
        older = next((a.get("href") for a in page.main.iter("a") if words(a) == "Older changes"), None)
        if not older:
            break
        page = page.browser.get(older)
    assert seen == list(range(89, -1, -1))


def test_long_texts_are_folded_and_can_be_unfolded(portal: Portal) -> None:
    text = "word " * 2_000
    report = portal.report(answers={"story": text + "old " + text})
    save(portal, report, {"story": Answer(text + "new " + text)})
    page = history(portal, report, "story")
    assert len(page.text) < 15_000
    assert "<del>old</del><ins>new</ins> word" in marked(page)[0]
    assert "left out: 9,840 characters" in page.words
    assert len(history(portal, report, "story", more="?whole=").text) > 30_000


@pytest.mark.parametrize(
    "address", ["no-such", "remark", "people-trained", "name[", "trainings[r9].nothing", "%00", "name[r1]"]
)
def test_there_is_no_history_of_what_is_no_question(portal: Portal, address: str) -> None:
    assert history(portal, portal.report(), address).status == 404


def test_an_answer_that_the_form_has_no_question_for_keeps_its_history(portal: Portal) -> None:
    report = portal.report(answers={"no-such": "lost"})
    assert "lost" in history(portal, report, "no-such").words


@pytest.mark.parametrize("person", [CLERK, KARI, None])
def test_nobody_else_sees_it(portal: Portal, person: Identity | None) -> None:
    report = portal.report(answers={"name": "First"}, status="published")
    assert history(portal, report, "name", person).status == 404
    path = f"{PREFIX}/reports/{report}/history/name"
    assert portal.browser(person).post(path, {"revision": "1", "at": "1", "of": report}).status == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"revision": "2", "at": "1", "of": "a" * 24}, 404),
        ({"revision": "2", "at": "-1"}, 404),
        ({"revision": "2", "at": "x"}, 400),
        ({"at": "1"}, 400),
        ({"revision": "9", "at": "1"}, 409),
    ],
)
def test_a_form_that_is_none_of_ours(portal: Portal, form: dict[str, str], status: int) -> None:
    report = portal.report(answers={"name": "First"})
    save(portal, report, {"name": Answer("Second")})
    page = portal.browser(AMINA).post(f"{PREFIX}/reports/{report}/history/name", form)
    assert page.status == status
    assert portal.answers(report)["name"] == {"value": "Second"}


def test_another_partys_report_is_no_source(portal: Portal) -> None:
    report, other = portal.report(answers={"name": "First"}), portal.report("NOR", {"name": "Secret"})
    form = {"revision": "1", "at": "1", "of": other}
    assert portal.browser(AMINA).post(f"{PREFIX}/reports/{report}/history/name", form).status == 404


def test_files_that_were_added_and_removed_are_told(portal: Portal) -> None:
    report = portal.report(answers={"name": "Plan"})
    digest = portal.store.keep_file(AMINA, report, b"%PDF-1.7", "application/pdf")
    plan = {"name": "plan.pdf", "type": "application/pdf", "size": "8", "digest": digest}
    save(portal, report, {"name": Answer("Plan", attachments=(plan,)), "plan-file": Answer(plan)})
    save(portal, report, {"name": Answer("Plan"), "plan-file": Answer()})
    for address in ("name", "plan-file"):
        page = history(portal, report, address)
        assert "<del>plan.pdf (8 bytes)</del>" in marked(page)
        assert "<ins>plan.pdf (8 bytes)</ins>" in marked(page)
    history(portal, report, "name").forms[0].press("Restore this version")
    assert portal.answers(report)["name"]["attachments"] == [plan]
    assert portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/files/{digest[7:]}/plan.pdf").status == 200


def test_a_page_of_questions_leads_to_the_history(portal: Portal) -> None:
    report = portal.report(answers={"name": "First"})
    page = portal.browser(AMINA).get(f"{PREFIX}/reports/{report}/simple/1")
    assert f"{PREFIX}/reports/{report}/history/name" in [a.get("href") for a in page.main.iter("a")]
