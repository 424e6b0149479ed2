"""``cbreport forms check``: wordings with two meanings, and translations that are missing or fuzzy."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from cbreport.definition import Resource, Translations
from cbreport.testing import example_plugin
from tests.cli.conftest import FORM, Run

Catalogues = Callable[..., ModuleType]


@pytest.fixture
def translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogues:
    """The example plugin with the small form and catalogues: French and Arabic by default, each a PO file's body."""

    def plugin(**languages: str) -> ModuleType:
        home = tmp_path / "its_texts"
        home.mkdir()
        (home / "__init__.py").touch()
        (home / "small.yaml").write_text(FORM, "utf-8")
        for language, body in languages.items():
            path = home / f"locale/{language}/LC_MESSAGES/example.po"
            path.parent.mkdir(parents=True)
            path.write_text(f'msgid ""\nmsgstr ""\n\n{body}', "utf-8")
        monkeypatch.delitem(sys.modules, "its_texts", raising=False)
        monkeypatch.syspath_prepend(tmp_path)
        return example_plugin(
            cbreport_forms=lambda: [Resource("its_texts", "small.yaml")],
            cbreport_translations=lambda: [Translations("its_texts", "locale", "example")],
        )

    return plugin


def po(*pairs: tuple[str, str]) -> str:
    return "\n".join(f'msgid "{text}"\nmsgstr "{translation}"\n' for text, translation in pairs)


ALL = (
    ("A small form", "Un petit formulaire"),
    ("The only section", "La seule section"),
    ("Country?", "Pays ?"),
    ("Norway", "Norvège"),
    ("X", "X"),
)


def test_a_complete_translation_is_not_mentioned(run: Run, translated: Catalogues) -> None:
    assert run("forms", "check", plugins=[translated(fr=po(*ALL))]).stdout == "1 file, 0 errors\n"


def test_missing_texts_are_counted_with_the_first_of_them(run: Run, translated: Catalogues) -> None:
    done = run("forms", "check", plugins=[translated(fr=po(*ALL[:2]), ar=po(*ALL[:2]))])
    assert done.exit_code == 0
    first, last = done.stdout.splitlines()
    assert first.startswith(
        "its_texts/small.yaml:10: warning F51: small@one: 3 of 5 texts have no translation into ar, fr; "
        "the first is “Country?”."
    )
    assert last == "1 file, 0 errors, 1 warning"


def test_languages_that_lack_other_texts_are_told_apart(run: Run, translated: Catalogues) -> None:
    done = run("forms", "check", plugins=[translated(fr=po(*ALL[:2]), ar=po(*ALL[:4]))])
    assert "1 of 5 texts have no translation into ar; the first is “X”" in done.stdout
    assert "3 of 5 texts have no translation into fr; the first is “Country?”" in done.stdout


def test_fuzzy_and_broken_places(run: Run, translated: Catalogues) -> None:
    body = po(*ALL[:3], ("X", "{x}")) + f"\n#, fuzzy\n{po(ALL[3])}"
    done = run("forms", "check", plugins=[translated(fr=body)])
    assert "F52: small@one: 1 of 5 translations into fr are fuzzy; the first is “Norway”" in done.stdout
    assert "F53: small@one: 1 of 5 translations into fr have other places in braces; the first is “X”" in done.stdout


def test_all_names_each(run: Run, translated: Catalogues) -> None:
    done = run("forms", "check", "--all", plugins=[translated(fr=po(*ALL[:2]))])
    assert [line.partition("its_texts/")[2] for line in done.stdout.splitlines()[1:-1]] == [
        "small.yaml:10: fr: missing: Country?",
        "small.yaml:10: fr: missing: Norway",
        "small.yaml:10: fr: missing: X",
    ]


def test_as_json_each_language_has_all_its_texts(run: Run, translated: Catalogues) -> None:
    data = json.loads(run("forms", "check", "--json", plugins=[translated(fr=po(*ALL[:2]), ar=po(*ALL[:4]))]).stdout)
    assert data["ok"] is True
    assert [(each["form"], each["language"], each["texts"], len(each["missing"])) for each in data["translations"]] == [
        ("small@one", "ar", 5, 1),
        ("small@one", "fr", 5, 3),
    ]
    (text,) = data["translations"][0]["missing"]
    assert text == {
        "text": "X",
        "places": [{"file": "its_texts/small.yaml", "line": 10}],
        "about": ["country.x (label)"],
    }


def test_a_convention_without_any_catalogue_is_not_translated_yet(run: Run, translated: Catalogues) -> None:
    data = json.loads(run("forms", "check", "--json", plugins=[translated()]).stdout)
    assert (data["findings"], data["translations"]) == ([], [])


def test_a_broken_catalogue_is_an_error_told_once(run: Run, translated: Catalogues) -> None:
    done = run("forms", "check", plugins=[translated(fr='msgid "half\n')])
    assert done.exit_code == 1
    assert done.stdout.count("error F54: A catalogue of translations is broken: example.po for fr cannot be read") == 1


def test_a_file_is_compared_with_installed_forms_and_those_are_not_judged(
    run: Run, tmp_path: Path, translated: Catalogues
) -> None:
    plugin = translated(fr=po(*ALL))
    form = FORM.replace("label: Country?", "label: Country?, concept: country")
    (tmp_path / "its_texts/small.yaml").write_text(
        form + "      - {id: b, type: text, label: Country?, concept: c}\n", "utf-8"
    )
    (tmp_path / "new.yaml").write_text(
        form.replace("id: small", "id: new").replace("concept: country", "concept: nation"), "utf-8"
    )
    (line,) = (
        each for each in run("forms", "check", "new.yaml", plugins=[plugin]).stdout.splitlines() if "F50" in each
    )
    assert line.startswith(
        "new.yaml:10: warning F50: “Country?” is asked here as nation, and as country in small@one, small.yaml:10."
    )
    installed = run("forms", "check", plugins=[plugin])
    assert installed.exit_code == 0
    assert installed.stdout.count("F50") == 1


def test_the_installed_edition_of_a_file_is_not_compared_with_it(
    run: Run, tmp_path: Path, translated: Catalogues
) -> None:
    plugin = translated(fr=po(*ALL))
    for name, concept in (("its_texts/small.yaml", "old"), ("new.yaml", "renamed")):
        text = FORM.replace("label: Country?", f"label: Country?, concept: {concept}")
        (tmp_path / name).write_text(text, "utf-8")
    assert run("forms", "check", "new.yaml", plugins=[plugin]).stdout == "1 file, 0 errors\n"


def test_a_file_is_checked_although_something_installed_is_broken(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(FORM, "utf-8")
    plugin = example_plugin(cbreport_forms=lambda: [Resource("cbreport", "gone.yaml")])
    assert run("forms", "check", "new.yaml", plugins=[plugin]).stdout == "1 file, 0 errors\n"


def test_a_register_that_no_view_reads_is_a_warning(run: Run, tmp_path: Path, translated: Catalogues) -> None:
    form = FORM.replace("id: small", "id: new").replace("label: Country?", "label: Country?, concept: register.nead")
    plugin = translated(fr=po(*ALL))
    (tmp_path / "new.yaml").write_text(form, "utf-8")
    done = run("forms", "check", "new.yaml", plugins=[plugin])
    assert done.exit_code == 0
    assert "new.yaml:10: warning F55: No view reads the concept “register.nead” here." in done.stdout
