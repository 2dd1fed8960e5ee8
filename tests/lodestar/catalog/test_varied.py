"""A variant changes the metric that it is declared for, wherever a name stands, and nothing else of the catalog."""

from __future__ import annotations

import copy

import pytest

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.catalog.contract import Contract
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.catalog.varied import varied
from lodestar.errors import ConfigurationError

CONTRACT = Contract(1, "certified", "shop", "kpi", "CNY", "up", ("month",))


def where(text: str) -> dict[str, object]:
    return {"where_filters": [{"where_sql_template": text}]}


def metric(name: str, kind: str, contract: Contract | None = None, **definition: object) -> Metric:
    parameters = definition.pop("type_params")
    return Metric(
        name, name, "", kind, contract, "m.yml", {"name": name, "type": kind, "type_params": parameters, **definition}
    )


def simple(name: str, expression: str | None, model: str = "orders", **definition: object) -> Metric:
    aggregation = {"semantic_model": model, "agg": "sum", "agg_time_dimension": "day"}
    return metric(
        name, "simple", type_params={"expr": expression, "metric_aggregation_params": aggregation}, **definition
    )


def mart(name: str, *dimensions: dict[str, object], entities: tuple[dict[str, object], ...] = ()) -> SemanticModel:
    definition = {"name": name, "dimensions": list(dimensions), "entities": list(entities), "measures": []}
    return SemanticModel(name, f"model.x.{name}", name, definition, None)


MODELS = (
    mart(
        "orders",
        {"name": "day", "type": "time", "expr": "ordered_date"},
        {"name": "is_new", "type": "categorical", "expr": None},
        entities=({"name": "store", "type": "foreign", "expr": "store_id"},),
    ),
    mart("refunds", {"name": "day", "type": "time", "expr": "refunded_date"}),
    mart("stores", {"name": "is_new", "type": "categorical", "expr": None}),
)
METRICS = (
    simple("amount", "case when is_valid then order_amount end"),
    simple("new_amount", "order_amount", filter=where("{{ Dimension('order__is_new') }} and order_amount > 5")),
    simple("refund", "refund_amount", "refunds"),
    simple("loss", None, "refunds"),
    metric(
        "net",
        "derived",
        CONTRACT,
        type_params={"expr": "amount - refund", "metrics": [{"name": "amount"}, {"name": "refund"}]},
    ),
    metric(
        "growth",
        "derived",
        CONTRACT,
        type_params={
            "expr": "amount - amount_before",
            "metrics": [{"name": "amount"}, {"name": "amount", "alias": "amount_before", "offset_window": "1 month"}],
        },
    ),
    metric(
        "share",
        "ratio",
        CONTRACT,
        type_params={
            "numerator": {"name": "new_amount", "filter": where("{{ Dimension('order__is_new') }}"), "alias": "part"},
            "denominator": "amount",
        },
    ),
    metric("year", "cumulative", CONTRACT, type_params={"cumulative_type_params": {"metric": {"name": "amount"}}}),
)


@pytest.fixture
def catalog() -> Catalog:
    nodes = {
        model.model_unique_id: ModelNode(
            model.model_unique_id, model.name, "m", model.name, model.name, "", (), "", "", False
        )
        for model in MODELS
    }
    metrics = {one.name: copy.deepcopy(one) for one in METRICS}
    models = {one.name: copy.deepcopy(one) for one in MODELS}
    manifest = {
        "metrics": [one.definition for one in metrics.values()],
        "semantic_models": [one.definition for one in models.values()],
    }
    return Catalog("x", "duckdb", nodes, (), metrics, models, None, (), manifest)


def expression(catalog: Catalog, name: str) -> str:
    return str(catalog.metrics[name].parameters["expr"])


def test_a_column_is_replaced_in_the_inputs_of_the_metric(catalog):
    other = varied(catalog, "net", {"is_valid": "true"})
    assert expression(other, "amount") == "case when true then order_amount end"
    assert other.metrics["refund"] == catalog.metrics["refund"]


def test_the_catalog_itself_stays_as_it_was(catalog):
    before = copy.deepcopy(catalog.semantic_manifest)
    varied(catalog, "share", {"is_new": "true", "order_amount": "1", "ordered_date": "paid_date"})
    assert catalog.semantic_manifest == before
    assert varied(catalog, "net", {}) is catalog


