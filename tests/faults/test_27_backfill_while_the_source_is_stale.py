"""Row 27: an old month that is delivered late makes nothing fresher, whenever it was loaded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lodestar.errors import CheckError
from lodestar.workflows.build import build

pytestmark = [
    pytest.mark.slow,
    pytest.mark.thorough,
    pytest.mark.fault(27, "backfill of an old month while the current one is stale"),
]

IDENTIFIER = "        identifier: shop__orders\n"
PROMISE = """\
        config:
          loaded_at_field: ordered_at
          freshness: {error_after: {count: 30, period: day}}
          meta: {lodestar: {files: "orders/*.csv", key: [id]}}
"""
HEADER = "id,store_id,ordered_at,amount,is_returned"


def test_27_a_backfill_does_not_turn_a_stale_source_green(seen, shop):
    declared = shop.root / "models" / "shop.yml"
    lines = [
        line
        for line in declared.read_text().splitlines(keepends=True)
        if "config: {meta: {lodestar: {files" not in line
    ]
    declared.write_text("".join(lines).replace(IDENTIFIER, IDENTIFIER + PROMISE))
    orders = shop.raw_dir / "orders"

    with pytest.raises(CheckError, match=r"raw\.shop__orders: its newest ordered_at is at most 30 days old"):
        build(shop)
    (orders / "december.csv").write_text(f"{HEADER}\n9,1,2025-12-05 10:00:00,5.00,false\n")  # loaded now, long ago
    with pytest.raises(CheckError, match=r"the newest ordered_at is 2026-02-03 10:00 UTC"):
        build(shop)

    yesterday = datetime.now(UTC) - timedelta(days=1)
    (orders / "current.csv").write_text(f"{HEADER}\n10,1,{yesterday:%Y-%m-%d %H:%M:%S},5.00,false\n")
    with seen.recovery():
        build(shop)
    seen.happened("stayed red after the backfill, with the newest moment named; green with current orders")
