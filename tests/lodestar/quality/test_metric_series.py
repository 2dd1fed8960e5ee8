"""Series of metrics hold together: every period is there, parts make wholes, and the newest value is no surprise."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean
from types import SimpleNamespace

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lodestar.quality import metric_series
from lodestar.quality.metric_series import check_continuity, check_outliers, check_reconciliation

RELATION = ("hub", "metric_values")


@dataclass(frozen=True)
class Named:
    """As much of a metric as these checks ask for."""

    name: str
    contract: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(grains=("day", "week", "month"), dimensions={"store": "s__s"})
    )


SALES = Named("sales")


@pytest.fixture
def hub(tmp_path):
    """Writes rows (metric, grain, dimension, member, period_start, value) as a hub's `metric_values`."""

    def write(rows):
        path = tmp_path / "warehouse.duckdb"
        path.unlink(missing_ok=True)
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema hub")
            connection.execute(
                "create table hub.metric_values (metric_name varchar, grain varchar, dimension varchar, "
                "member varchar, period_start date, value double, numerator double, denominator double, "
                "is_complete boolean)"
            )
            if rows:
                full = [(*row, None, None, True) for row in rows]
                connection.executemany("insert into hub.metric_values values (?, ?, ?, ?, ?, ?, ?, ?, ?)", full)
        return path

    return write


def start_of(day, grain):
    return {"day": day, "week": day - timedelta(day.weekday()), "month": day.replace(day=1)}[grain]


def series(amounts, first=date(2026, 1, 20)):
    """Rows of all grains from `(days after the first, store, amount)`, added up in plain Python."""
    added = defaultdict(float)
    span = range(max(after for after, _, _ in amounts) + 1)
    for grain in ("day", "week", "month"):
        for after in span:
            added[(grain, "total", "total", start_of(first + timedelta(after), grain))] += 0
        for after, store, amount in amounts:
            start = start_of(first + timedelta(after), grain)
            added[(grain, "total", "total", start)] += amount
            added[(grain, "store", store, start)] += amount
    return [("sales", *key, value) for key, value in added.items()]


def failed(results):
    return [result for result in results if result.status != "passed"]


days = st.lists(
    st.tuples(st.integers(0, 70), st.sampled_from(["North", "South", "(not set)"]), st.integers(-50, 50).map(float)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(days)
def test_values_that_were_added_up_by_hand_reconcile(hub, amounts):
    metric_series.additive_columns, kept = lambda *_: ("value",), metric_series.additive_columns
    try:
        results = check_reconciliation(hub(series(amounts)), RELATION, None, [SALES])
    finally:
        metric_series.additive_columns = kept

    assert [result.sentence() for result in failed(results)] == []
    assert len(results) == 2


@pytest.fixture
def added(monkeypatch):
    monkeypatch.setattr(metric_series, "additive_columns", lambda *_: ("value",))


AMOUNTS = [(after, store, 10.0) for after in range(40) for store in ("North", "South")]


@pytest.mark.parametrize(
    ("changed", "rules", "words"),
    [
        (("month", "total"), ["longer periods", "whole"], "in the month of 2026-02-01"),
        (("week", "store"), ["longer periods", "whole"], "store"),
        (("day", "total"), ["longer periods", "whole"], ""),
    ],
)
def test_a_value_that_is_not_the_sum_of_its_parts_blocks_its_metric(hub, added, changed, rules, words):
    rows = series(AMOUNTS)
    number = next(n for n, row in enumerate(rows) if row[1:3] == changed and row[4] >= date(2026, 2, 1))
    rows[number] = (*rows[number][:5], rows[number][5] + 0.5)

    results = failed(check_reconciliation(hub(rows), RELATION, None, [SALES]))

    assert all((result.severity, result.metrics) == ("block", ("sales",)) for result in results)
    assert all(any(rule in result.rule for result in results) for rule in rules)
    assert any(words in result.detail for result in results)


def test_a_member_that_a_join_lost_is_missing_from_the_whole(hub, added):
    rows = [row for row in series(AMOUNTS) if row[3] != "South"]

    (result,) = failed(check_reconciliation(hub(rows), RELATION, None, [SALES]))

    assert "sum of its members" in result.rule
    assert "store: 240 is not 120" in result.detail


def test_a_missing_period_is_counted_and_named_with_its_metric(hub):
    rows = [row for row in series(AMOUNTS) if not (row[1:3] == ("day", "total") and row[4] == date(2026, 2, 3))]

    (result,) = failed(check_continuity(hub(rows), RELATION, [SALES, Named("other")]))

    assert (result.metrics, result.bad_rows, result.severity) == (("sales",), 1, "block")
    assert "day of total total from 2026-01-20 to 2026-02-28" in result.detail


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_any_period_within_the_span_is_missed_and_none_at_its_ends(hub, grain):
    whole = series([(after, "North", 1.0) for after in range(120)])
    starts = sorted({row[4] for row in whole if row[1:3] == (grain, "total")})
    for start in (starts[0], starts[len(starts) // 2], starts[-1]):
        rows = [row for row in whole if not (row[1:3] == (grain, "total") and row[4] == start)]
        found = failed(check_continuity(hub(rows), RELATION, [SALES]))
        assert bool(found) == (start not in (starts[0], starts[-1]))


def months(values):
    rows, year, month = [], 2024, 1
    for value in values:
        rows.append(("sales", "month", "total", "total", date(year, month, 1), value))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return rows


STEADY = [100.0, 103, 98, 101, 99, 104, 97, 100, 102, 99, 101, 98]


@pytest.mark.parametrize("newest", [100.0, 108.0, 92.0, 110.0, 90.0, 150.0])
def test_the_newest_value_warns_exactly_when_it_is_beyond_limits_by_hand(hub, newest):
    ranges = [abs(after - before) for before, after in pairwise(STEADY)]
    reach = 2.66 * mean(ranges)
    is_beyond = not mean(STEADY) - reach <= newest <= mean(STEADY) + reach

    (result,) = check_outliers(hub(months([*STEADY, newest])), RELATION, [SALES])

    assert (result.status == "failed") == is_beyond
    assert (result.severity, result.metrics) == ("warn", ("sales",))


def test_limits_end_before_the_period_that_they_judge(hub):
    (result,) = check_outliers(hub(months([*STEADY, 1000.0])), RELATION, [SALES])

    assert "1,000 in the month of 2025-01-01 is above its natural limits" in result.detail


def test_short_histories_are_not_judged(hub):
    assert check_outliers(hub(months([*STEADY[1:], 1000.0])), RELATION, [SALES]) == []
