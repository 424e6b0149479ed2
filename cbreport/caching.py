"""Forms kept as they are after loading, because reading YAML takes much longer than reading a pickle.

A cache is a folder of files, each named by the digest of everything that a form is made of: the form's text, every
vocabulary and block, the code that reads them, and the version of Python. So nothing in it is ever out of date; what is
no longer asked for goes when newer files need the room. Without a folder that can be trusted there is no cache, and
nothing else changes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any, Final, NamedTuple

from cbreport.definition import calculations, conditions, model
from cbreport.definition.model import Form
from cbreport.errors import Finding, Term

VARIABLE: Final = "CBREPORT_CACHE"
OFF: Final = "off"
MOST: Final = 500  # files; the oldest go first
_HEAD: Final = b"cbreport form 1\n"
_ENDING: Final = ".form"
_DRAFT: Final = ".form-draft"
_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH
_PLAIN: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CLASSES: Final[Mapping[tuple[str, str], type]] = {
    (each.__module__, each.__qualname__): each
    for module in (model, conditions, calculations)
    for each in (*vars(module).values(), Finding, Term)
    if isinstance(each, type) and (is_dataclass(each) or each is Term)
}
_log = logging.getLogger(__name__)


class Loaded(NamedTuple):
    """A form as it was loaded, and what was found while it was, none of it an error."""

    form: Form
    findings: tuple[Finding, ...]


def cache_folder(given: str | PathLike[str] | None = None) -> Path | None:
    """Where forms are kept: ``given``, or what ``CBREPORT_CACHE`` says, or the user's own cache folder.

    None when the word is ``off``, or when this user has no folder of her own.

    >>> cache_folder("off") is None
    True
    """
    said = os.fspath(given) if given is not None else os.environ.get(VARIABLE, "")
    if said:
        return None if said == OFF else Path(said).absolute()
    try:
        return _user_folder() / "cbreport" / "forms"
    except RuntimeError:  # no home
        return None


def _user_folder() -> Path:
    """The folder that this system has for caches of its user.

    :raises RuntimeError: the user has no home.
    """
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    named = os.environ.get("XDG_CACHE_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".cache"


class FormCache:
    """A folder of loaded forms; with None it keeps nothing.

    No method raises: a file that is broken, foreign or cannot be read is as good as none.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @cached_property
    def trouble(self) -> str:
        """Why nothing is kept; empty when all is well. Makes the folder when it is not there."""
        if self.folder is None:
            return "switched off" if os.environ.get(VARIABLE) == OFF else "there is no folder for it"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            about = self.folder.stat()
        except OSError as error:
            return f"{self.folder} cannot be used: {error.strerror or error}"
        if not _is_ours(about):
            return f"{self.folder} belongs to another user, or others may write into it"
        return "" if os.access(self.folder, os.W_OK | os.X_OK) else f"{self.folder} cannot be written"

    def load(self, key: str) -> Loaded | None:
        """What is kept under ``key``, or None."""
        if self.folder is None or self.trouble:
            return None
        try:
            content = _read(self.folder / f"{key}{_ENDING}")
            return _unpacked(content) if content else None
        except FileNotFoundError:
            return None
        except Exception as error:  # whatever a damaged pickle can raise, which is nearly everything
            _log.debug("the kept form %s is of no use: %s", key, error)
            return None

    def keep(self, key: str, loaded: Loaded) -> bool:
        """Keep a form under ``key``, whole or not at all; says whether it was kept.

        A form with functions of a plugin is not: they belong to the plugin as it is installed now.
        """
        if self.folder is None or self.trouble or _uses_functions(loaded.form):
            return False
        try:
            payload = pickle.dumps(tuple(loaded), pickle.HIGHEST_PROTOCOL)
            handle, name = tempfile.mkstemp(_DRAFT, dir=self.folder)  # only the owner may read or write it
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_HEAD + hashlib.sha256(payload).digest() + payload)
                Path(name).replace(self.folder / f"{key}{_ENDING}")
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            self._make_room()
        except (OSError, pickle.PicklingError, RecursionError) as error:
            _log.debug("the form %s was not kept: %s", loaded.form.key, error)
            return False
        return True

    def kept(self) -> Iterator[os.stat_result]:
        """What the system says about each kept file."""
        for path in self._paths():
            with contextlib.suppress(OSError):
                yield path.stat()

    def _paths(self) -> list[Path]:
        """Our own files, drafts that a crash left behind among them; nothing else that may lie in the folder."""
        if self.folder is None or self.trouble:
            return []
        try:
            return [path for path in self.folder.iterdir() if path.name.endswith((_ENDING, _DRAFT))]
        except OSError:
            return []

    def _make_room(self) -> None:
        paths = self._paths()
        if len(paths) > MOST:
            times = {path: path.stat().st_mtime for path in paths}
            for path in sorted(paths, key=times.__getitem__)[: len(paths) - MOST]:
                path.unlink(missing_ok=True)


