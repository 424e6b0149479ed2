from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cbreport import Library, hookimpl, load_report
from cbreport.definition import Convention, Form, Resource, Translations
from cbreport.errors import ConfigurationError, DefinitionError, PluginError, UnknownName
from cbreport.library import read_resource
from cbreport.testing import EXAMPLE, example_library, example_plugin
from tests.definition.small import written
from tests.reporting.kenya import report_file


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty importable package ``ourforms``."""
    folder = tmp_path / "ourforms"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "ourforms", raising=False)
    return folder


def bringing(name: str = "ours", **files: list[str]) -> ModuleType:
    """A plugin that names files of ``ourforms`` for its hooks: ``forms=["a.yaml"]``."""
    module = ModuleType(name)
    for hook, paths in files.items():
        resources = [Resource("ourforms", path) for path in paths]
        setattr(module, f"cbreport_{hook}", hookimpl(lambda resources=resources: resources))
    return module


def form(edition: str = "one", id: str = "small", question: str = "{id: q, type: note, label: Q}") -> str:
    return written(f"- {question}").replace("edition: one", f"edition: {edition}").replace("id: small", f"id: {id}")


VOCABULARY = "cbreport: 1\nvocabulary: v\ntitle: V\noptions: [{code: a, label: A}]\n"
BLOCK = "cbreport: 1\nblock: b\nquestions: [{id: from-block, type: note, label: B}]\n"


# -- what is there ----------------------------------------------------------------------------------------------------


def test_the_installed_conventions_are_there() -> None:
    library = Library()
    assert [info.name for info in library.plugins if info.error] == []
    assert {convention.id for convention in library.conventions} == {info.name for info in library.plugins}
    for convention in library.conventions:
        for cycle in convention.cycles:
            assert library.form(cycle.form, cycle.edition).convention == convention.id
    assert [loaded.key for loaded in library.forms] == sorted(loaded.key for loaded in library.forms)


def test_installed_plugins_can_be_left_out() -> None:
    names = [info.name for info in Library().plugins]
    library = Library(without=names[1:])
    assert [convention.id for convention in library.conventions] == names[:1]
    assert Library(without=names).forms == ()


def test_conventions_come_by_short_name(package: Path) -> None:
    def convention(id: str, short: str) -> Convention:
        return Convention(id, id, short, "S", ("en",), (), ())

    library = example_library(cbreport_conventions=lambda: [convention("a", "ZZ"), convention("z", "AA")])
    assert [each.short_name for each in library.conventions] == ["AA", "ZZ"]


def test_a_convention_is_found_by_id() -> None:
    library = example_library()
    assert library.convention("example") is EXAMPLE
    with pytest.raises(UnknownName) as caught:
        library.convention("EX")
    assert (caught.value.kind, caught.value.known) == ("convention", ("example",))


def test_the_example_report_loads() -> None:
    library = example_library()
    assert load_report(report_file(), library).library is library


# -- forms ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def editions(package: Path) -> Library:
    for edition in ("e1", "e2"):
        (package / f"{edition}.yaml").write_text(form(edition))
    (package / "other.yaml").write_text(form("only", "other"))
    return Library(plugins=[bringing(forms=["e2.yaml", "e1.yaml", "other.yaml"])])


def test_forms_come_by_series_and_edition(editions: Library) -> None:
    assert [each.key for each in editions.forms] == ["other@only", "small@e1", "small@e2"]


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        (("small", "e1"), "small@e1"),
        (("small@e2",), "small@e2"),
        (("small@e2", "e1"), "small@e1"),
        (("other",), "other@only"),
    ],
)
def test_a_form_is_found(editions: Library, asked: tuple[str, ...], key: str) -> None:
    found: Form = editions.form(*asked)
    assert found.key == key


@pytest.mark.parametrize(
    ("asked", "kind", "name", "known"),
    [
        (("nothing", "e1"), "form", "nothing", {"other", "small"}),
        (("small", "e3"), "edition of small", "e3", {"e1", "e2"}),
        (("small",), "edition of small", "", {"e1", "e2"}),
        (("small@",), "edition of small", "", {"e1", "e2"}),
        (("",), "form", "", {"other", "small"}),
    ],
)
def test_a_form_that_is_not_there_is_named_with_those_that_are(
    editions: Library, asked: tuple[str, ...], kind: str, name: str, known: set[str]
) -> None:
    with pytest.raises(UnknownName) as caught:
        editions.form(*asked)
    assert (caught.value.kind, caught.value.name, set(caught.value.known)) == (kind, name, known)


def test_a_form_may_use_the_vocabularies_and_blocks_of_another_plugin(package: Path) -> None:
    (package / "f.yaml").write_text(form(question="{id: q, type: choose-one, label: Q, vocabulary: v}\n- {use: b}"))
    (package / "v.yaml").write_text(VOCABULARY)
    (package / "b.yaml").write_text(BLOCK)
    library = Library(
        plugins=[bringing("a", forms=["f.yaml"]), bringing("z", vocabularies=["v.yaml"], blocks=["b.yaml"])]
    )
    assert [question.id for question in library.form("small").questions()] == ["q", "from-block"]
    assert set(library.parts.vocabularies) == {"v"}
    assert set(library.parts.blocks) == {"b"}


def test_all_wrong_forms_are_told_at_once(package: Path) -> None:
    (package / "a.yaml").write_text(form(question="{id: q}"))
    (package / "b.yaml").write_text(form("two"))
    (package / "c.yaml").write_text("not a form")
    with pytest.raises(DefinitionError) as caught:
        Library(plugins=[bringing(forms=["a.yaml", "b.yaml", "c.yaml"])])
    assert {found.file for found in caught.value.findings} == {"a.yaml", "c.yaml"}


def test_one_form_brought_twice_is_refused(package: Path) -> None:
    for name in "ab":
        (package / f"{name}.yaml").write_text(form())
    with pytest.raises(PluginError, match="The form small@one is brought twice") as caught:
        Library(plugins=[bringing("p", forms=["a.yaml"]), bringing("q", forms=["b.yaml"])])
    assert caught.value.plugin == "q"


@pytest.mark.parametrize(("hook", "text", "id"), [("vocabularies", VOCABULARY, "v"), ("blocks", BLOCK, "b")])
def test_two_files_with_one_id_are_refused_and_one_file_named_twice_is_not(
    package: Path, hook: str, text: str, id: str
) -> None:
    for name in ("one", "two"):
        (package / f"{name}.yaml").write_text(text)
    assert Library(plugins=[bringing(**{hook: ["one.yaml", "one.yaml"]}), bringing("q", **{hook: ["one.yaml"]})])
    with pytest.raises(DefinitionError) as caught:
        Library(plugins=[bringing(**{hook: ["one.yaml"]}), bringing("q", **{hook: ["two.yaml"]})])
    (found,) = caught.value.findings
    assert (found.code, found.address, found.file) == ("F10", id, "two.yaml")


def test_two_plugins_with_one_convention_are_refused_with_both_names() -> None:
    other = example_plugin()
    other.__name__ = "other"
    with pytest.raises(PluginError, match="The plugins “example” and “other” both bring “example”"):
        Library(plugins=[other, example_plugin()])


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        (Resource("ourforms", "nothing.yaml"), "nothing.yaml cannot be read"),
        (Resource("ourforms", "folder"), "folder cannot be read"),
        (Resource("ourforms", "latin.yaml"), "latin.yaml cannot be read"),
        (Resource("no_such_package", "a.yaml"), "no_such_package: a.yaml cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(package: Path, resource: Resource, words: str) -> None:
    (package / "folder").mkdir()
    (package / "latin.yaml").write_bytes("title: Évaluation".encode("latin-1"))
    with pytest.raises(ConfigurationError, match=words):
        read_resource(resource)


def test_vocabularies_blocks_and_examples_are_hooks_too(package: Path) -> None:
    (package / "x.json").write_text("{}")
    library = Library(plugins=[bringing(examples=["x.json"], forms=[])])
    assert library.examples() == (Resource("ourforms", "x.json"),)
    assert read_resource(library.examples()[0]) == "{}"


def test_hook_vocabularies(package: Path) -> None:
    (package / "v.yaml").write_text(VOCABULARY)
    assert [
        option.code for option in Library(plugins=[bringing(vocabularies=["v.yaml"])]).parts.vocabularies["v"].options
    ] == ["a"]


def test_hook_blocks(package: Path) -> None:
    (package / "b.yaml").write_text(BLOCK)
    assert Library(plugins=[bringing(blocks=["b.yaml"])]).parts.blocks["b"] == (BLOCK, "b.yaml")


def test_hook_examples(package: Path) -> None:
    assert Library(plugins=[bringing(examples=["x.json"])]).examples() == (Resource("ourforms", "x.json"),)


# -- translations -----------------------------------------------------------------------------------------------------


def put(package: Path, domain: str, text: str, translation: str) -> None:
    path = package / f"locale/fr/LC_MESSAGES/{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "{text}"\nmsgstr "{translation}"\n', "utf-8")


def test_the_catalogue_of_the_convention_is_asked_first(package: Path) -> None:
    put(package, "one", "Trend", "Tendance")
    put(package, "two", "Trend", "Évolution")

    def translating(domain: str) -> ModuleType:
        module = ModuleType(domain)
        source = Translations("ourforms", "locale", domain)
        module.cbreport_translations = hookimpl(lambda: [source])  # type: ignore[attr-defined]
        return module

    library = Library(plugins=[translating("one"), translating("two")])
    assert library.translator("fr", "one")("Trend") == "Tendance"
    assert library.translator("fr", "two")("Trend") == "Évolution"
    assert library.translator("en", "two")("Trend") == "Trend"
    assert library.translator("fr", "one") is library.translator("fr", "one")


def test_the_interface_speaks_at_least_english_first() -> None:
    languages = example_library().languages
    assert languages[0] == "en"
    assert len(set(languages)) == len(languages)


def test_a_library_does_not_change() -> None:
    library: Any = example_library()
    for name in ("conventions", "forms", "plugins"):
        with pytest.raises(AttributeError):
            setattr(library, name, ())
