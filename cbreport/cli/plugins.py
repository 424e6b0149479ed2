"""``cbreport plugins``: what is installed and what could not be loaded."""

from __future__ import annotations

from dataclasses import asdict

import click

from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import complain, counted, echo_json, echo_table, json_option


@click.command()
@json_option
@with_installed
@click.pass_context
def plugins(ctx: click.Context, installed: Installed, as_json: bool) -> None:
    """List the plugins with version, module and hooks.

    Exits with 1 when one could not be loaded, or was left out because something of it is wrong.
    """
    infos = installed.infos()
    if as_json:
        echo_json([{**asdict(info), "hooks": list(info.hooks)} for info in infos])
    else:
        rows = [(info.name, info.version or "-", info.module, _hooks(info.hooks, info.error)) for info in infos]
        echo_table(("name", "version", "module", "hooks"), rows)
        click.echo(counted(len(infos), "plugin"))
    failed = [info for info in infos if info.error]
    for info in failed:
        complain(f"The plugin “{info.name}” could not be loaded: {info.error}")
    if failed:
        ctx.exit(1)


def _hooks(hooks: tuple[str, ...], error: str) -> str:
    return "not loaded" if error else ", ".join(hook.removeprefix("cbreport_") for hook in hooks)
