"""The example over real invoices says what was published about them, and what SQL by hand says.

The SQL here reads the raw Parquet file alone, and says each definition in other words than the models do.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from lodestar.releases.reader import Value
from lodestar.releases.release import current_release
from lodestar.warehouse.connection import connect
from lodestar.workflows import read

pytestmark = pytest.mark.slow

PUBLISHED_REVENUE = {
    date(2010, 12, 1): 748957.02,
    date(2011, 1, 1): 560000.26,
    date(2011, 2, 1): 498062.65,
    date(2011, 3, 1): 683267.08,
    date(2011, 4, 1): 493207.121,
    date(2011, 5, 1): 723333.51,
    date(2011, 6, 1): 691123.12,
    date(2011, 7, 1): 681300.111,
}
PUBLISHED_UK_ACTIVE_CUSTOMERS = {date(2011, 3, 1): 923, date(2011, 4, 1): 817}
MONTHS = [date(2010, 12, 1), *(date(2011, month, 1) for month in range(1, 13))]

LINES = """
    select *, date_trunc('month', InvoiceDate)::date as month, UnitPrice::decimal(18, 3) * Quantity as amount
    from read_parquet($raw_file)
"""
ORDER_LINES = """
    regexp_full_match(InvoiceNo, '[0-9]+')
    and InvoiceNo in (select InvoiceNo from lines where Quantity > 0 and UnitPrice > 0)
"""
PARTS_BY_HAND = {
    "revenue": ("sum(amount)",),
    "active_customers": ("count(distinct CustomerID)",),
    "average_order_value": (
        f"sum(amount) filter ({ORDER_LINES})",
        f"count(distinct InvoiceNo) filter ({ORDER_LINES})",
    ),
    "cancellation_rate": (
        "count(distinct InvoiceNo) filter (InvoiceNo[1] = 'C')",
        f"count(distinct InvoiceNo) filter ({ORDER_LINES})",
    ),
}
REPURCHASE_BY_HAND = f"""
    select month, 'total', count(*) filter (orders > 1), count(*)
    from (
        select month, CustomerID, count(distinct InvoiceNo) as orders
        from lines
        where CustomerID is not null and {ORDER_LINES}
        group by month, CustomerID
    )
    group by month
"""


def by_hand(retail_hub: Any, metric: str, member: str = "'total'") -> dict[tuple[date, str], list[float]]:
    """`(month, member)` -> the value, or a ratio's numerator and denominator, rounded to three decimals."""
    if metric == "monthly_repurchase_rate":
        asked = REPURCHASE_BY_HAND
    else:
        asked = f"select month, {member}, {', '.join(PARTS_BY_HAND[metric])} from lines group by all"
    with duckdb.connect() as connection:
        parameters = {"raw_file": str(retail_hub.raw_file)}
        rows = connection.execute(f"with lines as ({LINES}) {asked}", parameters).fetchall()
    return {(month, of): rounded(parts) for month, of, *parts in rows}


def rounded(parts: Any) -> list[float]:
    """A sum over no rows is NULL in SQL and nothing, 0, in a metric table."""
    return [round(float(part or 0), 3) for part in parts]


def published(retail_hub: Any, metric: str, **asked: Any) -> dict[tuple[date, str], Value]:
    """`(period, member)` -> value, as `lodestar query` reads it."""
    answer = read.query(retail_hub.project, [metric], **asked)
    return {(value.period_start, value.member): value for value in answer.values}


def parts_of(value: Value) -> list[float]:
    """What is compared: the value itself, or a ratio's numerator and denominator."""
    return rounded([value.value] if value.denominator is None else [value.numerator, value.denominator])


def test_every_published_row_and_customer_is_loaded(retail_hub):
    with connect(retail_hub.project.warehouse) as warehouse:
        counts = warehouse.execute(
            "select count(*), count(CustomerID), count(distinct CustomerID) from raw.online_retail__invoice_lines"
        ).fetchone()
    assert counts == (541_909, 406_829, 4_372)


def test_monthly_revenue_is_the_published_one_to_the_last_decimal(retail_hub):
    revenue = published(retail_hub, "revenue", grain="month", end=date(2011, 7, 31))
    assert {month: round(value.value, 3) for (month, _), value in revenue.items()} == PUBLISHED_REVENUE


