"""Pages as people see them who like it dark, large, in high contrast, without motion, by keyboard or on paper."""

from __future__ import annotations

from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from cbreport.definition import pages
from tests.browser.filling import Filler
from tests.browser.inspecting import COLOURS, FINDINGS, REVEAL, TOO_SMALL, TOO_WIDE, axe
from tests.browser.test_pages import DRAFTS, OPENERS, Opener, check_with_errors, desk, earlier, summary, tasks
from tests.browser.visiting import HEIGHT, HOME, NARROW, WIDE, Visitors, press, wishing

pytestmark = pytest.mark.browser

# Twice the text on half a screen leaves as little room as there is at 320 pixels.
LARGE: Final = ((WIDE, "200%"), (2 * NARROW, "200%"), (NARROW, "100%"))
TEXT_SIZE: Final = "(size) => { document.documentElement.style.fontSize = size; }"


def question_pages(visit: Visitors, convention: str) -> list[str]:
    """The paths of all question pages of a draft, with what is still missing."""
    report = visit.site.report(convention, DRAFTS[convention])
    cycle = visit.site.library.convention(convention).main_cycle
    assert cycle
    form = visit.site.library.form(cycle.form, cycle.edition)
    return [f"{report}/{each.id}/{page.number}?missing=1" for each in form.sections for page in pages(each)]


def violations(page: Page) -> list[str]:
    """What cannot be read for its colours."""
    page.evaluate(REVEAL)
    page.evaluate(axe())
    found: list[str] = page.evaluate(FINDINGS, COLOURS)
    return [f"{page.url}: {each}" for each in found]


@pytest.mark.parametrize("opener", OPENERS, ids=lambda each: each.__name__)
def test_in_the_dark_every_page_can_be_read_and_with_large_text_nothing_goes_sideways(
    opener: Opener, visit: Visitors
) -> None:
    """Both on one page, because to come to it takes the most time."""
    page = opener(wishing(visit, color_scheme="dark"), "en")
    assert page.locator("body").evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(20, 25, 27)"
    assert violations(page) == []
    assert sideways(page) == []


@pytest.mark.parametrize("convention", DRAFTS)
def test_in_the_dark_question_pages_can_be_read(convention: str, visit: Visitors) -> None:
    page = visit(f"focal-{DRAFTS[convention]}", color_scheme="dark")
    found = []
    for path in question_pages(visit, convention):
        page.goto(path)
        found += violations(page)
    assert found == []


@pytest.mark.parametrize("opener", [tasks, check_with_errors, earlier, desk], ids=lambda each: each.__name__)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_more_contrast_every_page_can_be_read(opener: Opener, scheme: str, visit: Visitors) -> None:
    page = opener(wishing(visit, color_scheme=scheme, contrast="more"), "en")
    quiet = "box => getComputedStyle(box).color === getComputedStyle(document.body).color"
    assert page.locator(".cb-weight").evaluate(quiet)
    assert violations(page) == []


@pytest.mark.parametrize(("convention", "language"), [("cbd", "ar"), ("cites", "en"), ("cms", "ar")])
def test_with_large_text_question_pages_do_not_go_sideways(convention: str, language: str, visit: Visitors) -> None:
    page = visit(f"focal-{DRAFTS[convention]}", language=language)
    found = []
    for path in question_pages(visit, convention):
        page.goto(path)
        found += sideways(page)
    assert found == []


def sideways(page: Page) -> list[str]:
    page.evaluate(REVEAL)
    found = []
    for width, size in LARGE:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate(TEXT_SIZE, size)
        wide: list[str] = page.evaluate(TOO_WIDE)
        found += [f"{page.url} {width} {size}: {each}" for each in wide]
    found += [f"{page.url}: {each}" for each in page.evaluate(TOO_SMALL)]
    return found


def test_the_inspection_of_large_text_finds_what_is_wide(visit: Visitors) -> None:
    page = tasks(visit, "en")
    page.locator("h1").evaluate("box => { box.style.width = '40rem'; }")
    assert any("640" in each for each in sideways(page))


