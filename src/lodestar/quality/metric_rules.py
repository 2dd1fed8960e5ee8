"""What contracts of metrics say of their values: bounds, whole counts, ratios that are their parts, declared slices.

All metrics are asked in one statement; each answer names its metric, so that a bad one takes no other with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric, input_names
from lodestar.quality.result import CheckResult
from lodestar.warehouse.connection import connect, quoted

__all__ = ["MetricRule", "check_metric_rules", "metric_rules"]

COUNTED = ("count", "count_distinct", "sum_boolean")
"""Aggregations of which a value is whole and not negative, while nothing is subtracted or divided."""

UNITS = {"share": (0.0, 1.0), "percent": (0.0, None)}
"""Bounds of units that say them; of a `ratio` they are the contract's to say, since it may be of anything."""

SLACK = 1e-9
"""By how much of itself a value may differ from its numerator over its denominator: both are rounded once."""


@dataclass(frozen=True)
class MetricRule:
    """What the values of a metric must be, beside finite.

    Attributes:
        least, most: bounds of the value; None for none.
        is_count: whole and not negative.
        slices: every `(grain, dimension)` that its contract declares, the whole as `total`.
    """

    metric: str
    path: str
    least: float | None
    most: float | None
    is_count: bool
    slices: frozenset[tuple[str, str]]

    @property
    def bounds(self) -> dict[str, float]:
        """As Great Expectations names them."""
        bounds = {"min_value": 0.0 if self.is_count and self.least is None else self.least, "max_value": self.most}
        return {key: bound for key, bound in bounds.items() if bound is not None}


def metric_rules(catalog: Catalog) -> tuple[MetricRule, ...]:
    """The rule of every governed metric that is built, by name."""
    return tuple(_rule(catalog, m) for m in catalog.governed if m.contract and m.contract.status != "retired")


def check_metric_rules(warehouse: Path, relation: tuple[str, str], rules: Sequence[MetricRule]) -> list[CheckResult]:
    """Three results per metric, and one per ratio: finite, within its bounds, declared slices, made of its parts.

    Args:
        relation: schema and name of `metric_values` in the build.
    """
    if not rules:
        return []
    rows = [(r.metric, r.least, r.most, r.is_count, sorted(f"{g} {d}" for g, d in r.slices)) for r in rules]
    places = ", ".join(["(?, ?::double, ?::double, ?, ?::varchar[])"] * len(rows))
    with connect(warehouse) as connection:
        found = connection.execute(
            _SQL.format(places=places, source=quoted(*relation), slack=SLACK), [part for row in rows for part in row]
        ).fetchall()
    counts = {name: numbers for name, *numbers in found}
    return [result for rule in rules for result in _results(rule, ".".join(relation), counts.get(rule.metric))]


_SQL = """
with rules (metric_name, least, most, is_count, slices) as (values {places}),
facts as (
    select rules.*, v.grain, v.dimension, v.value::double as value, v.numerator::double as numerator,
        v.denominator::double as denominator
    from rules inner join {source} as v on rules.metric_name = v.metric_name
)
select
    metric_name,
    count(*) filter (where not isfinite(value) or not isfinite(numerator) or not isfinite(denominator)),
    count(*) filter (where value < least or value > most or (is_count and (value < 0 or value <> round(value)))),
    count(*) filter (where not list_contains(slices, grain || ' ' || dimension)),
    count(denominator),
    count(*) filter (where denominator <> 0
        and (abs(value - numerator / denominator) > {slack} * greatest(1, abs(value))
            or (value is null and numerator is not null))),
    count(*) filter (where denominator = 0 and value is not null)
from facts
group by metric_name
"""


def _results(rule: MetricRule, table: str, counts: Sequence[int] | None) -> list[CheckResult]:
    infinite, beyond, undeclared, divided, unequal, of_nothing = counts or (0,) * 6
    found = [(f"{rule.metric} is never NaN or infinite", infinite)]
    if rule.bounds:
        found.append((f"{rule.metric} {_bounds(rule)}", beyond))
    found.append((f"{rule.metric} has the grains and dimensions of its contract, and no other", undeclared))
    if divided:
        found.append((f"{rule.metric} is its numerator over its denominator", unequal))
        found.append((f"{rule.metric} has no value where nothing is below the line", of_nothing))
    return [
        CheckResult(
            "lodestar",
            table,
            words,
            "block",
            "failed" if bad else "passed",
            bad or None,
            metrics=(rule.metric,),
            declared_in=rule.path,
        )
        for words, bad in found
    ]


def _bounds(rule: MetricRule) -> str:
    words = ["is whole"] if rule.is_count else []
    if "min_value" in rule.bounds:
        words.append(f"is at least {rule.bounds['min_value']:,.15g}")
    if "max_value" in rule.bounds:
        words.append(f"is at most {rule.bounds['max_value']:,.15g}")
    return " and ".join(words)


def _rule(catalog: Catalog, metric: Metric) -> MetricRule:
    contract = metric.contract
    assert contract is not None
    least, most = UNITS.get(contract.unit, (None, None))
    if metric.type == "conversion":
        least, most = 0.0, 1.0
    return MetricRule(
        metric.name,
        metric.path,
        least if contract.least is None else contract.least,
        most if contract.most is None else contract.most,
        _is_count(catalog, metric),
        frozenset((grain, dimension) for grain in contract.grains for dimension in ("total", *contract.dimensions)),
    )


def _is_count(catalog: Catalog, metric: Metric) -> bool:
    """Whether nothing but counting and adding up of one thing is in the formula."""
    read = metric
    while read.type != "simple":
        inputs = input_names(read.definition)
        expression = str(read.parameters.get("expr") or "").strip()
        if read.type not in ("derived", "cumulative") or len(inputs) != 1 or not _is_input(read, expression):
            return False
        read = catalog.metrics[inputs[0]]
    return all(aggregation.agg in COUNTED for aggregation in catalog.aggregations(metric))


def _is_input(metric: Metric, expression: str) -> bool:
    """Whether a metric of one input is that input itself, as it is or cumulated."""
    named = [i for i in metric.parameters.get("metrics") or [] if not isinstance(i, str)]
    return not expression or expression in {i["name"] for i in named} | {i.get("alias") for i in named}
