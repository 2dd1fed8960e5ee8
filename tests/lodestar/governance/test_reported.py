"""Reported figures are read exactly, with the unit of their last digit; one that is wrong takes no other with it."""

from __future__ import annotations

from datetime import date

import pytest

from lodestar.governance.reported import ReportedFigure, read_reported

PATH = "governance/reported/finance.csv"
HEADER = "department,metric,grain,period_start,dimension,member,value,reported_by,reported_on\n"
FIRST = "finance,net_revenue,month,2026-09-01,total,total,1234567.00,Li Na,2026-10-09\n"
SECOND = 'finance,net_revenue,month,2026-09-01,store,"Nanjing Road, 1", -12 ,Li Na,2026-10-09\n'


def read(text):
    problems = []
    return read_reported(text, PATH, problems), [problem.sentence() for problem in problems]


def test_rows_are_read_as_they_stand():
    said = ("finance", "net_revenue", "month", date(2026, 9, 1))
    by = ("Li Na", date(2026, 10, 9), PATH)

    assert read(HEADER + FIRST + SECOND) == (
        (
            ReportedFigure(*said, "total", "total", 1234567.0, 0.01, *by, 2),
            ReportedFigure(*said, "store", "Nanjing Road, 1", -12.0, 1.0, *by, 3),
        ),
        [],
    )


@pytest.mark.parametrize(
    ("value", "number", "step"),
    [("7", 7.0, 1.0), ("7.5", 7.5, 0.1), ("-0.125", -0.125, 0.001), ("1e3", 1000.0, 1000.0), ("1.50", 1.5, 0.01)],
)
def test_a_figure_may_be_off_by_half_of_its_last_digit(value, number, step):
    (figure,), _ = read(HEADER + FIRST.replace("1234567.00", value))

    assert (figure.value, figure.step) == (number, pytest.approx(step))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("1234567.00", "", "value must be filled"),
        ("1234567.00", '"1,234,567"', "a number or a date can't be read"),
        ("1234567.00", "about 7", "a number or a date can't be read"),
        ("1234567.00", "nan", "'nan' is no number"),
        ("1234567.00", "-inf", "'-inf' is no number"),
        ("2026-09-01", "September", "a number or a date can't be read"),
        ("2026-10-09", "2026-10-32", "a number or a date can't be read"),
        (",Li Na,", ",", "it has 8 cells, and the header has 9"),
        (",total,", ",total,more,", "it has 10 cells, and the header has 9"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_line_and_the_others_stay(old, new, message):
    found, problems = read(HEADER + SECOND + FIRST.replace(old, new, 1) + SECOND)

    assert [figure.line for figure in found] == [2, 4]
    assert len(problems) == 1
    assert problems[0].startswith(f"{PATH}:3: ")
    assert message in problems[0]


def test_a_wrong_header_is_told_and_nothing_is_guessed():
    found, problems = read(FIRST)

    assert found == ()
    assert [problem.startswith(f"{PATH}:1: its header must be {HEADER.strip()}: it ") for problem in problems] == [True]


def test_what_is_no_csv_is_told_and_what_stands_before_it_stays():
    found, problems = read(HEADER + FIRST + 'finance,"net\n')

    assert len(found) == 1
    assert len(problems) == 1
    assert "it is not CSV" in problems[0]
