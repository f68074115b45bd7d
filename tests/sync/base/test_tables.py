"""Every key begins with the team, so that teams can be kept apart on machines of their own (docs/base-growth.md)."""

from __future__ import annotations

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from sync.base.tables import metadata

# Asked for before it is known which team it is: what is unique by chance alone, and names that people type.
_BEFORE_THE_TEAM = {
    ("device", ("device_id",)),
    ("token", ("token_sha256",)),
    ("invitation", ("code_sha256",)),
    ("reader", ("name",)),
    ("team", ("code",)),
}


def keys(table: Table) -> list[tuple[str, ...]]:
    """Columns of the primary key, of what is unique, of indexes and of references."""
    found = [table.primary_key.columns, *(index.columns for index in table.indexes)]
    found += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint | ForeignKeyConstraint)]
    return [tuple(column.name for column in columns) for columns in found]


@pytest.mark.parametrize("table", [one for one in metadata.sorted_tables if one.name != "base"], ids=lambda table: table.name)
def test_the_team_comes_first_in_every_key(table: Table) -> None:
    assert [name for name in keys(table) if name[0] != "team_id" and (table.name, name) not in _BEFORE_THE_TEAM] == []
    assert table.primary_key.columns[0].name == "team_id"


def test_what_is_asked_before_the_team_is_known_is_all_there() -> None:
    assert {(table.name, name) for table in metadata.sorted_tables for name in keys(table)} >= _BEFORE_THE_TEAM
