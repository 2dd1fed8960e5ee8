"""How one column follows another, over several lags at once, with errors that remember.

    y(t) = a + b·t [+ season] + slope·x(t - lag) + u(t),    u(t) = phi·u(t - 1) + e(t)

Values of one business after the other are alike, so a plain regression finds relations between any two columns. Each
lag is fitted by Cochrane and Orcutt's transformation (Application of least squares regression to relationships
containing auto-correlated error terms, JASA 44, 1949, 32-61), with phi corrected for its bias in short series
(Kendall, Note on bias in the estimation of autocorrelation, Biometrika 41, 1954, 403-404; with a trend it is (2 +
4·phi)/n: van Giersbergen, On the effect of deterministic terms on the bias in stable AR models, Economics Letters 89,
2005, 75-82).

How large the largest |t| of all lags gets by chance is drawn: the same is done to columns that have y's memory and
nothing of x (sieve bootstrap: Bühlmann, Sieve bootstrap for time series, Bernoulli 3, 1997, 123-148). Its 95%
quantile is the critical value of every lag, which corrects for having picked the best one (single-step max-T:
Westfall and Young, Resampling-based multiple testing, 1993, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lodestar.review.pairs import Numbers

__all__ = ["LeastRowsError", "Relation", "relation"]

CONFIDENCE = 0.95
MOST_PHI = 0.97
BURN_IN = 50
SEED = 20250501
"""The same columns get the same answer, always."""

SPARE = 6
"""Degrees of freedom that must be left at the longest lag."""


class LeastRowsError(ValueError):
    """There are too few rows for what is fitted."""


@dataclass(frozen=True)
class Relation:
    """The lag with the strongest relation. `low` and `high` hold for all lags together.

    Attributes:
        correlation: of what trend, season and memory leave of both.
        chance: how often columns without a relation show one as strong at their best lag.
        rows: differences that the slope was fitted on.
    """

    lag: int
    slope: float
    low: float
    high: float
    correlation: float
    chance: float
    rows: int


@dataclass(frozen=True, eq=False)
class _Design:
    """One lag's rows `(n, k)`, x in the last column, at a period and at the one before it."""

    now: Numbers
    before: Numbers
    rows: Numbers
    here: np.ndarray
    pairs: np.ndarray


def relation(x: Numbers, y: Numbers, controls: Numbers, max_lag: int, draws: int) -> Relation:
    """The strongest of the relations at lags 0 to `max_lag`.

    Args:
        x, y: `(n,)`, relative values of following periods; NaN where unknown.
        controls: `(n, k)`: a column of ones, the trend, the season.
        draws: columns drawn without a relation.

    Raises:
        LeastRowsError: the history is too short.
    """
    basis = np.linalg.qr(controls)[0]
    designs = [_design(x, y, basis, lag) for lag in range(max_lag + 1)]
    columns = np.vstack([y, _without_relation(y, basis, draws)])
    fits = [_fitted(columns, design) for design in designs]
    strengths = np.abs(np.array([t for _, t in fits]))  # (lags, 1 + draws)
    lag = int(strengths[:, 0].argmax())
    by_chance = strengths[:, 1:].max(axis=0)
    critical = float(np.quantile(by_chance, CONFIDENCE, method="higher"))
    slope, t = (float(column[0]) for column in fits[lag])
    margin = critical * abs(slope / t) if t else float("inf")
    rows = len(designs[lag].now)
    freedom = rows - basis.shape[1] - 1
    return Relation(
        lag,
        slope,
        slope - margin,
        slope + margin,
        t / float(np.sqrt(t * t + freedom)),
        float((1 + (by_chance >= abs(t)).sum()) / (1 + draws)),
        rows,
    )


def _design(x: Numbers, y: Numbers, basis: Numbers, lag: int) -> _Design:
    late = np.concatenate([np.full(lag, np.nan), x[: len(x) - lag]])
    known = np.isfinite(y) & np.isfinite(late)
    here = np.flatnonzero(known)
    pairs = np.flatnonzero(known[1:] & known[:-1]) + 1
    if len(pairs) < basis.shape[1] + 1 + SPARE:
        raise LeastRowsError
    both = np.column_stack([basis, late - late[here].mean()])
    return _Design(both[pairs], both[pairs - 1], both[here], here, pairs)


def _fitted(columns: Numbers, design: _Design) -> tuple[Numbers, Numbers]:
    """Slope and t of x for every column `(1 + draws, n)`."""
    known = columns[:, design.here]
    left = known - known @ np.linalg.pinv(design.rows).T @ design.rows.T
    residuals = np.full(columns.shape, np.nan)
    residuals[:, design.here] = left
    phi = _memory(residuals[:, design.pairs], residuals[:, design.pairs - 1])
    now, before = design.now, design.before
    y_now, y_before = columns[:, design.pairs], columns[:, design.pairs - 1]
    crossed = now.T @ before
    square = (
        (now.T @ now)[None]
        - phi[:, None, None] * (crossed + crossed.T)[None]
        + (phi**2)[:, None, None] * (before.T @ before)[None]
    )
    mixed = y_now @ now - phi[:, None] * (y_before @ now + y_now @ before) + (phi**2)[:, None] * (y_before @ before)
    inverse = np.linalg.pinv(square, hermitian=True)
    slopes = np.einsum("bij,bj->bi", inverse, mixed)
    total = ((y_now - phi[:, None] * y_before) ** 2).sum(axis=1)
    rest = np.maximum(total - (slopes * mixed).sum(axis=1), 1e-12 * np.maximum(total, 1e-300))
    errors = np.sqrt(rest / (now.shape[0] - now.shape[1]) * inverse[:, -1, -1])
    slope = slopes[:, -1]
    return slope, np.divide(slope, errors, out=np.zeros_like(slope), where=errors > 0)


def _memory(now: Numbers, before: Numbers) -> Numbers:
    """phi of every row, corrected for its bias."""
    n = now.shape[1]
    squares = (before * before).sum(axis=1)
    raw = np.divide((now * before).sum(axis=1), squares, out=np.zeros(len(now)), where=squares > 0)
    corrected: Numbers = np.clip((n * raw + 2) / (n - 4), -MOST_PHI, MOST_PHI)
    return corrected


def _without_relation(y: Numbers, basis: Numbers, draws: int) -> Numbers:
    """Columns `(draws, n)` with y's memory and spread, and nothing of x."""
    here = np.isfinite(y)
    residuals = np.full(len(y), np.nan)
    residuals[here] = y[here] - basis[here] @ np.linalg.pinv(basis[here]) @ y[here]
    pairs = np.flatnonzero(here[1:] & here[:-1]) + 1
    if len(pairs) < basis.shape[1] + 1 + SPARE:
        raise LeastRowsError
    phi = float(_memory(residuals[None, pairs], residuals[None, pairs - 1])[0])
    news = residuals[pairs] - phi * residuals[pairs - 1]
    news -= news.mean()
    drawn = np.random.default_rng(SEED).choice(news, size=(draws, BURN_IN + len(y)))
    for place in range(1, drawn.shape[1]):
        drawn[:, place] += phi * drawn[:, place - 1]
    return drawn[:, BURN_IN:]
