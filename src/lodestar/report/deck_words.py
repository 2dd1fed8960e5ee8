"""What all sections of a deck say alike: labels, values, changes, states."""

from __future__ import annotations

from lodestar.releases.series import Point
from lodestar.report.document import Tone
from lodestar.report.figures import formatted, percent, signed
from lodestar.report.words import Words
from lodestar.review.monthly_review import MonthlyReview

__all__ = ["TONES", "change_of", "label_of", "team_of", "unit_of", "value_of"]

TONES: dict[str, Tone] = {"healthy": "good", "watch": "watch", "hollow": "bad", "unknown": "soft"}
"""Of a verdict."""


def label_of(metric: str, review: MonthlyReview, words: Words) -> str:
    """A metric's label; its name where the release does not have it."""
    row = review.catalog.get(metric, {})
    return words.label(str(row.get("label") or metric), str(row.get("label_zh") or ""))


def team_of(name: str, review: MonthlyReview, words: Words) -> str:
    """A team's label."""
    return words.label(*review.teams[name]) if name in review.teams else name


def unit_of(metric: str, review: MonthlyReview) -> str:
    """A metric's unit."""
    return str(review.catalog.get(metric, {}).get("unit") or "")


def value_of(point: Point | None, unit: str, words: Words) -> str:
    """A value, and whether it is provisional."""
    said = formatted(point.value if point else None, unit)
    return said if point is None or point.is_final or point.value is None else words("deck_provisional", value=said)


def change_of(before: float | None, now: float | None, unit: str, words: Words) -> str:
    """`+3 (+4.2%)`; of a share in percentage points alone."""
    if before is None or now is None:
        return formatted(None, unit)
    said = signed(now - before, unit, points=words("points"))
    return said if unit in ("ratio", "share") or not before else f"{said} ({percent((now - before) / abs(before))})"
