"""The effects that the demo planted are found again by measuring its actions, each within its 95% interval.

What was planted stands in `raw/_truth.json`. The seed is fixed, so this never flickers; a 95% interval of another seed
misses one effect in twenty.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lodestar.governance.register import read_register
from lodestar.releases.release import current_release
from lodestar.releases.series import read_series
from lodestar.review.effects import Method, measure

if TYPE_CHECKING:
    from tests.conftest import DemoHub

pytestmark = pytest.mark.slow

UNTIL = date(2026, 10, 31)
PLANTED = (
    "average_order_value",
    "course_completion_rate",
    "monthly_repurchase_rate",
    "store_repurchase_rate",
    "weekly_effective_learning_minutes",
)


@pytest.mark.parametrize("metric", PLANTED)
def test_a_planted_effect_lies_within_the_interval_of_its_action(demo_hub: DemoHub, metric: str) -> None:
    planted = demo_hub.truth["effects"][metric]
    actions = read_register(demo_hub.project.root).actions
    (action,) = [one for one in actions if one.metric == metric]
    assert action.starts_on.isoformat() == planted["since"]

    found = measure(action, read_series(current_release(demo_hub.project.hub_dir), {metric}), until=UNTIL)

    assert found.effect is not None
    assert found.effect.method is Method.interrupted  # all were reached, so nothing is left to compare with
    assert found.effect.low < planted["ratio"] - 1 < found.effect.high
    assert action.expected_effect == pytest.approx(planted["ratio"] - 1)


def test_effects_of_this_size_are_told_from_nothing(demo_hub: DemoHub) -> None:
    """All but one: in so small a company the stores' repurchase rate moves as much by itself as it was moved."""
    actions = [one for one in read_register(demo_hub.project.root).actions if one.metric in PLANTED]
    series = read_series(current_release(demo_hub.project.hub_dir), PLANTED)

    effects = {one.metric: measure(one, series, until=UNTIL).effect for one in actions}

    unclear = {metric for metric, effect in effects.items() if effect is None or effect.low <= 0}
    assert unclear <= {"store_repurchase_rate"}


def test_what_was_not_planted_is_not_found(demo_hub: DemoHub) -> None:
    actions = read_register(demo_hub.project.root).actions
    release = current_release(demo_hub.project.hub_dir)
    compared = [one for one in actions if one.members and one.metric]
    assert len(compared) == 2

    for action in compared:
        found = measure(action, read_series(release, {action.metric or ""}), until=UNTIL, others=actions)
        assert found.effect is not None
        assert found.effect.method is Method.differences
        assert found.effect.holds(0.0)
