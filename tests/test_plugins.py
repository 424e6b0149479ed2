"""Finding, loading and calling plugins, good ones and bad ones."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from cbreport import Finding, Library, Report, check, hookimpl, propose
from cbreport.answering import Answer, check_answers, evaluate
from cbreport.definition import Calculation, Form, QuestionType, Resource, Translations
from cbreport.documents import FORMATS, formats_for, render
from cbreport.errors import PluginError, UnknownName
from cbreport.plugins import GROUP, PluginInfo, PluginManager, create_plugin_manager
from cbreport.reporting import FileFormat
from cbreport.testing import EXAMPLE, example_library, example_plugin
from tests.definition.small import small_form
from tests.reporting.kenya import report

FORM = "example-national-report"


def plugin(name: str, **hooks: Any) -> ModuleType:
    """A plugin with these hooks and no other."""
    module = ModuleType(name)
    for hook, function in hooks.items():
        setattr(module, hook, hookimpl(function))
    return module


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Entry points to modules written for the test: ``installed(name=source, …)``."""

    def install(**sources: str) -> list[EntryPoint]:
        monkeypatch.syspath_prepend(tmp_path)
        points = []
        for name, source in sources.items():
            module = f"plugin_of_{name}"
            (tmp_path / f"{module}.py").write_text("from cbreport import hookimpl\n" + source, "utf-8")
            monkeypatch.delitem(sys.modules, module, raising=False)
            points.append(EntryPoint(name, module, GROUP))
        monkeypatch.setattr("cbreport.plugins.entry_points", lambda group: points if group == GROUP else [])
        return points

    return install


VOCABULARIES = """
from cbreport.definition import Resource
@hookimpl
def cbreport_vocabularies():
    return [Resource("cbreport_forms", "vocabularies/x.yaml")]
"""


# -- loading ----------------------------------------------------------------------------------------------------------


def test_a_plugin_is_registered_under_its_name_with_its_hooks() -> None:
    manager = PluginManager()
    manager.register(example_plugin(), "ours", "1.2")
    assert manager.infos == (PluginInfo("ours", "example", "1.2", ("cbreport_conventions", "cbreport_forms")),)


def test_an_object_is_a_plugin_as_well_as_a_module() -> None:
    class Ours:
        @hookimpl
        def cbreport_conventions(self) -> list[object]:
            return [EXAMPLE]

    manager = create_plugin_manager([Ours()])
    assert manager.conventions() == (("Ours", EXAMPLE),)


@pytest.mark.parametrize(
    ("hooks", "words"),
    [
        ({"cbreport_convention": lambda: []}, "cbreport_convention"),
        ({"cbreport_forms": lambda library: []}, "library"),
        ({"cbreport_check_report": lambda report, form: []}, "form"),
        ({"cbreport_conventions": lambda: [], "cbreport_check_reports": lambda report: []}, "cbreport_check_reports"),
    ],
)
def test_a_misspelt_hook_and_a_wrong_argument_are_refused(hooks: dict[str, Any], words: str) -> None:
    manager = PluginManager()
    with pytest.raises(PluginError, match=words) as caught:
        manager.register(plugin("ours", **hooks), "ours")
    assert caught.value.plugin == "ours"
    assert "docs/plugins.md" in caught.value.hint
    assert manager.infos == ()
    assert manager.conventions() == ()
    manager.register(example_plugin(), "ours")  # the name is free again
    assert manager.conventions() == (("ours", EXAMPLE),)


