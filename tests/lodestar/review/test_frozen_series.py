"""A frozen period shows what was reported of it, whatever the release says today."""

from __future__ import annotations

from datetime import date

from lodestar.releases.series import Point, Series
from lodestar.review.frozen_series import as_reported

from .ledger_rows import row

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


def series(*points, dimension="total", member="total"):
    return Series("revenue", "month", tuple(Point(*point) for point in points), dimension, member)


def values(found):
    return {(s.member, p.period_start): (p.value, p.is_final) for s in found for p in s.points}


def test_reported_values_stand_in_place_of_todays():
    today = [series((SEPTEMBER, 1.0), (OCTOBER, 9.0))]

    assert values(as_reported(today, [row(value="1.5", status="provisional")])) == {
        ("total", SEPTEMBER): (1.0, True),
        ("total", OCTOBER): (1.5, False),
    }


def test_members_are_those_that_were_reported():
    today = [series((OCTOBER, 9.0), dimension="store", member="new")]
    found = as_reported(today, [row(dimension="store", member="gone", value="2.0"), row(dimension="city", member="x")])

    assert values(found) == {("gone", OCTOBER): (2.0, True)}
    assert [s.member for s in found] == ["gone", "new"]


def test_without_a_freeze_series_are_as_the_release_has_them():
    today = [series((SEPTEMBER, 1.0))]

    assert as_reported(today, []) == today
