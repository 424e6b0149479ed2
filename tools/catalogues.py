"""The PO catalogues: collect what there is to translate, bring the catalogues up to date, say what is missing.

    python tools/catalogues.py extract [FOLDER]   how many texts each domain has; with FOLDER, write POT files there
    python tools/catalogues.py update             create catalogues and take up new and changed texts
    python tools/catalogues.py check              exit code 1 when a text is missing, fuzzy or has other {places}

`--domain` and `--language` limit each of them. The domains are `cbreport`, the interface, and one for each convention
that an installed plugin brings: its forms, its names and the findings of its checks. A form that names English alone as
its language is not translated. docs/translating.md is the page for translators. Running `update` twice changes nothing
the second time: texts are sorted and no date is written.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from cbreport import Library
from cbreport.definition import Crosswalk
from cbreport.definition.messages import Message, convention_messages, crosswalk_messages, form_messages
from cbreport.definition.model import Place
from cbreport.definition.translating import lack_of, merged, places_in

ROOT: Final = Path(__file__).resolve().parent.parent
INTERFACE: Final = "cbreport"
INTERFACE_LANGUAGES: Final = ("ar", "es", "fr", "ru", "zh")
#: The interface is offered in Arabic wherever a form is, and Arabic pages are checked with every form.
ALWAYS: Final = frozenset({"ar"})
DRAFT: Final = "# Draft translation, not yet reviewed by the Secretariat."
#: Lines of the header that would change from day to day or from one version of Babel to the next.
_CHURN: Final = ('"POT-Creation-Date:', '"PO-Revision-Date:', '"Generated-By:')
#: Calls that translate or mark their first argument, and calls that carry texts to be translated later.
_CALLS: Final = frozenset({"t", "translate", "_", "N_", "Term"})
_REFUSAL: Final = {0: "message", 1: "hint"}
_PARTS: Final = {
    "Code": {1: "message", 2: "hint"},
    "Finding": {3: "message", 4: "hint"},
    "FileFormat": {3: "title"},
    "NotPermitted": _REFUSAL,
    "RenderError": _REFUSAL,
    "ReportFileError": _REFUSAL,
    "SaveRefused": _REFUSAL,
    "WorkflowError": _REFUSAL,
}


@dataclass(frozen=True)
class Domain:
    """What is translated together: a name, where its catalogues stand, into which languages, and the texts."""

    name: str
    folder: Path
    languages: tuple[str, ...]
    messages: tuple[Message, ...]

    def path(self, language: str) -> Path:
        """The PO file for one language."""
        return self.folder / language / "LC_MESSAGES" / f"{self.name}.po"


def python_texts(source: str) -> Iterator[str]:
    """The texts that a Python file has translated, and those of its findings.

    A name given to ``translate`` is followed to the texts assigned to it in the same file, also through a dictionary.

    >>> sorted(python_texts("LABELS = {'a': 'One', 'b': 'Two'}; print(t(LABELS[key]), t('yes' if x else 'no'))"))
    ['One', 'Two', 'no', 'yes']
    """
    tree = ast.parse(source)
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                assigned.setdefault(getattr(target, "id", ""), []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            parts = {0: ""} if name in _CALLS else _PARTS.get(name, {})
            wanted = [argument for number, argument in enumerate(node.args) if number in parts]
            wanted += [keyword.value for keyword in node.keywords if keyword.arg and keyword.arg in parts.values()]
            for each in wanted:
                yield from filter(None, _python_values(each, assigned))


def _python_values(node: ast.expr, assigned: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=first, orelse=second):
            yield from (*_python_values(first, assigned), *_python_values(second, assigned))
        case ast.Dict(values=values):
            for value in values:
                yield from _python_values(value, assigned)
        case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value, attr="get")):
            yield from _python_values(value, assigned)
        case ast.Name(id=name):
            for value in assigned.get(name, ()):
                yield from _python_values(value, {})


def template_texts(source: str) -> Iterator[str]:
    """The texts that a Jinja template has translated with ``t``.

    >>> list(template_texts("{{ t('Save') }} {{ t('Hide' if shown else 'Show') }}"))
    ['Save', 'Hide', 'Show']
    """
    parsed = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(source)
    for call in parsed.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in _CALLS and call.args:
            yield from filter(None, _template_values(call.args[0]))


def _template_values(node: nodes.Node | None) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from (*_template_values(node.expr1), *_template_values(node.expr2))
    elif isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Dict):
        for pair in node.node.items:
            yield from _template_values(pair.value)


def source_messages(root: Path, folder: str) -> Iterator[Message]:
    """The texts in Python files and templates below ``folder``, with the file but no line: those change too often."""
    for path in sorted((root / folder).rglob("*")):
        if path.suffix not in (".py", ".html", ".jinja", ".txt") or "static" in path.parts:
            continue
        extract = python_texts if path.suffix == ".py" else template_texts
        place = Place(path.relative_to(root).as_posix())
        for text in extract(path.read_text(encoding="utf-8")):
            yield Message(text, (place,))


def domains(library: Library, root: Path = ROOT) -> tuple[Domain, ...]:
    """The interface, then the conventions by id."""
    found = [
        Domain(INTERFACE, root / "cbreport/locale", INTERFACE_LANGUAGES, merged(source_messages(root, "cbreport")))
    ]
    ahead: dict[str, Crosswalk] = {}  # as they are written; the same backwards says the same
    for walk in library.crosswalks:
        ahead.setdefault(walk.id, walk)
    for convention in sorted(library.conventions, key=lambda each: each.id):
        forms = [form for form in library.forms if form.convention == convention.id and form.languages != ("en",)]
        walks = [each for each in ahead.values() if library.form(each.source).convention == convention.id]
        messages = [
            *convention_messages(convention),
            *(_from_forms(message) for form in forms for message in form_messages(form)),
            *(_from_forms(message) for walk in walks for message in crosswalk_messages(walk)),
            *source_messages(root, f"plugins/{convention.id}"),
        ]
        languages = tuple(sorted((ALWAYS | set(convention.languages)) - {"en"}))
        found.append(Domain(convention.id, root / "forms/cbreport_forms/locale", languages, merged(messages)))
    return tuple(found)


def _from_forms(message: Message) -> Message:
    """The message with places as they stand in the repository, not in the package."""
    places = (Place(f"forms/cbreport_forms/{place.file}", place.line) for place in message.places)
    return replace(message, places=tuple(places))


def template(domain: Domain, language: str | None = None) -> Catalog:
    """The domain's texts as a catalogue without translations."""
    catalog = Catalog(language, domain.name, DRAFT, domain.name, fuzzy=False)
    catalog.version = catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = ""
    for message in domain.messages:
        locations = [(place.file, place.line) for place in message.places]
        added = catalog.add(message.text, locations=locations, auto_comments=_short(message.comments))
        added.flags.discard("python-format")  # “50 % of” is no place to fill in
    return catalog


