"""The main job from end to end: a focal point writes a report and submits it, and the Secretariat has it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import NamedTuple

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from cbreport.reporting import Report, load_report
from tests.browser.filling import Filler, Typed
from tests.browser.visiting import Site, Visitors, complaints, cycle_row, press

pytestmark = pytest.mark.browser


class Job(NamedTuple):
    """Who reports what, with or without script, and how the questions are answered."""

    convention: str
    cycle: str
    party: str
    script: bool
    first: bool


# Without script a page shows every follow-up question; with script only those that apply.
JOBS = [
    Job("CMS", "Report to COP14", "Georgia", script=True, first=True),
    Job("CMS", "Report to COP14", "Germany", script=False, first=False),
    Job("CBD", "Seventh national report", "Senegal", script=False, first=True),
    Job("CITES", "Implementation report 2016", "Georgia", script=True, first=False),
]
SMALL_JOBS = [
    Job("EX", "First report", "Norway", script=True, first=True),
    Job("EX", "First report", "Kenya", script=False, first=False),
]


def named(job: Job) -> str:
    return f"{job.convention}-{'script' if job.script else 'plain'}"


@pytest.mark.parametrize("job", JOBS, ids=named)
def test_a_party_reports(job: Job, visit: Visitors) -> None:
    filler = reports(job, visit)
    assert {"radio", "checkbox", "textarea"} <= filler.kinds


@pytest.mark.parametrize("job", SMALL_JOBS, ids=named)
def test_a_party_reports_with_every_type_of_question(job: Job, visit_small: Visitors) -> None:
    filler = reports(job, visit_small)
    assert {"radio", "checkbox", "text", "textarea", "select"} <= filler.kinds


def reports(job: Job, visit: Visitors) -> Filler:
    page = visit(script=job.script)
    sign_in(page, visit.site, job.party, "Focal point")
    start(page, job)
    filler = Filler(page, first=job.first)
    for title in section_titles(page):
        fill_section(page, title, filler)
    press(page.get_by_role("button", name="Check your answers"))
    submit(page)
    digest = receipt(page)

    press(page.get_by_role("link", name="Read the report"))
    expect(page.get_by_text("What was submitted is not edited any more.")).to_be_visible()
    sent = everything(page)
    pdf_holds(page, page.get_by_role("link", name="PDF, every question"), [job.party, digest])
    press(page.get_by_role("link", name="Show your internal copy"))
    assert [each for each in filler.typed if each.private and each.text in sent] == []
    appeared = [each for each in filler.typed if each.text in everything(page)]
    report = kept(page, visit.site)
    assert appeared == [each for each in filler.typed if applies(report, each.address)]
    assert appeared == filler.typed or not job.script  # with script nobody is asked what does not apply
    assert not [each for each in filler.typed if not each.conditional and each not in appeared]

    pdf_holds(page, page.get_by_role("link", name="PDF, every question"), [job.party, *texts(appeared)])
    the_secretariat_has_it(job, visit, appeared)
    return filler


def kept(page: Page, site: Site) -> Report:
    """The report as the file that can be downloaded says."""
    link = page.get_by_role("link", name="Answers as a file")
    return load_report(page.request.get(link.get_attribute("href") or "").json(), site.library)


def applies(report: Report, address: str) -> bool:
    """Whether what stands at an address is part of the report; what stands beside a row goes with its question."""
    states = report.evaluation.states
    return report.evaluation.shown(address if address in states else address.partition("[")[0])


def sign_in(page: Page, site: Site, party: str, role: str) -> None:
    page.goto(site.url())
    row = page.get_by_role("listitem").filter(has=page.get_by_text(party, exact=True))
    row.get_by_role("button", name=role).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Reports of {party}")


def start(page: Page, job: Job) -> None:
    row = cycle_row(page, job.convention, job.cycle)
    row.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Answer in any order")).to_be_visible()
    expect(page.get_by_text("Not yet started").first).to_be_visible()


def section_titles(page: Page) -> list[str]:
    return [each.strip() for each in page.locator(".govuk-task-list__link").all_inner_texts()]


def fill_section(page: Page, title: str, filler: Filler, state: str = "Completed") -> None:
    """Every page of a section; afterwards the task list says how far it is."""
    press(page.get_by_role("link", name=title, exact=True))
    number = 0
    while page.get_by_role("button", name="Save and continue").count():
        number += 1
        assert number < 20, f"“{title}” does not end"
        filler.fill_page()
        press(page.get_by_role("button", name="Save and continue"))
        assert complaints(page) == []
    item = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title, exact=True))
    expect(item).to_contain_text(state)


def submit(page: Page) -> None:
    """On the page “Check your answers”, where nothing is left to mend."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    assert complaints(page) == []
    press(page.get_by_role("button", name="Submit to the Secretariat"))


