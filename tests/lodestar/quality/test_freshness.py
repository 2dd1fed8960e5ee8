"""A source is as old as the newest thing it tells of, whenever that was delivered."""

from datetime import UTC, datetime

import duckdb
import pytest

from lodestar.catalog.source import SourceTable
from lodestar.quality.freshness import check_freshness

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = {"warn_after": {"count": 2, "period": "day"}, "error_after": {"count": 7, "period": "day"}}


def source(name="sales", freshness=None, field="sold_at"):
    return SourceTable(
        name, "shop", name, "raw", name, {"sold_at": "timestamp"}, None, "s.yml",
        freshness=DAYS if freshness is None else freshness, freshness_field=field,
    )  # fmt: skip


@pytest.fixture
def told(tmp_path):
    """Makes `raw.sales` of some moments and tells how it stands at a moment."""

    def check(*moments, now=NOW, kind="timestamp", **kwargs):
        path = tmp_path / "warehouse.duckdb"
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema raw")
            connection.execute(
                f"create table raw.sales (sold_at {kind}, _loaded_at timestamp default current_timestamp)"
            )
            for moment in moments:
                connection.execute(f"insert into raw.sales (sold_at) values (cast(? as {kind}))", [moment])
        (result,) = check_freshness(path, [source(**kwargs)], now)
        return result

    return check


@pytest.mark.parametrize(
    ("newest", "status", "severity"),
    [
        ("2026-11-22 11:00:00", "passed", "block"),
        ("2026-11-20 12:00:00", "passed", "block"),
        ("2026-11-20 11:59:59", "failed", "warn"),
        ("2026-11-15 12:00:00", "failed", "warn"),
        ("2026-11-15 11:59:59", "failed", "block"),
    ],
)
def test_the_age_of_the_newest_value_warns_and_then_blocks(told, newest, status, severity):
    result = told("2020-01-01 00:00:00", newest)

    assert (result.status, result.severity, result.code) == (status, severity, "freshness")


def test_the_sentence_names_the_moment_and_its_age(told):
    result = told("2026-11-10 12:00:00")

    assert "the newest sold_at is 2026-11-10 12:00 UTC, 12 days ago" in result.sentence()


def test_a_moment_ahead_of_the_clock_makes_nothing_fresh(told):
    assert told("2026-11-01 00:00:00", "2030-01-01 00:00:00").status == "failed"


def test_a_text_with_an_offset_is_read_as_its_moment(told):
    assert told("2026-11-20T19:59:00+08:00", kind="varchar").status == "failed"
    assert told("2026-11-20T20:00:00+08:00", kind="varchar").status == "passed"


def test_a_table_without_a_moment_is_stale(told):
    result = told()

    assert (result.status, result.severity) == ("failed", "block")
    assert "no sold_at before now" in result.detail


def test_a_source_that_only_warns_never_blocks(told):
    only = {"warn_after": {"count": 1, "period": "hour"}}

    assert (told("2020-01-01", freshness=only).severity, told("2020-01-01", freshness=only).status) == (
        "warn",
        "failed",
    )


def test_many_stale_sources_are_one_line_that_names_their_metrics(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    warns = {"warn_after": {"count": 60, "period": "day"}}
    tables = [source(f"t{n}", warns) for n in range(5)]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        for table in tables:
            connection.execute(f"create table raw.{table.name} as select timestamp '2026-01-01' as sold_at")

    (result,) = check_freshness(path, tables, NOW, metrics={"raw.t0": ["b"], "raw.t4": ["a", "b"]})

    assert (result.table, result.severity, result.metrics) == ("sources", "warn", ("a", "b"))
    assert "5 of 5 raw tables are not; raw.t0: the newest sold_at" in result.detail
    assert len(check_freshness(path, tables[:3], NOW)) == 3


def test_a_source_that_promises_nothing_is_not_asked(tmp_path):
    assert check_freshness(tmp_path / "none.duckdb", [source(freshness={}), source(field="")], NOW) == []
