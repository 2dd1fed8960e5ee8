"""From a catalog to the dbt models of its metric tables. Pure: the same catalog gives the same SQL, byte for byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lodestar.catalog.catalog import Catalog, TimeSpine
from lodestar.catalog.metric import Metric
from lodestar.compiler.answered import answered_formula
from lodestar.compiler.exports import export_models
from lodestar.compiler.expressions import require_plain
from lodestar.compiler.generated_model import GeneratedModel
from lodestar.compiler.joins import NotPlannable, Reached, reach
from lodestar.compiler.leaves import Additive, Leaf, SemiAdditive
from lodestar.compiler.metric_catalog import CatalogFacts, metric_catalog_model
from lodestar.compiler.metric_table import MetricPlan, pairs_of, sliced_facts, tables_of
from lodestar.compiler.metric_values import metric_values_model
from lodestar.compiler.metricflow import MetricFlowCompiler
from lodestar.compiler.plan import Period, period, said_in_contract
from lodestar.compiler.planner import Formula, Planner
from lodestar.compiler.state_tables import state_models
from lodestar.compiler.states import Cube, Facts, Pairs, States, path_of, slice_of
from lodestar.compiler.table_sql import metric_table_model
from lodestar.compiler.writer import ADAPTERS, Writer
from lodestar.errors import ConfigurationError

__all__ = ["Generated", "generate"]


@dataclass(frozen=True)
class Generated:
    """The models; and for each metric how it is planned, and the name of the model that holds it."""

    models: tuple[GeneratedModel, ...]
    plans: Mapping[str, MetricPlan]
    table_of: Mapping[str, str]


def generate(
    catalog: Catalog,
    *,
    week_start: str,
    catalog_facts: Mapping[str, CatalogFacts] | None = None,
    use_planner: bool = True,
    only: Collection[str] | None = None,
) -> Generated:
    """Every generated model of the project: states, metric tables, their union, the catalog, exports.

    Args:
        catalog_facts: metric name -> what governance says of it; without them there is no `metric_catalog`.
        use_planner: False leaves every metric to MetricFlow: the witness of tests and the rival of the bench.
        only: names of the metrics whose values are wanted, and nothing else: no catalog, no exports.

    Raises:
        ConfigurationError: nothing is governed, the project has no calendar, a name is taken, or a metric has a shape
            that neither the planner nor MetricFlow can do (with the reasons of both).
    """
    metrics = [
        metric
        for metric in catalog.governed
        if (metric.name in only if only is not None else metric.contract and metric.contract.status != "retired")
    ]
    spine = _checked_spine(catalog, metrics)
    states, writer = States(catalog), Writer(catalog.adapter)
    metricflow = MetricFlowCompiler(catalog, [m for m in metrics if m.type == "ratio"])
    planner = Planner(catalog, states)
    plans = [
        _plan(metric, catalog, spine, week_start, planner if use_planner else None, metricflow, writer)
        for metric in metrics
    ]
    for plan in plans:
        _register(plan, states)
    tables = tables_of(plans, (catalog.model_of(spine.relation_name).ref, spine.column))
    metric_models = [metric_table_model(table, states, catalog, writer) for table in tables]
    models = [*(state_models(states, catalog, writer) if states.cubes else []), *metric_models]
    models.append(metric_values_model(metric_models))
    if catalog_facts is not None:
        served_by = {plan.metric.name: ": ".join(filter(None, (plan.served_by, plan.reason))) for plan in plans}
        models.append(metric_catalog_model(catalog, catalog_facts, served_by))
    if only is None:
        models += export_models(catalog, metricflow, week_start=week_start)
    _check_names(catalog, models)
    return Generated(
        tuple(models),
        {plan.metric.name: plan for plan in plans},
        {plan.metric.name: table.name for table in tables for plan in table.plans},
    )


def _checked_spine(catalog: Catalog, metrics: list[Metric]) -> TimeSpine:
    if not metrics:
        raise ConfigurationError(
            f"No metric of the project {catalog.project_name} has a contract. Give one "
            "`config: {meta: {lodestar: ...}}`; see CONTRIBUTING.md."
        )
    if catalog.adapter not in ADAPTERS:
        raise ConfigurationError(f"Lodestar renders SQL for {', '.join(ADAPTERS)}, not for {catalog.adapter!r}.")
    if catalog.time_spine is None:
        raise ConfigurationError(
            "The project has no time spine at day grain. Give one model a `time_spine:` "
            "(https://docs.getdbt.com/docs/build/metricflow-time-spine)."
        )
    return catalog.time_spine


def _plan(
    metric: Metric,
    catalog: Catalog,
    spine: TimeSpine,
    week_start: str,
    planner: Planner | None,
    metricflow: MetricFlowCompiler,
    writer: Writer,
) -> MetricPlan:
    contract = metric.contract
    assert contract is not None
    periods = tuple(period(grain, spine, week_start, metric) for grain in contract.grains)
    dated = tuple(Facts(model, time) for model, time in catalog.measured_by(metric))
    dimensions: dict[str, dict[str, Reached]] = {}
    served_by, reason = "planner", ""
    try:
        if planner is None:
            raise NotPlannable("it was not asked")
        formula = planner.formula(metric)
        dimensions = _dimensions(metric, catalog, formula)
    except NotPlannable as refusal:
        served_by, reason = "metricflow", str(refusal)
        formula = _answered(metric, catalog, periods, metricflow, writer, refusal)
    return MetricPlan(metric, contract, formula, periods, dimensions, dated, served_by, reason)


def _answered(
    metric: Metric,
    catalog: Catalog,
    periods: tuple[Period, ...],
    metricflow: MetricFlowCompiler,
    writer: Writer,
    refusal: NotPlannable,
) -> Formula:
    contract = metric.contract
    assert contract is not None
    place = f"{metric.path}: metric {metric.name!r}"
    zones = sorted({m.name for m, _ in catalog.measured_by(metric) if m.time_zone})
    if zones or said_in_contract(metric, catalog):
        what = "retention or growth accounting"
        if zones:
            what = f"time zones, and {', '.join(zones)} has one"
        raise ConfigurationError(
            f"{place}: {refusal}. MetricFlow, which is asked where the planner can't, knows no {what}. "
            "Simplify the definition, or bring what it needs into the mart."
        )
    try:
        return answered_formula(metric, catalog, periods, metricflow, writer)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"{error}\nThe planner does not take it either: {refusal}. "
            "Write it as simple metrics of a mart and a ratio, derived or cumulative metric over them."
        ) from error


def _dimensions(metric: Metric, catalog: Catalog, formula: Formula) -> dict[str, dict[str, Reached]]:
    contract = metric.contract
    assert contract is not None
    place = f"{metric.path}: metric {metric.name!r}"
    dimensions = {
        name: {facts.model.name: reach(catalog, facts.model, path, place=place) for facts in sliced_facts(formula)}
        for name, path in contract.dimensions.items()
    }
    for ways in dimensions.values():
        for reached in ways.values():
            if reached.kind == "time":
                raise NotPlannable(f"{reached.name!r} is a time, and its members would be moments")
            require_plain(reached.expression, catalog.adapter)
    return dimensions


def _register(plan: MetricPlan, states: States) -> None:
    """Asks the states for the slices that the metric reads."""
    leaves: list[Leaf] = [given.leaf for given in plan.formula.inputs]
    if plan.is_answered:
        return
    for facts in plan.dated:
        states.cube(facts)  # says how far the data reaches
    cubes: list[Cube] = [states.cube(facts) for facts in sliced_facts(plan.formula)]
    cubes += [leaf.cube for leaf in leaves if isinstance(leaf, Additive | SemiAdditive)]
    keyed: list[Pairs] = [pairs for leaf in leaves for pairs in pairs_of(leaf)]
    for ways in plan.dimensions.values():
        for cube in cubes:
            name, expression = slice_of(ways[cube.facts.model.name])
            cube.slices[name] = expression
        for pairs in keyed:
            reached = ways[pairs.facts.model.name]
            name, expression = slice_of(reached)
            pairs.slices[name] = expression
            if reached.joins:
                pairs.joined[path_of(reached)] = reached


def _check_names(catalog: Catalog, models: list[GeneratedModel]) -> None:
    doubled = sorted(name for name, count in Counter(model.name for model in models).items() if count > 1)
    if doubled:
        raise ConfigurationError(
            f"Two generated models would be {', '.join(doubled)}. Rename the semantic model or the simple metric."
        )
    taken = {model.name for model in catalog.models.values() if not model.is_generated} & {m.name for m in models}
    if taken:
        raise ConfigurationError(f"{', '.join(sorted(taken))} is a name that Lodestar generates. Rename your model.")
