"""Row 31: a circle in a tree of drivers, a driver that is missing, parts that don't sum to the whole."""

from __future__ import annotations

import re

import pytest

from lodestar.releases.release import current_release
from lodestar.workflows.identities import check_identities
from tests.faults.governed import TREE, agreed, command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fault(31, "cycle in the tree, missing driver, parts that don't sum to the parent"),
]
CIRCLE = """metric: net_revenue
drivers:
  - metric: average_order_value
    team: shop
    drivers:
      - {metric: net_revenue, team: shop}
  - {metric: returned_shares, team: shop}
"""
NO_SUM = """metric: net_revenue
identity: sum
drivers:
  - {metric: average_order_value, team: shop, kind: component}
  - {metric: revenue_year_to_date, team: shop, kind: component}
"""


def test_31_the_edge_is_named_and_the_residual_shown(seen, built_shop):
    project = agreed(built_shop)
    before = current_release(project.hub_dir).release_id
    (project.root / TREE).write_text(CIRCLE)

    code, told = command(project, "check")

    assert code == 1
    assert re.search(r"  \d+    error G210  .*net_revenue", told)
    assert re.search(r"  7    error G208  .*returned_shares", told)
    assert "Did you mean 'returned_share'?" in told
    seen.happened("circle and missing driver: errors (G210, G208) on their lines")

    (project.root / TREE).write_text(NO_SUM)
    (broken,) = check_identities(project, project.warehouse, ("hub", "metric_values"))
    assert broken.status == "failed"
    # January: 10 is not 15 an order and 30 since New Year
    assert "in the month of 2026-01-01: 10 is not 45, residual -35" in broken.detail
    assert TREE in broken.detail
    assert current_release(project.hub_dir).release_id == before
    seen.happened("parts that don't sum: 10 is not 45, residual -35")
