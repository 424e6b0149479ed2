"""The library: plugins, forms, vocabularies and catalogues, loaded once and then immutable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache as remembered
from functools import cached_property
from importlib.resources import files
from os import PathLike
from typing import Any, TypeVar

from cbreport.answering.answers import Answer
from cbreport.caching import FormCache, Loaded, cache_folder, key_of
from cbreport.definition.addresses import ID_PATTERN
from cbreport.definition.building import Parts, Vocabulary
from cbreport.definition.calculations import GIVES, Calculation, QuestionType
from cbreport.definition.checking import check_form
from cbreport.definition.conventions import Convention, Resource, Translations
from cbreport.definition.crosswalk_loading import load_crosswalk
from cbreport.definition.crosswalks import Crosswalk
from cbreport.definition.language import SOURCE_LANGUAGE, Translator, all_languages, read_catalogue
from cbreport.definition.loading import block_id, load_form, load_vocabulary
from cbreport.definition.model import CALCULATED, QUESTION_TYPES, SIMPLE_TYPES, Form
from cbreport.errors import ConfigurationError, DefinitionError, Finding, PluginError, UnknownName, finding
from cbreport.plugins import PluginInfo, PluginManager, create_plugin_manager
from cbreport.reporting.formats import FileFormat
from cbreport.reporting.report import Report

INTERFACE = Translations("cbreport", "locale", "cbreport")


class Library:
    """What is installed: conventions and their forms.

    An installed plugin of which something is wrong is left out and named in :attr:`plugins`; the others go on.

    :param plugins: modules or objects instead of the installed plugins. What is wrong with these is raised.
    :param without: names of installed plugins to leave out.
    :param cache: the folder that keeps loaded forms, or ``off``; without it what ``CBREPORT_CACHE`` says, or the user's
        cache folder. See :mod:`cbreport.caching`.
    :raises PluginError: two plugins bring the same convention, or one of ``plugins`` does not fit.
    :raises DefinitionError: a form, vocabulary or block file is wrong.

    >>> from cbreport.testing import example_plugin
    >>> library = Library(plugins=[example_plugin()])
    >>> [form.key for form in library.forms]
    ['example-national-report@ex1']
    """

    def __init__(
        self,
        plugins: Iterable[object] | None = None,
        *,
        without: Iterable[str] = (),
        cache: str | PathLike[str] | None = None,
    ) -> None:
        self._manager: PluginManager = create_plugin_manager(plugins, without=without)
        self._translators: dict[tuple[str, str], Translator] = {}
        kept = FormCache(cache_folder(cache))
        while True:
            try:
                self._load(kept)
                return
            except (PluginError, DefinitionError, ConfigurationError) as error:
                if plugins is not None or not error.brought_by:
                    raise
                self._manager.leave_out(error.brought_by, _in_a_line(error))

    def _load(self, cache: FormCache) -> None:
        self._conventions = self._load_conventions()
        self._loaded = self._load_forms(cache)
        self._forms = {key: loaded.form for key, loaded in self._loaded.items()}
        self._conventions = {id: self._with_respondents(each) for id, each in self._conventions.items()}
        self._crosswalks = self._load_crosswalks()
        self._file_formats = self._load_file_formats()
        self._manager.examples()  # asked now, so that a plugin that raises is left out now
        self._manager.translations()

    @property
    def plugins(self) -> tuple[PluginInfo, ...]:
        """Every plugin found, with what went wrong where one could not be loaded."""
        return self._manager.infos

    @property
    def conventions(self) -> tuple[Convention, ...]:
        """Every convention, by short name."""
        return tuple(sorted(self._conventions.values(), key=lambda convention: convention.short_name))

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every form, by series and edition."""
        return tuple(self._forms[key] for key in sorted(self._forms))

    def convention(self, id: str) -> Convention:
        """The convention with this id.

        :raises UnknownName: there is none.
        """
        if id not in self._conventions:
            raise UnknownName("convention", id, self._conventions)
        return self._conventions[id]

    def form(self, id: str, edition: str = "") -> Form:
        """The edition of the series ``id``; ``series@edition`` in one text is understood too.

        :raises UnknownName: there is no such series or edition.
        """
        series, _, after = id.partition("@")
        wanted = edition or after
        editions = {key[1]: form for key, form in self._forms.items() if key[0] == series}
        if not editions:
            raise UnknownName("form", series, sorted({key[0] for key in self._forms}))
        if wanted in editions:
            return editions[wanted]
        if not wanted and len(editions) == 1:
            return next(iter(editions.values()))
        raise UnknownName(f"edition of {series}", wanted, editions)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found while the forms were loaded: warnings and remarks, by series and edition."""
        return tuple(found for key in sorted(self._loaded) for found in self._loaded[key].findings)

    @property
    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Every crosswalk whose two forms are installed, in both directions where answers may go back."""
        return self._crosswalks

    def translator(self, language: str, convention: str = "") -> Translator:
        """Source text into ``language``: the convention's catalogue first, then the interface's and the others'."""
        key = (language, convention)
        if key not in self._translators:
            sources = catalogues_for(self._manager, convention)
            catalogues = (
                () if language == SOURCE_LANGUAGE else tuple(read_catalogue(each, language) for each in sources)
            )
            self._translators[key] = Translator(language, catalogues)
        return self._translators[key]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the interface; the source language first."""
        others = [language for language in all_languages([INTERFACE]) if language != SOURCE_LANGUAGE]
        return (SOURCE_LANGUAGE, *others)

    @property
    def parts(self) -> Parts:
        """The vocabularies and blocks of every plugin, to load further form files with."""
        return self._load_parts()

    def examples(self) -> Sequence[Resource]:
        """Example report files of every plugin."""
        return self._manager.examples()

    def plugin_findings(self, report: Report) -> Sequence[Finding]:
        """What the plugins find in a report."""
        return self._manager.check_report(report)

    def migrate_answer(self, old: Form, new: Form, address: str, answer: Answer) -> Sequence[tuple[str, Answer]] | None:
        """Where a plugin says that an answer goes in another edition; None when none has an opinion.

        :raises PluginError: a plugin raised.
        """
        return self._manager.migrate_answer(old, new, address, answer)

    @property
    def file_formats(self) -> tuple[FileFormat, ...]:
        """The kinds of file that plugins bring for reports to their own forms, by name."""
        return self._file_formats

    def prepare_document(self, document: Any, report: Report) -> Any:
        """The document after every plugin's changes."""
        return self._manager.prepare_document(document, report)

    def _load_conventions(self) -> Mapping[str, Convention]:
        found: dict[str, Convention] = {}
        owners: dict[str, str] = {}
        for plugin, convention in self._manager.conventions():
            if convention.id in found:
                message = f"The plugins “{owners[convention.id]}” and “{plugin}” both bring “{convention.id}”."
                raise PluginError(plugin, message, "Leave one of them out.")
            found[convention.id] = convention
            owners[convention.id] = plugin
        return found

    def _with_respondents(self, convention: Convention) -> Convention:
        """The convention, whose cycles know who answers their forms."""
        known = {key: form.respondent for key, form in self._forms.items()}
        cycles = tuple(
            replace(each, respondent=known.get((each.form, each.edition), each.respondent))
            for each in convention.cycles
        )
        return replace(convention, cycles=cycles) if cycles != convention.cycles else convention

    def _load_file_formats(self) -> tuple[FileFormat, ...]:
        found: dict[str, tuple[str, FileFormat]] = {}
        for plugin, each in self._manager.file_formats():
            if each.fault:
                raise PluginError(plugin, f"“{plugin}”: {each.fault}.", "Compare the hook with docs/plugins.md.")
            if each.name in found:
                both = f"“{found[each.name][0]}” and “{plugin}”"
                raise PluginError(plugin, f"The plugins {both} both bring the format “{each.name}”.", "Rename one.")
            found[each.name] = (plugin, each)
        return tuple(each for _, (_, each) in sorted(found.items()))

    def _load_parts(self, read: Callable[[Resource], str] | None = None) -> Parts:
        read = read or read_resource
        vocabularies: dict[str, Vocabulary] = {}
        for resource, plugin in self._manager.bringers("cbreport_vocabularies").items():
            with _brought_by(plugin):
                vocabulary = load_vocabulary(read(resource), resource.path)
                _refuse_second(vocabulary.id, vocabularies, resource)
            vocabularies[vocabulary.id] = vocabulary
        blocks: dict[str, tuple[str, str]] = {}
        for resource, plugin in self._manager.bringers("cbreport_blocks").items():
            with _brought_by(plugin):
                text = read(resource)
                id = block_id(text, resource.path)
                _refuse_second(id, blocks, resource)
            blocks[id] = (text, resource.path)
        return Parts(vocabularies, blocks, *self._load_functions())

    def _load_functions(self) -> tuple[Mapping[str, Calculation], Mapping[str, QuestionType]]:
        return (
            _by_name("calculation", self._manager.calculations(), lambda each: each.gives, GIVES),
            _by_name("question type", self._manager.question_types(), lambda each: each.base, SIMPLE_TYPES),
        )

    def _load_forms(self, cache: FormCache) -> Mapping[tuple[str, str], Loaded]:
        """Every form, from the cache where it has all of them; what is wrong with a file is in no cache."""
        read = remembered(read_resource)  # what is loaded and kept is what the key was made of
        given = [(plugin, resource, _read_for(plugin, resource, read)) for plugin, resource in self._manager.forms()]
        others = {**self._manager.bringers("cbreport_vocabularies"), **self._manager.bringers("cbreport_blocks")}
        beside = [(resource.path, _read_for(plugin, resource, read)) for resource, plugin in others.items()]
        keys = [key_of(resource.path, text, beside) for _, resource, text in given]
        kept = [cache.load(key) for key in keys]
        self._load_functions()  # two of the same name are refused, whatever the forms use
        parts = None if kept and all(kept) else self._load_parts(read)
        found: dict[tuple[str, str], Loaded] = {}
        wrong: list[tuple[str, Finding]] = []
        for (plugin, resource, text), key, known in zip(given, keys, kept, strict=True):
            loaded = known
            if loaded is None:
                try:
                    form = load_form(text, resource.path, parts)
                except DefinitionError as error:
                    wrong.extend((plugin, each) for each in error.findings)
                    continue
                loaded = Loaded(form, check_form(form))
                cache.keep(key, loaded)
            form = loaded.form
            if (form.id, form.edition) in found:
                raise PluginError(plugin, f"The form {form.key} is brought twice.", "Leave one of them out.")
            found[form.id, form.edition] = loaded
        _refuse(wrong)
        return found

    def _load_crosswalks(self) -> tuple[Crosswalk, ...]:
        found: list[Crosswalk] = []
        wrong: list[tuple[str, Finding]] = []
        for resource, plugin in self._manager.bringers("cbreport_crosswalks").items():
            try:
                found.extend(load_crosswalk(_read_for(plugin, resource), resource.path, self.form))
            except DefinitionError as error:
                # A crosswalk to a form of a plugin that is not installed lies idle.
                wrong.extend((plugin, each) for each in error.findings if each.code != "F40")
        _refuse(wrong)
        return tuple(found)


