"""A document from elsewhere becomes dbt files as far as dbt can say it; nothing is invented, nothing sneaks in."""

import json

import pytest
import yaml

from lodestar.errors import ConfigurationError
from lodestar.osi.export import export
from lodestar.osi.formats import DRAFT, format_of
from tests.lodestar.osi.conftest import expression, field, metric, read
from tests.lodestar.osi.test_export import NODES, governed, one


def said(imported, path):
    (entry,) = next(iter(yaml.safe_load(imported.files[path]).values()))
    return entry


def lost(imported):
    return {(loss.construct, loss.metric) for loss in imported.losses}


def test_a_dataset_becomes_a_model_with_its_keys_and_dimensions(bakery):
    sales = said(read(bakery), "models/fct_sales.yml")

    assert sales["name"] == "fct_sales"
    assert sales["semantic_model"] == {"name": "sales"}
    assert sales["agg_time_dimension"] == "sold_on"
    columns = {column["name"]: column for column in sales["columns"]}
    assert columns["sale_id"]["entity"] == {"name": "sales", "type": "primary"}
    assert columns["shop_id"]["entity"] == {"name": "shops", "type": "foreign"}
    assert columns["sold_on"]["dimension"] == {"name": "sold_on", "type": "time"}
    assert (columns["sold_on"]["granularity"], columns["sold_on"]["description"]) == ("day", "Day of the sale.")
    shops = said(read(bakery), "models/dim_shops.yml")
    assert shops["columns"][0]["entity"] == {"name": "shops", "type": "primary"}


def test_equal_aggregates_are_one_simple_metric_of_the_mart(bakery):
    metrics = said(read(bakery), "models/fct_sales.yml")["metrics"]

    assert [(m["name"], m["agg"], m["expr"]) for m in metrics] == [
        ("takings_base", "sum", "price - discount"),
        ("loaves_base", "count", "sale_id"),
        ("rye_share_numerator", "sum_boolean", "flour = 'rye'"),
    ]


def test_expressions_become_derived_and_ratio_metrics(bakery):
    imported = read(bakery)

    takings = said(imported, "metrics/takings.yml")
    assert (takings["type"], takings["expr"], takings["input_metrics"]) == ("derived", "takings_base", ["takings_base"])
    assert takings["description"] == "What was paid."
    price = said(imported, "metrics/price_of_a_loaf.yml")
    assert (price["type"], price["numerator"], price["denominator"]) == ("ratio", "takings_base", "loaves_base")
    assert said(imported, "metrics/rye_share.yml")["numerator"] == "rye_share_numerator"
    tip = said(imported, "metrics/takings_and_tip.yml")
    assert tip["expr"] == "COALESCE(input_1, 0) + input_2 * 0.1"
    assert tip["input_metrics"] == [
        {"name": "takings_base", "alias": "input_1"},
        {"name": "loaves_base", "alias": "input_2"},
    ]


def test_a_metric_that_nobody_agreed_on_is_proposed_and_says_what_to_complete(bakery):
    imported = read(bakery)

    contract = said(imported, "metrics/takings.yml")["config"]["meta"]["lodestar"]
    assert (contract["status"], contract["owner"], contract["unit"]) == ("proposed", "to be named", "to be named")
    assert ("contract", "takings") in lost(imported)
    assert imported.metrics == ("loaves", "price_of_a_loaf", "rye_share", "takings", "takings_and_tip")


@pytest.mark.parametrize(
    "sql",
    [
        "SUM(sales.net_price) OVER (ORDER BY sales.sold_on)",
        "SUM(CASE WHEN shops.town = 'Bonn' THEN sales.net_price END)",
        "STDDEV(sales.net_price)",
        "APPROX_COUNT_DISTINCT(sales.flour)",
        "(SELECT 1)",
        "SUM(DISTINCT sales.net_price)",
        "COUNT(*)",
        "sales.net_price",
        "SUM(secret(sales.net_price))",
        "SUM(sales.net_price); DROP TABLE sales",
        "SUM(sales.net_price) -- and more",
        "SUM(",
        "",
    ],
)
def test_what_is_no_arithmetic_of_aggregates_is_listed_and_not_invented(bakery, sql):
    bakery["metrics"] = [metric("odd", sql)]

    imported = read(bakery)

    assert "metrics/odd.yml" not in imported.files
    assert ("expression", "odd") in lost(imported)
    assert "metrics" not in said(imported, "models/fct_sales.yml")


def test_a_metric_without_a_time_or_in_another_dialect_is_listed(bakery):
    bakery["metrics"] = [
        metric("towns", "COUNT(DISTINCT shops.town)"),
        {"name": "cubed", "expression": expression("[Measures].[X]", "MDX")},
    ]

    imported = read(bakery)

    assert lost(imported) >= {("expression", "towns"), ("expression", "cubed")}
    assert not imported.metrics