def _short(comments: Sequence[str], most: int = 6) -> list[str]:
    rest = len(comments) - most
    return [*comments[:most], *([f"and {rest} more"] if rest > 0 else [])]


def read(path: Path, language: str) -> Catalog:
    """A PO file; Babel raises when it is broken. It takes the old text of a fuzzy one (“#| msgid”) for a comment."""
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)
    for message in catalog:
        message.user_comments = [each for each in message.user_comments if not each.startswith("|")]
    return catalog


def updated(domain: Domain, language: str) -> str:
    """The domain's PO file for a language with the texts of today.

    Translations of texts that are still there are kept. A new text that resembles an old one takes its translation as a
    proposal and becomes fuzzy. Texts that are no longer there leave the file; the history of the repository has them.
    """
    new = template(domain, language)
    if (path := domain.path(language)).is_file():
        old = read(path, language)
        old.update(new)
        for message in old:
            message.flags.discard("python-format")
        return as_text(old)
    return as_text(new)


def as_text(catalog: Catalog) -> str:
    """The catalogue as a PO file: sorted, wide lines, nothing that changes by itself."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, sort_output=True, ignore_obsolete=True, include_previous=True)
    lines = buffer.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_CHURN)).rstrip("\n") + "\n"


def problems(domain: Domain, language: str) -> Iterator[str]:
    """What is wrong with the domain's catalogue for a language, one line for each text."""
    path = domain.path(language)
    catalog = read(path, language) if path.is_file() else Catalog(locale=language)
    for message in domain.messages:
        lack = lack_of(message.text, (catalog,))
        shown = message.text if len(message.text) <= 90 else message.text[:89] + "…"
        if lack == "places":
            wanted = ", ".join(f"{{{name}}}" for name in sorted(places_in(message.text) or ())) or "none"
            yield f"other places than {wanted}: {shown}"
        elif lack:
            yield f"{lack}: {shown}"


def chosen(args: argparse.Namespace) -> Iterator[tuple[Domain, tuple[str, ...]]]:
    """The domains and languages that the command line asks for."""
    for domain in domains(Library()):
        if args.domain in (None, domain.name):
            yield domain, tuple(each for each in domain.languages if args.language in (None, each))


def extract(args: argparse.Namespace) -> int:
    """Say how many texts there are; write POT files if a folder is given."""
    for domain, languages in chosen(args):
        print(f"{domain.name}: {len(domain.messages)} texts, for {', '.join(languages)}")
        if args.folder:
            args.folder.mkdir(parents=True, exist_ok=True)
            (args.folder / f"{domain.name}.pot").write_text(as_text(template(domain)), encoding="utf-8")
    return 0


def update(args: argparse.Namespace) -> int:
    """Write every catalogue that has changed."""
    for domain, languages in chosen(args):
        for language in languages:
            path, text = domain.path(language), updated(domain, language)
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                print(f"{domain.name} {language}: written")
    return 0


def check(args: argparse.Namespace) -> int:
    """List what is missing, fuzzy or wrong, then one line of counts for each catalogue."""
    found, summary = False, []
    for domain, languages in chosen(args):
        for language in languages:
            lines = list(problems(domain, language))
            for line in lines:
                print(f"{domain.name} {language}: {line}")
            found = found or bool(lines)
            summary.append(
                f"{domain.name} {language}: {len(domain.messages) - len(lines)} of {len(domain.messages)} in order"
            )
    print("\n".join(summary))
    return int(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; the exit code is returned."""
    parser = argparse.ArgumentParser(prog="tools/catalogues.py", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    for command in (extract, update, check):
        below = commands.add_parser(command.__name__, help=(command.__doc__ or "").rstrip("."))
        below.add_argument("--domain", help="only this domain, for example cbreport")
        below.add_argument("--language", help="only this language, for example fr")
        below.set_defaults(run=command)
        if command is extract:
            below.add_argument("folder", nargs="?", type=Path, help="where to write POT files")
    args = parser.parse_args(arguments)
    return int(args.run(args))


if __name__ == "__main__":
    sys.exit(main())
