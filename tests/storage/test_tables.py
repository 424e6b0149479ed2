from __future__ import annotations

import pytest
from sqlalchemy import String, Table, Text

from cbreport.storage.tables import PREFIX, VERSION_TABLE, metadata

TABLES = sorted(metadata.tables.values(), key=lambda table: table.name)


def test_every_table_can_live_in_a_portal_s_database() -> None:
    names = [table.name for table in TABLES]
    assert [name.removeprefix(PREFIX) for name in names] == [
        "answer", "change", "comment", "counted", "delegation", "fact", "file", "job", "link", "mail",
        "match_step", "note", "opening", "opening_step", "party_reminder", "person", "presence", "remark",
        "remark_step", "reminder", "report", "save", "secret", "snapshot", "synthesis", "synthesis_report",
    ]  # fmt: skip
    assert all(name.startswith(PREFIX) for name in [*metadata.tables, VERSION_TABLE])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_may_be_null_and_no_text_is_cut_off(table: Table) -> None:
    assert not [column.name for column in table.columns if column.nullable]
    texts = [column.type for column in table.columns if isinstance(column.type, String | Text)]
    assert texts
    assert not [each for each in texts if each.length is not None]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_has_a_name_so_that_a_migration_can_change_it(table: Table) -> None:
    assert all(constraint.name for constraint in table.constraints)
