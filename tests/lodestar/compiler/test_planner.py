"""Shapes that look plain and are not: each was once planned as something else."""

from dataclasses import replace

import pytest

from lodestar.compiler.generate import generate
from lodestar.compiler.leaves import Growth
from lodestar.compiler.used_joins import used_joins
from lodestar.errors import ConfigurationError
from tests.lodestar.compiler.activity_catalog import activity_catalog


def catalog_with(name, definition):
    """The catalog with `name` alone governed, its definition changed by a function."""
    catalog = activity_catalog()
    metrics = {n: replace(m, contract=None) for n, m in catalog.metrics.items()}
    metric = catalog.metrics[name]
    metrics[name] = replace(metric, definition={**metric.definition, **definition(metric.definition)})
    return replace(catalog, metrics=metrics)


def plan_of(catalog, name):
    return generate(catalog, week_start="monday").plans[name]


def inputs(expression, *names):
    references = [{"name": name, "filter": None, "alias": None} for name in names]
    return lambda definition: {
        "type": "derived",
        "type_params": {**definition["type_params"], "expr": expression, "metrics": references},
    }


def test_growth_accounting_inside_another_metric_stays_growth_accounting():
    catalog = activity_catalog()
    events = catalog.metrics["events"]
    net = inputs("new_users - churned_users", "new_users", "churned_users")(events.definition)
    made = replace(events, definition={**events.definition, **net})
    plan = plan_of(replace(catalog, metrics={**catalog.metrics, "events": made}), "events")

    states = [given.leaf.state for given in plan.formula.inputs if isinstance(given.leaf, Growth)]
    assert (plan.served_by, states) == ("planner", ["new", "retained"])


def test_two_inputs_of_one_name_are_not_taken_for_one():
    catalog = catalog_with("events", inputs("event_count", "event_count", "event_count"))

    assert "two inputs of 'events' have one name" in plan_of(catalog, "events").reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ TimeDimension('event__event_date', 'day') }} >= current_date - 40", "at another time"),
        ("{{ Dimension('event__platform') }} = case when random() < 0.5 then 'web' end", "at another time"),
        ("{{ Dimension('event__platform') }} in (select 'web')", "holds a query"),
    ],
)
def test_a_filter_that_the_row_alone_does_not_decide_keeps_no_state(text, reason):
    def filtered(definition):
        return {"filter": {"where_filters": [{"where_sql_template": text}]}}

    plan = plan_of(catalog_with("events", filtered), "events")

    assert plan.served_by == "metricflow"
    assert reason in plan.reason


def test_an_expression_that_sqlglot_cannot_read_is_no_traceback():
    catalog = catalog_with("events", lambda _: {})
    simple = catalog.metrics["event_count"]
    parameters = {**simple.definition["type_params"], "expr": "case when (select 1) then event_id end"}
    odd = replace(simple, definition={**simple.definition, "type_params": parameters})
    changed = replace(catalog, metrics={**catalog.metrics, "event_count": odd})

    assert "holds a query" in plan_of(changed, "events").reason


def test_every_join_that_a_metric_makes_is_known_to_the_check():
    joins = used_joins(generate(activity_catalog(), week_start="monday"))

    assert {join.model.name for join in joins} == {"signups", "stores", "store_tiers"}


def test_two_generated_models_of_one_name_are_refused():
    catalog = activity_catalog()
    events = catalog.semantic_models["events"]
    renamed = replace(events, name="batches", definition={**events.definition, "name": "batches"})
    models = {name: model for name, model in catalog.semantic_models.items() if name != "events"}
    text = {"semantic_model": "batches"}
    metrics = {}
    for name, metric in catalog.metrics.items():
        parameters = metric.definition["type_params"]
        aggregation = parameters.get("metric_aggregation_params")
        if aggregation and aggregation["semantic_model"] == "events":
            parameters = {**parameters, "metric_aggregation_params": {**aggregation, **text}}
        metrics[name] = replace(metric, definition={**metric.definition, "type_params": parameters})

    with pytest.raises(ConfigurationError, match="Two generated models would be state__batches"):
        generate(replace(catalog, semantic_models={**models, "batches": renamed}, metrics=metrics), week_start="monday")
