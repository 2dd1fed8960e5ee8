"""The planted effects come out of the metrics again, within the noise of the size."""

from __future__ import annotations

from statistics import mean

import pytest

from lodestar.demo import Truth, generate

LAST_COMPLETE_MONTH = "2026-10-01"
GIVEAWAY_MONTH = "2026-01-01"
FIRST_WHOLE_WEEK, LAST_WHOLE_WEEK = "2025-05-05", "2026-11-09"


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return generate(tmp_path_factory.mktemp("raw"), events=150_000)


def whole_periods(truth: Truth, metric: str) -> dict[str, float]:
    (periods,) = truth.metrics[metric].values()
    return {
        period: float(measure.value)
        for period, measure in periods.items()
        if measure.value is not None
        and (period <= LAST_COMPLETE_MONTH or "minutes" in metric)
        and FIRST_WHOLE_WEEK * ("minutes" in metric) <= period <= LAST_WHOLE_WEEK
    }


@pytest.mark.parametrize(
    ("metric", "tolerance"),
    [
        ("weekly_effective_learning_minutes", 0.04),
        ("course_completion_rate", 0.03),
        ("monthly_repurchase_rate", 0.03),
        ("average_order_value", 0.02),
        ("store_repurchase_rate", 0.04),
        ("monthly_cross_department_documents", 0.03),
        ("active_schools", 0.02),
        ("paid_conversion_rate", 0.03),
        ("high_quality_interactions", 0.02),
        ("community_retention_7d", 0.06),
        ("capacity_utilisation", 0.02),
    ],
)
def test_the_planted_effect_is_found_again(truth: Truth, metric: str, tolerance: float) -> None:
    effect, values = truth.effects[metric], whole_periods(truth, metric)
    if metric == "community_retention_7d":
        del values[GIVEAWAY_MONTH]
    before = mean(value for period, value in values.items() if period < effect.since)
    after = mean(value for period, value in values.items() if period >= effect.since)
    assert after / before == pytest.approx(effect.ratio, rel=tolerance)


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [
        ("weekly_effective_learning_minutes", 50, 85),
        ("course_completion_rate", 0.36, 0.53),
        ("monthly_repurchase_rate", 0.18, 0.25),
        ("average_order_value", 590, 700),
        ("store_repurchase_rate", 0.12, 0.19),
        ("return_rate", 0.045, 0.075),
        ("nps", 30, 48),
        ("new_learner_retention_7d", 0.42, 0.58),
        ("paid_conversion_rate", 0.2, 0.35),
        ("community_retention_7d", 0.28, 0.42),
        ("capacity_utilisation", 0.7, 0.8),
        ("downtime_share", 0.12, 0.3),
        ("defect_rate", 0.01, 0.03),
    ],
)
def test_the_mean_level_of_a_metric_is_believable(truth: Truth, metric: str, low: float, high: float) -> None:
    values = whole_periods(truth, metric)
    assert low <= mean(values.values()) <= high


def test_the_company_grows(truth: Truth) -> None:
    for metric in ("orders", "net_revenue", "monthly_active_learners"):
        values = whole_periods(truth, metric)
        first_year_summer = mean(values[f"2025-{month:02d}-01"] for month in range(6, 11))
        second_year_summer = mean(values[f"2026-{month:02d}-01"] for month in range(6, 11))
        assert second_year_summer > 1.04 * first_year_summer, metric
