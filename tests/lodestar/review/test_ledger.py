"""A frozen month stays as it was reported."""

import csv
from datetime import date

import duckdb
import pytest

from lodestar.errors import LedgerError, UsageError
from lodestar.releases.release import Release
from lodestar.review.ledger import freeze_month, month_start

OCTOBER = date(2026, 10, 1)


def release(folder, values, name="r1"):
    made = Release(name, folder / name, {"fingerprints": {"revenue": "abc"}})
    made.folder.mkdir()
    with duckdb.connect(str(made.database)) as connection:
        connection.execute("create schema hub")
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


FINISHED = [
    ("month", "2026-09-01", 5.0, True),
    ("month", "2026-10-01", 0.1 + 0.2, True),
    ("week", "2026-09-28", 7.0, True),  # ends on 4 October
    ("week", "2026-10-26", 8.0, True),  # ends on 1 November
    ("day", "2026-10-31", None, True),
    ("day", "2026-11-01", 3.0, False),
]


def frozen_rows(folder):
    with (folder / "ledger/2026-10.csv").open(newline="") as file:
        return [(row["grain"], row["period_start"], row["value"]) for row in csv.DictReader(file)]


def test_a_period_is_frozen_with_the_month_in_which_it_ends(tmp_path):
    frozen = freeze_month(tmp_path / "ledger", release(tmp_path, FINISHED), OCTOBER)

    assert frozen_rows(tmp_path) == [
        ("day", "2026-10-31", ""),
        ("month", "2026-10-01", "0.30000000000000004"),
        ("week", "2026-09-28", "7.0"),
    ]
    assert (frozen.rows, frozen.provisional, frozen.is_new) == (3, 0, True)


def test_frozen_again_with_the_same_values_the_file_does_not_change(tmp_path):
    freeze_month(tmp_path / "ledger", release(tmp_path, FINISHED), OCTOBER)
    before = (tmp_path / "ledger/2026-10.csv").read_bytes()

    again = freeze_month(tmp_path / "ledger", release(tmp_path, FINISHED, "r2"), OCTOBER)

    assert (tmp_path / "ledger/2026-10.csv").read_bytes() == before
    assert (again.is_new, again.release_id) == (False, "r1")


def test_a_difference_in_the_last_digits_of_a_sum_is_no_other_value(tmp_path):
    freeze_month(tmp_path / "ledger", release(tmp_path, FINISHED), OCTOBER)
    summed_otherwise = release(tmp_path, [*FINISHED[:1], ("month", "2026-10-01", 0.3, True), *FINISHED[2:]], "r2")

    assert not freeze_month(tmp_path / "ledger", summed_otherwise, OCTOBER).is_new


def test_other_values_for_a_frozen_month_are_refused_and_counted(tmp_path):
    freeze_month(tmp_path / "ledger", release(tmp_path, FINISHED), OCTOBER)
    before = (tmp_path / "ledger/2026-10.csv").read_bytes()
    changed = release(tmp_path, [*FINISHED[:1], ("month", "2026-10-01", 0.4, True), *FINISHED[2:]], "r2")

    with pytest.raises(LedgerError, match=r"was frozen from release r1 .* of its 3 rows would read otherwise"):
        freeze_month(tmp_path / "ledger", changed, OCTOBER)

    assert (tmp_path / "ledger/2026-10.csv").read_bytes() == before


def test_a_month_that_data_has_not_finished_is_refused(tmp_path):
    unfinished = release(tmp_path, [("month", "2026-10-01", 1.0, False), ("day", "2026-10-20", 1.0, True)])

    with pytest.raises(LedgerError, match="2026-10 is not finished"):
        freeze_month(tmp_path / "ledger", unfinished, OCTOBER)

    assert not (tmp_path / "ledger").exists()


def test_a_value_that_can_still_mature_is_frozen_as_provisional(tmp_path):
    values = [("month", "2026-10-01", 1.0, False), ("day", "2026-10-31", 1.0, True)]

    assert freeze_month(tmp_path / "ledger", release(tmp_path, values), OCTOBER).provisional == 1


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "october", "2026-10-01", "0000-00"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(UsageError, match="is no month"):
        month_start(text)