def test_what_is_no_hook_of_ours_is_left_alone() -> None:
    module = plugin("ours", cbreport_conventions=lambda: [EXAMPLE])
    module.helper = lambda: None  # type: ignore[attr-defined]
    module.cbreport_unmarked = lambda: None  # type: ignore[attr-defined]
    assert create_plugin_manager([module]).infos[0].hooks == ("cbreport_conventions",)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import no_such_module_anywhere", "ModuleNotFoundError"),
        ("raise RuntimeError('the settings are missing')", "RuntimeError: the settings are missing"),
        ("def (", "SyntaxError"),
        ("@hookimpl\ndef cbreport_misspelt(): pass", "cbreport_misspelt"),
        ("@hookimpl\ndef cbreport_forms(nonsense): pass", "nonsense"),
    ],
)
def test_a_plugin_that_fails_to_load_is_named_and_takes_no_other_down(
    installed: Any, caplog: pytest.LogCaptureFixture, source: str, words: str
) -> None:
    installed(after=VOCABULARIES, bad=source, before=VOCABULARIES)
    with caplog.at_level(logging.ERROR, "cbreport.plugins"):
        manager = create_plugin_manager()
    assert [(info.name, bool(info.error)) for info in manager.infos] == [
        ("after", False),
        ("bad", True),
        ("before", False),
    ]
    assert words in manager.infos[1].error
    assert manager.infos[1].module == "plugin_of_bad"
    assert manager.vocabularies() == (Resource("cbreport_forms", "vocabularies/x.yaml"),)
    assert "plugin bad could not be loaded" in caplog.text


def test_two_installed_plugins_of_one_name_do_not_take_each_other_down(installed: Any) -> None:
    (point, *_) = installed(ours=VOCABULARIES, other="")
    manager = PluginManager()
    manager.load([point, EntryPoint("ours", "plugin_of_other", GROUP)])
    assert [(info.module, info.error) for info in manager.infos] == [
        ("plugin_of_ours", ""),
        ("plugin_of_other", "There are two plugins called “ours”."),
    ]
    assert len(manager.vocabularies()) == 1


def test_two_given_plugins_of_one_name_are_refused() -> None:
    with pytest.raises(PluginError, match="two plugins called “ours”"):
        create_plugin_manager([plugin("ours"), plugin("ours")])


def test_installed_plugins_can_be_left_out(installed: Any) -> None:
    installed(good=VOCABULARIES, bad="raise RuntimeError")
    assert [info.name for info in create_plugin_manager(without=["bad"]).infos] == ["good"]
    assert create_plugin_manager(without=["bad", "good"]).infos == ()


def test_given_plugins_stand_instead_of_the_installed_ones(installed: Any) -> None:
    installed(good=VOCABULARIES)
    assert [info.name for info in create_plugin_manager([plugin("ours")]).infos] == ["ours"]
    assert create_plugin_manager([]).infos == ()


def test_a_distribution_gives_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    point = SimpleNamespace(
        name="ours", value="ours", dist=SimpleNamespace(version="2.0"), load=lambda: plugin("cbreport_ours")
    )
    manager = PluginManager()
    manager.load([point])  # type: ignore[list-item]
    assert manager.infos == (PluginInfo("ours", "cbreport_ours", "2.0"),)


# -- hooks that list --------------------------------------------------------------------------------------------------

ONE, TWO = Resource("p", "one.yaml"), Resource("p", "two.yaml")


def test_hook_conventions() -> None:
    manager = create_plugin_manager([plugin("b", cbreport_conventions=lambda: [EXAMPLE])])
    assert manager.conventions() == (("b", EXAMPLE),)


def test_hook_forms() -> None:
    manager = create_plugin_manager(
        [plugin("b", cbreport_forms=lambda: [TWO, ONE]), plugin("a", cbreport_forms=lambda: (ONE,))]
    )
    assert manager.forms() == (("a", ONE), ("b", TWO), ("b", ONE))


@pytest.mark.parametrize("hook", ["vocabularies", "blocks", "examples"])
def test_files_that_two_plugins_name_come_once(hook: str) -> None:
    name = f"cbreport_{hook}"
    manager = create_plugin_manager(
        [
            plugin("b", **{name: lambda: [TWO, ONE]}),
            plugin("a", **{name: lambda: [ONE]}),
            plugin("c", **{name: lambda: None}),
        ]
    )
    assert getattr(manager, hook)() == (ONE, TWO)


