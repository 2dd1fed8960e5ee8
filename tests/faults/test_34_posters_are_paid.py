"""Row 34: somebody pays people to post: posts double, nobody stays longer."""

from __future__ import annotations

import pytest

from lodestar.review.verdict import verdict
from lodestar.workflows.verdict import verdicts
from tests.lodestar.review.growth_scenarios import paid_posters, scenario

pytestmark = [pytest.mark.slow, pytest.mark.fault(34, "paid posters: posts x2, retention flat")]


def test_34_the_twin_does_not_move_and_the_accounts_are_named(seen):
    case = scenario(paid_posters, 3)
    star, twin = (series.final().points for series in (case.evidence.star.series, case.evidence.twin.series))
    said = verdict(case.evidence)

    assert said.state == "hollow"
    raised = {sign.code: sign for sign in said.signs if sign.is_raised}
    assert {"twin", "concentration"} <= set(raised)
    named = set(raised["concentration"].facts["accounts"])
    assert set(case.behind) & named
    growth = [points[-1].value / points[-6].value - 1 for points in (star, twin)]
    assert growth[0] > 0.3
    assert abs(growth[1]) < growth[0] / 2
    seen.happened(f"hollow: posts {growth[0]:+.0%}, its twin {growth[1]:+.0%}; {len(named)} accounts named")


@pytest.mark.thorough
def test_34_the_demo_s_paid_posters_are_told_from_raw_data_on(seen, demo_hub):
    (found,) = verdicts(demo_hub.project, "community_posts", "2026-05")

    assert found.verdict.state == "hollow"
    seen.happened("the demo's community: hollow from its raw posts on")
