"""``cbreport serve``: refusals in the test's own process, the server itself in one of its own."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cbreport.answering import Answer
from cbreport.cli.printing import PDF_MEGABYTES, PDF_SECONDS
from cbreport.cli.serve import _address, greeting, is_loopback, refuse_real_reports
from cbreport.documents import press
from cbreport.errors import ConfigurationError
from cbreport.reporting import FOCAL_POINT, Identity, NewReport
from cbreport.storage import SqlStore, upgrade
from cbreport.testing import example_library
from tests.cli.conftest import Run

KEY = "a long random text, for tests only"


def test_somebody_must_say_who_is_signed_in(run: Run) -> None:
    done = run("serve")
    assert done.exit_code == 2
    assert "Give --identity module:function" in done.stderr
    assert "--demo" in done.stderr


def test_demo_and_identity_exclude_each_other(run: Run) -> None:
    done = run("serve", "--demo", "--identity", "json:dumps")
    assert done.exit_code == 2
    assert "Give one of the two" in done.stderr


@pytest.mark.parametrize("key", ["", "short"])
def test_a_key_is_needed(run: Run, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("CBREPORT_SECRET_KEY", key)
    done = run("serve", "--identity", "json:dumps")
    assert done.exit_code == 2
    assert "The environment variable CBREPORT_SECRET_KEY is" in done.stderr
    assert "secrets.token_hex(32)" in done.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("json", "“json” is not module:function."),
        (":who", "is not module:function."),
        ("no_such_module:who", "There is no module “no_such_module”."),
        ("json.none:who", "There is no module “json.none”."),
        ("json:gone", "The module “json” has no “gone”."),
        ("json:__name__", "cannot call, “__name__”."),
        ("needs_more:who", "The module “needs_more” needs “no_such_thing”, which is not installed."),
        ("broken_one:who", "The module “broken_one” cannot be imported: ZeroDivisionError"),
    ],
)
def test_a_function_that_cannot_be_had(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "needs_more.py").write_text("import no_such_thing\n", "utf-8")
    (tmp_path / "broken_one.py").write_text("1 / 0\n", "utf-8")
    monkeypatch.setenv("CBREPORT_SECRET_KEY", KEY)
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each])
    done = run("serve", "--identity", name)
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("192.0.2.1", "Cannot listen on 192.0.2.1"),
        ("no-such-host.invalid", "Cannot listen on no-such-host.invalid"),
    ],
)
def test_an_address_that_is_not_ours(run: Run, host: str, message: str) -> None:
    done = run("serve", "--demo", "--port", "0", "--host", host)
    assert done.exit_code == 1
    assert message in done.stderr
    assert f"Everybody who can reach {host} can be anyone in this demo" in done.stderr


def test_a_port_in_use_is_told_before_anything_is_done(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--demo", "--port", port)
    assert done.exit_code == 1
    assert f"Port {port} is in use. Give another one, for example --port " in done.stderr
    assert not Path("var").exists()


def test_a_port_that_is_none(run: Run) -> None:
    assert run("serve", "--demo", "--port", "70000").exit_code == 2


def test_a_database_that_is_not_migrated(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBREPORT_SECRET_KEY", KEY)
    done = run("serve", "--identity", "json:dumps", "--port", "0", "--database", "sqlite:///new.db")
    assert done.exit_code == 1
    assert "Run: cbreport db upgrade." in done.stderr


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("example.org", False),
    ],
)
def test_what_only_this_machine_can_reach(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_the_address_of_a_name_and_of_ipv6() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert _address("localhost", listener) == f"http://localhost:{port}/"
        assert _address("::1", listener) == f"http://[::1]:{port}/"


def test_the_greeting_names_people() -> None:
    people = [
        Identity(code, code, frozenset({FOCAL_POINT}), party=code) for code in ("Chad", "Fiji", "Kenya", "Mali", "Peru")
    ]
    told = greeting("http://127.0.0.1:8000/", people, example_library())
    assert told == (
        "Open http://127.0.0.1:8000/ and choose who you are: "
        "focal point of Chad, Fiji, Kenya, Mali or 1 more Party; Secretariat of EX."
    )


# -- a demo never opens somebody's real reports ------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    url = f"sqlite:///{tmp_path}/cb.db"
    upgrade(url)
    store = SqlStore(url)
    yield store
    store.close()


def put(store: SqlStore, *, example: bool, party: str = "KEN") -> None:
    new = NewReport("example", "example-national-report", "ex1", "sha256:0", party, "EX1", example)
    store.load(new, {"contact": Answer("Amina")}, author="test")


def test_an_empty_database_and_one_of_a_demo_may_be_used(store: SqlStore) -> None:
    refuse_real_reports(store, "sqlite:///cb.db")
    put(store, example=True)
    put(store, example=False, party="FJI")  # what somebody began in the demo
    refuse_real_reports(store, "sqlite:///cb.db")


def test_real_reports_are_refused(store: SqlStore) -> None:
    put(store, example=False)
    with pytest.raises(ConfigurationError, match="holds real reports"):
        refuse_real_reports(store, "sqlite:///cb.db")


def test_a_demo_on_real_reports_stops_before_it_changes_them(
    run_installed: Run, store: SqlStore, tmp_path: Path
) -> None:
    put(store, example=False)
    done = run_installed("serve", "--demo", "--port", "0", "--database", f"sqlite:///{tmp_path}/cb.db")
    assert done.exit_code == 1
    assert "in a demo anybody can change everything" in done.stderr
    assert len(store.reports(Identity("t", "t", frozenset({FOCAL_POINT}), party="KEN"))) == 1


# -- the server itself -------------------------------------------------------------------------------------------------


@contextmanager
def served(*args: str, **environment: str) -> Iterator[tuple[str, str]]:
    """A server in a process of its own: its address, and what it said until it was ready. It is stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "cbreport.cli", "serve", "--port", "0", *args],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    told = ""
    try:
        for line in process.stdout:
            told += line
            if line.startswith("Stop with"):
                break
        address = re.search(r"http://\S+", told)
        assert address, told
        yield address.group(), told
    finally:
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        process.stdout.close()
        code = process.wait(timeout=20)
    assert code == 0, rest
    assert "Traceback" not in rest


