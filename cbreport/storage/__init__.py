"""Kept: reports, answers, every change of them and what was submitted, in SQLite or PostgreSQL.

>>> from tempfile import TemporaryDirectory
>>> from cbreport.answering import Answer
>>> from cbreport.reporting import Identity, NewReport
>>> amina = Identity("u1", "Amina", roles=frozenset({"focal-point"}), party="KEN")
>>> with TemporaryDirectory() as folder:
...     url = f"sqlite:///{folder}/cb.db"
...     _ = upgrade(url)
...     store = SqlStore(url)
...     report = store.create(amina, NewReport("example", "small", "one", "sha256:…", "KEN", "EX1"))
...     saved = store.save(amina, report.id, {"help": Answer("yes")}, base_revision=0)
...     answers = store.open(amina, report.id).answers
...     store.close()
>>> saved, answers["help"].value, answers["help"].author
(Saved(revision=1, changed=1), 'yes', 'u1')
"""

from cbreport.reporting.store import Change
from cbreport.storage.engine import create_engine
from cbreport.storage.history import BrokenChange
from cbreport.storage.migrating import current, is_current, newest, upgrade
from cbreport.storage.store import SqlStore

__all__ = [
    "BrokenChange",
    "Change",
    "SqlStore",
    "create_engine",
    "current",
    "is_current",
    "newest",
    "upgrade",
]
