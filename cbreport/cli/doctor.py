"""``cbreport doctor``: is everything here that cbreport needs, and what to do where it is not."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import click

from cbreport.caching import VARIABLE, FormCache, cache_folder
from cbreport.cli.checking import check_installed
from cbreport.cli.database import database_option, revision_of, shown, state
from cbreport.cli.installed import Installed, with_installed
from cbreport.cli.output import DEBUG, counted, echo_json, json_option, paragraph
from cbreport.cli.post import FOLDER, SMTP
from cbreport.errors import CbreportError
from cbreport.mailing import SmtpMailer

OLDEST: Final = (3, 11)
_FONT_ROW: Final = re.compile(r"^\| `([^`]+\.(?:ttf|otf))` \|(?:[^|]*\|){4} `([0-9a-f]{64})` \|$", re.M)
# One word in each script of the six languages of the United Nations.
_SAMPLE: Final = (
    "<!doctype html><html lang='en'><title>Doctor</title><p>Capacity способность <span lang='ar'>قدرة</span> 能力</p>"
)


@dataclass(frozen=True)
class Line:
    """One thing that was looked at. ``mend`` says what to do when it is not ok."""

    name: str
    ok: bool
    text: str
    mend: str = ""


@click.command()
@database_option
@json_option
@with_installed
@click.pass_context
def doctor(ctx: click.Context, installed: Installed, url: str, as_json: bool) -> None:
    """Look whether everything is here that cbreport needs: Python, PDF, fonts, plugins, forms, cache, database.

    Exits with 1 when something is missing or broken, and says how to mend it.
    """
    checks: Mapping[str, Callable[[], Iterator[Line]]] = {
        "python": _python,
        "pdf": _pdf,
        "fonts": _fonts,
        "plugins": lambda: _plugins(installed),
        "forms": lambda: _forms(installed),
        "cache": _cache,
        "mail": lambda: _mail(url),
        "database": lambda: _database(url),
    }
    lines = [line for name, check in checks.items() for line in _looked(name, check)]
    if as_json:
        echo_json({"ok": all(line.ok for line in lines), "checks": [asdict(line) for line in lines]})
    else:
        for line in lines:
            click.echo(f"{'ok' if line.ok else 'problem':<9}{line.text}")
            if line.mend:
                click.echo(paragraph(line.mend, 9))
    if not all(line.ok for line in lines):
        ctx.exit(1)


def _looked(name: str, check: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    """What a check says; one that breaks off is a problem, never a pass."""
    try:
        yield from check()
    except CbreportError as error:
        yield Line(name, False, error.message, error.hint)
    except Exception as error:
        text = f"Looking at {name} broke off: {type(error).__name__}: {error}"
        yield Line(name, False, text, f"Run it again with {DEBUG}=1, and tell the authors of cbreport.")


def _python() -> Iterator[Line]:
    if sys.version_info[:2] >= OLDEST:
        yield Line("python", True, f"Python {platform.python_version()}")
    else:
        wanted = ".".join(map(str, OLDEST))
        yield Line("python", False, f"Python {platform.python_version()}", f"Install Python {wanted} or newer.")


def _pdf() -> Iterator[Line]:
    """A PDF is made, in every script: that WeasyPrint can be imported proves little."""
    from cbreport.documents.pdf import html_to_pdf

    content = html_to_pdf(_SAMPLE)
    good = content.startswith(b"%PDF-")
    mend = "" if good else "Install weasyprint again."
    yield Line("pdf", good, f"PDF: WeasyPrint {version('weasyprint')} with Pango", mend)


def _fonts() -> Iterator[Line]:
    folder = files("cbreport.documents").joinpath("fonts")
    wrong = [f"{name} is {what}" for name, what in broken_fonts(folder)]
    if wrong:
        yield Line("fonts", False, f"Fonts: {'; '.join(wrong)}", "Install cbreport again, from a complete wheel.")
    else:
        yield Line("fonts", True, f"Fonts: {counted(len(_digests(folder)), 'file')}, all whole")


def broken_fonts(folder: Traversable) -> Iterator[tuple[str, str]]:
    """Bundled fonts that are missing or altered, by the digests in the folder's own README.md."""
    digests = _digests(folder)
    if not digests:
        yield "README.md", "without digests"
    for name, digest in digests.items():
        font = folder.joinpath(name)
        if not font.is_file():
            yield name, "missing"
        elif hashlib.sha256(font.read_bytes()).hexdigest() != digest:
            yield name, "altered"


def _digests(folder: Traversable) -> dict[str, str]:
    readme = folder.joinpath("README.md")
    return dict(_FONT_ROW.findall(readme.read_text(encoding="utf-8"))) if readme.is_file() else {}


def _plugins(installed: Installed) -> Iterator[Line]:
    infos = installed.infos()
    if not infos:
        yield Line("plugins", False, "Plugins: none", "Install the plugin of a convention.")
        return
    loaded = ", ".join(f"{info.name} {info.version}".strip() for info in infos if not info.error)
    if loaded:
        yield Line("plugins", True, f"Plugins: {loaded}")
    for info in infos:
        if info.error:
            text = f"Plugin “{info.name}” ({info.module}) could not be loaded: {info.error}"
            yield Line("plugins", False, text, "Install it again or remove it; tell its author.")


def _forms(installed: Installed) -> Iterator[Line]:
    checked = check_installed(installed.manager())
    if checked.errors:
        text = f"Forms: {counted(checked.errors, 'error')} in {counted(checked.files, 'file')}"
        yield Line("forms", False, text, "Run: cbreport forms check.")
        return
    installed.library  # noqa: B018 - all together shows what no single file does, such as a convention brought twice
    yield Line("forms", True, f"Forms: {', '.join(sorted(form.key for form in checked.forms)) or 'none'}")


def _cache() -> Iterator[Line]:
    """Where loaded forms are kept; without it everything works and takes a little longer, so it is no problem."""
    cache = FormCache(cache_folder())
    if cache.trouble:
        yield Line("cache", True, f"Cache of forms: none, {cache.trouble} ({VARIABLE} names a folder)")
        return
    sizes = [about.st_size for about in cache.kept()]
    kept = f"{counted(len(sizes), 'form')}, {sum(sizes) // 1000} kB"
    yield Line("cache", True, f"Cache of forms: {cache.folder}, {kept}")


def _database(url: str) -> Iterator[Line]:
    from cbreport.storage import newest

    revision = revision_of(url)
    if revision == newest():
        yield Line("database", True, f"Database {shown(url)}: ready")
    else:
        yield Line("database", False, f"Database {shown(url)} {state(revision)}", "Run: cbreport db upgrade.")


def _mail(url: str) -> Iterator[Line]:
    """How mail leaves, and whether any was given up. Without mail everything works: links are copied."""
    from cbreport.storage import SqlStore, newest

    smtp, folder = os.environ.get(SMTP, ""), os.environ.get(FOLDER, "")
    if smtp:
        server = SmtpMailer(smtp)
        way = f"by {server.host}:{server.port}"
    else:
        way = f"into the folder {folder}" if folder else f"not set up ({SMTP} names a server)"
    if revision_of(url) != newest():
        yield Line("mail", True, f"E-mail: {way}")
        return
    store = SqlStore(url)
    try:
        counts = store.mail_counts()
    finally:
        store.close()
    text = f"E-mail: {way}; {counts['waiting']} waiting, {counts['given-up']} given up"
    mend = "" if smtp or folder or not counts["waiting"] else f"Set {SMTP} and run: cbreport mail send."
    yield Line("mail", not mend, text, mend)
