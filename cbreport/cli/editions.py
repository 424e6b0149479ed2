"""``cbreport forms diff`` and ``cbreport forms lock``: what changed between editions, and which are published."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from cbreport.cli.checking import check_files
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import InputFile, complain, counted, echo_json, finding_line, harmless, json_option
from cbreport.definition import Form
from cbreport.definition.editions import (
    KINDS,
    LOCK_FILE,
    allowed_kinds,
    compare_editions,
    load_lock,
    lock_text,
    refused_differences,
)
from cbreport.errors import DefinitionError, UnknownName


def edition_of(installed: Installed, name: str, parameter: str) -> Form:
    """The form that a word on the command line means: an installed ``series@edition``, or a file.

    :raises DefinitionError: the file is no sound form.
    """
    if not name.endswith((".yaml", ".yml")):
        try:
            return installed.library.form(name)
        except UnknownName as error:
            raise click.BadParameter(f"{error.message} {error.hint}", param_hint=parameter) from None
    path = InputFile(".yaml").convert(name, None, None)
    checked = check_files([path], installed.manager())
    errors = [found for found in checked.findings if found.severity == "error"]
    if errors:
        raise DefinitionError(errors)
    if not checked.forms:
        raise click.BadParameter(f"“{name}” is no form.", param_hint=parameter)
    return checked.forms[0]


@click.command("diff")
@click.argument("old")
@click.argument("new")
@json_option
@with_installed
@click.pass_context
def diff_forms(ctx: click.Context, installed: Installed, old: str, new: str, as_json: bool) -> None:
    """Show what changed from OLD to NEW: series@edition, or files.

    Each change is wording, additive, narrowing (kept answers may become invalid) or breaking (they lose their home).
    Exits with 1 when the name of the new edition does not allow the changes: the same name allows wording, cop14.1
    after cop14 additions too, another name everything, but what is left out must stand under retired:.
    """
    before, after = edition_of(installed, old, "OLD"), edition_of(installed, new, "NEW")
    if before.id != after.id:
        raise click.UsageError(f"“{before.id}” and “{after.id}” are different series.")
    found = compare_editions(before, after)
    refused = refused_differences(before, after)
    allowed = allowed_kinds(before, after)
    if as_json:
        echo_json(
            {
                "ok": not refused,
                "old": before.key,
                "new": after.key,
                "allowed": list(allowed),
                "changes": [_data(each) for each in found],
                "refused": [_data(each) for each in refused],
            }
        )
    else:
        for each in found:
            click.echo(harmless(f"{each.kind:<9}  {f'{each.address}: ' if each.address else ''}{each.what}"))
        tally = Counter(each.kind for each in found)
        told = ", ".join(f"{tally[kind]} {kind}" for kind in KINDS if tally[kind])
        click.echo(f"{before.key} → {after.key}: {told or 'no change'}")
        if refused:
            allows = " and ".join(allowed) if allowed != KINDS else "every change that is declared"
            complain(f"The edition “{after.edition}” after “{before.edition}” allows {allows}. Not allowed:")
            for each in refused:
                click.echo(harmless(f"  {f'{each.address}: ' if each.address else ''}{each.what}"), err=True)
    if refused:
        ctx.exit(1)


def _data(each: Any) -> dict[str, str]:
    return {"kind": each.kind, "address": each.address, "what": each.what}


@click.command("lock")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
@with_installed
@click.pass_context
def lock_forms(ctx: click.Context, installed: Installed, folder: Path, as_json: bool) -> None:
    """Publish the form editions in FOLDER: keep their digests in FOLDER/editions.lock.

    FOLDER is the Python package that holds the form files. An edition that is locked already is never changed: when its
    file differs, nothing is written and the command exits with 1.
    """
    lock = folder / LOCK_FILE
    before = load_lock(lock.read_text(encoding="utf-8"), str(lock)) if lock.exists() else {}
    checked = check_files(sorted(folder.rglob("*.yaml")), installed.manager())
    errors = [found for found in checked.findings if found.severity == "error"]
    changed = [form.key for form in checked.forms if before.get(form.key, form.digest) != form.digest]
    added = [form.key for form in checked.forms if form.key not in before]
    if errors or changed:
        for found in errors:
            click.echo(finding_line(found), err=True)
        for key in changed:
            complain(f"{key} is published and was changed since. Undo that, or make a new edition.")
        complain("Nothing was locked.")
        ctx.exit(1)
    lock.write_text(lock_text({**before, **{form.key: form.digest for form in checked.forms}}), encoding="utf-8")
    if as_json:
        echo_json({"file": str(lock), "added": added, "locked": len(before) + len(added)})
        return
    for key in added:
        click.echo(f"locked {key}")
    click.echo(f"{counted(len(before) + len(added), 'edition')} in {lock}")
