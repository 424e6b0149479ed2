"""The cache of loaded forms: the same forms as from YAML, and never anything else."""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbreport import Library, caching, hookimpl
from cbreport.caching import FormCache, Loaded, cache_folder, key_of
from cbreport.definition import Form, Resource, check_form, load_form
from cbreport.definition.calculations import Calculation
from cbreport.errors import DefinitionError, PluginError, finding
from cbreport.testing import example_plugin

FORM = """\
cbreport: 1
id: small
edition: one
convention: example
title: A small form
sections:
  - id: only
    title: The only section
    questions:
      - {id: secret, type: yes-no, label: Secret?, private: true}
      - {id: told, type: text, label: Why?, show-when: {item: secret, equals: "true"}}
      - {id: trend, type: choose-one, label: Trend, vocabulary: trends}
"""
TRENDS = "cbreport: 1\nvocabulary: trends\ntitle: Trends\noptions: [{code: up, label: Up}]\n"
EVERY_TYPE = Path(__file__).parent / "web/every_type.yaml"
posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are told in this way on POSIX only")


@pytest.fixture
def cache(tmp_path: Path) -> FormCache:
    return FormCache(tmp_path / "kept")


@pytest.fixture
def loaded() -> Loaded:
    form = load_form(EVERY_TYPE.read_text("utf-8"), "every_type.yaml")
    return Loaded(form, (*check_form(form), finding("F25", "q", file="every_type.yaml", line=3)))


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A plugin with a form and a vocabulary in the package ``keptforms``, which lies in ``tmp_path``."""
    folder = tmp_path / "keptforms"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "form.yaml").write_text(FORM, "utf-8")
    (folder / "trends.yaml").write_text(TRENDS, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "keptforms", raising=False)
    module = ModuleType("kept")
    module.cbreport_forms = hookimpl(lambda: [Resource("keptforms", "form.yaml")])  # type: ignore[attr-defined]
    module.cbreport_vocabularies = hookimpl(lambda: [Resource("keptforms", "trends.yaml")])  # type: ignore[attr-defined]
    return module


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read from YAML."""
    names: list[str] = []

    def counted(text: str, file: str, *more: object) -> Form:
        names.append(file)
        return load_form(text, file, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("cbreport.library.load_form", counted)
    return names


def places(form: Form) -> list[object]:
    return [each.place for question in form.questions() for each in (question, *question.options, *question.parts)]


# -- the same as from YAML --------------------------------------------------------------------------------------------


def test_every_installed_form_is_the_same(tmp_path: Path) -> None:
    plain, first, second = Library(cache="off"), Library(cache=tmp_path), Library(cache=tmp_path)
    for library in (first, second):
        assert library.forms == plain.forms
        assert [form.digest for form in library.forms] == [form.digest for form in plain.forms]
        assert [places(form) for form in library.forms] == [places(form) for form in plain.forms]
        assert library.findings == plain.findings


def test_a_form_with_every_type_is_the_same(cache: FormCache, loaded: Loaded) -> None:
    assert cache.keep("key", loaded)
    kept = cache.load("key")
    assert kept == loaded
    assert kept is not None
    assert (kept.form.digest, kept.form.place, kept.form.calculates) == (
        loaded.form.digest,
        loaded.form.place,
        loaded.form.calculates,
    )
    assert places(kept.form) == places(loaded.form)
    for question in loaded.form.questions():
        assert kept.form.question(question.id) == question
        assert kept.form.section_of(question.id) == loaded.form.section_of(question.id)


def test_yaml_is_read_once(tmp_path: Path, plugin: ModuleType, read: list[str]) -> None:
    first = Library([plugin], cache=tmp_path / "kept")
    second = Library([plugin], cache=tmp_path / "kept")
    assert read == ["form.yaml"]
    assert [found.code for found in first.findings] == ["F25"]
    assert second.findings == first.findings
    assert second.forms == first.forms


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("form.yaml", "Why?", "Why then?"),
        ("trends.yaml", "label: Up", "label: Upwards"),
    ],
)
def test_a_changed_file_is_read_anew(
    tmp_path: Path, plugin: ModuleType, read: list[str], name: str, old: str, new: str
) -> None:
    before = Library([plugin], cache=tmp_path / "kept").form("small")
    path = tmp_path / "keptforms" / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    after = Library([plugin], cache=tmp_path / "kept").form("small")
    assert len(read) == 2
    assert before.digest != after.digest


