"""The governed metrics of `tests/projects/activity`, a second time, from their descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.oracles.brute_force import aggregations as agg
from tests.oracles.brute_force.kinds import (
    Before,
    Derived,
    Kind,
    Measure,
    Ratio,
    SemiAdditive,
    Window,
    all_time,
    last_days,
    last_month,
    to_date,
)
from tests.oracles.brute_force.users import Conversion, Growth, Retention

EVERY_GRAIN = "day week month quarter year business_week fiscal_year period_445"


@dataclass(frozen=True)
class Metric:
    """A metric with its grains, its dimensions, and the days until a period's value can be known (retention: its own).

    Members of a dimension are those of `member_marts`: of all its marts, or of those that people begin in.
    """

    kind: Kind
    grains: tuple[str, ...]
    dimensions: tuple[str, ...]
    maturity_days: int

    @property
    def member_marts(self) -> tuple[str, ...]:
        return self.kind.marts[:1] if isinstance(self.kind, Conversion | Retention) else self.kind.marts


def _metric(kind: Kind, grains: str, dimensions: str = "", maturity_days: int = 0) -> Metric:
    return Metric(kind, tuple(grains.split()), tuple(dimensions.split()), maturity_days)


events = Measure("events", agg.count())
amount = Measure("events", agg.total("amount"))
mean = Measure("events", agg.average("amount"))
greatest = Measure("events", agg.greatest("amount"))
paid = Measure("events", agg.trues("is_paid"))
active = Measure("events", agg.distinct("user_id"))
web_amount = Measure("events", agg.total("amount"), lambda row: row["platform"] == "web")
gold_amount = Measure("events", agg.total("amount"), lambda row: row["tier"] == "gold")
gold_users = Measure("events", agg.distinct("user_id"), lambda row: row["tier"] == "gold")
north_users = Measure("events", agg.distinct("user_id"), lambda row: row["region"] == "North")
clicks = Measure("clicks", agg.count())
clickers = Measure("clicks", agg.distinct("user_id"))
purchases = Measure("purchases", agg.count())
purchase_amount = Measure("purchases", agg.total("amount"))
units = Measure("stock", agg.total("units"))
amount_7d = Window(amount, last_days(7))
active_28d = Window(active, last_days(28))


def _of(aggregation: agg.Aggregation) -> Measure:
    return Measure("events", aggregation)


def _events_where(where) -> Measure:
    return Measure("events", agg.count(), where)


METRICS = {
    # simple
    "events": _metric(events, EVERY_GRAIN, "platform region tier paid"),
    "amount": _metric(amount, EVERY_GRAIN, "platform region"),
    "average_amount": _metric(mean, "day month fiscal_year", "platform region"),
    "smallest_amount": _metric(_of(agg.least("amount")), "day week year", "platform"),
    "largest_amount": _metric(greatest, "day week quarter", "tier"),
    "median_amount": _metric(_of(agg.percentile("amount", Fraction(1, 2))), "day week month", "platform region"),
    "amount_p90": _metric(_of(agg.percentile("amount", Fraction(9, 10))), "day quarter", "platform"),
    "amount_p90_continuous": _metric(_of(agg.percentile("amount", Fraction(9, 10))), "day month", "platform"),
    "amount_p90_taken": _metric(_of(agg.percentile_taken("amount", Fraction(9, 10))), "day month", "platform"),
    "paid_events": _metric(paid, "day month business_week", "platform channel"),
    "active_users": _metric(active, EVERY_GRAIN, "platform region tier channel"),
    "paying_users": _metric(
        Measure("events", agg.distinct("user_id"), lambda row: row["is_paid"] is True), "day week year", "platform"
    ),
    "clicks": _metric(clicks, "day week month year", "page"),
    "clicking_users": _metric(clickers, "day week month fiscal_year", "page channel"),
    "units_last": _metric(SemiAdditive(units, max), "day week month quarter fiscal_year", "region"),
    "units_first": _metric(SemiAdditive(units, min), "day week month business_week", "region"),
    # filtered
    "web_amount": _metric(web_amount, "day month", "region"),
    "north_events": _metric(_events_where(lambda row: row["region"] == "North"), "day week", "platform"),
    "active_users_not_on_web": _metric(
        Measure("events", agg.distinct("user_id"), lambda row: row["platform"] not in ("web", None)),
        "day month",
        "platform region",
    ),
    "events_of_no_platform": _metric(_events_where(lambda row: row["platform"] is None), "week", "platform"),
    "north_amount": _metric(
        Measure("events", agg.total("amount"), lambda row: row["region"] == "North"), "day quarter", "platform"
    ),
    "gold_users": _metric(gold_users, "day month", "channel"),
    # ratios
    "amount_per_event": _metric(Ratio(amount, events), EVERY_GRAIN, "platform region"),
    "paid_share": _metric(
        Ratio(_events_where(lambda row: row["is_paid"] is True), events), "day week fiscal_year", "platform"
    ),
    "amount_per_active_user": _metric(Ratio(amount, active), "week month", "channel"),
    "purchases_per_active_user": _metric(Ratio(purchases, active), "day month", "region channel"),
    "average_to_largest": _metric(Ratio(mean, greatest), "day month", "platform"),
    "stickiness": _metric(Ratio(active, active_28d), "day month", "platform"),
    "gold_amount_per_user": _metric(Ratio(gold_amount, gold_users), "day month", "platform"),
    # derived
    "amount_less_purchases": _metric(
        Derived(lambda left, right: left - right, (amount, purchase_amount)), "day month", "region channel"
    ),
    "amount_by_division": _metric(
        Derived(lambda above, below: above / below if below else None, (amount, events)), "day month", "platform"
    ),
    "amount_change_on_month": _metric(
        Derived(lambda now, then: now - then, (amount, Before(amount, months=1))), "day month", "platform"
    ),
    "amount_change_on_year": _metric(
        Derived(lambda now, then: now - then, (amount, Before(amount, months=12))),
        "day month quarter year",
        "platform",
    ),
    "amount_change_on_week": _metric(
        Derived(lambda now, then: now - then, (amount, Before(amount, days=7))), "day week", "region"
    ),
    "active_user_growth": _metric(
        Derived(lambda now, then: (now - then) / then if then else None, (active, Before(active, months=1))),
        "day month",
        "region",
    ),
    "average_change_on_week": _metric(
        Derived(lambda now, then: now - then, (mean, Before(mean, days=7))), "day", "platform"
    ),
    "rolling_change_on_week": _metric(
        Derived(lambda now, then: now - then, (amount_7d, Before(amount_7d, days=7))), "day", "platform"
    ),
    # cumulative
    "amount_7d": _metric(amount_7d, EVERY_GRAIN, "platform region"),
    "events_28d": _metric(Window(events, last_days(28)), "day month", "tier"),
    "events_2_weeks": _metric(Window(events, last_days(14)), "day", "platform"),
    "events_1_month": _metric(Window(events, last_month), "day month", "platform"),
    "paid_events_7d": _metric(Window(paid, last_days(7)), "day", "platform"),
    "web_amount_7d": _metric(Window(web_amount, last_days(7)), "day week", "region"),
    "active_users_7d": _metric(Window(active, last_days(7)), EVERY_GRAIN, "platform channel"),
    "active_users_28d": _metric(active_28d, "day week month fiscal_year", "platform region"),
    "north_users_7d": _metric(Window(north_users, last_days(7)), "day month", "platform"),
    "clicks_7d": _metric(Window(clicks, last_days(7)), "day week", "page"),
    "clicking_users_7d": _metric(Window(clickers, last_days(7)), "day week", "page"),
    "amount_month_to_date": _metric(Window(amount, to_date("month")), "day week month", "platform"),
    "amount_year_to_date": _metric(Window(amount, to_date("year")), "day month period_445", "region"),
    "active_users_month_to_date": _metric(Window(active, to_date("month")), "day week month business_week", "platform"),
    "active_users_year_to_date": _metric(Window(active, to_date("year")), "day quarter year", "region"),
    "amount_all_time": _metric(Window(amount, all_time), "day month", "platform"),
    "active_users_all_time": _metric(Window(active, all_time), "day month fiscal_year", "platform region"),
    # users over time
    "new_users": _metric(Growth("events", "new"), EVERY_GRAIN, "platform region"),
    "retained_users": _metric(Growth("events", "retained"), "day week month fiscal_year", "platform region"),
    "resurrected_users": _metric(Growth("events", "resurrected"), "day week month period_445", "platform region"),
    "churned_users": _metric(Growth("events", "churned"), "day week month business_week", "platform region"),
    "signup_retention_day_7": _metric(Retention("signups", "events", 7, True), "day week month", "channel", 7),
    "signup_retention_within_7_days": _metric(
        Retention("signups", "events", 7, False), "day week month fiscal_year", "channel", 7
    ),
    "click_retention_within_3_days": _metric(Retention("events", "clicks", 3, False), "day week month", "platform", 3),
    "click_retention_day_1": _metric(Retention("events", "clicks", 1, True), "day week", "platform", 1),
    "signup_purchase_rate_7d": _metric(Conversion("signups", "purchases", 7), "day week month", "channel", 7),
    "signup_purchasers_7d": _metric(Conversion("signups", "purchases", 7, is_count=True), "day month", "channel"),
    "visit_purchase_rate_3d": _metric(Conversion("events", "purchases", 3), "day week month", "channel"),
    "visit_purchase_rate": _metric(Conversion("events", "purchases", None), "day month", "channel"),
    "visit_click_rate_3d": _metric(Conversion("events", "clicks", 3), "day week", "platform"),
    "visit_click_rate": _metric(Conversion("events", "clicks", None), "day month", "platform"),
}