def test_hook_crosswalks() -> None:
    manager = create_plugin_manager([plugin(name, cbreport_crosswalks=lambda: [ONE]) for name in "ab"])
    assert manager.crosswalks() == (ONE,)


def test_hook_calculations() -> None:
    best = Calculation("best", lambda grades: max(filter(None, grades), default=None), "integer")
    library = Library(plugins=[example_plugin(), plugin("ours", cbreport_calculations=lambda: [best])])
    form = small_form(
        """
        - {id: g, type: group, label: G, questions: [{id: n, type: integer, label: N}]}
        - {id: best, type: calculated, label: B, calculate: {function: best, of: g.n}}
        """,
        library.parts,
    )
    answers = {f"g[r{number}].n": Answer(number) for number in (3, 7, 5)}
    assert evaluate(form, answers).answers["best"].value == 7
    assert "best" not in evaluate(form, {}).answers


SHORT = QuestionType("short", "text", lambda question, value: ["Too long."] if len(value) > 3 else [])


def test_hook_question_types() -> None:
    library = Library(plugins=[example_plugin(), plugin("ours", cbreport_question_types=lambda: [SHORT])])
    form = small_form("- {id: code, type: short, label: C, max-length: 9}", library.parts)
    question = form.question("code")
    assert question is not None
    assert (question.type, question.custom, question.limits.max_length) == ("text", "short", 9)
    found = [check_answers(form, {"code": Answer(value)}) for value in ("abc", "abcd", "abcdefghij", 5)]
    assert [[each.code for each in each_found] for each_found in found] == [[], ["A32"], ["A11"], ["A20"]]
    assert found[1][0].describe() == "Too long."


def test_a_type_that_raises_never_stands_for_a_pass() -> None:
    broken = QuestionType("broken", "text", lambda question, value: 1 / 0)  # type: ignore[arg-type,return-value]
    library = Library(plugins=[example_plugin(), plugin("ours", cbreport_question_types=lambda: [broken])])
    form = small_form("- {id: code, type: broken, label: C}", library.parts)
    (found,) = check_answers(form, {"code": Answer("abc")})
    assert (found.code, found.severity) == ("A30", "error")
    assert "“broken”: ZeroDivisionError" in found.describe()


def register(name: str = "ours-json", forms: tuple[str, ...] = (FORM,), **more: Any) -> FileFormat:
    """A format that tells the answers that it was handed."""
    told: dict[str, Any] = {"make": lambda report: "/".join(report.answers).encode(), **more}
    return FileFormat(name, "application/json", "json", "Register", forms, **told)


def with_format(format: FileFormat, answers: Mapping[str, Answer] | None = None) -> Report:
    library = Library(plugins=[example_plugin(cbreport_file_formats=lambda: [format])])
    return Report(library.form(FORM), "KEN", "EX1", answers or {}, library=library)


def test_hook_file_formats() -> None:
    answers = {
        "assessed": Answer(True, comment="Ask Amina"),
        "contact": Answer("Amina"),
        "help-needed": Answer(["training"], confirmed=False),
        "assessed-when": Answer("2024-05-31"),
    }
    made = with_format(register(), answers)
    for audience in ("party", "public"):
        assert render(made, "ours-json", audience=audience) == b"assessed/assessed-when"  # type: ignore[arg-type]
    comments = register(make=lambda report: "".join(each.comment for each in report.answers.values()).encode())
    assert render(with_format(comments, answers), "ours-json") == b""


def test_a_format_is_for_its_own_forms_only() -> None:
    made = with_format(register(forms=("another-form",)))
    assert list(formats_for(made)) == list(FORMATS)
    with pytest.raises(UnknownName, match="There is no format “ours-json”"):
        render(made, "ours-json")


