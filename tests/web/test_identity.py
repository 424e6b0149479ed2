"""Who is asking: the host's function decides, and what it gets wrong is nobody's gain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from cbreport.errors import ConfigurationError
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, Identity
from cbreport.storage import SqlStore
from cbreport.web import CBReport, DemoIdentity
from tests.web.browser import words
from tests.web.conftest import PREFIX, Portal, plain_app
from tests.web.people import AMINA


class TestTheDemosChooser:
    def test_is_refused_outside_demo_mode(self, store: SqlStore, library: Library) -> None:
        with pytest.raises(ConfigurationError, match=r"lets anybody be anyone.*Give CBReport\(identity=…\) a function"):
            CBReport(store=store, library=library, identity=DemoIdentity([AMINA]))

    def test_is_refused_beside_a_site_outside_demo_mode(self, store: SqlStore, library: Library) -> None:
        with pytest.raises(ConfigurationError, match="lets anybody be anyone"):
            CBReport(store=store, library=library).mount(plain_app(), at="/reporting", identity=DemoIdentity([AMINA]))

    def test_shows_a_banner_on_every_page(self, make_portal: Callable[..., Portal]) -> None:
        browser = make_portal(identity=DemoIdentity([AMINA]), demo=True).browser()
        for path in ("/", "/sign-in", "/reports/x"):
            assert words(browser.get(PREFIX + path).all("*", "cb-demo")[0]).startswith("Demo.")

    def test_there_is_no_banner_in_a_portal(self, portal: Portal) -> None:
        assert portal.browser().get(f"{PREFIX}/").all("*", "cb-demo") == []


class TestTheHostsFunction:
    @pytest.mark.parametrize("nobody", [None, False])
    def test_says_nobody_for_the_public(self, make_portal: Callable[..., Portal], nobody: object) -> None:
        page = make_portal(identity=lambda request: nobody).browser().get(f"{PREFIX}/")
        assert "Published reports" in page.words

    def test_may_be_left_out_for_a_public_site(self, make_portal: Callable[..., Portal]) -> None:
        assert "Published reports" in make_portal(identity=None).browser().get(f"{PREFIX}/").words

    def test_is_asked_on_every_request(self, make_portal: Callable[..., Portal]) -> None:
        answers = [AMINA, None]
        browser = make_portal(identity=lambda request: answers.pop(0)).browser()
        assert "Reports of Kenya" in browser.get(f"{PREFIX}/").words
        assert "Published reports" in browser.get(f"{PREFIX}/").words

    @pytest.mark.parametrize("path", ["/", "/reports/x", "/desk/example"])
    @pytest.mark.parametrize("error", [RuntimeError("no directory"), KeyError("user"), PermissionError("no")])
    def test_that_fails_is_an_error_and_not_the_public(
        self, make_portal: Callable[..., Portal], error: Exception, path: str
    ) -> None:
        def broken(request: Any) -> Identity:
            raise error

        app = plain_app()
        app.config["PROPAGATE_EXCEPTIONS"] = False
        portal = make_portal(app, identity=broken)
        portal.report("KEN", {"name": "Plan"}, "published")
        page = portal.browser().get(PREFIX + path)
        assert page.status == 500
        assert "directory" not in page.text

    @pytest.mark.parametrize("wrong", ["amina", 7, {"id": "amina", "roles": ["focal-point"]}, object()])
    def test_that_returns_something_else_is_an_error(self, make_portal: Callable[..., Portal], wrong: object) -> None:
        portal = make_portal(identity=lambda request: wrong)
        with pytest.raises(ConfigurationError, match=f"returned a {type(wrong).__name__}"):
            portal.browser().get(f"{PREFIX}/")

    def test_that_names_no_party_is_an_error(self, make_portal: Callable[..., Portal]) -> None:
        portal = make_portal(identity=lambda request: Identity("x", "X", frozenset({FOCAL_POINT}), "ATLANTIS"))
        with pytest.raises(ConfigurationError, match="“ATLANTIS”, which does not exist"):
            portal.browser().get(f"{PREFIX}/")

    @pytest.mark.parametrize("code", ["KEN", "ke", " ken "])
    def test_may_name_the_party_in_other_ways(self, make_portal: Callable[..., Portal], code: str) -> None:
        portal = make_portal(identity=lambda request: Identity("x", "X", frozenset({FOCAL_POINT}), code))
        report = portal.report()
        assert portal.browser().get(f"{PREFIX}/").link("First report") == f"{PREFIX}/reports/{report}"
        assert portal.browser().get(f"{PREFIX}/reports/{report}").status == 200


class TestSettings:
    def test_a_database_is_needed(self, library: Library) -> None:
        with pytest.raises(ConfigurationError, match="needs a database"):
            CBReport(library=library)

    def test_it_must_be_migrated(self, library: Library, tmp_path: Any) -> None:
        with pytest.raises(ConfigurationError, match="db upgrade"):
            CBReport(database=f"sqlite:///{tmp_path}/new.db", library=library)

    @pytest.mark.parametrize("at", ["", "/", "reporting", "//x", "https://x", "/a\\b"])
    def test_a_place_to_mount_at_is_a_path(self, store: SqlStore, library: Library, at: str) -> None:
        with pytest.raises(ConfigurationError, match="no path to mount at"):
            CBReport(store=store, library=library).mount(Flask("site"), at=at)
