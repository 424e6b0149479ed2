"""The press: warm workers with limits, replaced when they fail, gone at the end."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cbreport.documents import press as module
from cbreport.documents.pdf import html_to_pdf
from cbreport.documents.press import Press
from cbreport.errors import ConfigurationError, RenderError

from .test_pdf_fetching import PLANTED, canary

SHORT = '<!doctype html><html lang="en"><head><title>Short</title></head><body><h1>Short</h1><p>{}</p></body></html>'
ENDLESS = SHORT.format("A very long answer. " * 200_000)
PARTS = (
    '<!doctype html><html lang="en"><head><title>Parts</title><style>h2{break-before:page}</style></head><body>'
    "<h1>Parts</h1><main>"
    + "".join(f'<h2 class="fresh" id="s{number}">{number}</h2><p>{"Words. " * 3000}</p>' for number in range(5))
    + "</main></body></html>"
)
WAIT = 100


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    press = Press(workers=1, seconds=100, megabytes=600)
    yield press
    press.close()


@pytest.fixture
def own() -> Iterator[Callable[..., Press]]:
    """A press with its own limits."""
    made: list[Press] = []

    def make(**settings: Any) -> Press:
        made.append(Press(**{"workers": 1, **settings}))
        return made[-1]

    yield make
    for each in made:
        each.close()


def processes(press: Press) -> list[int]:
    crew = press._crew
    return [each._process.pid for each in crew.running] if crew else []


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# -- what comes out ---------------------------------------------------------------------------------------------------


def test_a_worker_makes_the_bytes_that_this_process_makes(press: Press) -> None:
    handle = press.submit(PARTS)
    made = handle.result(WAIT)
    assert handle.done
    assert handle.progress == 1
    assert made == html_to_pdf(PARTS)
    assert press.submit(PARTS).result(WAIT) == made  # from what the worker kept
    assert press.submit(PARTS, identifier="other").result(WAIT) == html_to_pdf(PARTS, identifier="other") != made


def test_progress_grows_while_a_document_is_made(own: Callable[..., Press]) -> None:
    handle = own().submit(PARTS)
    seen = {handle.progress}
    while not handle.done:
        seen.add(handle.progress)
        time.sleep(0.005)
    assert len(seen) >= 3
    assert handle.progress == 1


def test_every_thread_may_use_it(press: Press) -> None:
    handles = [press.submit(SHORT.format(number)) for number in range(6)]
    assert [each.result(WAIT) for each in handles] == [html_to_pdf(SHORT.format(number)) for number in range(6)]
    assert len(processes(press)) == 1


def test_a_document_goes_to_the_worker_that_made_it_before(own: Callable[..., Press]) -> None:
    press = own(workers=2)
    together = [press.submit(PARTS), press.submit(PARTS.replace("Words", "Other"))]
    for each in together:
        each.result(WAIT)
    crew = press._crew
    assert crew is not None
    before = [dict(post.known) for post in crew.posts]
    assert all(before)
    for words in ("Other", "Words", "Words", "Other"):
        press.submit(PARTS.replace("Words", words)).result(WAIT)
    assert [dict(post.known) for post in crew.posts] == before


@pytest.fixture
def two(own: Callable[..., Press]) -> Press:
    """A press with two workers that are warm."""
    press = own(workers=2)
    for each in [press.submit(SHORT.format(number)) for number in range(2)]:
        each.result(WAIT)
    assert len(processes(press)) == 2
    return press


def test_who_has_nothing_else_to_do_lays_out_parts_of_a_document(two: Press) -> None:
    handle = two.submit(PARTS)
    assert handle.result(WAIT) == html_to_pdf(PARTS)
    assert two._crew is not None
    known = sorted(len(post.known) for post in two._crew.posts)
    assert 0 < known[0] < known[1] == 5
    assert two.submit(PARTS).result(WAIT) == handle.result()


def test_what_the_others_cannot_lay_out_is_laid_out_all_the_same(two: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = module._Worker.do

    def do(worker: Any, ask: Any, *arguments: Any) -> bytes:
        if ask.wanted == module.PART and not ask.keep:
            os.kill(worker._process.pid, signal.SIGKILL)
        return asked(worker, ask, *arguments)

    monkeypatch.setattr(module._Worker, "do", do)
    assert two.submit(PARTS).result(WAIT) == html_to_pdf(PARTS)
    assert len(processes(two)) == 1


def test_without_workers_it_is_made_here_and_at_once() -> None:
    handle = Press(workers=0).submit(SHORT.format("here"))
    assert handle.done
    assert handle.result() == html_to_pdf(SHORT.format("here"))


def test_what_is_not_done_can_be_asked_for_again(press: Press) -> None:
    handle = press.submit(PARTS.replace("Words", "Other words"))
    with pytest.raises(TimeoutError):
        handle.result(0)
    assert handle.result(WAIT).startswith(b"%PDF-")


# -- limits -----------------------------------------------------------------------------------------------------------


def test_who_takes_too_long_is_ended_and_replaced(own: Callable[..., Press]) -> None:
    press = own(seconds=3)
    with pytest.raises(RenderError, match="too large to be laid out in 3 seconds") as caught:
        press.submit(ENDLESS).result(WAIT)
    assert "section by section" in caught.value.hint
    assert press.submit(SHORT.format("next")).result(WAIT) == html_to_pdf(SHORT.format("next"))


def test_who_takes_too_much_memory_is_ended_and_replaced(own: Callable[..., Press]) -> None:
    press = own(megabytes=130)
    with pytest.raises(RenderError, match="too large to be laid out in 130 MB of memory"):
        press.submit(ENDLESS).result(WAIT)
    assert press.submit(SHORT.format("next")).result(WAIT) == html_to_pdf(SHORT.format("next"))


def test_a_worker_that_is_gone_is_told_and_replaced(
    own: Callable[..., Press], caplog: pytest.LogCaptureFixture
) -> None:
    press = own()
    press.submit(SHORT.format("first")).result(WAIT)
    (first,) = processes(press)
    handle = press.submit(ENDLESS)
    time.sleep(0.5)
    os.kill(first, signal.SIGSEGV)
    with caplog.at_level(logging.ERROR), pytest.raises(RenderError, match="has ended by itself"):
        handle.result(WAIT)
    assert "ended by itself" in caplog.text
    press.submit(SHORT.format("second")).result(WAIT)
    assert processes(press) != [first]


def test_a_worker_that_cannot_be_started_is_told_and_logged(
    own: Callable[..., Press], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module.sys, "executable", "/nowhere/python")
    with caplog.at_level(logging.ERROR), pytest.raises(ConfigurationError, match="could be started"):
        own().submit(SHORT.format("x")).result(WAIT)
    assert "no worker for PDF could be started" in caplog.text


def test_too_many_that_wait_are_refused(own: Callable[..., Press]) -> None:
    press = own(waiting=1)
    handles = [press.submit(ENDLESS)]
    time.sleep(0.5)  # until a worker's thread has taken it
    handles.append(press.submit(ENDLESS))
    with pytest.raises(RenderError, match="Too many documents") as caught:
        press.submit(ENDLESS)
    assert not any(each.done for each in handles)
    assert caught.value.hint == "Try again in a few minutes."


def test_a_worker_without_work_is_let_go_and_comes_again(own: Callable[..., Press]) -> None:
    press = own(idle=0.2)
    press.submit(SHORT.format("first")).result(WAIT)
    until = time.monotonic() + 20
    while processes(press) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes(press) == []
    assert press.submit(SHORT.format("second")).result(WAIT)


# -- what a worker can do ---------------------------------------------------------------------------------------------


def test_nothing_is_fetched_in_a_worker(press: Press) -> None:
    more = (
        '<link rel="stylesheet" href="file:///etc/passwd"><style>@import "file:///etc/passwd"; '
        "@import url(data:text/css,p%7Bcolor:red%7D); p{background:url(data:image/svg+xml,%3Csvg/%3E)}</style>"
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" role="img" aria-label="a">'
        '<use x:href="HOST/11.svg#a"/><use href="file:///etc/passwd#a"/><image x:href="HOST/12.png"/></svg>'
        '<iframe src="HOST/13.html"></iframe><img src="HOST/14.svg" alt="a">'
    )
    with canary() as (host, asked):
        made = press.submit(PLANTED.format(host=host) + more.replace("HOST", host)).result(WAIT)
    assert asked == []
    assert b"root:" not in made


def test_a_worker_can_open_nothing_and_knows_no_secret(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    program = f"""
        import os, socket
        from cbreport.documents import press_worker
        from cbreport.documents.pdf import warm_up
        open({str(secret)!r}).close()
        warm_up()
        press_worker._shut_in(500)
        for act in (lambda: open({str(secret)!r}), lambda: socket.socket(), lambda: os.listdir("/")):
            try:
                act()
            except OSError as error:
                print(error.strerror)
            else:
                print("open")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["Too many open files"] * 3


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_a_workers_environment_holds_no_secret(own: Callable[..., Press], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CBREPORT_SECRET_KEY", "the key of the cookies")
    monkeypatch.setenv("CBREPORT_DATABASE", "postgresql://somebody:password@host/db")
    press = own()
    press.submit(SHORT.format("x")).result(WAIT)
    (pid,) = processes(press)
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"PATH=" in environment
    assert b"CBREPORT_" not in environment


# -- the end ----------------------------------------------------------------------------------------------------------


def test_closing_ends_the_workers_and_tells_who_waits(own: Callable[..., Press]) -> None:
    press = own()
    press.submit(SHORT.format("x")).result(WAIT)
    (pid,) = processes(press)
    handles = [press.submit(ENDLESS), press.submit(SHORT.format("y"))]
    time.sleep(0.3)
    press.close()
    for each in handles:
        with pytest.raises(RenderError, match="is being stopped"):
            each.result(WAIT)
    assert not is_there(pid)
    assert press.submit(SHORT.format("again")).result(WAIT)


@pytest.mark.parametrize(
    "last", ["", "os._exit(1)", "del press; import gc; gc.collect(); time.sleep(3); print('over')"]
)
def test_no_worker_outlives_the_program(last: str) -> None:
    program = f"""
        import os, time
        from cbreport.documents.press import Press
        press = Press(workers=1)
        press.submit({SHORT.format("x")!r}).result(100)
        print(*[each._process.pid for each in press._crew.running], flush=True)
        press.submit({SHORT!r}.format("A long answer. " * 60_000))
        time.sleep(0.3)
        {last}
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=100)
    pid = int(re.findall(r"\d+", done.stdout)[0])
    until = time.monotonic() + 60  # a worker that nobody ends hears it when its document is done
    while is_there(pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_there(pid)
