"""``cbreport.testing.check_plugin``: each part of the contract finds what it is for, and says so plainly."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cbreport import Finding
from cbreport.definition import DocumentIdentity, Membership, Region, Resource, Translations
from cbreport.errors import UnknownName
from cbreport.plugins import GROUP
from cbreport.reporting import FileFormat, Report
from cbreport.testing import CONTRACT, EXAMPLE, check_plugin, contract, example_plugin
from cbreport.testing.conventions import contrast_with_white

CYCLE = EXAMPLE.cycles[0]
FORM = (Path(__file__).resolve().parents[2] / "cbreport" / "testing_form.yaml").read_text("utf-8")
REPORT = {"cbreport": 1, "example": True, "form": "example-national-report", "edition": "ex1", "cycle": "EX1"}
Files = Callable[..., str]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside what is installed a plugin is checked in test_contract.py; here it stands alone."""
    monkeypatch.setattr(contract, "entry_points", lambda group: [])


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Writes files of a package, by path below it, and gives the package's name."""

    def write(**texts: str) -> str:
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "files_of_a_plugin", raising=False)
        folder = tmp_path / "files_of_a_plugin"
        folder.mkdir()
        for name, text in {"__init__.py": "", **texts}.items():
            path = folder / name.replace("__po", ".po").replace("__yaml", ".yaml").replace("__json", ".json")
            path.write_text(text, encoding="utf-8")
        return folder.name

    return write


def problems(part: str, **changes: Any) -> list[str]:
    """What is wrong with the Convention on Examples after these changes."""
    return check_plugin(example_plugin(cbreport_conventions=lambda: [replace(EXAMPLE, **changes)]), part)


def of_form(part: str, package: str, **hooks: Any) -> list[str]:
    plugin = example_plugin(cbreport_forms=lambda: [Resource(package, "form.yaml")], **hooks)
    return check_plugin(plugin, part)


def test_the_example_has_only_no_translations() -> None:
    found = check_plugin(example_plugin())
    assert found
    assert [each for each in found if "no translation into fr of" not in each] == []


def with_cycle(**changes: Any) -> dict[str, Any]:
    return {"cycles": (replace(CYCLE, **changes),)}


@pytest.mark.parametrize(
    ("part", "changes", "words"),
    [
        ("names", {"id": "Example"}, "ids are lower-case letters"),
        ("names", {"name": " Convention"}, "name is empty, or has blanks around it"),
        ("names", {"secretariat": ""}, "secretariat is empty"),
        ("names", {"short_name": "Convention on Examples"}, "more than 12 characters"),
        ("names", {"identity": DocumentIdentity()}, "cover is empty"),
        ("languages", {"languages": ("fr", "en")}, "the first language must be that of the source texts, en"),
        ("languages", {"languages": ("en", "fr", "fr")}, "the language fr stands twice"),
        ("languages", {"languages": ("en", "tlh")}, "there is no language “tlh”"),
        ("regions", {"regions": ()}, "there are no regions"),
        ("regions", {"regions": (*EXAMPLE.regions, Region("north", "Far"))}, "the region “north” stands twice"),
        ("regions", {"regions": (*EXAMPLE.regions, Region("far", "North"))}, "two regions are called “North”"),
        ("regions", {"regions": (*EXAMPLE.regions, Region("Far North", "Far"))}, "the region “Far North”: ids are"),
        ("regions", {"regions": (Region("north", "North"),)}, "members are in the region “south”"),
        ("members", {"memberships": {}}, "there are no Parties"),
        ("members", {"memberships": {"XYZ": Membership(date(2000, 1, 1), None, "north")}}, "alpha-3 code “XYZ”"),
        (
            "members",
            {"memberships": {"KEN": Membership(date(2000, 1, 1), date(1999, 1, 1), "north")}},
            "KEN left before it joined",
        ),
        ("cycles", {"cycles": ()}, "there are no cycles"),
        ("cycles", {"cycles": (CYCLE, CYCLE)}, "the cycle EX1 stands twice"),
        (
            "cycles",
            {"cycles": (CYCLE, replace(CYCLE, id="EX0", due=date(2024, 6, 1)))},
            "not in the order in which they are due",
        ),
        ("cycles", with_cycle(form="gone"), "answered with gone@ex1, which no plugin brings"),
        ("cycles", with_cycle(form="gone"), "example-national-report@ex1: no cycle is answered with this form"),
        ("cycles", {"id": "other"}, "answered with example-national-report@ex1, a form of “example”"),
        ("cycles", with_cycle(title=" "), "has no title"),
        ("cycles", with_cycle(opens=date(2025, 1, 1)), "is due before it opens"),
        ("cycles", with_cycle(period_to=date(2020, 1, 1)), "the period must begin before it ends"),
        ("cycles", {"memberships": {}}, "nobody is Party on the day"),
        ("colours", {"identity": DocumentIdentity("blue")}, "“blue” is no colour such as"),
        ("colours", {"identity": DocumentIdentity(accent="#dddddd")}, "white text cannot be read on #dddddd"),
    ],
)
def test_what_is_wrong_with_a_convention_is_told(part: str, changes: dict[str, Any], words: str) -> None:
    assert any(words in problem for problem in problems(part, **changes)), problems(part, **changes)


