"""A release that takes some metrics from the one before: by the names of columns, and never a row of both."""

from __future__ import annotations

import duckdb

from lodestar.warehouse.publication import Kept, KeptMetric, write_release_tables

TABLES = [("hub", "metric_catalog"), ("hub", "metric_values"), ("hub", "months")]


def database(path, values, catalog, months):
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema hub")
        connection.execute(f"create table hub.metric_values as {values}")
        connection.execute(f"create table hub.metric_catalog as {catalog}")
        connection.execute(f"create table hub.months as {months}")
    return path


def test_a_kept_metric_has_the_rows_of_before_and_columns_that_were_not_there_are_empty(tmp_path):
    before = database(
        tmp_path / "before.duckdb",
        "select * from (values ('a', 1.0), ('b', 2.0)) as t(metric_name, value)",
        "select * from (values ('a', 'old'), ('b', 'old')) as t(metric_name, gone)",
        "select 1 as old_month",
    )
    build = database(
        tmp_path / "build.duckdb",
        "select * from (values ('a', true, 10.0), ('b', true, 20.0), ('c', true, 30.0)) as t(metric_name, new, value)",
        "select * from (values ('a', 'new'), ('b', 'new'), ('c', 'new')) as t(metric_name, label)",
        "select 2 as month",
    )
    kept = Kept(before, {"b": KeptMetric("R1", "why")}, ["c"], ["months"])

    counts = write_release_tables(build, tmp_path / "now.duckdb", tmp_path / "parquet", TABLES, {}, kept)

    with duckdb.connect(str(tmp_path / "now.duckdb"), read_only=True) as connection:
        assert connection.execute("select metric_name, new, value from hub.metric_values").fetchall() == [
            ("a", True, 10.0),
            ("b", None, 2.0),
        ]
        assert connection.execute("select * from hub.metric_catalog").fetchall() == [
            ("a", "new", False, None, None),
            ("b", None, True, "R1", "why"),
        ]
        assert connection.execute("select old_month from hub.months").fetchall() == [(1,)]
    assert counts == {"metric_catalog": 2, "metric_values": 2, "months": 1}


def test_a_release_that_is_kept_again_keeps_the_first_release_that_it_names(tmp_path):
    """The catalog of a partial release has the marks already; they are written anew, not doubled."""
    marks = "true as is_stale, 'R1' as stale_since, 'first' as stale_reason"
    catalog = "select 'a' as metric_name"
    before = database(
        tmp_path / "before.duckdb", "select 'a' as metric_name, 1 as value", f"{catalog}, {marks}", "select 1 as month"
    )
    build = database(tmp_path / "build.duckdb", "select 'a' as metric_name, 2 as value", catalog, "select 2 as month")

    kept = Kept(before, {"a": KeptMetric("R1", "second")})
    write_release_tables(build, tmp_path / "now.duckdb", tmp_path / "parquet", TABLES, {}, kept)

    with duckdb.connect(str(tmp_path / "now.duckdb"), read_only=True) as connection:
        assert connection.execute("select * from hub.metric_catalog").fetchall() == [("a", True, "R1", "second")]
        assert connection.execute("select value from hub.metric_values").fetchall() == [(1,)]
