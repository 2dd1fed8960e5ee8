"""A delivery that is taken back leaves no trace, and is read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import duckdb
import pytest

from lodestar.catalog.source import SourceTable
from lodestar.warehouse.intake import load_raw_files, withdraw_delivery

TABLE = SourceTable("source.p.s.t", "s", "t", "raw", "s__t", {"id": "bigint"}, "t/*.csv", "models/s.yml")
OTHER = replace(TABLE, unique_id="source.p.s.u", name="u", identifier="s__u", files="u/*.csv")


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def load(connection, folder, day):
    return load_raw_files(connection, [TABLE, OTHER], folder, loaded_at=datetime(2026, 1, day))


def state(connection):
    return [
        sorted(connection.execute(f"select * from raw.{name}").fetchall()) for name in ("s__t", "s__u", "_loaded_files")
    ]


def test_without_its_last_delivery_a_table_is_what_it_was_and_others_keep_theirs(tmp_path, connection):
    for name in ("t", "u"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_text("id\n1\n2\n")
    load(connection, tmp_path, 1)
    before = state(connection)
    (tmp_path / "t" / "b.csv").write_text("id\n3\n4\n5\n")
    (tmp_path / "u" / "b.csv").write_text("id\n9\n")
    late = load(connection, tmp_path, 2)

    assert withdraw_delivery(connection, TABLE, datetime.fromisoformat(late.loaded_at)) == (1, 3)

    after = state(connection)
    assert after[0] == before[0]
    assert len(after[1]) == 3
    assert [row for row in after[2] if row[0] == TABLE.relation] == [
        row for row in before[2] if row[0] == TABLE.relation
    ]
    load(connection, tmp_path, 3)
    assert [row[0] for row in state(connection)[0]] == [1, 2, 3, 4, 5]
    assert connection.execute("select count(*) from raw.s__u").fetchone() == (3,)
