"""What pages do with script, with the keyboard alone, with large letters and without movement."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from werkzeug.datastructures import MultiDict

from cbreport.answering import Answer, Answers, evaluate
from cbreport.definition import Form, Resource, pages
from cbreport.hookspecs import hookimpl
from cbreport.testing import EXAMPLE, example_library
from cbreport.web import fields
from cbreport.web.identity import DemoIdentity, demo_people
from tests.browser.serving import demo
from tests.browser.visiting import Site, Visitors, press

pytestmark = pytest.mark.browser


@pytest.fixture
def needs(visit_small: Visitors) -> Page:
    """The page of needs of the small form, with script."""
    page = visit_small("focal-KEN")
    page.goto(visit_small.site.report("example", "KEN") + "/needs/1")
    return page


def question(page: Page, address: str) -> Locator:
    return page.locator(f"[data-cb-address='{address}']")


# -- what appears and disappears --------------------------------------------------------------------------------------


def test_a_follow_up_question_comes_and_goes(needs: Page) -> None:
    assessed = needs.get_by_role("group", name="Has your country assessed its needs?")
    follow_up = needs.get_by_role("group", name="When was the assessment finished?")
    expect(follow_up).to_be_hidden()
    assessed.get_by_role("radio", name="Yes").check()
    expect(follow_up).to_be_visible()
    assessed.get_by_role("radio", name="No").check()
    expect(follow_up).to_be_hidden()


def test_hidden_text_is_kept_on_the_page_and_when_saved(needs: Page) -> None:
    training = needs.get_by_role("checkbox", name="Training", exact=True).first
    described = needs.get_by_label("Describe the training that is needed.")
    training.check()
    described.fill("Four days for customs officers.")
    training.uncheck()
    expect(described).to_be_hidden()
    training.check()
    expect(described).to_have_value("Four days for customs officers.")
    training.uncheck()
    press(needs.get_by_role("button", name="Save and come back later"))
    press(needs.locator(".govuk-task-list__link", has_text="Needs"))
    expect(described).to_be_hidden()
    training.check()
    expect(described).to_have_value("Four days for customs officers.")


def test_the_field_beside_an_option_comes_with_it(needs: Page) -> None:
    other = needs.get_by_role("checkbox", name="Other help")
    beside = needs.get_by_label("Details: Other help")
    expect(beside).to_be_hidden()
    expect(other).to_have_attribute("aria-expanded", "false")
    other.check()
    expect(other).to_have_attribute("aria-expanded", "true")
    beside.fill("A second vehicle")
    other.uncheck()
    expect(beside).to_be_hidden()
    other.check()
    expect(beside).to_have_value("A second vehicle")


def test_what_stands_alone_unticks_the_others(needs: Page) -> None:
    group = needs.get_by_role("group", name="What help does your country need?")
    none = group.get_by_role("checkbox", name="No help is needed")
    others = [group.get_by_role("checkbox", name=name) for name in ("Funding", "Other help")]
    for each in others:
        each.check()
    none.check()
    for each in others:
        expect(each).not_to_be_checked()
    expect(group.get_by_label("Details: Other help")).to_be_hidden()
    others[0].check()
    expect(none).not_to_be_checked()
    expect(others[0]).to_be_checked()


def test_a_row_asks_by_its_own_answers(visit: Visitors) -> None:
    page = visit("focal-THA")
    page.goto(visit.site.report("cbd", "THA") + "/target-20/1")
    page.get_by_label("National target (required)").fill("Target 20")
    page.get_by_role("radio", name="A national target").check()
    press(page.get_by_role("button", name="Save and add another entry"))
    first, second = (page.get_by_role("group", name=name) for name in ("Entry 1: Target 20", "Entry 2"))
    asked = "To which targets of the Framework does it contribute?"
    expect(first.get_by_role("group", name=asked)).to_be_visible()
    expect(second.get_by_role("group", name=asked)).to_be_hidden()
    second.get_by_role("radio", name="A national target").check()
    first.get_by_role("radio", name="The global target itself").check()
    expect(first.get_by_role("group", name=asked)).to_be_hidden()
    expect(second.get_by_role("group", name=asked)).to_be_visible()


def test_a_new_row_is_ready_to_be_typed_into(visit_small: Visitors) -> None:
    page = visit_small("focal-KEN")
    page.goto(visit_small.site.report("example", "KEN") + "/activities/1")
    page.get_by_label("Title (required)").fill("Course for rangers")
    press(page.get_by_role("button", name="Save and add another entry"))
    expect(page.get_by_role("group", name="Entry 2").get_by_label("Title (required)")).to_be_focused()


# -- what the script shows is what the server would show -------------------------------------------------------------


@hookimpl
def conditions() -> list[Resource]:
    return [Resource("tests.web", "conditions.yaml")]


@pytest.fixture
def conditional_site(tmp_path: Path) -> Iterator[Site]:
    people = demo_people({EXAMPLE.id: EXAMPLE.secretariat}, {"KEN": "Kenya", "NOR": "Norway", "FJI": "Fiji"})
    with demo(tmp_path, example_library(cbreport_forms=conditions), DemoIdentity(people)) as site:
        yield site


# What each Party's report keeps when its pages are opened. The last came from files and other editions: nobody could
# have typed it.
KEPT: Final[Mapping[str, Mapping[str, Answer]]] = {
    "KEN": {},
    "NOR": {
        "share": Answer("5"), "people": Answer(12), "since": Answer(non_answer="no-information"),
        "n5": Answer("Dozen", language="en"), "day": Answer("2024-03-05"), "cost": Answer({"currency": "USD"}),
        "site": Answer({"url": "https://example.org"}), "plan": Answer(True), "help": Answer(["a", "b"]),
        "state": Answer("3"), "stars": Answer("2"), "c1": Answer(True), "land": Answer("KEN"), "wanted": Answer(True),
        "needs[men].advice": Answer(True), "needs[area.2].training": Answer(True), "far": Answer(True),
        "trainings[r1].people": Answer(30), "trainings[r1].public": Answer(True),
        "trainings[r1].late": Answer("Rain", language="en"),
        "trainings[r2].public": Answer(False), "trainings[r2].topics": Answer(["law"]),
        "further": Answer("Far", language="en"),
    },
    "FJI": {
        "share": Answer("many"), "people": Answer("12.0"), "since": Answer("2019"), "day": Answer("2024-13-40"),
        "span": Answer("soon"), "cost": Answer("9"), "site": Answer({"other": "x"}), "plan": Answer("maybe"),
        "help": Answer("b"), "state": Answer(2), "stars": Answer("9"), "done": Answer(False), "land": Answer("XYZ"),
        "wanted": Answer("true"), "needs": Answer(non_answer="refused"), "needs[men].advice": Answer("true"),
        "needs[men].training": Answer(non_answer="no-information"), "trainings": Answer("x"),
        "trainings[r1].title": Answer(comment="Only a comment"), "trainings[r2].gone": Answer("of another edition"),
        "trainings[r3].topics": Answer(details={"other": {"currency": "USD"}}),
    },
}  # fmt: skip
TYPED: Final = (
    "", "", " ", "5", "5.0", "005", "12", "12.0", "1 2", "١٢", "+12", "1_2", "1e1", ".5", "2.50", "-5", "many", "NaN",
    "2019", "2020", "20", "1234567890", "12345678901234567", "5.00000000000000000001", "yes \n no", "\u00a05\u202f",
)  # fmt: skip
DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "day": ("", "4", "5", "05", "31", "٥", "5-", "x"),
    "month": ("", "3", "3", "2", "03", "13"),
    "year": ("", "2024", "2024", "2023", "٢٠٢٤", "24", "0000"),
}
CHANGEABLE: Final = """
() => [...document.forms["cb-form"].elements].map((control, index) => ({
  index, name: control.name, kind: control.type,
  values: control.tagName === "SELECT" ? [...control.options].map((each) => each.value) : [],
})).filter(({ kind, name }) => !["hidden", "submit", "fieldset", "file"].includes(kind) && name !== "writing")
"""
# Change some controls of the untouched page, and tell what is shown then and what would be sent.
CHANGE: Final = """
(changes) => {
  const form = document.forms["cb-form"];
  form.reset();
  for (const [index, value] of changes) {
    const control = form.elements[index];
    if (typeof value === "boolean") control.checked = value;
    else control.value = value;
  }
  form.elements.writing.dispatchEvent(new Event("change", { bubbles: true }));
  const boxes = [...document.querySelectorAll("[data-cb-address]")];
  return {
    shown: boxes.map((box) => [box.dataset.cbAddress, !box.closest("[hidden]")]),
    sent: [...new FormData(form)],
  };
}
"""


def changes(chance: random.Random, controls: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str | bool]]:
    """What somebody might do to some of the controls of a page."""
    made: list[tuple[dict[str, Any], str | bool]] = []
    for control in controls:
        if chance.random() < 0.4:
            continue
        name, kind = control["name"], control["kind"]
        if kind in ("radio", "checkbox"):
            made.append((control, chance.random() < 0.5))
        elif name.startswith("n:"):
            made.append((control, chance.choice(["", "", "", *control["values"]])))
        elif kind == "select-one":
            made.append((control, chance.choice(control["values"])))
        else:
            made.append((control, chance.choice(DATES.get(name.rpartition(":")[2], TYPED))))
    return made


def differences(form: Form, answers: Answers, shown: list[tuple[str, bool]]) -> list[str]:
    """Where a page shows something else than the server's evaluation; a blank new row it does not know."""
    states = evaluate(form, answers).states
    return [
        f"{address} is {'shown' if seen else 'hidden'}"
        for address, seen in shown
        if address in states and states[address].shown != seen
    ]


