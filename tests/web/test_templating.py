"""Texts marked with their language, addresses of files that change with them, and a host's own Jinja left alone."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader, StrictUndefined

from cbreport.definition import Translator
from cbreport.web import templating
from cbreport.web.packaged import packaged
from tests.web.conftest import PREFIX, Drawer, plain_app


class TestTexts:
    french = Translator("fr", ({"Plan": "Projet", "<b>": "<i>"},))

    def test_in_the_language_of_the_page_are_bare(self) -> None:
        assert templating.said("fr")(self.french, "Plan") == "Projet"

    def test_in_another_say_which(self) -> None:
        assert templating.said("fr")(self.french, "Report") == '<span lang="en" dir="ltr">Report</span>'
        arabic = Translator("ar", ({"Plan": "خطة"},))
        assert templating.said("en")(arabic, "Plan") == '<span lang="ar" dir="rtl">خطة</span>'

    @pytest.mark.parametrize(("text", "shown"), [("<b>", "&lt;i&gt;"), ("<u>", "&lt;u&gt;")])
    def test_are_no_markup(self, text: str, shown: str) -> None:
        assert shown in templating.said("fr")(self.french, text)


class TestFiles:
    def test_have_addresses_that_change_with_them(self, draw: Drawer) -> None:
        sources = [each.get("src") for each in draw("simple", 1, {}).all("script")]
        assert sources == [f"{PREFIX}/static/{packaged(name).digest}/{name}" for name in ("cb.js", "saving.js")]


class TestTheHost:
    @pytest.fixture
    def host(self) -> Flask:
        app = plain_app()
        app.jinja_env.undefined = StrictUndefined
        app.jinja_env.autoescape = False
        app.jinja_env.loader = DictLoader({"cbreport/home.html": "The host's home", "own.html": "{{ nothing }}"})
        return app

    def test_can_replace_one_of_our_templates(self, host: Flask) -> None:
        with host.app_context():
            assert templating.environment().get_template("cbreport/home.html").render() == "The host's home"
            assert templating.environment().get_template("cbreport/fields.html").name == "cbreport/fields.html"

    def test_keeps_its_own_settings_and_we_keep_ours(self, host: Flask) -> None:
        with host.app_context():
            ours = templating.environment()
        assert (ours.autoescape, host.jinja_env.autoescape) == (True, False)
        assert host.jinja_env.undefined is StrictUndefined
        assert ours.from_string("{{ nothing }}").render() == ""

    def test_has_one_environment_of_ours(self, host: Flask) -> None:
        with host.app_context():
            assert templating.environment() is templating.environment()
