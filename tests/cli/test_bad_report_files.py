"""Bad report files: each gives one clear message that names the file, for checking and for printing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import REPORT, Run

ReportFile = Callable[..., Path]


@pytest.mark.parametrize(
    ("keys", "message", "hint"),
    [
        ({"edition": "ex9"}, "“ex9”", "Known: ex1."),
        ({"form": "gone"}, "There is no form “gone”.", "Known: example-national-report."),
        ({"party": "ZZZ"}, "There is no Party “ZZZ”.", "for example NOR"),
        ({"party": ""}, "There is no Party “”.", "alpha-3"),
        ({"party": 578}, "“party” must be text.", "docs/form-language.md"),
        ({"party": False}, "“party” must be text.", "docs/form-language.md"),
        ({"cbreport": 2}, "The file is of version 2", "Update cbreport."),
        ({"cbreport": "1"}, "“cbreport” must be a whole number.", "docs/form-language.md"),
        ({"answers": [1]}, "“answers” must be an object.", "docs/form-language.md"),
        ({"status": "lost"}, "There is no status “lost”.", "Statuses: draft"),
        ({"extra": 1}, "A report file has no “extra”.", "It may have"),
        ({"answers": {"A b": {"value": 1}}}, "“A b” is no address.", "Addresses look like"),
        ({"answers": {"help": 7}}, "help: an answer is an object", "docs/form-language.md"),
        ({"answers": {"help": {"valeu": 7}}}, "help: an answer has no “valeu”", "docs/form-language.md"),
        ({"answers": {"help": {"value": [1]}}}, "help: a list in “value” holds option codes", "docs/form-language.md"),
        ({"answers": {"help": {"value": {"a": {}}}}}, "help: the parts of “value” are texts", "docs/form-language.md"),
        ({"answers": {"help": {"comment": 1}}}, "help: “comment” is of the wrong kind", "docs/form-language.md"),
        ({"answers": {"help": {"value": "\ud800"}}}, "A text holds half a character", "Write the text anew."),
    ],
)
def test_a_file_that_cannot_be_read(
    run: Run, report_file: ReportFile, keys: dict[str, Any], message: str, hint: str
) -> None:
    path = report_file(**keys)
    for args in (("check", path), ("render", path, "-o", "out.html")):
        done = run("report", *args)
        assert done.exit_code == 1
        error, advice = done.stderr.splitlines()
        assert error.startswith("Error: report.json: ")
        assert message in error
        assert hint in advice
        assert done.stdout == ""


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "The file is empty."),
        (b"<html>", "The file is not JSON: Expecting value (line 1, column 1)."),
        (json.dumps(REPORT).encode()[:40], "The file is not JSON: "),
        (b'{"cbreport": 1,\n "form" "x"}', "(line 2, column 9)"),
        (b"[1]", "The file holds no JSON object."),
        (b'"text"', "The file holds no JSON object."),
        (b'{"cbreport": 1, "cbreport": 1}', "The key “cbreport” stands twice"),
        (b'{"answers": {"help": {"value": 1, "value": 2}}}', "The key “value” stands twice"),
        (b'{"cbreport": NaN}', "“NaN” is no JSON value."),
        (b'{"cbreport": ' + b"9" * 5000 + b"}", "The file holds a number that is too long."),
        (b"[" * 100_000, "The file is nested too deeply."),
        (b"\x7fELF\xff\xfe", "The file is not UTF-8 text."),
        (json.dumps(REPORT).encode("utf-16"), "The file is not UTF-8 text."),
        (b'{"cbreport": 1}', "“form” is missing."),
    ],
)
def test_a_file_that_is_no_report(run: Run, tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "bad.json").write_bytes(raw)
    done = run("report", "check", "bad.json")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: bad.json: ")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("keys", "address", "code", "message"),
    [
        ({"answers": {"gone": {"value": 1}}}, "gone", "A01", "The form has no question “gone”."),
        ({"answers": {"trainings[r1].gone": {"value": 1}}}, "trainings[r1].gone", "A01", "has no question"),
        ({"answers": {"help-needed": {"value": ["boats"]}}}, "help-needed", "A06", "“boats” is not an option"),
        ({"answers": {"help-needed": {"value": "funding"}}}, "help-needed", "A20", "cannot be “funding”"),
        (
            {"answers": {"trainings[r1].people": {"value": "many"}}},
            "trainings[r1].people",
            "A03",
            "“many” is not a whole",
        ),
        ({"answers": {"share": {"value": "half"}}}, "share", "A04", "“half” is not a number."),
        ({"answers": {"share": {"value": "100.01"}}}, "share", "A10", "100.01 is above 100."),
        ({"answers": {"partner": {"value": "ZZZ"}}}, "partner", "A14", "“ZZZ” is not a country."),
        ({"answers": {"assessed": {"non-answer": "dunno"}}}, "assessed", "A19", "takes no “dunno”"),
        ({"party": "CHE"}, "", "R01", "Switzerland was not Party to EX on 2024-12-31."),
        ({"party": "USA"}, "", "R01", "was not Party to EX"),
        ({"cycle": "EX9"}, "", "R02", "There is no cycle “EX9” of EX."),
        ({"answers": {"help-needed": {"value": ["\x1b[2J\n"]}}}, "help-needed", "A06", "“␛[2J ”"),
    ],
)
def test_what_is_wrong_in_a_report(
    run: Run, report_file: ReportFile, keys: dict[str, Any], address: str, code: str, message: str
) -> None:
    done = run("report", "check", report_file(**keys))
    assert done.exit_code == 1
    assert done.stderr == ""
    place = f"report.json: {address}: " if address else "report.json: "
    (told,) = [line for line in done.stdout.splitlines() if message in line]
    assert told.startswith(f"{place}error {code}: ")


@pytest.mark.parametrize("code", ["NO", "NOR", "no"])
def test_norway_is_not_false(run: Run, report_file: ReportFile, code: str) -> None:
    done = run("report", "check", report_file(party=code))
    assert done.exit_code == 0
    assert done.stdout.startswith("Norway, EX1")


def test_a_country_in_an_answer_that_yaml_would_read_as_false(run: Run, report_file: ReportFile) -> None:
    answers = {
        **REPORT["answers"],
        "plan": {"value": {"url": "https://example.org/", "title": "NO"}},
        "contact": {"value": "NO"},
    }
    assert run("report", "check", report_file(answers=answers)).exit_code == 0


def test_a_cycle_that_does_not_exist_cannot_be_printed(run: Run, report_file: ReportFile) -> None:
    done = run("report", "render", report_file(cycle="EX9"), "-o", "out.html")
    assert done.exit_code == 1
    assert done.stderr == "Error: report.json: There is no cycle “EX9”.\nKnown: EX1.\n"


def test_a_number_of_many_digits(run: Run, report_file: ReportFile) -> None:
    path = report_file(
        answers={**REPORT["answers"], "trainings[r1].title": {"value": "T"}, "trainings[r1].people": {"value": 10**400}}
    )
    for args in (("check", path), ("render", path, "-o", "out.html")):
        done = run("report", *args)
        assert "unexpected" not in done.stderr
        assert done.exit_code in (0, 1)


@pytest.mark.parametrize("verb", ["check", "render"])
def test_a_folder_or_no_file(run: Run, tmp_path: Path, verb: str) -> None:
    (tmp_path / "folder").mkdir()
    more = ["-o", "out.html"] if verb == "render" else []
    done = run("report", verb, "folder", *more)
    assert done.exit_code == 2
    assert "folder is a folder. Name the files in it" in done.stderr
    done = run("report", verb, "gone.json", *more)
    assert done.exit_code == 2
    assert "There is no file gone.json." in done.stderr