def test_the_script_shows_what_the_server_evaluates(
    conditional_site: Site, visitors: Callable[[Site], Visitors]
) -> None:
    """Of every page as it was opened, and after changes of all kinds, saved or not."""
    site, visit = conditional_site, visitors(conditional_site)
    form = site.library.form("example-national-report")
    places = [(f"{section.id}/{each.number}", each) for section in form.sections[:-1] for each in pages(section)]
    chance = random.Random(20)
    wrong: list[str] = []
    seen: set[tuple[str, bool]] = set()
    for party, kept in KEPT.items():
        report = site.report("example", party)
        site.answer(report, party, kept)
        page = visit(f"focal-{party}")
        for place, each in places:
            page.goto(f"{report}/{place}?add=trainings")
            controls = page.evaluate(CHANGEABLE)
            for number in range(25):
                made = changes(chance, controls) if number else []
                now = page.evaluate(CHANGE, [(control["index"], value) for control, value in made])
                typed = fields.read_page(MultiDict(now["sent"]), each, kept, "en")
                done = [(control["name"], value) for control, value in made]
                found = differences(form, {**kept, **typed}, now["shown"])
                wrong += [f"{party} {place}: {one}, after {done}" for one in found]
                seen.update((address, is_shown) for address, is_shown in now["shown"])
    assert not wrong, "\n".join(wrong)
    conditional = {question.id for question in form.questions() if question.show_when}
    assert {address for address, _ in seen if "[" in address}
    assert [id for id in sorted(conditional) if not {(id, True), (id, False)} <= seen] == []


