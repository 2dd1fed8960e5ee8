"""A change of level in a series whose noise remembers: y = X b + e, e(t) = r e(t-1) + v(t).

How much the noise remembers (r) has to be found from the same few periods. Every r from 0 to 0.95 is tried; each gives
an estimate with Student's t around it (generalised least squares), and each counts as much as its restricted
likelihood says. The interval is read off the mixture, so it is as wide as not knowing r makes it. This is the
posterior of Zellner and Tiao (1964), "Bayesian Analysis of the Regression Model with Autocorrelated Errors", JASA 59,
763-778, with a flat prior on r and the restricted likelihood as weights (Harville 1974, Biometrika 61, 383-385);
Turner et al. (2021), BMC Medical Research Methodology 21:181, find restricted likelihood to be the best of the usual
ways with interrupted series.

Newey and West's errors are not used: with 8 to 43 periods before and an r of 0.3 to 0.6 their 95% intervals held the
truth in 69 to 90 of 100 of our simulations, and these in 93 to 98. Negative memory is taken as none, which widens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Estimate", "Linear", "estimate", "linear", "quotient"]

Array = NDArray[np.float64]
MEMORIES = np.linspace(0.0, 0.95, 39)
LEVEL = 0.95
FAR = 1e6
"""Standard errors within which an end of an interval is looked for."""

Told = Callable[[Array, Array], tuple[float, float]]
"""From coefficients and their covariance to what is asked for and its standard error."""


@dataclass(frozen=True)
class Estimate:
    """A value and its interval."""

    value: float
    low: float
    high: float

    def of_logarithm(self) -> Estimate:
        """The relative change that a change of the logarithm is; one beyond all numbers is infinite."""
        with np.errstate(over="ignore"):
            return Estimate(*(float(np.expm1(end)) for end in (self.value, self.low, self.high)))


@dataclass(frozen=True)
class Linear:
    """Asks for one combination of the coefficients."""

    weights: Array

    def __call__(self, coefficients: Array, covariance: Array) -> tuple[float, float]:
        """Value and standard error."""
        variance = float(self.weights @ covariance @ self.weights)
        return float(self.weights @ coefficients), float(np.sqrt(max(variance, 0.0)))


def linear(weights: Array) -> Linear:
    """Asks for `weights @ b`."""
    return Linear(weights)


def quotient(above: Array, below: Array) -> Told:
    """Asks for `above @ b` divided by the size of `below @ b`; its error by the delta method."""

    def told(coefficients: Array, covariance: Array) -> tuple[float, float]:
        top, bottom = float(above @ coefficients), float(below @ coefficients)
        size = abs(bottom)
        slope = above / size - top * np.sign(bottom) * below / size**2
        return top / size, float(np.sqrt(max(slope @ covariance @ slope, 0.0)))

    return told


def estimate(values: Array, design: Array, told: Told, *, level: float = LEVEL) -> Estimate | None:
    """The estimate; None where the series has no noise to be judged by, or too few periods for its design.

    Args:
        values: one a period, oldest first.
        design: a row a period; it holds its own constant.
        told: what is asked for: `linear` or `quotient`.
    """
    # here, and not above: SciPy takes most of a second to load, which no other command has to wait for
    from scipy import special
    from scipy.optimize import brentq

    freedom = len(values) - design.shape[1]
    if freedom < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    answers = [_by_memory(values, design, told, float(memory), freedom) for memory in MEMORIES]
    if any(answer is None for answer in answers):
        return None
    centres, errors, chances = np.array(answers, dtype=np.float64).T
    weights = np.exp(chances - chances.max())
    weights /= weights.sum()
    centre, widest = float(weights @ centres), float(errors.max())

    def beyond(place: float, share: float) -> float:
        return float(weights @ special.stdtr(freedom, (place - centres) / errors)) - share

    tail = (1 - level) / 2
    low, high = (
        float(brentq(beyond, centre - FAR * widest, centre + FAR * widest, args=(p,))) for p in (tail, 1 - tail)
    )
    return Estimate(centre, low, high)


def _by_memory(
    values: Array, design: Array, told: Told, memory: float, freedom: int
) -> tuple[float, float, float] | None:
    """Estimate, error and log restricted likelihood where the noise remembers that much (Prais and Winsten 1954)."""
    first = np.sqrt(1 - memory**2)
    whitened = np.concatenate(([values[0] * first], values[1:] - memory * values[:-1]))
    rows = np.vstack((design[0] * first, design[1:] - memory * design[:-1]))
    information = rows.T @ rows
    coefficients = np.linalg.solve(information, rows.T @ whitened)
    residual = whitened - rows @ coefficients
    left = float(residual @ residual)
    if left <= np.finfo(float).eps * float(values @ values):
        return None
    value, error = told(coefficients, left / freedom * np.linalg.inv(information))
    if not error > 0:
        return None
    chance = np.log(first) - np.linalg.slogdet(information)[1] / 2 - freedom / 2 * np.log(left)
    return value, error, float(chance)
