"""Files on answers, the same text in several languages, rows that refer to rows, and answers that are worked out."""

from __future__ import annotations

from typing import Any

import pytest

from cbreport.errors import ConfigurationError
from cbreport.storage import attachments
from tests.web.browser import Browser, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA, CLERK, KARI
from tests.web.reports import COMPLETE

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
ROWS = {
    "trainings[r1].title": "Census", "trainings[r1].people": 12, "trainings[r1].public": True,
    "trainings[r2].title": "Patrols", "trainings[r2].people": 8, "trainings[r2].public": False,
}  # fmt: skip


def place(report: str) -> str:
    return f"{PREFIX}/reports/{report}/evidence/1"


@pytest.fixture
def report(portal: Portal) -> str:
    return portal.report(answers=ROWS)


def file_of(portal: Portal, report: str, address: str) -> dict[str, str]:
    kept: dict[str, Any] = portal.answers(report)[address]
    return dict(kept["value"] if "value" in kept else kept["attachments"][0])


class TestFiles:
    def test_one_is_the_answer_and_can_be_fetched_exchanged_and_let_go(
        self, portal: Portal, amina: Browser, report: str
    ) -> None:
        page = amina.get(place(report)).form.attach("fv:plan-file", "Plan 2030.pdf", PDF).press("Save and come back")
        assert page.status == 200
        kept = file_of(portal, report, "plan-file")
        assert (kept["name"], kept["type"], kept["size"]) == ("Plan 2030.pdf", "application/pdf", str(len(PDF)))
        page = amina.get(place(report))
        assert f"Plan 2030.pdf ({len(PDF)} bytes)" in page.words
        fetched = amina.get(page.link("Plan 2030.pdf"))
        assert fetched.response.data == PDF
        headers = fetched.response.headers
        assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''Plan%202030.pdf"
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        page.form.press("Save and continue")
        assert file_of(portal, report, "plan-file") == kept  # a page that was not touched
        amina.get(place(report)).form.attach("fv:plan-file", "new.pdf", PDF + b"2").press("Save and continue")
        again = file_of(portal, report, "plan-file")
        assert again["name"] == "new.pdf"
        amina.get(place(report)).form.tick("fx:plan-file", again["digest"]).press("Save and continue")
        assert "plan-file" not in portal.answers(report)

    def test_several_are_attached_to_any_answer(self, portal: Portal, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report)).form.attach("fa:account", "a.pdf", PDF).attach("fa:account", "b.txt", b"Words")
        sheet.press("Save and come back")
        files = portal.answers(report)["account"]["attachments"]
        assert [each["name"] for each in files] == ["a.pdf", "b.txt"]
        page = amina.get(place(report))
        page.form.tick("fx:account", files[0]["digest"]).attach("fa:account", "c.pdf", PDF + b"3").press("Save and")
        assert [each["name"] for each in portal.answers(report)["account"]["attachments"]] == ["b.txt", "c.pdf"]

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("page.pdf", b"<html><script>alert(1)</script>", "no file of a kind that can be kept"),
            ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no file of a kind that can be kept"),
            ("nothing.pdf", b"", "The file is empty"),
            ("large.pdf", PDF + b"x" * 2_000, "MB can be kept"),
        ],
    )
    def test_one_that_cannot_be_kept_is_named_and_all_else_is_saved(
        self,
        portal: Portal,
        amina: Browser,
        report: str,
        monkeypatch: pytest.MonkeyPatch,
        name: str,
        content: bytes,
        words: str,
    ) -> None:
        monkeypatch.setattr(attachments, "MAX_FILE", 1_000)
        sheet = amina.get(place(report)).form.attach("fa:account", name, content).write("a:account", "What happened")
        page = sheet.press("Save and continue")
        assert page.status == 422
        assert f"“{name}” was not attached" in page.error_words
        assert words in page.error_words
        assert page.form.value("a:account") == "What happened"
        assert portal.answers(report)["account"] == {"value": "What happened", "language": "en"}

    def test_one_that_was_sent_stands_through_a_conflict(self, portal: Portal, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report)).form.attach("fa:account", "mine.pdf", PDF).write("a:account", "Mine")
        other = portal.browser(BARASA).get(place(report)).form.write("a:account", "Theirs")
        other.press("Save and continue")
        page = sheet.press("Save and continue")
        assert page.status == 409
        assert "mine.pdf" in page.words
        page.form.choose("decide:account", "mine").press("Save")
        assert portal.answers(report)["account"]["attachments"][0]["name"] == "mine.pdf"

    def test_one_that_was_sent_stands_when_the_save_fails(
        self, portal: Portal, amina: Browser, report: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sheet = amina.get(place(report)).form.attach("fv:plan-file", "plan.pdf", PDF)
        with monkeypatch.context() as broken:

            def fail(*_: object, **__: object) -> None:
                raise ConfigurationError("The database is away.")

            broken.setattr(portal.store, "save", fail)
            page = sheet.press("Save and continue")
        assert page.status == 503
        page.form.press("Save and continue")
        assert file_of(portal, report, "plan-file")["name"] == "plan.pdf"

    def test_nobody_names_a_file_that_is_not_there(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report))
        forged = page.form.data()
        for text in (
            "{}",
            "no json",
            '{"name": "x", "type": "application/pdf", "size": "1", "digest": "sha256:%s"}' % ("0" * 64),
        ):
            forged.add("kept-fv:plan-file", text)
        amina.post(place(report), forged)
        assert "plan-file" not in portal.answers(report)

    def test_the_same_content_has_every_name_that_it_was_given(
        self, portal: Portal, amina: Browser, report: str
    ) -> None:
        sheet = amina.get(place(report)).form.attach("fv:plan-file", "Plan.pdf", PDF).attach("fa:account", "B.pdf", PDF)
        sheet.press("Save and continue")
        page = amina.get(place(report))
        for name in ("Plan.pdf", "B.pdf"):
            assert amina.get(page.link(name)).response.data == PDF

    def test_others_fetch_what_they_may_see(self, portal: Portal) -> None:
        report = portal.report(answers={**COMPLETE, **ROWS})
        amina = portal.browser(AMINA)
        sheet = amina.get(place(report)).form.attach("fa:account", "plan.pdf", PDF).write("a:account", "x")
        sheet.press("Save and continue")
        link = amina.get(place(report)).link("plan.pdf")
        for stranger in (KARI, CLERK, None):
            assert portal.browser(stranger).get(link).status == 404
        portal.to(report, "submitted")
        assert portal.browser(CLERK).get(link).response.data == PDF
        assert amina.get(link).response.data == PDF
        for stranger in (KARI, None):
            assert portal.browser(stranger).get(link).status == 404
        assert portal.browser(CLERK).get(link.replace("plan.pdf", "other.html")).status == 404


