"""Row 19: nulls, negatives, 1e18, NaN, infinity. (Refunds against orders: a test of dbt.)"""

from __future__ import annotations

import duckdb
import pytest

from lodestar.workflows.build import build
from tests.conftest import JANUARY, deliver

pytestmark = [pytest.mark.slow, pytest.mark.fault(19, "nulls, negatives, 1e18, NaN, infinity")]

BAD = {
    ",1,2026-02-05 10:00:00,1.00,false": "required",
    "11,1,2026-02-05 10:00:00,-1.00,false": "range",
    "12,1,2026-02-05 10:00:00,1e18,false": "range",
    "13,1,2026-02-05 10:00:00,NaN,false": "finite",
    "14,1,2026-02-05 10:00:00,-Infinity,false": "finite",
}


def test_19_values_out_of_the_contract_are_held_and_never_published(seen, shop, published):
    declared = shop.root / "models/shop.yml"
    text = declared.read_text()
    text = text.replace(
        "{name: id, data_type: bigint}", "{name: id, data_type: bigint, config: {meta: {lodestar: {required: true}}}}"
    )
    text = text.replace(
        '{name: amount, data_type: "decimal(18, 2)"}',
        "{name: amount, data_type: double, config: {meta: {lodestar: {least: 0, most: 100000}}}}",
    )
    declared.write_text(text)
    suite = shop.expectations_dir / "shop__orders.yml"  # the contract says it now
    rows, _, _ = suite.read_text().partition("  - type: expect_column_values_to_be_between")
    suite.write_text(rows)
    deliver(shop, "january", JANUARY + "\n".join(BAD) + "\n")

    with seen.recovery():
        intake = build(shop).intake

    assert (intake.rows, intake.quarantined, intake.total) == (4, 5, 9)
    with duckdb.connect(str(shop.warehouse), read_only=True) as warehouse:
        held = warehouse.execute("select record, rule from quarantine.records order by source_line").fetchall()
    assert dict(held) == BAD
    wrong = "select count(*) from hub.metric_values where isnan(value) or isinf(value) or abs(value) > 1e6"
    assert published(shop, wrong) == [(0,)]
    seen.happened("5 records held, each under its rule; no NaN among the published values")