def test_a_row_is_there_while_something_stands_in_it(
    conditional_site: Site, visitors: Callable[[Site], Visitors]
) -> None:
    """A comment that came with a file stays, though the page has no field for it."""
    site = conditional_site
    for party, comment, is_there in (("KEN", "", False), ("NOR", "From a file", True)):
        report = site.report("example", party)
        site.answer(report, party, {"trainings[r1].title": Answer("Course", language="en", comment=comment)})
        page = visitors(site)(f"focal-{party}")
        page.goto(report + "/rows/1")
        expect(question(page, "r5")).to_be_visible()
        page.get_by_label("Title").fill("")
        page.get_by_label("Title").blur()
        expect(question(page, "r5")).to_be_visible(visible=is_there)


# -- buttons ----------------------------------------------------------------------------------------------------------


PRESS_TWICE: Final = """
async () => {
  const button = document.querySelector("[data-cb-once]");
  for (let press = 0; press < 2; press += 1) {
    button.click();
    await new Promise((done) => setTimeout(done, 300));
  }
}
"""


def test_a_second_press_of_submit_does_nothing(visit_small: Visitors) -> None:
    site = visit_small.site
    report = site.report("example", "KEN")
    site.answer(report, "KEN", {"assessed": Answer(False), "help-needed": Answer(["none"])})
    page = visit_small("focal-KEN")
    sent: list[Route] = []
    page.route("**/steps/submit", lambda route: sent.append(route))  # the line is slow: nothing comes back yet
    page.goto(report + "/check")
    page.evaluate(PRESS_TWICE)
    assert len(sent) == 1
    sent[0].continue_()
    page.wait_for_url("**/submitted")


