"""Keys with which the host signs what it gives away: one of each name, the same for every process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from cbreport.storage import SqlStore


def test_a_key_stays_the_same_and_each_name_has_its_own(store: SqlStore) -> None:
    key = store.signing_key("files")
    assert len(key) == 32
    assert store.signing_key("files") == key != store.signing_key("others")


def test_two_who_ask_first_at_the_same_time_get_one_key(store: SqlStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(store.signing_key, ["files"] * 16))) == 1