# How an element looks in the ways in which focus can show.
LOOK: Final = """
box => {
  const label = box.labels?.[0];
  const drawn = [box, ...(label ? [label] : [])].flatMap((each) => [undefined, "::before"].map((part) => {
    const look = getComputedStyle(each, part);
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderWidth } = look;
    return [outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderWidth];
  }));
  return JSON.stringify(drawn);
}
"""


WITHOUT: Final = f"(box) => {{ box.blur(); const look = ({LOOK})(box); box.focus(); return look; }}"


def focused(page: Page) -> Locator:
    return page.locator(":focus")


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("cites/capacity-activities/3", {}),
        ("cites/capacity-activities/3", {"color_scheme": "dark"}),
        ("cites/capacity-activities/3", {"forced_colors": "active"}),
        ("cbd/target-20/1", {"color_scheme": "dark"}),
        ("cbd/", {"color_scheme": "dark"}),
        ("cbd/check", {}),
    ],
    ids=str,
)
def test_by_keyboard_everything_is_reached_in_order_and_focus_is_seen(
    path: str, wish: dict[str, Any], visit: Visitors
) -> None:
    convention, _, rest = path.partition("/")
    page = visit("focal-FJI", **wish)
    page.goto(f"{visit.site.report(convention, 'FJI')}/{rest}".rstrip("/"))
    page.evaluate("() => document.activeElement.blur()")
    page.evaluate("() => { let at = 0; for (const each of document.querySelectorAll('*')) each.dataset.place = at++; }")
    seen: list[int] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            break
        here = focused(page)
        with_focus = here.evaluate(LOOK)
        place = int(here.get_attribute("data-place") or "0")
        if place in seen:
            break
        seen.append(place)
        without = here.evaluate(WITHOUT)
        assert with_focus != without, here.evaluate("box => box.outerHTML.slice(0, 200)")
    assert seen == sorted(seen)
    assert len(seen) > 15
    controls = "main :is(button, a[href], input:not([type=hidden]), select, textarea, summary):not([tabindex='-1'])"
    reachable = page.locator(controls).evaluate_all(
        "all => all.filter(each => each.checkVisibility() && each.type !== 'radio').map(each => +each.dataset.place)"
    )
    assert set(reachable) <= set(seen)