def test_submit_works_again_after_the_line_was_down(visit_small: Visitors) -> None:
    site = visit_small.site
    report = site.report("example", "KEN")
    site.answer(report, "KEN", {"assessed": Answer(False), "help-needed": Answer(["none"])})
    page = visit_small("focal-KEN")
    page.goto(report + "/check")
    submit = page.get_by_role("button", name="Submit to the Secretariat")
    page.context.set_offline(True)
    submit.click()
    page.wait_for_url(lambda url: url.startswith("chrome-error:"), wait_until="commit")
    page.context.set_offline(False)
    page.go_back()
    press(submit)
    expect(page.get_by_role("heading", level=1)).to_have_text("Report submitted")


def test_what_was_typed_stays_while_there_is_no_connection(visit_small: Visitors) -> None:
    page = visit_small("focal-KEN")
    page.goto(visit_small.site.report("example", "KEN") + "/activities/2")
    asked = page.get_by_label("Who can be asked?")
    asked.fill("Example Person")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection, so nothing is saved yet.")
    expect(asked).to_have_value("Example Person")
    page.context.set_offline(False)
    press(page.get_by_role("button", name="Save and continue"))
    page.go_back()
    expect(asked).to_have_value("Example Person")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_enter_in_a_text_field_saves_and_goes_on(script: bool, visit_small: Visitors) -> None:
    report = visit_small.site.report("example", "KEN")
    visit_small.site.answer(report, "KEN", {"trainings[r1].title": Answer("Course for rangers", language="en")})
    page = visit_small("focal-KEN", script=script)
    page.goto(report + "/activities/1")
    title = page.get_by_label("Title (required)")
    title.fill("Course for rangers in the north")
    with page.expect_navigation():
        title.press("Enter")
    assert page.url.endswith("/activities/2")
    page.go_back()
    expect(page.get_by_label("Title (required)")).to_have_value("Course for rangers in the north")


# -- focus ------------------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_told_first(needs: Page) -> None:
    needs.get_by_role("radio", name="Yes").check()
    needs.get_by_label("Day").fill("31")
    needs.get_by_label("Month").fill("2")
    needs.get_by_label("Year").fill("2024")
    press(needs.get_by_role("button", name="Save and continue"))
    expect(needs.locator("#error-summary")).to_be_focused()
    assert needs.title().startswith("Error:")
    needs.get_by_role("alert").get_by_role("link").click()
    expect(needs.get_by_label("Day")).to_be_focused()
    expect(needs.get_by_label("Month")).to_have_value("2")


# What the keyboard reaches, in the order of the page: of radio buttons with one name only the chosen or the first one.
REACHABLE: Final = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")]
  .filter((each) => each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }))
  .filter((each, index, all) => {
    const together = all.filter((other) => other.type === "radio" && other.name === each.name);
    return each.type !== "radio" || each === (together.find((other) => other.checked) ?? together[0]);
  })
  .map((each) => each.outerHTML.slice(0, 200))
