"""Why a metric moved, and statements of teams, as JSON for programs.

Parts are given twice: as doubles, and exactly, as fractions in text (`"exact": "-7/3"`), which sum to the change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lodestar.governance.exact import exact, shown
from lodestar.review.contribution import Contribution, Explanation
from lodestar.review.statement import Line
from lodestar.review.why import TeamStatement, Why

__all__ = ["statement_json", "why_json"]

FORMAT = 1
"""Counts up when a key changes its meaning or goes."""


def why_json(why: Why) -> str:
    """The document. Dates are ISO, unknown values null."""
    old, new = exact(why.old.value), exact(why.new.value)
    return _written(
        {
            "format": FORMAT,
            "release_id": why.release_id,
            "metric": why.facts["metric_name"],
            "unit": why.facts["unit"],
            "grain": why.grain,
            "old_period": why.old.period_start.isoformat(),
            "new_period": why.new.period_start.isoformat(),
            "old": shown(old),
            "new": shown(new),
            "change": _exactly(None if old is None or new is None else new - old),
            "is_final": why.is_final,
            "equation": why.equation or None,
            "explanations": [_explanation(one) for one in why.explanations],
            "undivided": [{"by": one.by, "reason": one.reason} for one in why.undivided],
        }
    )


def statement_json(told: TeamStatement) -> str:
    """The document of a statement."""
    statement = told.statement
    return _written(
        {
            "format": FORMAT,
            "release_id": told.release_id,
            "metric": statement.metric,
            "unit": told.facts[statement.metric]["unit"],
            "grain": statement.grain,
            "old_period": statement.old_period.isoformat(),
            "new_period": statement.new_period.isoformat(),
            "old": shown(statement.old),
            "new": shown(statement.new),
            "change": _exactly(statement.change),
            "teams": [{"team": team, "part": _exactly(part)} for team, part in statement.teams.items()],
            "undivided": _exactly(statement.undivided),
            "drivers": [_line(line) for line in statement.lines],
        }
    )


def _explanation(one: Explanation) -> dict[str, Any]:
    return {
        "by": one.by,
        "is_dimension": one.dimension,
        "method": one.method,
        "is_final": one.is_final,
        "parts": [_part(part) for part in one.parts],
    }


def _part(part: Contribution) -> dict[str, Any]:
    values = {"old": shown(part.old), "new": shown(part.new)}
    return {"kind": part.kind, "name": part.name, **values, "part": _exactly(part.part)}


def _line(line: Line) -> dict[str, Any]:
    return {
        "metric": line.metric,
        "team": line.team,
        "kind": line.kind,
        "depth": line.depth,
        "old": shown(line.old),
        "new": shown(line.new),
        "of_parent": _exactly(line.of_parent),
        "part": _exactly(line.part),
        "own": _exactly(line.own),
        "note": line.note or None,
        "actions": list(line.actions),
    }


def _exactly(value: Fraction | None) -> dict[str, Any] | None:
    return None if value is None else {"value": shown(value), "exact": str(value)}


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
