"""Bad form files: each gives its message with file, line and what to do, and never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import FORM, Run

BEGIN = "      - {id: b, type: text, label: B"


@pytest.mark.parametrize(
    ("more", "line", "code", "message"),
    [
        (f"{BEGIN}, id: c}}", 11, "F02", "The key “id” stands twice"),
        (f"{BEGIN}, lable: C}}", 11, "F05", "“lable”: there is no such key here."),
        (f'{BEGIN}, "k{{ey}}": C}}', 11, "F05", "“k{ey}”: there is no such key here."),
        ("      - {id: b, type: text}", 11, "F05", "“label”: is missing."),
        ("      - {id: b, type: '{0}', label: B}", 11, "F20", "There is no question type “{0}”."),
        (f"{BEGIN}, show-when: {{item: country, equals: zz}}}}", 11, "F13", "“zz”, which is not one of its options"),
        (f"{BEGIN}, show-when: {{item: gone, answered: true}}}}", 11, "F12", "names “gone”, which does not exist"),
        (f"{BEGIN}, show-when: {{item: b, answered: true}}}}", 11, "F14", "in a circle: b."),
        (
            f"{BEGIN}, show-when: {{item: c, answered: true}}}}\n"
            "      - {id: c, type: text, label: C, show-when: {item: b, answered: true}}",
            11, "F14", "in a circle: b, c.",
        ),
        (f"{BEGIN}, show-when: [1]}}", 11, "F05", "“show-when”: a condition is a mapping"),
        (f"{BEGIN}, show-when: {'{not: ' * 60}x{'}' * 60}}}", 11, "F01", "nested deeper than 40 levels"),
        ("      - &again {id: b, type: text, label: B}", 11, "F03", "Anchors, aliases and tags"),
        ("      - *again", 11, "F03", "Anchors, aliases and tags"),
        ("      - {id: b, type: text, label: !!python/object:os.system B}", 11, "F03", "Anchors, aliases and tags"),
        ("      - {id: b, type: text, label: B: c, [}", 11, "F01", "The file is not valid YAML"),
        ("      - {id: b, type: text, label: }", 11, "F06", "The key “label” has no value."),
        ("      - plain text", 11, "F05", "a mapping (key: value) is needed here."),
        ("---\ncbreport: 1", 11, "F01", "a second document begins here"),
        ("      - {id: b, type: integer, label: B, at-least: few}", 11, "F05", "write whole numbers."),
        ("      - {id: b, type: decimal, label: B, at-most: nan}", 11, "F05", "write numbers."),
        ("      - {id: b, type: date, label: B, at-least: 2024-5-31}", 11, "F05", "write dates as 2024-05-31."),
        ("      - {id: b, type: year, label: B, at-least: 2024, at-most: 2020}", 11, "F24", "“at-least” is 2024"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_form(
    run: Run, form_file: Callable[..., Path], more: str, line: int, code: str, message: str
) -> None:
    done = run("forms", "check", form_file(more + "\n"))
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    (told,) = [told for told in done.stdout.splitlines() if message in told]
    assert re.match(rf"form\.yaml:{line}: error {code}: .*[.!?]$", told)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "bad.yaml:1: error F01: The file is not valid YAML: it is empty. Is it the right file?"),
        (b" \n\n", "bad.yaml:1: error F01: The file is not valid YAML: it is empty."),
        (
            b"# nothing but a comment\n",
            "bad.yaml:1: error F01: The file is not valid YAML: the file does not hold a mapping.",
        ),
        (b"\x7fELF\0\0\x01\n", "bad.yaml:1: error F01: The file is not valid YAML: it is a binary file."),
        (b"a: 1\nb: caf\xe9\n", "bad.yaml:2: error F01: The file is not valid YAML: the text is not UTF-8."),
        (b"a: \x07\n", "bad.yaml:1: error F01: The file is not valid YAML: unacceptable character"),
        (b"- a\n- b\n", "bad.yaml:1: error F01: The file is not valid YAML: the file does not hold a mapping."),
        (b"? {a: 1}\n: 2\n", "bad.yaml:1: error F01: The file is not valid YAML: a key must be text."),
        (b"cbreport: 2\n", "bad.yaml:1: error F05: “cbreport”: this library reads version 1."),
        (b"a: " + b"x" * 1_000_001, "bad.yaml:1: error F04: The file is 1000004 bytes; the limit is 1000000."),
    ],
)
def test_a_file_that_is_no_form(run: Run, tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "bad.yaml").write_bytes(raw)
    done = run("forms", "check", "bad.yaml")
    assert done.exit_code == 1
    assert done.stdout.startswith(message)
    assert done.stderr == ""


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(run: Run, tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_bytes(b"\xef\xbb\xbf" + FORM.replace("\n", "\r\n").encode())
    assert run("forms", "check", "form.yaml").stdout == "1 file, 0 errors\n"


def test_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    done = run("forms", "check", "folder")
    assert done.exit_code == 2
    assert f"folder is a folder. Name the files in it, for example {Path('folder/*.yaml')}." in done.stderr


def test_a_file_that_is_not_there(run: Run) -> None:
    done = run("forms", "check", "gone.yaml")
    assert done.exit_code == 2
    assert "There is no file gone.yaml. Check its name and folder." in done.stderr


def test_a_file_that_may_not_be_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.yaml").touch()

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    done = run("forms", "check", "secret.yaml", plugins=[])
    assert done.exit_code == 1
    assert done.stdout.startswith(
        "secret.yaml:1: error F01: The file cannot be read: Permission denied. Check its name"
    )


def test_every_file_is_checked_though_the_first_is_bad(
    run: Run, form_file: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_bytes(b"")
    done = run("forms", "check", "bad.yaml", form_file(f"{BEGIN}, unit: x}}\n"))
    assert done.exit_code == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["bad.yaml", "form.yaml", "2 files, 2 errors"]
