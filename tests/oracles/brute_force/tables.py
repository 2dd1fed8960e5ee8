"""The dense table of a metric: every period from the first data to the last, by every member."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracles.brute_force.calendar import ONE_DAY, period_end, period_start
from tests.oracles.brute_force.facts import TOTAL, Facts, Tables
from tests.oracles.brute_force.kinds import Period, Slice
from tests.oracles.brute_force.metrics import METRICS, Metric

__all__ = ["Answer", "Key", "metric_tables"]


class Key(NamedTuple):
    """What one row of `metric_values` is about."""

    metric: str
    grain: str
    period_start: date
    dimension: str
    member: str


class Answer(NamedTuple):
    """What it says."""

    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    is_complete: bool


def metric_tables(tables: Tables, names: Iterable[str] = METRICS) -> dict[Key, Answer]:
    """All rows of the metrics' tables, from the rows of the marts."""
    facts = Facts(tables)
    return {key: answer for name in names for key, answer in _rows(name, METRICS[name], facts)}


def _rows(name: str, metric: Metric, facts: Facts) -> Iterator[tuple[Key, Answer]]:
    reach = facts.data_range(metric.kind.marts)
    if reach is None:
        return
    first, last, through = reach
    for dimension in (TOTAL, *metric.dimensions):
        for member in facts.members(metric.member_marts, dimension):
            of = Slice(facts, dimension, member, first, last, through)
            for grain in metric.grains:
                for start in _period_starts(grain, first, last):
                    end = period_end(grain, start)
                    parts = metric.kind.parts(of, Period(grain, start, end))
                    known = end + timedelta(days=metric.maturity_days) <= through
                    yield Key(name, grain, start, dimension, member), Answer(*parts, known)


def _period_starts(grain: str, first: date, last: date) -> list[date]:
    starts = []
    day = first
    while day <= last:
        start = period_start(grain, day)
        starts.append(start)
        day = period_end(grain, start) + ONE_DAY
    return starts
