"""Scorecards stand in an order that a rule gives, not a score."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.review.backtest import CRITERIA, backtest, coarsest, ordered
from lodestar.review.candidates.grade import Grade
from tests.lodestar.review.histories import remembering, series


@pytest.fixture(scope="module")
def card():
    return backtest({"metric_name": "m"}, [], outcomes=[], retentions=[], directions={})


def with_grades(card, name, grades):
    parts = {
        criterion: replace(getattr(card, criterion), grade=grade)
        for criterion, grade in zip(CRITERIA, grades, strict=True)
    }
    return replace(card, metric=name, **parts)


def test_a_metric_without_history_is_not_known_everywhere_but_says_so(card):
    assert card.grain == ""
    assert {name: grade for name, grade in card.grades.items() if name != "vanity"} == {
        name: Grade.unknown for name in CRITERIA if name != "vanity"
    }


GRADES = st.lists(st.lists(st.sampled_from(Grade), min_size=6, max_size=6), min_size=1, max_size=7)


@given(GRADES)
def test_who_is_beaten_stands_behind_and_nobody_is_lost(card, drawn):
    cards = [with_grades(card, str(n), grades) for n, grades in enumerate(drawn)]
    placed = ordered(cards)
    place = {one.metric: n for n, one in placed}

    assert sorted(place) == sorted(one.metric for one in cards)
    assert placed[0][0] == 1
    for one, other in combinations(cards, 2):
        hollow = [c.vanity.grade is Grade.poor for c in (one, other)]
        if hollow == [False, True] or (hollow[0] == hollow[1] and one.beats(other)):
            assert place[one.metric] < place[other.metric]
        assert not (one.beats(other) and other.beats(one))


@given(GRADES)
def test_equal_grades_share_a_place_whatever_the_order_given(card, drawn):
    cards = [with_grades(card, str(n), grades) for n, grades in enumerate(drawn)]
    one, other = ({c.metric: place for place, c in ordered(given)} for given in (cards, cards[::-1]))

    assert one == other
    for a, b in combinations(cards, 2):
        if a.grades == b.grades:
            assert one[a.metric] == one[b.metric]


def test_a_month_is_judged_before_a_week():
    assert coarsest(["day", "week", "month"]) == "month"
    assert coarsest(["day", "week"]) == "week"
    assert coarsest(["fiscal_period"]) == "fiscal_period"


def test_sign_ups_stand_behind_what_leads_revenue():
    """Planted: learning leads revenue by 2 weeks; sign-ups only rise, while retention falls."""
    random = np.random.default_rng(1)
    x = remembering(random, 92, 0.4, 0.08)
    known = [
        series("learning", 50 * np.exp(x[2:]), denominators=[100.0] * 90),
        series("sign_ups", np.cumsum(random.uniform(1, 5, 90)) + 100),
        series("revenue", 1000 * np.exp(0.7 * x[:90] + random.normal(0, 0.02, 90))),
        series("retention", 0.5 * np.exp(-0.01 * np.arange(90) + random.normal(0, 0.02, 90)), denominators=[9.0] * 90),
    ]
    up = dict.fromkeys(("learning", "sign_ups", "revenue", "retention"), "up")

    cards = [
        backtest({"metric_name": name}, known, outcomes=["revenue"], retentions=["retention"], directions=up)
        for name in ("sign_ups", "learning")
    ]

    assert [(place, one.metric) for place, one in ordered(cards)] == [(1, "learning"), (2, "sign_ups")]
    signs = {sign.sign.value for sign in cards[0].vanity.signs}
    assert {"counts_signs", "never_falls", "retention_falls", "not_per_user"} == signs
    assert cards[1].lead.grade is Grade.good
    assert cards[1].lead.followers[0].lag == 2
