"""Signs of the star's own numbers: its twin goes another way, or it rose because what it is divided by fell."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lodestar.releases.series import Point, Series
from lodestar.review.change import change
from lodestar.review.signs.case import Case
from lodestar.review.signs.sign import Fact, Sign, facts_of

__all__ = ["denominator_signs", "twin_signs"]

HALF = 0.5


def twin_signs(case: Case) -> Iterator[Sign]:
    """The twin (the same without doubtful rows) grows less than the star, beyond how they usually go together.

    Strong where the twin grew by less than half of what the star grew by.
    """
    evidence, star, better = case.evidence, case.star, case.better
    twin, of = evidence.twin, evidence.star
    if twin is None:
        return
    grew = change(twin.series, evidence.month)
    together = change(_quotient(twin.series, of.series), evidence.month)
    facts: dict[str, Fact] = facts_of(grew) | facts_of(together, prefix="share_") | {"star_growth": star.growth}
    if grew.unknown or together.unknown:
        yield Sign("twin", twin.metric, "weak", False, facts, grew.unknown or together.unknown)
        return
    is_apart = together.side * better < 0 and better * ((star.growth or 0.0) - (grew.growth or 0.0)) > 0
    is_less = abs(grew.growth or 0.0) < HALF * abs(star.growth or 0.0) or (grew.growth or 0.0) * better <= 0
    yield Sign("twin", twin.metric, case.severity(is_less), is_apart, facts)


def denominator_signs(case: Case) -> Iterator[Sign]:
    """A rate that improved because its denominator moved: by half or more of the change, in logarithms.

    Strong where the numerator alone would have worsened it.
    """
    evidence, star, better = case.evidence, case.star, case.better
    series = evidence.star.series
    if series is None or all(point.denominator is None for point in series.points):
        return
    below = change(_part(series, "denominator"), evidence.month)
    above = change(_part(series, "numerator"), evidence.month)
    facts: dict[str, Fact] = facts_of(below) | facts_of(above, prefix="numerator_") | {"star_growth": star.growth}
    unknown = star.unknown or below.unknown or above.unknown or ("" if star.side * better > 0 else "not_grown")
    if unknown:
        yield Sign("denominator", evidence.star.metric, "weak", False, facts, unknown)
        return
    share = None
    if min(below.now or 0, below.before or 0, above.now or 0, above.before or 0) > 0:
        fell = -math.log((below.now or 1) / (below.before or 1))
        rose = math.log((above.now or 1) / (above.before or 1))
        share = fell / (fell + rose) if better * (fell + rose) > 0 else None
    facts["share"] = share
    is_raised = share is not None and share >= HALF and below.side * better < 0
    severity = case.severity(share is not None and share >= 1)
    yield Sign("denominator", evidence.star.metric, severity, is_raised, facts)


def _quotient(above: Series | None, below: Series | None) -> Series | None:
    if above is None or below is None:
        return None
    points = []
    for point in above.points:
        other = below.at(point.period_start)
        if other is not None and point.value is not None and other.value:
            is_final = point.is_final and other.is_final
            points.append(Point(point.period_start, point.value / other.value, is_final=is_final))
    return Series(above.metric, above.grain, tuple(points))


def _part(series: Series, part: str) -> Series:
    points = tuple(Point(p.period_start, getattr(p, part), is_final=p.is_final) for p in series.points)
    return Series(series.metric, series.grain, points)