def test_what_dbt_has_no_place_for_is_listed(bakery):
    bakery["datasets"].append({"name": "queried", "source": "select * from x", "fields": [field("a")]})
    bakery["datasets"].append({"name": "day", "source": "a.b.days", "fields": [field("a")]})
    bakery["datasets"][0]["unique_keys"] = [["shop_id", "sold_on"]]
    bakery["datasets"][0]["fields"] += [
        field("Flour", "upper(flour)", dimension={"is_time": False}),
        field("in_bonn", "town ilike 'bonn'", dimension={"is_time": False}),
    ]
    bakery["datasets"][0]["ai_context"] = "bread"
    bakery["relationships"] += [
        {"name": "two", "from": "sales", "to": "shops", "from_columns": ["a", "b"], "to_columns": ["c", "d"]},
        {"name": "lost", "from": "sales", "to": "queried", "from_columns": ["a"], "to_columns": ["a"]},
    ]
    bakery["custom_extensions"] = [{"vendor_name": "ACME", "data": "not json"}]

    imported = read(bakery)

    assert {construct for construct, _ in lost(imported)} == {
        *("dataset", "unique_key", "dimension", "expression", "ai_context", "relationship", "custom_extensions"),
        *("contract", "time_granularity"),
    }
    assert len([loss for loss in imported.losses if loss.construct == "relationship"]) == 2


def test_two_ways_to_one_key_are_both_listed(bakery):
    bakery["relationships"].append(
        {"name": "baked_in", "from": "sales", "to": "shops", "from_columns": ["bakery_id"], "to_columns": ["id"]}
    )

    imported = read(bakery)

    assert [loss.path for loss in imported.losses if loss.construct == "relationship"] == [
        "relationships[0]",
        "relationships[1]",
    ]
    assert "shops" not in imported.files["models/fct_sales.yml"]


@pytest.mark.parametrize(
    ("where", "key", "value"),
    [
        (lambda d: d, "description", "All of the bakery."),
        (lambda d: d, "ai_context", "Loaves are bread."),
        (lambda d: d["relationships"][0], "ai_context", "Where it was sold."),
        (lambda d: d["relationships"][0], "custom_extensions", [{"vendor_name": "COMMON", "data": "{}"}]),
        (lambda d: d["metrics"][0], "custom_extensions", [{"vendor_name": "COMMON", "data": '{"unit": "EUR"}'}]),
        (lambda d: d["datasets"][0], "custom_extensions", [{"vendor_name": "DBT", "data": '{"tags": ["bread"]}'}]),
    ],
)
def test_what_others_say_of_the_model_and_its_parts_is_listed(bakery, where, key, value):
    where(bakery)[key] = value

    assert key in {construct for construct, _ in lost(read(bakery))}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["metrics"][0].update(name="../../evil"), "metrics\\[0\\].name is '../../evil', which is no name"),
        (lambda d: d["metrics"][0].update(name="a" * 200), "which is no name"),
        (lambda d: d["datasets"][0].update(name="a/b"), "datasets\\[0\\].name"),
        (lambda d: d["datasets"][0]["fields"][0].update(name="a b"), "fields\\[0\\].name"),
        (lambda d: d["datasets"][0].update(primary_key=["a; drop"]), "primary_key"),
        (lambda d: d["metrics"][0].update(description="{{ env_var('HOME') }}"), "dbt would run it"),
        (lambda d: d["datasets"][0].update(description="{% set x = 1 %}"), "dbt would run it"),
        (lambda d: d["datasets"][0]["fields"][2].update(label="{# x #}"), "dbt would run it"),
    ],
)
def test_names_that_are_none_and_templates_are_refused(bakery, change, message):
    change(bakery)
    bakery["relationships"] = []

    with pytest.raises(ConfigurationError, match=message):
        read(bakery)


def ours():
    return export(governed(), NODES, format_of(DRAFT)).document


def data_of(element, vendor):
    return next(e for e in element["custom_extensions"] if e["vendor_name"] == vendor)


def rewrite(element, vendor, change):
    extension = data_of(element, vendor)
    data = json.loads(extension["data"])
    change(data)
    extension["data"] = json.dumps(data)


def without_tomorrow(document):
    """Contracts with keys that this version of Lodestar knows."""
    for element in (one(document["metrics"], "amount_total"),):
        rewrite(element, "COMMON", lambda data: data["lodestar"].pop("a_key_of_tomorrow"))
    rewrite(document, "COMMON", lambda data: data["lodestar"]["metrics"]["stock_last"].pop("a_key_of_tomorrow"))
    return document


def test_no_metric_is_certified_by_an_import():
    imported = read(without_tomorrow(ours()))

    assert "status: certified" not in "".join(imported.files.values())
    assert {metric for construct, metric in lost(imported) if construct == "status"} == {"amount_total", "stock_last"}


def test_a_contract_with_a_key_that_is_not_known_here_is_refused():
    with pytest.raises(ConfigurationError, match=r"metrics\[0\]: contract of amount_total: 'a_key_of_tomorrow'"):
        read(ours())