def test_active_customers_of_the_united_kingdom_are_the_published_ones(retail_hub):
    customers = published(retail_hub, "active_customers", grain="month", dimension="country")
    assert {
        month: customers[month, "United Kingdom"].value for month in PUBLISHED_UK_ACTIVE_CUSTOMERS
    } == PUBLISHED_UK_ACTIVE_CUSTOMERS


@pytest.mark.parametrize("metric", [*PARTS_BY_HAND, "monthly_repurchase_rate"])
def test_every_month_of_every_metric_is_what_sql_by_hand_says(retail_hub, metric):
    expected = by_hand(retail_hub, metric)
    answered = published(retail_hub, metric, grain="month")
    assert sorted(month for month, _ in answered) == MONTHS
    assert {key: parts_of(value) for key, value in answered.items()} == expected


@pytest.mark.parametrize("metric", list(PARTS_BY_HAND))
def test_every_month_of_every_country_is_what_sql_by_hand_says(retail_hub, metric):
    expected = by_hand(retail_hub, metric, member="Country")
    answered = published(retail_hub, metric, grain="month", dimension="country")
    assert {key: parts_of(answered[key]) for key in expected} == expected
    # a country without invoices in a month is there too, with nothing in it
    silent = [value for key, value in answered.items() if key not in expected]
    assert len(answered) == 38 * len(MONTHS)
    assert all(set(parts_of(value)) == {0.0} for value in silent)


@pytest.mark.parametrize("metric", ["average_order_value", "cancellation_rate", "monthly_repurchase_rate"])
def test_a_ratio_is_its_numerator_over_its_denominator(retail_hub, metric):
    for value in published(retail_hub, metric, grain="month").values():
        assert value.value == pytest.approx(value.numerator / value.denominator, rel=1e-12)


@pytest.mark.parametrize("metric", [*PARTS_BY_HAND, "monthly_repurchase_rate"])
def test_december_2011_stops_on_the_9th_and_is_the_only_month_not_complete(retail_hub, metric):
    answered = published(retail_hub, metric, grain="month")
    assert [month for (month, _), value in answered.items() if not value.is_complete] == [date(2011, 12, 1)]


def test_no_day_after_the_last_invoice_has_a_row(retail_hub):
    days = published(retail_hub, "revenue", grain="day")
    assert min(days)[0] == date(2010, 12, 1)
    assert max(days)[0] == date(2011, 12, 9)
    assert len(days) == (date(2011, 12, 9) - date(2010, 12, 1)).days + 1


def test_the_day_of_the_last_invoice_is_still_running(retail_hub):
    days = published(retail_hub, "revenue", grain="day")
    assert [day for (day, _), value in days.items() if not value.is_complete] == [date(2011, 12, 9)]


def test_a_week_without_invoices_has_no_revenue_and_no_order_value(retail_hub):
    holidays = (date(2010, 12, 27), "total")
    assert published(retail_hub, "revenue", grain="week")[holidays].value == 0
    assert published(retail_hub, "average_order_value", grain="week")[holidays].value is None


def test_the_exported_scorecard_says_what_the_metrics_say(retail_hub):
    metrics = ("revenue", "active_customers", "average_order_value", "cancellation_rate")
    with connect(current_release(retail_hub.project.hub_dir).database) as release:
        rows = release.execute(
            f"select metric_time__month::date, invoice__country, {', '.join(metrics)} from hub.country_scorecard"
        ).fetchall()
    assert len(rows) == len(by_hand(retail_hub, "revenue", member="Country"))
    for position, metric in enumerate(metrics):
        values = published(retail_hub, metric, grain="month", dimension="country")
        exported = {(month, country): parts[position] for month, country, *parts in rows}
        assert {key: rounded([part]) for key, part in exported.items()} == {
            key: rounded([values[key].value]) for key in exported
        }, metric


def test_one_of_the_five_metrics_is_the_north_star(retail_hub):
    roles = {row["metric_name"]: row["role"] for row in read.metrics(retail_hub.project)}
    assert roles == {
        "active_customers": "driver",
        "average_order_value": "driver",
        "cancellation_rate": "guardrail",
        "monthly_repurchase_rate": "north_star",
        "revenue": "outcome",
    }


def test_every_check_passes_without_a_warning(retail_hub):
    with connect(current_release(retail_hub.project.hub_dir).database) as release:
        ran = release.execute("select runner, list(distinct status) from hub.check_results group by runner").fetchall()
    assert dict(ran) == {runner: ["passed"] for runner in ("dbt", "great_expectations", "lodestar")}
