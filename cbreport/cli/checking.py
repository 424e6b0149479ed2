"""Checking form, vocabulary and block files one by one, so that a broken one hides nothing about the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from cbreport.definition import (
    Form,
    Parts,
    Question,
    Resource,
    Vocabulary,
    block_id,
    check_form,
    load_form,
    load_vocabulary,
)
from cbreport.definition.editions import LOCK_FILE, load_lock
from cbreport.definition.reading import MAX_BYTES, read_yaml
from cbreport.errors import CbreportError, DefinitionError, Finding, finding
from cbreport.plugins import PluginManager

Kind = Literal["form", "vocabulary", "block"]
UNVERIFIED: Final = "F30"
_OUTSIDE: Final = "F12"
_ONLY_THE_BLOCK: Final = """\
cbreport: 1
id: only-the-block
edition: one
convention: none
title: A form that holds the block and nothing else
sections: [{{id: only-section, title: Only section, questions: [{{use: {block}}}]}}]
"""


@dataclass(frozen=True)
class File:
    """A file to check. ``text`` is empty when it could not be read; ``findings`` then say why."""

    path: str
    text: str = ""
    kind: Kind = "form"
    findings: tuple[Finding, ...] = ()


@dataclass
class Checked:
    """What the checks found. ``forms`` are those without errors."""

    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(found.severity == "error" for found in self.findings)

    @property
    def problems(self) -> list[Finding]:
        """Every finding but the marks of unverified questions."""
        return [found for found in self.findings if found.code != UNVERIFIED]


def check_installed(manager: PluginManager) -> Checked:
    """Every vocabulary, block and form of the plugins, and every plugin that could not be loaded.

    :raises PluginError: a plugin raised when it was asked for its files.
    """
    checked = Checked()
    for info in manager.infos:
        if info.error:
            problem = f"“{info.name}” could not be loaded, so its forms were not checked. {info.error}"
            checked.findings.append(finding("P01", problem=problem))
    parts = _installed_parts(manager, checked)
    keys: dict[str, str] = {}
    for plugin, resource in manager.forms():
        form = _check_form_file(_packaged(resource, "form"), parts, checked)
        if form is None:
            continue
        if form.key in keys:
            problem = f"“{plugin}” brings the form {form.key}, which “{keys[form.key]}” brings already."
            twice = finding("P01", file=form.place.file, line=1, problem=problem)
            checked.findings.append(replace(twice, hint="Leave one of them out."))
        keys[form.key] = plugin
    packages = dict.fromkeys(resource.package for _, resource in manager.forms())
    for package in packages:
        checked.findings.extend(_lock_findings(package, checked))
    return checked


def _lock_findings(package: str, checked: Checked) -> list[Finding]:
    """What differs from the lock of published editions in a package of forms; a package without one locks nothing."""
    try:
        place = files(package).joinpath(LOCK_FILE)
        if not place.is_file():
            return []
        path = _shortest(Path(str(place)))
        locked = load_lock(place.read_text(encoding="utf-8"), path)
    except (OSError, ModuleNotFoundError, UnicodeDecodeError):
        return [finding("F32", file=f"{package}/{LOCK_FILE}", line=1)]
    except DefinitionError as error:
        return list(error.findings)
    known = {form.key: form for form in checked.forms}
    changed = [known[key] for key, digest in locked.items() if key in known and known[key].digest != digest]
    # A form with errors is not known either; then its errors are told, not that it is gone.
    gone = [] if checked.errors else [key for key in locked if key not in known]
    return [
        *(finding("F31", file=form.place.file, line=1, form=form.key) for form in changed),
        *(finding("F33", file=path, line=1, form=key) for key in gone),
    ]


def check_files(paths: Iterable[Path], manager: PluginManager) -> Checked:
    """These files, with the installed vocabularies and blocks and with those among the files themselves."""
    checked = Checked()
    unseen = Checked()  # what is wrong with installed files is not asked here
    parts = _installed_parts(manager, unseen)
    given = [_from_disk(path) for path in paths]
    own = _parts([file for file in given if file.kind != "form"], checked)
    both = Parts({**parts.vocabularies, **own.vocabularies}, {**parts.blocks, **own.blocks})
    for id in own.blocks:
        checked.findings.extend(_block_findings(id, both))
    for file in given:
        if file.kind == "form" and (form := _check_form_file(file, both, checked)) is not None:
            checked.findings.extend(_convention_findings(file, form, manager))
    return checked


def unverified(form: Form) -> tuple[int, list[str]]:
    """How many questions there are, and the printed numbers (or ids) of those not compared with the official text."""
    asked = [question for question in form.questions() if question.answerable]
    return len(asked), [question.number or question.id for question in asked if not _verified(question)]


def _verified(question: Question) -> bool:
    return question.verified and all(part.verified for part in question.parts)


def _installed_parts(manager: PluginManager, checked: Checked) -> Parts:
    vocabularies = [_packaged(resource, "vocabulary") for resource in manager.vocabularies()]
    blocks = [_packaged(resource, "block") for resource in manager.blocks()]
    return _parts([*vocabularies, *blocks], checked)


def _parts(given: Iterable[File], checked: Checked) -> Parts:
    """Load vocabularies and blocks; those with errors are left out."""
    vocabularies: dict[str, Vocabulary] = {}
    blocks: dict[str, tuple[str, str]] = {}
    for file in given:
        checked.files += 1
        checked.findings.extend(file.findings)
        if file.findings:
            continue
        try:
            if file.kind == "vocabulary":
                vocabulary = load_vocabulary(file.text, file.path)
                _refuse_second(vocabulary.id, vocabularies, file)
                vocabularies[vocabulary.id] = vocabulary
            else:
                id = block_id(file.text, file.path)
                _refuse_second(id, blocks, file)
                blocks[id] = (file.text, file.path)
        except DefinitionError as error:
            checked.findings.extend(error.findings)
    return Parts(vocabularies, blocks)


def _refuse_second(id: str, known: Mapping[str, object], file: File) -> None:
    if id in known:
        twice = finding("F10", id, file=file.path, line=1, id=id)
        raise DefinitionError([replace(twice, hint=f"Another {file.kind} has it already; leave one of them out.")])


def _check_form_file(file: File, parts: Parts, checked: Checked) -> Form | None:
    """Load and check a form; None when it has errors."""
    checked.files += 1
    checked.findings.extend(file.findings)
    if file.findings:
        return None
    try:
        form = load_form(file.text, file.path, parts)
    except DefinitionError as error:
        checked.findings.extend(error.findings)
        return None
    checked.findings.extend(check_form(form))
    checked.forms.append(form)
    return form


def _block_findings(id: str, parts: Parts) -> Iterator[Finding]:
    """A block, checked inside a form that holds nothing else. What its conditions name outside of it is a warning."""
    path = parts.blocks[id][1]
    found: Sequence[Finding]
    try:
        found = check_form(load_form(_ONLY_THE_BLOCK.format(block=json.dumps(id)), "<block>", parts))
    except DefinitionError as error:
        found = error.findings
    for each in found:
        if each.code == _OUTSIDE:
            hint = "Every form that uses this block must have that question, and none may use it with a prefix."
            yield replace(each, severity="warning", hint=hint)
        elif each.file == path:
            yield each


def _convention_findings(file: File, form: Form, manager: PluginManager) -> Iterator[Finding]:
    """A warning when no plugin brings the form's convention: perhaps its id is misspelt."""
    known = sorted(convention.id for _, convention in manager.conventions())
    if form.convention not in known:
        line = read_yaml(file.text, file.path).lines["convention"]
        problem = f"no installed plugin brings the convention “{form.convention}”."
        hint = f"Installed: {', '.join(known) or 'none'}."
        yield Finding("F05", "warning", "convention", f"“convention”: {problem}", hint, file=file.path, line=line)