def test_a_mistake_is_told_every_time(tmp_path: Path, plugin: ModuleType) -> None:
    Library([plugin], cache=tmp_path / "kept")
    for name, good in (("form.yaml", FORM), ("trends.yaml", TRENDS)):
        (tmp_path / "keptforms" / name).write_text(good + "more: 1\n", "utf-8")
        for _ in range(2):
            with pytest.raises(DefinitionError):
                Library([plugin], cache=tmp_path / "kept")
        (tmp_path / "keptforms" / name).write_text(good, "utf-8")


def test_calculations_of_the_same_name_are_refused_with_a_cache_too(tmp_path: Path, plugin: ModuleType) -> None:
    Library([plugin], cache=tmp_path / "kept")
    both = [Calculation("double", max), Calculation("double", min)]
    plugin.cbreport_calculations = hookimpl(lambda: both)  # type: ignore[attr-defined]
    with pytest.raises(PluginError):
        Library([plugin], cache=tmp_path / "kept")


def test_a_form_with_a_plugins_function_is_not_kept(tmp_path: Path, plugin: ModuleType, read: list[str]) -> None:
    path = tmp_path / "keptforms/form.yaml"
    more = "      - {id: double, type: calculated, label: D, calculate: {function: double, of: [number]}}\n"
    path.write_text(f"{FORM}      - {{id: number, type: integer, label: N}}\n{more}", "utf-8")
    plugin.cbreport_calculations = hookimpl(lambda: [Calculation("double", max, "integer")])  # type: ignore[attr-defined]
    for _ in range(2):
        Library([plugin], cache=tmp_path / "kept")
    assert len(read) == 2
    assert list((tmp_path / "kept").iterdir()) == []


def test_the_key_tells_names_texts_and_parts_apart() -> None:
    keys = {
        key_of("a", "text", ()),
        key_of("b", "text", ()),
        key_of("a", "texts", ()),
        key_of("a", "text", [("v", "")]),
        key_of("a", "text", [("", "v")]),
        key_of("a", "text", [("v", "w"), ("x", "y")]),
        key_of("a", "text", [("x", "y"), ("v", "w")]),
    }
    assert len(keys) == 7


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_the_key_is_that_of_this_python_and_this_code(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    before = key_of("a", "text", ())
    machine = list(caching._machine())
    machine[place] += "x"
    monkeypatch.setattr(caching, "_machine", lambda: tuple(machine))
    assert key_of("a", "text", ()) != before


# -- never anything else ----------------------------------------------------------------------------------------------


def path_of(cache: FormCache, key: str = "key") -> Path:
    assert cache.folder is not None
    return cache.folder / f"{key}.form"


def packed(payload: bytes) -> bytes:
    return b"cbreport form 1\n" + hashlib.sha256(payload).digest() + payload


def test_what_is_not_there_is_none(cache: FormCache) -> None:
    assert cache.load("key") is None


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(packed)))
def test_a_broken_file_is_as_good_as_none(cache: FormCache, content: bytes) -> None:
    assert not cache.trouble
    path_of(cache).write_bytes(content)
    assert cache.load("key") is None


@pytest.mark.parametrize("place", [0, 20, 60, 1000, -1])
def test_one_altered_byte_is_noticed(cache: FormCache, loaded: Loaded, place: int) -> None:
    cache.keep("key", loaded)
    raw = bytearray(path_of(cache).read_bytes())
    raw[place] ^= 1
    path_of(cache).write_bytes(raw)
    assert cache.load("key") is None
    path_of(cache).write_bytes(raw[:-10])
    assert cache.load("key") is None
    assert cache.keep("key", loaded)
    assert cache.load("key") == loaded


