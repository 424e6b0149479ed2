"""The plugin manager: finds plugins through the entry-point group ``cbreport.plugins`` and calls their hooks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any, Final, TypeVar

import pluggy

from cbreport import hookspecs
from cbreport.answering.answers import Answer
from cbreport.definition.calculations import Calculation, QuestionType
from cbreport.definition.conventions import Convention, Resource, Translations
from cbreport.definition.model import Form
from cbreport.errors import Finding, PluginError, finding, in_order
from cbreport.reporting.formats import FileFormat
from cbreport.reporting.report import Report

GROUP: Final = "cbreport.plugins"
_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class PluginInfo:
    """A plugin as ``cbreport plugins`` lists it. ``error`` says why it could not be loaded."""

    name: str
    module: str
    version: str = ""
    hooks: tuple[str, ...] = ()
    error: str = ""


class PluginManager:
    """Loaded plugins and one typed method for each hook, so that callers never see pluggy."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("cbreport")
        self._manager.add_hookspecs(hookspecs)
        self._infos: list[PluginInfo] = []

    @property
    def infos(self) -> tuple[PluginInfo, ...]:
        """Every plugin found, loaded or not, by name."""
        return tuple(sorted(self._infos, key=lambda info: info.name))

    def register(self, plugin: ModuleType | object, name: str, version: str = "") -> None:
        """Add a plugin: a module or an object with hook implementations.

        :raises PluginError: it implements a hook that does not exist, or with arguments that the hook has not; or there
            is a plugin of that name already.
        """
        if self._manager.has_plugin(name):
            raise PluginError(name, f"There are two plugins called “{name}”.", "Leave one of them out.")
        try:
            self._manager.register(plugin, name=name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)
            message = f"The plugin “{name}” does not fit: {error}."
            raise PluginError(name, message, "Compare its hooks with docs/plugins.md.") from None
        hooks = tuple(sorted(caller.name for caller in self._manager.get_hookcallers(plugin) or []))
        module = getattr(plugin, "__name__", type(plugin).__name__)
        self._infos.append(PluginInfo(name, module, version, hooks))

    def load(self, points: Iterable[EntryPoint]) -> None:
        """Import and register entry points; one that fails is noted and does not take the others down."""
        for point in points:
            version = point.dist.version if point.dist else ""
            try:
                self.register(point.load(), point.name, version)
            except Exception as error:
                text = error.message if isinstance(error, PluginError) else f"{type(error).__name__}: {error}"
                _log.error("plugin %s could not be loaded: %s", point.name, text)
                self._infos.append(PluginInfo(point.name, point.value, version, error=text))

    def leave_out(self, name: str, why: str) -> None:
        """Go on without a plugin of which something is wrong; it stays in :attr:`infos`, with the reason."""
        _log.error("plugin %s is left out: %s", name, why)
        self._manager.unregister(name=name)
        self._infos = [replace(info, hooks=(), error=why) if info.name == name else info for info in self._infos]

    def _implementations(self, hook: str) -> list[pluggy.HookImpl]:
        """Who implements a hook, in the order of the plugins' names. Hooks are called one by one so that an error can
        name its plugin; pluggy's wrappers are not supported.
        """
        caller = getattr(self._manager.hook, hook)
        return sorted(caller.get_hookimpls(), key=lambda each: each.plugin_name)

    def _listed(self, hook: str, kind: type[T]) -> Iterator[tuple[str, T]]:
        """What the plugins list in answer to a hook without arguments, each with the plugin's name."""
        for implementation in self._implementations(hook):
            for result in _list_of(kind, hook, implementation):
                yield implementation.plugin_name, result

    def conventions(self) -> Sequence[tuple[str, Convention]]:
        """Conventions with the name of the plugin that brings each."""
        return tuple(self._listed("cbreport_conventions", Convention))

    def forms(self) -> Sequence[tuple[str, Resource]]:
        """Form files with the name of the plugin that brings each."""
        return tuple(self._listed("cbreport_forms", Resource))

    def vocabularies(self) -> Sequence[Resource]:
        """Vocabulary files, each once."""
        return tuple(self.bringers("cbreport_vocabularies"))

    def blocks(self) -> Sequence[Resource]:
        """Block files, each once."""
        return tuple(self.bringers("cbreport_blocks"))

    def bringers(self, hook: str) -> Mapping[Resource, str]:
        """The files that plugins list in answer to ``hook``, each with the first plugin that brings it."""
        found: dict[Resource, str] = {}
        for plugin, resource in self._listed(hook, Resource):
            found.setdefault(resource, plugin)
        return found

    def calculations(self) -> Sequence[tuple[str, Calculation]]:
        """Named functions for calculated questions, with the name of the plugin that brings each."""
        return tuple(self._listed("cbreport_calculations", Calculation))

    def question_types(self) -> Sequence[tuple[str, QuestionType]]:
        """Question types with the name of the plugin that brings each."""
        return tuple(self._listed("cbreport_question_types", QuestionType))

    def migrate_answer(self, old: Form, new: Form, address: str, answer: Answer) -> Sequence[tuple[str, Answer]] | None:
        """Where an answer goes in another edition, by the first plugin that has an opinion; None when none has.

        :raises PluginError: a plugin raised, or gave something else.
        """
        hook = "cbreport_migrate_answer"
        for implementation in self._implementations(hook):
            given = _call(hook, implementation, old=old, new=new, address=address, answer=answer)
            if given is None:
                continue
            if not isinstance(given, Sequence) or not all(map(_is_answer_at, given)):
                name = implementation.plugin_name
                message = f"The plugin “{name}” did not give a list of addresses and answers in {hook}."
                raise PluginError(name, message, "Compare the hook with docs/plugins.md.")
            return [(there, made) for there, made in given]
        return None

    def crosswalks(self) -> Sequence[Resource]:
        """Crosswalk files, each once."""
        return tuple(self.bringers("cbreport_crosswalks"))

    def translations(self) -> Sequence[Translations]:
        """Folders of catalogues, each once."""
        return tuple(dict.fromkeys(source for _, source in self._listed("cbreport_translations", Translations)))

    def examples(self) -> Sequence[Resource]:
        """Example report files, each once."""
        return tuple(dict.fromkeys(resource for _, resource in self._listed("cbreport_examples", Resource)))

    def file_formats(self) -> Sequence[tuple[str, FileFormat]]:
        """Kinds of file, with the name of the plugin that brings each. Each is handed what leaves the Party only, and
        raises :class:`PluginError` when the plugin fails.
        """
        listed = self._listed("cbreport_file_formats", FileFormat)
        return tuple((plugin, replace(each, make=_made_by(plugin, each))) for plugin, each in listed)

    def check_report(self, report: Report) -> Sequence[Finding]:
        """What the plugins find. A plugin that raises becomes an error finding, never a pass."""
        hook = "cbreport_check_report"
        findings: list[Finding] = []
        for implementation in self._implementations(hook):
            try:
                found = _list_of(Finding, hook, implementation, report=report)
                _try_to_write(found, implementation.plugin_name)
            except PluginError as error:
                found = [finding("P01", problem=error.message)]
            findings.extend(found)
        return findings

    def prepare_document(self, document: Any, report: Report) -> Any:
        """The document after each plugin's changes, in the order of their names.

        A plugin that raises stops the documents of its own conventions, because what it takes out must not come
        through; those of others go on without it.

        :raises PluginError: a plugin raised over a report to a convention that it brings.
        """
        hook = "cbreport_prepare_document"
        for implementation in self._implementations(hook):
            try:
                changed = _call(hook, implementation, document=document, report=report)
            except PluginError as error:
                if (error.plugin, report.form.convention) in ((name, each.id) for name, each in self.conventions()):
                    raise
                continue
            document = document if changed is None else changed
        return document


