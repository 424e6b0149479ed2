"""Every page can be used by everybody: at two widths, from left to right and from right to left."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from cbreport.answering import Answer
from cbreport.definition import pages
from cbreport.reporting import SECRETARIAT, Identity
from cbreport.web.host import examples_of
from tests.browser.inspecting import problems
from tests.browser.visiting import HOME, PHONE, WIDE, Site, Visitors, press, wishing

pytestmark = pytest.mark.browser

LANGUAGES: Final = ("en", "ar")
AXE_AT: Final = {"en": (WIDE,), "ar": (PHONE,), "fr": (WIDE,)}  # of pages of which there are many
TURNS: Final = count()  # what is written again must be something new
# Somebody who has a draft of each convention's report.
DRAFTS: Final = {"cbd": "FJI", "cites": "FJI", "cms": "NZL"}

Opener = Callable[[Visitors, str], Page]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("convention", DRAFTS)
def test_question_pages(convention: str, language: str, visit: Visitors) -> None:
    """Every page of every section with what is still missing, which shows each question in its error state."""
    page = visit(f"focal-{DRAFTS[convention]}", language=language)
    report = visit.site.report(convention, DRAFTS[convention])
    cycle = max(visit.site.library.convention(convention).cycles, key=lambda each: each.due)
    form = visit.site.library.form(cycle.form, cycle.edition)
    found = []
    for section in form.sections:
        for each in pages(section):
            page.goto(f"{report}/{section.id}/{each.number}?missing=1")
            found += problems(page, language, axe_at=AXE_AT[language])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_question_pages_with_every_type_of_question(language: str, visit_small: Visitors) -> None:
    page = visit_small("focal-KEN", language=language)
    report = visit_small.site.report("example", "KEN")
    found = []
    for section in visit_small.site.library.form("example-national-report").sections:
        for each in pages(section):
            page.goto(f"{report}/{section.id}/{each.number}?missing=1")
            found += problems(page, language)
    assert not found, "\n".join(found)


def example(site: Site, convention: str, party: str) -> Mapping[str, Answer]:
    """The answers of an example of the national report."""
    main = site.library.convention(convention).main_cycle
    assert main is not None
    wanted = (convention, party, main.id)
    [report] = [each for each in examples_of(site.library) if (each.form.convention, each.party, each.cycle) == wanted]
    return report.answers


def sign_in(visit: Visitors, language: str) -> Page:
    page = visit(language=language)
    page.goto(HOME + "sign-in")
    return page


def home(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(HOME)
    return page


def tasks(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cbd", "FJI") + "?saved=")
    return page


def saved(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cites", "FJI") + "/cooperation/1?saved=")
    return page


def another_row(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cbd", "FJI") + "/target-20/1")
    press(page.locator("button[value='add-row:national-targets']"))
    return page


def remove(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cbd", "FJI") + "/target-20/1")
    press(page.locator("button[value^='remove-row:']").first)
    return page


def conflict(visit: Visitors, language: str) -> Page:
    page = visit("focal-NPL", language=language)
    report = visit.site.report("cbd", "NPL")
    page.goto(report + "/conclusions/1")
    theirs = Answer(f"A colleague's ({language} {next(TURNS)})", language="en")
    visit.site.answer(report, "NPL", {"assessment-summary": theirs})
    page.locator("textarea[name='a:assessment-summary']").fill("What I typed")
    press(page.locator("main button[value=continue]").last)
    expect(page.get_by_role("radio")).to_have_count(3)
    return page


def check_with_errors(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cbd", "FJI") + "/check")
    expect(page.get_by_role("alert")).to_have_count(1)
    return page


def complete(visit: Visitors, language: str) -> Page:
    """The page “Check your answers” of a report that can be submitted."""
    page = visit("focal-MEX", language=language)
    report = visit.site.report("cbd", "MEX")
    visit.site.answer(report, "MEX", example(visit.site, "cbd", "KEN"))
    page.goto(report + "/check")
    expect(page.locator("button[data-cb-once]")).to_have_count(1)
    return page


def earlier(visit: Visitors, language: str) -> Page:
    """“What you already answered”, with proposals from the next cycle's draft and all kinds of choices."""
    page = visit("focal-NZL", language=language)
    report = visit.site.report("cms", "NZL", "COP13")
    page.goto(report)
    if page.locator("form[action$='/propose'] button").count():
        press(page.locator("form[action$='/propose'] button"))
    page.goto(report + "/earlier")
    expect(page.locator("input[name^='do:']").first).to_be_attached()
    return page


