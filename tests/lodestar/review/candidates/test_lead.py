"""Who leads retention and revenue is told from who moves with them, against them, or not at all."""

import numpy as np
import pytest

from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.lead import lead
from tests.lodestar.review.histories import remembering, series

UP = {"star": "up", "revenue": "up", "returns": "down"}


def histories(lag, slope, *, noise=0.02, other="revenue", count=100, seed=3):
    random = np.random.default_rng(seed)
    x = remembering(random, count + lag, 0.4, 0.08)
    y = slope * x[:count] + remembering(random, count, 0.3, noise)
    return [series("star", 10 * np.exp(x[lag:])), series(other, 1000 * np.exp(y))]


@pytest.mark.parametrize(
    ("lag", "slope", "noise", "other", "grade"),
    [
        (3, 0.7, 0.02, "revenue", Grade.good),
        (0, 0.7, 0.02, "revenue", Grade.fair),
        (3, -0.7, 0.02, "revenue", Grade.poor),
        (3, -0.7, 0.02, "returns", Grade.good),
        (0, 0.0, 0.02, "revenue", Grade.poor),
        (0, 0.0, 2.0, "revenue", Grade.unknown),
    ],
)
def test_the_grade_says_what_follows(lag, slope, noise, other, grade):
    found = lead("star", [other], histories(lag, slope, noise=noise, other=other), UP)

    assert found.grade is grade
    assert found.against == ((other,) if slope < 0 and other == "revenue" else ())


def test_a_short_history_and_no_outcome_are_not_known():
    assert lead("star", ["revenue"], histories(0, 0.7, count=10), UP).grade is Grade.unknown
    assert lead("star", ["star"], histories(0, 0.7), UP) == lead("star", [], [], UP)


def test_among_many_outcomes_one_by_chance_is_not_clear():
    """Of unrelated outcomes hardly a candidate leads one."""
    leading = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        names = [f"o{n}" for n in range(6)]
        many = [series(name, np.exp(remembering(random, 60, 0.5, 0.1))) for name in ("star", *names)]
        leading += bool(lead("star", names, many, {}).clear)
    assert leading <= 4
