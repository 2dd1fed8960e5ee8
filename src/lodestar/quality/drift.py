"""Distribution drift: whether members of a dimension have other shares than four weeks ago.

The population stability index (Lewis, An Introduction to Credit Scoring, 1994; Siddiqi, Credit Risk Scorecards, 2006)
sums (p - q) ln(p / q) over members, with p their shares now and q before; above 0.25 counts as a shift. Of rows that
shift by nothing but chance it is about chi-square with one degree fewer than members, times 1/n + 1/m (Yurdakul, 2018),
so with few rows or many members it must also be beyond the 99.9th percentile of that. A member that is in one period
alone counts as half a row in the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.quality.result import CheckResult
from lodestar.warehouse.connection import connect, quoted

__all__ = ["Drifted", "check_drift", "drift", "population_stability"]

DAYS = 28
"""Four whole weeks, so that each weekday weighs the same."""

SHIFTED = 0.25
LEAST_ROWS = 200
"""Rows that either span must have: below, a share moves by several points for nothing."""

NEW_SHARE, NEW_ROWS = 0.05, 50
"""From where a member that was never there before is told."""

MOST_MEMBERS = 50
"""A dimension with more is a list of names, of which shares say nothing."""

Z = 3.09
"""The standard normal quantile of 99.9%."""

MOVED = 3


@dataclass(frozen=True)
class Drifted:
    """What a comparison found.

    Attributes:
        psi: the population stability index.
        moved: `(member, share before, share now)`, the greatest parts of the index first.
        is_shifted: by more than the limit, and than chance.
    """

    psi: float
    moved: tuple[tuple[str, float, float], ...]
    is_shifted: bool


def population_stability(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, float]:
    """Member -> its part of the index; their sum is the index."""
    total_before, total_now = sum(before.values()), sum(now.values())
    parts = {}
    for member in sorted({*before, *now}):
        q = max(before.get(member, 0), 0.5) / total_before
        p = max(now.get(member, 0), 0.5) / total_now
        parts[member] = (p - q) * math.log(p / q)
    return parts


def drift(before: Mapping[str, int], now: Mapping[str, int]) -> Drifted | None:
    """The shift between two spans; None with too few rows, fewer than two members, or too many."""
    rows_before, rows_now = sum(before.values()), sum(now.values())
    parts = population_stability(before, now) if rows_before and rows_now else {}
    if min(rows_before, rows_now) < LEAST_ROWS or not 2 <= len(parts) <= MOST_MEMBERS:
        return None
    psi = math.fsum(parts.values())
    chance = _chi_square_quantile(len(parts) - 1) * (1 / rows_before + 1 / rows_now)
    order = sorted(parts, key=lambda member: (-parts[member], member))
    moved = tuple((m, before.get(m, 0) / rows_before, now.get(m, 0) / rows_now) for m in order[:MOVED])
    return Drifted(psi, moved, psi > max(SHIFTED, chance))


def check_drift(warehouse: Path, catalog: Catalog) -> list[CheckResult]:
    """A warning, or none, for every categorical dimension of a mart with a date and enough rows."""
    results = []
    for model in sorted(catalog.semantic_models.values(), key=lambda model: model.name):
        time = (model.definition.get("defaults") or {}).get("agg_time_dimension")
        dimensions = {
            declared["name"]: str(declared.get("expr") or declared["name"])
            for declared in model.definition.get("dimensions") or []
            if declared["type"] == "categorical"
        }
        if time and dimensions:
            table = catalog.models[model.model_unique_id].relation
            counts = _counts(warehouse, catalog, model, model.time_column(time), dimensions)
            results += [
                result for name in dimensions if (result := _result(table, name, counts.get(name, []))) is not None
            ]
    return results


def _result(table: str, dimension: str, rows: Sequence[tuple[str, int, int, int]]) -> CheckResult | None:
    found = drift(
        {member: before for member, _, before, _ in rows if before}, {member: now for member, _, _, now in rows if now}
    )
    if found is None:
        return None
    total = sum(now for *_, now in rows)
    new = [(m, now) for m, earlier, _, now in rows if not earlier and now >= max(NEW_ROWS, NEW_SHARE * total)]
    words = []
    if found.is_shifted:
        moved = ", ".join(f"{member} from {before:.1%} to {now:.1%}" for member, before, now in found.moved)
        words.append(f"PSI {found.psi:.2f}; {moved}")
    words += [f"{member} is new, with {now / total:.1%} of {total:,} rows" for member, now in new]
    rule = f"shares of {dimension} in the last {DAYS} days are those of the {DAYS} before"
    return CheckResult(
        "lodestar", table, rule, "warn", "failed" if words else "passed", None, "; ".join(words), code="drift"
    )


def _counts(
    warehouse: Path, catalog: Catalog, model: SemanticModel, time: str, dimensions: Mapping[str, str]
) -> dict[str, list[tuple[str, int, int, int]]]:
    """Dimension -> member, rows ever before, rows of the span before, rows of the last span."""
    day = f"cast({time} as date)"
    with connect(warehouse) as connection:
        last = connection.execute(_last_day(catalog, model, day)).fetchone()
        if not last or not isinstance(last[0], date):
            return {}
        spans = (
            f"count(*) filter (where {day} <= $last - {DAYS}), "
            f"count(*) filter (where {day} <= $last - {DAYS} and {day} > $last - {2 * DAYS}), "
            f"count(*) filter (where {day} <= $last and {day} > $last - {DAYS})"
        )
        found = {}
        for name, expression in dimensions.items():
            sql = (
                f"select coalesce(cast({expression} as varchar), '(not set)'), {spans} "
                f"from {model.relation} group by 1 order by 1"
            )
            found[name] = connection.execute(sql, {"last": last[0]}).fetchall()
    return found


def _last_day(catalog: Catalog, model: SemanticModel, day: str) -> str:
    """SQL of the last whole day: what the mart declares, else the day before its newest row's."""
    through = model.data_through
    newest = f"(select max({day}) - 1 from {model.relation})"
    if through is None:
        return f"select {newest}"
    node = catalog.model_named(through.model, place="data_through")
    where = " and ".join(f"{quoted(column)} = '{value}'" for column, value in through.where) or "true"
    return f"select cast(max({quoted(through.column)}) as date) from {node.relation_name} where {where}"


def _chi_square_quantile(degrees: int) -> float:
    """The 99.9th percentile, by Wilson and Hilferty (1931)."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + Z * math.sqrt(part)) ** 3
