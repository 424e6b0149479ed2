"""The tool that keeps the PO catalogues, and the catalogues that ship."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cbreport import Library
from cbreport.definition.messages import Message
from cbreport.definition.model import Place
from cbreport.testing import example_library
from tools import catalogues
from tools.catalogues import Domain, domains, places_in, problems, python_texts, template_texts, updated

SHIPPED = {
    "cbreport": "ar es fr ru zh",
    "cbd": "ar es fr ru zh",
    "cites": "ar es fr",
    "cms": "ar es fr",
    "core": "ar es fr ru zh",
}
every_shipped_catalogue = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name, languages in SHIPPED.items() for language in languages.split()]
)


def messages(*texts: str) -> tuple[Message, ...]:
    return tuple(Message(text, (Place("forms/x.yaml", 3),), ("q (label)",)) for text in texts)


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    return Domain("x", tmp_path, ("fr",), messages("How many people were trained?", "Training", "{count} rows"))


def write(domain: Domain, **translations: str) -> None:
    """Create the French catalogue and fill in translations, by the beginning of the source text."""
    text = updated(domain, "fr")
    for start, translation in translations.items():
        before, found, after = text.partition(f'msgid "{start}')
        assert found, start
        text = before + found + after.replace('msgstr ""', f'msgstr "{translation}"', 1)
    domain.path("fr").parent.mkdir(parents=True, exist_ok=True)
    domain.path("fr").write_text(text, encoding="utf-8")


class TestFindingTexts:
    @pytest.mark.parametrize(
        ("source", "texts"),
        [
            ("t('Save')", ["Save"]),
            ("context.t('Save', 1)", ["Save"]),
            ("translate('{a} and {b}').format(a=1, b=2)", ["{a} and {b}"]),
            ("_('Save'), N_('Open')", ["Save", "Open"]),
            ("t('Two '\n  'lines')", ["Two lines"]),
            ("t('Hide' if shown else 'Show')", ["Hide", "Show"]),
            ("LABELS: Final = {'a': 'One', 'b': 'Two'}\nt(LABELS[x])", ["One", "Two"]),
            ("LABELS = {'a': 'One'}\nt(LABELS.get(x, y))", ["One"]),
            ("word = 'One' if x else 'Two'\nt(word)", ["One", "Two"]),
            ("{'a': t('One')}.get(x) or t('Two')", ["One", "Two"]),
            ("Code('error', 'It is wrong.', 'Mend it.')", ["It is wrong.", "Mend it."]),
            ("Finding(code='X', message='It is wrong.', hint='Mend it.')", ["It is wrong.", "Mend it."]),
            ("Finding('X', 'error', 'q', 'It is wrong.', 'Mend it.')", ["It is wrong.", "Mend it."]),
            ("NotPermitted('You may not.', 'Ask her.')", ["You may not.", "Ask her."]),
            ("SaveRefused('It has {count}.', count=str(n))", ["It has {count}."]),
            ("errors.WorkflowError('It is {status}.', status=Term('sent'))", ["It is {status}.", "sent"]),
            ("ConfigurationError('There is no database.')", []),
            ("t('')", []),
            ("t(question.label)", []),
            ("'t(no call)'", []),
            ("print('Save')", []),
            ("Finding('X', 'error', '', error.message, error.hint)", []),
        ],
    )
    def test_in_python(self, source: str, texts: list[str]) -> None:
        assert sorted(python_texts(source)) == sorted(texts)

    @pytest.mark.parametrize(
        ("source", "texts"),
        [
            ("<p>{{ t('Save') }}</p>", ["Save"]),
            ("{{ t('Saved {time}').format(time=now) }}", ["Saved {time}"]),
            ("{% if x %}{{ button({text: t('Save')}) }}{% endif %}", ["Save"]),
            ("{{ t('Hide' if shown == 'yes' else 'Show') }}", ["Hide", "Show"]),
            ("{{ t({'draft': 'Draft', 'sent': 'Sent'}[status]) }}", ["Draft", "Sent"]),
            ("{{ t(question.label) }} <p>t('Save')</p>", []),
        ],
    )
    def test_in_templates(self, source: str, texts: list[str]) -> None:
        assert sorted(template_texts(source)) == sorted(texts)

    def test_python_files_and_templates_give_the_file_but_no_line(self, tmp_path: Path) -> None:
        (tmp_path / "cbreport").mkdir()
        (tmp_path / "cbreport/a.py").write_text("t('Save')\n", encoding="utf-8")
        (tmp_path / "cbreport/b.html").write_text("{{ t('Save') }}{{ t('Open') }}", encoding="utf-8")
        interface = domains(example_library(), tmp_path)[0]
        assert [(message.text, message.places) for message in interface.messages] == [
            ("Open", (Place("cbreport/b.html"),)),
            ("Save", (Place("cbreport/a.py"), Place("cbreport/b.html"))),
        ]

    def test_a_convention_has_its_names_its_forms_and_its_findings(self, tmp_path: Path) -> None:
        checks = tmp_path / "plugins/example/cbreport_example/checks.py"
        checks.parent.mkdir(parents=True)
        checks.write_text("Finding(code='EX1', message='Too many rangers.')", encoding="utf-8")
        interface, example = domains(example_library(), tmp_path)
        texts = {message.text for message in example.messages}
        assert {"Convention on Examples", "What help does your country need?", "Too many rangers."} <= texts
        assert interface.messages == ()
        assert example.path("fr") == tmp_path / "forms/cbreport_forms/locale/fr/LC_MESSAGES/example.po"

    def test_a_form_in_english_alone_is_not_translated(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        library = example_library()
        (form,) = library.forms
        monkeypatch.setattr(library, "_forms", {(form.id, form.edition): replace(form, languages=("en",))})
        texts = {message.text for message in domains(library, tmp_path)[1].messages}
        assert "What help does your country need?" not in texts
        assert "Convention on Examples" in texts

    def test_a_convention_is_translated_into_its_languages_and_arabic(self, tmp_path: Path) -> None:
        assert domains(example_library(), tmp_path)[1].languages == ("ar", "fr")


class TestUpdate:
    def test_a_new_catalogue_is_a_draft_that_names_nobody(self, domain: Domain) -> None:
        text = updated(domain, "fr")
        assert text.startswith("# Draft translation, not yet reviewed by the Secretariat.\n")
        assert '#. q (label)\n#: forms/x.yaml:3\nmsgid "Training"\nmsgstr ""\n' in text
        assert not [
            word for word in ("Date", "EMAIL", "FULL NAME", "Babel", "fuzzy", str(domain.folder)) if word in text
        ]

    def test_doing_it_twice_changes_nothing(self, domain: Domain) -> None:
        write(domain, Training="Formation")
        assert updated(domain, "fr") == domain.path("fr").read_text("utf-8")

    def test_translations_are_kept(self, domain: Domain) -> None:
        write(domain, Training="Formation")
        more = replace(domain, messages=messages("Training", "Equipment"))
        assert 'msgid "Training"\nmsgstr "Formation"\n' in updated(more, "fr")

    def test_a_changed_wording_keeps_its_translation_as_a_proposal(self, domain: Domain) -> None:
        write(domain, How="Combien de personnes ont été formées ?")
        changed = replace(domain, messages=messages("How many people have been trained?"))
        text = updated(changed, "fr")
        assert "#, fuzzy\n" in text
        assert '#| msgid "How many people were trained?"\n' in text
        assert 'msgstr "Combien de personnes ont été formées ?"\n' in text

    def test_a_text_that_is_gone_leaves_the_file(self, domain: Domain) -> None:
        write(domain, Training="Formation")
        text = updated(replace(domain, messages=messages("{count} rows")), "fr")
        assert "Formation" not in text

    def test_a_reviewed_catalogue_does_not_become_a_draft_again(self, domain: Domain) -> None:
        path = domain.path("fr")
        write(domain)
        path.write_text(
            path.read_text("utf-8").replace("# Draft translation", "# Reviewed translation"), encoding="utf-8"
        )
        assert updated(domain, "fr").startswith("# Reviewed translation")

    def test_per_cent_is_no_place_to_fill_in(self, domain: Domain) -> None:
        write(replace(domain, messages=messages("50 % of the staff")))
        assert "python-format" not in updated(replace(domain, messages=messages("50 % of the staff")), "fr")


class TestCheck:
    def test_a_catalogue_that_is_not_there_misses_everything(self, domain: Domain) -> None:
        assert list(problems(domain, "fr")) == [
            "missing: How many people were trained?",
            "missing: Training",
            "missing: {count} rows",
        ]

    def test_nothing_is_said_when_all_is_in_order(self, domain: Domain) -> None:
        write(domain, How="Combien ?", Training="Formation", **{"{count}": "{count} lignes"})
        assert list(problems(domain, "fr")) == []

    @pytest.mark.parametrize("wrong", ["lignes", "{nombre} lignes", "{count} lignes de {count", "{count} {x}"])
    def test_other_places_are_found(self, domain: Domain, wrong: str) -> None:
        write(domain, How="Combien ?", Training="Formation", **{"{count}": wrong})
        assert list(problems(domain, "fr")) == ["other places than {count}: {count} rows"]

    def test_fuzzy_is_found(self, domain: Domain) -> None:
        write(domain, How="Combien ?", Training="Formation", **{"{count}": "{count} lignes"})
        path = domain.path("fr")
        path.write_text(
            path.read_text("utf-8").replace('msgid "Training', '#, fuzzy\nmsgid "Training'), encoding="utf-8"
        )
        assert list(problems(domain, "fr")) == ["fuzzy: Training"]

    @pytest.mark.parametrize(("translation", "code"), [("Formation", 0), ("", 1)])
    def test_the_exit_code_tells(
        self,
        domain: Domain,
        translation: str,
        code: int,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        small = replace(domain, messages=messages("Training"))
        write(small, Training=translation)
        monkeypatch.setattr(catalogues, "domains", lambda library: (small,))
        assert catalogues.main(["check", "--domain", "x", "--language", "fr"]) == code
        assert capsys.readouterr().out.splitlines()[-1] == f"x fr: {1 - code} of 1 in order"

    def test_a_domain_that_is_not_asked_for_is_left_alone(
        self, domain: Domain, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(catalogues, "domains", lambda library: (domain,))
        assert catalogues.main(["check", "--domain", "y"]) == 0
        assert capsys.readouterr().out.strip() == ""


def test_update_writes_and_extract_shows(
    domain: Domain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogues, "domains", lambda library: (domain,))
    assert catalogues.main(["update"]) == 0
    assert domain.path("fr").is_file()
    assert catalogues.main(["update"]) == 0
    assert catalogues.main(["extract", str(tmp_path / "pot")]) == 0
    assert capsys.readouterr().out.splitlines() == ["x fr: written", "x: 3 texts, for fr"]
    assert 'msgid "Training"' in (tmp_path / "pot/x.pot").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "places"),
    [("“{label}” has {count} rows", {"label", "count"}), ("{}", {""}), ("none", set()), ("{a", None), ("a}", None)],
)
def test_places(text: str, places: set[str] | None) -> None:
    assert places_in(text) == places


@pytest.fixture(scope="module")
def shipped() -> dict[str, Domain]:
    return {domain.name: domain for domain in domains(Library())}


def test_every_domain_is_shipped_in_its_languages(shipped: dict[str, Domain]) -> None:
    assert {name: " ".join(domain.languages) for name, domain in shipped.items()} == SHIPPED


@every_shipped_catalogue
def test_a_shipped_catalogue_fills_in_the_same_places(shipped: dict[str, Domain], name: str, language: str) -> None:
    assert [line for line in problems(shipped[name], language) if line.startswith("other places")] == []


@every_shipped_catalogue
def test_a_shipped_catalogue_is_nearly_complete(shipped: dict[str, Domain], name: str, language: str) -> None:
    """A few texts may wait for a translation while a form or a page is being written; not more than one in twenty."""
    waiting = list(problems(shipped[name], language))
    assert len(waiting) <= len(shipped[name].messages) / 20, "\n".join(waiting)


@every_shipped_catalogue
def test_a_shipped_catalogue_is_a_draft_that_names_nobody(shipped: dict[str, Domain], name: str, language: str) -> None:
    head = shipped[name].path(language).read_text("utf-8").partition("\n\n")[0]
    assert head.startswith("# Draft translation, not yet reviewed by the Secretariat.\n")
    assert '"Last-Translator: \\n"' in head


def test_the_library_shows_the_shipped_translations() -> None:
    library = Library()
    for convention in library.conventions:
        translator = library.translator("fr", convention.id)
        assert translator(convention.name) not in ("", convention.name)
