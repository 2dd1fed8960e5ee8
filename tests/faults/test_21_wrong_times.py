"""Row 21: times in the future, epoch 0, milliseconds where seconds are declared."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from lodestar.workflows.build import build
from tests.conftest import deliver

pytestmark = [pytest.mark.slow, pytest.mark.fault(21, "future timestamps, epoch 0, milliseconds for seconds")]

GOOD = calendar.timegm((2026, 2, 5, 10, 0, 0))


def test_21_wrong_times_are_held(seen, shop):
    declared = shop.root / "models/shop.yml"
    meta = 'config: {meta: {lodestar: {epoch: s, most: "now + 1 day"}}}'
    old = "{name: ordered_at, data_type: timestamp}"
    declared.write_text(declared.read_text().replace(old, f"{{name: ordered_at, data_type: timestamp, {meta}}}"))
    future = round((datetime.now(UTC) + timedelta(days=2)).timestamp())
    times = [GOOD, 0, GOOD * 1000, future, GOOD * 1_000_000]
    lines = "".join(f"{number},1,{time},1.00,false\n" for number, time in enumerate(times, 1))
    deliver(shop, "january", "id,store_id,ordered_at,amount,is_returned\n" + lines)

    with seen.recovery():
        intake = build(shop).intake

    assert (intake.rows, intake.quarantined) == (1, 4)
    with duckdb.connect(str(shop.warehouse), read_only=True) as warehouse:
        held = warehouse.execute("select source_line, rule, column_name from quarantine.records order by 1").fetchall()
        assert warehouse.execute("select ordered_at from raw.shop__orders").fetchall() == [(datetime(2026, 2, 5, 10),)]
    assert held == [(line, "time", "ordered_at") for line in (3, 4, 5, 6)]
    seen.happened("4 records held as `time`; the reason says which unit the source declares")
