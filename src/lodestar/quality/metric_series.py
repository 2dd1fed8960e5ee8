"""The values of metrics as series: no period is missing, parts make the whole, and the newest is no outlier.

Every answer names its metric, so that one whose series is broken takes no other with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric, input_names
from lodestar.quality.limits import natural_limits
from lodestar.quality.result import CheckResult
from lodestar.releases.series import TOTAL, Series, read_series_at
from lodestar.warehouse.connection import connect, quoted

__all__ = ["additive_columns", "check_continuity", "check_outliers", "check_reconciliation"]

ADDED = ("sum", "count", "sum_boolean")
"""Aggregations of which the whole is the sum of its parts: of days, and of members."""

LINEAR = re.compile(r"[\w\s+\-]*[A-Za-z_][\w\s+\-]*")
EARLIER = re.compile(r'"offset_(window|to_grain)": [^n]')

LENGTHS = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}
"""Grains of which the number of periods between two follows from the dates alone."""

SLACK = 1e-9
"""By how much of the sum of its parts' sizes a whole may differ: sums of doubles depend on their order."""

BASELINE, LEAST_BASELINE = 24, 12
"""Periods before the newest that its limits come from: with twelve, 1.8% of steady series are called by chance."""


def check_continuity(warehouse: Path, relation: tuple[str, str], metrics: Sequence[Metric]) -> list[CheckResult]:
    """A result per metric: between its first and its last period by a grain, each member has every period."""
    steps = " ".join(f"when '{grain}' then interval 1 {part}" for grain, part in LENGTHS.items())
    sql = f"""
        with spans as (
            select metric_name, grain, dimension, member, min(period_start) as first, max(period_start) as last,
                count(distinct period_start) as periods, case grain {steps} end as step
            from {quoted(*relation)} where grain = any(?) group by all
        ),
        counted as (
            select *, len(generate_series(first::timestamp, last::timestamp, step)) as needed from spans
        )
        select metric_name, sum(needed - periods),
            arg_min(grain || ' of ' || dimension || ' ' || member || ' from ' || first::date || ' to ' || last::date,
                dimension <> 'total')
        from counted where periods <> needed group by 1
    """
    with connect(warehouse) as connection:
        gaps = {name: rest for name, *rest in connection.execute(sql, [list(LENGTHS)]).fetchall()}
    return [
        _result(
            metric.name,
            relation,
            f"{metric.name} has every period between its first and its last",
            "block",
            int(gaps[metric.name][0]) if metric.name in gaps else None,
            f"periods are missing, such as by {gaps[metric.name][1]}" if metric.name in gaps else "",
        )
        for metric in metrics
    ]


def check_reconciliation(
    warehouse: Path, relation: tuple[str, str], catalog: Catalog, metrics: Sequence[Metric]
) -> list[CheckResult]:
    """Two results per metric that adds up: longer periods are the sums of their days, and wholes those of members."""
    columns = {metric.name: column for metric in metrics if (column := additive_columns(catalog, metric))}
    pairs = [(name, column) for name, found in columns.items() for column in found]
    if not pairs:
        return []
    asked = [list(names) for names in zip(*pairs, strict=True)]
    with connect(warehouse) as connection:
        by_day, by_member = (
            _unequal(connection.execute(sql.format(source=quoted(*relation), slack=SLACK), asked).fetchall())
            for sql in (_BY_DAY, _BY_MEMBER)
        )
    contracts = {metric.name: metric.contract for metric in metrics if metric.contract}
    results = []
    for name in columns:
        contract = contracts[name]
        if "day" in contract.grains and len(contract.grains) > 1:
            rule = f"{name} of longer periods is the sum of their days"
            results.append(_result(name, relation, rule, "block", *by_day.get(name, (None, ""))))
        if contract.dimensions:
            rule = f"{name} of the whole is the sum of its members"
            results.append(_result(name, relation, rule, "block", *by_member.get(name, (None, ""))))
    return results


def check_outliers(warehouse: Path, relation: tuple[str, str], metrics: Sequence[Metric]) -> list[CheckResult]:
    """A result per metric with enough history: its newest complete period lies within its natural limits, or warns.

    Judged by the coarsest grain that has enough periods: the shorter ones follow weekdays, and would warn all the time.
    """
    names = [metric.name for metric in metrics if metric.contract]
    series: dict[str, dict[str, Series]] = {name: {} for name in names}
    for one in read_series_at(warehouse, relation, names, members=False):
        series[one.metric][one.grain] = one.final()
    results = []
    for metric in metrics:
        assert metric.contract is not None
        long_enough = [
            found
            for grain in reversed(metric.contract.grains)
            if (found := series[metric.name].get(grain)) and len(list(found.known())) > LEAST_BASELINE
        ]
        if long_enough:
            results.append(_newest(long_enough[0], relation))
    return results


def _newest(series: Series, relation: tuple[str, str]) -> CheckResult:
    known = list(series.known())
    (start, value), before = known[-1], [value for _, value in known[-1 - BASELINE : -1]]
    limits = natural_limits(before)
    detail = ""
    if limits and limits.side(value):
        where = "above" if limits.side(value) > 0 else "below"
        detail = (
            f"{value:,.4g} in the {series.grain} of {start} is {where} its natural limits, "
            f"{limits.lower:,.4g} to {limits.upper:,.4g}"
        )
    rule = f"{series.metric} of the newest {series.grain} lies within its natural limits"
    return _result(series.metric, relation, rule, "warn", None, detail)


