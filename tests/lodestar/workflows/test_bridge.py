"""The overlap that a bridge is measured on: as asked, as declared, or all that both share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lodestar.errors import UnknownNameError, UsageError
from lodestar.governance.north_stars import NorthStar
from lodestar.governance.register import Register
from lodestar.workflows.bridge import _declared, build_bridge
from tests.lodestar.review.histories import series, starts
from tests.lodestar.review.published import published

MONTHS = starts(6, "month")


@pytest.fixture
def project(tmp_path: Path):
    known = [
        series("old", [1, 2, 3, 4, 5, 6], "month", provisional=1),
        series("new", [None, 4, 6, 8, 10, 12], "month"),
        series("weekly", [1, 2, 3]),
        series("never", [None] * 6, "month"),
    ]
    return published(tmp_path, known)


def test_without_dates_all_shared_final_periods_are_the_overlap(project):
    found, units = build_bridge(project, "old", "new")

    assert (found.first, found.last, found.factor) == (MONTHS[1], MONTHS[4], pytest.approx(2))
    assert units == {"old": "CNY", "new": "CNY"}


def test_dates_limit_the_overlap(project):
    found, _ = build_bridge(project, "old", "new", MONTHS[2], MONTHS[3])

    assert (found.first, found.last, found.periods) == (MONTHS[2], MONTHS[3], 2)


def test_a_declared_overlap_is_the_days_after_the_old_star_ends(monkeypatch):
    class Star:
        metric, successor, effective_to, overlap_days = "old", "new", date(2024, 2, 29), 60

    assert _declared(Register(north_stars=(Star(),)), "old", "new") == (date(2024, 3, 1), date(2024, 4, 29))
    assert _declared(Register(north_stars=(Star(),)), "old", "other") is None
    plain = NorthStar("old", "s", "g", "v", date(2024, 1, 1), date(2024, 2, 29), (), 1)
    assert _declared(Register(north_stars=(plain,)), "old", "new") is None


def test_a_declared_overlap_is_taken_unless_it_has_no_values_yet(project, monkeypatch):
    declared = [(date(2024, 3, 1), date(2024, 4, 29)), (date(2030, 1, 1), date(2030, 3, 1))]
    monkeypatch.setattr("lodestar.workflows.bridge._declared", lambda *_: declared.pop(0))

    assert build_bridge(project, "old", "new")[0].first == MONTHS[2]
    assert build_bridge(project, "old", "new")[0].first == MONTHS[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("old", "old"), "named twice"),
        (("old", "weekly"), "share no grain .*old has month; weekly has week"),
        (("old", "never"), "no period in which both are final"),
        (("old", "new", MONTHS[3], MONTHS[2]), "in order"),
    ],
)
def test_what_can_not_be_bridged_is_told(project, arguments, message):
    with pytest.raises(UsageError, match=message):
        build_bridge(project, *arguments)


def test_an_unknown_metric_is_told(project):
    with pytest.raises(UnknownNameError, match="Did you mean 'old'"):
        build_bridge(project, "olt", "new")
