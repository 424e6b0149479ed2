"""Questions that read alike and are said to mean different things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cbreport.definition.model import Form, Question
from cbreport.errors import Finding, finding

_WORD: Final = re.compile(r"\w+")


def check_concepts(forms: Iterable[Form]) -> Iterator[Finding]:
    """A warning for each further concept of one wording, within a form and across all of them.

    Columns and rows' questions are left out: “Title” means one thing in a list of projects and another in one of books.
    """
    seen: dict[str, dict[str, str]] = {}
    for form in forms:
        for question in form.questions():
            words = " ".join(_WORD.findall(question.label.casefold()))
            if not question.concept or not words:
                continue
            known = seen.setdefault(words, {})
            if known and question.concept not in known:
                other, where = next(iter(known.items()))
                yield _two(question, other, where)
            known.setdefault(question.concept, f"{form.key}, {question.place.file}:{question.place.line}")


def _two(question: Question, other: str, where: str) -> Finding:
    values = {"label": question.label, "concept": question.concept, "other": other, "where": where}
    return finding("F50", question.id, file=question.place.file, line=question.place.line, **values)
