"""Series made by hand: days, values, and noise that remembers."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from lodestar.governance.actions import Action
from lodestar.releases.series import Point, Series

__all__ = ["START", "action", "months", "noise", "series", "weeks"]

START = date(2026, 3, 1)


def months(number, *, first=date(2025, 6, 1)):
    """First days of so many months."""
    place = first.year * 12 + first.month - 1
    return [date((place + n) // 12, (place + n) % 12 + 1, 1) for n in range(number)]


def weeks(number, *, first=date(2025, 6, 2)):
    """First days of so many weeks."""
    return [first + timedelta(weeks=n) for n in range(number)]


def noise(random, number, memory):
    """So many values that remember that much of the one before, with a standard step of 1."""
    found = [random.normal() / np.sqrt(1 - memory**2)]
    while len(found) < number:
        found.append(memory * found[-1] + random.normal())
    return np.array(found)


def series(values, *, starts=None, metric="orders", grain="month", member=None, provisional=0, below=None):
    """A series of the whole, or of a store; the last `provisional` values are not final."""
    starts = starts or (months(len(values)) if grain == "month" else weeks(len(values)))
    points = tuple(
        Point(start, value, None if below is None else value * below, below, place < len(values) - provisional)
        for place, (start, value) in enumerate(zip(starts, values, strict=True))
    )
    place = ("total", "total") if member is None else ("store", member)
    return Series(metric, grain, points, *place)


def action(**rest):
    """An action on orders from 2026-03-01 on, for all."""
    given = {
        "initiative": "Plan",
        "team": "commerce",
        "owner": "Chen Yu",
        "metric": "orders",
        "dimension": None,
        "members": (),
        "opportunity": "Gain",
        "direction": "Bet",
        "starts_on": START,
        "ends_on": None,
        "expected_effect": 0.1,
        "note": "",
        "line": 2,
    }
    return Action(**(given | rest))
