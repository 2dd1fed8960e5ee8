"""A change of level is found with an interval that is as wide as the noise makes it."""

import numpy as np
import pytest
from scipy import stats

from lodestar.review.effects.shift import MEMORIES, estimate, linear, quotient
from tests.lodestar.review.acted_histories import noise

OF_STEP = np.array([0.0, 1.0])


def stepped(before, after):
    return np.column_stack([np.ones(before + after), np.r_[np.zeros(before), np.ones(after)]])


def by_whole_covariance(values, design):
    """The same posterior from the covariance matrix of the noise, summed on a fine line of values."""
    periods, columns = design.shape
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    found = []
    for memory in MEMORIES:
        inverse = np.linalg.inv(memory**apart / (1 - memory**2) if memory else np.eye(periods))
        information = design.T @ inverse @ design
        coefficients = np.linalg.solve(information, design.T @ inverse @ values)
        residual = values - design @ coefficients
        left = residual @ inverse @ residual
        chance = (
            np.linalg.slogdet(inverse)[1] / 2
            - np.linalg.slogdet(information)[1] / 2
            - (periods - columns) / 2 * np.log(left)
        )
        error = np.sqrt(left / (periods - columns) * np.linalg.inv(information)[1, 1])
        found.append((coefficients[1], error, chance))
    centres, errors, chances = np.array(found).T
    weights = np.exp(chances - chances.max()) / np.exp(chances - chances.max()).sum()
    line = np.linspace(centres.min() - 40 * errors.max(), centres.max() + 40 * errors.max(), 100_001)
    share = sum(
        weight * stats.t.cdf(line, periods - columns, centre, error)
        for weight, centre, error in zip(weights, centres, errors, strict=True)
    )
    return weights @ centres, line[np.searchsorted(share, 0.025)], line[np.searchsorted(share, 0.975)]


@pytest.mark.parametrize(("before", "after", "memory"), [(9, 8, 0.0), (8, 4, 0.5), (30, 20, 0.8)])
def test_the_estimate_is_the_posterior_by_the_whole_covariance_matrix(before, after, memory):
    random = np.random.default_rng(before)
    values = noise(random, before + after, memory) + 3 * stepped(before, after)[:, 1]

    found = estimate(values, stepped(before, after), linear(OF_STEP))

    assert (found.value, found.low, found.high) == pytest.approx(
        by_whole_covariance(values, stepped(before, after)), abs=5e-3
    )


def test_a_quotient_is_of_what_there_would_have_been():
    random = np.random.default_rng(1)
    design = stepped(20, 20)
    values = -10 + 2 * design[:, 1] + noise(random, 40, 0.0) / 10

    found = estimate(values, design, quotient(OF_STEP, np.array([1.0, 0.0])))

    assert found.value == pytest.approx(0.2, abs=0.02)
    assert found.low < 0.2 < found.high


def test_what_has_no_noise_or_too_few_periods_has_no_estimate():
    design = stepped(4, 4)

    assert estimate(design @ np.array([1.0, 2.0]), design, linear(OF_STEP)) is None
    assert estimate(np.array([1.0, 2.0]), stepped(1, 1), linear(OF_STEP)) is None
    assert estimate(noise(np.random.default_rng(1), 8, 0.0), np.ones((8, 2)), linear(OF_STEP)) is None


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [(9, 8), (43, 35)])
def test_the_interval_holds_the_planted_effect_in_90_to_99_of_100(before, after):
    """300 series each, in turn without memory, with some and with much."""
    random = np.random.default_rng(20260301)
    design = stepped(before, after)
    held = 0
    for turn in range(300):
        values = 0.15 * design[:, 1] + 0.03 * noise(random, before + after, (0.0, 0.3, 0.6)[turn % 3])
        found = estimate(values, design, linear(OF_STEP))
        held += found.low <= 0.15 <= found.high

    assert 0.90 <= held / 300 <= 0.99
