"""Row 22: an event arrives three days late, and its month is still open."""

from __future__ import annotations

import csv
from datetime import UTC, datetime

import pytest

from lodestar.workflows.build import build
from lodestar.workflows.freeze import freeze
from lodestar.workflows.restatements import restatements

pytestmark = [pytest.mark.slow, pytest.mark.fault(22, "event 3 days late, month open")]

REVENUE = """select value from hub.metric_values where metric_name = 'net_revenue' and grain = 'month'
and dimension = 'total' and period_start = '2026-01-01'"""


def test_22_an_order_that_is_three_days_late_is_in_its_open_month(seen, built_shop, published):
    """The newest order is of 3 February; one of 31 January comes after it."""
    assert published(built_shop, REVENUE) == [(10.0,)]
    (built_shop.raw_dir / "orders" / "late.csv").write_text(
        "id,store_id,ordered_at,amount,is_returned\n9,1,2026-01-31 03:00:00,64.00,false\n"
    )

    with seen.recovery():
        build(built_shop)

    assert published(built_shop, REVENUE) == [(74.0,)]
    frozen = freeze(built_shop, "2026-01", now=datetime(2026, 2, 10, tzinfo=UTC))
    with (frozen.folder / "values.csv").open(encoding="utf-8") as lines:
        reported = [
            row["value"]
            for row in csv.DictReader(lines)
            if (row["metric_name"], row["grain"], row["dimension"]) == ("net_revenue", "month", "total")
        ]
    assert [float(value) for value in reported] == [74.0]
    assert restatements(built_shop, "2026-01").found == ()
    seen.happened("included in its month; frozen with it; nothing restated")
