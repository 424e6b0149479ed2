from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbreport import Report, check, load_report
from cbreport.answering import Answer
from cbreport.definition import is_private
from cbreport.errors import ReportFileError, UnknownName
from cbreport.reporting import parse_json, report_data, snapshot_of
from cbreport.reporting.files import KEYS, MAX_ANSWERS, MAX_BYTES
from tests.reporting.kenya import ANSWERS, FORM, LIBRARY, report, report_file


def refused(data: Mapping[str, Any]) -> ReportFileError:
    with pytest.raises(ReportFileError) as caught:
        load_report(data, LIBRARY)
    assert caught.value.message
    assert caught.value.hint
    return caught.value


# -- what a file may be -----------------------------------------------------------------------------------------------


def test_a_file_becomes_a_report(tmp_path: Path) -> None:
    file = tmp_path / "ken.json"
    file.write_text(json.dumps(report_file(version=2, status="submitted", example=True), ensure_ascii=False), "utf-8")
    for source in (file, str(file)):
        loaded = load_report(source, LIBRARY)
        assert (loaded.form, loaded.party, loaded.cycle) == (FORM, "KEN", "EX1")
        assert (loaded.version, loaded.status, loaded.example, loaded.revision) == (2, "submitted", True, 0)
        assert loaded.answers["help-needed"].details == {"other": "Boats"}
        assert loaded.answers["help-detail"] == Answer("تدريب للحراس", language="ar")
        assert list(loaded.answers) == list(ANSWERS)


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(report_file({})).encode())
    assert load_report(tmp_path / "x.json", LIBRARY).party == "KEN"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"not JSON", "is not JSON: Expecting value (line 1, column 1)"),
        (b'{"cbreport": 1,\n "form": ', "is not JSON: Expecting value (line 2"),
        (b'{"cbreport": 1,}', "is not JSON"),
        (b"{'cbreport': 1}", "is not JSON"),
        (b"[1, 2]", "holds no JSON object"),
        (b'"text"', "holds no JSON object"),
        (b"null", "holds no JSON object"),
        (b'{"a": 1, "b": 2, "a": 3}', "The key “a” stands twice"),
        (b'{"a": {"b": [{"c": 1, "c": 1}]}}', "The key “c” stands twice"),
        (b'{"a": NaN}', "“NaN” is no JSON value"),
        (b'{"a": [-Infinity]}', "“-Infinity” is no JSON value"),
        (b'{"a": 1e999}', "number that is too long"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number that is too long"),
        (b'{"a": "\xff"}', "is not UTF-8 text"),
        ('{"a": "é"}'.encode("utf-16"), "is not UTF-8 text"),
        (b'{"a": "\\ud83d"}', "half a character"),
        (b'{"\\ud83d": 1}', "half a character"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        (b" " * (MAX_BYTES + 1), f"The file has {MAX_BYTES + 1} bytes"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_report_file_is_refused_with_the_reason(raw: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(ReportFileError) as caught:
        parse_json(raw)
    assert message in caught.value.message
    assert caught.value.hint
    file = tmp_path / "x.json"
    file.write_bytes(raw)
    with pytest.raises(ReportFileError) as caught:
        load_report(file, LIBRARY)
    assert caught.value.message.startswith(f"{file}: ")


@pytest.mark.parametrize("name", ["nothing.json", ""])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ReportFileError, match="cannot be read") as caught:
        load_report(tmp_path / name, LIBRARY)
    assert str(tmp_path) in caught.value.message


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=40), st.text('{}[]":,0123456789tfnaeul\\u ', max_size=40).map(str.encode)))
def test_whatever_the_bytes_nothing_but_a_report_file_error_is_raised(raw: bytes) -> None:
    try:
        data = parse_json(raw)
    except ReportFileError:
        return
    assert isinstance(data, dict)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_file_cut_off_or_with_a_wrong_byte_is_refused_or_read(at: int, byte: int) -> None:
    raw = json.dumps(report_file(), ensure_ascii=False).encode()
    for bad in (raw[:at], raw[:at] + bytes([byte]) + raw[at + 1 :]):
        with suppress(ReportFileError, UnknownName):
            assert load_report(parse_json(bad), LIBRARY).form is FORM


