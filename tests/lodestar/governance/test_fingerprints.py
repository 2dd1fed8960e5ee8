"""A fingerprint moves with what can move a number, and with nothing else.

Here are the shapes that the demo company has not; all of its metrics are changed in every way in
tests/oracles/test_every_change_of_meaning_is_noticed.py.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodestar.catalog.contract import Retention
from lodestar.catalog.metric import Metric
from lodestar.catalog.model_meta import DataThrough
from lodestar.governance.fingerprints import (
    Fingerprint,
    definition_fingerprints,
    fingerprints,
    formula_digests,
    upstream_models,
)
from tests.lodestar.compiler.shop_catalog import contract, shop_catalog, with_metric


def where(*templates):
    return {"where_filters": [{"where_sql_template": template} for template in templates]}


def governed(name="orders_per_visit", catalog=None, definition=None, **keys):
    """The shop with one metric under contract, its definition changed."""
    catalog = catalog or shop_catalog()
    metric = catalog.metrics[name]
    return with_metric(catalog, name, contract=contract(**keys), definition={**metric.definition, **(definition or {})})


def defined(catalog, week_start="monday"):
    (print_of_definition,) = definition_fingerprints(catalog, week_start=week_start).values()
    return print_of_definition


def with_model(catalog, name, **changes):
    """The shop with one semantic model changed: fields of it, or keys of its definition."""
    model = catalog.semantic_models[name]
    fields = {key: value for key, value in changes.items() if hasattr(model, key)}
    told = {key: value for key, value in changes.items() if key not in fields}
    changed = replace(model, definition={**model.definition, **told}, **fields)
    return replace(catalog, semantic_models={**catalog.semantic_models, name: changed})


def filtered(template):
    return governed(definition={"filter": where(template)})


def test_it_has_two_hashes_of_16_hex_digits():
    (found,) = fingerprints(governed(), {}, week_start="monday").values()

    assert isinstance(found, Fingerprint)
    for part in (found.definition, found.upstream):
        assert len(part) == 16
        assert set(part) <= set("0123456789abcdef")


def test_only_metrics_under_contract_have_one_and_all_have_a_digest_of_their_formula():
    catalog = governed()

    assert set(fingerprints(catalog, {}, week_start="monday")) == {"orders_per_visit"}
    assert set(formula_digests(catalog)) == set(catalog.metrics)


def test_a_formula_is_the_same_by_whatever_it_is_given():
    one, other = governed(dimensions={"store": "store__region"}), governed(maturity_days=7)

    assert defined(one) != defined(other)
    assert formula_digests(one) == formula_digests(other)


@pytest.mark.parametrize(
    "keys",
    [
        {"maturity_days": 7},
        {"retention": Retention(7, 7)},
        {"retention": Retention(1, 7)},
        {"growth_accounting": "new"},
        {"growth_accounting": "churned"},
        {"dimensions": {"region": "store__region"}},
        {"dimensions": {"area": "store__region"}},
        {"dimensions": {"region": "store__manager__manager_name"}},
    ],
)
def test_what_a_contract_says_of_numbers_moves_it(keys):
    assert defined(governed(**keys)) != defined(governed())


@pytest.mark.parametrize(
    "keys",
    [{"closing_lag_days": 3}, {"review_days": 3}, {"visibility": "team"}, {"replaced_by": "x"}, {"label_zh": "订单"}],
)
def test_what_a_contract_says_of_people_does_not(keys):
    assert defined(governed(**keys)) == defined(governed())


def test_a_dimension_behind_two_joins_moves_with_each_of_them():
    catalog = governed(dimensions={"manager": "store__manager__manager_name"})
    stores = catalog.semantic_models["stores"].definition["entities"]
    managers = catalog.semantic_models["managers"].definition
    renamed = [{**entity, "expr": "boss_id"} if entity["name"] == "manager" else entity for entity in stores]
    changed = [
        with_model(catalog, "stores", entities=renamed),
        with_model(catalog, "managers", entities=[{**managers["entities"][0], "expr": "boss_id"}]),
        with_model(catalog, "managers", dimensions=[{**managers["dimensions"][0], "expr": "upper(manager_name)"}]),
    ]

    assert len({defined(catalog), *map(defined, changed)}) == 4


def test_a_dimension_that_changes_slowly_moves_with_the_time_in_which_it_holds():
    catalog = governed(dimensions={"tier": "store__tier"})
    tier, start, end = catalog.semantic_models["tiers"].definition["dimensions"]
    moved_start = with_model(catalog, "tiers", dimensions=[tier, {**start, "expr": "opened_on"}, end])

    assert defined(moved_start) != defined(catalog)


FILTERS = {
    "a dimension": "{{ Dimension('order__status') }} = 'paid'",
    "a time at a grain": "{{ TimeDimension('order__ordered_date', 'week') }} > '2026-01-01'",
    "a part of a date": "{{ Dimension('order__ordered_date').date_part('dow') }} = 1",
    "an entity": "{{ Entity('order') }} is not null",
    "another metric": "{{ Metric('amount_total', ['store']) }} > 100",
    "two dimensions": "{{ Dimension('order__status') }} = 'paid' or {{ Dimension('order__is_gone') }}",
    "a dimension over a way": "{{ Dimension('region', entity_path=['store']) }} = 'north'",
}


@pytest.mark.parametrize("template", FILTERS.values(), ids=FILTERS)
def test_a_filter_moves_it(template):
    assert defined(filtered(template)) != defined(governed())


def test_every_filter_is_another_one():
    assert len({defined(filtered(template)) for template in FILTERS.values()}) == len(FILTERS)


@pytest.mark.parametrize("template", [FILTERS["a dimension"], FILTERS["two dimensions"]])
def test_a_filter_moves_with_the_expression_of_its_dimension(template):
    catalog = filtered(template)
    dimensions = catalog.semantic_models["orders"].definition["dimensions"]
    changed = [{**d, "expr": "lower(status)"} if d["name"] == "status" else d for d in dimensions]

    assert defined(with_model(catalog, "orders", dimensions=changed)) != defined(catalog)


def test_a_filter_that_only_metricflow_understands_moves_with_the_expression_of_its_dimension():
    def shipped(expression, status):
        catalog = filtered("{{ Dimension('order__shipped_date').date_part('dow') }} = 1")
        dimensions = [
            {**d, "expr": status} if d["name"] == "status" else d
            for d in catalog.semantic_models["orders"].definition["dimensions"]
        ]
        day = {"name": "shipped_date", "type": "time", "expr": expression, "type_params": None}
        return defined(with_model(catalog, "orders", dimensions=[*dimensions, day]))

    assert shipped("left_at", "status") != shipped("arrived_at", "status")
    assert shipped("left_at", "status") == shipped("left_at", "lower(status)")


def test_a_comment_in_a_filter_ends_with_its_line():
    one, two = (where("{{ Dimension('order__status') }} " + said) for said in ("like 'p%' -- paid", "like '%d'"))
    both = {"where_filters": one["where_filters"] + two["where_filters"]}

    assert len({defined(governed(definition={"filter": told})) for told in (one, two, both)}) == 3


def test_the_grain_that_is_meant_when_none_is_said_moves_it():
    assert defined(governed(definition={"time_granularity": "month"})) != defined(governed())


def test_a_property_that_a_conversion_keeps_moves_with_its_expression():
    def conversion(expression):
        catalog = governed("order_count_plus_one")
        dimensions = catalog.semantic_models["orders"].definition["dimensions"]
        changed = [{**d, "expr": expression} if d["name"] == "status" else d for d in dimensions]
        parameters = {
            "conversion_type_params": {
                "base_metric": {"name": "visit_count"},
                "conversion_metric": {"name": "order_count"},
                "entity": "store",
                "constant_properties": [{"base_property": "status", "conversion_property": "status"}],
            }
        }
        catalog = governed("order_count_plus_one", definition={"type": "conversion", "type_params": parameters})
        return defined(with_model(catalog, "orders", dimensions=changed))

    assert conversion("status") != conversion("lower(status)")


def test_a_filter_by_another_metric_moves_with_that_metric_and_its_models():
    catalog = filtered("{{ Metric('stock_last', ['store']) }} > 100")
    stock = catalog.metrics["stock_last"]
    parameters = {**stock.definition["type_params"], "expr": "pieces * 2"}
    changed = with_metric(catalog, "stock_last", definition={**stock.definition, "type_params": parameters})
    (metric,) = catalog.governed

    assert defined(changed) != defined(catalog)
    assert "model.shop.fct_stock" in upstream_models(metric, catalog, week_start="monday")


def test_what_can_be_reached_in_two_ways_moves_with_all_that_it_may_be():
    """The planner leaves such a path to MetricFlow; whatever that may find counts."""
    catalog = governed(dimensions={"region": "store__region"})
    twin = catalog.semantic_models["stores"]
    other = replace(twin, name="shops", model_unique_id="model.shop.dim_managers")
    ambiguous = replace(catalog, semantic_models={**catalog.semantic_models, "shops": other})
    changed = with_model(ambiguous, "shops", dimensions=[{**twin.definition["dimensions"][0], "expr": "area"}])
    (metric,) = ambiguous.governed

    assert defined(changed) != defined(ambiguous)
    assert {"model.shop.dim_stores", "model.shop.dim_managers"} <= set(
        upstream_models(metric, ambiguous, week_start="monday")
    )


def test_a_last_value_moves_with_the_time_and_the_keys_by_which_it_is_the_last():
    by_day = {"type_params": {"time_granularity": "day"}, "expr": "counted_at"}

    def stock(entities=None, **dimension):
        catalog = governed("stock_last")
        if entities:
            catalog = with_model(catalog, "stock", entities=entities)
        metric = catalog.metrics["stock_last"]
        parameters = metric.definition["type_params"]
        aggregation = {**parameters["metric_aggregation_params"], "agg_time_dimension": "stock_date"}
        aggregation["non_additive_dimension"] = {"name": "counted_on", "window_choice": "max", **dimension}
        days = [
            *catalog.semantic_models["stock"].definition["dimensions"],
            {"name": "counted_on", "type": "time", **by_day},
        ]
        definition = {**metric.definition, "type_params": {**parameters, "metric_aggregation_params": aggregation}}
        catalog = with_metric(catalog, "stock_last", definition=definition)
        return catalog, with_model(catalog, "stock", dimensions=days)

    catalog, timed = stock()
    by_store = {"window_groupings": ["store"]}
    other_key = [{"name": "store", "type": "foreign", "expr": "shop_id"}]
    said = [
        catalog,
        timed,
        stock(window_choice="min")[1],
        stock(**by_store)[1],
        stock(other_key, **by_store)[1],
    ]

    assert len(set(map(defined, said))) == len(said)


def test_a_simple_metric_without_an_expression_is_named_after_its_column():
    catalog = shop_catalog()
    revenue = catalog.metrics["amount_total"]
    parameters = {**revenue.definition["type_params"], "expr": None}

    def named(name):
        definition = {**revenue.definition, "name": name, "type_params": parameters}
        metric = replace(revenue, name=name, contract=contract(), definition=definition)
        return defined(replace(catalog, metrics={name: metric}))

    assert named("revenue") != named("margin")
    assert named("revenue") == named("Revenue")


def measured(catalog=None, input_of_measure=None, **measure):
    """The shop with a metric of the older kind: a measure of a semantic model."""
    catalog = catalog or shop_catalog()
    declared = {"name": "amount", "agg": "sum", "expr": "amount", "agg_params": None, **measure}
    catalog = with_model(catalog, "orders", measures=[declared])
    parameters = {"measure": {"name": declared["name"], **(input_of_measure or {})}, "expr": None}
    definition = {"name": "revenue", "type": "simple", "type_params": parameters, "filter": None}
    metric = Metric("revenue", "Revenue", "", "simple", contract(), "m.yml", definition)
    return replace(catalog, metrics={"revenue": metric})


def test_a_measure_moves_it_by_what_it_aggregates_and_not_by_its_name():
    said = [
        measured(),
        measured(expr="amount * 2"),
        measured(agg="average"),
        measured(agg="percentile", agg_params={"percentile": 0.9}),
        measured(agg="percentile", agg_params={"percentile": 0.5}),
        measured(non_additive_dimension={"name": "ordered_date", "window_choice": "max"}),
        measured(agg_time_dimension="status"),
        measured(input_of_measure={"filter": where(FILTERS["a dimension"])}),
        measured(input_of_measure={"fill_nulls_with": 0}),
        measured(input_of_measure={"join_to_timespine": True}),
    ]

    assert len(set(map(defined, said))) == len(said)
    assert defined(measured(name="renamed")) == defined(measured())
    assert defined(measured(input_of_measure={"alias": "x"})) == defined(measured())


def test_a_time_zone_and_where_data_end_move_it():
    catalog = governed()
    through = DataThrough("dim_dates", "day", (("source", "shop"),))
    said = [
        catalog,
        with_model(catalog, "orders", time_zone="Asia/Shanghai"),
        with_model(catalog, "orders", data_through=through),
        with_model(catalog, "orders", data_through=replace(through, column="other_day")),
        with_model(catalog, "orders", data_through=replace(through, model="dim_stores")),
        with_model(catalog, "orders", data_through=replace(through, where=(("source", "till"),))),
    ]

    assert len(set(map(defined, said))) == len(said)
    assert defined(with_model(catalog, "orders", loaded_at_field="_loaded_at")) == defined(catalog)


def test_a_week_begins_when_the_project_says_wherever_a_week_is_named():
    by_week = with_metric(governed(), "orders_per_visit", contract=replace(contract(), grains=("day", "week")))
    offset = {"name": "order_count", "offset_window": {"count": 1, "granularity": "week"}}
    inside = {"type_params": {"numerator": {"name": "visit_count"}, "denominator": offset}}
    for catalog in (by_week, governed(definition=inside), filtered(FILTERS["a time at a grain"])):
        (metric,) = catalog.governed
        assert defined(catalog) != defined(catalog, week_start="sunday")
        assert "model.shop.dim_dates" not in upstream_models(metric, catalog, week_start="monday")
        assert "model.shop.dim_dates" in upstream_models(metric, catalog, week_start="sunday")
    assert defined(governed()) == defined(governed(), week_start="sunday")


def test_a_grain_of_the_calendar_moves_with_its_column_and_its_calendar():
    catalog = with_metric(governed(), "orders_per_visit", contract=replace(contract(), grains=("half",)))
    (metric,) = catalog.governed
    other = replace(catalog, time_spine=replace(catalog.time_spine, custom_grains={"half": "semester"}))

    assert defined(other) != defined(catalog)
    assert "model.shop.dim_dates" in upstream_models(metric, catalog, week_start="monday")


def test_names_and_aliases_of_inputs_are_words_and_their_places_are_not():
    def derived(expr, *inputs):
        parameters = {"expr": expr, "metrics": [{"name": name, "alias": alias} for name, alias in inputs]}
        return defined(governed("order_count_plus_one", definition={"type_params": parameters}))

    said = derived("order_count - visit_count", ("order_count", None), ("visit_count", None))

    assert derived("a - b", ("order_count", "a"), ("visit_count", "b")) == said
    assert derived("b - a", ("visit_count", "a"), ("order_count", "b")) == said
    assert derived("a - b", ("visit_count", "a"), ("order_count", "b")) != said
    assert derived("A-visit_count", ("visit_count", None), ("order_count", "a")) == said


def test_the_same_input_twice_is_told_by_its_offset():
    def growth(first, second):
        inputs = [{"name": "order_count", "alias": "now"}, {"name": "order_count", "alias": "before", **second}]
        inputs[0] |= first
        parameters = {"expr": "now - before", "metrics": inputs}
        return defined(governed("order_count_plus_one", definition={"type_params": parameters}))

    offset = {"offset_window": {"count": 1, "granularity": "day"}}

    assert len({growth({}, offset), growth(offset, {}), growth({}, {}), growth({}, {"offset_to_grain": "month"})}) == 4


def test_the_upstream_part_moves_with_models_alone():
    catalog = governed()
    before = fingerprints(catalog, {"model.shop.fct_orders": "a"}, week_start="monday")["orders_per_visit"]
    after = fingerprints(catalog, {"model.shop.fct_orders": "b"}, week_start="monday")["orders_per_visit"]
    other = fingerprints(catalog, {"model.shop.fct_orders": "a", "model.shop.fct_stock": "b"}, week_start="monday")

    assert before.definition == after.definition
    assert before.upstream != after.upstream
    assert other["orders_per_visit"] == before


def test_a_metric_reads_its_marts_joined_dimensions_and_where_its_data_end():
    catalog = governed(dimensions={"manager": "store__manager__manager_name"})
    catalog = with_model(catalog, "orders", data_through=DataThrough("dim_tiers", "day"))
    (metric,) = catalog.governed

    assert upstream_models(metric, catalog, week_start="monday") == (
        "model.shop.dim_managers",
        "model.shop.dim_stores",
        "model.shop.dim_tiers",
        "model.shop.fct_orders",
        "model.shop.fct_visits",
    )
