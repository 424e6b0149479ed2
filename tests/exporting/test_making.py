"""Files made from a store, here and in other processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from cbreport.documents.bulk import Export, Failed, Made, Planned
from cbreport.documents.press import Handle, Press
from cbreport.errors import ConfigurationError, RenderError
from cbreport.exporting import making
from cbreport.exporting.folder import ExportFolder, verify
from cbreport.exporting.making import MakerApart, MakerHere, ToPrint
from cbreport.exporting.running import plan, run_export
from cbreport.library import Library
from cbreport.reporting import NewReport
from cbreport.storage import SqlStore
from cbreport.testing import example_library
from tests.exporting.conftest import SECRET, everybody, submitted

WANTED = Export("example", ("EX1",), statuses=("submitted",), formats=("html",), audience="secretariat")


def planned(party: str) -> Planned:
    name = f"example/EX1/{party}/{party}.pdf"
    return Planned(name, party, party, "EX1", 1, 1, "submitted", "f@1", False, "pdf", "en", "long", "secretariat")


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


# -- through a press ---------------------------------------------------------------------------------------------------


class Paper(Press):
    """A press whose PDF is the HTML itself; what ``refused`` stands in is too large."""

    def __init__(self, workers: int = 1, refused: str = "nothing at all") -> None:
        super().__init__(workers)
        self.refused = refused

    def submit(self, html: str, **more: Any) -> Handle:
        handle = Handle()
        if self.refused in html:
            handle._fail(RenderError("The document is too large.", "Shorten it."))
        else:
            handle._finish(html.encode())
        return handle


def test_a_pdf_that_the_press_cannot_make_fails_alone_and_is_made_the_next_time(
    store: SqlStore, library: Library, tmp_path: Path
) -> None:
    for party in ("KEN", "NOR"):
        submitted(store, library, party)
    export = replace(WANTED, formats=("pdf", "html"))
    files = plan(store, library.convention("example"), export)
    outcomes = [
        run_export(ExportFolder(tmp_path / "out", export), files, MakerHere(store, library, Paper(refused=refused)))
        for refused in ("Kenya", "nothing at all")
    ]
    (failed,) = outcomes[0].progress.failed
    assert (failed.file.party, failed.file.format) == ("KEN", "pdf")
    assert failed.message == "The document is too large. Shorten it."
    assert [(each.progress.kept, each.progress.done, each.finished) for each in outcomes] == [
        (0, 3, True),
        (3, 4, True),
    ]
    assert "Norway" in next((tmp_path / "out").rglob("*nor*.pdf")).read_text("utf-8")


class Pool:
    """Stands for processes that have each file ready for the press at once."""

    def __init__(self, *how: Any) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...

    def submit(self, run: Callable[..., Any], *given: Any) -> Future[ToPrint]:
        made: Future[ToPrint] = Future()
        made.set_result(ToPrint(given[-1], {"html": given[-1].party}))
        return made


class SlowPaper(Paper):
    """It takes its time, and notes how much waits for it."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self.waiting: list[Handle] = []
        self.most = 0

    def submit(self, html: str, **more: Any) -> Handle:
        made, handle = super().submit(html), Handle()
        self.waiting.append(handle)
        self.most = max(self.most, len(self.waiting))
        threading.Timer(0.05, self.finish, (handle, made)).start()
        return handle

    def finish(self, handle: Handle, made: Handle) -> None:
        self.waiting.remove(handle)
        handle._finish(made.result())


def test_little_waits_for_the_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "ProcessPoolExecutor", Pool)
    files = [planned(party) for party in "ABCDEFGH"]
    press = SlowPaper(2)
    results = list(MakerApart("sqlite://", press).make(WANTED, tmp_path, files, lambda: False))
    assert {each.file.party for each in results} == set("ABCDEFGH")
    assert all((tmp_path / each.file.name).read_text() == each.file.party for each in results)
    assert press.most <= 4


def test_what_ends_with_the_run_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "ProcessPoolExecutor", Pool)
    stop = threading.Event()

    class Ended(Paper):
        def submit(self, html: str, **more: Any) -> Handle:
            if html == "B":
                stop.set()
            return super().submit(html)

    files = tuple(planned(party) for party in "ABC")
    maker = MakerApart("sqlite://", Ended(refused="B"))
    outcome = run_export(ExportFolder(tmp_path / "out", WANTED), files, maker, stopped=stop.is_set)
    assert (outcome.progress.done, outcome.progress.failed, outcome.finished) == (1, [], False)


# -- in processes of their own -----------------------------------------------------------------------------------------

CMS = replace(WANTED, convention="cms", cycles=("COP14",), languages=("en", "fr"))


def test_two_processes_make_what_one_makes(store: SqlStore, url: str, tmp_path: Path) -> None:
    library = Library()
    for party in ("KEN", "NOR", "FJI"):
        submitted(store, library, party, "cms")
    export = replace(CMS, formats=("html", "pdf"))
    files = plan(store, library.convention("cms"), export)
    assert len(files) == 12
    for name, maker in (("here", MakerHere(store, library, Paper())), ("apart", MakerApart(url, Paper(2)))):
        assert run_export(ExportFolder(tmp_path / name, export), files, maker).finished
    here, apart = (
        {each.relative_to(tmp_path / name): each.read_bytes() for each in (tmp_path / name).rglob("cms-*")}
        for name in ("here", "apart")
    )
    assert {each.suffix for each in here} == {".html", ".pdf"}
    assert len(here) == 12
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
    results = list(MakerApart(url, Press(1)).make(export, tmp_path, files, lambda: False))
    kinds = [(type(each), each.file.party) for each in results]
    assert kinds == [(Made, "FJI"), (Failed, "KEN"), (Made, "NOR")]


def test_nothing_is_begun_when_it_is_to_stop(url: str, tmp_path: Path) -> None:
    assert list(MakerApart(url, Press(1)).make(CMS, tmp_path, [object()], lambda: True)) == []


def test_a_database_that_cannot_be_used_ends_the_run(url: str, store: SqlStore, tmp_path: Path) -> None:
    library = Library()
    submitted(store, library, "KEN", "cms")
    files = plan(store, library.convention("cms"), CMS)
    with pytest.raises(ConfigurationError, match="is not migrated"):
        list(MakerApart(f"sqlite:///{tmp_path}/new.db", Press(1)).make(CMS, tmp_path, files, lambda: False))
