"""Row 30: one name for two metrics, one formula under two names, two north stars in one scope."""

from __future__ import annotations

import re

import pytest

from lodestar.releases.release import current_release
from tests.faults.governed import agreed, command, rewrite

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fault(30, "same name twice; same formula under two names; two north stars in one scope"),
]
COPY = """
  - name: {name}
    label: {name}
    description: Order amounts less the amounts of orders that came back, as finance counts them every month.
    type: derived
    expr: order_amount_total - returned_amount_total
    input_metrics: [{{name: order_amount_total}}, {{name: returned_amount_total}}]
    config:
      meta:
        lodestar: {{version: 1, status: proposed, owner: shop, role: kpi, unit: CNY, direction: up,
                   grains: [day, week, month], dimensions: {{store: store__store_name}}, label_zh: 甲}}

saved_queries:"""


def test_30_what_stands_twice_is_an_error_or_a_warning_that_names_both(seen, built_shop):
    project = agreed(built_shop)
    before = current_release(project.hub_dir).release_id

    rewrite(project, "metrics/shop.yml", "\nsaved_queries:", COPY.format(name="net_revenue"))
    code, told = command(project, "check")
    assert code == 2
    assert "metrics/shop.yml, line 35: a metric is called 'net_revenue' in metrics/shop.yml, line 2 too" in told
    seen.happened("same name: exit 2, both lines named")

    rewrite(project, "metrics/shop.yml", COPY.format(name="net_revenue"), COPY.format(name="income"))
    star = (
        "  - {metric: average_order_value, scope: company, stage: s, value_statement: v, effective_from: 2026-02-01}\n"
    )
    with (project.root / "governance" / "north_stars.yml").open("a", encoding="utf-8") as stars:
        stars.write(star)
    code, told = command(project, "check")

    assert code == 1
    assert re.search(r"warning G301  (income|net_revenue) .*(income|net_revenue)", told)
    assert re.search(r"  9    error G201  average_order_value .* while net_revenue still is", told)
    assert current_release(project.hub_dir).release_id == before
    seen.happened("same formula: a warning (G301); two stars: an error (G201) with its line")
