"""Report files: JSON in, a report out, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, Final

from cbreport.answering.answers import Answer, answer_from_data
from cbreport.definition.addresses import parse_address
from cbreport.definition.canonical import canonical_json
from cbreport.definition.model import Question
from cbreport.definition.respondents import SECRETARIAT_CODE, respondent_code
from cbreport.errors import ReportFileError
from cbreport.reporting.identity import SECRETARIAT
from cbreport.reporting.report import Forms, Report
from cbreport.reporting.workflow import STATUSES, SUBMITTED

MAX_BYTES: Final = 20_000_000
MAX_ANSWERS: Final = 20_000
KEYS: Final[Mapping[str, tuple[type, bool]]] = {
    "cbreport": (int, True),
    "form": (str, True),
    "edition": (str, True),
    "party": (str, True),
    "cycle": (str, True),
    "answers": (dict, True),
    "status": (str, False),
    "version": (int, False),
    "revision": (int, False),
    "digest": (str, False),
    "submitted": (str, False),
    "example": (bool, False),
    "entered-by": (str, False),
}
_KIND_NAMES: Final[Mapping[type, str]] = {int: "a whole number", str: "text", dict: "an object", bool: "true or false"}


def load_report(source: str | PathLike[str] | Mapping[str, Any], library: Forms) -> Report:
    """A report from a file, or from the mapping that such a file holds.

    Answers to questions that do not exist are kept; :func:`cbreport.check` lists them.

    :raises ReportFileError: no such file, no JSON, a key missing or of the wrong kind, or an answer that is none.
    :raises UnknownName: the form, edition or Party does not exist.
    """
    if isinstance(source, Mapping):
        return _report(source, library)
    path = Path(source)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ReportFileError(
            f"{path} cannot be read: {error.strerror or error}.", "Check the name of the file."
        ) from None
    try:
        return _report(parse_json(raw), library)
    except ReportFileError as error:
        raise ReportFileError(f"{path}: {error.message}", error.hint) from None


def refuse_large(raw: bytes) -> None:
    """Take no file that is larger than :data:`MAX_BYTES`.

    :raises ReportFileError: it is.
    """
    if len(raw) > MAX_BYTES:
        raise ReportFileError(
            "The file has {size} bytes; the limit is {limit}.",
            "Remove what is no answer.",
            size=str(len(raw)),
            limit=str(MAX_BYTES),
        )


def parse_json(raw: bytes) -> Mapping[str, Any]:
    """The JSON object in ``raw``.

    :raises ReportFileError: too large, no JSON (with line and column), a key twice, or no object.
    """
    refuse_large(raw)
    if not raw.strip():
        raise ReportFileError("The file is empty.", 'A report file begins with {"cbreport": 1, …}.')
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_no_doubles, parse_constant=_no_constant)
        canonical_json(data)
    except UnicodeDecodeError:
        raise ReportFileError("The file is not UTF-8 text.", "Is it a report file? They end in .json.") from None
    except json.JSONDecodeError as error:
        raise ReportFileError(
            "The file is not JSON: {problem} (line {line}, column {column}).",
            "Mend that place.",
            problem=error.msg,
            line=str(error.lineno),
            column=str(error.colno),
        ) from None
    except UnicodeEncodeError:
        raise ReportFileError(
            "A text holds half a character (\\ud800 to \\udfff alone).", "Write the text anew."
        ) from None
    except RecursionError:
        raise ReportFileError("The file is nested too deeply.", "Is it a report file?") from None
    except ValueError:
        raise ReportFileError("The file holds a number that is too long.", "Is it a report file?") from None
    if not isinstance(data, dict):
        raise ReportFileError("The file holds no JSON object.", 'A report file begins with {"cbreport": 1, …}.')
    return data


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ReportFileError("The key “{key}” stands twice in one object.", "Keep one of them.", key=twice)
    return data


def _no_constant(name: str) -> Any:
    raise ReportFileError("“{name}” is no JSON value.", "Write a number or leave the answer out.", name=name)


def _report(data: Mapping[str, Any], library: Forms) -> Report:
    _check_keys(data)
    form = library.form(data["form"], data["edition"])
    return Report(
        form=form,
        party=_respondent(data),
        cycle=data["cycle"],
        answers=dict(_answers(data["answers"])),
        status=data.get("status", "draft"),
        version=data.get("version", 1),
        revision=data.get("revision", 0),
        example=data.get("example", False),
        digest=data.get("digest", ""),
        submitted=data.get("submitted", ""),
        behalf=data.get("entered-by") == SECRETARIAT,
        library=library,
    )


def _respondent(data: Mapping[str, Any]) -> str:
    code = respondent_code(data["party"])
    if code == SECRETARIAT_CODE and "entered-by" in data:
        raise ReportFileError("The Secretariat enters its own report for nobody else.", "Leave “entered-by” out.")
    return code


def _check_keys(data: Mapping[str, Any]) -> None:
    unknown = sorted(map(str, data.keys() - KEYS.keys()))
    if unknown:
        raise ReportFileError(f"A report file has no “{unknown[0]}”.", f"It may have {', '.join(KEYS)}.")
    for key, (kind, needed) in KEYS.items():
        if key not in data:
            if needed:
                raise ReportFileError(
                    f"“{key}” is missing.", "A report file names form, edition, party, cycle and answers."
                )
        elif not isinstance(data[key], kind) or (kind is int and isinstance(data[key], bool)):
            raise ReportFileError(f"“{key}” must be {_KIND_NAMES[kind]}.", "See docs/form-language.md.")
    if data["cbreport"] != 1:
        raise ReportFileError(
            f"The file is of version {data['cbreport']}; this library reads version 1.", "Update cbreport."
        )
    if data.get("status", "draft") not in STATUSES:
        raise ReportFileError(f"There is no status “{data['status']}”.", f"Statuses: {', '.join(STATUSES)}.")
    if data.get("entered-by", SECRETARIAT) != SECRETARIAT:
        raise ReportFileError(
            f"“{data['entered-by']}” enters no reports.", f"Write “{SECRETARIAT}”, or leave “entered-by” out."
        )
    if len(data["answers"]) > MAX_ANSWERS:
        raise ReportFileError(f"The file has {len(data['answers'])} answers; the limit is {MAX_ANSWERS}.", "Split it.")


def _answers(data: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    for address, content in data.items():
        if parse_address(str(address)) is None:
            raise ReportFileError(f"“{address}” is no address.", "Addresses look like help or trainings[r1].title.")
        try:
            yield address, answer_from_data(content)
        except ValueError as error:
            raise ReportFileError(f"{address}: {error}.", "See docs/form-language.md, the report file.") from None


def report_data(report: Report, *, public: bool = False) -> dict[str, Any]:
    """The report as a report file holds it.

    :param public: only what may leave the Party: answers that are shown and confirmed, without private questions,
        comments, authors, times and origins.
    """
    data: dict[str, Any] = {
        "cbreport": 1,
        "form": report.form.id,
        "edition": report.form.edition,
        "digest": report.digest or report.form.digest,
        "party": report.party,
        "cycle": report.cycle,
        "status": report.status,
        "version": report.version,
    }
    if report.submitted:
        data["submitted"] = report.submitted
    if report.example:
        data["example"] = True
    if report.behalf:
        data["entered-by"] = SECRETARIAT
    if not public:
        data["answers"] = {address: answer.to_data() for address, answer in report.answers.items()}
        return data
    data["answers"] = {
        address: content
        for address, answer in report.leaving.items()
        if (content := _public(report.form.at(address), answer))
    }
    return data


def _public(question: Question | None, answer: Answer) -> dict[str, Any]:
    """An answer without what stands beside options that are not chosen; a recorded non-answer stands alone. What stands
    beside a row of a matrix stays.
    """
    if answer.non_answer:
        answer = replace(answer, value=None, details={})
    elif question is not None and question.type != "matrix":
        chosen = answer.value if isinstance(answer.value, list) else [answer.value]
        options = {code: typed for code, typed in answer.details.items() if code in chosen and question.option(code)}
        answer = replace(answer, details=options)
    return answer.content()


def snapshot_of(report: Report) -> bytes:
    """What is submitted, as canonical JSON: the answers that are shown, without what never leaves the Party."""
    data = {**report_data(report, public=True), "status": SUBMITTED}
    data.pop("submitted", None)
    return canonical_json(data)