def test_what_is_wrong_is_announced_and_leads_to_its_field(visit: Visitors) -> None:
    page = visit("focal-NPL")
    page.goto(visit.site.report("cbd", "NPL") + "/indicator-20b/1?missing=1")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("has no answer")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-form-group--error :focus").first).to_be_attached()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_another_language_keeps_the_page_its_place_and_all_that_was_typed(script: bool, visit: Visitors) -> None:
    page = visit("focal-PHL", script=script)
    path = visit.site.report("cms", "PHL") + "/awareness/1"
    page.goto(path)
    if script:
        filler = Filler(page)
        filler.fill()
        assert len(filler.typed) > 1
    else:
        page.locator("textarea:visible").first.fill("Typed, not saved")
    values = "main form :is(input, select, textarea):not([type=hidden], [type=file], [name=writing])"
    state = "all => all.map(each => [each.name, each.value, each.checked ?? null]).filter(([name]) => name)"
    before = page.locator(values).evaluate_all(state) if script else None
    press(page.get_by_role("button", name="العربية"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url.partition("?")[0].endswith(path)
    assert "#f-" in page.url
    if script:
        assert page.locator(values).evaluate_all(state) == before
    else:
        expect(page.locator("textarea").filter(has_text="Typed, not saved")).to_have_count(1)


def test_another_language_keeps_the_place_also_when_nothing_was_typed(visit: Visitors) -> None:
    page = visit("focal-PHL")
    report = visit.site.report("cms", "PHL")
    page.goto(report + "/awareness/1")
    *_, last = page.evaluate("() => [...document.querySelectorAll('.cb-question[id$=_box]')].map(({ id }) => id)")
    page.goto(f"{report}/awareness/1?missing=1#{last}")
    press(page.get_by_role("button", name="العربية"))
    assert "missing=1" in page.url
    assert page.url.endswith(f"#{last}")
    expect(page.locator(f"[id='{last}'] :focus")).to_be_attached()
    field = page.locator(".cb-question :is(input, textarea, select):visible").first
    field.focus()
    box = field.evaluate("each => each.closest('[id$=_box]').id")
    assert box != last
    press(page.get_by_role("button", name="Français"))
    assert page.url.endswith(f"#{box}")
    page.goto(f"{report}#section-awareness")
    press(page.get_by_role("link", name="Español"))
    assert page.url.endswith("language=es#section-awareness")


def test_nothing_moves_for_who_wants_no_motion(visit: Visitors) -> None:
    page = visit("focal-FJI", reduced_motion="reduce")
    page.goto(visit.site.report("cbd", "FJI") + "/target-20/1")
    moving = """all => all.filter((each) => {
      const look = getComputedStyle(each);
      return look.animationName !== "none" || look.transitionDuration.split(", ").some((time) => time !== "0s");
    }).map((each) => each.outerHTML.slice(0, 100))"""
    assert page.locator("*").evaluate_all(moving) == []


def test_in_forced_colours_bars_and_marks_are_seen(visit: Visitors) -> None:
    page = summary("cbd", "b20-2")(wishing(visit, forced_colors="active"), "en")
    fills = page.locator(".cb-bar__part").first.evaluate(
        "bar => [getComputedStyle(bar).fill, getComputedStyle(bar.previousElementSibling).fill]"
    )
    assert fills[0] != fills[1]
    page.goto(HOME + "desk/cbd?status=submitted")
    assert page.locator(".govuk-tag").first.evaluate("tag => getComputedStyle(tag).borderTopWidth") == "1px"


PRESSED: Final = """
all => all.filter((each) => each.checkVisibility() && !each.classList.contains("govuk-visually-hidden"))
  .map((each) => each.outerHTML.slice(0, 120))
"""
CUT_OFF: Final = """
all => all.filter((each) => each.checkVisibility() && each.scrollHeight > each.clientHeight + 2)
  .map((each) => each.name)
"""


@pytest.mark.parametrize("opener", [tasks, check_with_errors, earlier, desk], ids=lambda each: each.__name__)
def test_on_paper_there_is_nothing_to_press(opener: Opener, visit: Visitors) -> None:
    page = opener(visit, "en")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within margins of a centimetre
    assert page.locator("button, input[type=file], [role=button], .cb-footer").evaluate_all(PRESSED) == []
    assert page.evaluate(TOO_WIDE) == []


def test_on_paper_a_page_of_questions_has_all_that_was_typed(visit: Visitors) -> None:
    page = visit("focal-NPL")
    page.goto(visit.site.report("cbd", "NPL") + "/conclusions/1")
    box = page.locator("textarea[name='a:assessment-summary']")
    box.fill("\n".join(f"Line {number}" for number in range(40)))
    page.emulate_media(media="print")
    assert page.locator("textarea").evaluate_all(CUT_OFF) == []
    assert page.locator("button, input[type=file]").evaluate_all(PRESSED) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_section_on_paper_has_its_questions_and_room_to_write(language: str, visit: Visitors) -> None:
    page = visit("focal-FJI", language=language)
    page.goto(visit.site.report("cbd", "FJI") + "/means/1")
    press(page.locator("a[href$='/print']"))
    assert violations(page) == []
    assert sideways(page) == []
    page.emulate_media(media="print")
    blanks = page.locator(".cb-paper .cb-blank")
    assert blanks.count() > 0
    assert blanks.first.evaluate("box => parseFloat(getComputedStyle(box, '::after').height)") > 50
    expect(page.locator(".cb-paper .cb-answer")).not_to_have_count(0)