def _refuse(wrong: Sequence[tuple[str, Finding]]) -> None:
    """Raise what is wrong with the first plugin of which something is."""
    for first, _ in wrong:
        error = DefinitionError(found for plugin, found in wrong if plugin == first)
        error.brought_by = first
        raise error


@contextmanager
def _brought_by(plugin: str) -> Iterator[None]:
    """Whatever is wrong inside is this plugin's."""
    try:
        yield
    except (DefinitionError, ConfigurationError) as error:
        error.brought_by = plugin
        raise


def _read_for(plugin: str, resource: Resource, read: Callable[[Resource], str] | None = None) -> str:
    with _brought_by(plugin):
        return (read or read_resource)(resource)


def _in_a_line(error: PluginError | DefinitionError | ConfigurationError) -> str:
    """What is wrong with the plugin that the error names, for a list of plugins."""
    return " ".join(str(error).split())


T = TypeVar("T", Calculation, QuestionType)


def _by_name(
    kind: str, brought: Iterable[tuple[str, T]], built_on: Callable[[T], str], known: Iterable[str]
) -> dict[str, T]:
    """What plugins bring, by name.

    :raises PluginError: two bring the same name, the language has it already, or a name or type is not sound.
    """
    found: dict[str, T] = {}
    owners = dict.fromkeys((*QUESTION_TYPES, CALCULATED), "")
    for plugin, each in brought:
        if each.name in owners:
            by = f"the plugin “{owners[each.name]}” brings it" if owners[each.name] else "the form language has it"
            raise PluginError(plugin, f"“{plugin}” brings the {kind} “{each.name}”, and {by} too.", "Rename one.")
        if not ID_PATTERN.fullmatch(each.name) or built_on(each) not in known:
            message = f"“{plugin}” brings the {kind} “{each.name}” of “{built_on(each)}”, which does not fit."
            raise PluginError(plugin, message, f"Names are kebab case; types are {', '.join(sorted(known))}.")
        found[each.name] = each
        owners[each.name] = plugin
    return found


def catalogues_for(manager: PluginManager, convention: str) -> tuple[Translations, ...]:
    """Where translations are looked up: in the convention's own catalogue, then the interface's and the others'."""
    return tuple(sorted((INTERFACE, *manager.translations()), key=lambda source: source.domain != convention))


def _refuse_second(id: str, known: Mapping[str, object], resource: Resource) -> None:
    if id in known:
        raise DefinitionError([finding("F10", id, file=resource.path, line=1, id=id)])


def read_resource(resource: Resource) -> str:
    """The text of a packaged file.

    :raises ConfigurationError: it is not there, or no UTF-8 text.
    """
    try:
        return files(resource.package).joinpath(resource.path).read_text(encoding="utf-8")
    except (OSError, ModuleNotFoundError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{resource.package}: {resource.path} cannot be read: {error}.", "Is it listed in the package's data?"
        ) from None