def _is_answer_at(pair: Any) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], Answer)


def _made_by(plugin: str, format: FileFormat) -> Callable[[Report], bytes]:
    """What makes a plugin's files, so that it sees nothing private and an error names it."""

    def make(report: Report) -> bytes:
        try:
            made = format.make(replace(report, answers=report.leaving))
        except Exception as error:
            _log.exception("plugin %s raised while it made a file of the format %s", plugin, format.name)
            message = f"The plugin “{plugin}” could not make the file “{format.name}”: {type(error).__name__}: {error}."
            raise PluginError(plugin, message, "Tell its author; the log has the details.") from error
        if not isinstance(made, bytes):
            message = f"The plugin “{plugin}” gave no bytes for the file “{format.name}”."
            raise PluginError(plugin, message, "Compare the hook with docs/plugins.md.")
        return made

    return make


def _call(hook: str, implementation: pluggy.HookImpl, **arguments: Any) -> Any:
    """What one plugin says to a hook.

    :raises PluginError: it raised.
    """
    name = implementation.plugin_name
    try:
        result = implementation.function(*(arguments[each] for each in implementation.argnames))
        return list(result) if isinstance(result, Iterator) else result  # a generator raises only when it is read
    except Exception as error:
        _log.exception("plugin %s raised in %s", name, hook)
        message = f"The plugin “{name}” failed in {hook}: {type(error).__name__}: {error}."
        raise PluginError(name, message, "Tell its author; the log has the details.") from error


def _list_of(kind: type[T], hook: str, implementation: pluggy.HookImpl, **arguments: Any) -> Sequence[T]:
    """The list with which one plugin answers a hook; None is an empty one.

    :raises PluginError: it raised, or gave something else.
    """
    result = _call(hook, implementation, **arguments)
    found = () if result is None else result
    if not isinstance(found, Sequence) or not all(isinstance(each, kind) for each in found):
        name = implementation.plugin_name
        message = f"The plugin “{name}” did not give a list of {kind.__name__} in {hook}."
        raise PluginError(name, message, "Compare the hook with docs/plugins.md.")
    return found


def _try_to_write(found: Sequence[Finding], name: str) -> None:
    """A finding that cannot be sorted or written is found out here, not on somebody's page.

    :raises PluginError: there is one.
    """
    try:
        for each in in_order(found):
            str(each)
    except Exception as error:
        message = f"The plugin “{name}” gave a finding that cannot be written: {type(error).__name__}: {error}."
        raise PluginError(name, message, "Compare its severity and places with docs/plugins.md.") from error


def create_plugin_manager(plugins: Iterable[object] | None = None, *, without: Iterable[str] = ()) -> PluginManager:
    """A new manager with the installed plugins, or with exactly ``plugins``.

    :param plugins: modules or objects to register instead of what is installed; for tests and embedding.
    :param without: names of installed plugins to leave out.
    :raises PluginError: one of ``plugins`` does not fit. Installed ones that fail are noted instead.
    """
    manager = PluginManager()
    if plugins is not None:
        for plugin in plugins:
            manager.register(plugin, getattr(plugin, "__name__", type(plugin).__name__))
        return manager
    blocked = set(without)
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    manager.load(point for point in found if point.name not in blocked)
    return manager