# -- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [key for key, (_, needed) in KEYS.items() if needed])
def test_a_missing_key_is_named(key: str) -> None:
    data = report_file()
    del data[key]
    assert refused(data).message == f"“{key}” is missing."


@pytest.mark.parametrize("key", list(KEYS))
@pytest.mark.parametrize("value", [None, [], 1.5, "x", 3, True, {}], ids=repr)
def test_a_value_of_the_wrong_kind_is_refused(key: str, value: object) -> None:
    kind = KEYS[key][0]
    if isinstance(value, kind) and not (kind is int and value is True):
        return
    assert refused({**report_file(), key: value}).message.startswith(f"“{key}” must be ")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"colour": "red"}, "A report file has no “colour”."),
        ({"Party": "KEN"}, "A report file has no “Party”."),
        ({"cbreport": 2}, "The file is of version 2"),
        ({"status": "sent"}, "There is no status “sent”."),
        ({"entered-by": "party"}, "“party” enters no reports."),
        ({"answers": {"no address": {}}}, "“no address” is no address."),
        ({"answers": {"": {}}}, "“” is no address."),
        ({"answers": {"a[": {}}}, "“a[” is no address."),
        ({"answers": {"a\n": {}}}, "is no address."),
        ({"answers": {5: {}}}, "“5” is no address."),
        ({"answers": {"assessed": True}}, "assessed: an answer is an object"),
        ({"answers": {"assessed": None}}, "assessed: an answer is an object"),
        ({"answers": {"assessed": {"values": 1}}}, "assessed: an answer has no “values”"),
        ({"answers": {"help-needed": {"value": [["a"]]}}}, "help-needed: a list in “value” holds option codes"),
        ({"answers": {"plan": {"value": {"url": {"a": "b"}}}}}, "plan: the parts of “value” are texts"),
        ({"answers": {"plan": {"details": {"a": {"b": {}}}}}}, "plan: the parts of “details” are texts"),
        ({"answers": {"plan": {"source": "elsewhere"}}}, "plan: “source” is one of"),
        ({"answers": {f"trainings[{n}].title": {} for n in range(MAX_ANSWERS + 1)}}, f"{MAX_ANSWERS + 1} answers"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_does_not_fit_is_refused(keys: dict[str, Any], message: str) -> None:
    assert message in refused(report_file(**keys)).message


def test_a_very_deep_value_is_refused_and_raises_nothing_else() -> None:
    deep: Any = "x"
    for _ in range(5000):
        deep = {"a": deep}
    assert "the parts of" in refused(report_file({"plan": {"value": deep}})).message
    assert "the parts of" in refused(report_file({"plan": {"details": {"a": deep}}})).message


@pytest.mark.parametrize(
    ("keys", "kind", "name"),
    [
        ({"form": "other-report"}, "form", "other-report"),
        ({"form": ""}, "form", ""),
        ({"edition": "ex9"}, "edition of example-national-report", "ex9"),
        ({"party": "ZZZ"}, "Party", "ZZZ"),
        ({"party": ""}, "Party", ""),
    ],
)
def test_an_unknown_form_edition_or_party_is_named(keys: dict[str, Any], kind: str, name: str) -> None:
    with pytest.raises(UnknownName) as caught:
        load_report(report_file(**keys), LIBRARY)
    assert (caught.value.kind, caught.value.name) == (kind, name)


def test_codes_of_parties_are_understood_as_everywhere() -> None:
    assert report(party="no").party == "NOR"
    assert report(party="EUR").party == "EUE"


def test_an_unknown_cycle_or_address_is_kept_for_the_check_to_tell() -> None:
    loaded = report({"retired-question": {"value": "kept"}}, cycle="EX9")
    assert loaded.answers["retired-question"].value == "kept"
    assert {"A01", "R02"} <= {found.code for found in check(loaded)}


# -- there and back ---------------------------------------------------------------------------------------------------


def test_a_report_becomes_its_file_again() -> None:
    data = report_file(status="accepted", version=3, submitted="2024-06-01T00:00:00+00:00", example=True)
    loaded = load_report(data, LIBRARY)
    assert report_data(loaded) == {**data, "digest": FORM.digest}
    assert load_report(report_data(loaded), LIBRARY) == replace(loaded, digest=FORM.digest)


def test_what_the_secretariat_has_entered_says_so_in_the_file_and_in_what_was_submitted() -> None:
    entered = load_report(report_file(**{"entered-by": "secretariat"}), LIBRARY)
    assert entered.behalf
    assert report_data(entered)["entered-by"] == "secretariat"
    assert json.loads(snapshot_of(entered))["entered-by"] == "secretariat"


def test_what_is_not_said_is_not_written() -> None:
    data = report_data(report({}))
    assert set(data) == {"cbreport", "form", "edition", "digest", "party", "cycle", "status", "version", "answers"}
    assert (data["status"], data["version"], data["answers"]) == ("draft", 1, {})


def test_a_mapping_of_any_kind_is_a_source() -> None:
    assert load_report(MappingProxyType(report_file()), LIBRARY) == report()


def values_for(type: str) -> st.SearchStrategy[Any]:
    """Right and wrong values for a question of this type."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
    right: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-5, 500),
        "yes-no": st.booleans(),
        "tick": st.just(True),
        "choose-many": st.lists(st.sampled_from(["funding", "training", "other", "none", "x"]), max_size=3),
        "rating": st.sampled_from(["1", "2", "9"]),
        "date": st.dates().map(str),
        "decimal": st.decimals(0, 100, places=2).map(str),
        "period": st.fixed_dictionaries({"from": st.dates().map(str), "to": st.dates().map(str)}),
        "money": st.dictionaries(st.sampled_from(["amount", "from", "to", "currency"]), text, max_size=4),
        "link": st.dictionaries(st.sampled_from(["url", "title"]), text, max_size=2),
        "party": st.sampled_from(["NOR", "FJI", "NO"]),
    }
    return st.one_of(right.get(type, text), text, st.none())


@st.composite
def any_answers(draw: st.DrawFn) -> dict[str, Any]:
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
    answers: dict[str, Any] = {}
    for question in FORM.questions():
        places = {question.id: question}
        for key in [row.code for row in question.rows] or ["r1", "r2"]:
            places |= {f"{question.id}[{key}].{part.id}": part for part in question.parts}
        for address, asked in places.items():
            if draw(st.booleans()):
                answers[address] = draw(
                    st.fixed_dictionaries(
                        {},
                        optional={
                            "value": values_for(asked.type),
                            "non-answer": st.sampled_from(["not-applicable", "no-information"]),
                            "comment": text,
                            "details": st.dictionaries(st.sampled_from(["other", "training"]), text, max_size=2),
                            "language": st.sampled_from(["en", "ar"]),
                            "author": text,
                        },
                    )
                )
    return answers


@settings(max_examples=40, deadline=None)
@given(any_answers())
def test_any_report_is_loaded_written_and_loaded_again_without_loss(answers: dict[str, Any]) -> None:
    loaded = report(answers)
    data = report_data(loaded)
    again = load_report(json.loads(json.dumps(data)), LIBRARY)
    assert report_data(again) == data
    assert list(again.answers) == list(loaded.answers)
    for address, answer in loaded.answers.items():
        assert again.answers[address].content() == answer.content()
    assert [str(found) for found in check(again)] == [str(found) for found in check(loaded)]


@settings(max_examples=40, deadline=None)
@given(any_answers())
def test_nothing_private_hidden_or_said_aside_is_ever_public(answers: dict[str, Any]) -> None:
    loaded = report(answers)
    public = report_data(loaded, public=True)["answers"]
    assert set(public) <= set(loaded.evaluation.visible_answers())
    assert "contact" not in public
    for address, answer in public.items():
        assert answer.keys() <= {"value", "non-answer", "details", "language", "source", "confirmed"}
        assert not ("value" in answer and "non-answer" in answer)
        assert {"value", "non-answer", "details"} & answer.keys()
        if address in ("help-needed", "assessed", "success"):
            value = answer.get("value")
            assert set(answer.get("details", ())) <= set(value if isinstance(value, list) else ())
    assert json.loads(snapshot_of(loaded)) == {**report_data(loaded, public=True), "status": "submitted"}


# -- public data and snapshots ----------------------------------------------------------------------------------------


def public(answers: dict[str, Any]) -> dict[str, Any]:
    return dict(report_data(report(answers), public=True)["answers"])


def test_public_data_leave_out_what_never_leaves_the_party() -> None:
    expected = {
        address: {key: part for key, part in answer.items() if key not in ("comment", "author", "time")}
        for address, answer in ANSWERS.items()
        if address != "contact"
    }
    assert public(ANSWERS) == expected


def test_what_is_hidden_is_in_the_draft_only() -> None:
    answers = {"assessed": {"value": False}, "assessed-when": {"value": "2023-11-30"}}
    assert set(public(answers)) == {"assessed"}
    assert set(report_data(report(answers))["answers"]) == {"assessed", "assessed-when"}


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({"value": ["training"], "details": {"other": "un-chosen"}}, {"value": ["training"]}),
        (
            {"value": ["other"], "details": {"other": "Boats", "gone": "x"}},
            {"value": ["other"], "details": {"other": "Boats"}},
        ),
        ({"details": {"other": "un-chosen"}}, None),
        ({"comment": "only for us"}, None),
        (
            {"non-answer": "not-applicable", "value": ["other"], "details": {"other": "x"}, "comment": "c"},
            {"non-answer": "not-applicable"},
        ),
        ({"value": ["training"], "language": "fr"}, {"value": ["training"], "language": "fr"}),
        ({"language": "fr"}, None),
    ],
)
def test_what_is_left_of_an_answer(answer: dict[str, Any], left: dict[str, Any] | None) -> None:
    assert public({"help-needed": answer}) == ({} if left is None else {"help-needed": left})


def test_unknown_addresses_and_values_of_texts_with_details() -> None:
    answers = {
        "retired-question": {"value": "x"},
        "trainings[r1]": {"details": {"a": "b"}},
        "needs-matrix[nobody]": {"details": {"nobody": "x"}},
        "help-needed": {"value": ["training"]},
        "help-detail": {"value": "Boats", "details": {"Boats": "stray"}},
    }
    assert public(answers) == {"help-needed": {"value": ["training"]}, "help-detail": {"value": "Boats"}}


def with_private_columns() -> Report:
    form = replace(
        FORM,
        sections=tuple(
            replace(
                section,
                questions=tuple(
                    replace(question, private=question.id == "needs-matrix")
                    if question.id != "trainings"
                    else replace(
                        question,
                        questions=tuple(replace(part, private=part.id == "cost") for part in question.questions),
                    )
                    for question in section.questions
                ),
            )
            for section in FORM.sections
        ),
    )
    return replace(report(), form=form)


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("needs-matrix", True),
        ("needs-matrix[rangers].training", True),
        ("needs-matrix[other]", True),
        ("trainings[r7f3].cost", True),
        ("trainings[r7f3].title", False),
        ("trainings", False),
        ("assessed", False),
        ("nothing", False),
        ("no address", False),
    ],
)
def test_a_private_question_keeps_its_cells_and_a_private_column_itself(address: str, private: bool) -> None:
    made = with_private_columns()
    assert is_private(made.form, address) is private
    assert (address in report_data(made, public=True)["answers"]) is (not private and address in ANSWERS)


def test_a_snapshot_is_the_public_report_as_submitted_byte_for_byte() -> None:
    draft = report()
    raw = snapshot_of(draft)
    assert json.loads(raw) == {**report_data(draft, public=True), "status": "submitted"}
    assert b"Amina" not in raw
    assert b"Asked all counties" not in raw
    later = report(dict(reversed(ANSWERS.items())), status="submitted", submitted="2024-06-01T00:00:00+00:00")
    assert snapshot_of(later) == raw


def test_a_snapshot_changes_with_an_answer_and_with_the_version() -> None:
    changed = {**ANSWERS, "partner": {"value": "FJI"}}
    assert len({snapshot_of(report()), snapshot_of(report(changed)), snapshot_of(report(version=2))}) == 3
    private = {**ANSWERS, "contact": {"value": "Somebody else"}}
    assert snapshot_of(report(private)) == snapshot_of(report())