def test_an_input_metric_is_replaced_by_its_name_or_alias(catalog):
    assert expression(varied(catalog, "net", {"refund": "0"}), "net") == "amount - 0"
    assert expression(varied(catalog, "growth", {"amount_before": "0"}), "growth") == "amount - 0"


def test_a_metric_that_comes_in_becomes_an_input(catalog):
    other = varied(catalog, "net", {"refund": "refund + loss"})
    assert expression(other, "net") == "amount - (refund + loss)"
    assert [reference["name"] for reference in other.metrics["net"].parameters["metrics"]] == [
        "amount",
        "refund",
        "loss",
    ]


def test_an_alias_that_is_also_the_name_of_a_metric_stays_an_alias(catalog):
    parameters = catalog.metrics["net"].definition["type_params"]
    parameters["expr"], parameters["metrics"][1]["alias"] = "amount - loss", "loss"
    other = varied(catalog, "net", {"is_valid": "true"})
    assert [reference["name"] for reference in other.metrics["net"].parameters["metrics"]] == ["amount", "refund"]


def test_the_columns_of_a_metric_that_comes_in_are_replaced_too(catalog):
    other = varied(catalog, "net", {"refund": "loss", "loss": "abs(lost)"})
    assert expression(other, "net") == "amount - loss"
    assert expression(other, "loss") == "abs(lost)"


def test_a_side_of_a_ratio_becomes_another_metric_and_keeps_its_filter(catalog):
    other = varied(catalog, "share", {"part": "refund"})
    numerator = other.metrics["share"].parameters["numerator"]
    assert (numerator["name"], numerator["alias"]) == ("refund", None)
    assert numerator["filter"] == where("{{ Dimension('order__is_new') }}")


def test_a_side_of_a_ratio_becomes_an_expression_of_metrics(catalog):
    other = varied(catalog, "share", {"amount": "amount - refund"})
    made = other.metrics[other.metrics["share"].parameters["denominator"]["name"]]
    assert (made.type, made.parameters["expr"]) == ("derived", "amount - refund")
    assert {model.name for model, _ in other.measured_by(other.metrics["share"])} == {"orders", "refunds"}
    assert made.definition in other.semantic_manifest["metrics"]


@pytest.mark.parametrize(("name", "changes"), [("share", {"amount": "1"}), ("year", {"amount": "amount - refund"})])
def test_an_input_that_stands_alone_becomes_nothing_but_metrics(catalog, name, changes):
    with pytest.raises(ConfigurationError, match="only another metric"):
        varied(catalog, name, changes)


def test_the_metric_of_a_cumulative_one_becomes_another(catalog):
    other = varied(catalog, "year", {"amount": "refund"})
    assert other.metrics["year"].parameters["cumulative_type_params"]["metric"]["name"] == "refund"


def test_times_dimensions_entities_and_filters_of_the_measured_marts_change(catalog):
    other = varied(
        catalog,
        "share",
        {"ordered_date": "paid_date", "is_new": "age < 7", "store_id": "0", "order_amount": "amount_2"},
    )
    orders = other.semantic_models["orders"]
    assert orders.time_column("day") == "paid_date"
    assert [dimension["expr"] for dimension in orders.definition["dimensions"]] == ["paid_date", "age < 7"]
    assert orders.definition["entities"][0]["expr"] == "0"
    assert other.metrics["new_amount"].definition["filter"] == where(
        "{{ Dimension('order__is_new') }} and amount_2 > 5"
    )
    assert orders.definition in other.semantic_manifest["semantic_models"]


def test_a_mart_that_is_only_joined_stays_as_it_is(catalog):
    other = varied(catalog, "share", {"is_new": "age < 7"})
    assert other.semantic_models["stores"] == catalog.semantic_models["stores"]
    assert other.semantic_models["stores"].definition["dimensions"][0]["expr"] is None


def test_a_name_that_stands_nowhere_is_told(catalog):
    with pytest.raises(ConfigurationError, match="nothing in the definition of net is called is_vaild"):
        varied(catalog, "net", {"is_vaild": "true", "refund": "0"})


def test_one_change_may_take_away_what_another_one_names(catalog):
    changes = {"amount": "refund", "order_amount": "0"}
    with pytest.raises(ConfigurationError, match="is called order_amount"):
        varied(catalog, "year", changes)
    assert varied(catalog, "year", changes, needs_all=False)
