"""What is wrong with a page: axe-core's findings, overflow, small targets, pictures of text, repeated ids."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Page

from cbreport.definition import direction
from tests.browser.visiting import HEIGHT, NARROW, PHONE, WIDE

AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
RULES: Final = [*(f"wcag{version}{level}" for version in ("2", "21", "22") for level in ("a", "aa")), "best-practice"]
COLOURS: Final = ["color-contrast", "link-in-text-block"]  # what another palette may change
FINDINGS: Final = """
async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) =>
    `${id}: ${node.html.slice(0, 160)} (${node.failureSummary.replace(/\\s+/g, " ").slice(0, 200)})`));
}
"""
# Everything that can appear on the page while it is filled in.
REVEAL: Final = """
() => {
  for (const box of document.querySelectorAll("details")) box.open = true;
  for (const box of document.querySelectorAll("[data-cb-when]")) box.hidden = false;
  for (const box of document.querySelectorAll("[class*=__conditional--hidden]"))
    box.className = box.className.replace(/\\S+__conditional--hidden/, "");
}
"""
TOO_WIDE: Final = """
() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((box) => box.getBoundingClientRect().right > innerWidth + 1 || box.getBoundingClientRect().left < -1)
    .map((box) => box.outerHTML.slice(0, 120))
"""
# WCAG 2.2, 2.5.8. A link inside a sentence is exempt. A label belongs to its control's target.
TOO_SMALL: Final = """
() => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a[href]")]
  .filter((control) => control.checkVisibility() && !control.closest(".govuk-visually-hidden, .govuk-skip-link"))
  .filter((control) => control.tagName !== "A" || control.parentElement.innerText.trim() === control.innerText.trim())
  .map((control) => {
    const boxes = [control, ...(control.labels ?? [])].map((each) => each.getBoundingClientRect());
    const size = (side) => Math.max(...boxes.map((box) => box[side]));
    return [control, size("width"), size("height")];
  })
  .filter(([control, width, height]) => width < 24 || height < 24)
  .map(([control, width, height]) => `${Math.round(width)} × ${Math.round(height)}: ${control.outerHTML.slice(0, 120)}`)
"""
PICTURES: Final = """
() => [...document.querySelectorAll("img, picture, canvas, svg text")].map((each) => each.outerHTML.slice(0, 120))
"""
REPEATED: Final = """
() => [...document.querySelectorAll("[id]")]
  .map((each) => each.id)
  .filter((id, index, all) => all.indexOf(id) !== index)
"""


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


def problems(
    page: Page, language: str, widths: tuple[int, ...] = (WIDE, PHONE, NARROW), axe_at: tuple[int, ...] = (WIDE, PHONE)
) -> list[str]:
    """Every problem of the page that is open, at each width; axe, which takes longest, at some of them."""
    path = urlsplit(page.url).path
    found = []
    page.evaluate(REVEAL)
    page.evaluate(axe())
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        checks: dict[str, list[Any]] = {
            "": page.evaluate(FINDINGS, RULES) if width in axe_at else [],
            "too wide": page.evaluate(TOO_WIDE),
            "too small": page.evaluate(TOO_SMALL),
            "picture": page.evaluate(PICTURES),
            "id twice": page.evaluate(REPEATED),
        }
        found += [f"{path} {language} {width}: {name} {each}" for name, listed in checks.items() for each in listed]
    html = page.locator("html")
    said = (html.get_attribute("lang"), html.get_attribute("dir"))
    if said != (language, direction(language)):
        found.append(f"{path} {language}: the page says that it is {said}")
    return found
