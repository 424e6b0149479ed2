"""``cbreport report``: check and render."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from cbreport import documents
from cbreport.cli import report as report_module
from cbreport.cli.report import AUDIENCES, EXTENTS, GLYPHS, write_whole
from cbreport.definition import digest_of
from cbreport.documents import rendering, viewing
from cbreport.errors import Finding, RenderError, UnknownName
from cbreport.reporting import FileFormat, Report, load_report, snapshot_of
from cbreport.testing import example_library, example_plugin
from tests.cli.conftest import Run
from tests.reporting.kenya import FORM, LIBRARY

ReportFile = Callable[..., Path]


def test_a_report_without_errors(run: Run, report_file: ReportFile) -> None:
    done = run("report", "check", report_file())
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "Kenya, EX1, example-national-report@ex1: 2 answers, 0 errors\n"


def test_findings_are_told_one_a_line(run: Run, report_file: ReportFile) -> None:
    done = run("report", "check", report_file(answers={"assessed": {"value": "maybe"}}))
    assert done.exit_code == 1
    first, second, total = done.stdout.splitlines()
    assert {first.split(": ")[1], second.split(": ")[1]} == {"assessed", "help-needed"}
    assert all(line.startswith("report.json: ") for line in (first, second))
    assert total.endswith("1 answer, 2 errors")


def test_as_json(run: Run, report_file: ReportFile) -> None:
    done = run("report", "check", report_file(answers={"assessed": {"value": True}}), "--json")
    assert done.exit_code == 1
    data = json.loads(done.stdout)
    assert (data["ok"], data["errors"], data["party"], data["answers"]) == (False, 1, "KEN", 1)
    assert [(found["code"], found["address"]) for found in data["findings"]] == [("A02", "help-needed")]


def test_a_warning_is_no_error(run: Run, report_file: ReportFile) -> None:
    plugin = example_plugin(cbreport_check_report=lambda report: [Finding("EX01", "warning", "assessed", "Really?")])
    done = run("report", "check", report_file(), plugins=[plugin])
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "report.json: assessed: warning EX01: Really?"
    assert done.stdout.endswith("0 errors, 1 warning\n")


def test_a_plugin_that_raises_is_never_a_pass(run: Run, report_file: ReportFile) -> None:
    def broken(report: object) -> list[Finding]:
        raise ZeroDivisionError

    done = run("report", "check", report_file(), plugins=[example_plugin(cbreport_check_report=broken)])
    assert done.exit_code == 1
    assert "report.json: error P01: " in done.stdout
    assert "“example”" in done.stdout
    assert "ZeroDivisionError" in done.stdout


# -- render -----------------------------------------------------------------------------------------------------------


def test_the_choices_are_those_of_the_documents() -> None:
    assert (set(EXTENTS), set(AUDIENCES)) == (set(viewing.EXTENTS), set(viewing.AUDIENCES))
    assert GLYPHS == rendering.GLYPHS


def test_the_formats_are_those_of_the_documents_and_of_the_plugins(run: Run) -> None:
    plugin = example_plugin(cbreport_file_formats=lambda: [register()])
    done = run("report", "formats", "--json", plugins=[plugin])
    assert [each["name"] for each in json.loads(done.stdout)] == [*documents.FORMATS, "ex-json"]
    assert "ex-json" in run("report", "formats", plugins=[plugin]).stdout
    assert "ex-json" not in run("report", "formats").stdout


def register() -> FileFormat:
    forms = ("example-national-report",)
    return FileFormat("ex-json", "application/json", "json", "Register", forms, lambda report: report.party.encode())


def test_a_plugins_format_is_asked_for_by_its_name(run: Run, report_file: ReportFile) -> None:
    plugins = [example_plugin(cbreport_file_formats=lambda: [register()])]
    assert run("report", "render", report_file(), "-o", "a.json", "--format", "ex-json", plugins=plugins).exit_code == 0
    assert Path("a.json").read_bytes() == b"KEN"
    assert run("report", "render", report_file(), "-o", "b.json", plugins=plugins).exit_code == 0
    assert json.loads(Path("b.json").read_bytes())["cbreport"] == 1


@pytest.mark.parametrize(
    ("name", "beginning"), [("all.zip", b"PK"), ("all.xlsx", b"PK"), ("all.csv", b"\xef\xbb\xbfreport,")]
)
def test_several_reports_are_one_table(run: Run, report_file: ReportFile, name: str, beginning: bytes) -> None:
    first, second = Path("ken.json"), Path("nor.json")
    for file, party in ((first, "KEN"), (second, "NOR")):
        file.write_bytes(report_file(party=party).read_bytes())
    assert run("report", "render", first, second, "-o", name).exit_code == 0
    assert Path(name).read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    ("name", "party", "words"),
    [("all.pdf", "NOR", "There is no format of many reports “pdf”"), ("all.csv", "KEN", "v1 is there twice")],
)
def test_what_cannot_be_one_table_is_refused(
    run: Run, report_file: ReportFile, name: str, party: str, words: str
) -> None:
    first = Path("first.json")
    first.write_bytes(report_file().read_bytes())
    done = run("report", "render", first, report_file(party=party), "-o", name)
    assert done.exit_code == 1
    assert words in done.stderr
    assert not Path(name).exists()


@pytest.mark.parametrize("format", ["csv", "datapackage", "xlsx", "json", "jsonld", "parquet"])
def test_a_language_that_there_is_not_is_refused_for_data_too(format: str) -> None:
    with pytest.raises(UnknownName, match="There is no language “tlh”"):
        documents.render(Report(FORM, "KEN", "EX1", library=LIBRARY), format, language="tlh")


@pytest.mark.parametrize(("name", "beginning"), [("out.html", b"<!doctype html"), ("out.PDF", b"%PDF-")])
def test_the_ending_says_the_format(run: Run, report_file: ReportFile, name: str, beginning: bytes) -> None:
    done = run("report", "render", report_file(), "-o", name)
    assert done.exit_code == 0, done.output
    assert Path(name).read_bytes().lower().startswith(beginning.lower())
    assert f"Wrote {name}" in done.stderr


def test_the_format_may_be_named(run: Run, report_file: ReportFile) -> None:
    assert run("report", "render", report_file(), "-o", "out", "--format", "html").exit_code == 0
    assert Path("out").read_bytes().startswith(b"<!doctype html")


def test_language_extent_and_audience_are_handed_on(
    run: Run, report_file: ReportFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}

    def render(what: object, format: str, **wishes: object) -> bytes:
        asked.update(wishes, format=format)
        return b"done"

    monkeypatch.setattr(documents, "render", render)
    wishes = ("--language", "ar", "--extent", "short", "--audience", "public")
    assert run("report", "render", report_file(), "-o", "out.pdf", *wishes).exit_code == 0
    handed_on: dict[str, Any] = {"format": "pdf", "language": "ar", "extent": "short", "audience": "public"}
    rest: dict[str, Any] = {"section": "", "archive": False, "missing_glyphs": "written-out", "snapshot": b""}
    assert asked == {**handed_on, **rest}
    wishes += ("--section", "needs", "--archive", "--missing-glyphs", "error", "--force")
    assert run("report", "render", report_file(), "-o", "out.pdf", *wishes).exit_code == 0
    rest |= {"section": "needs", "archive": True, "missing_glyphs": "error"}
    assert asked == {**handed_on, **rest}
    assert Path("out.pdf").read_bytes() == b"done"


def test_private_answers_stay_out_of_what_the_public_gets(run: Run, report_file: ReportFile) -> None:
    path = report_file(answers={"contact": {"value": "Amina Private"}})
    for audience, there in (("party", True), ("public", False)):
        assert run("report", "render", path, "-o", f"{audience}.html", "--audience", audience).exit_code == 0
        assert ("Amina Private" in Path(f"{audience}.html").read_text("utf-8")) is there


def test_what_exists_is_not_overwritten_without_force(run: Run, report_file: ReportFile) -> None:
    Path("out.html").write_text("dear to somebody", "utf-8")
    done = run("report", "render", report_file(), "-o", "out.html")
    assert done.exit_code == 1
    assert "out.html exists and is left as it is. Give --force to overwrite it." in done.stderr
    assert Path("out.html").read_text("utf-8") == "dear to somebody"
    assert run("report", "render", report_file(), "-o", "out.html", "--force").exit_code == 0
    assert "dear to somebody" not in Path("out.html").read_text("utf-8")


def test_answers_without_a_question_are_told(run: Run, report_file: ReportFile) -> None:
    answers = {
        "gone": {"value": 1},
        "needs-matrix[gone].advice": {"value": True},
        "needs-matrix[other].advice": {"value": True},
    }
    done = run("report", "render", report_file(answers=answers), "-o", "out.html")
    assert done.exit_code == 0
    assert [line.split(": ")[2] for line in done.stderr.splitlines() if "Warning" in line] == [
        "gone",
        "needs-matrix[gone].advice",
    ]


def test_a_failure_leaves_nothing_behind(run: Run, report_file: ReportFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def render(*args: object, **wishes: object) -> bytes:
        raise RenderError("The document could not be made.", "See the log.")

    monkeypatch.setattr(documents, "render", render)
    done = run("report", "render", report_file(), "-o", "out.pdf")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The document could not be made.\nSee the log.\n")
    assert os.listdir() == ["report.json"]


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(b"old")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report_module.os, "fsync", full)
    with pytest.raises(click.ClickException, match=r"out\.pdf cannot be written: No space left on device"):
        write_whole(out, b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.pdf", b"old")]


def test_others_may_read_it_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "out.pdf", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "out.pdf").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["-o", "out.doc"], 2, "The ending of out.doc does not say which format. End it with .pdf, .html or .docx"),
        (["-o", "out"], 2, "does not say which format"),
        (["-o", "."], 2, "End it with .pdf, .html or .docx"),
        (["-o", ".", "--format", "pdf"], 2, ". is a folder. Name a file in it."),
        (["-o", "none/out.pdf"], 2, "There is no folder none. Make it first."),
        (["-o", "out.pdf", "--language", "xx"], 2, "'xx' is not one of"),
        (["-o", "out.pdf", "--extent", "tiny"], 2, "'tiny' is not one of"),
        (["-o", "out.pdf", "--audience", "press"], 2, "'press' is not one of"),
        ([], 2, "Missing option '-o'"),
    ],
)
def test_wrong_use(run: Run, report_file: ReportFile, args: list[str], code: int, message: str) -> None:
    done = run("report", "render", report_file(), *args)
    assert done.exit_code == code
    assert message in done.stderr
    assert os.listdir() == ["report.json"]


def test_a_folder_that_may_not_be_written(run: Run, report_file: ReportFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module.os, "access", lambda path, mode: False)
    done = run("report", "render", report_file(), "-o", "out.pdf")
    assert done.exit_code == 1
    assert "You may not write into the folder ." in done.stderr


def test_an_installed_example_in_both_formats(run_installed: Run, tmp_path: Path) -> None:
    from cbreport.library import Library, read_resource

    example = Library().examples()[0]
    (tmp_path / "example.json").write_text(read_resource(example), "utf-8")
    for name in ("example.pdf", "example.html"):
        done = run_installed("report", "render", "example.json", "-o", name, "--language", "fr")
        assert done.exit_code == 0, done.output
        assert Path(name).stat().st_size > 5_000


# -- a section, a comparison, an archive, official print --------------------------------------------------------------


def test_one_section(run: Run, report_file: ReportFile) -> None:
    file = report_file()
    assert run("report", "render", file, "-o", "out.html", "--section", "needs").exit_code == 0
    text = Path("out.html").read_text(encoding="utf-8")
    assert "section-needs" in text
    assert 'class="contents"' not in text
    done = run("report", "render", file, "-o", "other.html", "--section", "none")
    assert (done.exit_code, "no section" in done.stderr) == (1, True)


def test_what_has_changed(run: Run, report_file: ReportFile) -> None:
    report_file(answers={"assessed": {"value": True}}).rename("earlier.json")
    done = run("report", "render", report_file(), "-o", "out.html", "--compare", "earlier.json")
    assert done.exit_code == 0, done.stderr
    assert "What has changed" in Path("out.html").read_text(encoding="utf-8")
    both = run("report", "render", report_file(), "-o", "x.html", "--compare", "earlier.json", "--section", "needs")
    assert (both.exit_code, "not both" in both.stderr) == (2, True)


def test_a_file_for_an_archive_says_so(run: Run, report_file: ReportFile) -> None:
    assert run("report", "render", report_file(), "-o", "out.pdf", "--archive").exit_code == 0
    assert b"pdfaid:part" in Path("out.pdf").read_bytes()


def test_official_print_refuses_what_no_font_has(run: Run, report_file: ReportFile) -> None:
    file = report_file(answers={"help-detail": {"value": "Great 😀"}, "help-needed": {"value": ["training"]}})
    done = run("report", "render", file, "-o", "out.pdf", "--missing-glyphs", "error")
    assert (done.exit_code, Path("out.pdf").exists()) == (1, False)
    assert "No font of the document has U+1F600 GRINNING FACE (in help-detail)" in done.stderr
    assert run("report", "render", file, "-o", "out.pdf").exit_code == 0


def test_a_snapshot_is_printed_with_its_digest(run: Run, report_file: ReportFile) -> None:
    loaded = load_report(report_file(status="submitted"), example_library())
    snapshot = snapshot_of(loaded)
    Path("snapshot.json").write_bytes(snapshot)
    run("report", "render", "snapshot.json", "-o", "out.html", "--audience", "secretariat")
    assert digest_of(snapshot) in Path("out.html").read_text(encoding="utf-8")
    run("report", "render", report_file(status="submitted"), "-o", "other.html", "--audience", "secretariat")
    assert digest_of(snapshot) not in Path("other.html").read_text(encoding="utf-8")
