"""Measured influences in words: a sentence for one, a table for a tree."""

from __future__ import annotations

from lodestar.report.figures import NOTHING
from lodestar.report.words import Words
from lodestar.review.influence import Influence, Measured

__all__ = ["influence_cells", "influence_header", "influence_sentence", "lag_of", "percent_of"]


def percent_of(elasticity: float | None) -> str:
    """What one percent more brings: `+0.33%`."""
    if elasticity is None:
        return NOTHING
    return f"{elasticity:+.2f}%" if abs(elasticity) >= 0.01 or not elasticity else f"{elasticity:+.1g}%"


def lag_of(lag: int | None, words: Words) -> str:
    """How much later."""
    if lag is None:
        return NOTHING
    if lag > 1:
        return words("northstar_lag_n", lag=lag)
    return words("northstar_lag_1") if lag else words("northstar_lag_0")


def influence_sentence(one: Influence, words: Words, metric: str) -> str:
    """What came of measuring it; `metric` is the name that it is told under."""
    grain = words.known("grain", one.grain)
    if one.outcome in (Measured.measured, Measured.indistinct):
        low, high, elasticity = (percent_of(number) for number in (one.low, one.high, one.elasticity))
        values = {"metric": metric, "low": low, "high": high, "lag": lag_of(one.lag, words)}
        values |= {"n": str(one.periods), "grain": grain}
        if one.outcome is Measured.measured:
            return words("northstar_measured", elasticity=elasticity, **values)
        return words("northstar_indistinct", **values)
    if one.outcome is Measured.too_short:
        return words("northstar_too_short", metric=metric, n=one.periods, grain=grain)
    if one.outcome is Measured.constant:
        return words("northstar_constant", metric=metric)
    if one.outcome is Measured.around_zero:
        return words("northstar_around_zero", metric=metric)
    return words("northstar_no_shared_grain", metric=metric)


def influence_header(words: Words) -> tuple[str, ...]:
    """Names of the columns of `influence_cells`; the first two are texts."""
    return (
        words("northstar_metric"),
        words("northstar_driver"),
        words("northstar_grain"),
        words("northstar_lag"),
        words("northstar_per_percent"),
        words("northstar_interval"),
        words("northstar_correlation"),
        words("northstar_periods"),
        words("northstar_result"),
    )


def influence_cells(one: Influence, words: Words) -> tuple[str, ...]:
    """A row of the table. Strength and lag of what isn't distinguishable from zero are not shown: they are chance."""
    is_clear = one.outcome is Measured.measured
    interval = f"{percent_of(one.low)} … {percent_of(one.high)}" if one.low is not None else NOTHING
    return (
        one.metric,
        one.driver,
        words.known("grain", one.grain) if one.grain else NOTHING,
        str(one.lag) if is_clear else NOTHING,
        percent_of(one.elasticity) if is_clear else NOTHING,
        interval,
        f"{one.correlation:+.2f}" if is_clear and one.correlation is not None else NOTHING,
        str(one.periods) if one.periods else NOTHING,
        words.known("northstar_outcome", one.outcome.value),
    )