def proposed(visit: Visitors, language: str) -> Page:
    """A question page with a proposal to confirm."""
    page = earlier(visit, language)
    press(page.locator("main fieldset a").first)
    expect(page.locator("input[name^='ok:']").first).to_be_attached()
    return page


def signed_out(visit: Visitors, language: str) -> Page:
    """What stands there when somebody is no longer signed in: all that was typed."""
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cites", "FJI") + "/general-feedback/1")
    page.locator("textarea").first.evaluate("each => each.value = 'What I typed'")
    page.context.clear_cookies(name=re.compile("session"))
    with page.expect_response(lambda response: response.status == 404):
        press(page.locator("main button[value=continue]").last)
    return page


def receipt(visit: Visitors, language: str) -> Page:
    page = visit("focal-KEN", language=language)
    page.goto(visit.site.report("cbd", "KEN") + "/submitted")
    expect(page.get_by_role("code")).to_have_count(1)
    return page


def submitted(visit: Visitors, language: str) -> Page:
    page = visit("focal-KEN", language=language)
    page.goto(visit.site.report("cites", "KEN"))
    return page


def home_of_a_secretariat(visit: Visitors, language: str) -> Page:
    page = visit("secretariat-cms", language=language)
    page.goto(HOME)
    return page


def desk(visit: Visitors, language: str) -> Page:
    page = visit("secretariat-cbd", language=language)
    page.goto(HOME + "desk/cbd")
    return page


def desk_without_a_party(visit: Visitors, language: str) -> Page:
    page = visit("secretariat-cbd", language=language)
    page.goto(HOME + "desk/cbd?region=africa&status=published&group=sids")
    return page


def received(visit: Visitors, language: str) -> Page:
    page = visit("secretariat-cms", language=language)
    page.goto(visit.site.report("cms", "SEN"))
    return page


def no_question_chosen(visit: Visitors, language: str) -> Page:
    page = visit("secretariat-cbd", language=language)
    page.goto(HOME + "desk/cbd/summary")
    return page


def summary(convention: str, question: str) -> Opener:
    def opened(visit: Visitors, language: str) -> Page:
        page = visit(f"secretariat-{convention}", language=language)
        page.goto(f"{HOME}desk/{convention}/summary?question={question}")
        expect(page.get_by_role("table").first).to_be_visible()
        return page

    opened.__name__ = f"summary_of_{question}"
    return opened


def publish(site: Site) -> str:
    """The path of a published report."""
    secretariat = Identity("secretariat-cms", "CMS", frozenset({SECRETARIAT}), conventions=frozenset({"cms"}))
    path = site.report("cms", "EGY")
    id = path.rpartition("/")[2]
    for step, status in (("accept", "submitted"), ("publish", "accepted")):
        summary = site.store.open(secretariat, id).summary
        if summary.status == status:
            site.store.transition(secretariat, id, step, revision=summary.revision)
    return path


def public_list(visit: Visitors, language: str) -> Page:
    publish(visit.site)
    page = visit(language=language)
    page.goto(HOME + "?public=1")
    expect(page.get_by_role("main").get_by_role("link")).to_have_count(1)
    return page


def published(visit: Visitors, language: str) -> Page:
    page = visit(language=language)
    page.goto(publish(visit.site))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    return page


def not_found(visit: Visitors, language: str) -> Page:
    page = visit(language=language)
    response = page.goto(HOME + "reports/no-such-report")
    assert response
    assert response.status == 404
    return page


