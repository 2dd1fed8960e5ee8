"""Row 24: a person of a closed month asks to be deleted: what was reported stays, what is live shows the difference."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lodestar.workflows.as_reported import query_as_reported
from lodestar.workflows.build import build
from lodestar.workflows.deletions import forget
from lodestar.workflows.freeze import freeze
from lodestar.workflows.read import query
from lodestar.workflows.restatements import restatements
from tests.personal_shop import with_people

pytestmark = [pytest.mark.slow, pytest.mark.fault(24, "raw deletion in a closed month")]

JANUARY = {"grain": "month", "start": date(2026, 1, 1), "end": date(2026, 1, 31)}


def test_24_a_frozen_month_keeps_what_was_reported_and_says_that_rows_were_deleted(seen, shop):
    build(with_people(shop))
    frozen = freeze(shop, "2026-01", now=datetime(2026, 3, 1, tzinfo=UTC))
    assert frozen.folder is not None
    before = {path: path.read_bytes() for path in frozen.folder.rglob("*") if path.is_file()}

    # member 71 bought for 10 in January, and for 30.50 on the first of February in Shanghai
    forget(shop, subject="member", value="71", by="Chen Yu", reason="asked by letter")
    with seen.recovery():
        build(shop)

    (live,) = query(shop, ["net_revenue"], **JANUARY).values
    (reported,) = query_as_reported(shop, ["net_revenue"], date(2026, 3, 2), **JANUARY).answer.values
    assert (reported.value, live.value) == (10.0, 0.0)
    assert {path: path.read_bytes() for path in before} == before
    (changed,) = (
        r
        for r in restatements(shop, "2026-01").found
        if (r.metric, r.grain, r.dimension) == ("net_revenue", "month", "total")
    )
    assert (changed.reported, changed.today, changed.causes) == (10.0, 0.0, ("deleted",))
    assert {cause: float(part) for cause, part in changed.parts.items()} == {"deleted": -10.0}
    seen.happened("the frozen 10.00 stays, live says 0.00, the restatement says deleted: -10.00")
