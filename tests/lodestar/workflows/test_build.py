"""A build publishes all or nothing, and what readers see is never touched by a bad day."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date

import duckdb
import pytest

from lodestar.errors import BuildError, CheckError, ConfigurationError, IntakeError, LockedError
from lodestar.releases import lock
from lodestar.releases.release import current_release, list_releases
from lodestar.settings import open_project
from lodestar.workflows.build import build
from lodestar.workflows.read import rollback

pytestmark = pytest.mark.slow

HEADER = "id,store_id,ordered_at,amount,is_returned\n"
VALUES = (
    "select period_start, value from hub.metric_values "
    "where metric_name = '{}' and grain = '{}' and member = '{}' order by period_start"
)


def deliver(project, name, text):
    (project.raw_dir / "orders" / f"{name}.csv").write_text(text)


def state(project):
    """Everything that a reader can see."""
    release = current_release(project.hub_dir)
    files = {path: path.read_bytes() for path in release.folder.rglob("*") if path.is_file()}
    return release.release_id, files


def test_a_day_without_rows_is_zero_for_sums_and_null_for_ratios(built_shop, published):

    assert published(built_shop, VALUES.format("net_revenue", "day", "total")) == [
        (date(2026, 1, 30), 10.0),
        (date(2026, 1, 31), 0.0),  # 20 ordered, 20 returned
        (date(2026, 2, 1), 30.5),
        (date(2026, 2, 2), 0.0),
        (date(2026, 2, 3), 5.0),
    ]
    assert [value for _, value in published(built_shop, VALUES.format("average_order_value", "day", "total"))] == [
        10.0,
        20.0,
        30.5,
        None,
        5.0,
    ]
    # nothing was returned on some days: that share is 0, not unknown
    assert [value for _, value in published(built_shop, VALUES.format("returned_share", "day", "total"))] == [
        0,
        1,
        0,
        None,
        0,
    ]


def test_the_release_holds_what_it_promises(shop, published):
    report = build(shop)

    tables = {row[0] for row in published(shop, "select table_name from duckdb_tables() where schema_name = 'hub'")}
    assert tables >= {"metric_values", "metric_catalog", "store_scorecard", "check_results", "metric_lineage"}
    assert {path.stem for path in (report.release.folder / "parquet").iterdir()} == tables
    facts = json.loads((report.release.folder / "release.json").read_text())
    assert facts["row_counts"]["metric_catalog"] == 3
    assert set(facts["fingerprints"]) == {"net_revenue", "average_order_value", "returned_share"}
    assert all(check["status"] == "passed" for check in facts["checks"])
    storage = published(shop, "select tags from duckdb_databases() where not internal")
    assert "v1.4.0" in str(storage)
    # a member without an order of its own is still there, and a missing one has a name
    members = published(shop, "select distinct member from hub.metric_values where dimension = 'store' order by 1")
    assert members == [("(not set)",), ("North",), ("South",)]


def test_a_period_is_complete_when_data_has_passed_its_end_and_its_value_has_matured(built_shop, published):

    complete = (
        "select max(period_start) from hub.metric_values where is_complete and metric_name = '{}' and grain = '{}'"
    )
    assert published(built_shop, complete.format("net_revenue", "month")) == [(date(2026, 1, 1),)]
    assert published(built_shop, complete.format("net_revenue", "day")) == [(date(2026, 2, 3),)]
    assert published(built_shop, complete.format("returned_share", "day")) == [(None,)]  # seven days are not over


def test_the_week_begins_where_the_project_says(shop, published):
    text = (shop.root / "dbt_project.yml").read_text()
    (shop.root / "dbt_project.yml").write_text(text.replace("week_start: monday", "week_start: sunday"))
    build(open_project(shop.root))

    weeks = published(shop, VALUES.format("net_revenue", "week", "total"))
    assert weeks == [(date(2026, 1, 25), 10.0), (date(2026, 2, 1), 35.5)]


def test_late_rows_reach_the_day_they_belong_to_and_a_rebuild_gives_the_same(built_shop, published):
    deliver(
        built_shop, "late", HEADER + "5,2,2026-01-30 11:00:00,7.00,false\n2,1,2026-01-31 15:59:59.999,20.00,false\n"
    )
    build(built_shop)

    rows = "select * from hub.metric_values order by all"
    assert published(built_shop, VALUES.format("net_revenue", "day", "total"))[:2] == [
        (date(2026, 1, 30), 17.0),
        (date(2026, 1, 31), 20.0),
    ]
    incremental = published(built_shop, rows)
    build(built_shop, full_refresh=True)
    assert published(built_shop, rows) == incremental


def test_the_same_file_again_changes_no_number(built_shop, published):
    before = published(built_shop, "select * from hub.metric_values order by all")
    deliver(built_shop, "again", (built_shop.raw_dir / "orders/january.csv").read_text())

    assert build(built_shop).intake.rows == 0
    assert published(built_shop, "select * from hub.metric_values order by all") == before


@pytest.mark.parametrize(
    ("break_it", "error", "message"),
    [
        (
            lambda p: deliver(p, "bad", HEADER + "x,1,2026-01-01 00:00:00,1,false\n"),
            IntakeError,
            r"orders/bad\.csv, line 2",
        ),
        (
            lambda p: deliver(p, "bad", "id,shop_id,ordered_at,amount,is_returned\n"),
            IntakeError,
            "lacks the column store_id .* The file has shop_id instead",
        ),
        (
            lambda p: deliver(
                p, "bad", HEADER + "8,1,2026-02-01 00:00:00,-4,false\n9,1,2026-02-01 00:00:00,-5,false\n"
            ),
            CheckError,
            r"raw\.shop__orders: amount lies between 0 and 100,000: 2 bad rows",
        ),
        (
            lambda p: (p.root / "models/dim_stores.sql").write_text(
                "select 1 as store_id, 'N' as store_name union all select 1, 'S'"
            ),
            CheckError,
            r"dim_stores: unique_dim_stores_store_id .*: 1 bad row",
        ),
        (lambda p: (p.root / "expectations/fct_orders.yml").unlink(), CheckError, r"marts\.fct_orders: .*0 checks ran"),
        (lambda p: (p.root / "expectations/fct_orders.yml").write_text(""), CheckError, "0 checks ran: .* is empty"),
        (
            lambda p: (p.root / "models/fct_orders.sql").write_text("select nonsense from nowhere"),
            CheckError,
            "fct_orders: is built: check error",
        ),
        (lambda p: (p.root / "models/fct_orders.sql").write_text("{{ nope("), BuildError, "fct_orders"),
        (
            lambda p: (p.root / "metrics/shop.yml").write_text(
                (p.root / "metrics/shop.yml").read_text().replace("role: driver", "role: star")
            ),
            ConfigurationError,
            r"metrics/shop\.yml: metric average_order_value: role is 'star'",
        ),
    ],
    ids=["type", "renamed", "range", "duplicate", "no suite", "empty suite", "model fails", "jinja", "contract"],
)
def test_a_bad_day_stops_the_release_and_leaves_the_old_one(built_shop, break_it, error, message):
    before = state(built_shop)
    break_it(built_shop)

    with pytest.raises(error, match=message):
        build(built_shop)

    assert state(built_shop) == before
    assert not list(built_shop.releases_dir.glob(".staging-*"))
    assert not lock.is_held_here(built_shop.hub_dir / "build.lock")


def test_after_a_bad_file_is_mended_the_next_build_is_as_if_it_had_never_come(built_shop, published):
    deliver(built_shop, "bad", HEADER + "6,1,2026-02-02 00:00:00,1,false\nx,,,,\n")
    with pytest.raises(IntakeError):
        build(built_shop)
    deliver(built_shop, "bad", HEADER + "6,1,2026-02-02 00:00:00,1,false\n")

    assert build(built_shop).intake.rows == 1
    assert (date(2026, 2, 2), 1.0) in published(built_shop, VALUES.format("net_revenue", "day", "total"))


def test_a_second_build_is_refused_while_one_runs(shop):
    lock.acquire(shop.hub_dir / "build.lock")
    try:
        with pytest.raises(LockedError, match=f"process {os.getpid()}"):
            build(shop)
    finally:
        lock.release(shop.hub_dir / "build.lock")


def test_rollback_moves_readers_to_the_older_release_and_back(shop):
    first = build(shop).release.release_id
    second = build(shop).release.release_id

    rollback(shop, first)
    assert current_release(shop.hub_dir).release_id == first
    rollback(shop, second)
    assert current_release(shop.hub_dir).release_id == second


def test_a_reader_keeps_its_release_open_through_the_next_publish(built_shop):
    with duckdb.connect(str(current_release(built_shop.hub_dir).database), read_only=True) as reader:
        deliver(built_shop, "more", HEADER + "5,1,2026-02-03 00:00:00,100,false\n")
        build(built_shop)

        old = reader.execute(
            "select sum(value) from hub.metric_values where grain = 'day' and metric_name = 'net_revenue'"
        )
        assert old.fetchone() == (45.5 * 2,)  # the total, and the stores


@pytest.mark.parametrize("seconds", [2, 5])
def test_a_killed_build_leaves_the_old_release_and_the_next_build_is_clean(built_shop, seconds):
    before = state(built_shop)
    deliver(built_shop, "more", HEADER + "5,1,2026-02-03 00:00:00,100,false\n")
    command = [
        sys.executable,
        "-c",
        "from lodestar.cli.app import main; main()",
        "build",
        "--project-dir",
        str(built_shop.root),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()

    if current_release(built_shop.hub_dir).release_id == before[0]:
        assert state(built_shop) == before
    build(built_shop)
    assert len(list_releases(built_shop.releases_dir)) in (2, 3)
    with duckdb.connect(str(built_shop.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*), count(distinct order_id) from marts.fct_orders").fetchone() == (
            5,
            5,
        )


def test_a_terminated_build_frees_the_lock_and_says_that_it_was_aborted(built_shop):
    command = [
        sys.executable,
        "-c",
        "from lodestar.cli.app import main; main()",
        "build",
        "--project-dir",
        str(built_shop.root),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    while "Building models" not in process.stderr.readline():
        pass
    process.terminate()
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "What was published is unchanged" in said
    assert not (built_shop.build_dir / "warehouse.duckdb").exists()
    assert json.loads((built_shop.build_dir / "journal.json").read_text())["state"] == "aborted"
    build(built_shop)


def test_a_changed_rule_rebuilds_what_older_rules_made(built_shop, published):
    text = (built_shop.root / "models/fct_orders.sql").read_text()
    (built_shop.root / "models/fct_orders.sql").write_text(
        text.replace("amount as order_amount", "amount * 2 as order_amount")
    )
    deliver(built_shop, "more", HEADER + "5,1,2026-02-03 00:00:00,100,false\n")

    build(built_shop)

    assert [value for _, value in published(built_shop, VALUES.format("net_revenue", "day", "total"))] == [
        20,
        0,
        61,
        0,
        210,
    ]
