"""Checks that Lodestar makes on every hub, whatever its suites say: what readers rely on without asking."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.compiler.joins import Join
from lodestar.quality.result import CheckResult
from lodestar.warehouse.connection import connect, quoted

__all__ = ["check_calendar", "check_joins", "check_metric_values"]

OFFSET = re.compile(r'"offset_(window|to_grain)": [^n]')
"""An input of an earlier period, in a definition as JSON."""


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
        names = (metric.name,)
        can_be_unknown = bool(contract.maturity_days) or bool(OFFSET.search(json.dumps(metric.definition)))
        for grain in contract.grains:
            count = known.get(f"{metric.name} by {grain}")
            rule = f"{metric.name} has values by {grain}"
            if count is None:
                detail = "no row: its marts are empty, or end before the calendar"
                results.append(CheckResult("lodestar", table, rule, "block", "failed", None, detail, names))
            elif count == 0:
                # young data has no month before, and no cohort that is old enough
                severity = "warn" if can_be_unknown else "block"
                results.append(
                    CheckResult("lodestar", table, rule, severity, "failed", None, "every value is NULL", names)
                )
            else:
                results.append(CheckResult("lodestar", table, rule, "block", "passed", metrics=names))
    return results


def check_calendar(warehouse: Path, catalog: Catalog, metrics: Sequence[Metric]) -> list[CheckResult]:
    """Checks that the time spine covers the marts' dates, and the whole of the last period of every grain in use.

    A day that the spine lacks would be missing from `metric_values`, and a period cut short would look complete.
    """
    spine = catalog.time_spine
    if spine is None or not metrics:
        return []
    table = catalog.model_of(spine.relation_name).relation
    grains = {grain for metric in metrics if metric.contract for grain in metric.contract.grains}
    coarsest = next((grain for grain in ("year", "quarter", "month", "week") if grain in grains), "day")
    marts = sorted({(m.relation, m.time_column(time)) for metric in metrics for m, time in catalog.measured_by(metric)})
    dates = " union all ".join(f"select min({time}) as first, max({time}) as last from {mart}" for mart, time in marts)
    with connect(warehouse) as connection:
        found = connection.execute(
            f"select min({spine.column})::date, max({spine.column})::date, "
            f"(select min(first)::date from ({dates})), "
            f"(select (date_trunc('{coarsest}', max(last)) + interval 1 {coarsest} - interval 1 day)::date "
            f"from ({dates})) "
            f"from {spine.relation_name}"
        ).fetchone()
    first_day, last_day, first_date, last_needed = found or (None,) * 4
    is_covered = None in (first_date, last_needed) or (first_day <= first_date and last_day >= last_needed)
    detail = "" if is_covered else f"it runs from {first_day} to {last_day}; {first_date} to {last_needed} is needed"
    status = "passed" if is_covered else "failed"
    return [CheckResult("lodestar", table, "the calendar covers the marts' dates", "block", status, None, detail)]


def check_joins(warehouse: Path, catalog: Catalog, joins: Sequence[Join]) -> list[CheckResult]:
    """Checks that each join which metrics make finds at most one row: more would count the mart's rows twice."""
    results = []
    with connect(warehouse) as connection:
        for join in joins:
            table = catalog.models[join.model.model_unique_id].relation
            rule = f"one row for one {join.entity}, because metrics join it"
            sql = (
                f"select count(*) from (select 1 from {join.model.relation} "
                f"where {join.right} is not null group by {join.right} having count(*) > 1)"
            )
            if join.validity:
                start, end = join.validity
                rule = f"one row for one {join.entity} at a time, because metrics join it"
                sql = (
                    f"select count(*) from (select {start} as begins, lag({end}) over keyed as ended, "
                    f"row_number() over keyed as number from {join.model.relation} where {join.right} is not null "
                    f"window keyed as (partition by {join.right} order by {start})) "
                    "where number > 1 and (ended is null or ended > begins)"
                )
            (doubled,) = connection.execute(sql).fetchone() or (0,)
            results.append(_result(table, rule, doubled))
    return results


def _result(table: str, rule: str, bad_rows: int) -> CheckResult:
    return CheckResult("lodestar", table, rule, "block", "failed" if bad_rows else "passed", bad_rows or None)