def test_a_plugin_without_anything() -> None:
    assert check_plugin(ModuleType("nothing"), "names") == [
        "The plugin brings no convention: cbreport_conventions gives none."
    ]
    assert check_plugin(ModuleType("nothing"), "forms") == ["The plugin brings no form: cbreport_forms gives none."]


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("forms", "source: {document: EX/COP1/Doc.1}", "source: {note: x}", "the source names no document"),
        ("forms", "[en, fr]", "[en, ru]", "ru is none of the languages of “example”"),
        ("forms", "{document: EX/COP1/Doc.1}", "{document: D, verified: false}", "assessed is verified, but the form"),
        ("forms", 'equals: "true"}', "equals: maybe}", "error F13"),
        ("ids", "number: I.2", "number: I.1", "the number I.1 stands twice"),
        ("texts", "label: Advice", "label: Advice  and more", "needless blanks or line breaks in “Advice  and more”"),
        ("forms", "id: assessed,", "id: help-needed,", "error F10"),
        ("names", "type: date", "type: day", "error F20"),
    ],
)
def test_what_is_wrong_with_a_form_is_told(files: Files, part: str, old: str, new: str, words: str) -> None:
    assert old in FORM
    found = of_form(part, files(form__yaml=FORM.replace(old, new)))
    assert any(words in problem for problem in found), found


def test_texts_without_a_reviewed_translation_are_told(files: Files) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    package = files()
    folder = Path(sys.path[0]) / package / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    texts = '\nmsgid "North"\nmsgstr "Nord"\n\n#, fuzzy\nmsgid "South"\nmsgstr "Sud"\n'
    (folder / "example.po").write_text(head + texts, encoding="utf-8")
    source = Translations(package, ".", "example")
    found = check_plugin(example_plugin(cbreport_translations=lambda: [source]), "translations")
    assert "example: no translation into fr of “South”." in found
    assert not any("“North”" in each or "“Convention on Examples”" in each for each in found)
    stray = Translations(package, ".", "exemple")
    found = check_plugin(example_plugin(cbreport_translations=lambda: [stray]), "translations")
    assert found[-1] == "The domain of a catalogue is the id of a convention; “exemple” is none."


CROSSWALK = """
cbreport: 1
crosswalk: one
from: example-national-report@ex1
to: example-national-report@ex1
mappings: [{from: assessed, to: nothing, relation: exact}]
"""


def test_a_crosswalk_with_an_end_that_is_not_there_is_told(files: Files) -> None:
    resource = Resource(files(crosswalk__yaml=CROSSWALK), "crosswalk.yaml")
    (found,) = check_plugin(example_plugin(cbreport_crosswalks=lambda: [resource]), "crosswalks")
    assert "error F41" in found


def test_a_crosswalk_to_a_form_that_is_not_installed_lies_idle(files: Files) -> None:
    text = CROSSWALK.replace("from: example-national-report@ex1", "from: elsewhere@r1")
    resource = Resource(files(crosswalk__yaml=text), "crosswalk.yaml")
    assert check_plugin(example_plugin(cbreport_crosswalks=lambda: [resource]), "crosswalks") == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"example": False}, "it does not say “example”: true"),
        ({"status": "lost"}, "lost"),
        ({"status": "submitted"}, "has no answer"),
        ({"party": "CHE"}, "was not Party"),
        ({"form": "gone"}, "gone"),
        ({"answers": {"nothing": {"value": 1}}}, "error A01"),
    ],
)
def test_what_is_wrong_with_an_example_is_told(files: Files, changes: dict[str, Any], words: str) -> None:
    data = json.dumps({**REPORT, "party": "KEN", "answers": {}, **changes})
    resource = Resource(files(example__json=data), "example.json")
    found = check_plugin(example_plugin(cbreport_examples=lambda: [resource]), "examples")
    assert any(words in problem for problem in found), found


def test_two_examples_of_a_party_for_a_cycle_are_told(files: Files) -> None:
    data = json.dumps({**REPORT, "party": "KEN", "answers": {}})
    package = files(one__json=data, two__json=data)
    both = [Resource(package, "one.json"), Resource(package, "two.json")]
    found = check_plugin(example_plugin(cbreport_examples=lambda: both), "examples")
    assert found == ["There are two examples of KEN for EX1."]


def raises(report: Any) -> list[Finding]:
    raise ZeroDivisionError("division by zero")


