"""Waivers are read exactly, hold until their day, and one that is wrong takes no other with it."""

from __future__ import annotations

from datetime import date

import pytest

from lodestar.governance.waivers import Waiver, read_waivers

HEADER = "rule,subject,reason,person,expires_on\n"
FIRST = "G204,orders,Kept while the app moves,Chen Yu,2027-03-31\n"
SECOND = 'G302,"nps","Two formulas, one label\n(until spring)", Li Na , 2027-04-30\n'


def read(text):
    problems = []
    return read_waivers(text, problems), [problem.sentence() for problem in problems]


def test_rows_are_read_as_they_stand():
    found, problems = read(HEADER + FIRST + "\n" + SECOND)

    assert not problems
    assert found == (
        Waiver("G204", "orders", "Kept while the app moves", "Chen Yu", date(2027, 3, 31), 2),
        Waiver("G302", "nps", "Two formulas, one label\n(until spring)", "Li Na", date(2027, 4, 30), 5),
    )


def test_a_waiver_holds_on_its_last_day_and_not_on_the_next():
    (waiver,), _ = read(HEADER + FIRST)

    assert waiver.holds(date(2027, 3, 31))
    assert not waiver.holds(date(2027, 4, 1))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("G204,orders,,Chen Yu,2027-03-31\n", "reason must be filled"),
        ("G204,orders,  ,Chen Yu,2027-03-31\n", "reason must be filled"),
        ("G204,orders,why,Chen Yu\n", "it has 4 cells, and the header has 5"),
        ("G204,orders,why,Chen Yu,2027-03-31,more\n", "it has 6 cells, and the header has 5"),
        ("G204,orders,why,Chen Yu,soon\n", "'soon' is no date such as 2027-03-31"),
        ("G204,orders,why,Chen Yu,2027-02-30\n", "'2027-02-30' is no date"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_line_and_the_others_stay(row, message):
    found, problems = read(HEADER + FIRST + row + SECOND)

    assert [waiver.rule for waiver in found] == ["G204", "G302"]
    assert len(problems) == 1
    assert problems[0].startswith("governance/waivers.csv:3: ")
    assert message in problems[0]


@pytest.mark.parametrize("header", ["", "rule,subject,reason,person\n", "subject,rule,reason,person,expires_on\n"])
def test_a_wrong_header_is_told_and_nothing_is_guessed(header):
    found, problems = read(header + FIRST)

    assert found == ()
    (problem,) = problems
    assert problem.startswith("governance/waivers.csv:1: its header must be rule,subject,reason,person,expires_on: ")


def test_what_is_no_csv_is_told_and_what_stands_before_it_stays():
    found, problems = read(HEADER + FIRST + 'G1,"open,why,Chen Yu,2027-03-31\n')

    assert [waiver.rule for waiver in found] == ["G204"]
    assert len(problems) == 1
    assert "it is not CSV" in problems[0]
