"""SQL from elsewhere is read as the metric that it is, or not at all."""

import pytest

from lodestar.osi.aggregates import Aggregate, Arithmetic, Quotient, read_expression
from lodestar.osi.portable import NotPortable

TABLES = {
    "orders": {"amount": "amount", "net": "amount - discount", "buyer": "customer_id", "Region": "region"},
    "customers": {"id": "id", "tier": "tier"},
}
AMOUNT = Aggregate("orders", "sum", "amount")
BUYERS = Aggregate("orders", "count_distinct", "customer_id")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SUM(orders.amount)", AMOUNT),
        ("sum(ORDERS.Amount)", AMOUNT),
        ("((SUM(amount)))", AMOUNT),
        ("COUNT(DISTINCT orders.buyer)", BUYERS),
        ("SUM(orders.net)", Aggregate("orders", "sum", "amount - discount")),
        ("SUM(orders.net * 2)", Aggregate("orders", "sum", "(amount - discount) * 2")),
        ("SUM(orders.column_of_the_table)", Aggregate("orders", "sum", "column_of_the_table")),
        (
            "AVG(amount) FILTER (WHERE region = 'x')",
            Aggregate("orders", "average", "CASE WHEN region = 'x' THEN amount END"),
        ),
        ("SUM(CASE WHEN region = 'x' THEN 1 ELSE 0 END)", Aggregate("orders", "sum_boolean", "region = 'x'")),
        (
            "PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY orders.amount)",
            Aggregate("orders", "percentile", "amount", 0.9, True),
        ),
        ("SUM(amount) / COUNT(DISTINCT buyer)", Quotient(AMOUNT, BUYERS)),
        ("CAST(SUM(amount) AS DOUBLE PRECISION) / NULLIF(COUNT(DISTINCT buyer), 0)", Quotient(AMOUNT, BUYERS)),
        ("SUM(amount) * 1.0 / COUNT(DISTINCT buyer)", Quotient(AMOUNT, BUYERS)),
        ("100 * SUM(amount) / COUNT(DISTINCT buyer)", Quotient(Arithmetic("100 * input_1", (AMOUNT,)), BUYERS)),
        (
            "CAST(SUM(amount) AS DECIMAL(10, 0)) / COUNT(DISTINCT buyer)",
            Quotient(Arithmetic("CAST(input_1 AS DECIMAL(10, 0))", (AMOUNT,)), BUYERS),
        ),
        ("SUM(amount) - SUM(amount) * 0.5", Arithmetic("input_1 - input_1 * 0.5", (AMOUNT,))),
        (
            "COALESCE(SUM(amount), 0) - MAX(customers.tier)",
            Arithmetic("COALESCE(input_1, 0) - input_2", (AMOUNT, Aggregate("customers", "max", "tier"))),
        ),
    ],
)
def test_an_expression_is_read_as_the_metric_that_it_is(sql, expected):
    assert read_expression(sql, TABLES) == expected


def test_rows_are_counted_where_there_is_one_dataset_only():
    assert read_expression("COUNT(*)", {"orders": {}}) == Aggregate("orders", "count", "1")

    with pytest.raises(NotPortable):
        read_expression("COUNT(*)", TABLES)


@pytest.mark.parametrize(
    "sql",
    [
        "SUM(amount) OVER ()",
        "SUM(CASE WHEN customers.tier = 1 THEN orders.amount END)",
        "SUM(nowhere.amount)",
        "SUM(SUM(amount))",
        "SUM(amount) + amount",
        "COUNT(DISTINCT amount, buyer)",
        "COUNT(amount, buyer)",
        "MAX(amount, buyer)",
        "SUM(DISTINCT amount)",
        "STDDEV(amount)",
        "APPROX_DISTINCT(amount)",
        "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY amount DESC)",
        "PERCENTILE_CONT(90) WITHIN GROUP (ORDER BY amount)",
        "PERCENTILE_CONT(amount) WITHIN GROUP (ORDER BY amount)",
        "LISTAGG(region, ',') WITHIN GROUP (ORDER BY region)",
        "SUM(secret(amount))",
        "SUM(amount::json)",
        "(SELECT SUM(amount) FROM orders)",
        "SUM(amount); SUM(amount)",
        "SUM(amount) /* x */",
        "amount",
        "1 + 1",
        "SUM(",
        "",
    ],
)
def test_anything_else_is_not_guessed_at(sql):
    with pytest.raises(NotPortable):
        read_expression(sql, TABLES)
