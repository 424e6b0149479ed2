"""How long PDF takes: the press, the renderer by itself, and headless Chromium, with the same HTML in one run.

    python benchmarks/pdf.py [--reports 20] [--pages 20] [--long 200] [--chromium /usr/bin/chromium]

The reports are an example with every kind of answer, and other invented texts in each report. Absolute times say little
(other machines, other work beside this); the ratios of one run say more. Chromium prints tagged, too, with an outline;
its time is given with and without its start. Memory is the most that a process ever held (Linux only).
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdf
from playwright.async_api import async_playwright

from cbreport.answering import answer_from_data
from cbreport.documents import pdf as renderer
from cbreport.documents import report_document, to_html
from cbreport.documents.press import Press
from cbreport.library import Library, read_resource
from cbreport.reporting import Report, load_report

FORM, PARTY = "cbd-complementary-measures@xiii23", "KEN"
ROUNDS = 3
WORDS = (
    "rangers trained training national workshop wildlife authority equipment district budget species survey staff "
    "course legislation permits support enforcement officers customs of the in for and with was were two three by "
    "regional partners awareness communities data forest coast programme needs"
).split()


def words(seed: str, count: int) -> str:
    """Invented words, the same for the same seed."""
    chosen = random.Random(seed).choices(WORDS, k=count)
    return " ".join(chosen).capitalize() + "."


@cache
def example(library: Library) -> Report:
    """An example with every kind of answer."""
    found = (load_report(json.loads(read_resource(each)), library) for each in library.examples())
    return next(each for each in found if (each.form.key, each.party) == (FORM, PARTY))


def report(library: Library, number: int, length: int, changed: bool = False) -> Report:
    """The example with an invented text of so many words in place of each long one; one of them changed."""
    base = example(library)
    answers = dict(base.answers)
    texts = [each for each in answers if (asked := base.form.question(each)) and asked.type == "long-text"]
    for place, address in enumerate(texts):
        again = changed and place == len(texts) // 2
        answers[address] = answer_from_data({"value": words(f"{number} {address} {again}", length)})
    return replace(base, answers=answers)


def html_of(library: Library, number: int, length: int, changed: bool = False) -> str:
    """That report as HTML."""
    return to_html(report_document(report(library, number, length, changed)))


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def fitting(library: Library, pages: int) -> int:
    """How many words an answer needs for a report of about so many pages: two trials and a straight line."""
    low, high = (20, 220) if pages < 60 else (600, 2400)
    few, more = (pages_of(renderer.html_to_pdf(html_of(library, 0, length))) for length in (low, high))
    return max(1, round(low + (high - low) * (pages - few) / max(more - few, 1)))


def seconds(act: Callable[[], Any]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def plain(html: str) -> bytes:
    """What the renderer does by itself, as any program would call it."""
    made: bytes = renderer._weasyprint().HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return made


async def chromium(path: str, htmls: list[str], at_once: int) -> tuple[float, float, list[bytes]]:
    """Seconds of its start, seconds of printing, and what it printed."""
    start = time.perf_counter()
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        started = time.perf_counter()
        waiting = list(enumerate(htmls))
        made: dict[int, bytes] = {}

        async def work() -> None:
            page = await browser.new_page()
            while waiting:
                number, html = waiting.pop(0)
                await page.set_content(html)
                made[number] = await page.pdf(prefer_css_page_size=True, tagged=True, outline=True)
            await page.close()

        await asyncio.gather(*(work() for _ in range(at_once)))
        printed = time.perf_counter()
        await browser.close()
    return started - start, printed - started, [made[number] for number in range(len(htmls))]


def most_held(press: Press) -> list[float]:
    """Megabytes that each worker held at most."""
    crew = press._crew
    found = []
    for worker in crew.running if crew else ():
        status = Path(f"/proc/{worker._process.pid}/status").read_text("ascii")
        found.append(int(status.partition("VmHWM:")[2].split()[0]) / 1000)
    return found


def row(name: str, taken: float, pages: int, base: float | None = None) -> None:
    """One line of the table."""
    ratio = f"{taken / base:7.2f}" if base else ""
    print(f"  {name:<52}{taken:8.2f} s{pages / taken:8.1f} pages/s{ratio}")


def warm_press(library: Library) -> Press:
    """A press whose workers have made a document each."""
    press = Press(seconds=600, waiting=10_000)
    for each in [press.submit(html_of(library, 0, 1)) for _ in range(2 * press.workers)]:
        each.result()
    return press


def one(library: Library, length: int, path: str) -> None:
    """One report: first, again, and again after one answer was changed."""
    first, other = html_of(library, 1, length), html_of(library, 1, length, changed=True)
    renderer._weasyprint()
    by_itself = statistics.median(seconds(lambda: plain(first)) for _ in range(ROUNDS))
    count = pages_of(plain(first))
    press = Press(workers=1, seconds=600)
    cold = seconds(lambda: press.submit(html_of(library, 0, 1)).result())
    warm = [seconds(lambda n=n: press.submit(html_of(library, n, length)).result()) for n in range(2, 2 + ROUNDS)]  # type: ignore[misc]
    press.submit(first).result()
    again = seconds(lambda: press.submit(first).result())
    changed = seconds(lambda: press.submit(other).result())
    press.close()
    press = warm_press(library)
    together = statistics.median(
        seconds(lambda n=n: press.submit(html_of(library, n, length)).result())  # type: ignore[misc]
        for n in range(20, 20 + ROUNDS)
    )
    workers = press.workers
    press.close()
    start, printing, made = asyncio.run(chromium(path, [first] * (ROUNDS + 1), 1))
    browser = printing / (ROUNDS + 1)
    usual = statistics.median(warm)
    print(f"\nOne report of {count} pages (Chromium makes {pages_of(made[0])}); the last column is against Chromium")
    row("the renderer by itself", by_itself, count, browser)
    row("press: first document, with the worker's start", cold, pages_of(plain(html_of(library, 0, 1))))
    row("press, one worker, warm: a report that is new to it", usual, count, browser)
    row(f"press, {workers} workers, warm: a report that is new to them", together, count, browser)
    row("press, warm: the same again", again, count, browser)
    row("press, warm: again after one answer was changed", changed, count, browser)
    row("Chromium, warm", browser, count, browser)
    row("Chromium with its start", start + browser, count, browser)
    print(f"  again after a change / first time: {changed / usual:.2f}")


def many(library: Library, length: int, reports: int, path: str) -> None:
    """Many different reports together."""
    htmls = [html_of(library, number, length) for number in range(100, 100 + reports)]
    press = warm_press(library)
    start = time.perf_counter()
    held: list[list[float]] = []
    made = []
    for number, handle in enumerate([press.submit(html) for html in htmls]):
        made.append(handle.result())
        if number in (reports // 4, reports // 2, reports - 1):
            held.append(most_held(press))
    ours = time.perf_counter() - start
    count = sum(map(pages_of, made))
    workers = press.workers
    press.close()
    _, theirs, printed = asyncio.run(chromium(path, htmls, workers))
    few = htmls[: max(2, min(5, reports))]
    by_itself = seconds(lambda: [plain(each) for each in few]) / len(few) * reports
    print(f"\n{reports} reports, {count} pages (Chromium makes {sum(map(pages_of, printed))}), {workers} at a time")
    row("the renderer by itself (worked out from a few)", by_itself, count, theirs)
    row(f"press, {workers} workers", ours, count, theirs)
    row(f"Chromium, {workers} pages at a time", theirs, count, theirs)
    for name, each in zip(("a quarter", "half", "all"), held, strict=True):
        print(f"  most that a worker held after {name}: {max(each):.0f} MB")


def long(library: Library, pages: int, path: str) -> None:
    """A long report, and the memory that it takes."""
    html = html_of(library, 1, fitting(library, pages))
    press = Press(workers=1, seconds=1800, megabytes=4000)
    press.submit(html_of(library, 0, 1)).result()
    made = b""

    def make() -> None:
        nonlocal made
        made = press.submit(html).result()

    taken = seconds(make)
    (held,) = most_held(press)
    press.close()
    _, theirs, _ = asyncio.run(chromium(path, [html], 1))
    print(f"\nA report of {pages_of(made)} pages")
    row("press", taken, pages_of(made), theirs)
    row("Chromium, warm", theirs, pages_of(made), theirs)
    print(f"  most that the worker held: {held:.0f} MB")


def main(arguments: Iterable[str] | None = None) -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description="How long PDF takes.")
    parser.add_argument("--reports", type=int, default=200, help="how many reports to make together; 0 for none")
    parser.add_argument("--pages", type=int, default=20, help="pages of each")
    parser.add_argument("--long", type=int, default=200, help="pages of the long report; 0 for none")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args(arguments)
    library = Library()
    length = fitting(library, given.pages)
    one(library, length, given.chromium)
    if given.reports:
        many(library, length, given.reports, given.chromium)
    if given.long:
        long(library, given.long, given.chromium)


if __name__ == "__main__":
    main()
