"""A worker of the press: HTML comes in, PDF goes out, and nothing else can be done here.

It is run by :mod:`cbreport.documents.press` and ends with it. Once it is warm it can open no file and no connection:
the number of those that it may open is what it has open already. Memory and processor time are limited, too, so that
it ends even when nobody watches it any more.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from cbreport.documents.pdf import html_to_pdf, part_laid_out, warm_up
from cbreport.documents.press import DOCUMENT
from cbreport.errors import CbreportError, ConfigurationError

MORE: Final = 5  # seconds of processor time beyond those that the press allows, which ends the worker first


def main(seconds: int, megabytes: int) -> None:
    """Make documents until the other side closes the line."""
    line = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints does not come between
    try:
        warm_up()
    except ConfigurationError as error:
        _tell_failures(line, error)
        return
    gc.disable()
    _collect()
    limit_time = _shut_in(megabytes)
    _say(line, b"r")
    while head := sys.stdin.buffer.read(8):
        wanted, keep, arguments, options = pickle.loads(sys.stdin.buffer.read(int.from_bytes(head, "big")))
        limit_time(seconds)
        _do(line, wanted, keep, arguments, options)
        del arguments, options
        _collect()


def _collect() -> None:
    """Collect what a document or a part of it has left, which is much and tangled, and look no more at what stays.

    What is kept of a page has no circles, so it goes by itself when it is let go.
    """
    gc.collect()
    gc.freeze()


def _do(line: BinaryIO, wanted: str, keep: bool, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Make a document, or lay out a part of one, and say what came of it, or nothing of it where it is only kept."""

    def progress(share: float) -> None:
        _collect()
        _say(line, b"p", str(share).encode())

    try:
        if wanted == DOCUMENT:
            made = html_to_pdf(*arguments, progress=progress, **options)
        else:
            made = part_laid_out(*arguments)
        _say(line, b"d", b"" if keep else made)
    except CbreportError as error:
        if isinstance(error.__cause__, MemoryError):
            _say(line, b"m")
        else:
            kind = b"c" if isinstance(error, ConfigurationError) else b"f"
            _say(line, kind, json.dumps([error.message, error.hint]).encode())
    except MemoryError:
        _say(line, b"m")


def _tell_failures(line: BinaryIO, error: CbreportError) -> None:
    """Nothing can be made here; say so, whatever is asked."""
    _say(line, b"r")
    while head := sys.stdin.buffer.read(8):
        sys.stdin.buffer.read(int.from_bytes(head, "big"))
        _say(line, b"c", json.dumps([error.message, error.hint]).encode())


def _say(line: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    line.write(kind + len(content).to_bytes(8, "big") + content)
    line.flush()


def _shut_in(megabytes: int) -> Callable[[int], None]:
    """Let nothing be opened any more, and no more memory be taken; where the system has such limits."""
    try:
        import resource
    except ImportError:
        return lambda seconds: None
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, taken + megabytes * 1_000_000, resource)
    _limit(resource.RLIMIT_CORE, 0, resource)
    _limit(resource.RLIMIT_NOFILE, 0, resource)

    def limit_time(seconds: int) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(time.process_time()) + seconds + MORE
        resource.setrlimit(resource.RLIMIT_CPU, (until if hard < 0 else min(until, hard), hard))

    return limit_time


def _limit(which: int, most: int, resource: Any) -> None:
    """Lower a limit for good."""
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
