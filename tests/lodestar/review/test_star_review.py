"""A star's review: where each driver stands, what moved the star, and no judgement of people by what can still move."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.lodestar.review.reviews import MONTH, review, star


def states(found):
    return {driver.metric: driver.state for top in found.drivers for driver in top.walk()}


def test_a_driver_is_bad_beyond_natural_variation_and_watched_where_a_target_is_missed():
    # total fell as people did; both are far below what is usual, and new is as it was
    assert states(star()) == {"total": "bad", "people": "bad", "new": "good"}


def test_the_views_go_back_twelve_months_and_six_weeks():
    found = star()

    assert [found.months[0].period_start, found.months[-1].period_start] == [date(2025, 10, 1), MONTH]
    assert (len(found.months), len(found.weeks)) == (13, 6)
    assert found.point.value == 3700 / 60


def test_parts_of_components_sum_to_the_stars_change_exactly():
    found = star()

    assert [explanation.by for explanation in found.why.explanations] == ["ratio"]
    parts = sum((part.part for part in found.why.explanations[0].parts), Fraction(0))
    assert parts == found.why.explanations[0].change
    assert sum(found.statement.statement.teams.values()) == found.statement.statement.change
    assert set(found.statement.statement.teams) == {"learning", "growth"}


def test_teams_are_not_judged_by_a_value_that_can_still_move():
    found = star(provisional=True)

    assert found.statement is None
    assert "minutes is provisional" in found.unstated
    assert found.verdict.verdict.state == "unknown"


def test_what_there_is_to_decide_is_asked_once_with_the_most_urgent_first():
    asked = [(question.code, question.metric) for question in review().questions]

    assert ("driver", "people") in asked
    assert ("definition", "total") in asked
    assert ("definition", "minutes") not in asked, "it is certified"
    assert ("aimless", "") in asked
    assert asked.index(("driver", "people")) < asked.index(("definition", "total")) < asked.index(("aimless", ""))
    assert len(asked) == len(set(asked))
