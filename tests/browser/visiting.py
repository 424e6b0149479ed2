"""People with a browser each. Contexts differ in person, language, width and script, and notice what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

from cbreport.answering import Answer
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, Identity, NewReport
from cbreport.storage import SqlStore
from cbreport.web.context import LANGUAGE_COOKIE

HOME: Final = "/reporting/"
WIDE: Final = 1280
PHONE: Final = 360
NARROW: Final = 320
HEIGHT: Final = 800


@dataclass(frozen=True)
class Site:
    """A server that runs, with what stands behind it."""

    address: str
    library: Library
    store: SqlStore

    def url(self, path: str = HOME) -> str:
        return self.address + path

    def report(self, convention: str, party: str, cycle: str = "") -> str:
        """The path of a Party's report; begun when there is none. The newest cycle unless another is named."""
        of = self.library.convention(convention)
        chosen = of.cycle(cycle) if cycle else of.main_cycle
        assert chosen is not None
        form = self.library.form(chosen.form, chosen.edition)
        new = NewReport(of.id, form.id, form.edition, form.digest, party, chosen.id)
        return f"{HOME}reports/{self.store.create(focal_point(party), new).id}"

    def answer(self, report: str, party: str, answers: Mapping[str, Answer]) -> None:
        """Save answers behind the backs of all who have a page open."""
        id = report.rpartition("/")[2]
        person = focal_point(party)
        self.store.save(person, id, answers, self.store.open(person, id).summary.revision)


def focal_point(party: str) -> Identity:
    return Identity(f"focal-{party}", party, frozenset({FOCAL_POINT}), party=party)


@dataclass
class Visitors:
    """Opens pages. ``troubles`` is what no page may cause: script errors, refusals by the policy, missing files."""

    browser: Browser
    site: Site
    wallets: dict[tuple[str, str], Any]
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self,
        person: str = "",
        *,
        language: str = "en",
        width: int = WIDE,
        height: int = HEIGHT,
        script: bool = True,
        **more: Any,
    ) -> Page:
        """A page in a browser of its own, signed in as `person` of the demo, still empty."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            storage_state=self.wallet(person) if person else None,
            locale="en-GB",
            base_url=self.site.address,
            **more,
        )
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": self.site.url(HOME)}])
        return self.watch(context.new_page())

    def wallet(self, person: str) -> Any:
        key = (self.site.address, person)
        if key not in self.wallets:
            context = self.browser.new_context(base_url=self.site.address)
            answer = context.request.post(
                HOME + "sign-in", form={"person": person}, headers={"Origin": self.site.address}, max_redirects=0
            )
            assert answer.status == 302, answer.text()
            self.wallets[key] = context.storage_state()
            context.close()
        return self.wallets[key]

    def watch(self, page: Page) -> Page:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        return page

    def _said(self, message: ConsoleMessage) -> None:
        # A page that is refused by intent (404, 409) says so on the console; a missing part of a page is told below.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.troubles.append(f"{message.location.get('url')}: {message.text}")

    def _answered(self, response: Response) -> None:
        told = response.request.is_navigation_request() or response.request.method == "PUT"  # on the page
        if response.status >= 500 or (response.status >= 400 and not told):
            self.troubles.append(f"{response.status} {response.url}")

    def leave(self) -> None:
        for context in self.contexts:
            context.close()


class Wishing(Visitors):
    """The same visitors with a wish for how pages look or work."""

    wish: dict[str, Any]

    def __call__(self, person: str = "", **options: Any) -> Page:
        return super().__call__(person, **{**self.wish, **options})


def wishing(visit: Visitors, **wish: Any) -> Wishing:
    made = Wishing(visit.browser, visit.site, visit.wallets, visit.troubles, visit.contexts)
    made.wish = wish
    return made


def cycle_row(page: Page, convention: str, title: str) -> Any:
    """The row of a reporting cycle on the home page."""
    return page.get_by_role("region", name=convention).get_by_role("listitem").filter(has=page.get_by_text(title)).first


def press(control: Locator) -> None:
    """Press what leads to another page, and wait until it is there."""
    with control.page.expect_navigation():
        control.click()


def complaints(page: Page) -> list[str]:
    """What the error summary of a page says, line by line."""
    return page.get_by_role("alert").get_by_role("listitem").all_inner_texts()
