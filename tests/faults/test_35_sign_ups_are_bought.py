"""Row 35: an advertisement brings ten times the sign-ups, and hardly anybody who is active."""

from __future__ import annotations

import pytest

from lodestar.review.verdict import verdict
from tests.lodestar.compiler.test_metric_tables_on_planted_days import assert_each_delivery_is_right, click, world
from tests.lodestar.review.months_of import evidence, rate, tracked

pytestmark = [pytest.mark.slow, pytest.mark.fault(35, "sign-ups x10, actives +10%")]
SIGN_UPS = [3_000, 3_060, 2_950, 3_010, 2_990, 3_040, 2_970, 3_020, 3_000, 3_030, 30_000]
ACTIVES = [30_000, 30_300, 29_800, 30_100, 29_900, 30_200, 30_000, 30_150, 29_950, 30_050, 33_000]
STAYED = [40, 41, 39, 40, 41, 39, 40, 41, 40, 40]


def test_35_it_is_called_vanity(seen):
    actives = verdict(evidence(tracked("actives", ACTIVES), newcomers=tracked("sign_ups", SIGN_UPS)))

    (sign,) = [one for one in actives.signs if one.code == "newcomers"]
    assert (actives.state, sign.is_raised) == ("hollow", True)
    assert sign.facts["growth"] == pytest.approx(9, abs=0.5)
    assert sign.facts["stayed_growth"] == pytest.approx(0.10, abs=0.03)
    seen.happened("hollow: ten times the newcomers, 10% more who are active")


def test_35_a_cohort_whose_days_are_not_over_is_judged_by_nobody(seen):
    young = rate("retention_7d", [*STAYED, 4])  # the last month's cohort has only begun to come back
    is_over = evidence(tracked("actives", ACTIVES), retention=(young,))
    points = [
        *young.series.points[:-1],
        type(young.series.points[-1])(**{**vars_of(young.series.points[-1]), "is_final": False}),
    ]
    not_over = evidence(
        tracked("actives", ACTIVES),
        retention=(
            type(young)(young.metric, type(young.series)("retention_7d", "month", tuple(points)), young.direction),
        ),
    )

    assert [sign.is_raised for sign in verdict(is_over).signs if sign.code == "retention"] == [True]
    assert [sign.is_raised for sign in verdict(not_over).signs if sign.code == "retention"] == [False]
    seen.happened("a cohort that is not mature is left out of the verdict")


@pytest.mark.thorough
def test_35_a_metric_table_has_no_value_of_a_cohort_that_is_not_mature(seen):
    days = [click(n, day, user=n) for n, day in enumerate((1, 2, 29, 30, 31), 1)]
    again = [click(9, 3, user=1), click(10, 30, user=3)]

    assert_each_delivery_is_right(
        ("click_retention_within_3_days", "click_retention_day_1"), world(clicks=[*days, *again])
    )
    seen.happened("metric tables equal a count by hand that leaves such cohorts out")


def vars_of(point):
    return {name: getattr(point, name) for name in point.__dataclass_fields__}
