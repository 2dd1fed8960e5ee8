"""A difference in a few words: between what, on which data, how many metrics changed, and each of them on one line."""

from __future__ import annotations

import re

from lodestar.governance.difference import Difference, MetricChange, PeriodDifference
from lodestar.report.change_marks import differs, is_not_raised
from lodestar.report.figures import formatted, percent, signed
from lodestar.report.words import Words

__all__ = ["counts", "data_sentence", "in_order", "largest_change", "side", "summary"]

KINDS = ("meaning", "added", "removed", "words")
"""Changes in the order in which people should see them."""


def in_order(difference: Difference) -> list[MetricChange]:
    """The changes, those of meaning first."""
    return sorted(difference.changes, key=lambda change: (KINDS.index(change.kind), change.name))


def data_sentence(difference: Difference, words: Words) -> str:
    """Which data the values are of."""
    release = re.search(r"release (\S+)", difference.data)
    if release:
        return words("data_release", id=release.group(1))
    if difference.data.startswith("no data"):
        return words("data_none")
    return words("data_warehouse") if "warehouse" in difference.data else words("data_other", data=difference.data)


def side(label: str, words: Words) -> str:
    """What people call one side of a difference."""
    return words("side_working_tree") if label == "working tree" else label


def counts(difference: Difference, words: Words) -> str:
    """How many metrics changed, and how."""
    kinds = [change.kind for change in difference.changes]
    found = {kind: kinds.count(kind) for kind in ("meaning", "added", "removed", "words")}
    return words("counts", **found, unchanged=difference.unchanged)


def summary(change: MetricChange, words: Words) -> tuple[str, str, str, str]:
    """Kind, version, how many values differ, largest change."""
    values = change.values
    size = f"{values.rows_differing:,} / {max(values.rows_old, values.rows_new):,}" if values else ""
    return (
        words(f"kind_{change.kind}"),
        _version_in_short(change, words),
        size,
        largest_change(change, words, key="largest_short"),
    )


def largest_change(change: MetricChange, words: Words, *, key: str = "largest_text") -> str:
    """The largest change of the whole in words; empty where there is none."""
    largest = change.values.largest if change.values and change.values.rows_differing else None
    return _one(largest, change, words, key) if largest and differs(largest) else ""


def _version_in_short(change: MetricChange, words: Words) -> str:
    old, new = change.version_old, change.version_new
    if is_not_raised(change) and old == new:
        return words("version_short", version=new)
    if old is None or new is None or old == new:
        return str(new if new is not None else old)
    return words("version_raised", old=old, new=new)


def _one(found: PeriodDifference, change: MetricChange, words: Words, key: str) -> str:
    said = [signed(found.change, change.unit, points=words("points"))]
    if found.relative_change is not None:
        said.append(percent(found.relative_change))
    return words(
        key,
        period=words.period(found.period_start, found.grain),
        old=formatted(found.old, change.unit),
        new=formatted(found.new, change.unit),
        change=words.all_of(said),
    )
