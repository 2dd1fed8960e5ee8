"""Targets: the value that a metric is to have in a period. `seeds/targets.csv`:

metric,dimension,member,grain,period_start,target
monthly_repurchase_rate,total,total,month,2026-10-01,0.235

An empty dimension and member mean the whole, as `total,total` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lodestar.governance.csv_rows import day_of, number_of, read_rows
from lodestar.governance.problem import Problem

__all__ = ["PATH", "Target", "read_targets"]

PATH = "seeds/targets.csv"
COLUMNS = ("metric", "dimension", "member", "grain", "period_start", "target")
TOTAL = "total"
"""Dimension and member of the whole, as in a release."""

FIRST_MONTHS = {"month": range(1, 13), "quarter": (1, 4, 7, 10), "year": (1,)}
"""Months with whose first day a period begins. On which weekday a week begins, the project says."""


@dataclass(frozen=True)
class Target:
    """One target. `value` is in the metric's unit: a rate of 23.5% is 0.235."""

    metric: str
    dimension: str
    member: str
    grain: str
    period_start: date
    value: float
    line: int

    @property
    def place(self) -> tuple[str, str, str, str, date]:
        """What it is a target of."""
        return (self.metric, self.dimension, self.member, self.grain, self.period_start)


def read_targets(text: str, problems: list[Problem]) -> tuple[Target, ...]:
    """The rows of `seeds/targets.csv`; what is wrong is added to `problems`."""
    found: list[Target] = []
    first: dict[tuple[str, str, str, str, date], int] = {}
    for line, given in read_rows(text, PATH, COLUMNS, ("dimension", "member"), problems):
        try:
            target = _target(given, line)
        except ValueError as error:
            problems.append(Problem(PATH, line, str(error)))
            continue
        if target.place in first:
            problems.append(Problem(PATH, line, f"line {first[target.place]} is a target of the same: keep one"))
            continue
        first[target.place] = line
        found.append(target)
    return tuple(found)


def _target(given: dict[str, str], line: int) -> Target:
    dimension, member = given["dimension"] or TOTAL, given["member"] or TOTAL
    if (dimension == TOTAL) != (member == TOTAL):
        raise ValueError("dimension and member go together: name both, or neither for the whole")
    start = day_of(given["period_start"])
    months = FIRST_MONTHS.get(given["grain"])
    if months and (start.day != 1 or start.month not in months):
        raise ValueError(f"no {given['grain']} begins on {start}")
    return Target(given["metric"], dimension, member, given["grain"], start, number_of(given["target"]), line)
