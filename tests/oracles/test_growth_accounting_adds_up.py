"""Growth accounting leaves nobody out and counts nobody twice, in any period and on any platform.

Catches: a learner of an unfinished period, an empty period or a border between two periods who falls into no state or
into two. Doesn't catch: one who is in the wrong state of the same sum; SQL by hand does.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.oracles.conftest import Published

pytestmark = pytest.mark.slow

ACTIVE = {"week": "weekly_active_learners", "month": "monthly_active_learners"}

SERIES = [(grain, dimension) for grain in ACTIVE for dimension in ("total", "platform")]

Counts = dict[tuple[date, str], float | None]


def counts(published: Published, metric: str, grain: str, dimension: str) -> Counts:
    found = published.measures(metric, grain, dimension)
    return {slot: measure.value for slot, measure in found.items()}


@pytest.mark.parametrize(("grain", "dimension"), SERIES)
def test_new_retained_and_resurrected_learners_are_the_active_ones(
    published: Published, grain: str, dimension: str
) -> None:
    new, retained, resurrected = (
        counts(published, f"{state}_learners", grain, dimension) for state in ("new", "retained", "resurrected")
    )
    active = counts(published, ACTIVE[grain], grain, dimension)
    assert new.keys() == retained.keys() == resurrected.keys() == active.keys()
    assert {slot: new[slot] + retained[slot] + resurrected[slot] for slot in active} == active
    assert sum(new.values()) > 0
    assert sum(retained.values()) > 0
    # the small demo company has no learner who comes back after a whole month
    assert sum(resurrected.values()) > 0 or grain == "month"


@pytest.mark.parametrize(("grain", "dimension"), SERIES)
def test_retained_and_churned_learners_are_the_active_ones_of_the_period_before(
    published: Published, grain: str, dimension: str
) -> None:
    retained, churned = (counts(published, f"{state}_learners", grain, dimension) for state in ("retained", "churned"))
    active = counts(published, ACTIVE[grain], grain, dimension)
    before = {
        (period, member): active.get((start_of(period - timedelta(days=1), grain), member), 0)
        for period, member in active
    }
    assert {slot: retained[slot] + churned[slot] for slot in active} == before
    assert sum(churned.values()) > 0


def start_of(day: date, grain: str) -> date:
    return day - timedelta(days=day.weekday()) if grain == "week" else day.replace(day=1)
