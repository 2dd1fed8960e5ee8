"""Actions are read exactly; one that is wrong takes no other with it."""

from datetime import date

import pytest

from lodestar.governance.actions import COLUMNS, Action, read_actions

HEADER = ",".join(COLUMNS) + "\n"
SOUND = "Plan,finance,Li Na,orders,store,Hangzhou | Nanjing|Hangzhou,Gain,Bet,2026-03-01,2026-05-31,-0.15,Why\n"
BARE = "Card,finance,Li Na,,,,Gain,Bet,2026-04-01,,,\n"


def read(text):
    problems = []
    return read_actions(text, problems), [problem.sentence() for problem in problems]


def test_rows_are_read_as_they_stand():
    (sound, bare), problems = read(HEADER + SOUND + BARE)

    assert problems == []
    assert sound == Action(
        "Plan", "finance", "Li Na", "orders", "store", ("Hangzhou", "Nanjing"), "Gain", "Bet",
        date(2026, 3, 1), date(2026, 5, 31), -0.15, "Why", 2,
    )  # fmt: skip
    assert (bare.metric, bare.dimension, bare.members, bare.ends_on, bare.expected_effect) == (
        None, None, (), None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Plan,", ",", "initiative must be filled"),
        ("Gain,Bet", ",", "opportunity, direction must be filled"),
        ("2026-03-01", "March", "'March' is no date"),
        ("2026-05-31", "2026-02-30", "'2026-02-30' is no date"),
        ("2026-05-31", "2026-02-28", "it ends on 2026-02-28, before it starts on 2026-03-01"),
        ("-0.15", "15%", "'15%' is no number"),
        ("-0.15", "-15", "expected_effect is relative, such as 0.12 for 12% more, and not -15"),
        (",store,", ",,", "members are of a dimension: name it"),
        (",Why", ",Why,more", "it has 13 cells, and the header has 12"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_line_and_the_others_stay(old, new, message):
    found, problems = read(HEADER + BARE + SOUND.replace(old, new, 1) + SOUND)

    assert [action.line for action in found] == [2, 4]
    assert len(problems) == 1
    assert problems[0].startswith("seeds/actions.csv:3: ")
    assert message in problems[0]


def test_the_same_action_twice_is_told():
    found, problems = read(HEADER + SOUND + SOUND)

    assert len(found) == 1
    assert problems == ["seeds/actions.csv:3: line 2 is the same action: keep one"]


def test_an_action_runs_from_its_first_to_its_last_day():
    (ended, running), _ = read(HEADER + SOUND + BARE)

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [ended.is_running(day) for day in days] == [False, True, True, False]
    assert running.is_running(date(2030, 1, 1))
