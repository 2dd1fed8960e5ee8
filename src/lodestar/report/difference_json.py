"""A difference as JSON, for programs: every value, unformatted, in the order of the dataclasses."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from datetime import date
from typing import Any

from lodestar.governance.difference import Difference, MetricChange
from lodestar.report.change_marks import is_not_raised, no_number_differs

__all__ = ["difference_json"]

FORMAT = 1
"""Counts up when a key changes its meaning or goes."""


def difference_json(difference: Difference) -> str:
    """The document, one line a value. Dates are ISO, unknown values null."""
    document = {
        "format": FORMAT,
        "base": difference.base,
        "new": difference.new,
        "data": difference.data,
        "unchanged": difference.unchanged,
        "changes": [_change(change) for change in difference.changes],
    }
    return json.dumps(_plain(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _change(change: MetricChange) -> dict[str, Any]:
    told = asdict(change)
    told["version_not_raised"] = is_not_raised(change)
    told["no_number_differs"] = no_number_differs(change)
    if change.values:
        told["values"]["periods"] = [
            {**asdict(found), "change": found.change, "relative_change": found.relative_change}
            for found in change.values.periods
        ]
        told["values"]["members"] = [{**asdict(member), "change": member.change} for member in change.values.members]
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # half a letter, as YAML may have it, is in no UTF-8
    return None if isinstance(value, float) and not math.isfinite(value) else value
