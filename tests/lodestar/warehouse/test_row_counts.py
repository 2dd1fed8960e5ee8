"""Rows are counted for the tables that are there, and files once for each content."""

import duckdb
import pytest

from lodestar.warehouse.row_counts import FileCount, file_counts, row_counts


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw; create schema marts")
        connection.execute(
            "create table raw.a as select * from range(7); create view marts.b as select * from raw.a limit 3"
        )
        connection.execute(
            "create table raw._loaded_files (relation varchar, path varchar, content_sha256 varchar, row_count bigint, "
            "loaded_at timestamp)"
        )
        connection.execute(
            "insert into raw._loaded_files values ('raw.a', '2.csv', 'y', 4, '2026-01-02'), "
            "('raw.a', '1.csv', 'x', 3, '2026-01-01'), ('raw.a', 'copy.csv', 'x', 0, '2026-01-03')"
        )
    return path


def test_tables_and_views_are_counted_and_others_left_out(warehouse):
    assert row_counts(warehouse, [("raw", "a"), ("marts", "b"), ("marts", "gone")]) == {"raw.a": 7, "marts.b": 3}


def test_a_warehouse_that_is_not_there_counts_nothing(tmp_path):
    assert row_counts(tmp_path / "none.duckdb", [("raw", "a")]) == {}
    assert file_counts(tmp_path / "none.duckdb", ["raw"]) == []


def test_a_copy_of_a_file_is_no_file_with_few_rows(warehouse):
    assert file_counts(warehouse, ["raw", "other"]) == [
        FileCount("raw.a", "1.csv", "x", 3, 0, 3),
        FileCount("raw.a", "2.csv", "y", 4, 0, 4),
    ]


def test_what_the_intake_held_back_is_counted_where_it_says_so(warehouse):
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("alter table raw._loaded_files add column quarantined_count bigint")
        connection.execute("alter table raw._loaded_files add column total_count bigint")
        connection.execute("update raw._loaded_files set quarantined_count = 2, total_count = 6 where path = '2.csv'")

    assert [(file.rows, file.held, file.total) for file in file_counts(warehouse, ["raw"])] == [(3, 0, 3), (4, 2, 6)]