@pytest.mark.parametrize("gives", [lambda report: 1 / 0, lambda report: "text"], ids=["raises", "no bytes"])
def test_a_format_that_fails_is_named_and_takes_no_other_down(gives: Any) -> None:
    made = with_format(register(make=gives))
    with pytest.raises(PluginError, match=r"“example” .*“ours-json”") as caught:
        render(made, "ours-json")
    assert caught.value.plugin == "example"
    assert render(made, "json")


@pytest.mark.parametrize(
    ("format", "words"),
    [
        (register("json"), "“json” is no name of a file format"),
        (register("Ours-json"), "is no name of a file format"),
        (replace(register(), ending=".json"), "“.json” is no ending"),
        (replace(register(), media_type="text/plain\r\nX: y"), "is no media type"),
        (replace(register(), title=" "), "has no title, or is for no form"),
        (register(forms=()), "has no title, or is for no form"),
    ],
    ids=["one word", "capital", "ending", "media type", "title", "forms"],
)
def test_a_format_that_is_not_sound_is_refused(format: FileFormat, words: str) -> None:
    with pytest.raises(PluginError, match=re.escape(words)):
        with_format(format)


def test_two_formats_of_one_name_are_refused_with_both_plugins() -> None:
    both = [example_plugin(), *(plugin(name, cbreport_file_formats=lambda: [register()]) for name in ("a", "b"))]
    with pytest.raises(PluginError, match=r"“a” and “b” both bring the format “ours-json”"):
        Library(plugins=both)


@pytest.mark.parametrize(
    ("hook", "made", "words"),
    [
        ("question_types", QuestionType("text", "text", lambda question, value: []), "the form language has it"),
        ("question_types", QuestionType("calculated", "text", lambda question, value: []), "the form language has it"),
        ("question_types", QuestionType("rows", "group", lambda question, value: []), "does not fit"),
        ("question_types", QuestionType("Not a name", "text", lambda question, value: []), "does not fit"),
        ("calculations", Calculation("best", len, "money"), "does not fit"),
    ],
)
def test_a_name_that_is_taken_or_does_not_fit_is_refused(hook: str, made: object, words: str) -> None:
    with pytest.raises(PluginError, match=words) as caught:
        Library(plugins=[example_plugin(), plugin("ours", **{f"cbreport_{hook}": lambda: [made]})])
    assert caught.value.plugin == "ours"


def test_a_name_that_two_bring_is_refused_with_both() -> None:
    both = [plugin(name, cbreport_question_types=lambda: [SHORT]) for name in ("first", "second")]
    with pytest.raises(PluginError, match=r"“second” brings .* “short”, and the plugin “first” brings it too"):
        Library(plugins=[example_plugin(), *both])


def test_hook_migrate_answer() -> None:
    def migrate(old: Form, new: Form, address: str, answer: Answer) -> list[tuple[str, Answer]] | None:
        return {"moved": [("there", replace(answer, value=f"{answer.value}!"))], "gone": []}.get(address)

    library = Library(plugins=[example_plugin(), plugin("ours", cbreport_migrate_answer=migrate)])
    old = small_form(
        "- {id: moved, type: text, label: M}\n- {id: gone, type: text, label: G}\n- {id: a, type: text, label: A}"
    )
    new = replace(small_form("- {id: there, type: text, label: T}\n- {id: a, type: text, label: A}"), edition="two")
    given = {id: Answer(id) for id in ("moved", "gone", "a")}
    (origins,) = propose(Report(old, "KEN", "X", given, library=library), to=new)
    proposals = {each.address: (each.answer.value, each.relation) for each in origins.outcome.proposals}
    assert proposals == {"there": ("moved!", "close"), "a": ("a", "same")}
    assert all(not each.answer.confirmed for each in origins.outcome.proposals)
    assert [(each.address, each.reason.code) for each in origins.outcome.homeless] == [("gone", "C02")]


