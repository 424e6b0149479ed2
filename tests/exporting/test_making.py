"""Files made from a store, here and in other processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cbreport.documents.bulk import Export, Failed, Made
from cbreport.errors import ConfigurationError
from cbreport.exporting import making
from cbreport.exporting.folder import ExportFolder, verify
from cbreport.exporting.making import MakerApart, MakerHere
from cbreport.exporting.running import plan, run_export
from cbreport.library import Library
from cbreport.reporting import NewReport
from cbreport.storage import SqlStore
from cbreport.testing import example_library
from tests.exporting.conftest import SECRET, everybody, submitted

WANTED = Export("example", ("EX1",), statuses=("submitted",), formats=("html",), audience="secretariat")


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url)
    yield store
    store.close()


@pytest.fixture(scope="module")
def library() -> Library:
    return example_library()


def test_a_report_as_its_audience_may_have_it(store: SqlStore, library: Library, tmp_path: Path) -> None:
    submitted(store, library, "KEN")
    convention, maker = library.convention("example"), MakerHere(store, library)
    texts = {}
    for audience in ("secretariat", "public", "party"):
        export = replace(WANTED, audience=audience)
        folder = ExportFolder(tmp_path / audience, export)
        assert run_export(folder, plan(store, convention, export), maker := MakerHere(store, library)).finished
        (name,) = folder.kept
        texts[audience] = (tmp_path / audience / name).read_text("utf-8")
    assert SECRET.value in texts["party"]
    assert SECRET.value not in texts["secretariat"] + texts["public"]
    assert maker.library is library


def test_a_draft_is_planned_for_nobody_but_its_party(store: SqlStore, library: Library) -> None:
    form = library.form("example-national-report")
    store.load(NewReport("example", form.id, form.edition, form.digest, "KEN", "EX1"), {}, author="x")
    convention = library.convention("example")
    drafts = replace(WANTED, statuses=("draft",))
    assert plan(store, convention, drafts) == ()
    assert [each.party for each in plan(store, convention, replace(drafts, audience="party"))] == ["KEN"]


def test_a_report_that_fails_keeps_no_other_back(
    store: SqlStore, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for party in ("FJI", "KEN", "NOR"):
        submitted(store, library, party)
    render = making.make_file

    def fails(report, format, wish):
        if report.party == "KEN":
            raise OSError("no font")
        return render(report, format, wish)

    monkeypatch.setattr(making, "make_file", fails)
    files = plan(store, library.convention("example"), WANTED)
    outcome = run_export(ExportFolder(tmp_path / "out", WANTED), files, MakerHere(store, library))
    assert outcome.finished
    assert [(each.file.party, each.message) for each in outcome.progress.failed] == [("KEN", "OSError: no font")]
    assert [each["party"] for each in verify(tmp_path / "out")[0]["files"]] == ["FJI", "NOR"]


def test_a_form_that_is_not_installed_is_told(store: SqlStore, library: Library, tmp_path: Path) -> None:
    store.load(NewReport("example", "gone", "one", "sha256:0", "KEN", "EX1"), {}, author="x")
    person = everybody("KEN", "example")
    (summary,) = store.reports(person)
    store.transition(person, summary.id, "submit", revision=summary.revision, snapshot=b"{}")
    (file,) = plan(store, library.convention("example"), WANTED)
    (found,) = MakerHere(store, library).make(WANTED, tmp_path, [file], lambda: False)
    assert isinstance(found, Failed)
    assert "There is no form “gone”" in found.message


def test_a_report_that_changed_since_the_plan_is_not_called_what_it_was(
    store: SqlStore, library: Library, tmp_path: Path
) -> None:
    report = submitted(store, library, "KEN")
    (file,) = plan(store, library.convention("example"), WANTED)
    person = everybody("KEN", "example")
    store.transition(person, report, "accept", revision=file.revision)
    (found,) = MakerHere(store, library).make(WANTED, tmp_path, [file], lambda: False)
    assert isinstance(found, Failed)
    assert "has changed" in found.message
    assert list(tmp_path.glob("example/**/*.html")) == []


def test_a_folder_that_cannot_be_written_ends_the_run(store: SqlStore, library: Library, tmp_path: Path) -> None:
    submitted(store, library, "KEN")
    files = plan(store, library.convention("example"), WANTED)
    folder = ExportFolder(tmp_path / "out", WANTED)
    (tmp_path / "out" / "example").write_bytes(b"a file where a folder should be")
    with pytest.raises(OSError, match="example"):
        run_export(folder, files, MakerHere(store, library))


# -- in processes of their own -----------------------------------------------------------------------------------------

CMS = replace(WANTED, convention="cms", cycles=("COP14",), languages=("en", "fr"))


def test_two_processes_make_what_one_makes(store: SqlStore, url: str, tmp_path: Path) -> None:
    library = Library()
    for party in ("KEN", "NOR", "FJI"):
        submitted(store, library, party, "cms")
    files = plan(store, library.convention("cms"), CMS)
    assert len(files) == 6
    for name, maker in (("here", MakerHere(store, library)), ("apart", MakerApart(url, 2))):
        assert run_export(ExportFolder(tmp_path / name, CMS), files, maker).finished
    here, apart = (
        {each.relative_to(tmp_path / name): each.read_bytes() for each in (tmp_path / name).rglob("*.html")}
        for name in ("here", "apart")
    )
    assert len(here) == 6
    assert here == apart


def end_the_process(*_: object) -> None:
    os._exit(1)


def test_a_process_that_ends_takes_only_its_own_file_with_it(
    store: SqlStore, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library()
    for party in ("KEN", "NOR", "FJI"):
        submitted(store, library, party, "cms")
    export = replace(CMS, languages=("en",))
    files = plan(store, library.convention("cms"), export)
    make = making._make
    handed: list[object] = []

    class Pool(making.ProcessPoolExecutor):
        def submit(self, run, *args):
            handed.append(args[-1])
            return super().submit(end_the_process if len(handed) == 2 else make, *args)

    monkeypatch.setattr(making, "ProcessPoolExecutor", Pool)
    results = list(MakerApart(url).make(export, tmp_path, files, lambda: False))
    kinds = [(type(each), each.file.party) for each in results]
    assert kinds == [(Made, "FJI"), (Failed, "KEN"), (Made, "NOR")]


def test_nothing_is_begun_when_it_is_to_stop(url: str, tmp_path: Path) -> None:
    assert list(MakerApart(url).make(CMS, tmp_path, [object()], lambda: True)) == []


def test_a_database_that_cannot_be_used_ends_the_run(url: str, store: SqlStore, tmp_path: Path) -> None:
    library = Library()
    submitted(store, library, "KEN", "cms")
    files = plan(store, library.convention("cms"), CMS)
    with pytest.raises(ConfigurationError, match="is not migrated"):
        list(MakerApart(f"sqlite:///{tmp_path}/new.db").make(CMS, tmp_path, files, lambda: False))