def receipt(page: Page) -> str:
    """The digest on the receipt."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Report submitted")
    digest = page.get_by_role("code").inner_text()
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest)
    return digest


def everything(page: Page) -> str:
    return " ".join(page.get_by_role("main").inner_text().split())


def texts(typed: Iterable[Typed]) -> list[str]:
    return [each.text for each in typed]


def pdf_holds(page: Page, link: Locator, expected: list[str]) -> None:
    response = page.request.get(link.get_attribute("href") or "")
    assert response.ok
    content = response.body()
    assert content.startswith(b"%PDF")
    paper = pypdf.PdfReader(io.BytesIO(content))
    assert len(paper.pages) > 1
    # Lines end anywhere on paper, so blanks do not count.
    written = "".join("".join(each.extract_text() for each in paper.pages).split())
    assert [text for text in expected if "".join(text.split()) not in written] == []


def the_secretariat_has_it(job: Job, visit: Visitors, typed: list[Typed]) -> None:
    page = visit(script=job.script)
    page.goto(visit.site.url())
    secretariat = next(each.secretariat for each in visit.site.library.conventions if each.short_name == job.convention)
    page.get_by_role("button", name=secretariat).click()
    page.get_by_role("link", name=f"{job.convention}: who has reported").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=job.party, exact=True))
    expect(row).to_contain_text("Submitted")
    public = [each.text for each in typed if not each.private]
    pdf_holds(page, row.get_by_role("link", name="PDF"), [job.party, *public])
    press(row.get_by_role("link", name=job.party, exact=True))
    shown = everything(page)
    assert [text for text in public if text not in shown] == []
    assert [each.text for each in typed if each.private and each.text in shown] == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_what_was_left_out_is_found_and_answered(script: bool, visit_small: Visitors) -> None:
    left_out = "What help does your country need?"
    job = Job("EX", "First report", "Norway", script, first=True)
    page = visit_small(script=script)
    sign_in(page, visit_small.site, job.party, "Focal point")
    start(page, job)
    filler = Filler(page, skip=left_out)
    for title in section_titles(page):
        fill_section(page, title, filler, state="In progress" if "Needs" in title else "Completed")
    assert filler.skipped

    press(page.get_by_role("button", name="Check your answers"))
    assert complaints(page) == [f"“{left_out}” has no answer."]
    assert page.get_by_role("button", name="Submit to the Secretariat").count() == 0
    press(page.get_by_role("alert").get_by_role("link"))
    [complaint] = complaints(page)
    assert complaint.startswith(f"“{left_out}” has no answer.")
    group = page.get_by_role("group", name=left_out)
    expect(group).to_contain_text("has no answer")
    if script:
        expect(group.get_by_role("checkbox").first).to_be_focused()
    group.get_by_role("checkbox", name="Training").check()
    press(page.get_by_role("button", name="Save and continue"))
    press(page.get_by_role("link", name="All sections"))
    press(page.get_by_role("button", name="Check your answers"))
    submit(page)
    receipt(page)
