"""Row 23: an event arrives after its month was reported."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lodestar.workflows.as_reported import query_as_reported
from lodestar.workflows.build import build
from lodestar.workflows.freeze import freeze
from lodestar.workflows.restatements import restatements

pytestmark = [pytest.mark.slow, pytest.mark.fault(23, "event late, month closed")]

FROZEN = datetime(2026, 2, 10, 9, tzinfo=UTC)


def ledger_files(project):
    return {path.name: path.read_bytes() for path in project.ledger_dir.rglob("*") if path.is_file()}


def reported(project):
    found = query_as_reported(project, ["net_revenue"], date(2026, 12, 31), grain="month").answer.values
    return [(value.period_start, value.value) for value in found]


def test_23_a_late_order_leaves_the_reported_value_and_is_told_with_its_cause(seen, built_shop, published):
    freeze(built_shop, "2026-01", now=FROZEN)
    written, before = ledger_files(built_shop), reported(built_shop)
    (built_shop.raw_dir / "orders" / "late.csv").write_text(
        "id,store_id,ordered_at,amount,is_returned\n9,1,2026-01-31 03:00:00,64.00,false\n"
    )

    with seen.recovery():
        build(built_shop)

    assert reported(built_shop) == before == [(date(2026, 1, 1), 10.0)]
    (one,) = [
        one
        for one in restatements(built_shop, "2026-01").found
        if (one.metric, one.grain, one.dimension) == ("net_revenue", "month", "total")
    ]
    assert (one.reported, one.today, one.difference) == (10.0, 74.0, Decimal(64))
    assert one.parts == {"late": Decimal(64)}
    again = freeze(built_shop, "2026-01")  # the review runs once more
    assert again.folder is None
    assert ledger_files(built_shop) == written
    seen.happened("as reported: 10, unchanged to the byte; restated: +64, late")
