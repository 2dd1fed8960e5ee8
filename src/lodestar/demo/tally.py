"""Counts the metrics while the data is planted: plain counters by period, no knowledge of files."""

from collections import Counter

from lodestar.demo.calendar import (
    BUSINESS_MONTHS,
    FIRST_DAY,
    LAST_DAY,
    first_day_of,
    iso_day,
    week_start,
)
from lodestar.demo.table import money
from lodestar.demo.truth import Measure, Number

MONTHS = [iso_day(first_day_of(month)) for month in BUSINESS_MONTHS]
DAYS = [iso_day(day) for day in range(FIRST_DAY, LAST_DAY + 2)]
WEEKS = sorted({week_start(day) for day in range(FIRST_DAY, LAST_DAY + 2)})
PERIODS = {"day": DAYS, "week": WEEKS, "month": MONTHS}

METRICS = {
    "net_revenue": ("month", "sum", "CNY"),
    "orders": ("month", "count", "orders"),
    "average_order_value": ("month", "mean", "CNY"),
    "monthly_repurchase_rate": ("month", "ratio", "customers"),
    "store_repurchase_rate": ("month", "ratio", "customer-store pairs"),
    "return_rate": ("month", "ratio", "orders"),
    "new_members": ("month", "count", "members"),
    "nps": ("month", "score", "promoters less detractors"),
    "school_bookings": ("month", "sum", "CNY"),
    "daily_active_learners": ("day", "count", "learners"),
    "weekly_active_learners": ("week", "count", "learners"),
    "monthly_active_learners": ("month", "count", "learners"),
    "weekly_effective_learning_minutes": ("week", "minutes", "milliseconds"),
    "course_completion_rate": ("month", "ratio", "enrolments"),
    "new_learner_retention_7d": ("month", "ratio", "learners"),
    "monthly_cross_department_documents": ("month", "count", "documents"),
    "active_schools": ("month", "count", "schools"),
    "paid_conversion_rate": ("month", "ratio", "people"),
    "community_posts": ("day", "count", "posts"),
    "community_new_accounts": ("month", "count", "accounts"),
    "community_active_accounts": ("month", "count", "accounts"),
    "community_retention_7d": ("month", "ratio", "accounts"),
    "high_quality_interactions": ("month", "count", "posts"),
    "capacity_utilisation": ("month", "ratio", "minutes"),
    "downtime_share": ("month", "ratio", "minutes"),
    "defect_rate": ("month", "ratio", "units"),
}
"""Name: grain, how the value comes from the counters, unit of the numerator."""


class Tally:
    """Numerators and denominators by metric and period. Money is counted in cents, session time in milliseconds."""

    def __init__(self) -> None:
        """All counters at zero."""
        self.numerators: dict[str, Counter[str]] = {name: Counter() for name in METRICS}
        self.denominators: dict[str, Counter[str]] = {name: Counter() for name in METRICS}
        self.planted: Counter[str] = Counter()

    def add(self, metric: str, period: str, numerator: int, denominator: int = 0) -> None:
        """Adds to a metric in a period, given by the ISO date of its first day."""
        self.numerators[metric][period] += numerator
        self.denominators[metric][period] += denominator

    def measures(self) -> dict[str, dict[str, dict[str, Measure]]]:
        """Every metric in every period of its grain, the incomplete last one included."""
        return {
            name: {grain: {period: self._measure(name, kind, period) for period in PERIODS[grain]}}
            for name, (grain, kind, _) in METRICS.items()
        }

    def _measure(self, name: str, kind: str, period: str) -> Measure:
        top, bottom = self.numerators[name][period], self.denominators[name][period]
        if kind == "count":
            return Measure(top, top, None)
        if kind == "sum":
            return Measure(money(top), money(top), None)
        value: Number = None
        if bottom and kind == "mean":
            # half a cent rounds up, as DECIMAL division in SQL engines does
            value = money((2 * top + bottom) // (2 * bottom))
        elif bottom:
            value = {"ratio": top / bottom, "score": 100 * top / bottom, "minutes": top / (60_000 * bottom)}[kind]
        return Measure(value, money(top) if kind == "mean" else top, bottom)


def units() -> dict[str, str]:
    """Unit of each metric's numerator."""
    return {name: unit for name, (_, _, unit) in METRICS.items()}