def sometimes_raises(report: Any) -> list[Finding]:
    return [] if not report.answers else [len(report.answers["help-needed"].value)]


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (raises, "“example” failed in cbreport_check_report: ZeroDivisionError"),
        (sometimes_raises, "“example” failed in cbreport_check_report"),
        (lambda report: [Finding("EXAMPLE01", "info", "plan", "A.", "B.")], "nothing was answered, but there is"),
        (lambda report: [Finding("EX1", "info", "plan", "A.", "B.")] if report.answers else [], "a code is the id"),
        (lambda report: [Finding("EXAMPLE01", "info", "gone", "A.", "B.")] if report.answers else [], "is not shown"),
        (lambda report: [Finding("EXAMPLE01", "info", "", "A.")] if report.answers else [], "a message and a hint"),
        (lambda report: [Finding("EXAMPLE01", "info", "", "{a}", "B.")] if report.answers else [], "not filled in"),
    ],
)
def test_what_is_wrong_with_a_check_is_told(check: Any, words: str) -> None:
    found = check_plugin(example_plugin(cbreport_check_report=check), "checks")
    assert any(words in problem for problem in found), found[:3]


def test_a_check_that_judges_the_reports_of_others_is_told() -> None:
    other = ModuleType("other")
    eager = [Finding("OTHER01", "info", "", "A.", "B.")]
    plain = example_plugin(
        cbreport_conventions=lambda: [replace(EXAMPLE, id="other", cycles=())],
        cbreport_forms=lambda: [],
        cbreport_check_report=lambda report: eager,
    )
    other.__dict__.update({name: hook for name, hook in vars(plain).items() if name.startswith("cbreport_")})
    (found,) = check_plugin(other, "checks")
    assert found.startswith(
        "example-national-report@ex1 is a form of “example”, but there is a finding: : info OTHER01"
    )


def test_a_document_that_cannot_be_made_is_told() -> None:
    def bad(document: Any, report: Any) -> Any:
        raise LookupError("no cover")

    found = check_plugin(example_plugin(cbreport_prepare_document=bad), "documents")
    assert len(found) == 2  # English and French
    assert "example-national-report@ex1: no document in fr: PluginError:" in found[1]
    found = check_plugin(example_plugin(cbreport_prepare_document=lambda document: "paper"), "documents")
    assert found[0].startswith("example-national-report@ex1: no document in en: ")


@pytest.mark.parametrize("part", CONTRACT)
def test_a_hook_that_raises_is_told_in_every_part(part: str) -> None:
    def bad() -> Any:
        raise LookupError("no forms")

    assert check_plugin(example_plugin(cbreport_forms=bad), part) == [
        "The plugin “example” failed in cbreport_forms: LookupError: no forms."
    ]


# -- by name ----------------------------------------------------------------------------------------------------------


def install(monkeypatch: pytest.MonkeyPatch, **modules: ModuleType) -> None:
    points = []
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, f"installed_{name}", module)
        points.append(EntryPoint(name, f"installed_{name}", GROUP))
    monkeypatch.setattr(contract, "entry_points", lambda group: points)


def test_an_installed_plugin_is_checked_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, example=example_plugin())
    assert check_plugin("example", "cycles") == []


def test_one_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "entry_points", lambda group: [EntryPoint("broken", "no_such_module", GROUP)])
    (found,) = check_plugin("broken", "names")
    assert found.startswith("The plugin “broken” could not be loaded: ModuleNotFoundError")


def test_others_that_cannot_be_loaded_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "entry_points", lambda group: [EntryPoint("broken", "no_such_module", GROUP)])
    assert check_plugin(example_plugin(), "names") == []


def test_another_that_brings_the_same_convention_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = example_plugin()
    twin.__name__ = "twin"
    install(monkeypatch, twin=twin)
    assert check_plugin(example_plugin(), "names") == ["The plugins “example” and “twin” both bring “example”."]


def test_names_that_are_none() -> None:
    with pytest.raises(UnknownName, match="plugin"):
        check_plugin("nobody")
    with pytest.raises(UnknownName, match="part of the contract"):
        check_plugin(example_plugin(), "luck")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.01)


def test_files_that_cannot_be_made_and_forms_of_others_are_found() -> None:
    def broken(report: Report) -> bytes:
        raise ZeroDivisionError

    forms = ("example-national-report", "another-form")
    format = FileFormat("ex-json", "application/json", "json", "Register", forms, broken)
    found = check_plugin(example_plugin(cbreport_file_formats=lambda: [format]), "files")
    assert found[0] == "ex-json is for “another-form”, no form of the plugin's."
    assert all("could not make the file “ex-json”: ZeroDivisionError" in each for each in found[1:])
    assert found[1:]
    whole = replace(format, forms=forms[:1], make=lambda report: b"x")
    assert check_plugin(example_plugin(cbreport_file_formats=lambda: [whole]), "files") == []
