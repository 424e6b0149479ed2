"""Filling question pages in as a person does: what stands on the page is all that is known about the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Page

from tests.browser.visiting import complaints, press

# Every control that can be seen, in the order of the page, with the words that belong to it.
CONTROLS: Final = """
() => [...document.querySelectorAll("main form :is(input, select, textarea)")]
  .filter((control) => control.type !== "hidden" && control.checkVisibility() && control.getClientRects().length)
  .map((control) => {
    const question = control.closest(".cb-question");
    const beside = control.closest("[id^=conditional-]");
    const option = beside && document.querySelector(`[data-aria-controls="${beside.id}"]`);
    const legends = [];
    for (let box = control.closest("fieldset"); box; box = box.parentElement.closest("fieldset"))
      legends.unshift(box.querySelector("legend").innerText.trim());
    return {
      kind: control.tagName === "INPUT" ? control.type : control.tagName.toLowerCase(),
      id: control.id, name: control.name, value: control.value, digits: control.inputMode,
      label: [...control.labels].map((label) => label.innerText.trim()).join(" "), legends,
      alone: control.hasAttribute("data-cb-exclusive"),
      needless: Boolean(option && !option.checked),
      conditional: Boolean(control.closest("[data-cb-when]")),
      private: Boolean(question?.querySelector(".cb-private")),
      outside: !question,
      choices: control.tagName === "SELECT" ? [...control.options].map((each) => each.value) : [],
    };
  })
"""
DATE: Final = {"Day": "15", "Month": "6", "Year": "2030"}
ALTERNATIVES: Final = ("or between", "and")  # of an amount of money


@dataclass(frozen=True)
class Typed:
    """A text that was typed. ``conditional``: its question depends on another answer."""

    text: str
    id: str
    address: str
    conditional: bool
    private: bool


@dataclass
class Filler:
    """Answers whatever a page asks.

    `first`: takes the first choice, ticks everything that can be ticked together and every second box that stands
    alone; otherwise takes the second choice and ticks the last one. `skip` is a question that is left out.
    """

    page: Page
    first: bool = True
    skip: str = ""
    typed: list[Typed] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    skipped: int = 0
    _done: set[str] = field(default_factory=set)
    _alone: bool = False

    def controls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(CONTROLS)
        return [each for each in found if not each["outside"]]

    def fill_page(self) -> None:
        """Answer everything on the page, and what appears because of it, with one more row in each group."""
        self.fill()
        for name in self._groups():
            group = self.page.get_by_role("group", name=name, exact=True)
            press(group.get_by_role("button", name="Save and add another entry"))
            assert complaints(self.page) == []
            self._nothing_was_lost()
            before = len(self._done)
            self.fill()
            assert len(self._done) > before, f"“{name}” has got no new entry"

    def _groups(self) -> list[str]:
        buttons = self.page.get_by_role("button", name="Save and add another entry")
        script = "buttons => buttons.map(each => each.closest('fieldset').querySelector('legend').innerText.trim())"
        names: list[str] = buttons.evaluate_all(script)
        return names

    def _nothing_was_lost(self) -> None:
        kept = {each["id"]: each["value"] for each in self.controls()}
        lost = [each for each in self.typed if each.id in kept and kept[each.id] != each.text]
        assert not lost

    def fill(self) -> None:
        while waiting := [each for each in self.controls() if each["name"] not in self._done and not each["needless"]]:
            for control in waiting:
                if control["name"] not in self._done:
                    self._answer(control, [each for each in waiting if each["name"] == control["name"]])
                    self._done.add(control["name"])

    def _answer(self, control: dict[str, Any], together: list[dict[str, Any]]) -> None:
        assert control["label"], f"{control['name']} has no label"
        if self.skip and self.skip in " ".join([*control["legends"], control["label"]]):
            self.skipped += 1
            return
        kind = control["kind"]
        self.kinds.add(kind)
        if kind == "radio":
            self._choose(together[0 if self.first else 1])
        elif kind == "checkbox":
            self._tick(together)
        elif kind == "select":
            choices = [choice for choice in control["choices"] if choice]
            self.page.locator(f"[id='{control['id']}']").select_option(choices[0 if self.first else -1])
        else:
            self._type(control)

    def _tick(self, together: list[dict[str, Any]]) -> None:
        shared = [each for each in together if not each["alone"]]
        alone = [each for each in together if each["alone"]]
        if alone and self._alone:
            wanted = alone[:1]
        else:
            wanted = shared if self.first else shared[-1:]
        if alone:
            self._alone = not self._alone
        for each in wanted:
            self._choose(each)

    def _choose(self, control: dict[str, Any]) -> None:
        self.page.locator(f"[id='{control['id']}']").check()

    def _type(self, control: dict[str, Any]) -> None:
        label = control["label"]
        if label in ALTERNATIVES:
            return
        field = self.page.locator(f"[id='{control['id']}']")
        if label in DATE and re.search(r":(day|month|year)$", control["name"]):
            field.fill(DATE[label])
        elif control["digits"] in ("numeric", "decimal"):
            field.fill("2010" if control["digits"] == "numeric" else "12.5")
        else:
            number = len(self.typed) + 1
            url = control["digits"] == "url"
            text = f"https://example.org/{number}.html" if url else f"Typed answer number {number}."
            field.fill(text)
            address = control["name"].split(":")[1]
            self.typed.append(Typed(text, control["id"], address, control["conditional"], control["private"]))
