"""A metric as one SQL expression over datasets, resolved down to their columns.

    say(MetricSql(catalog, datasets).expression(catalog.metrics["return_rate"]))
    # CAST(COUNT(CASE WHEN orders.is_valid THEN ... END) AS DOUBLE PRECISION) / NULLIF(COUNT(orders.order_id), 0)

An expression is given only where it is the metric, whatever a reader groups by. Windows, cohorts, values of one day and
earlier periods are no aggregates of rows: those metrics are refused with the construct that SQL can't say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import expressions as e

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.contract import STANDARD_GRAINS
from lodestar.catalog.formula import where_filters
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.compiler.filters import Item, read_filter
from lodestar.compiler.joins import NotPlannable, Reached, reach
from lodestar.errors import ConfigurationError
from lodestar.osi.datasets import Datasets
from lodestar.osi.portable import NotPortable, column_of, divided, portable, qualified

__all__ = ["MetricSql", "NotSaid", "aggregation_of"]

MARK = "osi_item_{}"
"""Stands in a filter for the item with that number while the filter is read."""


class NotSaid(Exception):  # noqa: N818  (an answer, not an error: the loss manifest says it)
    """No SQL expression is this metric. `construct` is what stands in the way."""

    def __init__(self, construct: str, reason: str) -> None:
        """`reason` completes "there is no expression for it, because ..."."""
        super().__init__(reason)
        self.construct = construct


def aggregation_of(metric: Metric, catalog: Catalog) -> tuple[SemanticModel, Mapping[str, Any]]:
    """What a simple metric aggregates: the semantic model, and `agg`, `expr` and the like, also of an older measure.

    Raises:
        ConfigurationError: it aggregates nothing that a mart declares.
    """
    model = catalog.aggregations(metric)[0].semantic_model
    declared = metric.parameters.get("metric_aggregation_params")
    if declared:
        return model, {**declared, "expr": metric.parameters.get("expr")}
    name = metric.parameters["measure"]["name"]
    return model, next(measure for measure in model.definition["measures"] if measure["name"] == name)


class MetricSql:
    """Says metrics in standard SQL, one by one."""

    def __init__(self, catalog: Catalog, datasets: Datasets) -> None:
        """Fields that metrics need are added to `datasets`."""
        self._catalog = catalog
        self._datasets = datasets

    def expression(self, metric: Metric) -> e.Expr:
        """The metric as an expression of aggregates.

        Raises:
            NotSaid: there is none.
        """
        try:
            return self._term(metric, where_filters(metric.definition.get("filter")))
        except NotPortable as reason:
            raise NotSaid("expression", str(reason)) from reason
        except (NotPlannable, ConfigurationError) as reason:
            raise NotSaid("filter", str(reason)) from reason

    def _term(self, metric: Metric, filters: tuple[str, ...]) -> e.Expr:
        contract = metric.contract
        if contract and contract.retention:
            raise NotSaid("retention", f"{metric.name} asks whether the same people were active again on later days")
        if contract and contract.growth_accounting:
            raise NotSaid("growth_accounting", f"{metric.name} asks when the same people were active before")
        if metric.type == "simple":
            return self._simple(metric, filters)
        if metric.type == "ratio":
            parts = (self._input(metric.parameters[part], filters) for part in ("numerator", "denominator"))
            return divided(*parts)
        if metric.type == "derived":
            return self._derived(metric, filters)
        if metric.type == "cumulative":
            raise NotSaid("cumulative", f"{metric.name} looks back beyond the period that a reader groups by")
        raise NotSaid("conversion", f"{metric.name} asks whether the same people did something later")

    def _input(self, reference: Mapping[str, Any], filters: tuple[str, ...]) -> e.Expr:
        if reference.get("offset_window") or reference.get("offset_to_grain"):
            raise NotSaid("offset_window", f"its input {reference['name']} is that of another period")
        metric = self._catalog.metrics[reference["name"]]
        own = (*where_filters(reference.get("filter")), *where_filters(metric.definition.get("filter")))
        return self._term(metric, (*filters, *own))

    def _derived(self, metric: Metric, filters: tuple[str, ...]) -> e.Expr:
        references = metric.parameters["metrics"]
        names = [(reference.get("alias") or reference["name"]).lower() for reference in references]
        if len(set(names)) < len(names):
            raise NotSaid("expression", "two of its inputs have one name")
        terms = {name: self._input(reference, filters) for name, reference in zip(names, references, strict=True)}

        def resolve(name: str) -> e.Expr:
            if name.lower() not in terms:
                raise NotSaid("expression", f"{name!r} is no input of it")
            term = terms[name.lower()]
            return term.copy() if isinstance(term, e.AggFunc) else e.Paren(this=term.copy())

        return qualified(portable(metric.parameters.get("expr") or names[0], self._catalog.adapter), resolve)

    def _simple(self, metric: Metric, filters: tuple[str, ...]) -> e.Expr:
        model, declared = aggregation_of(metric, self._catalog)
        if declared.get("non_additive_dimension"):
            raise NotSaid("non_additive_dimension", f"{metric.name} takes the rows of one day of a period, not all")
        filters = (*filters, *where_filters((metric.parameters.get("measure") or {}).get("filter")))
        text = str(declared.get("expr") or metric.name)
        row = qualified(portable(text, self._catalog.adapter), lambda name: self._column(model, name))
        if declared["agg"] == "sum_boolean":
            row = _case(row, e.Literal.number(1)).else_(e.Literal.number(0))
        conditions = [self._condition(model, template) for template in dict.fromkeys(filters)]
        if not any(column.table == model.name for column in row.find_all(e.Column)):
            conditions.insert(0, self._is_row(model))
        if conditions:
            row = _case(e.and_(*conditions), row)
        return _aggregate(declared, row)

    def _is_row(self, model: SemanticModel) -> e.Expr:
        """True for every row of the mart: `count(1)` alone would not say whose rows."""
        keys = list(self._datasets.entity_field(model, frozenset({"primary"})))
        if not keys:
            raise NotSaid("expression", f"it names no column, and {model.name} has no primary key to count rows by")
        return column_of(model.name, keys[0][1]).is_(e.Null()).not_()

    def _column(self, model: SemanticModel, name: str) -> e.Expr:
        return column_of(model.name, self._datasets.field_of_column(model.name, name))

    def _condition(self, model: SemanticModel, template: str) -> e.Expr:
        condition = read_filter(template)
        marks = {item: MARK.format(number) for number, item in enumerate(condition.items)}
        items = {mark: self._item(model, item) for item, mark in marks.items()}

        def resolve(name: str) -> e.Expr:
            if name not in items:
                raise NotSaid("filter", f"the filter {template!r} names {name!r}, which is no dimension")
            return items[name].copy()

        return qualified(portable(condition.sql(marks), self._catalog.adapter), resolve)

    def _item(self, model: SemanticModel, item: Item) -> e.Expr:
        if item.path == "metric_time":
            raise NotSaid("filter", "a filter by metric_time")
        reached = reach(self._catalog, model, item.path, place=model.name)
        owner = self._joined(model, reached)
        field = self._datasets.field_of_element(owner.name, reached.name)
        column: e.Expr = column_of(owner.name, field.name)
        if reached.kind != "time":
            return column
        grain = item.grain or reached.grain or "day"
        if grain not in STANDARD_GRAINS or owner.time_zone:
            raise NotSaid("filter", f"a filter by {item.path} at a grain or in a time zone that SQL does not know")
        if grain == "day" and self._datasets.column(owner, field.column).data_type == "date":
            return column
        return e.TimestampTrunc(this=column, unit=e.Var(this=grain.upper()))

    def _joined(self, model: SemanticModel, reached: Reached) -> SemanticModel:
        """The semantic model at the end of the joins, where a reader finds the same way there and no other."""
        before = model
        for join in reached.joins:
            if join.validity:
                raise NotSaid("validity", f"{join.model.name} has the row that held at the time, which OSI can't join")
            related = {(r.source, r.target, r.entity) for r in self._datasets.relationships}
            ends = {(before.name, join.model.name, join.entity), (join.model.name, before.name, join.entity)}
            if not related & ends:
                raise NotSaid("relationship", f"{before.name} and {join.model.name} have no relationship in OSI")
            before = join.model
        if self._datasets.paths(model.name, before.name) != 1:
            raise NotSaid("relationship", f"{before.name} can be reached from {model.name} in more than one way")
        return before


def _case(condition: e.Expr, value: e.Expr) -> e.Case:
    return e.Case(ifs=[e.If(this=condition, true=value)])


def _aggregate(declared: Mapping[str, Any], row: e.Expr) -> e.Expr:
    agg = declared["agg"]
    if agg in ("median", "percentile"):
        settings = declared.get("agg_params") or {}
        share = e.Literal.number(0.5 if agg == "median" else settings["percentile"])
        kind = e.PercentileDisc if settings.get("use_discrete_percentile") else e.PercentileCont
        ordered = e.Order(expressions=[e.Ordered(this=row, nulls_first=False)])
        return e.WithinGroup(this=kind(this=share), expression=ordered)
    if agg == "count_distinct":
        return e.Count(this=e.Distinct(expressions=[row]))
    functions = {"sum": e.Sum, "sum_boolean": e.Sum, "count": e.Count, "average": e.Avg, "min": e.Min, "max": e.Max}
    if agg not in functions:
        raise NotSaid("expression", f"the aggregation {agg!r}")
    return functions[agg](this=row)
