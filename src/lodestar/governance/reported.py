"""Figures that departments report, to be reconciled with the hub's. `governance/reported/*.csv`:

department,metric,grain,period_start,dimension,member,value,reported_by,reported_on
finance,net_revenue,month,2026-09-01,total,total,1234567.00,Li Na,2026-10-09
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
    reader = csv.DictReader(io.StringIO(text), strict=True)
    found = []
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            problems.append(Problem(path, 1, f"its header must be {','.join(COLUMNS)}"))
            return ()
        for row in reader:
            if None in row or any(not (row[column] or "").strip() for column in COLUMNS):
                problems.append(Problem(path, reader.line_num, f"every column must be filled: {', '.join(COLUMNS)}"))
                continue
            given = {column: row[column].strip() for column in COLUMNS}
            try:
                dates = [date.fromisoformat(given[column]) for column in ("period_start", "reported_on")]
                value = float(given["value"])
            except ValueError as error:
                problems.append(Problem(path, reader.line_num, f"a number or a date can't be read: {error}"))
                continue
            if not math.isfinite(value):
                problems.append(Problem(path, reader.line_num, f"{given['value']} is no figure"))
                continue
            found.append(
                ReportedFigure(
                    given["department"],
                    given["metric"],
                    given["grain"],
                    dates[0],
                    given["dimension"],
                    given["member"],
                    value,
                    _step(given["value"]),
                    given["reported_by"],
                    dates[1],
                    path,
                    reader.line_num,
                )
            )
    except csv.Error as error:
        problems.append(Problem(path, reader.line_num, f"it is not CSV: {error}"))
    return tuple(found)


def _step(text: str) -> float:
    exponent = Decimal(text).as_tuple().exponent
    return 10.0**exponent if isinstance(exponent, int) else 0.0