def test_an_expression_that_was_changed_since_counts_and_the_kept_definition_does_not():
    document = without_tomorrow(ours())
    one(document["metrics"], "order_count")["expression"] = expression("COUNT(DISTINCT orders.order_id)")

    imported = read(document)

    counted = one(said(imported, "models/fct_orders.yml")["metrics"], "order_count")
    assert counted["agg"] == "count_distinct"
    assert ("changed", "order_count") in lost(imported)


def test_a_dataset_that_was_changed_since_is_read_as_anybody_elses():
    document = without_tomorrow(ours())
    one(document["datasets"], "stores")["fields"].append(field("country", dimension={"is_time": False}))

    imported = read(document)

    assert "country" in imported.files["models/dim_stores.yml"]
    assert ("changed", None) in lost(imported)


def test_a_relationship_that_was_added_since_leads_to_a_dataset_that_had_no_keys():
    document = without_tomorrow(ours())
    rewrite(one(document["datasets"], "stores"), "DBT", lambda d: d["semantic_model"].pop("entities"))
    document["relationships"] = [
        {"name": "sold", "from": "orders", "to": "stores", "from_columns": ["shop"], "to_columns": ["city"]}
    ]

    imported = read(document)

    assert not [loss for loss in imported.losses if loss.construct == "relationship"]
    assert "stores_city" in imported.files["models/fct_orders.yml"]


def test_a_description_that_was_changed_since_is_taken():
    document = without_tomorrow(ours())
    one(document["metrics"], "order_count")["description"] = "Orders, whoever placed them."

    assert "whoever placed them" in read(document).files["models/fct_orders.yml"]


def test_metrics_whose_inputs_did_not_come_in_are_left_out():
    document = without_tomorrow(ours())
    document["metrics"] = [m for m in document["metrics"] if m["name"] != "visit_count"]

    imported = read(document)

    assert "metrics/orders_per_visit.yml" not in imported.files
    assert ("inputs", "orders_per_visit") in lost(imported)


@pytest.mark.parametrize(
    ("where", "vendor", "change", "message"),
    [
        ("kept_share", "DBT", lambda d: d["metric"].update(name="../x"), "is no name"),
        ("kept_share", "DBT", lambda d: d["metric"].update(type="magic"), "Lodestar did not write"),
        ("kept_share", "DBT", lambda d: d["metric"]["type_params"].pop("numerator"), "Lodestar did not write"),
        ("kept_share", "DBT", lambda d: d["metric"].update(label="{{ 1 }}"), "dbt would run it"),
        (
            "kept_share",
            "DBT",
            lambda d: d["metric"].update(
                filter={"where_filters": [{"where_sql_template": "{{ run_query('x') }} = 1"}]}
            ),
            "dbt would run it",
        ),
        (
            "kept_share",
            "DBT",
            lambda d: d["metric"].update(filter={"where_filters": [{"where_sql_template": "1 = (select 2)"}]}),
            "holds a query",
        ),
        (
            "order_count",
            "DBT",
            lambda d: d["metric"]["type_params"].update(expr="(select 1)"),
            "holds a query|no single",
        ),
        ("order_count", "DBT", lambda d: d["metric"]["type_params"].update(expr="a; drop table b"), "no single"),
        ("order_count", "DBT", lambda d: d["metric"].update(config={"meta": {"x": "{{ 1 }}"}}), "dbt would run it"),
        ("amount_total", "COMMON", lambda d: d.update(lodestar=["x"]), "is no mapping"),
        ("amount_total", "COMMON", lambda d: d["lodestar"].update(status="holy"), "status is 'holy'"),
        ("amount_total", "COMMON", lambda d: d["lodestar"].update(grains=["a b"]), "is no name"),
        (
            "amount_total",
            "COMMON",
            lambda d: d["lodestar"].update(owner="{% endraw %}{{ env_var('HOME') }}"),
            "dbt would run it",
        ),
    ],
)
def test_an_extension_can_not_bring_in_what_a_document_may_not(where, vendor, change, message):
    document = without_tomorrow(ours())
    rewrite(one(document["metrics"], where), vendor, change)

    with pytest.raises(ConfigurationError, match=message):
        read(document)


def test_a_template_in_a_contract_comes_in_as_text():
    document = without_tomorrow(ours())
    variant = {"label": "All", "models": {"orders": "select * from {{ this }}"}}
    rewrite(
        one(document["metrics"], "amount_total"),
        "COMMON",
        lambda d: d["lodestar"].update(variants={"everything": variant}),
    )

    contract = one(said(read(document), "models/fct_orders.yml")["metrics"], "amount_total")["config"]["meta"][
        "lodestar"
    ]

    assert contract["variants"]["everything"]["models"]["orders"] == "{% raw %}select * from {{ this }}{% endraw %}"


def test_an_extension_that_is_no_json_is_named():
    document = ours()
    data_of(document["metrics"][0], "DBT")["data"] = "{"

    with pytest.raises(ConfigurationError, match=r"metrics\[0\].custom_extensions\[1\].data is no JSON"):
        read(document)
