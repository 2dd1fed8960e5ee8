"""Checks that Lodestar makes on every hub, whatever its suites say: what readers rely on without asking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lodestar.catalog.metric import Metric
from lodestar.quality.result import CheckResult
from lodestar.warehouse.connection import connect, quoted

__all__ = ["check_metric_values"]


def check_metric_values(warehouse: Path, relation: tuple[str, str], metrics: Sequence[Metric]) -> list[CheckResult]:
    """Checks the table `metric_values`: one row per key, every metric present, and every metric has a known value.

    Args:
        relation: schema and name of `metric_values` in the build.
        metrics: governed metrics that must be in it.
    """
    table = ".".join(relation)
    source = quoted(*relation)
    results = []
    with connect(warehouse) as connection:
        duplicated = connection.execute(
            f"select count(*) from (select 1 from {source} "
            "group by metric_name, grain, period_start, dimension, member having count(*) > 1)"
        ).fetchone()
        known = dict(
            connection.execute(
                "select metric_name || ' by ' || grain, count(value) "
                f"from {source} where dimension = 'total' group by 1"
            ).fetchall()
        )
    results.append(_result(table, "one row per metric, grain, period, dimension and member", (duplicated or (0,))[0]))
    for metric in metrics:
        contract = metric.contract
        assert contract is not None
        for grain in contract.grains:
            count = known.get(f"{metric.name} by {grain}")
            rule = f"{metric.name} has values by {grain}"
            detail = (
                ""
                if count
                else (
                    "no row: its marts are empty, or end before the calendar"
                    if count is None
                    else "every value is NULL"
                )
            )
            results.append(CheckResult("lodestar", table, rule, "block", "passed" if count else "failed", None, detail))
    return results


def _result(table: str, rule: str, bad_rows: int) -> CheckResult:
    return CheckResult("lodestar", table, rule, "block", "failed" if bad_rows else "passed", bad_rows or None)
