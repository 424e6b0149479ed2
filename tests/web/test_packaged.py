"""Style and script are small, whole, and have every class that pages use."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
import tinycss2

from cbreport.web import packaged as module
from cbreport.web.packaged import lean, lean_style, packaged

STATIC = Path(module.__file__).parent / "static"
TEMPLATES = Path(module.__file__).parent / "templates"
STYLE = ("govuk.css", "cb.css")


def test_both_stylesheets_together_keep_to_their_budget() -> None:
    assert sum(len(packaged(name).packed["gzip"]) for name in STYLE) <= 14_000


def test_the_script_keeps_to_its_budget() -> None:
    """All that an ordinary page of questions loads, those with conditions included."""
    assert sum(len(packaged(name).packed["gzip"]) for name in ("cb.js", "conditions.js", "saving.js")) <= 6_000


@pytest.mark.parametrize("name", STYLE)
def test_a_lean_stylesheet_says_the_same(name: str) -> None:
    written = (STATIC / name).read_text("utf-8")
    assert rules(packaged(name).plain.decode()) == rules(written)


def rules(text: str) -> list[str]:
    """A stylesheet's tokens without comments and blanks; they are the same when the rules are."""
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return [re.sub(r"/\*.*?\*/|\s|;(?=\s*\}|$)", "", node.serialize(), flags=re.S) for node in nodes]


def test_blanks_that_mean_something_stay() -> None:
    style = ".a :is(.b > .c), .d { inline-size: calc(1px + 2px); margin: 0 auto }"
    assert lean_style(style) == ".a :is(.b > .c),.d{inline-size:calc(1px + 2px);margin:0 auto}"


def test_a_licence_stays() -> None:
    assert b"(MIT)" in packaged("govuk.css").plain


def test_a_lean_script_keeps_what_stands_in_quotes() -> None:
    assert lean("x.js", "  const address = `http://x`;\n\n    // said\n") == "const address=`http://x`;"


@pytest.mark.parametrize("name", ["cb.js", "saving.js", "sw.js"])
def test_scripts_travel_without_comments(name: str) -> None:
    content = (STATIC / name).read_bytes()
    assert content.startswith(b"//")
    assert not packaged(name).plain.startswith(b"//")
    assert len(packaged(name).plain) < 0.85 * len(content)


def test_all_scripts_change_their_address_together() -> None:
    """They name each other by relative addresses."""
    assert len({packaged(each.name).digest for each in STATIC.glob("*.js")}) == 1


@pytest.mark.parametrize("name", ["govuk.css", "cb.css", "cb.js"])
def test_what_is_packed_is_what_is_plain(name: str) -> None:
    file = packaged(name)
    assert gzip.decompress(file.sent("gzip")) == file.plain == file.sent("") == file.sent("zstd")
    assert list(file.packed) == ["br", "gzip"]


def test_without_brotli_gzip_serves_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "brotli", None)
    packaged.cache_clear()
    assert list(packaged("cb.js").packed) == ["gzip"]
    packaged.cache_clear()


@pytest.mark.parametrize("name", ["VENDORED.md", "no-such.css", "../__init__.py", "..", "", "static/cb.css"])
def test_nothing_else_is_packaged(name: str) -> None:
    with pytest.raises(KeyError, match=re.escape(repr(name))):
        packaged(name)


def test_every_component_that_a_page_shows_has_its_style() -> None:
    """Some components of GOV.UK's are left out of our copy; VENDORED.md says which, tools/vendor_govuk.py decides."""
    style = (STATIC / "govuk.css").read_text("utf-8")
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'class(?:es)?"?[=:] ?"([^"]*)"', path.read_text("utf-8"))
        for name in re.findall(r"\bgovuk-[a-z]+(?:-[a-z]+)*\b", name)
    }
    assert len(used) > 20
    missing = {name for name in used if not re.search(rf"\.{name}\b", style)}
    assert missing <= {"govuk-task-list", "govuk-heading"}, missing


def test_dark_mode_is_for_pages_that_ask_for_it() -> None:
    """In a portal that is light, our part would be light text on white."""
    nodes = tinycss2.parse_stylesheet(packaged("cb.css").plain.decode(), skip_comments=True, skip_whitespace=True)
    [dark] = [node for node in nodes if node.type == "at-rule" and "dark" in tinycss2.serialize(node.prelude)]
    assert tinycss2.serialize(dark.prelude).strip().startswith("screen and")
    rules_in_it = tinycss2.parse_rule_list(dark.content, skip_whitespace=True)
    assert len(rules_in_it) > 3
    for rule in rules_in_it:
        assert tinycss2.serialize(rule.prelude).startswith(".cb-schemes")
