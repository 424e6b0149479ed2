"""The rules of the root conftest.py, tried on a small folder of tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SKIPPED_TEST = """
import pytest

@pytest.mark.skip(reason="no server here")
def test_server():
    pass
"""
SKIPPED_MODULE = """
import pytest

pytest.skip("no browser here", allow_module_level=True)
"""
EXPECTED_FAILURE = """
import pytest

@pytest.mark.xfail(reason="known")
def test_known():
    assert False
"""


def run(folder: Path, source: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text((ROOT / "conftest.py").read_text("utf-8"), "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (folder / "test_sample.py").write_text(source, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CBREPORT_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-ra"],
        cwd=folder,
        env=kept | variables,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(("source", "reason"), [(SKIPPED_TEST, "no server here"), (SKIPPED_MODULE, "no browser here")])
def test_a_skip_is_an_error_where_all_is_required(tmp_path: Path, source: str, reason: str) -> None:
    done = run(tmp_path, source, CBREPORT_REQUIRE_ALL="1")
    assert done.returncode != 0
    assert f"nothing may be skipped, but this was: Skipped: {reason}" in done.stdout


@pytest.mark.parametrize("source", [SKIPPED_TEST, SKIPPED_MODULE])
def test_elsewhere_a_skip_is_told_and_no_error(tmp_path: Path, source: str) -> None:
    done = run(tmp_path, source)
    assert done.returncode in {0, 5}, done.stdout
    assert "1 skipped" in done.stdout.splitlines()[-1]


def test_an_expected_failure_stays_one(tmp_path: Path) -> None:
    assert run(tmp_path, EXPECTED_FAILURE, CBREPORT_REQUIRE_ALL="1").returncode == 0


def test_the_summary_repeats_what_came_before_and_the_counts_come_last(tmp_path: Path) -> None:
    done = run(tmp_path, SKIPPED_TEST, CBREPORT_CHECKS_FAILED="mypy", CBREPORT_CHECKS_SKIPPED="vendored files")
    assert "FAILED: mypy (see above)" in done.stdout
    assert "skipped: vendored files" in done.stdout
    assert "1 skipped" in done.stdout.splitlines()[-1]
