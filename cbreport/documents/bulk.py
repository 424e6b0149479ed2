"""Many reports as files: which files an export consists of, what they are called, and what its manifest says of them.

Nothing here reads or writes files; :mod:`cbreport.exporting` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from cbreport.definition import LANGUAGE_NAMES, SOURCE_LANGUAGE, Convention
from cbreport.documents.formats import FORMATS
from cbreport.documents.naming import file_stem, safe
from cbreport.documents.viewing import AUDIENCES, EXTENTS, Audience, Extent
from cbreport.errors import ExportError, UnknownName
from cbreport.reporting import PUBLISHED, RECEIVED, STATUSES, ReportSummary

#: What an export consists of when nothing is said: what its audience may see and counts as reported.
STATUSES_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "public": (PUBLISHED,),
    "secretariat": RECEIVED,
    "party": RECEIVED,
}
LAYOUT: Final = 1  # of the manifest; another number is another program's
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+){2}/[A-Za-z0-9_-]+\.[a-z0-9]+")


@dataclass(frozen=True)
class Export:
    """What is to be exported.

    :param cycles: ids of cycles; of one that repeats all its records.
    :param parties: alpha-3 codes; empty for all.
    :param statuses: of a Party's reports of a cycle the newest version in one of them is taken.
    """

    convention: str
    cycles: tuple[str, ...]
    parties: tuple[str, ...] = ()
    statuses: tuple[str, ...] = (PUBLISHED,)
    formats: tuple[str, ...] = ("pdf",)
    languages: tuple[str, ...] = (SOURCE_LANGUAGE,)
    extent: Extent = "long"
    audience: Audience = "public"

    def __post_init__(self) -> None:
        """Refuse what no file can be made of.

        :raises UnknownName: a status, format, language, extent or audience that does not exist.
        """
        for kind, given, known in (
            ("status", self.statuses, STATUSES),
            ("format", self.formats, FORMATS),
            ("language", self.languages, LANGUAGE_NAMES),
            ("extent", (self.extent,), EXTENTS),
            ("audience", (self.audience,), AUDIENCES),
        ):
            for name in given:
                if name not in known:
                    raise UnknownName(kind, name, known)

    @property
    def data(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, data: Any) -> Export:
        """What :attr:`data` says.

        :raises ExportError: it is none.
        """
        lists = {each.name for each in fields(cls) if each.type == "tuple[str, ...]"}
        if not isinstance(data, Mapping) or data.keys() != {each.name for each in fields(cls)}:
            raise ExportError("This does not say what is to be exported.")
        for name, value in data.items():
            texts = value if name in lists and isinstance(value, list) else [value]
            if (name in lists) is not isinstance(value, list) or not all(isinstance(each, str) for each in texts):
                raise ExportError("This does not say what is to be exported.")
        values: dict[str, Any] = {name: tuple(value) if name in lists else value for name, value in data.items()}
        try:
            return cls(**values)
        except UnknownName as error:
            raise ExportError(error.message, error.hint) from None


@dataclass(frozen=True)
class Planned:
    """A file that belongs to an export: the report at this revision, in a format and a language."""

    name: str
    report: str
    party: str
    cycle: str
    version: int
    revision: int
    status: str
    form: str
    example: bool
    format: str
    language: str
    extent: str
    audience: str


@dataclass(frozen=True)
class Made:
    """A file that was made, with its size in bytes and the digest of its content."""

    file: Planned
    bytes: int
    sha256: str

    @property
    def data(self) -> dict[str, Any]:
        """An entry of the manifest."""
        return {**asdict(self.file), "bytes": self.bytes, "sha256": self.sha256}


@dataclass(frozen=True)
class Failed:
    """A file that could not be made, and why."""

    file: Planned
    message: str

    @property
    def data(self) -> dict[str, Any]:
        """An entry of the manifest."""
        return {**asdict(self.file), "message": self.message}


def reports_of(export: Export, convention: Convention, summaries: Iterable[ReportSummary]) -> tuple[ReportSummary, ...]:
    """The reports of an export, cycle by cycle, by Party: of each the newest version in one of the wanted statuses."""
    newest: dict[tuple[str, str], ReportSummary] = {}
    for each in summaries:
        wanted = each.convention == export.convention and each.status in export.statuses
        if not wanted or (export.parties and each.party not in export.parties):
            continue
        if each.cycle not in export.cycles and _base(convention, each.cycle) not in export.cycles:
            continue
        known = newest.get((each.party, each.cycle))
        if known is None or known.version < each.version:
            newest[each.party, each.cycle] = each

    def place(each: ReportSummary) -> tuple[int, str, int, str]:
        base = each.cycle if each.cycle in export.cycles else _base(convention, each.cycle)
        return export.cycles.index(base), each.party, len(each.cycle), each.cycle

    return tuple(sorted(newest.values(), key=place))


def _base(convention: Convention, cycle: str) -> str:
    try:
        return convention.cycle(cycle).base
    except UnknownName:  # of a plugin that is older or newer
        return cycle


def files_of(export: Export, reports: Sequence[ReportSummary]) -> tuple[Planned, ...]:
    """The files of an export in the order in which they are made: those of a report one after the other."""
    kinds = dict.fromkeys((format, language) for format in export.formats for language in export.languages)
    return tuple(_planned(export, each, *kind) for each in reports for kind in kinds)


def _planned(export: Export, report: ReportSummary, format: str, language: str) -> Planned:
    return Planned(
        name=name_of(report, format, language, export.audience),
        report=report.id,
        party=report.party,
        cycle=report.cycle,
        version=report.version,
        revision=report.revision,
        status=report.status,
        form=f"{report.form}@{report.edition}",
        example=report.example,
        format=format,
        language=language,
        extent=export.extent,
        audience=export.audience,
    )


def name_of(report: ReportSummary, format: str, language: str = SOURCE_LANGUAGE, audience: Audience = "public") -> str:
    """The path of a file below the folder of an export. It says what the file is, and is the same in every export.

    Other languages than English are named, and so is a copy that holds what never leaves the Party.
    """
    folders = [safe(part) for part in (report.convention, report.cycle, report.party)]
    stem = file_stem(report, internal=audience == "party")
    stem += f"-{language}" if language != SOURCE_LANGUAGE else ""
    return "/".join([*folders, f"{stem}.{FORMATS[format].suffix}"])


def manifest(
    export: Export, made: Sequence[Made], failed: Sequence[Failed], *, time: str, version: str
) -> dict[str, Any]:
    """What stands in the manifest of an export that is finished.

    :param time: when it was finished, ISO 8601 in UTC.
    :param version: of cbreport.
    """
    reports: dict[str, dict[str, Any]] = {}
    for each in failed:
        about = {"party": each.file.party, "cycle": each.file.cycle, "version": each.file.version, "errors": []}
        reports.setdefault(each.file.report, {"report": each.file.report, **about})["errors"].append(each.data)
    return {
        "cbreport-export": LAYOUT,
        "made": time,
        "cbreport": version,
        "wanted": export.data,
        "bytes": sum(each.bytes for each in made),
        "files": [each.data for each in made],
        "failed": list(reports.values()),
    }


def made_of(data: Any) -> Made:
    """An entry of a manifest.

    :raises ExportError: it is none; also when its name leads out of the folder.
    """
    kinds = {each.name: each.type for each in (*fields(Planned), *fields(Made)) if each.name != "file"}
    types = {"str": str, "int": int, "bool": bool}
    if not isinstance(data, Mapping) or data.keys() != kinds.keys():
        raise ExportError("An entry of the manifest cannot be read.")
    if any(type(data[name]) is not types[str(kind)] for name, kind in kinds.items()) or not _NAME.fullmatch(
        data["name"]
    ):
        raise ExportError("An entry of the manifest cannot be read.")
    own = {name: value for name, value in data.items() if name not in ("bytes", "sha256")}
    return Made(Planned(**own), data["bytes"], data["sha256"])


def files_in(data: Any) -> Iterator[Made]:
    """The entries of a manifest.

    :raises ExportError: it is none.
    """
    if (
        not isinstance(data, Mapping)
        or data.get("cbreport-export") != LAYOUT
        or not isinstance(data.get("files"), list)
    ):
        raise ExportError("The manifest cannot be read.")
    yield from map(made_of, data["files"])