def mistyped(visit: Visitors, language: str) -> Page:
    page = visit(language=language)
    response = page.goto(HOME + "there/is/no/such/page")
    assert response
    assert response.status == 404
    return page


def forbidden(visit: Visitors, language: str) -> Page:
    """A contributor presses the button that the focal point left on the screen."""
    page = complete(visit, language)
    page.context.add_cookies(visit.wallet("contributor-MEX")["cookies"])
    with page.expect_response(lambda response: response.status == 403):
        press(page.locator("button[data-cb-once]"))
    return page


def decided_in_place(visit: Visitors, language: str) -> Page:
    """Two versions of an answer on the page of the question, and what a colleague changed beside it."""
    page = visit("focal-FJI", language=language)
    report = visit.site.report("cites", "FJI")
    page.goto(report + "/capacity-activities/3")
    first = page.locator("textarea[name^='a:']").first
    address = str(first.get_attribute("name")).removeprefix("a:")
    visit.site.answer(report, "FJI", {address: Answer(f"Theirs, {language} {next(TURNS)}", language="en")})
    first.fill("Mine")
    first.blur()
    expect(page.locator(".cb-conflict")).to_be_visible()
    return page


def offline_switch(visit: Visitors, language: str) -> Page:
    """With something that waits."""
    page = unsent(visit, language)
    page.goto(HOME + "device")
    expect(page.locator("[data-cb-drafts]")).to_be_visible()
    return page


def leaving_the_device(visit: Visitors, language: str) -> Page:
    page = unsent(visit, language)
    page.goto(HOME + "leave-device")
    expect(page.locator("[data-cb-unsent]")).to_be_visible()
    return page


