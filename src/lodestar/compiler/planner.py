"""The planner: from a metric's definition to leaves over shared states, and an expression over the leaves.

What it does not take, it says (`NotPlannable`), and MetricFlow is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import expressions

from lodestar.catalog.catalog import Aggregation, Catalog
from lodestar.catalog.contract import STANDARD_GRAINS
from lodestar.catalog.formula import where_filters
from lodestar.catalog.metric import Metric
from lodestar.compiler.expressions import parsed, require_plain
from lodestar.compiler.filters import Item, read_filter
from lodestar.compiler.joins import NotPlannable, Reached, reach
from lodestar.compiler.leaves import (
    Additive,
    Cohort,
    Conversion,
    Distinct,
    Growth,
    Input,
    Leaf,
    Offset,
    Percentile,
    SemiAdditive,
    Window,
)
from lodestar.compiler.plan import is_zero_when_absent
from lodestar.compiler.states import Facts, Filter, Pairs, States

__all__ = ["Formula", "Planner"]

ALIGNED: Mapping[str, Mapping[str, int]] = {
    "day": {"day": 1, "week": 1, "month": 1, "quarter": 1, "year": 1},
    "week": {"day": 7, "week": 1},
    "month": {"month": 1, "quarter": 1, "year": 1},
    "quarter": {"month": 3, "quarter": 1, "year": 1},
    "year": {"month": 12, "quarter": 4, "year": 1},
}
"""Grain -> unit of an offset -> of how many of them a whole period is made."""

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}

PREVIOUS_PERIOD = Offset(0, "period")


@dataclass(frozen=True)
class Formula:
    """A metric, resolved: SQL expressions in which `input_1` stands for the first input.

    Attributes:
        numerator, denominator: for metrics that are a quotient; `value` is theirs then.
        is_unknown_when_absent: without any input's row the value is NULL, whatever the expression makes of zeros.
    """

    inputs: tuple[Input, ...]
    value: str
    numerator: str | None
    denominator: str | None
    is_unknown_when_absent: bool


class Planner:
    """Plans metrics one by one into shared states."""

    def __init__(self, catalog: Catalog, states: States) -> None:
        """Over one catalog."""
        self._catalog = catalog
        self._states = states
        self._inputs: list[Input] = []
        self._metric: Metric | None = None

    def formula(self, metric: Metric) -> Formula:
        """Resolves one governed metric.

        Raises:
            NotPlannable: MetricFlow has to compile it.
            ConfigurationError: neither can.
        """
        self._inputs, self._metric = [], metric
        contract = metric.contract
        assert contract is not None
        filters = where_filters(metric.definition.get("filter"))
        if contract.retention:
            return self._quotient(*self._retention(metric, filters))
        if contract.growth_accounting:
            value = self._growth(metric, contract.growth_accounting, filters)
            return Formula(tuple(self._inputs), value, None, None, False)
        if metric.type == "conversion":
            return self._conversion(metric, filters)
        if metric.type == "ratio":
            parts = [self._reference(metric.parameters[part], filters, None) for part in ("numerator", "denominator")]
            return self._quotient(*parts)
        value = self._term(metric, filters, None)
        return Formula(tuple(self._inputs), value, None, None, not is_zero_when_absent(metric, self._catalog))

    def _quotient(self, numerator: str, denominator: str) -> Formula:
        return Formula(tuple(self._inputs), _divided(numerator, denominator), numerator, denominator, False)

    def _term(self, metric: Metric, filters: tuple[str, ...], offset: Offset | None) -> str:
        """The metric as an expression; `filters` are those of whoever refers to it."""
        contract = metric.contract
        if contract and (contract.retention or contract.growth_accounting):
            if offset:
                raise NotPlannable(f"an earlier period of {metric.name!r}")
            if contract.growth_accounting:
                return f"({self._growth(metric, contract.growth_accounting, filters)})"
            return f"({_divided(*self._retention(metric, filters))})"
        if metric.type == "simple":
            return self._simple(metric, filters, offset, None)
        if metric.type == "cumulative":
            return self._cumulative(metric, filters, offset)
        if metric.type == "ratio":
            parts = [self._reference(metric.parameters[part], filters, offset) for part in ("numerator", "denominator")]
            return f"({_divided(*parts)})"
        if metric.type == "derived":
            return self._derived(metric, filters, offset)
        raise NotPlannable(f"{metric.name!r} is a {metric.type} metric inside another")

    def _reference(self, reference: Any, filters: tuple[str, ...], offset: Offset | None) -> str:
        if isinstance(reference, str):
            reference = {"name": reference}
        if reference.get("offset_to_grain"):
            raise NotPlannable("an input is taken at the start of a period (offset_to_grain)")
        window = reference.get("offset_window")
        if window:
            if offset:
                raise NotPlannable("an input with an offset has an input with an offset")
            offset = self._offset(int(window["count"]), str(window["granularity"]))
        metric = self._catalog.metrics[reference["name"]]
        inner = (*filters, *where_filters(reference.get("filter")), *where_filters(metric.definition.get("filter")))
        return self._term(metric, inner, offset)

    def _offset(self, count: int, granularity: str) -> Offset:
        assert self._metric is not None
        assert self._metric.contract is not None
        for grain in self._metric.contract.grains:
            unit = ALIGNED.get(grain, {}).get(granularity)
            if unit is None or count % unit:
                raise NotPlannable(f"an offset of {count} {granularity} is no whole number of periods of grain {grain}")
        return Offset(count, granularity)

    def _derived(self, metric: Metric, filters: tuple[str, ...], offset: Offset | None) -> str:
        references = metric.parameters["metrics"]
        names = [(reference.get("alias") or reference["name"]).lower() for reference in references]
        if len(set(names)) < len(names):
            raise NotPlannable(f"two inputs of {metric.name!r} have one name; give one an alias")
        terms = {
            (reference.get("alias") or reference["name"]).lower(): self._reference(reference, filters, offset)
            for reference in references
        }
        text = metric.parameters.get("expr") or next(iter(terms))
        place = f"{metric.path}: metric {metric.name!r}"
        tree = parsed(text, self._catalog.adapter)

        def resolved(node: expressions.Expr) -> expressions.Expr:
            if isinstance(node, expressions.Column):
                term = terms.get(node.name.lower())
                if term is None:
                    raise NotPlannable(f"{place}: {node.name!r} is no input of it")
                return sqlglot.parse_one(f"({term})", dialect="duckdb")
            if isinstance(node, expressions.Div):
                divided = _divided(node.this.sql("duckdb"), node.expression.sql("duckdb"))
                return sqlglot.parse_one(f"({divided})", dialect="duckdb")
            return node

        return f"({_bottom_up(tree, resolved).sql('duckdb')})"

    def _simple(self, metric: Metric, filters: tuple[str, ...], offset: Offset | None, window: Window | None) -> str:
        leaf = self._leaf(metric, filters, window)
        fill = (metric.parameters.get("measure") or metric.parameters).get("fill_nulls_with")
        absent = 0.0 if is_zero_when_absent(metric, self._catalog) else None
        return self._input(leaf, offset, absent if fill is None else float(fill))

    def _leaf(self, metric: Metric, filters: tuple[str, ...], window: Window | None) -> Leaf:
        aggregation, declared = self._aggregation(metric)
        conditions = self._conditions(aggregation, (*filters, *_measure_filters(metric)))
        joins = tuple(dict.fromkeys(r.joins for c in conditions for r in c.reached if r.joins))
        facts = Facts(aggregation.semantic_model, aggregation.time_dimension, joins)
        self._check_grains(facts)
        agg, expression = aggregation.agg, str(declared.get("expr") or metric.name)
        require_plain(expression, self._catalog.adapter)
        if declared.get("non_additive_dimension"):
            return self._semi_additive(declared, aggregation, metric.name, expression, conditions, window)
        if agg == "count_distinct":
            return Distinct(self._states.distinct(facts, metric.name, expression, conditions), window)
        if agg in ("median", "percentile"):
            return self._percentile(declared, facts, expression, conditions, window)
        cube = self._states.cube(facts)
        if agg == "average":
            column, count = (cube.part(metric.name, function, expression, conditions) for function in ("sum", "count"))
            return Additive(cube, column, "sum", count, window)
        if agg == "sum_boolean":
            expression = f"case when {expression} then 1 else 0 end"
        function = {"sum": "sum", "sum_boolean": "sum", "count": "count", "min": "min", "max": "max"}.get(agg)
        if function is None:
            raise NotPlannable(f"the aggregation {agg!r}")
        combine = function if function in ("min", "max") else "sum"
        return Additive(cube, cube.part(metric.name, function, expression, conditions), combine, None, window)

    def _semi_additive(
        self,
        declared: Mapping[str, Any],
        aggregation: Aggregation,
        name: str,
        expression: str,
        conditions: tuple[Filter, ...],
        window: Window | None,
    ) -> Leaf:
        settings = declared["non_additive_dimension"]
        if settings.get("window_groupings") or settings["name"] != aggregation.time_dimension:
            raise NotPlannable("the last value of each entity (window_groupings), or by another time dimension")
        if aggregation.agg not in ("sum", "count") or conditions or window:
            raise NotPlannable("a value of one day that is filtered, cumulative or no sum")
        cube = self._states.cube(Facts(aggregation.semantic_model, aggregation.time_dimension))
        column = cube.part(name, aggregation.agg, expression, conditions)
        return SemiAdditive(cube, column, str(settings["window_choice"]))

    @staticmethod
    def _percentile(
        declared: Mapping[str, Any],
        facts: Facts,
        expression: str,
        conditions: tuple[Filter, ...],
        window: Window | None,
    ) -> Leaf:
        settings = declared.get("agg_params") or {}
        if window:
            raise NotPlannable("a cumulative percentile")
        # where an approximate one would do, the exact one does
        fraction = 0.5 if declared["agg"] == "median" else float(settings["percentile"])
        return Percentile(facts, expression, conditions, fraction, bool(settings.get("use_discrete_percentile")))

    def _cumulative(self, metric: Metric, filters: tuple[str, ...], offset: Offset | None) -> str:
        settings = metric.parameters.get("cumulative_type_params") or {}
        reference = settings.get("metric")
        if not reference or settings.get("period_agg") == "average":
            raise NotPlannable("a cumulative metric over a measure, or averaged over the period")
        window, to_date = settings.get("window"), settings.get("grain_to_date")
        reach_back = Window(to_date=to_date)
        if window:
            count, unit = int(window["count"]), str(window["granularity"])
            if unit not in DAYS and unit not in MONTHS:
                raise NotPlannable(f"a window in {unit}s")
            reach_back = Window(days=count * DAYS[unit]) if unit in DAYS else Window(months=count * MONTHS[unit])
        elif to_date and to_date not in STANDARD_GRAINS:
            raise NotPlannable(f"a cumulative metric since the start of a custom {to_date}")
        inner = self._catalog.metrics[reference["name"]]
        if inner.type != "simple" or reference.get("offset_window") or reference.get("offset_to_grain"):
            raise NotPlannable(f"a cumulative metric over the {inner.type} metric {inner.name!r}, or with an offset")
        conditions = (*filters, *where_filters(reference.get("filter")), *where_filters(inner.definition.get("filter")))
        return self._simple(inner, conditions, offset, reach_back)

    def _conversion(self, metric: Metric, filters: tuple[str, ...]) -> Formula:
        settings = metric.parameters["conversion_type_params"]
        if filters or settings.get("constant_properties"):
            raise NotPlannable("a conversion with a filter or constant properties")
        window = settings.get("window")
        days = DAYS.get(str(window["granularity"])) if window else None
        if window and days is None:
            raise NotPlannable(f"a conversion window in {window['granularity']}s")
        base, converted = self._key_of(settings, "base_metric"), self._key_of(settings, "conversion_metric")
        leaf = Conversion(base, converted, int(window["count"]) * days if window and days else None)
        numerator = self._input(leaf, None, 0)
        if settings.get("calculation") == "conversions":
            return Formula(tuple(self._inputs), numerator, None, None, False)
        return self._quotient(numerator, self._input(Distinct(base), None, 0))

    def _retention(self, metric: Metric, filters: tuple[str, ...]) -> tuple[str, str]:
        settings = metric.parameters.get("conversion_type_params")
        contract = metric.contract
        assert contract is not None
        assert contract.retention is not None
        if metric.type != "conversion" or not settings or filters:
            raise NotPlannable("a retention that is no conversion metric, or has a filter")
        base, active = self._key_of(settings, "base_metric"), self._key_of(settings, "conversion_metric")
        retained = self._input(Cohort(base, active, contract.retention), None, 0)
        return retained, self._input(Cohort(base, None, contract.retention), None, 0)

    def _key_of(self, settings: Mapping[str, Any], part: str) -> Pairs:
        """The pairs of a conversion's input, which must count the keys that the two events share."""
        reference = settings.get(part)
        if not reference:
            raise NotPlannable("a conversion over measures")
        metric = self._catalog.metrics[reference["name"]]
        if metric.type != "simple":
            raise NotPlannable(f"{metric.name!r} is no simple metric")
        conditions = (*where_filters(reference.get("filter")), *where_filters(metric.definition.get("filter")))
        leaf = self._leaf(metric, conditions, None)
        entities = {entity["name"] for entity in self._aggregation(metric)[0].semantic_model.definition["entities"]}
        if not isinstance(leaf, Distinct) or settings["entity"] not in entities:
            raise NotPlannable(f"{metric.name!r} does not count distinct keys of the entity {settings['entity']!r}")
        return leaf.pairs

    def _growth(self, metric: Metric, state: str, filters: tuple[str, ...]) -> str:
        references = metric.parameters.get("metrics") or []
        inner = self._catalog.metrics[references[0]["name"]] if len(references) == 1 else None
        if inner is None or inner.type != "simple":
            raise NotPlannable("growth accounting needs one input, a simple metric that counts distinct keys")
        own = (references[0].get("filter"), inner.definition.get("filter"))
        conditions = (*filters, *(text for holder in own for text in where_filters(holder)))
        leaf = self._leaf(inner, conditions, None)
        if not isinstance(leaf, Distinct):
            raise NotPlannable(f"growth accounting needs a count of distinct keys; {inner.name!r} is none")
        if state != "churned":
            return self._input(Growth(leaf.pairs, state), None, 0)
        before = self._input(Distinct(leaf.pairs), PREVIOUS_PERIOD, 0)
        return f"{before} - {self._input(Growth(leaf.pairs, 'retained'), None, 0)}"

    def _input(self, leaf: Leaf, offset: Offset | None, absent: float | None) -> str:
        if isinstance(leaf, Distinct | Growth):
            leaf.pairs.needs_gaps = True
        self._inputs.append(Input(leaf, offset, offset if offset and offset.count else None, absent))
        return f"input_{len(self._inputs)}"

    def _aggregation(self, metric: Metric) -> tuple[Aggregation, Mapping[str, Any]]:
        declared = metric.parameters.get("metric_aggregation_params")
        if not declared:
            raise NotPlannable(f"{metric.name!r} is declared by a measure (the older way)")
        settings = {**declared, "expr": metric.parameters.get("expr")}
        return self._catalog.aggregations(metric)[0], settings

    def _conditions(self, aggregation: Aggregation, templates: tuple[str, ...]) -> tuple[Filter, ...]:
        return tuple(self._filter(aggregation, template) for template in dict.fromkeys(templates))

    def _filter(self, aggregation: Aggregation, template: str) -> Filter:
        condition = read_filter(template)
        require_plain(condition.sql(dict.fromkeys(condition.items, "item")), self._catalog.adapter)
        reached = tuple(self._item(aggregation, item) for item in condition.items)
        return Filter(condition, reached)

    def _item(self, aggregation: Aggregation, item: Item) -> Reached:
        model = aggregation.semantic_model
        assert self._metric is not None
        place = f"{self._metric.path}: metric {self._metric.name!r}"
        if item.path == "metric_time":
            raise NotPlannable("a filter on metric_time")
        reached = reach(self._catalog, model, item.path, place=place)
        if reached.kind == "time":
            owner = reached.joins[-1].model if reached.joins else model
            if (item.grain or owner.granularity(reached.name)) not in STANDARD_GRAINS or owner.time_zone:
                raise NotPlannable(f"a filter by {item.path} at a grain finer than a day")
        return reached

    def _check_grains(self, facts: Facts) -> None:
        assert self._metric is not None
        assert self._metric.contract is not None
        declared = facts.model.granularity(facts.time_dimension)
        order = [*STANDARD_GRAINS]
        if declared in order[1:]:
            for grain in self._metric.contract.grains:
                if grain not in order or order.index(grain) < order.index(declared):
                    raise NotPlannable(f"{facts.model.name} is dated by {declared}, and grain {grain} is finer")


def _measure_filters(metric: Metric) -> tuple[str, ...]:
    return where_filters((metric.parameters.get("measure") or {}).get("filter"))


def _divided(numerator: str, denominator: str) -> str:
    return f"cast({numerator} as double) / nullif(cast({denominator} as double), 0)"


def _bottom_up(node: expressions.Expr, change: Any) -> expressions.Expr:
    """Changes inner nodes before outer ones, so that a change sees its parts as they will be."""
    for key, value in list(node.args.items()):
        if isinstance(value, expressions.Expr):
            node.set(key, _bottom_up(value, change))
        elif isinstance(value, list):
            node.set(key, [_bottom_up(v, change) if isinstance(v, expressions.Expr) else v for v in value])
    changed: expressions.Expr = change(node)
    return changed
