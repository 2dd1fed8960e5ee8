"""Row 33: somebody joins order lines into the table of orders, so every order stands there once a line."""

from __future__ import annotations

import pytest

from lodestar.errors import CheckError
from lodestar.releases.release import current_release
from lodestar.workflows.build import build
from tests.faults.governed import rewrite, values_of

# a quick case of it is among tests/lodestar/workflows/test_bad_days.py
pytestmark = [pytest.mark.slow, pytest.mark.thorough, pytest.mark.fault(33, "fan-out join (orders x items)")]
ONCE = "where delivery = 1\n"
PER_LINE = "cross join (values (1), (2)) as items (line)\nwhere delivery = 1\n"


def test_33_the_test_of_the_grain_blocks_and_counts_the_rows(seen, built_shop, published):
    release, before = current_release(built_shop.hub_dir).release_id, values_of(published, built_shop)
    rewrite(built_shop, "models/fct_orders.sql", ONCE, PER_LINE)

    with pytest.raises(CheckError, match=r"fct_orders: unique_fct_orders_order_id .*: 4 bad rows"):
        build(built_shop)

    assert current_release(built_shop.hub_dir).release_id == release
    assert values_of(published, built_shop) == before
    rewrite(built_shop, "models/fct_orders.sql", PER_LINE, ONCE)
    with seen.recovery():
        build(built_shop)
    assert values_of(published, built_shop) == before
    seen.happened("blocked: order_id is not unique in fct_orders, 4 bad rows")
