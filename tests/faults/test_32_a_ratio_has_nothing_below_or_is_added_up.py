"""Row 32: a ratio whose denominator is zero, and a ratio that is summed over segments."""

from __future__ import annotations

import pytest

from tests.faults.governed import agreed, command, rewrite

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fault(32, "ratio with zero denominator; ratio summed over segments"),
]
SUMMED = """
  - name: value_of_both
    label: Value of both
    description: Order value in the north and order value in the south, added up as nobody should add them.
    type: derived
    expr: north + south
    input_metrics:
      - {name: average_order_value, alias: north, filter: "{{ Dimension('store__store_name') }} = 'North'"}
      - {name: average_order_value, alias: south, filter: "{{ Dimension('store__store_name') }} = 'South'"}
    config:
      meta:
        lodestar: {version: 1, status: proposed, owner: shop, role: kpi, unit: CNY, direction: up, grains: [month]}

saved_queries:"""


def test_32_a_day_without_orders_has_no_ratio_and_says_why(seen, built_shop, published):
    sql = (
        "select value, denominator from hub.metric_values where metric_name = 'average_order_value' and grain = 'day' "
        "and member = 'total' and period_start = '2026-02-02'"
    )
    assert published(built_shop, sql) == [(None, 0.0)]

    code, told = command(built_shop, "query", "average_order_value", "--grain", "day")

    assert code == 0
    assert "–: nothing to divide by" in told
    assert "nan" not in told.lower()
    seen.happened("NULL, denominator 0; query says why")


def test_32_a_sum_of_ratios_is_refused(seen, built_shop):
    project = agreed(built_shop)
    code, told = command(project, "query", "returned_share", "--grain", "month")
    assert code == 2
    assert "month" in told

    rewrite(project, "metrics/shop.yml", "\nsaved_queries:", SUMMED)
    code, told = command(project, "check")

    assert code == 1
    assert "error G309  value_of_both adds up average_order_value + average_order_value" in told
    seen.happened("roll-up refused: G309 names both segments' metric; a grain that it is not given by is refused")
