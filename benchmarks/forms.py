"""How long a form takes to load, evaluate and check, at 60, 600 and 6,000 questions; ratios within one run.

    python benchmarks/forms.py

A tenth of the questions are matrices of four cells and a tenth are groups of two rows; every second question hangs on
another one. Each figure is the median of several rounds on this machine; only the ratios mean something elsewhere.
At the end ten thousand reports to a small form are checked, one after another. All of it takes about a minute.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cbreport import Report, check
from cbreport.answering import Answer, check_answers, evaluate
from cbreport.caching import FormCache, Loaded, key_of
from cbreport.definition import Form, check_form, load_form
from cbreport.testing import example_library

SIZES = (60, 600, 6000)
AIM_MS = 5.0  # evaluation of 600 questions with every answer filled
AIM_CACHE = 20  # times faster than YAML
REPORTS = 10_000


def questions(count: int) -> Iterator[str]:
    """Questions as lines of YAML."""
    for number in range(count):
        when = f", show-when: {{item: q{number - number % 10}, answered: true}}" if number % 2 else ""
        kind = number % 10
        if kind == 2:
            yield (
                f"{{id: q{number}, type: matrix, label: M{number}{when}, "
                "rows: [{code: a, label: A}, {code: b, label: B}], "
                "columns: [{id: tick, type: tick, label: T}, {id: text, type: text, label: X}]}"
            )
        elif kind == 4:
            yield (
                f"{{id: q{number}, type: group, label: G{number}{when}, "
                "questions: [{id: title, type: text, label: T}, "
                "{id: people, type: integer, label: P, show-when: {item: title, answered: true}}]}"
            )
        elif kind == 6:
            options = ", ".join(f"{{code: o{each}, label: Option {each}}}" for each in range(8))
            yield f"{{id: q{number}, type: choose-many, label: C{number}{when}, options: [{options}]}}"
        else:
            yield f"{{id: q{number}, type: text, label: What is question {number} about?, help: One sentence{when}}}"


def form_text(count: int) -> str:
    """A form file with so many questions, thirty in a section."""
    head = "cbreport: 1\nid: big\nedition: one\nconvention: example\ntitle: Big\nsections:\n"
    lines = []
    for place, question in enumerate(questions(count)):
        if place % 30 == 0:
            lines.append(f"  - id: s{place}\n    title: Section {place}\n    questions:")
        lines.append(f"      - {question}")
    return head + "\n".join(lines) + "\n"


def filled(form: Form) -> dict[str, Answer]:
    """An answer to everything."""
    answers: dict[str, Answer] = {}
    for question in form.questions():
        if question.type == "matrix":
            for row in question.rows:
                answers[f"{question.id}[{row.code}].tick"] = Answer(True)
                answers[f"{question.id}[{row.code}].text"] = Answer("x")
        elif question.type == "group":
            for row_key in ("r1", "r2"):
                answers[f"{question.id}[{row_key}].title"] = Answer("x")
                answers[f"{question.id}[{row_key}].people"] = Answer(3)
        else:
            answers[question.id] = Answer(["o1", "o3"] if question.type == "choose-many" else "An answer of some words")
    return answers


def median_ms(work: Callable[[], Any], rounds: int) -> float:
    """The median time of ``work`` in milliseconds."""
    times = []
    for _ in range(rounds):
        gc.collect()
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def load_kept(cache: FormCache, text: str) -> Loaded | None:
    """A form as the library takes it from the cache: its digest first."""
    return cache.load(key_of("big.yaml", text, ()))


def measure(count: int, cache: FormCache) -> dict[str, float]:
    """Milliseconds for each piece of work on a form of so many questions."""
    text = form_text(count)
    form = load_form(text, "big.yaml")
    cache.keep(key_of("big.yaml", text, ()), Loaded(form, check_form(form)))
    kept = load_kept(cache, text)
    assert kept is not None, cache.trouble
    assert kept.form == form
    answers = filled(form)
    changed = {**answers, "q0": replace(answers["q0"], value="Another")}
    rounds = max(3, 600 // count)
    return {
        "load from YAML": median_ms(lambda: load_form(text), max(1, min(5, 3000 // count))),
        "load from the cache": median_ms(lambda: load_kept(cache, text), rounds * 3),
        "evaluate, all answered": median_ms(lambda: evaluate(form, answers), rounds * 3),
        "evaluate after one change": median_ms(lambda: evaluate(form, changed), rounds * 3),
        "check, all answered": median_ms(lambda: check_answers(form, answers), rounds),
    }


def check_many(count: int) -> float:
    """Seconds for checking so many reports to the form of the Convention on Examples, each with answers of its own."""
    library = example_library()
    form = library.form("example-national-report")

    def report(number: int) -> Report:
        answers = {
            "assessed": Answer(number % 2 == 0),
            "help-needed": Answer(["funding"] if number % 3 else ["other"]),
            f"trainings[r{number}].title": Answer(f"Course {number}"),
            f"trainings[r{number}].people": Answer(number % 50),
        }
        return Report(form, "KEN", "EX1", answers, library=library)

    reports = [report(number) for number in range(count)]
    gc.collect()
    begun = time.perf_counter()
    for each in reports:
        check(each)
    return time.perf_counter() - begun


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        cache = FormCache(Path(folder))
        found = {count: measure(count, cache) for count in SIZES}
    names = list(found[SIZES[0]])
    print(f"{'':28}" + "".join(f"{count:>10,}" for count in SIZES) + "   per question, 6,000 to 600")
    for name in names:
        row = [found[count][name] for count in SIZES]
        growth = (row[2] / SIZES[2]) / (row[1] / SIZES[1])
        print(f"{name:28}" + "".join(f"{each:>8.2f}ms" for each in row) + f"   {growth:.2f}")
    ratios = [found[count]["load from YAML"] / found[count]["load from the cache"] for count in SIZES]
    print(f"{'cache against YAML':28}" + "".join(f"{each:>9.0f}x" for each in ratios) + f"   the aim is {AIM_CACHE}")
    print(f"Evaluation of 600 questions: {found[600]['evaluate, all answered']:.1f} ms; the aim is {AIM_MS:.0f} ms.")
    seconds = check_many(REPORTS)
    print(f"{REPORTS:,} reports checked in {seconds:.1f} s: {REPORTS / seconds:,.0f} a second.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