def _packaged(resource: Resource, kind: Kind) -> File:
    try:
        place = files(resource.package).joinpath(resource.path)
        return _decoded(_shortest(Path(str(place))), place.read_bytes(), kind)
    except (OSError, ModuleNotFoundError) as error:
        path = f"{resource.package}/{resource.path}"
        return File(path, kind=kind, findings=(_unreadable(path, error),))


def _from_disk(path: Path) -> File:
    try:
        file = _decoded(str(path), path.read_bytes(), "form")
    except OSError as error:
        return File(str(path), findings=(_unreadable(str(path), error),))
    return replace(file, kind=_kind_of(file))


def _decoded(path: str, raw: bytes, kind: Kind) -> File:
    """The file's text, or a finding that it is none. A binary file is told before anybody looks for its lines."""
    if len(raw) > MAX_BYTES:
        return File(
            path, kind=kind, findings=(finding("F04", file=path, line=1, size=str(len(raw)), limit=str(MAX_BYTES)),)
        )
    if not raw.strip():
        problem = "it is empty"
    else:
        try:
            if b"\0" not in raw:
                return File(path, raw.decode("utf-8-sig"), kind)
            problem = "it is a binary file"
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            found = finding("F01", file=path, line=line, problem="the text is not UTF-8")
            return File(path, kind=kind, findings=(replace(found, hint="Save the file as UTF-8 text."),))
    found = replace(
        finding("F01", file=path, line=1, problem=problem), hint="Is it the right file? Forms are text in YAML."
    )
    return File(path, kind=kind, findings=(found,))


def _unreadable(path: str, error: Exception) -> Finding:
    reason = getattr(error, "strerror", None) or str(error)
    return Finding(
        "F01", "error", "", f"The file cannot be read: {reason}.", "Check its name and its rights.", file=path, line=1
    )


def _kind_of(file: File) -> Kind:
    """What a file is, by the key at its top; a form when that cannot be told."""
    if file.findings:
        return "form"
    try:
        keys: Mapping[str, object] = read_yaml(file.text, file.path)
    except CbreportError:
        return "form"
    if "block" in keys and "id" not in keys:
        return "block"
    return "vocabulary" if "vocabulary" in keys and "id" not in keys else "form"


def _shortest(path: Path) -> str:
    """The path from here when the file lies below, else the whole path."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