@pytest.mark.parametrize(
    ("said", "words"), [(lambda: 1 / 0, "ZeroDivisionError"), (lambda: [("a", "b")], "did not give")]
)
def test_a_migration_that_fails_leaves_the_answer_where_it_was_and_says_so(said: Any, words: str) -> None:
    def migrate(old: Form, new: Form, address: str, answer: Answer) -> Any:
        return said()

    library = Library(plugins=[example_plugin(), plugin("ours", cbreport_migrate_answer=migrate)])
    form = small_form("- {id: a, type: text, label: A}")
    report_of = Report(form, "KEN", "X", {"a": Answer("x")}, library=library)
    (origins,) = propose(report_of, to=replace(form, edition="two"))
    assert origins.outcome.proposals == ()
    (left,) = origins.outcome.homeless
    assert (left.address, left.reason.code) == ("a", "P01")
    assert words in left.reason.describe()
    (same,) = propose(report_of, to=form)  # another cycle of the same edition needs no migration
    assert [each.address for each in same.outcome.proposals] == ["a"]


def test_hook_translations() -> None:
    source = Translations("p", "locale", "ours")
    manager = create_plugin_manager([plugin(name, cbreport_translations=lambda: [source]) for name in "ab"])
    assert manager.translations() == (source,)


@pytest.mark.parametrize(
    "hook",
    [
        "conventions",
        "forms",
        "vocabularies",
        "blocks",
        "crosswalks",
        "translations",
        "examples",
        "calculations",
        "question_types",
    ],
)
@pytest.mark.parametrize(
    "result", [5, "text", ["text"], {"a": 1}, [None], ONE, EXAMPLE], ids=lambda each: repr(each)[:12]
)
def test_a_hook_that_gives_something_else_than_a_list_is_named(hook: str, result: object) -> None:
    manager = create_plugin_manager([plugin("ours", **{f"cbreport_{hook}": lambda: result})])
    with pytest.raises(PluginError, match=f"“ours” did not give a list of .* in cbreport_{hook}") as caught:
        getattr(manager, hook)()
    assert caught.value.plugin == "ours"


def test_a_hook_may_be_a_generator_and_is_named_when_it_raises() -> None:
    def good() -> Any:
        yield ONE

    def bad() -> Any:
        yield ONE
        raise LookupError("no second one")

    assert create_plugin_manager([plugin("ours", cbreport_forms=good)]).forms() == (("ours", ONE),)
    with pytest.raises(PluginError, match="“ours” failed in cbreport_forms: LookupError: no second one") as caught:
        create_plugin_manager([plugin("ours", cbreport_forms=bad)]).forms()
    assert isinstance(caught.value.__cause__, LookupError)


# -- checks of reports ------------------------------------------------------------------------------------------------

DOUBT = Finding("EX01", "warning", "plan", "A doubt about {party}.", values={"party": "Kenya"})


def findings(*plugins: ModuleType) -> list[Finding]:
    return list(check(report(library=Library(plugins=[example_plugin(), *plugins]))))


def test_hook_check_report() -> None:
    def wants_the_report(report: Any) -> list[Finding]:
        assert report.party == "KEN"
        assert report.evaluation.shown("assessed")
        return [DOUBT]

    assert findings(plugin("ours", cbreport_check_report=wants_the_report)) == [DOUBT]
    assert findings(plugin("ours", cbreport_check_report=lambda: [DOUBT])) == [DOUBT]  # an argument may be left out
    assert findings(plugin("ours", cbreport_check_report=lambda report: None)) == []


def raises(report: Any) -> list[Finding]:
    raise ZeroDivisionError("division by zero")


def raises_late(report: Any) -> Any:
    yield DOUBT
    raise ZeroDivisionError("division by zero")


def giving(result: object) -> Any:
    return lambda report: result


