"""What holds for every test, those in docstrings included.

- Loaded forms are kept beside what pytest keeps: tests are quick, and leave nothing in anybody's home.
- With `CBREPORT_REQUIRE_ALL` set (as on the build server) a skipped test is an error: green means that all of it ran.
- The summary repeats which checks before the tests failed or were skipped; the Makefile says so in two variables.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

os.environ["CBREPORT_CACHE"] = str(Path(__file__).parent / ".pytest_cache" / "forms")


def required(report: Any) -> None:
    """Turn a skip into a failure that says what was missing."""
    if not os.environ.get("CBREPORT_REQUIRE_ALL") or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"CBREPORT_REQUIRE_ALL is set, so nothing may be skipped, but this was: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    required(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    failed = os.environ.get("CBREPORT_CHECKS_FAILED")
    skipped = os.environ.get("CBREPORT_CHECKS_SKIPPED")
    if failed or skipped:
        terminalreporter.section("checks before the tests")
    if skipped:
        terminalreporter.write_line(f"skipped: {skipped}", yellow=True)
    if failed:
        terminalreporter.write_line(f"FAILED: {failed} (see above)", red=True)
