"""The questions: read from the folder that is not part of this repository, with their helpers spelled out."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from lodestar.compiler.query import Query

__all__ = ["FOLDER_VARIABLE", "Case", "conformance_dir", "read_cases"]

FOLDER_VARIABLE = "LODESTAR_CONFORMANCE"
"""Names the folder with `metricflow/cases.jsonl`; the nearest `shared/conformance` above is the default."""


@dataclass(frozen=True)
class Case:
    """One question and its answer: `columns` in any order, `rows` in the order of the columns."""

    name: str
    group: str
    model: str
    query: Query
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    is_ordered: bool

    @property
    def id(self) -> str:
        """Two groups may use one name."""
        return f"{self.group}/{self.name}"


def conformance_dir() -> Path | None:
    """Where the questions are on this machine, or None."""
    named = os.environ.get(FOLDER_VARIABLE)
    roots = [Path(named)] if named else [up / "shared" / "conformance" for up in Path(__file__).resolve().parents]
    return next((root / "metricflow" for root in roots if (root / "metricflow" / "cases.jsonl").exists()), None)


@cache
def read_cases() -> tuple[Case, ...]:
    """All questions, in the order of the file; none when the folder is absent."""
    folder = conformance_dir()
    if folder is None:
        return ()
    lines = (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_case(json.loads(line)) for line in lines if line.strip())


def _case(read: Mapping[str, Any]) -> Case:
    limits = read.get("time_constraint")
    where = read.get("where_filter")
    return Case(
        name=read["name"],
        group=read["group"],
        model=read["model"],
        query=Query(
            metrics=tuple(read.get("metrics") or ()),
            group_by=(*(read.get("group_bys") or ()), *map(_group_by, read.get("group_by_objs") or ())),
            where=(_rendered(where),) if where else (),
            order_by=tuple(read.get("order_bys") or ()),
            limit=read.get("limit"),
            time_range=(datetime.fromisoformat(limits[0]), datetime.fromisoformat(limits[1])) if limits else None,
            min_max_only=bool(read.get("min_max_only")),
        ),
        columns=tuple(read["expected"]["columns"]),
        rows=tuple(tuple(row) for row in read["expected"]["rows"]),
        is_ordered=bool(read.get("check_order")),
    )


def _group_by(item: Mapping[str, str]) -> str:
    if "date_part" in item:
        return f"TimeDimension('{item['name']}', date_part_name='{item['date_part']}')"
    return f"{item['name']}__{item['grain']}" if "grain" in item else item["name"]


def _rendered(template: str) -> str:
    """The filter with the helpers of the questions replaced by MetricFlow's own `Dimension(...)` and plain SQL."""
    helpers = {
        "render_dimension_template": lambda name: f"{{{{ Dimension('{name}') }}}}",
        "render_time_dimension_template": _time_dimension,
        "render_metric_template": lambda name, group_by: f"{{{{ Metric('{name}', {group_by!r}) }}}}",
        "render_time_constraint": _time_constraint,
        "cast_to_ts": _timestamp,
    }
    return Environment().from_string(template).render(helpers).strip()


def _time_dimension(name: str, grain: str | None = None) -> str:
    arguments = f"'{name}', '{grain}'" if grain else f"'{name}'"
    return f"{{{{ TimeDimension({arguments}) }}}}"


def _time_constraint(expression: str, start_time: str | None = None, stop_time: str | None = None) -> str:
    """Days, the last one included."""
    parts = []
    if start_time:
        parts.append(f"{expression} >= {_timestamp(start_time)}")
    if stop_time:
        after = datetime.fromisoformat(stop_time) + timedelta(days=1)
        parts.append(f"{expression} < {_timestamp(f'{after:%Y-%m-%d}')}")
    return " AND ".join(parts)


def _timestamp(text: str) -> str:
    return f"CAST('{text}' AS TIMESTAMP)"
