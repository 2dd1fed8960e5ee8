"""Evidence takes each metric by the month where it has that grain, and members of the metric that has the accounts."""

from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.north_stars import ExpectedOutcome, NorthStar
from lodestar.releases.series import Point, Series
from lodestar.review.star_evidence import account_metrics, evidence_of, judged_grain, judged_period

OCTOBER = date(2026, 10, 1)
STAR = NorthStar(
    "rate",
    "shop",
    "growth",
    "They buy.",
    date(2025, 1, 1),
    None,
    ("returns",),
    2,
    newcomers="members",
    retention=("stayed",),
    outcomes=(ExpectedOutcome("revenue", 2),),
    volume="orders",
    accounts=("store",),
)


def a(metric, grain, dimension="total", member="total"):
    return Series(metric, grain, (Point(OCTOBER, 1.0),), dimension, member)


def test_months_come_first_and_finer_series_are_kept_for_bursts():
    series = [a("rate", "month"), a("returns", "week"), a("orders", "day"), a("orders", "month"), a("revenue", "month")]
    found = evidence_of(STAR, series, {"rate": "up", "returns": "down"}, OCTOBER)

    assert found.star.series == series[0]
    assert (found.guardrails[0].series, found.guardrails[0].direction) == (series[1], "down")
    assert (found.volume.series, found.finer) == (series[3], series[2])
    assert (found.outcomes[0].series, found.outcomes[0].lag) == (series[4], 2)
    assert (found.newcomers.metric, found.newcomers.series, found.retention[0].series) == ("members", None, None)


def test_the_stars_own_days_come_before_those_of_its_volume():
    series = [a("rate", "week"), a("orders", "day")]

    assert evidence_of(STAR, series, {}, OCTOBER).finer == series[0]


def test_accounts_are_those_of_the_volume_before_those_of_the_star():
    dimensions = {"rate": ["store"], "orders": ["store"], "revenue": ["city"]}

    assert account_metrics(STAR, dimensions) == {"store": "orders"}
    assert account_metrics(replace(STAR, volume=None), dimensions) == {"store": "rate"}
    assert account_metrics(replace(STAR, accounts=("city", "planet")), dimensions) == {"city": "revenue"}


def test_members_are_taken_at_one_grain_without_the_whole():
    members = [
        a("orders", "month", "store", "s1"),
        a("orders", "month", "store", "s2"),
        a("orders", "day", "store", "s1"),
    ]
    found = evidence_of(STAR, [a("rate", "month"), *members], {}, OCTOBER, accounts={"store": "orders"})

    assert found.accounts == ((members[0], members[1]),)


@pytest.mark.parametrize(
    ("grains", "grain", "period"),
    [
        (["day", "week", "month"], "month", date(2026, 8, 1)),
        (["week"], "week", date(2026, 8, 1)),
        (["quarter", "year"], "quarter", date(2026, 7, 1)),
        (["year"], "year", date(2026, 1, 1)),
        ([], "month", date(2026, 8, 1)),
    ],
)
def test_a_star_is_judged_by_the_month_or_by_what_it_has(grains, grain, period):
    assert judged_grain(grains) == grain
    assert judged_period(date(2026, 8, 1), grain) == period
