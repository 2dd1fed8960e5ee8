"""Verdicts as JSON, for programs: every fact, unformatted."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from lodestar.review.change import Change
from lodestar.review.star_verdict import StarVerdict

__all__ = ["verdict_json"]

FORMAT = 1
"""Counts up when a key changes its meaning or goes."""


def verdict_json(verdicts: Sequence[StarVerdict]) -> str:
    """The document. Dates are ISO, unknown values null."""
    document = {"format": FORMAT, "stars": [_star(found) for found in verdicts]}
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _star(found: StarVerdict) -> dict[str, Any]:
    verdict = found.verdict
    return {
        "metric": found.star.metric,
        "scope": found.star.scope,
        "month": found.month.isoformat(),
        "grain": found.grain,
        "release_id": found.release_id,
        "state": verdict.state,
        "is_grown": verdict.is_grown,
        "star": _change(verdict.star),
        "volume": _change(verdict.volume) if verdict.volume else None,
        "signs": [
            {
                "code": sign.code,
                "metric": sign.metric,
                "severity": sign.severity,
                "is_raised": sign.is_raised,
                "unknown": sign.unknown or None,
                "facts": {key: _plain(value) for key, value in sign.facts.items()},
            }
            for sign in verdict.signs
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    lower, upper = change.limits or (None, None)
    return {
        "now": _plain(change.now),
        "before": _plain(change.before),
        "growth": _plain(change.growth),
        "lower": _plain(lower),
        "upper": _plain(upper),
        "side": change.side,
        "before_months": [month.isoformat() for month in change.months],
        "unknown": change.unknown or None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
