"""Real growth is not called hollow, and hollow growth not healthy: on businesses simulated user by user.

What it catches: rules that see growth where there is none, or miss it. What it does not: kinds of hollow growth that
nobody thought of. Effects are 35% to tenfold; smaller ones drown in the noise of some hundred users.
"""

from collections import Counter
from functools import cache

import pytest

from lodestar.review.verdict import verdict
from tests.lodestar.review.growth_scenarios import FLAT, HOLLOW, TRUE, scenario

SEEDS = {kind: range(25) for kind in TRUE} | {kind: range(10) for kind in FLAT}
SEEDS |= dict(zip(HOLLOW, (range(17), range(17), range(17), range(17), range(16), range(16)), strict=True))


def judged(kinds):
    """State, kind and seed of every case, and how many grew beyond their natural variation."""
    return [said_of(kind, seed) for kind in kinds for seed in SEEDS[kind]]


@cache
def said_of(kind, seed):
    case = scenario(kind, seed)
    return verdict(case.evidence), case


def wrong(found, state):
    return [f"{case.kind} {case.seed}" for said, case in found if said.state == state]


@pytest.mark.slow
def test_of_100_cases_of_true_growth_at_most_5_are_called_hollow():
    found = judged(TRUE)

    assert len(found) == 100
    assert sum(said.is_grown for said, _ in found) >= 90  # or it would be easy
    assert len(wrong(found, "hollow")) <= 5, wrong(found, "hollow")
    assert Counter(said.state for said, _ in found)["healthy"] >= 90


@pytest.mark.slow
def test_of_100_cases_of_hollow_growth_at_most_5_are_called_healthy():
    found = judged(HOLLOW)

    assert len(found) == 100
    assert len(wrong(found, "healthy") + wrong(found, "unknown")) <= 5, wrong(found, "healthy")
    assert Counter(said.state for said, _ in found)["hollow"] >= 90


@pytest.mark.slow
def test_the_accounts_behind_growth_are_named():
    kinds = [kind for kind in HOLLOW if kind.__name__ in ("paid_posters", "big_account")]
    for said, case in judged(kinds):
        (sign,) = [sign for sign in said.signs if sign.code == "concentration"]
        named = set(sign.facts["accounts"])
        assert set(case.behind) & named, (case.kind, case.seed)
        assert len(named - set(case.behind)) <= len(case.behind) + 3, (case.kind, case.seed, named)


@pytest.mark.slow
def test_noise_and_seasons_are_not_called_hollow():
    found = judged(FLAT)

    assert wrong(found, "hollow") == []
    assert sum(said.is_grown for said, _ in found) <= 3
