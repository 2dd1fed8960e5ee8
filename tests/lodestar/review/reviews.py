"""A small company in review: a star that is a ratio of two drivers, one of which went wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lodestar.governance.north_stars import NorthStar
from lodestar.governance.targets import Target
from lodestar.governance.trees import Driver, Tree
from lodestar.releases.series import Point, Series
from lodestar.review.monthly_review import FrozenFacts, MonthlyReview, Restated
from lodestar.review.panorama import MetricFacts
from lodestar.review.questions import questions
from lodestar.review.restatement import Restatement, exact_difference
from lodestar.review.star_evidence import evidence_of
from lodestar.review.star_review import StarReview, star_review
from lodestar.review.star_verdict import StarVerdict
from lodestar.review.targets import attain
from lodestar.review.verdict import verdict
from tests.lodestar.report.test_goal_documents import MEASURED

MONTH = date(2026, 10, 1)
STAR = NorthStar("minutes", "company", "growth", "Who learns, stays.", date(2025, 1, 1), None, ("nps",), 1)
TREE = Tree(
    "minutes",
    (
        Driver("total", "learning", (), kind="component", part="numerator", actions=("Shorter lessons",)),
        Driver("people", "growth", (Driver("new", "growth", ()),), kind="component", part="denominator"),
    ),
    "governance/trees/minutes.yml",
    "ratio",
)
TEAMS = {"learning": ("Learning", "学习"), "growth": ("Growth", "增长")}


def months(metric: str, values: list[float], *, provisional: bool = False) -> Series:
    """Months up to October 2026."""
    starts = [date(2026 + (9 - back) // 12, (9 - back) % 12 + 1, 1) for back in range(len(values))][::-1]
    last = starts[-1]
    pairs = zip(starts, values, strict=True)
    points = (Point(start, value, is_final=not (provisional and start == last)) for start, value in pairs)
    return Series(metric, "month", tuple(points))


def weeks(metric: str, values: list[float]) -> Series:
    """Weeks up to the one that begins on 19 October 2026."""
    starts = [date(2026, 10, 19) - timedelta(days=7 * back) for back in range(len(values))][::-1]
    return Series(metric, "week", tuple(Point(start, value) for start, value in zip(starts, values, strict=True)))


def catalog(label: str = "") -> dict[str, dict[str, Any]]:
    """Rows of the catalog; `label` in place of every label."""
    rows = {"minutes": "minutes per person", "total": "minutes", "people": "people", "new": "people", "nps": "points"}
    return {
        name: {
            "metric_name": name,
            "label": label or name.capitalize(),
            "label_zh": label or f"{name} 指标",
            "unit": unit,
            "direction": "up",
            "dimensions": "",
            "formula": "",
        }
        for name, unit in rows.items()
    }


def all_series(*, provisional: bool = False) -> list[Series]:
    """Fourteen months: people fell in the last one far below what is usual."""
    people = [100.0, 101, 99, 100, 102, 98, 100, 101, 99, 100, 102, 98, 100, 60]
    total = [6000.0, 6100, 5900, 6000, 6150, 5850, 6000, 6100, 5900, 6000, 6150, 5850, 6000, 3700]
    own = [above / below for above, below in zip(total, people, strict=True)]
    return [
        months("minutes", own, provisional=provisional),
        weeks("minutes", [60, 61, 59, 60, 62, 61, 60]),
        months("total", total),
        months("people", people),
        months("new", [10.0, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9, 10, 10]),
        months("nps", [30.0, 31, 29, 30, 31, 29, 30, 31, 29, 30, 31, 29, 30, 30]),
    ]


def star(*, provisional: bool = False, label: str = "") -> StarReview:
    """The star's review."""
    series, rows = all_series(provisional=provisional), catalog(label)
    evidence = evidence_of(STAR, series, dict.fromkeys(rows, "up"), MONTH)
    found = StarVerdict(STAR, MONTH, "month", verdict(evidence), rows, "r1")
    return star_review(found, TREE, series, rows, missed=frozenset({"total"}), teams=TEAMS)


def review(*, is_frozen: bool = True, label: str = "") -> MonthlyReview:
    """The whole review; `label` in every place where people write."""
    stars = (star(label=label),)
    target = Target("minutes", "total", "total", "month", MONTH, 75.0, 2)
    attained = (attain(target, all_series()[0], direction="up", through=date(2026, 11, 15), is_sum=False),)
    changed = Restatement(
        "minutes", "month", "2026-09-01", "total", "total", "minutes per person", "final", "2026-10-04", "r0",
        60.0, 61.5, ("late", "definition"),
        {"late": exact_difference(60.0, 60.5), "definition": exact_difference(60.5, 61.5)},
    )  # fmt: skip
    restated = (Restated("2026-09", 3, ("minutes",), (changed,)),)
    certifications = {"minutes": "certified by decision 1", "total": "drifted since decision 1"}
    return MonthlyReview(
        project=label or "school",
        month=MONTH,
        release_id="r1",
        data_cut_off="2026-11-15 22:00:00",
        frozen=FrozenFacts("2026-11-04T08:00:00+00:00", "r1", 120, 4, "ab" * 32) if is_frozen else None,
        catalog=catalog(label),
        facts={"minutes": MetricFacts("minutes", "Minutes", "分钟", "minutes per person", "up", ())},
        teams=TEAMS,
        stars=stars,
        unjudged=(),
        targets=attained,
        actions=MEASURED,
        restated=restated,
        checks={"passed": 90, "failed": 1},
        findings=(label or "marts.orders: amount is positive: 2 bad rows",),
        decisions=(),
        redefined=("total",),
        questions=questions(stars, attained, MEASURED, restated, certifications),
    )