def unknown_severity() -> list[Finding]:
    return [Finding("EX01", "fatal", "", "x")]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hook", "words"),
    [
        pytest.param(raises, "failed in cbreport_check_report: ZeroDivisionError: division by zero", id="raises"),
        pytest.param(raises_late, "failed in cbreport_check_report: ZeroDivisionError: division by zero", id="late"),
        pytest.param(giving(DOUBT), "did not give a list of Finding in cbreport_check_report", id="one"),
        pytest.param(giving(["doubt"]), "did not give a list of Finding in cbreport_check_report", id="texts"),
        pytest.param(giving(True), "did not give a list of Finding in cbreport_check_report", id="true"),
        pytest.param(giving(unknown_severity()), "gave a finding that cannot be written: KeyError", id="severity"),
        pytest.param(
            giving([Finding("EX01", "info", "", "{a}", values={"b": ""})]), "cannot be written: KeyError", id="place"
        ),
        pytest.param(
            giving([Finding("EX01", "info", "", "50 % {", values={"b": ""})]),
            "cannot be written: ValueError",
            id="brace",
        ),
    ],
)
def test_a_plugin_that_fails_in_a_check_blocks_submission_and_is_named(hook: Any, words: str) -> None:
    other = plugin("zeal", cbreport_check_report=lambda report: [DOUBT])
    failed, doubt = findings(plugin("bad", cbreport_check_report=hook), other)
    assert (failed.code, failed.severity, failed.address) == ("P01", "error", "")
    assert "“bad”" in failed.describe()
    assert words in failed.describe()
    assert doubt == DOUBT  # the others are heard all the same


def test_what_a_plugin_raised_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    findings(plugin("bad", cbreport_check_report=raises))
    assert "plugin bad raised in cbreport_check_report" in caplog.text
    assert "ZeroDivisionError" in caplog.text


# -- documents --------------------------------------------------------------------------------------------------------


def adds(letter: str) -> Any:
    return lambda document, report: f"{document}{letter}"


def prepared(*plugins: ModuleType) -> object:
    return Library(plugins=[example_plugin(), *plugins]).prepare_document("", report())


def test_hook_prepare_document() -> None:
    assert prepared(plugin("ours", cbreport_prepare_document=lambda document, report: document + report.party)) == "KEN"
    assert prepared(plugin("ours", cbreport_prepare_document=lambda document: None)) == ""
    assert prepared() == ""


def test_documents_go_through_plugins_in_the_order_of_their_names() -> None:
    plugins = [plugin(name, cbreport_prepare_document=adds(name)) for name in "cab"]
    assert prepared(*plugins) == "abc"
    assert prepared(*plugins[::-1]) == "abc"


def test_a_plugin_that_raises_over_a_document_is_named() -> None:
    def bad(document: Any, report: Any) -> Any:
        raise LookupError("no cover")

    with pytest.raises(PluginError, match="failed in cbreport_prepare_document: LookupError: no cover"):
        Library(plugins=[example_plugin(cbreport_prepare_document=bad)]).prepare_document("", report())


def test_a_plugin_that_raises_over_anothers_document_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    def bad(document: Any, report: Any) -> Any:
        raise LookupError("no cover")

    plugins = [plugin(name, cbreport_prepare_document=adds(name)) for name in "ac"]
    assert prepared(*plugins, plugin("b", cbreport_prepare_document=bad)) == "ac"
    assert "plugin b raised in cbreport_prepare_document" in caplog.text


# -- the example plugin for authors -----------------------------------------------------------------------------------


def test_the_example_plugin_takes_further_hooks_and_lets_its_own_be_replaced() -> None:
    library = example_library(cbreport_check_report=lambda report: [DOUBT], cbreport_forms=lambda: [])
    assert library.forms == ()
    assert library.plugins[0].hooks == ("cbreport_check_report", "cbreport_conventions", "cbreport_forms")
    assert example_library().forms[0].key == "example-national-report@ex1"


def test_a_misspelt_hook_of_the_example_plugin_is_refused_too() -> None:
    with pytest.raises(PluginError, match="cbreport_form"):
        example_library(cbreport_form=lambda: [])
