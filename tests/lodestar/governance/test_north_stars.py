"""North stars are read exactly, and one that is wrong takes no other with it."""

from __future__ import annotations

from datetime import date

import pytest

from lodestar.governance.north_stars import ExpectedOutcome, NorthStar, read_north_stars

STARS = """# one a scope
north_stars:
  - metric: minutes
    scope: company
    stage: growth
    value_statement: >
      A learner who studies
      stays.
    effective_from: 2026-01-01
    guardrails: [nps, completion]
  - metric: orders
    scope: retail
    stage: start
    value_statement: They come back.
    effective_from: 2025-01-01
    effective_to: 2025-12-31
"""
MINUTES = NorthStar(
    "minutes", "company", "growth", "A learner who studies stays.", date(2026, 1, 1), None, ("nps", "completion"), 3
)
ORDERS = NorthStar("orders", "retail", "start", "They come back.", date(2025, 1, 1), date(2025, 12, 31), (), 11)


def stars(text):
    problems = []
    return read_north_stars(text, problems), [problem.sentence() for problem in problems]


def test_stars_are_read_as_they_stand():
    assert stars(STARS) == ((MINUTES, ORDERS), [])


def test_a_star_is_active_from_its_first_day_to_its_last():
    assert [ORDERS.is_active(date(*day)) for day in ((2024, 12, 31), (2025, 1, 1), (2025, 12, 31), (2026, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert MINUTES.is_active(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("scope", "since", "until", "overlaps"),
    [
        ("retail", date(2025, 12, 31), None, True),
        ("retail", date(2026, 1, 1), None, False),
        ("retail", date(2024, 1, 1), date(2024, 12, 31), False),
        ("retail", date(2024, 1, 1), date(2025, 1, 1), True),
        ("retail", date(2024, 1, 1), None, True),
        ("company", date(2025, 1, 1), None, False),
    ],
)
def test_two_stars_overlap_when_both_are_that_of_one_scope_on_some_day(scope, since, until, overlaps):
    other = NorthStar("x", scope, "s", "v", since, until, (), 1)

    assert ORDERS.overlaps(other) is overlaps
    assert other.overlaps(ORDERS) is overlaps


WRONG = {
    "no metric": ("- metric: orders\n    scope", "- scope", "metric is missing"),
    "no beginning": ("    effective_from: 2025-01-01\n", "", "effective_from is missing"),
    "an empty beginning": ("effective_from: 2025-01-01", "effective_from:", "effective_from must be a date"),
    "a beginning that is a text": ("2025-01-01", "in spring", "effective_from must be a date"),
    "an end before the beginning": ("2025-12-31", "2024-12-31", "effective_to is before effective_from"),
    "an empty statement": ("They come back.", "' '", "value_statement must be a text"),
    "a scope that is a list": ("scope: retail", "scope: [retail]", "scope must be a text"),
    "a key that nobody knows": ("stage: start", "stage: start\n    phase: 1", "'phase' is not a key of a north star"),
    "guardrails that are no list": ("stage: start", "stage: start\n    guardrails: nps", "guardrails must be a list"),
    "retention that is no list": ("stage: start", "stage: start\n    retention: kept", "retention must be a list"),
    "a twin without a name": ("stage: start", "stage: start\n    twin: ' '", "twin must be the name of a metric"),
    "an overlap of no days": ("stage: start", "stage: start\n    overlap_days: 0", "overlap_days must be a whole"),
    "an outcome without a lag": (
        "stage: start",
        "stage: start\n    outcomes: [{metric: x}]",
        "outcomes must be a list",
    ),
    "a lag that looks ahead": (
        "stage: start",
        "stage: start\n    outcomes: [{metric: x, lag: -1}]",
        "outcomes must be a list",
    ),
    "accounts that are a number": ("stage: start", "stage: start\n    accounts: [1]", "accounts must be a dimension"),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_a_star_that_is_wrong_is_told_and_the_others_stay(old, new, message):
    assert STARS.count(old) == 1
    found, (problem, *_) = stars(STARS.replace(old, new))

    assert found == (MINUTES,)
    assert problem.startswith("governance/north_stars.yml:")
    assert message in problem


def test_a_star_that_is_wrong_is_told_with_its_line_wherever_its_metric_stands():
    found, problems = stars(
        STARS.replace("- metric: minutes\n    scope: company", "- scope: company\n    metric: minutes").replace(
            "They come back.", "''"
        )
    )

    assert [star.metric for star in found] == ["minutes"]
    assert problems == ["governance/north_stars.yml:11: value_statement must be a text that is not empty"]


@pytest.mark.parametrize("text", ["", "# soon\n", "north_stars:\n", "north_stars: {a: b}\n", "stars: []\n", "[]\n"])
def test_a_file_without_stars_is_told(text):
    assert stars(text) == ((), ["governance/north_stars.yml:1: it must hold `north_stars:`, a list"])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[nps, completion]", "[nps", "11: it is not YAML"),
        ("2025-12-31", "2025-12-32", "16: a date does not exist"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(old, new, problem):
    found, problems = stars(STARS.replace(old, new))

    assert found == ()
    assert len(problems) == 1
    assert problems[0].startswith(f"governance/north_stars.yml:{problem}")


NAMING = """north_stars:
  - metric: posts
    scope: community
    stage: growth
    value_statement: They talk.
    effective_from: 2025-01-01
    effective_to: 2025-12-31
    successor: replies
    overlap_days: 30
    guardrails: [nps]
    twin: true_posts
    newcomers: sign_ups
    retention: [stayed, returned]
    outcomes: [{metric: revenue, lag: 2}, {metric: stayed, lag: 0}]
    volume: views
    accounts: writer
"""


def test_what_a_star_names_beside_itself_is_read():
    ((star,), problems) = stars(NAMING)

    assert problems == []
    assert (star.successor, star.overlap_days, star.accounts) == ("replies", 30, ("writer",))
    assert star.outcomes == (ExpectedOutcome("revenue", 2), ExpectedOutcome("stayed", 0))
    assert tuple(star.companions()) == (
        ("twin", "true_posts"),
        ("newcomers", "sign_ups"),
        ("volume", "views"),
        ("retention", "stayed"),
        ("retention", "returned"),
        ("outcomes", "revenue"),
        ("outcomes", "stayed"),
    )
    assert star.metrics() == ("posts", "nps", "true_posts", "sign_ups", "views", "stayed", "returned", "revenue")


def test_several_dimensions_may_be_accounts():
    ((star,), _) = stars(NAMING.replace("accounts: writer", "accounts: [writer, group]"))

    assert star.accounts == ("writer", "group")


def test_a_former_star_is_shown_for_its_overlap():
    ((star,), _) = stars(NAMING)
    shown = [star.is_shown(date(*day)) for day in ((2025, 12, 31), (2026, 1, 1), (2026, 1, 30), (2026, 1, 31))]

    assert shown == [True, True, True, False]
    assert not star.is_active(date(2026, 1, 1))
    assert not ORDERS.is_shown(date(2026, 1, 1))
