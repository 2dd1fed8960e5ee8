"""Each metric alone, day after day: another metric's longer periods would hide that too little of the past is read."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.lodestar.compiler.activity_warehouse import Warehouse, differences, models_of
from tests.oracles.brute_force.metrics import METRICS
from tests.oracles.brute_force.tables import metric_tables

FIRST = date(2024, 2, 20)
DAYS = 45
ENDS = (40, 41, 43, 45)
"""Days that have arrived, delivery by delivery. Across the end of March, so that months and fiscal years begin."""


@pytest.mark.slow
@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_alone_is_right_after_each_day(metric):
    with duckdb.connect(":memory:") as connection:
        built = Warehouse(lambda sql: connection.execute(sql).fetchall(), models_of((metric,)))
        for number, days in enumerate(ENDS):
            tables = arrived(days)
            built.deliver(tables)
            built.build(is_incremental=number > 0)
            wrong = differences(metric_tables(tables, [metric]), built.answers([metric]))
            assert not wrong, f"after {days} days:\n{wrong}"


def arrived(days: int) -> dict[str, list[dict[str, Any]]]:
    """What there is after so many days; one row in ten comes a few days late."""
    through = FIRST + timedelta(days=days - 1)
    tables = {
        name: [row for row in rows if row["arrives"] <= days and row.pop("arrives") is not None]
        for name, rows in everything().items()
    }
    tables["stores"] = [{"store_id": 1, "region": "North"}, {"store_id": 2, "region": "South"}]
    tables["store_tiers"] = [{"store_id": 1, "tier": "gold", "valid_from": FIRST, "valid_to": date(2024, 3, 30)}]
    tables["load_progress"] = [{"system": system, "through_date": through} for system in ("tills", "web")]
    return tables


def everything() -> dict[str, list[dict[str, Any]]]:
    chance = random.Random(20240220)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("events", "clicks", "signups", "purchases", "stock")}

    def add(table: str, key: str, number: int, **fields: Any) -> None:
        late = chance.choice([0] * 9 + [chance.randint(1, 6)])
        loaded_at = datetime(2026, 1, 1) + timedelta(days=number + late)
        rows[table].append({key: len(rows[table]) + 1, **fields, "_loaded_at": loaded_at, "arrives": number + late})

    for number in range(1, DAYS + 1):
        day = FIRST + timedelta(days=number - 1)
        users = list(range(1, 9))
        for _ in range(chance.randint(0, 3)):
            common = {"user_id": chance.choice(users), "store_id": chance.choice([1, 2, None])}
            platform, amount = chance.choice(["web", "app", None]), Decimal(chance.randint(0, 500)) / 100
            is_paid = chance.choice([True, False])
            add(
                "events",
                "event_id",
                number,
                **common,
                event_date=day,
                platform=platform,
                amount=amount,
                is_paid=is_paid,
            )
            moment = datetime.combine(day, datetime.min.time()) + timedelta(minutes=chance.randint(300, 1700))
            add("clicks", "click_id", number, user_id=chance.choice(users), clicked_at=moment, page="home")
        if chance.random() < 0.3:
            add(
                "purchases",
                "purchase_id",
                number,
                user_id=chance.choice(users),
                store_id=1,
                purchased_date=day,
                amount=1,
            )
        if number % 5 == 1:
            channel = chance.choice(["ads", None])
            add("signups", "user_id", number, signed_up_date=day, channel=channel)
        if chance.random() < 0.5:
            add("stock", "stock_id", number, store_id=chance.choice([1, 2]), stock_date=day, units=chance.randint(0, 9))
    return rows
