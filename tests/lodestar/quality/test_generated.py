"""What a contract says is expected without being written again, and said twice is refused."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from lodestar.catalog.raw_column import RawColumn
from lodestar.catalog.source import SourceTable
from lodestar.errors import ConfigurationError
from lodestar.quality.generated import _raw
from lodestar.quality.suite import DECLARED_IN, Suite, merged_suites, structural_checks

SOURCE = SourceTable("s", "shop", "orders", "raw", "shop__orders", {"id": "bigint"}, None, "models/shop.yml")


def rules(*columns, **table):
    named = {column.name: column for column in columns}
    return list(_raw(replace(SOURCE, contract=named, columns={n: c.data_type for n, c in named.items()}, **table)))


def said(*columns, **table):
    return [(rule["type"], rule["kwargs"]) for rule in rules(*columns, **table)]


def queries(*columns, **table):
    return [rule["kwargs"].get("unexpected_rows_query", "") for rule in rules(*columns, **table)]


def test_a_column_that_promises_nothing_is_expected_nothing():
    assert said(RawColumn("id", "bigint")) == []


def test_required_accepted_and_bounds_are_expected():
    assert said(
        RawColumn("id", "bigint", required=True),
        RawColumn("state", "varchar", accepted=("sale", "cancel")),
        RawColumn("amount", "decimal(18, 2)", least=0, most=1000),
        RawColumn("sold_at", "timestamp", least="2015-01-01 00:00:00"),
    ) == [
        ("expect_column_values_to_not_be_null", {"column": "id"}),
        ("expect_column_values_to_be_in_set", {"column": "state", "value_set": ["sale", "cancel"]}),
        ("expect_column_values_to_be_between", {"column": "amount", "min_value": 0, "max_value": 1000}),
        ("expect_column_values_to_be_between", {"column": "sold_at", "min_value": "2015-01-01 00:00:00"}),
    ]


def test_now_is_when_the_row_was_loaded():
    column = RawColumn("sold_at", "timestamp", least="2015-01-01", most="now + 1 day")

    found = queries(column, files="orders/*.csv")

    assert any("where \"sold_at\" > _loaded_at + interval '1 day'" in query for query in found)
    assert not any(queries(column))  # of rows of other loaders it is not known


def test_a_text_is_compared_as_what_it_reads_as():
    found = queries(RawColumn("at", "varchar", reads_as="timestamptz", least="2015-01-01"))

    assert found == [
        'select * from {batch} where "at" is not null and try_cast("at" as timestamptz) is null',
        "select * from {batch} where try_cast(\"at\" as timestamptz) < cast('2015-01-01' as timestamptz)",
    ]


def test_a_double_is_finite():
    assert queries(RawColumn("price", "DOUBLE")) == ['select * from {batch} where not isfinite("price")']


def test_a_key_is_unique_only_where_one_row_wins():
    assert said(key=("id",)) == []
    assert said(key=("id",), winner="last") == [("expect_column_values_to_be_unique", {"column": "id"})]
    # of the gate's own deliveries, a later one brings a later state of the same key
    found = said(key=("id",), winner="last", files="orders/*.csv")
    assert ("expect_compound_columns_to_be_unique", {"column_list": ["id", "_loaded_at"]}) in found
    found = said(key=("id",), winner="first", files="orders/*.csv")
    assert ("expect_column_values_to_be_unique", {"column": "id"}) in found


def test_a_bound_before_now_lies_before_the_load():
    found = queries(RawColumn("sold_at", "timestamp", least="now - 30 days"), files="orders/*.csv")

    assert any("where \"sold_at\" < _loaded_at - interval '30 day'" in query for query in found)


def test_a_text_is_read_as_the_gate_reads_it():
    amount = queries(RawColumn("amount", "varchar", reads_as="decimal(18, 2)", thousands=","))
    at = queries(RawColumn("at", "varchar", reads_as="timestamp", epoch="ms"))

    with duckdb.connect() as connection:
        connection.execute("create table t as select '1,234.50' as amount, '1700000000000' as \"at\"")
        for query in (*amount, *at):
            assert connection.execute(query.format(batch="t")).fetchall() == []
        connection.execute("update t set \"amount\" = 'x', \"at\" = 'x'")
        assert all(connection.execute(query.format(batch="t")).fetchall() for query in (*amount, *at))


def test_least_rows_are_the_floor_that_every_table_needs():
    suite = Suite("shop__orders", Path("models/shop.yml"), tuple(rules(least_rows=100)))

    assert structural_checks({"shop__orders": suite}, [("raw", "shop__orders")]) == []
    assert structural_checks({"shop__orders": replace(suite, expectations=suite.expectations[1:])}, [("raw", "x")])


def test_a_loaded_table_has_each_line_once_for_each_time_it_was_loaded():
    assert said(files="orders/*.csv") == [
        ("expect_column_values_to_not_be_null", {"column": "_loaded_at"}),
        ("expect_compound_columns_to_be_unique", {"column_list": ["_source_file", "_source_line", "_loaded_at"]}),
    ]


def suite(path, *expectations):
    return {"orders": Suite("orders", Path(path), expectations)}


NOT_NULL = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}}
BETWEEN = {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0}}


def contract(*expectations):
    return suite("models/shop.yml", *({**rule, "meta": {DECLARED_IN: "models/shop.yml"}} for rule in expectations))


def test_contracts_and_suites_run_together():
    merged = merged_suites(suite("expectations/orders.yml", BETWEEN), contract(NOT_NULL))

    assert [rule["type"] for rule in merged["orders"].expectations] == [NOT_NULL["type"], BETWEEN["type"]]


@pytest.mark.parametrize("again", [BETWEEN, {**BETWEEN, "kwargs": {"column": "amount", "max_value": 9}}])
def test_what_a_contract_says_is_refused_in_a_suite_with_both_files(again):
    with pytest.raises(ConfigurationError, match=r"expectations/orders\.yml: .* declared twice: models/shop\.yml"):
        merged_suites(suite("expectations/orders.yml", again), contract(BETWEEN))


def test_a_warning_may_draw_a_narrower_line_than_the_contract():
    narrower = {**BETWEEN, "severity": "warning"}

    assert len(merged_suites(suite("expectations/orders.yml", narrower), contract(BETWEEN))["orders"].expectations) == 2
