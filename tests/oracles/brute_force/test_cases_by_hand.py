"""The oracle itself, on cases that were worked out with pencil and paper."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.oracles.brute_force.calendar import months_later, period_end, period_start
from tests.oracles.brute_force.tables import Answer, Key, metric_tables


def world(**tables):
    nothing = {"events": [], "clicks": [], "signups": [], "purchases": [], "stock": []}
    joined = {"stores": [{"store_id": 1, "region": "North"}], "store_tiers": [], "load_progress": []}
    return {**nothing, **joined, **tables}


def event(day, user=1, platform="web", store=1, amount=None, paid=None):
    return {
        "event_id": 0,
        "user_id": user,
        "event_date": day,
        "platform": platform,
        "store_id": store,
        "amount": None if amount is None else Decimal(amount),
        "is_paid": paid,
    }


def purchase(day, user=1):
    return {"purchase_id": 0, "user_id": user, "store_id": 1, "purchased_date": day, "amount": Decimal(1)}


def values(tables, metric, grain="day", dimension="total"):
    """(period, member) -> value; whole numbers stay readable."""
    answers = metric_tables(tables, [metric])
    return {
        (key.period_start.isoformat(), key.member): answer.value
        for key, answer in answers.items()
        if key.grain == grain and key.dimension == dimension
    }


def total(tables, metric, grain="day"):
    return {period: value for (period, _), value in values(tables, metric, grain).items()}


@pytest.mark.parametrize(
    ("grain", "day", "start", "end"),
    [
        ("week", "2024-03-03", "2024-02-26", "2024-03-03"),
        ("business_week", "2024-03-03", "2024-03-03", "2024-03-09"),
        ("business_week", "2024-03-02", "2024-02-25", "2024-03-02"),
        ("month", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("quarter", "2024-12-31", "2024-10-01", "2024-12-31"),
        ("year", "2024-12-31", "2024-01-01", "2024-12-31"),
        ("fiscal_year", "2024-03-31", "2023-04-01", "2024-03-31"),
        ("fiscal_year", "2024-04-01", "2024-04-01", "2025-03-31"),
        ("period_445", "2023-01-22", "2022-12-26", "2023-01-22"),
        ("period_445", "2023-01-23", "2023-01-23", "2023-02-19"),
        ("period_445", "2023-03-26", "2023-02-20", "2023-03-26"),
        ("period_445", "2023-03-27", "2023-03-27", "2023-04-23"),
    ],
)
def test_a_period_holds_the_days_that_people_say(grain, day, start, end):
    found = period_start(grain, date.fromisoformat(day))
    assert (str(found), str(period_end(grain, found))) == (start, end)


def test_a_month_before_the_end_of_march_is_the_end_of_february():
    assert months_later(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert months_later(date(2024, 2, 29), -12) == date(2023, 2, 28)


def test_days_without_rows_are_zero_and_nothing_comes_after_the_data():
    tables = world(events=[event(date(2024, 2, 28)), event(date(2024, 3, 1))])
    assert total(tables, "events") == {"2024-02-28": 1, "2024-02-29": 0, "2024-03-01": 1}
    assert total(tables, "average_amount") == {"2024-02-28": None, "2024-02-29": None, "2024-03-01": None}


def test_a_period_is_complete_when_data_has_reached_its_end():
    tables = world(events=[event(date(2024, 2, 1)), event(date(2024, 2, 29)), event(date(2024, 3, 30))])
    answers = metric_tables(tables, ["events"])
    months = {key.period_start.month: a.is_complete for key, a in answers.items() if key[1] == "month"}
    assert months == {2: True, 3: False}


def test_members_are_dense_and_null_is_not_set():
    tables = world(events=[event(date(2024, 1, 1), platform="web"), event(date(2024, 1, 2), platform=None)])
    assert values(tables, "events", dimension="platform") == {
        ("2024-01-01", "(not set)"): 0,
        ("2024-01-01", "web"): 1,
        ("2024-01-02", "(not set)"): 1,
        ("2024-01-02", "web"): 0,
    }


def test_seven_days_are_seven_days():
    tables = world(events=[event(date(2024, 1, 1), amount="5"), event(date(2024, 1, 9), amount="1")])
    seven = total(tables, "amount_7d")
    assert (seven["2024-01-07"], seven["2024-01-08"], seven["2024-01-09"]) == (5, 0, 1)


def test_a_window_of_one_month_ends_on_the_day_and_begins_after_the_same_day_of_the_month_before():
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31)]
    assert total(world(events=[event(day) for day in days]), "events_1_month")["2024-03-31"] == 2


def test_a_rolling_month_is_its_last_day_that_data_has_reached():
    tables = world(events=[event(date(2024, 1, 31), user=1), event(date(2024, 2, 2), user=2)])
    assert total(tables, "active_users_7d", "month") == {"2024-01-01": 1, "2024-02-01": 2}


def test_to_date_begins_anew_with_the_month_and_never_adds_distinct_users():
    days = [date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 2)]
    tables = world(events=[event(day, amount="1") for day in days])
    assert list(total(tables, "active_users_month_to_date").values()) == [1, 1, 1, 1]
    assert list(total(tables, "amount_month_to_date").values()) == [1, 2, 1, 2]
    assert total(tables, "amount_month_to_date", "week") == {"2024-01-29": 2}


def test_percentiles_lie_between_values_or_are_one_of_them():
    amounts = [event(date(2024, 1, 1), amount=str(number)) for number in range(1, 11)]
    day = "2024-01-01"
    assert total(world(events=amounts), "median_amount") == {day: Fraction(11, 2)}
    assert total(world(events=amounts), "amount_p90") == {day: Fraction(91, 10)}
    assert total(world(events=amounts), "amount_p90_taken") == {day: 9}


def test_a_quotient_over_nothing_is_unknown_and_its_parts_are_known():
    tables = world(events=[event(date(2024, 1, 1), amount="3"), event(date(2024, 1, 3), amount="3", store=None)])
    answers = metric_tables(tables, ["amount_per_event"])
    assert answers[Key("amount_per_event", "day", date(2024, 1, 2), "total", "total")] == Answer(None, 0, 0, True)
    month = answers[Key("amount_per_event", "month", date(2024, 1, 1), "region", "North")]
    assert month == Answer(3, 3, 1, False)


def test_a_change_is_unknown_only_where_the_period_before_ended_before_the_data():
    days = [date(2024, 1, 31), date(2024, 2, 1), date(2024, 4, 2)]
    tables = world(events=[event(day, amount="1") for day in days])
    assert total(tables, "amount_change_on_month", "month") == {
        "2024-01-01": None,
        "2024-02-01": 0,
        "2024-03-01": -1,
        "2024-04-01": 1,
    }
    by_day = total(tables, "amount_change_on_month")
    assert (by_day["2024-02-28"], by_day["2024-02-29"], by_day["2024-03-01"]) == (None, None, -1)


def test_growth_adds_up():
    days = {1: [1, 3, 4], 2: [1, 2], 3: [4]}
    tables = world(events=[event(date(2024, 1, day), user=user) for user, on in days.items() for day in on])
    found = {which: list(total(tables, f"{which}_users").values()) for which in ("new", "retained", "resurrected")}
    assert found == {"new": [2, 0, 0, 1], "retained": [0, 1, 0, 1], "resurrected": [0, 0, 1, 0]}
    assert list(total(tables, "churned_users").values()) == [0, 1, 1, 0]


def test_a_cohort_that_is_not_old_enough_is_left_out():
    signups = [
        {"user_id": 1, "signed_up_date": date(2024, 1, 1), "channel": "ads"},
        {"user_id": 2, "signed_up_date": date(2024, 1, 1), "channel": None},
        {"user_id": 3, "signed_up_date": date(2024, 1, 3), "channel": "ads"},
    ]
    events = [event(date(2024, 1, 8), user=1), event(date(2024, 1, 1), user=2), event(date(2024, 1, 9), user=3)]
    tables = world(signups=signups, events=events)
    on_day = metric_tables(tables, ["signup_retention_day_7"])
    week = Key("signup_retention_day_7", "week", date(2024, 1, 1), "total", "total")
    assert on_day[week] == Answer(Fraction(1, 2), 1, 2, False)
    assert on_day[week._replace(dimension="channel", member="ads")] == Answer(1, 1, 1, False)
    assert on_day[week._replace(grain="day", period_start=date(2024, 1, 3))] == Answer(None, 0, 0, False)
    within = metric_tables(tables, ["signup_retention_within_7_days"])
    assert within[week._replace(metric="signup_retention_within_7_days")].numerator == 1


def test_a_purchase_belongs_to_the_latest_visit_within_the_window():
    visits = [event(date(2024, 1, 1)), event(date(2024, 1, 3)), event(date(2024, 1, 1), user=2)]
    purchases = [purchase(date(2024, 1, 3)), purchase(date(2024, 1, 4), user=2), purchase(date(2024, 1, 3), user=None)]
    tables = world(
        events=visits, purchases=purchases, load_progress=[{"system": "tills", "through_date": date(2024, 1, 4)}]
    )
    rate = metric_tables(tables, ["visit_purchase_rate_3d", "visit_purchase_rate"])
    first = Key("visit_purchase_rate_3d", "day", date(2024, 1, 1), "total", "total")
    assert rate[first] == Answer(0, 0, 2, True)
    assert rate[first._replace(period_start=date(2024, 1, 3))] == Answer(1, 1, 1, True)
    assert rate[first._replace(metric="visit_purchase_rate")] == Answer(Fraction(1, 2), 1, 2, True)


def test_stock_is_that_of_the_last_day_on_which_any_store_was_counted():
    stock = [
        {"stock_id": 1, "store_id": 1, "stock_date": date(2024, 1, 1), "units": 5},
        {"stock_id": 2, "store_id": 2, "stock_date": date(2024, 1, 2), "units": 7},
    ]
    assert values(world(stock=stock), "units_last", "month", "region") == {
        ("2024-01-01", "North"): 0,
        ("2024-01-01", "(not set)"): 7,
    }
    assert total(world(stock=stock), "units_first", "month") == {"2024-01-01": 5}


def test_the_day_is_that_of_new_york_on_both_sides_of_the_switch():
    moments = ["2024-03-10 04:59:59", "2024-03-10 05:00:00", "2024-03-11 03:59:59", "2024-03-11 04:00:00"]
    clicks = [
        {"click_id": number, "user_id": 1, "clicked_at": datetime.fromisoformat(moment), "page": None}
        for number, moment in enumerate(moments)
    ]
    assert total(world(clicks=clicks), "clicks") == {"2024-03-09": 1, "2024-03-10": 2, "2024-03-11": 1}


def test_a_tier_holds_from_its_first_day_until_the_day_before_its_end():
    tiers = [{"store_id": 1, "tier": "gold", "valid_from": date(2024, 1, 2), "valid_to": date(2024, 1, 3)}]
    tables = world(events=[event(date(2024, 1, day)) for day in (1, 2, 3)], store_tiers=tiers)
    assert total(tables, "gold_users") == {"2024-01-01": 0, "2024-01-02": 1, "2024-01-03": 0}
