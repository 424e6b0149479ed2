"""The program as a whole: exit codes, errors, close names, and what is not imported."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cbreport.cli import main
from cbreport.cli.output import Program, finding_line, quiet_logging
from cbreport.errors import CbreportError, ConfigurationError, DefinitionError, Finding, PluginError, finding
from tests.cli.conftest import Run

HEAVY = ("flask", "weasyprint", "sqlalchemy", "alembic", "waitress", "jinja2")


def cbreport(*args: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs it as people do, in a process of its own; warnings are errors there, too."""
    command = ["-c", code] if code else ["-m", "cbreport.cli", *args]
    return subprocess.run(
        [sys.executable, "-W", "error", *command],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )


def test_help_names_every_noun() -> None:
    done = cbreport("--help")
    assert done.returncode == 0
    for noun in ("forms", "parties", "report", "plugins", "doctor", "db", "serve"):
        assert f"  {noun} " in done.stdout
    assert done.stderr == ""


def test_the_version_is_told() -> None:
    assert cbreport("--version").stdout.startswith("cbreport 0.")


@pytest.mark.parametrize("args", [["--help"], ["forms", "list"], ["forms", "check"], ["parties", "--help"]])
def test_nothing_heavy_is_imported(args: list[str]) -> None:
    code = (
        "import sys\n"
        "from cbreport.cli import main\n"
        f"main({args!r}, standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = cbreport(code=code)
    assert done.stderr.strip() == "[]"


def test_the_command_that_needs_it_does_import_it() -> None:
    """So that the test above cannot pass by looking for the wrong names."""
    code = (
        "import sys\n"
        "from cbreport.cli import main\n"
        "main(['db', 'status', '--database', 'sqlite:///none.db'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    assert "sqlalchemy" in cbreport(code=code).stderr


@pytest.mark.parametrize(
    ("args", "close"),
    [
        (["form", "list"], "forms"),
        (["forms", "chek"], "check"),
        (["report", "rendre", "x.json"], "render"),
        (["forms", "check", "--jsn"], "--json"),
    ],
)
def test_a_close_name_is_suggested(run: Run, args: list[str], close: str) -> None:
    done = run(*args)
    assert done.exit_code == 2
    assert close in done.stderr.splitlines()[-1]


def test_wrong_use_and_refusals_have_their_exit_codes(tmp_path: Path) -> None:
    wrong = cbreport("forms", "check", str(tmp_path / "none.yaml"))
    assert wrong.returncode == 2
    assert "There is no file" in wrong.stderr
    (tmp_path / "bad.yaml").write_text("- 1", encoding="utf-8")
    refused = cbreport("forms", "check", str(tmp_path / "bad.yaml"))
    assert refused.returncode == 1
    assert "Traceback" not in wrong.stderr + refused.stderr


def failing(error: Exception) -> click.Command:
    program = Program("cbreport")

    @program.command("fail")
    def fail() -> None:
        raise error

    return program


def test_an_error_of_cbreport_is_a_message_and_a_hint() -> None:
    done = CliRunner().invoke(failing(ConfigurationError("It is broken.", "Mend it.")), ["fail"])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "Error: It is broken.\nMend it.\n")


def test_where_there_is_a_log_it_is_said_how_to_see_it() -> None:
    done = CliRunner().invoke(failing(PluginError("x", "It is broken.", "The log has the details.")), ["fail"])
    assert done.stderr.splitlines()[-1] == "CBREPORT_DEBUG=1 shows the log and where it happened."


def test_every_finding_of_a_definition_is_told_with_its_line() -> None:
    findings = [
        finding("F02", file="a.yaml", line=3, key="id"),
        finding("F16", file="b.yaml", line=7, id="v", known="w"),
    ]
    done = CliRunner().invoke(failing(DefinitionError(findings)), ["fail"])
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0].startswith("a.yaml:3: error F02: The key “id”")
    assert done.stderr.splitlines()[1].startswith("b.yaml:7: error F16: There is no vocabulary “v”")
    assert "2 errors in form files" in done.stderr


def test_the_unexpected_says_how_to_get_the_traceback() -> None:
    done = CliRunner().invoke(failing(ZeroDivisionError("division by zero")), ["fail"])
    assert done.exit_code == 1
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "CBREPORT_DEBUG=1" in done.stderr


def test_what_the_system_refuses_is_no_fault_of_cbreport() -> None:
    done = CliRunner().invoke(failing(OSError(28, "No space left on device", "x.pdf")), ["fail"])
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The system refused: x.pdf: No space left on device.\n")


def test_a_terminal_that_lacks_the_characters_gets_them_written_out() -> None:
    form = json.loads(cbreport("forms", "list", "--json").stdout)[0]["form"]
    done = cbreport("forms", "show", form, "--language", "ar", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0
    assert "\\u0627" in done.stdout


@pytest.mark.parametrize("error", [ZeroDivisionError("division by zero"), CbreportError("It is broken.")])
def test_debugging_lets_the_traceback_through(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setenv("CBREPORT_DEBUG", "1")
    assert CliRunner().invoke(failing(error), ["fail"]).exception is error


def test_a_reader_that_goes_away_is_no_fault_of_cbreport() -> None:
    done = CliRunner().invoke(failing(BrokenPipeError(32, "Broken pipe")), ["fail"])
    assert done.exit_code == 1
    assert "unexpected" not in done.stderr


def test_the_log_with_its_tracebacks_stays_off_the_terminal() -> None:
    code = (
        "import logging\n"
        "from cbreport.cli.output import quiet_logging\n"
        "quiet_logging()\n"
        "logging.getLogger('cbreport.plugins').error('in the log')\n"
        "logging.getLogger('else').error('not ours')\n"
    )
    assert cbreport(code=code).stderr == "not ours\n"


def test_the_log_is_quieted_once() -> None:
    log = logging.getLogger("cbreport")
    before = list(log.handlers)
    try:
        quiet_logging()
        once = len(log.handlers)
        quiet_logging()
        assert len(log.handlers) == once
    finally:
        log.handlers[:] = before


def test_a_file_cannot_command_the_terminal() -> None:
    line = finding_line(Finding("A06", "error", "q", "“{typed}” is wrong.", values={"typed": "\x1b[2J\nnext\x9b"}))
    assert line == "q: error A06: “␛[2J next␡” is wrong."


def test_every_listing_has_json() -> None:
    def listings(group: click.Group) -> list[str]:
        names = []
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                names += [f"{name} {below}" for below in listings(command)]
            elif any("--json" in option.opts for option in command.params):
                names.append(name)
        return names

    assert set(listings(main)) == {
        "forms list", "forms check", "forms diff", "forms lock", "parties list",
        "report check", "report propose", "report verify", "report compare", "report take-in",
        "plugins", "report formats", "doctor", "db status", "db facts", "desk list", "audit verify", "export verify",
        "mail send", "remind", "synthesis views", "synthesis frozen", "synthesis freeze",
    }  # fmt: skip
