"""The contract: what cbreport expects of every plugin, in parts that can be checked one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Final

from cbreport.errors import CbreportError, DefinitionError, PluginError, UnknownName
from cbreport.library import Library
from cbreport.plugins import GROUP, PluginManager, create_plugin_manager
from cbreport.testing import behaviour, contents, conventions
from cbreport.testing.subject import Subject

_PARTS: Final[Mapping[str, Callable[[Subject], Iterator[str]]]] = {
    "names": conventions.names,
    "languages": conventions.languages,
    "regions": conventions.regions,
    "members": conventions.members,
    "cycles": conventions.cycles,
    "colours": conventions.colours,
    "forms": contents.forms,
    "ids": contents.ids,
    "texts": contents.texts,
    "translations": contents.translations,
    "crosswalks": contents.crosswalks,
    "examples": contents.examples,
    "checks": behaviour.checks,
    "documents": behaviour.documents,
    "files": behaviour.files,
}
#: The names of the parts, for ``pytest.mark.parametrize``.
CONTRACT: Final = tuple(_PARTS)


def check_plugin(plugin: str | object, part: str = "") -> list[str]:
    """What keeps a plugin from fitting, in plain sentences; an empty list when nothing does.

    The plugin is loaded together with those that are installed, because its forms may use their vocabularies and its
    crosswalks their forms. That questions have not been compared with the official text is no problem.

    :param plugin: its module, or the name under which it is installed.
    :param part: one of :data:`CONTRACT`; all of them when left out.
    :raises UnknownName: no such plugin is installed, or there is no such part.

    >>> from cbreport.testing import example_plugin
    >>> check_plugin(example_plugin(cbreport_forms=lambda: []), "cycles")
    ['example: the cycle EX1 is answered with example-national-report@ex1, which no plugin brings.']
    """
    if part and part not in _PARTS:
        raise UnknownName("part of the contract", part, CONTRACT)
    try:
        subject = subject_of(_installed(plugin) if isinstance(plugin, str) else plugin)
        return [problem for name in ([part] if part else CONTRACT) for problem in _PARTS[name](subject)]
    except UnknownName:
        raise
    except DefinitionError as error:
        return [str(found) for found in error.findings]
    except CbreportError as error:
        return [error.message]


def _installed(name: str) -> object:
    """The module of an installed plugin.

    :raises UnknownName: there is none of that name.
    :raises PluginError: it cannot be used.
    """
    points = {point.name: point for point in entry_points(group=GROUP)}
    if name not in points:
        raise UnknownName("plugin", name, sorted(points))
    manager = PluginManager()
    manager.load([points[name]])
    (info,) = manager.infos
    if info.error:
        raise PluginError(name, f"The plugin “{name}” could not be loaded: {info.error}")
    return points[name].load()


def _others(plugin: object) -> Iterator[object]:
    """The installed plugins besides this one; those that cannot be loaded are not looked at here."""
    for point in entry_points(group=GROUP):
        manager = PluginManager()
        manager.load([point])
        if not any(info.error for info in manager.infos):
            module = point.load()
            if getattr(module, "__name__", None) != getattr(plugin, "__name__", ""):
                yield module


@lru_cache(maxsize=4)
def subject_of(plugin: object) -> Subject:
    """The plugin, with a library that has the others, too.

    :raises CbreportError: they do not load together.
    """
    return Subject(create_plugin_manager([plugin]), Library(plugins=[plugin, *_others(plugin)]))