def test_the_demo_from_the_first_start_to_the_second(tmp_path: Path) -> None:
    # The first start leaves compiled modules behind for the second, as it does wherever nothing forbids it.
    keeping = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled")}
    with served("--demo", **keeping) as (address, told):
        assert re.search(r"choose who you are: focal point of .+; Secretariat of .+\.", told)
        assert "Database: sqlite:///var/cbreport.db" in told
        with urllib.request.urlopen(address, timeout=20) as page:
            assert page.status == 200
            assert b"</html>" in page.read()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with served("--demo", **keeping):
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Computing time, which does not depend on what else the machine does meanwhile.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5


def test_what_is_slow_to_load_is_not_loaded_at_the_start() -> None:
    slow = ("icalendar", "xlsxwriter", "weasyprint", "fontTools")
    source = f"import sys, cbreport.cli.serve, cbreport.web.host; print([n for n in {slow} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_portal_with_its_own_identity(tmp_path: Path) -> None:
    (tmp_path / "my_portal.py").write_text("def who(request):\n    return None\n", "utf-8")
    upgrade("sqlite:///cb.db")
    arguments = ("--identity", "my_portal:who", "--database", "sqlite:///cb.db")
    with served(*arguments, CBREPORT_SECRET_KEY=KEY) as (address, told):
        assert "choose who you are" not in told
        with urllib.request.urlopen(address, timeout=20) as page:
            assert page.status == 200
            assert page.headers.get("Server") in (None, "")


def test_everybody_is_warned_when_the_demo_is_open_to_others() -> None:
    with served("--demo", "--host", "0.0.0.0") as (_, told):  # noqa: S104, RUF100 - the warning is what is tested
        assert "Everybody who can reach 0.0.0.0 can be anyone in this demo." in told


def test_a_url_that_is_none(run: Run) -> None:
    done = run("serve", "--demo", "--port", "0", "--database", "cb.db")
    assert done.exit_code == 1
    assert "The database URL cannot be read." in done.stderr


def test_the_limits_of_pdf_are_those_of_the_press() -> None:
    assert (PDF_SECONDS, PDF_MEGABYTES) == (press.SECONDS, press.MEGABYTES)