class Caller:
    """A pickle that calls something when it is read."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


@pytest.mark.parametrize("function", [os.mkdir, eval, getattr, hashlib.sha256, load_form, Path])
def test_a_pickle_cannot_call_anything(
    cache: FormCache, tmp_path: Path, function: Callable[..., object], loaded: Loaded
) -> None:
    assert not cache.trouble
    made = tmp_path / "made"
    for content in (Caller(function, str(made)), (loaded.form, (Caller(function, str(made)),))):
        path_of(cache).write_bytes(packed(pickle.dumps(content)))
        assert cache.load("key") is None
    assert not made.exists()


@pytest.mark.parametrize("content", [1, (1, 2), ("form", ()), ()])
def test_something_else_than_a_form_is_as_good_as_none(cache: FormCache, content: object) -> None:
    assert not cache.trouble
    path_of(cache).write_bytes(packed(pickle.dumps(content)))
    assert cache.load("key") is None


def test_a_function_is_never_read(cache: FormCache, loaded: Loaded) -> None:
    question = replace(next(loaded.form.questions()), help=print)  # type: ignore[arg-type]
    form = replace(loaded.form, sections=(replace(loaded.form.sections[0], questions=(question,)),))
    cache.keep("key", Loaded(form, ()))
    assert cache.load("key") is None


# -- rights -----------------------------------------------------------------------------------------------------------


@posix
def test_only_the_owner_can_read_and_write(cache: FormCache, loaded: Loaded) -> None:
    before = os.umask(0)
    try:
        cache.keep("key", loaded)
    finally:
        os.umask(before)
    assert cache.folder is not None
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path_of(cache).stat().st_mode) == 0o600


@posix
@pytest.mark.parametrize("rights", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_read(cache: FormCache, loaded: Loaded, rights: int) -> None:
    cache.keep("key", loaded)
    path_of(cache).chmod(rights)
    assert cache.load("key") is None


@posix
def test_a_folder_that_others_may_write_is_not_used(cache: FormCache, loaded: Loaded) -> None:
    cache.keep("key", loaded)
    assert cache.folder is not None
    cache.folder.chmod(0o777)
    again = FormCache(cache.folder)
    assert "others may write" in again.trouble
    assert again.load("key") is None
    assert again.keep("key", loaded) is False


@posix
def test_what_belongs_to_another_user_is_not_read(
    cache: FormCache, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.keep("key", loaded)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert cache.load("key") is None
    assert "another user" in FormCache(cache.folder).trouble


@posix
def test_links_and_pipes_are_not_followed(cache: FormCache, loaded: Loaded, tmp_path: Path) -> None:
    cache.keep("key", loaded)
    path_of(cache).rename(tmp_path / "elsewhere")
    path_of(cache).symlink_to(tmp_path / "elsewhere")
    assert cache.load("key") is None
    path_of(cache).unlink()
    os.mkfifo(path_of(cache), 0o600)
    assert cache.load("key") is None


# -- where ------------------------------------------------------------------------------------------------------------


def test_the_argument_comes_before_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert cache_folder() == Path(os.environ["CBREPORT_CACHE"])  # as conftest.py has it for all tests
    monkeypatch.setenv("CBREPORT_CACHE", str(tmp_path / "a"))
    assert cache_folder() == tmp_path / "a"
    assert cache_folder(tmp_path / "b") == tmp_path / "b"
    assert cache_folder("off") is None


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/a/.cache"),
        ("linux", {}, "/home/a/.cache"),
        ("darwin", {}, "/home/a/Library/Caches"),
        ("win32", {}, "/home/a/AppData/Local"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local"),
    ],
)
def test_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str
) -> None:
    for name in ("CBREPORT_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/a"))
    assert cache_folder() == Path(folder) / "cbreport/forms"


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("CBREPORT_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert cache_folder() is None
    assert FormCache(None).trouble == "there is no folder for it"


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, plugin: ModuleType, loaded: Loaded) -> None:
    (tmp_path / "file").touch()
    library = Library([plugin], cache=tmp_path / "file/below")
    assert len(library.forms) == 1
    assert "cannot be used" in FormCache(tmp_path / "file/below").trouble
    assert FormCache(tmp_path / "file").keep("key", loaded) is False


def test_a_full_disk_is_no_error(cache: FormCache, loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    assert not cache.trouble
    monkeypatch.setattr(Path, "replace", full)
    assert cache.keep("key", loaded) is False
    assert cache.folder is not None
    assert list(cache.folder.iterdir()) == []


# -- together ---------------------------------------------------------------------------------------------------------


def test_many_write_at_once(cache: FormCache, loaded: Loaded) -> None:
    assert not cache.trouble
    seen: list[Loaded | None] = []

    def work() -> None:
        for _ in range(20):
            cache.keep("key", loaded)
            seen.append(cache.load("key"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [loaded] * 80
    assert len(list(cache.kept())) == 1


def test_the_oldest_make_room_and_other_files_stay(
    cache: FormCache, loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "MOST", 3)
    assert not cache.trouble
    assert cache.folder is not None
    (cache.folder / "letter.txt").touch()
    (cache.folder / "left.form-draft").touch()
    os.utime(cache.folder / "left.form-draft", (1, 1))
    for number in range(5):
        cache.keep(f"key{number}", loaded)
        os.utime(path_of(cache, f"key{number}"), (number + 2, number + 2))
    assert sorted(path.name for path in cache.folder.iterdir()) == [
        "key2.form",
        "key3.form",
        "key4.form",
        "letter.txt",
    ]


def test_the_example_is_kept_too(tmp_path: Path) -> None:
    library = Library([example_plugin()], cache=tmp_path)
    assert Library([example_plugin()], cache=tmp_path).forms == library.forms
    assert len(list(tmp_path.glob("*.form"))) == 1
