"""Whatever stands in a report file: a report with findings, or a refusal that says why; never another exception."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cbreport import check, load_report
from cbreport.errors import ReportFileError, UnknownName
from cbreport.reporting import report_data
from cbreport.testing import example_library
from tests.damage import damaged
from tests.reporting.kenya import report_file

LIBRARY = example_library()
FORM = LIBRARY.form("example-national-report")
SOUND: dict[str, Any] = report_file()
RAW = json.dumps(SOUND, indent=1, ensure_ascii=False).encode()
quick = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
odd_answers = st.fixed_dictionaries(
    {},
    optional={
        "value": st.one_of(
            values,
            st.fixed_dictionaries({"from": st.text(max_size=10), "to": st.text(max_size=10)}),
            st.fixed_dictionaries({"amount": st.text("0123456789.-eE", max_size=9), "currency": st.text(max_size=4)}),
            st.text("0123456789.-eE+٣", max_size=12),
        ),
        "non-answer": st.sampled_from(["not-applicable", "no-information", "", "x"]),
        "details": st.dictionaries(st.sampled_from(["other", "none", "x"]), values, max_size=2),
        "translations": st.dictionaries(st.sampled_from(["fr", "en", "xx"]), st.text(max_size=5), max_size=2),
        "confirmed": st.booleans(),
        "language": st.sampled_from(["en", "fr", "xx", ""]),
        "comment": st.text(max_size=9),
    },
)
rows = st.sampled_from(["managers", "r1", "nothing", "r2"])
addresses = [
    each
    for question in FORM.questions()
    for each in (question.id, *(f"{question.id}[{{row}}].{part.id}" for part in question.parts))
]


def read(path: Path) -> None:
    """The file is refused with a reason, or checked to the end and written again."""
    try:
        report = load_report(path, LIBRARY)
    except (ReportFileError, UnknownName):
        return
    with contextlib.suppress(UnknownName):  # a cycle
        for found in check(report):
            assert str(found)
    json.dumps(report_data(report))
    json.dumps(report_data(report, public=True))


@quick
@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass")), damaged(RAW)))
@example(b"\xef\xbb\xbf{}")
@example(b"[" * 100_000)
@example(b'{"cbreport": ' + b"9" * 5000 + b"}")
@example(b'{"cbreport": 1e999}')
@example(b'{"a": "\\ud800"}')
def test_any_bytes(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(raw)
    read(path)


@quick
@given(values)
def test_any_json(tmp_path: Path, data: Any) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    read(path)


@quick
@given(st.dictionaries(st.tuples(st.sampled_from(addresses), rows), odd_answers, max_size=6), st.data())
def test_any_answers(tmp_path: Path, answers: dict[tuple[str, str], Any], data: st.DataObject) -> None:
    said = {address.format(row=row): answer for (address, row), answer in answers.items()}
    keys = data.draw(st.dictionaries(st.sampled_from(sorted(SOUND)), values, max_size=1))
    path = tmp_path / "any.json"
    path.write_text(json.dumps({**SOUND, "answers": said, **keys}), encoding="utf-8")
    read(path)
