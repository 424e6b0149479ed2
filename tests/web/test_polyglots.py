"""What people type, and what form files hold, is text wherever it is shown: never markup, script, template or link."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cbreport.definition import Resource
from cbreport.hookspecs import hookimpl
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, Identity
from cbreport.storage import SqlStore
from cbreport.testing import example_plugin
from tests.web.browser import Form, Page
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, BARASA, CLERK
from tests.web.test_fields import PAGES, ROW

MARKUP = (
    "\"><script>alert(1)</script>'><img src=x onerror=alert(1)></textarea></title></style><svg/onload=alert(1)><!--"
)
TEMPLATE = "{{7*7}}{% raw %}${7*7}#{7*7}<%= 7*7 %>"
LINK = 'javascript:alert(1)//https://example.org/" onclick=alert(1) x="'
every_polyglot = pytest.mark.parametrize(
    "payload", [f"{MARKUP}{TEMPLATE}", f"{LINK}{TEMPLATE}"], ids=["markup", "link"]
)
HARMLESS = re.compile(r"^(?:/[^/\\]|#|\?|https?://|$)")


def assert_only_text(page: Page) -> None:
    """The page holds no script, handler, style or link that did not come from our templates."""
    assert page.faults == []
    for element in page.tree.iter():
        tag = str(element.tag)
        assert tag not in {"img", "iframe", "object", "embed", "base", "style"}, tag
        if tag == "script":
            assert re.match(r"/reporting/static/\w+/[a-z]+\.js$", element.get("src", ""))
            assert not (element.text or "").strip()
        for name, value in element.attrib.items():
            assert not name.startswith("on"), f"{tag} {name}"
            assert name not in {"style", "srcdoc"}, f"{tag} {name}"
            if name in {"href", "src", "action", "formaction"}:
                assert HARMLESS.match(value), f"{tag} {name}={value}"
    assert "49" not in re.sub(r"\d{3,}|[0-9a-f]{10,}", "", page.words)


def fill(sheet: Form, payload: str) -> Form:
    """Type the payload into every field for text, and send it as every choice."""
    for control in sheet.controls:
        if control.kind in ("text", "textarea"):
            control.value = payload
        elif control.kind in ("radio", "checkbox", "select") and control.name != "writing":
            control.value, control.on = payload, True
    return sheet


@every_polyglot
class TestWhatWasTyped:
    def test_is_text_on_every_page(self, portal: Portal, payload: str) -> None:
        report = portal.report(answers={address: answer.value for address, answer in ROW.items()})
        amina, place = portal.browser(AMINA), f"{PREFIX}/reports/{report}"
        for section, number in PAGES:
            page = fill(amina.get(f"{place}/{section}/{number}").form, payload).press("Save and continue")
            assert page.status == 200
        shown = [amina.get(f"{place}/{section}/{number}") for section, number in PAGES]
        shown += [amina.get(place + end) for end in ("", "/check", "/tables/3/remove/trainings/r1")]
        shown += [amina.get(f"{place}/{section}/{number}?missing=1&add=trainings") for section, number in PAGES]
        for page in shown:
            assert page.status == 200
            assert_only_text(page)
        written = " ".join(html.unescape(page.text) for page in shown)
        assert payload in written

    def test_is_text_in_a_conflict_and_a_refusal(self, portal: Portal, payload: str) -> None:
        report = portal.report(answers={address: answer.value for address, answer in ROW.items()})
        amina, barasa = portal.browser(AMINA), portal.browser(BARASA)
        for section, number in PAGES:
            place = f"{PREFIX}/reports/{report}/{section}/{number}"
            mine, theirs = amina.get(place).form, barasa.get(place).form
            fill(theirs, "theirs " + payload).press("Save and continue")
            page = fill(mine, payload).press("Save and continue")
            assert page.status == 409
            assert_only_text(page)
            assert "theirs " + payload.replace("\n", "") in html.unescape(page.text)
            refused = fill(amina.get(place).form, payload)
            refused.write("revision", "99")
            assert_only_text(refused.press("Save and continue"))

    def test_is_text_on_the_report_and_the_desk(self, portal: Portal, payload: str) -> None:
        texts = ["name", "story", "trainings[r1].title", "needs[managers].details", "lessons"]
        answers: dict[str, Any] = dict.fromkeys(texts, payload)
        answers |= {
            "website": {"value": {"url": payload, "title": payload}},
            "trainings[r1].paper": {"value": {"url": "https://example.org/", "title": payload}},
            "state": {"value": "planned", "details": {"planned": payload}, "comment": payload},
            "help": {"value": ["other", payload], "details": {"other": payload}},
            "needs[other]": {"details": {"other": payload}},
            "helper": payload,
            "cost": {"value": {"amount": payload, "currency": payload}},
            "adopted": payload,
            "lasts": {"value": {"from": payload, "to": payload}},
            "people": payload,
            "success": payload,
            "assessed": True,
        }
        report = portal.report(answers={**answers, "name": {"value": payload, "language": payload}}, status="published")
        for person in (AMINA, CLERK, None):
            for end in (f"/reports/{report}", f"/reports/{report}/submitted", "/"):
                assert_only_text(portal.browser(person).get(PREFIX + end))
        page = portal.browser().get(f"{PREFIX}/reports/{report}")
        assert payload in html.unescape(page.text)
        clerk = portal.browser(CLERK)
        for question in [question.id for question in portal.library.forms[0].questions() if question.answerable]:
            page = clerk.get(f"{PREFIX}/desk/example/summary?question={question}")
            assert page.status == (404 if question == "secret" else 200)
            assert_only_text(page)

    def test_is_text_in_addresses(self, portal: Portal, payload: str) -> None:
        report = portal.report(answers={address: answer.value for address, answer in ROW.items()})
        names = [
            "add",
            "missing",
            "saved",
            "language",
            "region",
            "status",
            "group",
            "cycle",
            "question",
            "public",
            "next",
            payload,
        ]
        for person, path in (
            (AMINA, "/"),
            (AMINA, f"/reports/{report}"),
            (AMINA, f"/reports/{report}/tables/3"),
            (CLERK, "/desk/example"),
            (CLERK, "/desk/example/summary"),
        ):
            for name in names:
                page = portal.browser(person).client.get(PREFIX + path, query_string={name: payload})
                assert page.status_code in (200, 404), name
                assert_only_text(Page(portal.browser(), path, page))

    def test_is_text_in_the_name_of_who_asks(self, make_portal: Callable[..., Portal], payload: str) -> None:
        somebody = Identity(payload, payload, frozenset({FOCAL_POINT}), "KEN", language=payload)
        portal = make_portal(identity=lambda request: somebody)
        page = portal.browser().get(f"{PREFIX}/")
        assert_only_text(page)
        assert payload in html.unescape(page.text)


def poisoned(node: Any, payload: str) -> Any:
    """A form file with the payload at the end of every text that is shown."""
    if isinstance(node, dict):
        texts = {"label", "help", "title", "example", "number", "unit", "reference", "document", "note", "paragraph"}
        return {
            key: f"{value}{payload}" if key in texts and isinstance(value, str) else poisoned(value, payload)
            for key, value in node.items()
        }
    return [poisoned(each, payload) for each in node] if isinstance(node, list) else node


@every_polyglot
def test_what_a_form_file_holds_is_text(
    payload: str, make_portal: Callable[..., Portal], store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"poisoned_{abs(hash(payload))}"
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text("")
    source = yaml.load(Path(__file__).with_name("every_type.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)
    (tmp_path / package / "form.yaml").write_text(
        yaml.safe_dump(poisoned(source, payload), allow_unicode=True), "utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    @hookimpl
    def cbreport_forms() -> list[Resource]:
        return [Resource(package, "form.yaml")]

    library = Library(plugins=[example_plugin(cbreport_forms=cbreport_forms)])
    portal = make_portal(library=library)
    portal.library = library
    wrong: dict[str, Any] = {
        "people": "a dozen",
        "help": ["other"],
        "trainings[r1].title": "First",
        "state": "running",
    }
    report = portal.report(answers=wrong)
    amina, place = portal.browser(AMINA), f"{PREFIX}/reports/{report}"
    shown = [amina.get(f"{place}/{section}/{number}?missing=1") for section, number in PAGES]
    shown += [amina.get(place + end) for end in ("", "/check", "/tables/3/remove/trainings/r1")]
    portal.to(report, "published")
    shown += [portal.browser().get(place), portal.browser(CLERK).get(f"{PREFIX}/desk/example/summary?question=state")]
    for page in shown:
        assert page.status == 200
        assert_only_text(page)
        assert payload in html.unescape(page.text)
