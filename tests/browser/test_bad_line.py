"""A hundred answers on a line of 50 kbit/s that drops every fifth request, to a server that is killed twice.

Every one of them is on the server, once, in the order typed.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Error, Route, expect

from cbreport.reporting import NewReport
from cbreport.storage import SqlStore, upgrade
from tests.browser.visiting import HOME, focal_point

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWERS: Final = 100
KBIT: Final = 50
LATENCY: Final = 2.0  # seconds
SERVER: Final = """
import sys
import waitress
from cbreport.definition import Resource
from cbreport.hookspecs import hookimpl
from cbreport.testing import EXAMPLE, example_library
from cbreport.web.host import create_host
from cbreport.web.identity import DemoIdentity, demo_people

@hookimpl
def cbreport_forms():
    return [Resource("tests.browser", "a_hundred.yaml")]

library = example_library(cbreport_forms=cbreport_forms)
people = demo_people({EXAMPLE.id: EXAMPLE.secretariat}, {"KEN": "Kenya"})
app = create_host(sys.argv[1], secret_key="x" * 32, demo=True, identity=DemoIdentity(people), library=library)
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[2]), threads=4, _quiet=True)
"""


class Server:
    """The host as a process of its own, which can be killed."""

    def __init__(self, database: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.database = database
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self, wait: Callable[[float], None] = lambda milliseconds: time.sleep(milliseconds / 1000)) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, self.database, str(self.port)])
        for _ in range(300):
            try:
                with urlopen(self.address + HOME + "sign-in", timeout=1):
                    return
            except OSError:
                wait(100)
        raise AssertionError("The server does not start.")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def report_in(store: SqlStore) -> str:
    new = NewReport("example", "example-national-report", "ex1", "sha256:0", "KEN", "EX1")
    return store.create(focal_point("KEN"), new).id


@pytest.mark.timeout(400)
def test_a_hundred_answers_arrive_once_and_in_order(browser: Browser, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/cb.db"
    upgrade(database)
    store = SqlStore(database)
    report = report_in(store)
    server = Server(database)
    sent = {"dropped": 0, "unanswered": 0, "all": 0}
    context = browser.new_context(base_url=server.address)
    context.set_default_timeout(60_000)
    try:
        signed = context.request.post(
            HOME + "sign-in", form={"person": "focal-KEN"}, headers={"Origin": server.address}, max_redirects=0
        )
        assert signed.status == 302
        page = context.new_page()
        page.goto(f"{HOME}reports/{report}/all/1")
        wires = context.new_cdp_session(page)
        wires.send("Network.enable")
        wires.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY * 1000,
                "downloadThroughput": KBIT * 1000 / 8,
                "uploadThroughput": KBIT * 1000 / 8,
            },
        )

        def drop(route: Route) -> None:
            """Every fifth is lost, in turn on the way back, when the server has done its work, and on the way there."""
            sent["all"] += 1
            if sent["all"] % 5 != 2:
                return route.continue_()
            sent["dropped"] += 1
            if sent["dropped"] % 2:
                try:
                    route.fetch(timeout=10_000)
                    sent["unanswered"] += 1
                except Error:  # the server is dead just now
                    pass
            return route.abort("connectionreset")

        page.route("**/all/1", drop)
        typed: list[tuple[str, str]] = []
        for number in range(ANSWERS):
            address = f"sites[s{number // 2 + 1}].{('course', 'outcome')[number % 2]}"
            text = f"Answer {number + 1}"
            page.locator(f"[name='a:{address}']").fill(text)
            typed.append((address, text))
            if number in (35, 70):
                server.kill()
                page.wait_for_timeout(1500)
                server.start(page.wait_for_timeout)
            page.wait_for_timeout(600)
        said = page.locator("[data-cb-line]").get_by_role("status")
        expect(said).to_contain_text("Saved at", timeout=150_000)
        assert page.evaluate("() => sessionStorage.length") == 0

        changes = [each for each in reversed(store.history(focal_point("KEN"), report)) if each.address]
        assert [(each.address, each.after["value"]) for each in changes] == typed
        assert store.broken_changes() == ()
        assert sent["dropped"] >= 3, f"the line was too good: {sent}"
        assert sent["unanswered"], f"no reply was lost: {sent}"
    finally:
        context.close()
        server.kill()
        store.close()
