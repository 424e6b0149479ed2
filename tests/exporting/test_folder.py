"""A folder of exported files: whatever happens on the way, in the end it is the same."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport.documents.bulk import Export, Failed, Made, Planned, files_of
from cbreport.errors import ExportError
from cbreport.exporting.files import whole, write_whole
from cbreport.exporting.folder import JOURNAL, MANIFEST, ExportFolder, verify
from cbreport.exporting.making import Result
from cbreport.exporting.running import Outcome, run_export
from cbreport.reporting import ReportSummary

WANTED = Export("example", ("EX1",), formats=("pdf", "html"))


def reports(count: int, revision: int = 1) -> list[ReportSummary]:
    form = ("example-national-report", "ex1", "sha256:0")
    about = ("published", revision, False, "", "")
    return [ReportSummary(f"r{n}", "example", *form, f"P{n:02}", "EX1", 1, *about) for n in range(count)]


FILES = files_of(WANTED, reports(3))


class Killed(BaseException):
    """The end of a process, anywhere."""


@dataclass
class Fake:
    """Makes files of a few bytes; may be killed before, within or after the making of one."""

    killed_at: int = -1  # so many files are made before
    within: bool = False
    bad: frozenset[str] = frozenset()
    made: list[str] = field(default_factory=list)

    def make(
        self, export: Export, folder: Path, files: Sequence[Planned], stopped: Callable[[], bool]
    ) -> Iterator[Result]:
        for at, file in enumerate(files):
            if stopped():
                return
            output, content = folder / file.name, f"{file.name} {file.revision}".encode()
            output.parent.mkdir(parents=True, exist_ok=True)
            if at == self.killed_at:
                (output.parent / f".{output.name}.abcd1234").write_bytes(content[:5])
                if self.within:
                    output.write_bytes(content)
                raise Killed
            if file.name in self.bad:
                yield Failed(file, "Never.")
                continue
            self.made.append(file.name)
            write_whole(output, content)
            yield Made(file, len(content), hashlib.sha256(content).hexdigest())


def run(path: Path, maker: Fake, files: tuple[Planned, ...] = FILES, export: Export = WANTED) -> Outcome:
    return run_export(ExportFolder(path, export), files, maker)


def content(path: Path) -> dict[str, bytes]:
    """All that is in a folder, without the time in the manifest."""
    found = {each.relative_to(path).as_posix(): each.read_bytes() for each in path.rglob("*") if each.is_file()}
    if MANIFEST in found:
        data = json.loads(found[MANIFEST])
        found[MANIFEST] = json.dumps({**data, "made": ""}).encode()
    return found


def test_a_run_makes_all_files_and_a_manifest_that_holds(tmp_path: Path) -> None:
    outcome = run(tmp_path / "new" / "folder", Fake())
    assert outcome.finished
    assert (outcome.progress.total, outcome.progress.done, outcome.progress.kept) == (6, 6, 0)
    data, faults = verify(tmp_path / "new" / "folder")
    assert faults == ()
    assert [each["name"] for each in data["files"]] == [each.name for each in FILES]
    assert outcome.bytes == data["bytes"] == sum(each["bytes"] for each in data["files"])
    assert not (tmp_path / "new" / "folder" / JOURNAL).exists()


def test_the_same_again_makes_nothing(tmp_path: Path) -> None:
    run(tmp_path, Fake())
    before = content(tmp_path)
    maker = Fake()
    assert run(tmp_path, maker).progress.kept == 6
    assert maker.made == []
    assert content(tmp_path) == before


ENDS = st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 60))


@settings(deadline=None)
@given(st.lists(ENDS, max_size=4))
def test_killed_anywhere_it_ends_in_the_same_folder_and_makes_no_noted_file_twice(
    ends: list[tuple[int, bool, int]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        plain, often = Path(name, "plain"), Path(name, "often")
        run(plain, Fake())
        made: list[str] = []
        for at, within, torn in ends:
            maker = Fake(at, within)
            try:
                run(often, maker)
            except Killed:
                journal = often / JOURNAL
                with journal.open("ab") as stream:  # a line that was being written
                    stream.write(json.dumps({"name": "half"}).encode()[: torn % 15])
            made += maker.made
        last = Fake()
        assert run(often, last).finished
        assert content(often) == content(plain)
        made += last.made
        assert len(made) == len(set(made))


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(deadline=None)
def test_a_damaged_journal_costs_time_and_nothing_else(noise: bytes, at: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "out")
        with pytest.raises(Killed):
            run(path, Fake(4))
        journal = path / JOURNAL
        head, _, rest = journal.read_bytes().partition(b"\n")
        journal.write_bytes(head + b"\n" + rest[:at] + noise + rest[at:])
        assert run(path, Fake()).finished
        assert verify(path)[1] == ()


def test_a_report_that_has_changed_is_made_again_and_no_other(tmp_path: Path) -> None:
    run(tmp_path, Fake())
    changed = (*FILES[:2], *(replace(each, revision=2) for each in FILES[2:4]), *FILES[4:])
    maker = Fake()
    run(tmp_path, maker, changed)
    assert maker.made == [each.name for each in FILES[2:4]]
    assert verify(tmp_path)[1] == ()


def test_nothing_of_an_old_revision_stays_where_the_new_one_cannot_be_made(tmp_path: Path) -> None:
    run(tmp_path, Fake())
    changed = (*FILES[:5], replace(FILES[5], revision=2))
    run(tmp_path, Fake(bad=frozenset({FILES[5].name})), changed)
    assert not (tmp_path / FILES[5].name).exists()
    assert verify(tmp_path)[1] == ()


def test_a_file_that_somebody_has_altered_or_removed_is_made_again(tmp_path: Path) -> None:
    run(tmp_path, Fake())
    (tmp_path / FILES[0].name).write_bytes(b"other")
    (tmp_path / FILES[1].name).unlink()
    assert [(each.name, each.problem) for each in verify(tmp_path)[1]] == [
        (FILES[0].name, "altered"),
        (FILES[1].name, "missing"),
    ]
    maker = Fake()
    run(tmp_path, maker)
    assert maker.made == [FILES[0].name, FILES[1].name]


def test_what_is_not_wanted_any_more_goes_unless_it_was_changed(tmp_path: Path) -> None:
    run(tmp_path, Fake())
    (tmp_path / FILES[1].name).write_bytes(b"with a remark")
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    run(tmp_path, Fake(), FILES[2:])
    assert not (tmp_path / FILES[0].name).exists()
    faults = [(each.name, each.problem) for each in verify(tmp_path)[1]]
    assert faults == [(FILES[1].name, "unknown"), ("notes.txt", "unknown")]


def test_failures_stand_in_the_manifest_and_are_tried_again(tmp_path: Path) -> None:
    outcome = run(tmp_path, Fake(bad=frozenset({FILES[2].name})))
    assert outcome.finished
    data, faults = verify(tmp_path)
    assert ([each["report"] for each in data["failed"]], faults) == (["r1"], ())
    maker = Fake()
    run(tmp_path, maker)
    assert maker.made == [FILES[2].name]
    assert verify(tmp_path)[0]["failed"] == []


def test_a_run_that_is_stopped_says_so_and_leaves_no_manifest(tmp_path: Path) -> None:
    maker = Fake()
    outcome = run_export(ExportFolder(tmp_path, WANTED), FILES, maker, stopped=lambda: len(maker.made) == 2)
    assert (outcome.finished, outcome.progress.done) == (False, 2)
    with pytest.raises(ExportError, match="is not finished"):
        verify(tmp_path)


def test_another_export_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    run(tmp_path, Fake())
    before = content(tmp_path)
    other = replace(WANTED, audience="secretariat")
    with pytest.raises(ExportError, match="holds another export"):
        ExportFolder(tmp_path, other)
    (tmp_path / MANIFEST).unlink()
    (tmp_path / JOURNAL).write_text(json.dumps({"wanted": WANTED.data}), "utf-8")
    with pytest.raises(ExportError, match="holds another export"):
        ExportFolder(tmp_path, other)
    assert {name for name in content(tmp_path) if "/" in name} == {name for name in before if "/" in name}


def test_a_folder_with_something_else_and_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(ExportError, match="is not empty"):
        ExportFolder(tmp_path, WANTED)
    with pytest.raises(ExportError, match="is a file"):
        ExportFolder(tmp_path / "thesis.txt", WANTED)


@pytest.mark.parametrize(("name", "text"), [(MANIFEST, "{"), (JOURNAL, "{"), (MANIFEST, "[]"), (JOURNAL, "")])
def test_a_manifest_or_journal_that_is_none_is_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ExportError):
        ExportFolder(tmp_path, WANTED)


def test_only_a_folder_with_a_manifest_can_be_verified(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no manifest\.json"):
        verify(tmp_path)


def test_a_file_is_whole_or_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, b"before")

    def write() -> None:
        with whole(path) as stream:
            stream.write(b"af")
            raise Killed

    with pytest.raises(Killed):
        write()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]
