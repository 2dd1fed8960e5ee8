"""Targets are read exactly; one that is wrong takes no other with it."""

from datetime import date

import pytest

from lodestar.governance.targets import Target, read_targets

HEADER = "metric,dimension,member,grain,period_start,target\n"
WHOLE = "orders,,,month,2026-10-01,100\n"
OF_A_STORE = 'orders,store,"Nanjing Road, 1",month,2026-10-01, 7.5 \n'


def read(text):
    problems = []
    return read_targets(text, problems), [problem.sentence() for problem in problems]


def test_rows_are_read_as_they_stand():
    assert read(HEADER + WHOLE + OF_A_STORE) == (
        (
            Target("orders", "total", "total", "month", date(2026, 10, 1), 100.0, 2),
            Target("orders", "store", "Nanjing Road, 1", "month", date(2026, 10, 1), 7.5, 3),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("orders,,,month,2026-10-02,1", "no month begins on 2026-10-02"),
        ("orders,,,quarter,2026-02-01,1", "no quarter begins on 2026-02-01"),
        ("orders,,,year,2026-02-01,1", "no year begins on 2026-02-01"),
        ("orders,,,month,October,1", "'October' is no date such as 2027-03-31"),
        ("orders,,,month,2026-10-01,many", "'many' is no number such as 0.12"),
        ("orders,,,month,2026-10-01,nan", "'nan' is no number such as 0.12"),
        ("orders,,,month,2026-10-01,", "target must be filled"),
        (",,,,2026-10-01,1", "metric, grain must be filled"),
        ("orders,store,,month,2026-10-01,1", "dimension and member go together"),
        ("orders,,Hangzhou,month,2026-10-01,1", "dimension and member go together"),
        ("orders,,,day,9999-12-31,1", "'9999-12-31' is no date of our time"),
        ("orders,,,day,20261001,1", "'20261001' is no date such as 2027-03-31"),
        ("orders,,,day,2026-10-01,1_000", "'1_000' is no number"),
        ("orders,,,day,2026-10-01,１２", "'１２' is no number"),
        ("ord\x1bers,,,day,2026-10-01,1", "metric holds a character that nobody can see"),
        ("orders,,,month,2026-10-01", "it has 5 cells, and the header has 6"),
        ("orders,,,month,2026-10-01,1,2", "it has 7 cells, and the header has 6"),
        ("orders,total,total,month,2026-10-01,101", "line 2 is a target of the same: keep one"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_line_and_the_others_stay(row, message):
    found, problems = read(HEADER + WHOLE + row + "\n" + OF_A_STORE)

    assert [target.line for target in found] == [2, 4]
    assert len(problems) == 1
    assert problems[0].startswith("seeds/targets.csv:3: ")
    assert message in problems[0]


def test_a_week_may_begin_on_any_day():
    assert len(read(HEADER + "orders,,,week,2026-10-04,1\n")[0]) == 1


def test_a_wrong_header_is_told_and_nothing_is_guessed():
    found, (problem,) = read(WHOLE)
    assert found == ()
    assert problem.startswith(f"seeds/targets.csv:1: its header must be {HEADER.strip()}: it lacks")


def test_what_is_no_csv_is_told_and_what_stands_before_it_stays():
    found, problems = read(HEADER + WHOLE + 'orders,"net\n')

    assert len(found) == 1
    assert "it is not CSV" in problems[0]
