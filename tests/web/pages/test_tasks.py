"""A report's own page."""

from __future__ import annotations

import pytest

from cbreport.answering import Count
from cbreport.reporting import Report, check
from cbreport.web.pages import tasks
from tests.web.browser import words
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, CLERK, KARI


def place(report: str) -> str:
    return f"{PREFIX}/reports/{report}"


class TestADraft:
    def test_lists_the_sections_that_apply(self, portal: Portal) -> None:
        report = portal.report()
        page = portal.browser(AMINA).get(place(report))
        sections = [words(each) for each in page.all("a", "govuk-task-list__link")]
        assert sections == ["I. Simple questions", "II. Choices", "III. Tables and lists", "V. Evidence"]
        portal.browser(AMINA).get(f"{place(report)}/choices/1").form.choose("a:assessed", "true").press("Save")
        page = portal.browser(AMINA).get(place(report))
        assert [words(each) for each in page.all("a", "govuk-task-list__link")][-2] == "IV. Afterwards"

    def test_says_how_far_each_section_is(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan", "help": ["funding"]})
        page = portal.browser(AMINA).get(place(report))
        states = {id: words(page.by_id(f"state-{id}")) for id in ("simple", "choices", "tables")}
        assert states == {"simple": "Completed", "choices": "In progress", "tables": "Not yet started"}

    def test_a_section_with_an_invalid_value_is_not_completed(self, portal: Portal) -> None:
        report = portal.report(answers={"name": "Plan", "people": "a dozen"})
        page = portal.browser(AMINA).get(place(report))
        assert words(page.by_id("state-simple")) == "To mend"
        page.browser.get(f"{place(report)}/simple/1").form.write("a:people", "12").press("Save")
        assert words(page.browser.get(place(report)).by_id("state-simple")) == "Completed"

    def test_an_invalid_value_that_is_not_asked_for_does_no_harm(self, portal: Portal) -> None:
        hidden = {"assessed": False, "assessed-how": {"value": 7}}
        report = portal.report(answers=hidden)
        assert words(portal.browser(AMINA).get(place(report)).by_id("state-choices")) == "Completed"

    def test_the_report_is_checked_once_however_many_sections_it_has(
        self, portal: Portal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[Report] = []
        monkeypatch.setattr(tasks, "check", lambda report: asked.append(report) or check(report))
        portal.browser(AMINA).get(place(portal.report()))
        assert len(asked) == 1

    def test_a_hidden_section_can_still_be_opened(self, portal: Portal) -> None:
        assert portal.browser(AMINA).get(f"{place(portal.report())}/after/1").status == 200

    def test_every_link_leads_somewhere(self, portal: Portal) -> None:
        browser = portal.browser(AMINA)
        for link in browser.get(place(portal.report())).links:
            if ".pdf" not in link and not link.startswith("#"):
                assert browser.get(link).status == 200


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ([], "completed"), (["A02"], "in-progress"), (["A27"], "in-progress"), (["A03"], "to-mend"),
        (["A02", "A03"], "to-mend"), (["CMS01"], "to-mend"),
    ],
)  # fmt: skip
def test_what_is_still_to_be_done_is_not_wrong(errors: list[str], expected: str) -> None:
    assert tasks.state_of(Count(shown=2, answered=2, required=1, open=0), True, errors) == expected


READERS = {"submitted": (AMINA, CLERK), "accepted": (AMINA, CLERK), "published": (AMINA, CLERK, KARI, None)}


class TestAReportToRead:
    @pytest.mark.parametrize(("status", "readers"), READERS.items())
    def test_is_shown_to_who_may_read_it(self, portal: Portal, status: str, readers: tuple[object, ...]) -> None:
        report = portal.report(answers={"name": "Plan 2030"}, status=status)
        for person in readers:
            page = portal.browser(person).get(place(report))  # type: ignore[arg-type] # an identity or None
            assert page.status == 200
            assert "Plan 2030" in page.words

    def test_keeps_from_others_what_is_private(self, portal: Portal) -> None:
        answers = {
            "name": {"value": "Plan", "comment": "Ask Jane"},
            "secret": "Jane",
            "trainings[r1].title": "Census",
            "trainings[r1].contact": "Jane",
        }
        report = portal.report(answers=answers, status="published")
        assert "Jane" not in portal.browser(AMINA).get(place(report)).words
        assert "Jane" in portal.browser(AMINA).get(place(report) + "?copy=internal").words
        for person in (None, CLERK, KARI):
            browser = portal.browser(person)
            for there in ("", "/report.json", "/submitted"):
                assert "Jane" not in browser.get(place(report) + there).response.get_data(as_text=True)
