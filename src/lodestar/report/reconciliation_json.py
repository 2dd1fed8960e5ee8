"""Reconciled figures as JSON, for programs: every value, unformatted."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from lodestar.governance.problem import Problem
from lodestar.governance.reconciliation import Explanation, Reconciled

__all__ = ["reconciliation_json"]

FORMAT = 1
"""Counts up when a key changes its meaning or goes."""


def reconciliation_json(reconciled: Sequence[Reconciled], problems: Sequence[Problem] = ()) -> str:
    """The document. Dates are ISO, unknown values null."""
    document = {
        "format": FORMAT,
        "figures": [_figure(one) for one in reconciled],
        "unreadable": [{"path": p.path, "line": p.line, "message": p.message} for p in problems],
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _figure(one: Reconciled) -> dict[str, Any]:
    figure = one.figure
    return {
        "department": figure.department,
        "metric": figure.metric,
        "grain": figure.grain,
        "period_start": figure.period_start.isoformat(),
        "dimension": figure.dimension,
        "member": figure.member,
        "reported": figure.value,
        "step": figure.step,
        "reported_by": figure.reported_by,
        "reported_on": figure.reported_on.isoformat(),
        "path": figure.path,
        "line": figure.line,
        "outcome": one.outcome.value,
        "label": one.label,
        "label_zh": one.label_zh,
        "unit": one.unit,
        "hub": _number(one.ours),
        "published": _number(one.published),
        "release_id": one.release_id,
        "moved_since_release": one.moved,
        "is_complete": one.is_complete,
        "difference": _number(one.gap),
        "explanation": _explanation(one.explanation) if one.explanation else None,
        "remaining": _number(one.remaining),
        "scale": one.scale,
        "not_tried": [{"variants": list(f.names), "reason": f.reason} for f in one.failures],
        "larger_sets_not_tried": one.is_bounded,
        "problem": one.problem,
    }


def _explanation(found: Explanation) -> dict[str, Any]:
    return {
        "variants": [
            {"name": part.name, "label": part.label, "label_zh": part.label_zh, "amount": _number(part.amount)}
            for part in found.parts
        ],
        "value": _number(found.value),
        "covers_all": found.covers_all,
        "alternatives": [[variant.name for variant in others] for others in found.alternatives],
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