class TestTheSameTextInAnotherLanguage:
    def test_is_added_changed_and_cleared(self, portal: Portal, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report)).form.write("a:account", "It happened").choose("tl:account", "fr")
        sheet.write("tn:account", "C’est arrivé").press("Save and continue")
        kept = portal.answers(report)["account"]
        assert kept == {"value": "It happened", "translations": {"fr": "C’est arrivé"}, "language": "en"}
        page = amina.get(place(report))
        assert page.form.value("t:account:fr") == "C’est arrivé"
        assert "fr" not in page.form.offered("tl:account")
        page.form.write("t:account:fr", "Cela s’est passé").press("Save and continue")
        assert portal.answers(report)["account"]["translations"] == {"fr": "Cela s’est passé"}
        amina.get(place(report)).form.write("t:account:fr", "").press("Save and continue")
        assert portal.answers(report)["account"] == {"value": "It happened", "language": "en"}

    def test_without_the_text_itself_is_an_error_that_loses_nothing(self, amina: Browser, report: str) -> None:
        sheet = amina.get(place(report)).form.choose("tl:account", "ar").write("tn:account", "حدث")
        page = sheet.press("Save and continue")
        assert "There is a translation, but not the text itself" in page.error_words
        assert page.form.value("t:account:ar") == "حدث"


class TestAReference:
    def test_names_a_row_and_says_when_it_is_gone(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report))
        assert page.form.offered("a:best") == ["", "r1", "r2"]
        assert "Entry 2: Patrols" in page.words
        page.form.choose("a:best", "r2").press("Save and continue")
        assert portal.answers(report)["best"] == {"value": "r2"}
        amina.get(f"{PREFIX}/reports/{report}/tables/3/remove/trainings/r2").form.press("Remove")
        page = amina.get(place(report))
        assert "The row that is named here is no longer there" in page.error_words
        assert page.form.value("a:best") == "r2"


class TestAWorkedOutAnswer:
    def words(self, page: Page, id: str) -> str:
        return " ".join(page.by_id(f"f-{id}").itertext())

    def test_is_shown_and_never_typed(self, portal: Portal, amina: Browser, report: str) -> None:
        page = amina.get(place(report))
        assert "20" in self.words(page, "people-trained")
        assert "50.0\u00a0%" in self.words(page, "open-share")
        assert not any("people-trained" in name for name in page.form.names)
        assert page.form.value("a:praise") == ""  # it is asked because of what was worked out
        forged = page.form.data()
        forged.add("a:people-trained", "999")
        amina.post(place(report), forged)
        assert "people-trained" not in portal.answers(report)

    def test_is_there_once_there_is_something_to_count(self, portal: Portal, amina: Browser) -> None:
        page = amina.get(place(portal.report()))
        assert "not yet" in self.words(page, "people-trained")

    def test_goes_into_what_is_submitted(self, portal: Portal) -> None:
        report = portal.report(answers={**COMPLETE, **ROWS}, status="submitted")
        page = portal.browser(CLERK).get(f"{PREFIX}/reports/{report}")
        assert "How many people were trained in all?" in page.words