def key_of(file: str, text: str, parts: Iterable[tuple[str, str]]) -> str:
    """The name under which the form in ``text`` is kept.

    :param file: how messages name the file of the form.
    :param parts: file and text of everything that the form may refer to.

    >>> key_of("a.yaml", "id: a", ()) == key_of("a.yaml", "id: a", [("v.yaml", "vocabulary: v")])
    False
    """
    digest = hashlib.sha256()
    for each in (*_machine(), file, text, *(word for part in parts for word in part)):
        content = each.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()


@cache
def _machine() -> tuple[str, ...]:
    """What reads the forms: Python, cbreport, and its very code, which changes between two versions, too."""
    code = hashlib.sha256()
    for place in sorted(files("cbreport.definition").iterdir(), key=lambda each: each.name):
        if place.name.endswith(".py"):
            code.update(place.name.encode() + place.read_bytes())
    code.update(files("cbreport").joinpath("errors.py").read_bytes())
    try:
        number = version("cbreport")
    except PackageNotFoundError:
        number = ""
    return sys.implementation.name, sys.version, number, code.hexdigest()


def _is_ours(about: os.stat_result) -> bool:
    """Whether only this user can have written there.

    A pickle of a stranger is code of a stranger, so it matters. Windows tells neither owner nor rights in this way;
    there the user's profile keeps others out, and :class:`_Reader` admits no code in any case.
    """
    return not hasattr(os, "geteuid") or (about.st_uid == os.geteuid() and not about.st_mode & _OTHERS)


def _read(path: Path) -> bytes | None:
    """The content of a plain file of our own; the file that is looked at is the one that is read.

    :raises OSError: it is not there, or cannot be read.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | _PLAIN), "rb") as stream:
        about = os.fstat(stream.fileno())
        return stream.read() if stat.S_ISREG(about.st_mode) and _is_ours(about) else None


class _Reader(pickle.Unpickler):
    """Makes the dataclasses of forms and findings, and calls nothing else: a pickle may name any function there is."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """The class, if it is one of ours.

        :raises pickle.UnpicklingError: it is not.
        """
        try:
            return _CLASSES[module_name, global_name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in a form") from None


def _unpacked(content: bytes) -> Loaded | None:
    """The form in a kept file; None when a part of the file is missing or altered."""
    head, digest, payload = content[: len(_HEAD)], content[len(_HEAD) :][:32], content[len(_HEAD) + 32 :]
    if head != _HEAD or hashlib.sha256(payload).digest() != digest:
        return None
    form, findings = _Reader(io.BytesIO(payload)).load()
    sound = isinstance(form, Form) and isinstance(findings, tuple) and all(isinstance(f, Finding) for f in findings)
    return Loaded(form, findings) if sound else None


def _uses_functions(form: Form) -> bool:
    every = (each for question in form.questions() for each in (question, *question.parts))
    return any(each.checked_by or (each.formula and each.formula.run) for each in every)
