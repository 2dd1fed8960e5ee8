"""Reasons and questions of an agenda as sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from lodestar.governance.dispute import Dispute
from lodestar.governance.questions import Point
from lodestar.report.change_facts import months
from lodestar.report.figures import formatted
from lodestar.report.words import Words

__all__ = ["place_of", "question", "reason"]


def reason(point: Point, unit: str, words: Words) -> str:
    """Why a metric is on the agenda."""
    return words(f"reason_{point.code}", **_values(point, unit, words))


def question(point: Point, unit: str, words: Words) -> str:
    """What is to be answered."""
    return words(f"ask_{point.code}", **_values(point, unit, words))


def place_of(dispute: Dispute, words: Words) -> str:
    """Where a figure stands: `2026-10`, `2026-10, Web shop`."""
    start = words.period(dispute.period_start, dispute.grain)
    return start if dispute.dimension == "total" else words.all_of((start, dispute.member))


def _values(point: Point, unit: str, words: Words) -> dict[str, str]:
    said: dict[str, str] = {}
    for key, value in point.values.items():
        if isinstance(value, Dispute):
            said |= {
                "department": value.department,
                "where": place_of(value, words),
                "ours": words("no_value") if value.ours is None else formatted(value.ours, unit),
                "theirs": formatted(value.theirs, unit),
                "explanation": value.explanation.rstrip(".。"),
            }
        else:
            said[key] = _said(key, value, str(point.values.get("grain", "")), words)
    return said


def _said(key: str, value: Any, grain: str, words: Words) -> str:
    if key == "moved":
        return words.apart(words.known("moved", part) for part in value)
    if key == "fields":
        return words.all_of(words.known("field", part) for part in value)
    if key == "grain":
        return words.known("grain", value)
    if isinstance(value, date):
        return words.period(value, grain) if key in ("last", "next") else value.isoformat()
    if isinstance(value, tuple):
        return months(value, words) if key == "months" else words.all_of(value)
    return str(value)
