"""Less than before is told by the table or file it is missing from; a quiet weekday is no loss."""

from datetime import date, timedelta
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.quality.volume import check_deliveries, check_files, check_metrics, check_tables, comparable, day_of
from lodestar.warehouse.row_counts import FileCount

TABLE = "raw.odoo__pos_order"


def file(path, rows, held=0):
    return FileCount(TABLE, path, path, rows, held, rows + held)


def days(count, rows, start=date(2026, 1, 5)):
    """One file a day; `rows` says how many by the date."""
    return [file(f"pos/{day:%Y-%m-%d}.csv", rows(day)) for day in (start + timedelta(n) for n in range(count))]


def statuses(results):
    return [(result.table, result.status, result.severity) for result in results]


@given(before=st.integers(0, 100_000), now=st.integers(0, 100_000), percent=st.sampled_from([0, 15, 50, 100]))
def test_a_table_fails_exactly_when_it_falls_by_more_than_its_percentage(before, now, percent):
    (result,) = check_tables({TABLE: before}, {TABLE: now}, most_fall={TABLE: percent})

    assert (result.status == "failed") == (100 * now < (100 - percent) * before)
    assert result.bad_rows == (before - now if result.status == "failed" else None)


def test_a_fall_of_fifteen_percent_passes_and_one_row_more_blocks_with_both_counts():
    assert statuses(check_tables({TABLE: 1000}, {TABLE: 850})) == [(TABLE, "passed", "block")]
    (result,) = check_tables({TABLE: 1000}, {TABLE: 849})
    assert (result.status, result.severity, result.code, result.bad_rows) == ("failed", "block", "volume", 151)
    assert "849 rows after 1,000: 15.1% fewer" in result.detail


def test_a_table_whose_definition_has_changed_only_warns():
    (result,) = check_tables({TABLE: 1000}, {TABLE: 10}, redefined={TABLE})

    assert (result.status, result.severity) == ("failed", "warn")
    assert "has changed" in result.detail


def test_tables_that_are_new_or_gone_are_not_compared():
    assert check_tables({"a.gone": 5}, {"a.new": 5}) == []


def test_the_first_load_has_no_history():
    assert check_files([], days(60, lambda _: 100)) == []


def test_a_half_file_blocks_and_is_named_with_its_rows():
    before = days(70, lambda day: 1000 + day.day)
    (result,) = check_files(before, [file("pos/2026-03-16.csv", 500)])

    assert (result.status, result.severity) == ("failed", "block")
    assert "pos/2026-03-16.csv has 500 rows, 50.5% fewer than 1,010" in result.detail


def test_a_metric_whose_rows_fall_stops_alone_and_only_warns_where_definitions_have_changed():
    before, now = {"orders": 100, "visits": 100, "gone": 9}, {"orders": 100, "visits": 84}

    results = check_metrics("hub.metric_values", before, now)

    assert [(r.metrics, r.status, r.severity, r.bad_rows) for r in results] == [
        (("orders",), "passed", "block", None),
        (("visits",), "failed", "block", 16),
    ]
    assert (
        results[1]
        .sentence()
        .startswith("hub.metric_values: visits: its rows do not fall by more than 15%: 16 bad rows")
    )
    assert check_metrics("hub.metric_values", before, now, redefined=True)[1].severity == "warn"


def test_the_share_in_quarantine_is_judged_by_the_limit_of_the_source():
    held = [FileCount(TABLE, "pos/a.csv", "a", 90, 30, 100)]

    assert check_deliveries(held)[0].status == "failed"
    assert check_deliveries(held, {TABLE: 0.4})[0].status == "passed"


def test_an_ordinary_sunday_does_not_block_and_the_same_rows_on_a_monday_do():
    before = days(70, lambda day: 200 if day.weekday() == 6 else 1000)
    sunday, monday = file("pos/2026-03-22.csv", 200), file("pos/2026-03-23.csv", 200)
    before += days(6, lambda _: 1000, start=date(2026, 3, 16))

    assert statuses(check_files(before, [sunday])) == [(TABLE, "passed", "block")]
    assert statuses(check_files(before, [monday])) == [(TABLE, "failed", "block")]


def test_a_noisy_source_does_not_block_by_its_noise():
    rows = [100, 900, 150, 800, 120, 950, 130, 870, 140, 990]
    before = [file(f"pos/part-{n:02}.csv", count) for n, count in enumerate(rows)]

    assert statuses(check_files(before, [file("pos/part-99.csv", 90)])) == [(TABLE, "passed", "block")]


def test_a_steady_source_does_not_block_by_a_small_step():
    before = [file(f"pos/part-{n:02}.csv", 1000 + n % 2) for n in range(12)]

    assert statuses(check_files(before, [file("pos/part-99.csv", 860)])) == [(TABLE, "passed", "block")]
    assert statuses(check_files(before, [file("pos/part-99.csv", 840)])) == [(TABLE, "failed", "block")]


def test_seven_files_are_too_few_to_judge_by_and_eight_are_enough():
    before = [file(f"pos/part-{n}.csv", 100) for n in range(8)]

    assert check_files(before[:7], [file("pos/new.csv", 1)]) == []
    assert statuses(check_files(before, [file("pos/new.csv", 1)])) == [(TABLE, "failed", "block")]


@given(st.lists(st.integers(50, 2000), min_size=8, max_size=12), st.integers(0, 2500))
def test_a_file_fails_exactly_when_it_is_below_both_limits(rows, new):
    from lodestar.quality.limits import shape_of

    before = [file(f"pos/part-{n:02}.csv", count) for n, count in enumerate(rows)]
    if shape_of([float(count) for count in rows]) != "level":
        return  # limits along a line have their own tests
    ordered = sorted(rows)
    middle = (ordered[(len(rows) - 1) // 2] + ordered[len(rows) // 2]) / 2
    ranges = [abs(rows[n] - rows[n - 1]) for n in range(1, len(rows))]
    lower = mean(rows) - 2.66 * mean(ranges)
    if min(abs(new - lower), abs(new - 0.85 * middle)) < 1e-6:
        return  # on a limit, the last digit decides

    (result,) = check_files(before, [file("pos/new.csv", new)])

    assert (result.status == "failed") == (new < 0.85 * middle and new < lower)


def test_daily_files_are_compared_with_those_of_their_weekday():
    before = days(120, lambda day: 10 * day.weekday())

    assert comparable(before, file("pos/2026-05-08.csv", 1)) == [40] * 12


def test_files_that_name_no_day_are_compared_with_the_last_ones():
    before = [file(f"pos/part-{n:02}.csv", n) for n in range(20)]

    assert comparable(before, file("pos/part-20.csv", 1)) == list(range(8, 20))


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("a/2026-11-15.csv", date(2026, 11, 15)),
        ("a/tracks_20261115.jsonl.gz", date(2026, 11, 15)),
        ("2026-11-15/all.csv", None),
        ("a/2026-11.csv", None),
        ("a/2026-02-31.csv", None),
        ("a/order-2026111599.csv", None),
    ],
)
def test_a_day_is_read_from_the_name_of_a_file(path, day):
    assert day_of(path) == day


@pytest.mark.parametrize(
    ("held", "accepted", "status"), [(0, 10, "passed"), (19, 1, "passed"), (20, 380, "passed"), (21, 379, "failed")]
)
def test_a_delivery_fails_when_more_than_a_twentieth_and_twenty_rows_are_held(held, accepted, status):
    (result,) = check_deliveries([file("a.csv", accepted, held)])

    assert (result.status, result.bad_rows) == (status, held if status == "failed" else None)