def unsent(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cites", "FJI") + "/capacity-activities/3")
    page.route("**/capacity-activities/3", lambda it: it.abort() if it.request.method == "PUT" else it.continue_())
    field = page.locator("textarea[name^='a:']").first
    field.fill("Mine")
    field.blur()
    expect(page.locator("[data-cb-line] [role=status]")).not_to_be_empty()
    return page


def questions(visit: Visitors, language: str) -> Page:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cites", "FJI") + "/capacity-activities/3")
    return page


def delegation(visit: Visitors, language: str) -> Page:
    """Who has what, with the link that was just made."""
    page = visit("focal-NPL", language=language)
    page.goto(visit.site.report("cbd", "NPL") + "/delegations/new")
    page.get_by_role("checkbox").last.check()
    page.locator("input[name=name]").fill(f"Chebet Kiprop {next(TURNS)}")
    press(page.get_by_role("main").get_by_role("button").last)
    expect(page.locator("[readonly]")).to_have_count(1)
    return page


def history(visit: Visitors, language: str) -> Page:
    """Of a text in which words were exchanged."""
    page = visit("focal-NPL", language=language)
    report = visit.site.report("cbd", "NPL")
    for text in ("We trained 40 rangers", f"We trained {next(TURNS)} rangers"):
        visit.site.answer(report, "NPL", {"assessment-summary": Answer(text, language="en")})
    page.goto(report + "/history/assessment-summary")
    expect(page.locator(".cb-marked ins").first).to_be_visible()
    return page


OPENERS: Final[tuple[Opener, ...]] = (
    sign_in,
    home,
    tasks,
    saved,
    another_row,
    remove,
    conflict,
    decided_in_place,
    offline_switch,
    leaving_the_device,
    check_with_errors,
    complete,
    earlier,
    proposed,
    signed_out,
    receipt,
    submitted,
    home_of_a_secretariat,
    desk,
    desk_without_a_party,
    received,
    no_question_chosen,
    summary("cbd", "b20-2"),
    summary("cbd", "nbsap-monitoring"),
    summary("cites", "needs-matrix"),
    summary("cms", "xviii-2"),
    public_list,
    published,
    not_found,
    mistyped,
    forbidden,
    questions,
    delegation,
    history,
)
#: Pages that look or work otherwise without script.
PLAIN: Final = (questions, tasks, conflict, check_with_errors, complete, earlier, delegation, history, desk)
ALSO_IN_FRENCH: Final = (sign_in, tasks, remove, conflict, earlier, check_with_errors, desk, forbidden)


@pytest.mark.parametrize(
    ("opener", "language"),
    [
        *((opener, language) for opener in OPENERS for language in LANGUAGES),
        *((opener, "fr") for opener in ALSO_IN_FRENCH),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_other_pages(opener: Opener, language: str, visit: Visitors) -> None:
    axe_at = (WIDE, PHONE) if opener in PLAIN else AXE_AT[language]
    found = problems(opener(visit, language), language, axe_at=axe_at)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("opener", PLAIN, ids=lambda each: each.__name__)
def test_pages_without_script(opener: Opener, language: str, visit: Visitors) -> None:
    page = opener(wishing(visit, script=False), language)
    found = problems(shown_with_tools(visit, page), language)
    assert not found, "\n".join(found)


def shown_with_tools(visit: Visitors, plain: Page) -> Page:
    """A page as it is shown without script, for tools that are themselves scripts."""
    html = plain.content().replace("<noscript>", "<div>").replace("</noscript>", "</div>")
    page = visit()
    page.route(plain.url, lambda route: route.fulfill(body=re.sub("<script.*?</script>", "", html, flags=re.S)))
    page.goto(plain.url)
    assert page.locator("script").count() == 0
    return page


FAULTS: Final = """
<p class="wide">wide</p><p id="main"><a href="#main">x</a></p><input id="nameless"><svg><text>x</text></svg>
"""


def test_an_inspection_finds_what_is_wrong(visit: Visitors) -> None:
    page = sign_in(visit, "en")
    page.get_by_role("main").evaluate("(main, faults) => main.insertAdjacentHTML('beforeend', faults)", FAULTS)
    page.locator(".wide").evaluate("box => { box.style.width = '1400px'; }")
    found = " ".join(problems(page, "fr", widths=(1280,)))
    for expected in ("label:", "too wide", "too small", "picture", "id twice", "the page says that it is"):
        assert expected in found


# Where the first and the last sign of a number stand.
ENDS: Final = """
(number) => {
  const text = number.firstChild;
  const at = (index) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    return range.getBoundingClientRect().left;
  };
  return [at(0), at(text.length - 1)];
}
"""


def test_numbers_of_sections_read_alike_in_every_direction(visit: Visitors) -> None:
    page = tasks(visit, "ar")
    numbers = page.locator(".cb-number").filter(has_text="20.b")
    first, last = numbers.evaluate(ENDS)
    assert first < last


# How far an answer's box is from the edge of the page's column on which its own writing begins.
FROM_ITS_EDGE: Final = """
(answer) => {
  const [box, column] = [answer, answer.parentElement].map((each) => each.getBoundingClientRect());
  const rtl = getComputedStyle(answer).direction === "rtl";
  return { rtl, away: rtl ? column.right - box.right : box.left - column.left, spare: column.width - box.width };
}
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_the_other_direction_starts_at_its_own_edge(language: str, visit: Visitors) -> None:
    page = submitted(visit, language)
    answers = page.locator(".cb-text--answer").evaluate_all(f"answers => answers.map({FROM_ITS_EDGE})")
    [narrower, *_] = [each for each in answers if not each["rtl"]]
    assert narrower["spare"] > 50
    assert {round(each["away"]) for each in answers} == {0}


def test_dates_in_messages_are_written_out(visit: Visitors) -> None:
    page = visit("focal-FJI", language="fr")
    page.goto(visit.site.report("cbd", "FJI") + "/nbsap/1")
    expect(page.get_by_role("main")).to_contain_text("28 février 2026")
    expect(page.get_by_role("main")).not_to_contain_text("2026-02-28")


def test_changing_the_language_saves_what_was_typed(visit: Visitors) -> None:
    page = visit("focal-NPL", language="en")
    report = visit.site.report("cbd", "NPL")
    page.goto(report + "/conclusions/1")
    page.locator("textarea[name='a:assessment-summary']").fill("Typed, then another language")
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("textarea[name='a:assessment-summary']")).to_have_value("Typed, then another language")
