"""The folder of an export: its files, a journal while it is being made, and a manifest when it is finished.

Each file is noted in the journal when it is whole, so that a run that was killed made at most those files in vain that
were under way. The journal goes when the manifest is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from cbreport.documents.bulk import Export, Failed, Made, Planned, files_in, made_of, manifest
from cbreport.errors import ExportError
from cbreport.exporting.files import digest_of_file, is_draft, write_whole

MANIFEST: Final = "manifest.json"
JOURNAL: Final = "journal.jsonl"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file of an export: ``missing``, ``altered``, or ``unknown`` to the manifest."""

    name: str
    problem: str


class ExportFolder:
    """The folder of one export. ``kept`` are the files that are known to have been made, by name.

    :param path: it is made when it is not there.
    :raises ExportError: it is a file, holds another export, or something else.
    :raises OSError: it cannot be made or read.
    """

    def __init__(self, path: Path, export: Export) -> None:
        self.path = path
        self.export = export
        if path.exists() and not path.is_dir():
            raise ExportError(f"{path} is a file.", "Name a folder.")
        path.mkdir(parents=True, exist_ok=True)
        self.kept: dict[str, Made] = {}
        if (path / MANIFEST).exists():
            data = _read(path / MANIFEST)
            self._same(data)
            self.kept = {each.file.name: each for each in files_in(data)}
        if (path / JOURNAL).exists():
            self.kept.update({each.file.name: each for each in self._journal()})
        elif not self.kept and not (path / MANIFEST).exists() and not all(map(is_draft, path.iterdir())):
            raise ExportError(f"{path} is not empty, and holds no export.", "Name an empty folder, or a new one.")

    def begin(self, files: Sequence[Planned]) -> tuple[Made, ...]:
        """The files that need not be made again: made from the same revision, and still what they were then.

        What an earlier run has made and is not part of the export any more, or was made from another revision, is
        removed, unless somebody has changed it.

        :raises OSError: the folder cannot be written.
        """
        wanted = {each.name: each for each in files}
        good = {name: each for name, each in self.kept.items() if self._is_there(each)}
        self.kept = {name: each for name, each in good.items() if wanted.get(name) == each.file}
        for name in good.keys() - self.kept.keys():
            (self.path / name).unlink()
        for draft in filter(is_draft, self.path.rglob(".*")):
            draft.unlink(missing_ok=True)
        lines = [{"cbreport-export": 1, "wanted": self.export.data}, *(each.data for each in self.kept.values())]
        write_whole(self.path / JOURNAL, b"".join(map(_line, lines)))
        return tuple(self.kept[name] for name in wanted if name in self.kept)

    def note(self, made: Made) -> None:
        """Note a file that is whole.

        :raises OSError: the journal cannot be written.
        """
        self.kept[made.file.name] = made
        with (self.path / JOURNAL).open("ab") as stream:
            stream.write(_line(made.data))
            stream.flush()
            os.fsync(stream.fileno())

    def finish(self, files: Sequence[Planned], failed: Sequence[Failed]) -> None:
        """Write the manifest, which ends the export.

        :raises OSError: it cannot be written.
        """
        made = [self.kept[each.name] for each in files if each.name in self.kept]
        time = datetime.now(UTC).isoformat(timespec="seconds")
        data = manifest(self.export, made, failed, time=time, version=release())
        write_whole(self.path / MANIFEST, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
        (self.path / JOURNAL).unlink(missing_ok=True)

    def _is_there(self, made: Made) -> bool:
        try:
            return digest_of_file(self.path / made.file.name) == (made.bytes, made.sha256)
        except OSError:
            return False

    def _journal(self) -> Iterator[Made]:
        """The files that the journal knows of. What was being written when the run was killed is passed over."""
        lines = (self.path / JOURNAL).read_bytes().split(b"\n")
        try:
            self._same(json.loads(lines[0]))
        except ValueError:
            raise ExportError(f"{self.path / JOURNAL} cannot be read.", "Name another folder.") from None
        for line in lines[1:]:
            try:
                yield made_of(json.loads(line))
            except (ValueError, ExportError):
                continue

    def _same(self, data: Any) -> None:
        if not isinstance(data, dict) or data.get("wanted") != self.export.data:
            raise ExportError(f"{self.path} holds another export.", "Name another folder, or ask for the same again.")


def verify(path: Path) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The manifest of a finished export, and where the folder is not what it says.

    :raises ExportError: there is no manifest, it cannot be read, or the export is not finished.
    """
    if (path / JOURNAL).exists():
        raise ExportError(f"The export in {path} is not finished.", "Ask for it again to go on.")
    if not (path / MANIFEST).is_file():
        raise ExportError(f"There is no {MANIFEST} in {path}.", "Name the folder of an export.")
    data = _read(path / MANIFEST)
    files = {each.file.name: each for each in files_in(data)}
    return data, tuple(_faults(path, files))


def _faults(path: Path, files: dict[str, Made]) -> Iterator[Fault]:
    for name, made in files.items():
        try:
            found = digest_of_file(path / name)
        except OSError:
            yield Fault(name, "missing")
            continue
        if found != (made.bytes, made.sha256):
            yield Fault(name, "altered")
    there = (each.relative_to(path).as_posix() for each in path.rglob("*") if not each.is_dir())
    yield from (Fault(name, "unknown") for name in sorted(there) if name not in files and name != MANIFEST)


def release() -> str:
    """The version of cbreport."""
    try:
        return version("cbreport")
    except PackageNotFoundError:
        return ""


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise ExportError(f"{path} cannot be read: it is no JSON.", "Name another folder.") from None


def _line(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8") + b"\n"
