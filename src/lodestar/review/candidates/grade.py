"""Grades: what a criterion's numbers come to."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Grade", "graded_above", "graded_below"]


class Grade(StrEnum):
    """From best to worst. Unknown counts less than fair and more than poor: a doubt is no defect, and no merit."""

    good = "good"
    fair = "fair"
    unknown = "unknown"
    poor = "poor"

    @property
    def place(self) -> int:
        """0 for good, 3 for poor."""
        return list(Grade).index(self)


def graded_above(value: float, good: float, fair: float) -> Grade:
    """Good from `good` on, fair from `fair` on, else poor."""
    return Grade.good if value >= good else Grade.fair if value >= fair else Grade.poor


def graded_below(value: float, good: float, fair: float) -> Grade:
    """Good up to `good`, fair up to `fair`, else poor."""
    return Grade.good if value <= good else Grade.fair if value <= fair else Grade.poor
