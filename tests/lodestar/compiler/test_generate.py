"""What `compile` decides: who serves a metric, what shares a table, and what nobody can do."""

import re
from dataclasses import replace

import pytest

from lodestar.catalog.contract import Retention
from lodestar.compiler.generate import generate
from lodestar.errors import ConfigurationError
from tests.lodestar.compiler.activity_catalog import activity_catalog

LONGEST_NAME_OF_POSTGRES = 63


def catalog_with(name, **keys):
    """The catalog with one governed metric, its contract changed."""
    catalog = activity_catalog()
    metrics = {n: replace(m, contract=None) for n, m in catalog.metrics.items()}
    metric = catalog.metrics[name]
    metrics[name] = replace(metric, contract=replace(metric.contract, **keys))
    return replace(catalog, metrics=metrics)


def test_the_same_catalog_gives_the_same_sql():
    first, second = (generate(activity_catalog(), week_start="monday").models for _ in range(2))

    assert [model.sql for model in first] == [model.sql for model in second]


def test_the_planner_serves_every_metric_type():
    plans = generate(activity_catalog(), week_start="monday").plans

    assert {name: plan.reason for name, plan in plans.items() if plan.served_by != "planner"} == {}


def test_without_the_planner_metricflow_serves_what_it_can():
    generated = generate(catalog_with("events"), week_start="monday", use_planner=False)

    assert generated.plans["events"].served_by == "metricflow"
    assert not any(model.name.startswith("state__") for model in generated.models)


def test_metrics_over_the_same_marts_share_a_table():
    table_of = generate(activity_catalog(), week_start="monday").table_of

    assert table_of["active_users"] == table_of["active_users_7d"]
    assert len(set(table_of.values())) < len(table_of) / 3


def test_no_name_is_longer_than_postgres_allows():
    models = generate(activity_catalog(), week_start="monday").models
    names = [model.name for model in models]
    names += re.findall(r"\) as (\w+)", "".join(model.full_sql for model in models if model.schema == "states"))

    assert max(map(len, names)) <= LONGEST_NAME_OF_POSTGRES


@pytest.mark.parametrize(
    ("metric", "keys", "message"),
    [
        ("events", {"growth_accounting": "new"}, "'event_count' is none"),
        ("active_users", {"retention": Retention(7, 7)}, "a retention that is no conversion metric"),
        ("clicks", {"dimensions": {"platform": "event__platform"}}, "knows no time zones, and clicks has one"),
    ],
)
def test_what_neither_can_do_is_refused_with_the_metric_and_the_reason(metric, keys, message):
    with pytest.raises(ConfigurationError, match=message) as refusal:
        generate(catalog_with(metric, **keys), week_start="monday")

    assert f"metric {metric!r}" in str(refusal.value)


def test_a_metric_that_metricflow_refuses_too_is_refused_with_both_reasons():
    with pytest.raises(ConfigurationError, match=r"MetricFlow can't compile it(.|\n)*planner does not take it either"):
        generate(catalog_with("events", dimensions={"colour": "event__colour"}), week_start="monday")


def test_a_model_of_the_project_can_not_have_the_name_of_a_generated_one():
    catalog = activity_catalog()
    mart = next(iter(catalog.models.values()))
    taken = replace(mart, unique_id="model.x.metric_values", name="metric_values")

    with pytest.raises(ConfigurationError, match="metric_values is a name that Lodestar generates"):
        generate(replace(catalog, models={**catalog.models, taken.unique_id: taken}), week_start="monday")
