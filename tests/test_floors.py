"""A room imports only from rooms below it, and a heavy dependency stays in the room that was made for it.

`FLOORS` is the order of the house, ground first. ARCHITECTURE.md says why it is this one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

FLOORS = (
    {"errors"},
    {"mailing"},
    {"definition"},
    {"answering"},
    {"reporting"},
    {"synthesis"},
    {"documents"},
    {"storage"},
    {"hookspecs"},
    {"plugins"},
    {"caching"},
    {"library"},
    {"exporting"},
    {"web"},
    {"cli"},
    {"testing"},
)
FLOOR_OF = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}

# Rooms that may use less than all that lies below them.
ONLY = {
    "hookspecs": {"errors", "definition", "answering", "reporting"},
    "plugins": {"errors", "definition", "answering", "reporting", "hookspecs"},
    "caching": {"errors", "definition"},
    "library": {"errors", "definition", "answering", "reporting", "hookspecs", "plugins", "caching"},
}
# A hook's signature may name what it is handed, though the module must load without it.
ONLY_FOR_TYPES = {"hookspecs": {"synthesis", "documents"}}

# Distribution's import name -> where it may be imported, as a folder (with a slash) or a file of cbreport.
KEPT_IN = {
    "flask": ("web/",),
    "flask_babel": ("web/",),
    "werkzeug": ("web/",),
    "govuk_frontend_jinja": ("web/",),
    "waitress": ("web/", "cli/"),
    "xlsxwriter": ("documents/xlsx.py", "documents/workbook.py"),
    "pyarrow": ("documents/parquet.py",),
    "docx": ("documents/word.py", "documents/docx_filling.py"),
    "lxml": ("documents/docx_filling.py",),
    "openpyxl": ("documents/workbook_reading.py",),
    "defusedxml": ("documents/workbook_reading.py",),
    "weasyprint": ("documents/pdf.py",),
    "pydyf": ("documents/pdf.py",),
    "icalendar": ("documents/calendars.py",),
    "smtplib": ("mailing.py",),
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/",),
    "psycopg": ("storage/",),
    "django": ("web/hosts.py",),
    "puremagic": ("web/uploads.py",),
    "pytest": ("testing/*.py",),
}

# What a plugin may use: the same for the three that come with cbreport and for any other.
PUBLIC = {
    "cbreport",
    "cbreport.definition",
    "cbreport.answering",
    "cbreport.reporting",
    "cbreport.errors",
    "cbreport.documents",
    "cbreport.testing",
    "cbreport_forms",
}


@dataclass(frozen=True)
class Import:
    """One import: the module, the name (of `from … import name`), the line, and whether it is for type checkers."""

    module: str
    name: str | None
    line: int
    for_types: bool


def imports(source: str, module: str, *, package: bool = False) -> Iterator[Import]:
    """Every import of a module's source, those inside functions included; relative ones are made absolute."""
    parents = module.split(".") if package else module.split(".")[:-1]

    def visit(node: ast.AST, for_types: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, None, node.lineno, for_types)
        elif isinstance(node, ast.ImportFrom):
            up = parents[: len(parents) - node.level + 1] if node.level else []
            origin = ".".join([*up, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(origin, alias.name, node.lineno, for_types)
        elif isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            for statement in node.body:
                yield from visit(statement, True)
            for statement in node.orelse:
                yield from visit(statement, for_types)
        else:
            for child in ast.iter_child_nodes(node):
                yield from visit(child, for_types)

    yield from visit(ast.parse(source), False)


def room_of(item: Import) -> str | None:
    """The room of cbreport that an import reaches, "" for the front of the package, None for anything else."""
    if item.module == "cbreport":
        return item.name if item.name in FLOOR_OF else ""
    return item.module.split(".")[1] if item.module.startswith("cbreport.") else None


def breaches(source: str, path: str) -> list[str]:
    """What a file of cbreport (`path` is relative to cbreport/) imports that it must not."""
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    room = parts[0]
    found = []
    if room not in FLOOR_OF and room not in {"__init__", "__main__"}:
        return [f"{path}: {room!r} has no floor yet: give it one in tests/test_floors.py and in ARCHITECTURE.md"]
    for item in imports(source, ".".join(["cbreport", *parts]), package=path.endswith("/__init__.py")):
        where = f"{path}:{item.line}"
        homes = KEPT_IN.get(item.module.split(".")[0])
        if homes is not None and not any(
            path == home or (home.endswith("/") and path.startswith(home)) for home in homes
        ):
            found.append(f"{where}: {item.module} is imported only in {' or '.join(homes) or 'tests'}")
        target = room_of(item)
        if target is None or target == room or room in {"__init__", "__main__"}:
            continue
        if target == "":
            # The front of the package imports every room, so no room can import it; what stands on top of them may.
            if FLOOR_OF[room] < FLOOR_OF["web"] and item.name != "__version__":
                found.append(
                    f"{where}: a room imports from the room that defines {item.name}, not from cbreport itself"
                )
        elif target not in FLOOR_OF:
            found.append(f"{where}: cbreport.{target} has no floor")
        elif FLOOR_OF[target] > FLOOR_OF[room]:
            found.append(f"{where}: {room} must not import {target}, which is above it")
        elif room in ONLY and target not in ONLY[room]:
            if not (item.for_types and target in ONLY_FOR_TYPES.get(room, ())):
                found.append(f"{where}: {room} must not import {target}")
    return found


def plugin_breaches(source: str, module: str, *, package: bool = False) -> list[str]:
    """What a plugin's module imports that a third party's plugin could not."""
    own = module.split(".")[0]
    found = []
    for item in imports(source, module, package=package):
        top = item.module.split(".")[0]
        if top == own or top in sys.stdlib_module_names:
            continue
        if item.module not in PUBLIC:
            found.append(f"{module}:{item.line}: {item.module} is not public")
        elif item.name and item.name.startswith("_"):
            found.append(f"{module}:{item.line}: {item.module}.{item.name} is not public")
        elif item.module == "cbreport" and item.name in FLOOR_OF and f"cbreport.{item.name}" not in PUBLIC:
            found.append(f"{module}:{item.line}: cbreport.{item.name} is not public")
    return found


def forms_breaches(source: str, module: str) -> list[str]:
    """Imports of a module among the forms, which are content only."""
    return [
        f"{module}:{item.line}: forms import nothing, but here is {item.module}"
        for item in imports(source, module)
        if item.module != "__future__"
    ]


def modules(top: Path, pattern: str = "**/*.py") -> list[str]:
    return sorted(path.relative_to(top).as_posix() for path in top.glob(pattern))


CBREPORT = modules(ROOT / "cbreport")
PLUGINS = modules(ROOT / "plugins", "*/cbreport_*/**/*.py")
FORMS = modules(ROOT / "forms")


def test_there_is_something_to_look_at() -> None:
    assert "errors.py" in CBREPORT
    assert PLUGINS
    assert FORMS


@pytest.mark.parametrize("path", CBREPORT)
def test_a_room_imports_only_from_below(path: str) -> None:
    assert breaches((ROOT / "cbreport" / path).read_text("utf-8"), path) == []


@pytest.mark.parametrize("path", PLUGINS)
def test_a_plugin_uses_only_public_names(path: str) -> None:
    module = path.split("/", 1)[1].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    source = (ROOT / "plugins" / path).read_text("utf-8")
    assert plugin_breaches(source, module, package=path.endswith("/__init__.py")) == []


@pytest.mark.parametrize("path", FORMS)
def test_forms_import_nothing(path: str) -> None:
    assert forms_breaches((ROOT / "forms" / path).read_text("utf-8"), path) == []


# -- the checks themselves --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "source", "complaint"),
    [
        ("definition/model.py", "from cbreport.answering import Answer", "which is above it"),
        ("definition/model.py", "from ..answering.answers import Answer", "which is above it"),
        ("definition/__init__.py", "from ..answering import Answer", "which is above it"),
        ("definition/model.py", "from cbreport import answering", "which is above it"),
        ("definition/model.py", "import cbreport.web", "which is above it"),
        ("definition/model.py", "def late():\n    import cbreport.storage", "which is above it"),
        ("definition/model.py", "if TYPE_CHECKING:\n    from cbreport.answering import Answer", "which is above it"),
        ("definition/model.py", "from cbreport import load_report", "not from cbreport itself"),
        ("definition/model.py", "from cbreport.attic import old", "has no floor"),
        ("attic/old.py", "", "has no floor yet"),
        ("attic.py", "", "has no floor yet"),
        ("web/portal.py", "from cbreport.cli import main", "which is above it"),
        ("library.py", "from cbreport.storage import Store", "must not import storage"),
        ("hookspecs.py", "from cbreport.documents import Node", "must not import documents"),
        ("hookspecs.py", "if TYPE_CHECKING:\n    from cbreport.storage import Store", "must not import storage"),
        ("documents/html.py", "import flask", "only in web/"),
        ("cli/serve.py", "from flask import Flask", "only in web/"),
        ("__init__.py", "import flask", "only in web/"),
        ("documents/html.py", "from weasyprint import HTML", "only in documents/pdf.py"),
        ("web/portal.py", "from sqlalchemy.orm import Session", "only in storage/"),
        ("web/portal.py", "import django", "only in web/hosts.py"),
    ],
)
def test_a_breach_is_found(path: str, source: str, complaint: str) -> None:
    (found,) = breaches(source, path)
    assert complaint in found


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("answering/answers.py", "from cbreport.definition import Form\nfrom .addresses import Address\nimport json"),
        ("storage/store.py", "from sqlalchemy import text\nfrom cbreport.reporting import Report"),
        ("cli/serve.py", "from cbreport.web import CBReport\nimport waitress\nimport cbreport"),
        ("documents/pdf.py", "def render():\n    import weasyprint"),
        ("hookspecs.py", "if TYPE_CHECKING:\n    from cbreport.documents import Node"),
        ("__init__.py", "from cbreport.library import Library"),
    ],
)
def test_an_import_from_below_is_no_breach(path: str, source: str) -> None:
    assert breaches(source, path) == []


@pytest.mark.parametrize(
    "source",
    [
        "from cbreport.storage import Store",
        "from cbreport.definition.model import Form",
        "from cbreport.definition import _secret",
        "from cbreport import storage",
        "import cbreport_cbd",
        "import flask",
    ],
)
def test_a_plugin_with_a_private_door_is_found(source: str) -> None:
    assert len(plugin_breaches(source, "cbreport_cms.rules")) == 1


def test_a_plugin_may_use_public_names_its_own_and_the_standard_library() -> None:
    source = "import json\nfrom cbreport import hookimpl\nfrom cbreport.definition import Form\nfrom . import rules"
    assert plugin_breaches(source, "cbreport_cms", package=True) == []


def test_code_among_the_forms_is_found() -> None:
    assert forms_breaches("from __future__ import annotations\nimport os", "cbreport_forms") == [
        "cbreport_forms:2: forms import nothing, but here is os"
    ]