"""
FOCUSED: Final = """
() => {
  const look = (element, part) => {
    const style = getComputedStyle(element, part);
    return [style.outlineStyle, style.outlineColor, style.outlineWidth, style.boxShadow, style.backgroundColor].join();
  };
  const control = document.activeElement;
  if (control === document.body) return null;
  if (control.type === "date" && window.lastFocused === control) return { inside: true };  // its month, its year
  window.lastFocused = control;
  const label = control.labels?.[0];
  const looks = () => [look(control), label ? look(label, "::before") : ""].join(" | ");
  const focused = looks();
  const ring = control.matches(":focus-visible");
  control.blur();
  const before = looks();
  control.focus({ focusVisible: true });
  return { html: control.outerHTML.slice(0, 200), ring, seen: focused !== before };
}
"""


def to_the_top(page: Page) -> None:
    """Put the focus before the first control, wherever the page has put it."""
    page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex'); }")


def walk(page: Page) -> list[dict[str, Any]]:
    """Press the tabulator until it has gone round; what had the focus, and whether that could be seen."""
    passed: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        place = page.evaluate(FOCUSED)
        if place is None:
            return passed
        if not place.get("inside"):
            passed.append(place)
    raise AssertionError(f"The tabulator does not come to an end: {passed[-3:]}")


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("", "/reporting/sign-in"),
        ("focal-FJI", "/reporting/"),
        ("focal-FJI", "{cbd}"),
        ("focal-FJI", "{cbd}/nbsap/1"),
        ("focal-FJI", "{cbd}/target-20/1"),
        ("focal-FJI", "{cites}/capacity-activities/3"),
        ("focal-FJI", "{cbd}/check"),
        ("secretariat-cbd", "/reporting/desk/cbd?status=submitted"),
        ("secretariat-cbd", "/reporting/desk/cbd/summary?question=b20-2"),
    ],
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(person: str, path: str, visit: Visitors) -> None:
    page = visit(person)
    reports = {convention: visit.site.report(convention, "FJI") for convention in ("cbd", "cites")}
    page.goto(path.format(**reports))
    if page.locator("#error-summary").count():
        expect(page.locator("#error-summary")).to_be_focused()  # by the script, which must not come after the first Tab
    to_the_top(page)
    wanted = page.evaluate(REACHABLE)
    passed = walk(page)
    assert [each["html"] for each in passed] == wanted
    assert [each["html"] for each in passed if not (each["ring"] and each["seen"])] == []


def test_a_report_is_written_and_submitted_with_the_keyboard_alone(visit_small: Visitors) -> None:
    page = visit_small()
    keys = page.keyboard
    page.goto("/reporting/sign-in")
    to(page, "Focal point", "Norway")
    with page.expect_navigation():
        keys.press("Enter")
    to(page, "Start")
    with page.expect_navigation():
        keys.press("Enter")
    to(page, "Needs")
    with page.expect_navigation():
        keys.press("Enter")
    to(page, "Yes")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="No")).to_be_checked()
    keys.press("ArrowUp")
    to(page, "Day")
    keys.type("15")
    keys.press("Tab")
    keys.type("6")
    keys.press("Tab")
    keys.type("2024")
    to(page, "Training")
    keys.press("Space")
    to(page, "Describe the training")
    keys.type("Four days for customs officers.")
    for _ in range(2):
        to(page, "Save and continue")
        with page.expect_navigation():
            keys.press("Enter")
    to(page, "Check your answers")
    with page.expect_navigation():
        keys.press("Enter")
    to(page, "Submit to the Secretariat")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Report submitted")
    page.goto(page.url.replace("/submitted", ""))
    expect(page.get_by_text("Four days for customs officers.")).to_be_visible()
    expect(page.get_by_text("15 June 2024")).to_be_visible()


def to(page: Page, words: str, near: str = "") -> None:
    """Go on with the tabulator until the control with these words has the focus."""
    script = """() => {
      const control = document.activeElement;
      const label = [...(control.labels ?? [])].map((each) => each.innerText).join(" ");
      const described = document.getElementById(control.getAttribute("aria-describedby"))?.innerText ?? "";
      return [label || control.innerText, described];
    }"""
    for _ in range(120):
        page.keyboard.press("Tab")
        name, described = page.evaluate(script)
        if words in name and near in described:
            return
    raise AssertionError(f"The keyboard does not reach “{words}”.")


# -- large letters, no movement ---------------------------------------------------------------------------------------

LOST: Final = """
() => {
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  const cut = [...document.querySelectorAll("body *:not(select, input, textarea, svg, progress)")]
    .filter((box) => box.checkVisibility() && box.clientWidth > 1 && getComputedStyle(box).overflow !== "visible")
    .filter((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
    .map((box) => box.outerHTML.slice(0, 120));
  return [...(wide > 0 ? [`${wide} px too wide`] : []), ...cut];
}
"""


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_nothing_is_lost_when_letters_are_twice_as_large(language: str, visit: Visitors) -> None:
    page = visit("focal-FJI", language=language, width=640)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    cbd, cites = (visit.site.report(convention, "FJI") for convention in ("cbd", "cites"))
    paths = ["/reporting/", cbd, f"{cbd}/nbsap/1?missing=1", f"{cbd}/target-20/1", f"{cbd}/check"]
    paths += [f"{cites}/capacity-activities/3", f"{cites}/authority-resources/2"]
    lost = []
    for path in paths:
        page.goto(path)
        words = page.locator(".govuk-body, .govuk-hint").first
        assert words.evaluate("words => parseFloat(getComputedStyle(words).fontSize)") > 30
        lost += [f"{path}: {each}" for each in page.evaluate(LOST)]
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize(("wish", "seconds"), [("reduce", "0s"), ("no-preference", "1s")])
def test_nothing_moves_for_those_who_do_not_want_it(wish: Any, seconds: str, visit: Visitors) -> None:
    page = visit("focal-FJI", reduced_motion=wish)
    page.goto("/reporting/")
    script = "button => { button.style.transition = 'all 1s'; return getComputedStyle(button).transitionDuration; }"
    assert page.get_by_role("button").first.evaluate(script) == seconds
