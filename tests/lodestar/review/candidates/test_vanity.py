"""Numbers that rise whatever users get are told."""

import numpy as np
import pytest

from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.vanity import Sign, trend, vanity
from tests.lodestar.review.histories import series

NOISE = np.random.default_rng(1).normal(0, 2, 40)
FLAT = 100 + NOISE
RISING = 100 + 3 * np.arange(40) + NOISE
ONES = [10.0] * 40


def signs(values, facts=None, retentions=(), denominators=None):
    found = vanity(series("m", values, denominators=denominators), facts or {"metric_name": "m"}, retentions)
    return {one.sign for one in found.signs}, found.grade


def test_a_ratio_that_falls_at_times_is_no_vanity_number():
    assert signs(FLAT, denominators=ONES) == (set(), Grade.good)


def test_a_sum_is_not_divided_by_users():
    assert signs(FLAT) == ({Sign.not_per_user}, Grade.fair)


@pytest.mark.parametrize(
    ("facts", "sign"),
    [
        ({"metric_name": "sign_ups"}, Sign.counts_signs),
        ({"metric_name": "m", "label_zh": "注册用户数"}, Sign.counts_signs),
        ({"metric_name": "m", "description": "App downloads of a week. Retained ones too."}, Sign.counts_signs),
        ({"metric_name": "new_members"}, Sign.counts_newcomers),
        ({"metric_name": "m", "label_zh": "新增会员数"}, Sign.counts_newcomers),
        ({"metric_name": "m", "formula": "sum(amount) since the beginning"}, Sign.since_the_beginning),
    ],
)
def test_the_definition_tells(facts, sign):
    assert signs(FLAT, facts) == ({sign, Sign.not_per_user}, Grade.poor)


@pytest.mark.parametrize("name", ["new_learner_retention", "active_learners", "renewed_contracts"])
def test_who_stayed_is_no_newcomer(name):
    assert signs(FLAT, {"metric_name": name})[1] is Grade.fair


def test_a_number_that_never_fell_is_told():
    found, grade = signs(np.arange(40) // 3)

    assert Sign.never_falls in found
    assert grade is Grade.poor
    assert Sign.never_falls not in signs([5.0] * 40)[0]


def test_a_rise_while_retention_falls_is_told_with_the_retention():
    falling = series("retention", 90 - np.arange(40) + NOISE)

    found = vanity(series("m", RISING, denominators=ONES), {"metric_name": "m"}, [falling, series("other", FLAT)])

    assert [(one.sign, one.detail) for one in found.signs] == [(Sign.retention_falls, "retention")]
    assert signs(FLAT, None, [falling], ONES)[1] is Grade.good


def test_a_trend_is_beyond_natural_variation():
    assert [trend(series("m", values)) for values in (RISING, FLAT, -RISING)] == [1, 0, -1]
    assert trend(series("m", [1, 2, 3])) == 0