def additive_columns(catalog: Catalog, metric: Metric) -> tuple[str, ...]:
    """Columns of `metric_values` that add up over days and members: the value, or what a ratio is divided from."""
    if metric.type == "ratio":
        if EARLIER.search(json.dumps(metric.definition)):
            return ()
        sides = {side: catalog.metrics[metric.parameters[side]["name"]] for side in ("numerator", "denominator")}
        return tuple(side for side, part in sides.items() if _is_additive(catalog, part))
    return ("value",) if _is_additive(catalog, metric) else ()


def _is_additive(catalog: Catalog, metric: Metric) -> bool:
    """Whether it only adds up and subtracts sums and counts of the same period."""
    if metric.contract and (metric.contract.growth_accounting or metric.contract.retention):
        return False
    if EARLIER.search(json.dumps(metric.definition)):
        return False
    if metric.type == "simple":
        declared = metric.parameters.get("metric_aggregation_params") or {}
        if declared.get("non_additive_dimension"):
            return False
        return all(aggregation.agg in ADDED for aggregation in catalog.aggregations(metric))
    expression = str(metric.parameters.get("expr") or "")
    inputs = [catalog.metrics[name] for name in input_names(metric.definition)]
    is_linear = (not expression and len(inputs) == 1) or LINEAR.fullmatch(expression) is not None
    has_number = any(word.isdigit() for word in re.findall(r"\w+", expression))
    return metric.type == "derived" and is_linear and not has_number and all(_is_additive(catalog, i) for i in inputs)


_PARTS = """
    select v.metric_name, r.part, v.grain, v.dimension, v.member, v.period_start,
        case r.part when 'numerator' then v.numerator when 'denominator' then v.denominator else v.value end::double
            as amount
    from {source} as v
    inner join (select unnest(?::varchar[]) as metric_name, unnest(?::varchar[]) as part) as r
        on v.metric_name = r.metric_name
"""

_BY_DAY = f"""
with parts as ({_PARTS}),
longer as (select * from parts where grain <> 'day'),
days as (
    select d.*, l.grain as of_grain, l.period_start as of_period
    from (select d.*, g.of_grain from (select * from parts where grain = 'day') as d
        inner join (select distinct metric_name, grain as of_grain from longer) as g using (metric_name)) as d
    asof inner join longer as l
        on d.metric_name = l.metric_name and d.part = l.part and d.dimension = l.dimension and d.member = l.member
        and d.of_grain = l.grain and d.period_start >= l.period_start
),
sums as (
    select metric_name, part, of_grain as grain, dimension, member, of_period as period_start, sum(amount) as amount,
        sum(abs(amount)) as size
    from days group by all
)
select l.metric_name, l.part, l.grain, l.dimension, l.member, l.period_start, l.amount, coalesce(s.amount, 0)
from longer as l left join sums as s using (metric_name, part, grain, dimension, member, period_start)
where abs(coalesce(l.amount, 0) - coalesce(s.amount, 0)) > {{slack}} * greatest(1, coalesce(s.size, 0))
order by l.dimension <> 'total', l.period_start, l.grain, l.member
"""

_BY_MEMBER = f"""
with parts as ({_PARTS}),
wholes as (select * from parts where dimension = 'total'),
sums as (
    select metric_name, part, grain, dimension, period_start, sum(amount) as amount, sum(abs(amount)) as size
    from parts where dimension <> 'total' group by all
),
slices as (select distinct metric_name, part, dimension from sums)
select w.metric_name, w.part, w.grain, d.dimension, 'total', w.period_start, w.amount, coalesce(s.amount, 0)
from wholes as w inner join slices as d using (metric_name, part)
left join sums as s
    on w.metric_name = s.metric_name and w.part = s.part and w.grain = s.grain and w.period_start = s.period_start
    and d.dimension = s.dimension
where abs(coalesce(w.amount, 0) - coalesce(s.amount, 0)) > {{slack}} * greatest(1, coalesce(s.size, 0))
order by w.period_start, w.grain, d.dimension
"""


def _unequal(rows: Sequence[tuple[object, ...]]) -> Mapping[str, tuple[int, str]]:
    """Metric -> how many values are not the sum of their parts, and the first of them in words."""
    found: dict[str, tuple[int, str]] = {}
    for name, part, grain, dimension, member, start, amount, made in rows:
        place = "" if dimension == TOTAL else f", {dimension}" + ("" if member == TOTAL else f" {member}")
        of = "" if part == "value" else f"its {part} "
        words = f"{of}in the {grain} of {start}{place}: {amount or 0:,.12g} is not {made:,.12g}"
        count, first = found.get(str(name), (0, words))
        found[str(name)] = (count + 1, first)
    return found


def _result(
    metric: str, relation: tuple[str, str], rule: str, severity: str, bad_rows: int | None, detail: str
) -> CheckResult:
    status = "failed" if detail else "passed"
    return CheckResult("lodestar", ".".join(relation), rule, severity, status, bad_rows, detail, (metric,))
