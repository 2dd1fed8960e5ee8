"""Series by hand: values month after month, the last of them October 2026."""

from datetime import date

from lodestar.releases.series import Point, Series
from lodestar.review.evidence import Evidence, Outcome, Tracked
from lodestar.review.months import month_before

__all__ = ["OCTOBER", "evidence", "months", "outcome", "rate", "tracked"]

OCTOBER = date(2026, 10, 1)


def months(values, *, metric="star", below=None, member="total", dimension="total", provisional=0):
    """A series that ends in October. `below`: denominators; the last `provisional` values are not final."""
    points = []
    for place, value in enumerate(values):
        month = month_before(OCTOBER, len(values) - 1 - place)
        is_final = place < len(values) - provisional
        if below is None or value is None:
            points.append(Point(month, value, is_final=is_final))
        else:
            points.append(Point(month, value / below[place] if below[place] else None, value, below[place], is_final))
    return Series(metric, "month", tuple(points), dimension, member)


def tracked(metric, values, direction="up", **rest):
    return Tracked(metric, months(values, metric=metric, **rest), direction)


def rate(metric, percents, direction="up", of=10_000):
    """A share of so many."""
    return tracked(metric, [p * of / 100 for p in percents], direction, below=[of] * len(percents))


def outcome(metric, values, lag):
    return Outcome(metric, months(values, metric=metric), lag=lag)


def evidence(star, **rest):
    return Evidence(OCTOBER, star if isinstance(star, Tracked) else tracked("star", star), **rest)
