"""What a command works with: the installed plugins, or those that a test or an embedding program hands over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import click

from cbreport.cli.output import warn
from cbreport.errors import CbreportError
from cbreport.library import Library
from cbreport.plugins import PluginInfo, PluginManager, create_plugin_manager


@dataclass
class Installed:
    """The plugins, as the click context's ``obj``. Nothing is loaded before it is asked for.

    :param plugins: modules or objects instead of the installed plugins.

    >>> from cbreport.testing import example_plugin
    >>> [form.key for form in Installed([example_plugin()]).library.forms]
    ['example-national-report@ex1']
    """

    plugins: Iterable[object] | None = None

    def manager(self) -> PluginManager:
        """A plugin manager alone: it loads no forms, so that broken ones can be looked at."""
        return create_plugin_manager(self.plugins)

    def infos(self) -> tuple[PluginInfo, ...]:
        """Every plugin, with what is wrong with it or with anything that it brings."""
        try:
            return Library(self.plugins).plugins
        except CbreportError:  # of plugins that were handed over; who loads the library is told
            return self.manager().infos

    @cached_property
    def library(self) -> Library:
        """The library. Plugins that could not be loaded are named on stderr: what they bring is missing."""
        library = Library(self.plugins)
        for info in library.plugins:
            if info.error:
                warn(f"The plugin “{info.name}” could not be loaded, so what it brings is missing: {info.error}")
        return library


def with_installed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the :class:`Installed` of this run to a command as its first argument."""
    return click.make_pass_decorator(Installed, ensure=True)(command)
