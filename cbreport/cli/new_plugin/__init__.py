"""``cbreport new-plugin``: writes a small plugin that works, for its author to make their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from string import Template
from typing import Final

import click

from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import complain, counted, note
from cbreport.errors import CbreportError

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = {"NAME": 40, "--name": 120, "--short": 12}
_ENDING: Final = ".tmpl"  # so that neither setuptools nor a linter takes a template for code


@dataclass(frozen=True)
class Plugin:
    """What a new plugin is called.

    >>> wetlands = Plugin("great-lakes", "Convention on the Great Lakes", "GLC")
    >>> wetlands.distribution, wetlands.package
    ('cbreport-great-lakes', 'cbreport_great_lakes')
    """

    name: str
    title: str
    short: str

    @property
    def distribution(self) -> str:
        """Its name for pip, and of its folder."""
        return f"cbreport-{self.name}"

    @property
    def package(self) -> str:
        """Its name in Python."""
        return f"cbreport_{self._identifier}"

    @property
    def _identifier(self) -> str:
        return self.name.replace("-", "_")

    def path(self, template: str) -> PurePosixPath:
        """Where the file made from a template stands.

        >>> str(Plugin("lakes", "Lakes", "L").path("PACKAGE/forms/NAME-help.yaml.tmpl"))
        'cbreport_lakes/forms/lakes-help.yaml'
        """
        names = {"PACKAGE": self.package, "TESTS": "tests", "IDENTIFIER": self._identifier, "NAME": self.name}
        path = re.sub("|".join(names), lambda found: names[found.group()], template)
        return PurePosixPath(path.removesuffix(_ENDING))

    def values(self, year: int) -> dict[str, str]:
        """What stands in the places of the templates, where Python, TOML, YAML, JSON and PO all quote alike.

        :param year: of the first cycle.
        """
        return {
            "name": self.name,
            "title": _inside_quotes(self.title),
            "title_plain": self.title,
            "short": _inside_quotes(self.short),
            "distribution": self.distribution,
            "package": self.package,
            "constant": self._identifier.upper(),
            "code": self.name.upper(),
            "year": str(year),
            "from_year": str(year - 3),
            "to_year": str(year - 1),
        }


def _inside_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


@click.command("new-plugin")
@click.argument("name")
@click.option(
    "--directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Where the new folder goes; here, if not said.",
)
@click.option("--name", "title", metavar="TEXT", help="Name of the convention, for example “Convention on Lakes”.")
@click.option("--short", metavar="TEXT", help="Its short name, at most 12 characters; NAME in capitals, if not said.")
@with_installed
@click.pass_context
def new_plugin(
    ctx: click.Context, installed: Installed, name: str, directory: Path, title: str | None, short: str | None
) -> None:
    """Write a new plugin that works, in a folder cbreport-NAME, for you to make your own.

    NAME is the word for the convention in forms and addresses of pages; it never changes. Nothing is overwritten:
    exits with 1 when a plugin of that name is installed or the folder is not empty.
    """
    plugin = _named(name, title, short)
    folder = directory / plugin.distribution
    refusal = _taken(plugin, installed) or _occupied(folder)
    if refusal:
        complain(refusal[0])
        note(refusal[1])
        ctx.exit(1)
    written = write_plugin(plugin, folder, datetime.now(UTC).year)
    for path in written:
        click.echo(str(folder / path))
    click.echo(f"{counted(len(written), 'file')} written. What to do next:")
    click.echo(f"  pip install -e {folder} pytest")
    click.echo("  cbreport forms check")
    click.echo(f"  pytest {folder}")


def _named(name: str, title: str | None, short: str | None) -> Plugin:
    """The plugin's names.

    :raises click.BadParameter: one cannot be used.
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST["NAME"]:
        wanted = f"lower-case letters, digits and hyphens between them, at most {_LONGEST['NAME']}, first a letter"
        raise click.BadParameter(f"“{name}” is no name for a plugin. Use {wanted}.", param_hint="NAME")
    words = name.replace("-", " ")
    brief = _one_line(words.upper() if short is None else short, "--short")
    whole = f"{words.title() if short is None else brief} Convention" if title is None else title
    return Plugin(name, _one_line(whole, "--name"), brief)


def _one_line(text: str, option: str) -> str:
    """The text without needless blanks.

    :raises click.BadParameter: it is empty, too long, or holds what cannot be printed.
    """
    tidy = " ".join(text.split())
    if not tidy or not tidy.isprintable():
        raise click.BadParameter("A line of text is needed.", param_hint=option)
    if len(tidy) > _LONGEST[option]:
        raise click.BadParameter(
            f"“{tidy}” has {len(tidy)} characters; at most {_LONGEST[option]} fit.", param_hint=option
        )
    return tidy


def _taken(plugin: Plugin, installed: Installed) -> tuple[str, str] | None:
    """Why the name cannot be had, and what to do; None when it is free."""
    manager = installed.manager()
    hint = "Choose another name, or uninstall the other one."
    if plugin.name in {info.name for info in manager.infos}:
        return f"A plugin called “{plugin.name}” is installed already.", hint
    try:
        owners = {convention.id: owner for owner, convention in manager.conventions()}
    except CbreportError:
        owners = {}  # that another plugin is broken is told by “cbreport doctor”
    if plugin.name in owners:
        return f"The plugin “{owners[plugin.name]}” brings a convention “{plugin.name}” already.", hint
    if find_spec(plugin.package) is not None:
        return f"There is a Python package {plugin.package} already.", hint
    return None


def _occupied(folder: Path) -> tuple[str, str] | None:
    if folder.is_dir() and not any(folder.iterdir()):
        return None
    if folder.exists() or folder.is_symlink():
        return f"{folder} is there already.", "Nothing was written. Move it away, or name another --directory."
    return None


def write_plugin(plugin: Plugin, folder: Path, year: int) -> list[Path]:
    """Write every file of a new plugin.

    :param folder: where it goes; made when it is not there.
    :param year: of the first cycle.
    :returns: the paths below the folder, in the order of their names.
    :raises FileExistsError: one of the files is there already; it is left as it is.
    """
    values = plugin.values(year)
    texts = {plugin.path(path): text for path, text in _templates(files(__name__).joinpath("template"))}
    for path in sorted(texts):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(Template(texts[path]).substitute(values))
    return [Path(path) for path in sorted(texts)]


def _templates(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of each template below a folder of the package."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _templates(each, f"{above}{each.name}/")
        elif each.name.endswith(_ENDING):
            yield f"{above}{each.name}", each.read_text(encoding="utf-8")
