"""Days that random histories seldom hold, each planted by hand and counted by the same oracle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.lodestar.compiler.activity_warehouse import Warehouse, differences, models_of
from tests.oracles.brute_force.tables import metric_tables

CLICK_METRICS = (
    "clicks",
    "clicks_7d",
    "clicking_users_7d",
    "click_retention_within_3_days",
    "click_retention_day_1",
    "visit_click_rate_3d",
    "visit_click_rate",
)
USER_METRICS = ("active_users", "active_users_7d", "active_users_all_time", "new_users", "stickiness")
AMOUNT_METRICS = ("amount", "amount_7d", "amount_month_to_date", "average_amount")


def assert_each_delivery_is_right(metrics: tuple[str, ...], *deliveries: dict[str, Any]) -> None:
    with duckdb.connect(":memory:") as connection:
        built = Warehouse(lambda sql: connection.execute(sql).fetchall(), models_of(metrics))
        for number, tables in enumerate(deliveries):
            built.deliver(tables)
            built.build(is_incremental=number > 0)
            wrong = differences(metric_tables(tables, metrics), built.answers(metrics))
            assert not wrong, f"after delivery {number}:\n{wrong}"


def world(events=(), clicks=(), *, through: int = 31):
    progress = [{"system": system, "through_date": date(2024, 1, through)} for system in ("web", "tills")]
    stores = [{"store_id": 1, "region": "North"}]
    nothing: dict[str, Any] = {"signups": [], "purchases": [], "stock": [], "store_tiers": []}
    return {**nothing, "stores": stores, "load_progress": progress, "events": list(events), "clicks": list(clicks)}


def event(number: int, day: int, *, user: int | None = 1, platform: str | None = "web", amount: str = "1"):
    return {
        "event_id": number,
        "user_id": user,
        "event_date": date(2024, 1, day),
        "platform": platform,
        "store_id": 1,
        "amount": Decimal(amount),
        "is_paid": True,
        "_loaded_at": datetime(2026, 1, 1),
    }


def click(number: int, day: int, *, user: int = 1):
    moment = datetime(2024, 1, day, 12)
    return {"click_id": number, "user_id": user, "clicked_at": moment, "page": None, "_loaded_at": datetime(2026, 1, 1)}


def later(tables):
    """The same rows, written again."""
    moved = {"_loaded_at": datetime(2026, 1, 2)}
    return {**tables, "events": [{**row, **moved} for row in tables["events"]]}


TEN_DAYS = [event(day, day, user=day) for day in range(1, 11)]


def test_what_was_complete_is_not_when_the_declared_end_of_data_goes_back():
    clicks = [click(1, 2), click(2, 9, user=8)]
    assert_each_delivery_is_right(
        CLICK_METRICS, world(TEN_DAYS, clicks, through=20), world(TEN_DAYS, clicks, through=5)
    )


def test_what_was_mature_is_not_when_the_last_rows_vanish():
    clicks = [click(1, 2)]
    assert_each_delivery_is_right(CLICK_METRICS, world([*TEN_DAYS, event(99, 20)], clicks), world(TEN_DAYS, clicks))


def test_a_cohort_matures_when_the_declared_end_of_data_goes_on_without_new_rows():
    clicks = [click(1, 2), click(2, 9, user=8)]
    assert_each_delivery_is_right(
        CLICK_METRICS, world(TEN_DAYS, clicks, through=5), world(TEN_DAYS, clicks, through=20)
    )


@pytest.mark.parametrize("metrics", [USER_METRICS, AMOUNT_METRICS], ids=["users", "amounts"])
def test_who_is_called_not_set_is_one_with_who_is_not_set(metrics):
    both = [event(1, 2, platform="(not set)"), event(2, 2, platform=None), event(3, 4, platform="(not set)")]
    assert_each_delivery_is_right(metrics, world(both))


@pytest.mark.parametrize("platform", ["total", "{{ x }}{% y %}{# z #}", "", " ", "'", '"', "\\", "中文"])
def test_a_member_may_have_any_name(platform):
    assert_each_delivery_is_right(
        (*USER_METRICS, *AMOUNT_METRICS), world([event(1, 2, platform=platform), event(2, 3)])
    )


def test_everything_may_vanish_and_come_back():
    full = world(TEN_DAYS)
    metrics = (*USER_METRICS, *AMOUNT_METRICS)
    assert_each_delivery_is_right(metrics, full, world(), later(full))
    assert_each_delivery_is_right(metrics, world(), full, world(), later(full))


def test_nothing_new_changes_nothing():
    full = world(TEN_DAYS, [click(1, 3)])
    assert_each_delivery_is_right((*USER_METRICS, *AMOUNT_METRICS, *CLICK_METRICS), full, full, full)


def test_a_great_amount_leaves_no_trace_when_it_leaves_the_window():
    great = [event(1, 1, amount="9999999999999999.99"), event(2, 10, amount="0.10")]
    assert_each_delivery_is_right(("amount", "amount_7d"), world(great))


def test_one_late_row_years_before_moves_the_beginning():
    early = {**event(99, 1, user=99), "event_date": date(2023, 2, 3), "_loaded_at": datetime(2026, 1, 2)}
    metrics = (*USER_METRICS, *AMOUNT_METRICS)
    assert_each_delivery_is_right(metrics, world(TEN_DAYS), world([early, *TEN_DAYS]), world(TEN_DAYS))


def test_a_user_who_is_taken_away_was_never_there():
    days = [event(number, day, user=7) for number, day in enumerate((1, 5, 9), start=20)]
    assert_each_delivery_is_right(USER_METRICS, world([*TEN_DAYS, *days]), world(TEN_DAYS), world(TEN_DAYS[:-1]))


def test_two_changes_of_one_day_in_one_delivery_are_seen():
    swapped = {**event(50, 3, user=50), "_loaded_at": datetime(2026, 1, 2)}
    kept = [row for row in TEN_DAYS if row["event_date"] != date(2024, 1, 3)]
    assert_each_delivery_is_right((*USER_METRICS, *AMOUNT_METRICS), world(TEN_DAYS), world([*kept, swapped]))


def test_a_row_that_moves_leaves_its_day():
    moved = {**TEN_DAYS[2], "event_date": date(2024, 1, 20), "_loaded_at": datetime(2026, 1, 2)}
    back = {**moved, "event_date": date(2024, 1, 3), "_loaded_at": moved["_loaded_at"] + timedelta(days=1)}
    kept = [row for row in TEN_DAYS if row["event_id"] != 3]
    assert_each_delivery_is_right(
        (*USER_METRICS, *AMOUNT_METRICS), world(TEN_DAYS), world([*kept, moved]), world([*kept, back])
    )


def test_a_custom_period_that_the_calendar_cuts_off_is_never_complete():
    last = date(2026, 12, 31)
    tables = {
        **world([{**event(1, 1), "event_date": last}]),
        "load_progress": [{"system": system, "through_date": last} for system in ("web", "tills")],
    }
    with duckdb.connect(":memory:") as connection:
        built = Warehouse(lambda sql: connection.execute(sql).fetchall(), models_of(("events",)))
        built.deliver(tables)
        built.build(is_incremental=False)
        answers = built.answers(["events"])

    complete = {key.grain: answer.is_complete for key, answer in answers.items() if key.dimension == "total"}
    assert (complete["year"], complete["fiscal_year"]) == (True, False)


def test_a_correction_without_a_time_of_loading_is_seen():
    first = world([event(1, 5)])
    corrected = world([{**event(1, 5, amount="7"), "_loaded_at": None}])

    assert_each_delivery_is_right(("amount",), first, corrected)
