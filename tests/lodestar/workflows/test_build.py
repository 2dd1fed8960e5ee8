"""What a build publishes is exact: dense, complete where it says so, and the same however rows arrived."""

from __future__ import annotations

import json
from datetime import date

import duckdb
import pytest

from lodestar.releases.release import current_release
from lodestar.settings import open_project
from lodestar.workflows.build import build
from lodestar.workflows.decide import decide
from lodestar.workflows.read import query, rollback

pytestmark = pytest.mark.slow

HEADER = "id,store_id,ordered_at,amount,is_returned\n"
VALUES = (
    "select period_start, value from hub.metric_values "
    "where metric_name = '{}' and grain = '{}' and member = '{}' order by period_start"
)


def deliver(project, name, text):
    (project.raw_dir / "orders" / f"{name}.csv").write_text(text)


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
    assert facts["row_counts"]["metric_catalog"] == 6
    assert set(facts["fingerprints"]) == {
        row[0] for row in published(shop, "select metric_name from hub.metric_catalog")
    }
    not_met = [check["rule"] for check in facts["checks"] if check["status"] != "passed"]
    assert not_met == ["metrics mean what people agreed on"]  # the shop has no decisions, and only a warning for it
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


def test_a_month_of_a_running_total_is_its_last_day(built_shop, published):
    days = dict(published(built_shop, VALUES.format("revenue_year_to_date", "day", "total")))
    months = dict(published(built_shop, VALUES.format("revenue_year_to_date", "month", "total")))

    assert days[date(2026, 1, 31)] == 30
    assert months == {date(2026, 1, 1): 30, date(2026, 2, 1): 65.5}


def test_growth_before_the_first_data_is_unknown(built_shop, published):
    months = dict(published(built_shop, VALUES.format("revenue_growth", "month", "total")))

    assert months == {date(2026, 1, 1): None, date(2026, 2, 1): 5.5}


def test_two_builds_of_the_same_rows_publish_the_same_values(built_shop, published):
    rows = "select * from hub.metric_values order by all"
    before = published(built_shop, rows)

    build(built_shop, full_refresh=True)

    assert published(built_shop, rows) == before


def test_a_release_quotes_no_raw_value_of_a_check(built_shop, published):
    suite = built_shop.root / "expectations/shop__orders.yml"
    rule = "{type: expect_column_values_to_be_in_set, kwargs: {column: amount, value_set: [1]}, severity: warning}"
    suite.write_text(suite.read_text() + f"  - {rule}\n")

    report = build(built_shop)

    assert any("30.5" in check.detail for check in report.checks)
    assert "30.5" not in (report.release.folder / "release.json").read_text()
    columns = published(built_shop, "select column_name from duckdb_columns() where table_name = 'check_results'")
    assert ("detail",) not in columns


def test_a_metric_that_nobody_agreed_to_any_more_is_told_and_published(built_shop, published):
    (built_shop.root / "governance").mkdir()
    (built_shop.root / "governance/teams.yml").write_text("teams: {shop: {people: [Chen, Li]}}\n")
    decide(built_shop, ["net_revenue"], title="It", proposed_by="Chen", agreed=["Li@shop"], why="because")
    state = "select certification, certification_note from hub.metric_catalog where metric_name = 'net_revenue'"
    build(built_shop)
    assert published(built_shop, state)[0][0] == "certified"
    text = (built_shop.root / "metrics/shop.yml").read_text()
    changed = text.replace(
        "expr: order_amount_total - returned_amount_total", "expr: order_amount_total + returned_amount_total"
    )
    (built_shop.root / "metrics/shop.yml").write_text(changed)

    report = build(built_shop)

    warned = {check.rule: check.detail for check in report.checks if check.status != "passed"}
    assert "drifted: its definition changed" in warned["net_revenue means what people agreed on"]
    assert published(built_shop, state)[0][0] == "drifted"
    assert query(built_shop, ["net_revenue"], grain="month").doubts["net_revenue"].startswith("net_revenue is drifted")


def test_late_and_corrected_orders_leave_what_a_rebuild_makes(built_shop, published):
    everything = "select * from hub.metric_values order by all"
    deliver(built_shop, "february", HEADER + "5,1,2026-02-20 10:00:00,7.00,false\n6,2,2026-01-30 11:00:00,1.50,true\n")
    build(built_shop)
    # order 3 moves to another store and day, order 4 was never returned, a store that had none has one
    deliver(built_shop, "march", HEADER + "3,1,2026-02-02 09:00:00,30.50,false\n7,3,2026-02-21 09:00:00,2.00,false\n")
    kept = build(built_shop)
    values = published(built_shop, everything)

    rebuilt = build(built_shop, full_refresh=True)

    assert published(built_shop, everything) == values
    assert rebuilt.release.release_id != kept.release.release_id
    with duckdb.connect(str(built_shop.warehouse), read_only=True) as connection:
        batches = connection.execute("select count(distinct batch) from states.state__orders").fetchone()
    assert batches == (1,)


def test_only_the_days_that_new_rows_touch_are_computed_anew(built_shop):
    deliver(built_shop, "late", HEADER + "5,1,2026-01-31 10:00:00,7.00,false\n")
    build(built_shop)

    with duckdb.connect(str(built_shop.warehouse), read_only=True) as connection:
        latest = connection.execute(
            "select distinct day from states.state__orders where batch = (select max(batch) from states.state__orders)"
        ).fetchall()
    assert latest == [(date(2026, 1, 31),)]


def test_a_build_with_nothing_new_keeps_the_release(built_shop):
    before = current_release(built_shop.hub_dir)

    report = build(built_shop)

    assert (report.is_new, report.release.release_id) == (False, before.release_id)
    assert build(built_shop, full_refresh=True).is_new


def test_a_changed_definition_is_computed_anew_for_all_periods(built_shop, published):
    metric = built_shop.root / "metrics" / "shop.yml"
    metric.write_text(metric.read_text().replace("order_amount_total - returned_amount_total", "order_amount_total"))

    build(built_shop)

    assert published(built_shop, VALUES.format("net_revenue", "day", "total"))[1] == (date(2026, 1, 31), 20.0)
