"""What a freeze writes: final values once, provisional ones marked, and nothing before the books are closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from lodestar.errors import LedgerError, UsageError
from lodestar.releases.release import Release
from lodestar.review.freeze import due_rows, month_start, released_rows, require_closed

from .ledger_rows import row

OCTOBER = date(2026, 10, 1)
FINISHED = [
    ("month", "2026-09-01", 5.0, True),
    ("month", "2026-10-01", 0.1 + 0.2, True),
    ("week", "2026-09-28", 7.0, True),  # ends on 4 October
    ("week", "2026-10-26", 8.0, True),  # ends on 1 November
    ("day", "2026-10-31", None, True),
    ("day", "2026-11-01", 3.0, False),
]


def release(folder, values, **facts):
    made = Release("r1", folder / "r1", {"fingerprints": {"revenue": "abc"}, **facts})
    made.folder.mkdir()
    with duckdb.connect(str(made.database)) as connection:
        connection.execute("create schema hub")
        connection.execute("create table hub.metric_catalog as select 'revenue' as metric_name, 'CNY' as unit")
        connection.execute(
            "create table hub.metric_values (metric_name varchar, metric_version integer, grain varchar, "
            "period_start date, dimension varchar, member varchar, value double, numerator double, "
            "denominator double, is_complete boolean)"
        )
        for grain, start, value, is_complete in values:
            connection.execute(
                "insert into hub.metric_values values ('revenue', 1, ?, ?, 'total', 'total', ?, null, null, ?)",
                [grain, start, value, is_complete],
            )
    return made


def test_a_period_belongs_to_the_month_in_which_it_ends_and_its_number_is_kept_to_the_last_bit(tmp_path):
    rows = released_rows(release(tmp_path, FINISHED), OCTOBER, "now")

    assert [(one.grain, one.period_start, one.value, one.status) for one in rows] == [
        ("day", "2026-10-31", "", "final"),
        ("month", "2026-10-01", "0.30000000000000004", "final"),
        ("week", "2026-09-28", "7.0", "final"),
    ]
    assert {(one.unit, one.fingerprint, one.release_id, one.frozen_at) for one in rows} == {("CNY", "abc", "r1", "now")}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([("month", "2026-10-01", 1.0, False), ("day", "2026-10-20", 1.0, True)], "2026-10 is not finished"),
        ([("month", "2026-11-01", 1.0, True)], "before the data, which begins in 2026-11"),
        ([("month", "2026-09-01", 1.0, True)], "2026-10 is not finished"),
    ],
)
def test_a_month_that_data_have_not_finished_waits(tmp_path, values, message):
    made = release(tmp_path, values)

    with pytest.raises(LedgerError, match=message):
        require_closed(made, OCTOBER, released_rows(made, OCTOBER, "now"))


def open_month(folder, last_final, **facts):
    """October, of which revenue is final up to a day, and orders to its end."""
    values = [("month", "2026-10-01", 1.0, False), ("day", last_final, 1.0, True), ("day", "2026-10-31", 1.0, False)]
    made = release(folder, values, closing_lag_days={"revenue": 3}, **facts)
    with duckdb.connect(str(made.database)) as connection:
        connection.execute(
            "insert into hub.metric_values by name select 'orders' as metric_name, 1 as metric_version, "
            "'day' as grain, "
            "date '2026-10-31' as period_start, 'total' as dimension, 'total' as member, true as is_complete"
        )
    return made, released_rows(made, OCTOBER, "now")


def test_a_month_waits_for_the_closing_lag_unless_people_say_otherwise(tmp_path):
    made, rows = open_month(tmp_path, "2026-10-30")

    with pytest.raises(LedgerError, match=r"late rows still come for revenue \(3 days\).*--provisional"):
        require_closed(made, OCTOBER, rows)
    require_closed(made, OCTOBER, rows, also_open=True)


@pytest.mark.parametrize(("last_final", "is_closed"), [("2026-10-03", False), ("2026-10-04", True)])
def test_a_month_is_closed_when_the_lag_has_passed_though_its_values_mature_for_longer(tmp_path, last_final, is_closed):
    """A day that is final and takes 30 days to mature says that data reach its 30th day after: 2 or 3 November."""
    made, rows = open_month(tmp_path, last_final, maturity_days={"revenue": 30})

    if is_closed:
        require_closed(made, OCTOBER, rows)
    else:
        with pytest.raises(LedgerError, match="late rows still come"):
            require_closed(made, OCTOBER, rows)


def test_a_final_value_is_reported_once_whatever_it_would_be_today():
    due = due_rows([row(value="2.0")], [row(value="1.5")])

    assert (due.rows, due.standing, due.waiting, due.gone) == ((), 1, 0, 0)


def test_a_member_that_appears_in_a_reported_period_is_not_written_into_it():
    store = row(dimension="store", member="West")

    assert due_rows([store, row(dimension="store", member="new")], [store]).rows == ()


def test_a_dimension_that_is_new_is_reported_with_the_next_freeze():
    store = row(dimension="store", member="West")

    assert due_rows([row(), store], [row()]).rows == (store,)


def test_a_provisional_value_is_reported_again_when_it_is_final_and_waits_until_then():
    provisional = row(status="provisional")

    assert due_rows([row(status="provisional", value="9.0")], [provisional]).waiting == 1
    assert due_rows([row(value="2.0")], [provisional]).rows == (row(value="2.0"),)


def test_a_member_that_is_gone_when_its_period_becomes_final_has_no_value_from_then_on():
    store, gone = (row(dimension="store", member=name, status="provisional") for name in ("open", "closed"))
    now = replace(store, status="final", release_id="r2", fingerprint="new", unit="EUR")
    due = due_rows([now], [store, gone])

    assert due.rows == (now, replace(now, member="closed", value=""))


def test_what_can_not_become_final_is_counted():
    assert due_rows([], [row(status="provisional"), row(grain="day")]).gone == 1


def test_a_metric_that_is_new_is_reported_with_the_next_freeze():
    assert due_rows([row(), row(metric_name="new")], [row()]).rows == (row(metric_name="new"),)


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "october", "2026-10-01", "0000-00", "２０２６-10"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(UsageError, match="is no month"):
        month_start(text)
