"""Figures that departments report, to be reconciled with the hub's. `governance/reported/*.csv`:

department,metric,grain,period_start,dimension,member,value,reported_by,reported_on
finance,net_revenue,month,2026-09-01,total,total,1234567.00,Li Na,2026-10-09
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lodestar.governance.csv_rows import day_of, number_of, read_rows
from lodestar.governance.problem import Problem

__all__ = ["ReportedFigure", "read_reported"]

FOLDER = "governance/reported"
COLUMNS = (
    "department",
    "metric",
    "grain",
    "period_start",
    "dimension",
    "member",
    "value",
    "reported_by",
    "reported_on",
)


@dataclass(frozen=True)
class ReportedFigure:
    """One figure, as a department stated it. `step` is the unit of its last digit: it may be off by half of that."""

    department: str
    metric: str
    grain: str
    period_start: date
    dimension: str
    member: str
    value: float
    step: float
    reported_by: str
    reported_on: date
    path: str
    line: int


def read_reported(text: str, path: str, problems: list[Problem]) -> tuple[ReportedFigure, ...]:
    """The figures in one file; what is wrong is added to `problems`."""
    found = []
    for line, given in read_rows(text, path, COLUMNS, (), problems):
        try:
            period_start, reported_on = (day_of(given[column]) for column in ("period_start", "reported_on"))
            value = number_of(given["value"])
        except ValueError as error:
            problems.append(Problem(path, line, f"a number or a date can't be read: {error}"))
            continue
        found.append(
            ReportedFigure(
                given["department"],
                given["metric"],
                given["grain"],
                period_start,
                given["dimension"],
                given["member"],
                value,
                _step(given["value"]),
                given["reported_by"],
                reported_on,
                path,
                line,
            )
        )
    return tuple(found)


def _step(text: str) -> float:
    exponent = Decimal(text).as_tuple().exponent
    return 10.0**exponent if isinstance(exponent, int) else 0.0
