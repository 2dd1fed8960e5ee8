"""Identities of the demo's trees hold in its release, and every metric's change is divided to the last digit."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from lodestar.governance.exact import exact
from lodestar.governance.identity import held, members_of
from lodestar.governance.register import read_register
from lodestar.governance.trees import nodes
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import current_release
from lodestar.releases.series import TOTAL, read_series
from lodestar.review.why import explain
from lodestar.workflows.why import state_teams

pytestmark = pytest.mark.slow

DIVIDED = {
    "monthly_repurchase_rate": (50, {"total", "customer_type"}),
    "weekly_effective_learning_minutes": (300, {"total", "platform", "subject"}),
    "weekly_active_learners": (300, {"total", "platform"}),
    "stickiness": (300, {"total", "platform", "subject"}),
}
"""Metric with an identity -> more values than so many are compared, by these dimensions."""


def test_identities_of_its_trees_hold_in_every_period_and_for_every_member(demo_hub):
    release = current_release(demo_hub.project.hub_dir)
    found = {node.metric: node for tree in read_register(demo_hub.project.root).trees for node in nodes(tree)}
    with_identity = {name: node for name, node in found.items() if node.identity}

    assert set(with_identity) == set(DIVIDED)
    for name, node in with_identity.items():
        count, dimensions = DIVIDED[name]
        seen = list(held(node, read_series(release, members_of(node))))
        assert all(one.is_held for one in seen)
        assert len(seen) > count
        assert {one.dimension for one in seen} == dimensions
    checks = {check["rule"]: check["status"] for check in release.facts["checks"]}
    assert checks["weekly_active_learners = new_learners + retained_learners + resurrected_learners"] == "passed"
    assert checks["monthly_repurchase_rate = repeat_buyers / monthly_buyers"] == "passed"
    assert checks["weekly_effective_learning_minutes = effective_learning_minutes / weekly_active_learners"] == "passed"
    assert checks["stickiness = daily_active_learners / active_learners_28d"] == "passed"


def test_every_metric_is_divided_exactly_in_every_pair_of_periods(demo_hub):
    release = current_release(demo_hub.project.hub_dir)
    catalog = {row["metric_name"]: row for row in catalog_rows(release)}
    nodes_of = {node.metric: node for tree in read_register(demo_hub.project.root).trees for node in nodes(tree)}
    grains = {name: row["grains"].split(", ")[-1] for name, row in catalog.items()}
    divided = 0
    for name, grain in grains.items():
        node = nodes_of.get(name)
        names = {name, *(members_of(node) if node and node.identity else ())}
        series = read_series(release, names, grains=[grain])
        whole = next(one for one in series if one.metric == name and one.dimension == TOTAL)
        starts = [start for start, _ in whole.known()][-14:]
        for old, new in pairwise(starts):
            found = explain(name, catalog, series, node, (old, new))
            values = [exact(whole.at(start).value) for start in (old, new)]
            for one in found.explanations:
                assert sum((part.part for part in one.parts), Fraction(0)) == values[1] - values[0], (name, one.by)
                divided += 1
            assert {one.reason for one in found.undivided} <= {"no_members", "no_denominator"}, (name, old, new)
    assert divided > 500


def test_teams_of_weekly_active_learners_gave_what_their_learners_changed(demo_hub):
    """By hand: new and resurrected learners are member growth's, retained ones learning product's."""
    told = state_teams(demo_hub.project, "weekly_active_learners").statement
    by_metric = {line.metric: line for line in told.lines}

    assert told.teams["learning-product"] == by_metric["retained_learners"].change
    assert told.teams["member-growth"] == by_metric["new_learners"].change + by_metric["resurrected_learners"].change
    assert sum(told.teams.values()) == told.change
