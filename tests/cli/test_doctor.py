"""``cbreport doctor``."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from cbreport.cli import doctor as doctor_module
from cbreport.cli.database import DEFAULT
from cbreport.cli.doctor import broken_fonts
from cbreport.definition import Resource
from cbreport.documents import pdf
from cbreport.errors import ConfigurationError
from cbreport.mailing import Mail
from cbreport.storage import SqlStore
from cbreport.testing import example_plugin
from tests.cli.conftest import Run

FONTS = files("cbreport.documents").joinpath("fonts")


def checks(run: Run, *args: object, **known: Any) -> dict[str, dict[str, Any]]:
    done = run("doctor", "--json", *args, **known)
    data = json.loads(done.stdout)
    assert data["ok"] is (done.exit_code == 0)
    return {check["name"]: check for check in data["checks"]}


def test_all_is_well(run_installed: Run) -> None:
    run_installed("db", "upgrade")
    done = run_installed("doctor")
    assert done.exit_code == 0, done.output
    assert all(line.startswith("ok ") for line in done.stdout.splitlines())
    assert len(done.stdout.splitlines()) == 8


def test_a_database_that_is_not_migrated(run: Run) -> None:
    done = run("doctor")
    assert done.exit_code == 1
    *_, line, mend = done.stdout.splitlines()
    assert line == "problem  Database sqlite:///var/cbreport.db is not migrated"
    assert mend.strip() == "Run: cbreport db upgrade."
    assert not Path("var").exists()


def test_a_database_that_cannot_be_reached(run: Run) -> None:
    told = checks(run, "--database", "postgresql://me:secret@127.0.0.1:9/none")["database"]
    assert told["ok"] is False
    assert "secret" not in json.dumps(told)


def test_the_cache_is_named_and_never_a_problem(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CBREPORT_CACHE", "off")
    told = checks(run)["cache"]
    assert (told["ok"], told["text"]) == (True, "Cache of forms: none, switched off (CBREPORT_CACHE names a folder)")
    monkeypatch.setenv("CBREPORT_CACHE", str(tmp_path / "kept"))
    told = checks(run)["cache"]
    assert told["ok"] is True
    assert told["text"].startswith(f"Cache of forms: {tmp_path / 'kept'}, 1 form, ")
    (tmp_path / "file").touch()
    monkeypatch.setenv("CBREPORT_CACHE", str(tmp_path / "file"))
    told = checks(run)["cache"]
    assert (told["ok"], "cannot be used" in told["text"]) == (True, True)


def test_pango_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(html: str) -> bytes:
        raise ConfigurationError("PDF needs Pango, which is not installed here.", "Install it.")

    monkeypatch.setattr(pdf, "html_to_pdf", missing)
    told = checks(run)
    assert (told["pdf"]["ok"], told["pdf"]["mend"]) == (False, "Install it.")
    assert told["fonts"]["ok"] is True


def test_a_check_that_breaks_off_is_never_a_pass(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(html: str) -> bytes:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(pdf, "html_to_pdf", broken)
    told = checks(run)["pdf"]
    assert told["ok"] is False
    assert "ZeroDivisionError" in told["text"]


def test_every_bundled_font_is_looked_at() -> None:
    assert list(broken_fonts(FONTS)) == []
    bundled = {each.name for each in FONTS.iterdir() if each.name.endswith((".ttf", ".otf"))}
    assert set(doctor_module._digests(FONTS)) == bundled


def test_fonts_that_are_missing_or_altered(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "documents" / "fonts"
    shutil.copytree(str(FONTS), folder)
    (folder / "NotoSans-Bold.ttf").unlink()
    (folder / "NotoSans-Italic.ttf").write_bytes(b"cut off")
    assert dict(broken_fonts(folder)) == {"NotoSans-Bold.ttf": "missing", "NotoSans-Italic.ttf": "altered"}
    monkeypatch.setattr(doctor_module, "files", lambda package: tmp_path / "documents")
    told = checks(run)["fonts"]
    assert told["ok"] is False
    assert "NotoSans-Bold.ttf is missing" in told["text"]


def test_a_folder_without_digests_is_a_problem(tmp_path: Path) -> None:
    assert list(broken_fonts(tmp_path)) == [("README.md", "without digests")]


def test_no_plugins(run: Run) -> None:
    told = checks(run, plugins=[])
    assert told["plugins"]["ok"] is False


def test_a_form_with_errors(run: Run) -> None:
    plugin = example_plugin(cbreport_forms=lambda: [Resource("cbreport", "gone.yaml")])
    told = checks(run, plugins=[plugin])["forms"]
    assert (told["ok"], told["mend"]) == (False, "Run: cbreport forms check.")


def test_a_convention_that_two_plugins_bring(run: Run) -> None:
    twin = example_plugin(cbreport_forms=lambda: [])
    twin.__name__ = "twin"
    told = checks(run, plugins=[example_plugin(), twin])["forms"]
    assert told["ok"] is False
    assert "both bring “example”" in told["text"]


def test_an_old_python(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "OLDEST", (99, 1))
    told = checks(run)["python"]
    assert (told["ok"], told["mend"]) == (False, "Install Python 99.1 or newer.")


def test_mail_that_nobody_sends_is_a_problem(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "upgrade")
    store = SqlStore(DEFAULT)
    store.queue_mail([Mail("chebet@example.org", "Please", "Help.", "reporting@example.org")])
    store.close()
    done = run("doctor")
    assert "problem  E-mail: not set up (CBREPORT_SMTP names a server); 1 waiting, 0 given up" in done.stdout
    monkeypatch.setenv("CBREPORT_SMTP", "smtps://me:secret@mail.example.org")
    done = run("doctor")
    assert "ok       E-mail: by mail.example.org:465; 1 waiting" in done.stdout
    assert "secret" not in done.output
