"""Aggregations over a list of rows, exact: no floats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil

from tests.oracles.brute_force.facts import Row

Number = Fraction | None
Aggregation = Callable[[Sequence[Row]], Number]


def count() -> Aggregation:
    return lambda rows: Fraction(len(rows))


def total(column: str) -> Aggregation:
    return lambda rows: sum(_values(rows, column), Fraction(0))


def trues(column: str) -> Aggregation:
    return lambda rows: Fraction(sum(1 for row in rows if row[column] is True))


def distinct(column: str) -> Aggregation:
    return lambda rows: Fraction(len({row[column] for row in rows if row[column] is not None}))


def average(column: str) -> Aggregation:
    def of(rows: Sequence[Row]) -> Number:
        values = _values(rows, column)
        return sum(values, Fraction(0)) / len(values) if values else None

    return of


def least(column: str) -> Aggregation:
    return lambda rows: min(_values(rows, column), default=None)


def greatest(column: str) -> Aggregation:
    return lambda rows: max(_values(rows, column), default=None)


def percentile(column: str, share: Fraction) -> Aggregation:
    """Between the two values that stand around the share, as far as it lies between them."""

    def of(rows: Sequence[Row]) -> Number:
        values = sorted(_values(rows, column))
        if not values:
            return None
        position = share * (len(values) - 1)
        below = int(position)
        above = min(below + 1, len(values) - 1)
        return values[below] + (values[above] - values[below]) * (position - below)

    return of


def percentile_taken(column: str, share: Fraction) -> Aggregation:
    """The least of the values that at least this share of values does not exceed."""

    def of(rows: Sequence[Row]) -> Number:
        values = sorted(_values(rows, column))
        return values[ceil(share * len(values)) - 1] if values else None

    return of


def _values(rows: Sequence[Row], column: str) -> list[Fraction]:
    return [Fraction(row[column]) for row in rows if row[column] is not None]
