"""A database, and reports that were submitted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbreport.answering import Answer
from cbreport.library import Library
from cbreport.reporting import FOCAL_POINT, SECRETARIAT, Identity, NewReport
from cbreport.storage import SqlStore, upgrade

SECRET = Answer("amina@example.org")  # the answer to a private question


def everybody(party: str, convention: str) -> Identity:
    roles = frozenset({FOCAL_POINT, SECRETARIAT})
    return Identity("x", "X", roles, party=party, conventions=frozenset({convention}))


def submitted(store: SqlStore, library: Library, party: str, convention: str = "example") -> str:
    cycle = library.convention(convention).main_cycle
    assert cycle
    form, person = library.form(cycle.form, cycle.edition), everybody(party, convention)
    new = NewReport(convention, form.id, form.edition, form.digest, party, cycle.id)
    summary = store.load(new, {"contact": SECRET}, author="x")
    store.transition(person, summary.id, "submit", revision=summary.revision, snapshot=b"{}")
    return summary.id


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/cb.db"
    upgrade(url)
    return url
