"""Whatever a Party does before it submits, no byte of the Secretariat's desk changes: no page, no file, no count."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cbreport.answering import Answer
from cbreport.mailing import Contact
from cbreport.reporting import NewReport, ReportSummary
from cbreport.storage import SqlStore
from tests.web.conftest import PREFIX, Portal
from tests.web.people import AMINA, CLERK, KARI

QUERIES = ("", "?status=none", "?status=draft", "?timing=overdue", "?region=south&sort=-date", "?q=ken", "?sort=status")
PLACES = (
    *(f"desk/example{query}" for query in QUERIES),
    *(f"desk/example/parties.{kind}{query}" for kind in ("csv", "json", "xlsx") for query in ("", "?status=none")),
    "desk/example/received", "desk/example/waiting", "desk/example/reminders",
    "desk/example/summary?question=name", "",
)  # fmt: skip


def seen(portal: Portal) -> dict[str, bytes]:
    browser = portal.browser(CLERK)
    return {place: browser.get(f"{PREFIX}/{place}").response.get_data() for place in PLACES}


def steps_of(portal: Portal) -> list[tuple[str, Callable[[], object]]]:
    """What the focal points of Kenya and Norway do, one thing after the other; nothing of it is submitted."""
    store, form = portal.store, portal.library.form("example-national-report")
    new = NewReport("example", form.id, form.edition, form.digest, "NOR", "EX1")
    [published] = [each for each in store.reports(AMINA) if each.party == "KEN"]

    def draft(person: object) -> ReportSummary:
        return max(store.reports(person), key=lambda each: each.version)  # type: ignore[arg-type]

    def own(person: object, party: str) -> str:
        found = [each for each in store.reports(person) if each.party == party]  # type: ignore[arg-type]
        return max(found, key=lambda each: each.version).id

    def save(person: object, party: str, text: str) -> None:
        report = own(person, party)
        revision = store.open(person, report).summary.revision  # type: ignore[arg-type]
        store.save(person, report, {"name": Answer(text)}, revision)  # type: ignore[arg-type]

    def step(person: object, party: str, name: str) -> None:
        report = own(person, party)
        revision = store.open(person, report).summary.revision  # type: ignore[arg-type]
        store.transition(person, report, name, revision=revision, reason="Why")  # type: ignore[arg-type]

    return [
        ("begins", lambda: store.create(KARI, new)),
        ("writes", lambda: save(KARI, "NOR", "Plan 2030")),
        ("changes", lambda: save(KARI, "NOR", "Another plan")),
        ("gives it for review", lambda: step(KARI, "NOR", "ask-review")),
        ("returns it inside", lambda: step(KARI, "NOR", "return")),
        ("gives it for review again", lambda: step(KARI, "NOR", "ask-review")),
        ("approves", lambda: step(KARI, "NOR", "approve")),
        ("revises", lambda: store.revise(AMINA, published.id)),
        ("writes in the new version", lambda: save(AMINA, "KEN", "A better plan")),
        ("gives the new version for review", lambda: step(AMINA, "KEN", "ask-review")),
    ]


def test_no_byte_of_the_desk_changes(make_portal: Callable[..., Portal]) -> None:
    portal = make_portal(
        contacts=lambda convention, party: [Contact("A", f"{party}@example.org")], mail_from="cb@example.org"
    )
    portal.report("KEN", {"name": "Plan"}, "published")
    day, before = datetime.now(UTC).date(), seen(portal)
    for what, act in steps_of(portal):
        act()
        after = seen(portal)
        if datetime.now(UTC).date() != day:  # midnight changes how many days somebody is late
            return
        assert [place for place in PLACES if after[place] != before[place]] == [], what


def test_to_enter_for_a_party_is_the_same_whether_or_not_it_has_begun(
    make_portal: Callable[..., Portal], migrated: Path, tmp_path: Path
) -> None:
    """The Secretariat begins, goes on, looks and submits; every page, file and list has the same bytes but for ids."""
    found = []
    for begun in (False, True):
        path = shutil.copy(migrated, tmp_path / f"{begun}.db")
        store = SqlStore(f"sqlite:///{path}")
        portal = replace(make_portal(store=store), store=store)
        if begun:
            portal.report("KEN", {"name": "Canary"})
            refused = Answer("old", source="carried-forward", confirmed=False, origin={"address": "name"})
            [draft] = portal.store.reports(AMINA)
            portal.store.save(AMINA, draft.id, {"other": refused}, draft.revision)
            portal.store.save(AMINA, draft.id, {"other": Answer()}, draft.revision + 1)
        found.append(entering(portal))
        assert [each.version for each in portal.store.reports(AMINA) if not each.behalf] == [3] * begun
        store.close()
    assert found[0] == found[1]


def entering(portal: Portal) -> list[tuple[int, str]]:
    """What the Secretariat gets to see while it enters a report for Kenya."""
    browser, asked = portal.browser(CLERK), {"convention": "example", "cycle": "EX1", "party": "KEN"}
    page = browser.post(f"{PREFIX}/reports/for-a-party", asked)
    report = page.path.rpartition("/")[2]
    again = browser.post(f"{PREFIX}/reports/for-a-party", asked)
    places = ("", "/check", "/earlier", "/activity", "/discussion", "/simple/1", "/report.json", "/compare")
    seen = [page, again, *(browser.get(f"{PREFIX}/reports/{report}{each}") for each in places)]
    seen += [browser.get(f"{PREFIX}/{each}") for each in PLACES if "xlsx" not in each]
    assert portal.store.refused(CLERK, report) == ()
    portal.store.transition(CLERK, report, "submit", revision=0, snapshot=b"{}")
    new = portal.store.revise(CLERK, report).id
    seen += [browser.get(f"{PREFIX}/reports/{each}") for each in (report, new)]
    assert {each.status for each in seen} == {200}
    shown = []
    for each in seen:
        text = each.response.get_data(as_text=True).replace(report, "ID").replace(new, "NEW")
        shown.append((each.status, re.sub(r"\d{1,2}:\d{2}(:\d{2}\.\d+)?|batch\W+value=.\w+", "TIME", text)))
    return shown


def test_what_is_submitted_does_change_it(portal: Portal) -> None:
    before = seen(portal)
    portal.report("KEN", {"name": "Plan"}, "submitted")
    after = seen(portal)
    assert [place for place in PLACES if after[place] == before[place]] == [""]
