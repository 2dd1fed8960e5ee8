"""What a contract says of a metric holds for each of its values, and a value that breaks it names its metric."""

import duckdb
import pytest

from lodestar.quality.metric_rules import MetricRule, check_metric_rules

RELATION = ("hub", "metric_values")
SLICES = frozenset({("day", "total"), ("month", "total"), ("month", "store")})
RATE = MetricRule("rate", "metrics/rate.yml", 0, 1, False, SLICES)
COUNT = MetricRule("orders", "metrics/orders.yml", None, None, True, SLICES)
MONEY = MetricRule("revenue", "metrics/revenue.yml", None, None, False, SLICES)
UNDECLARED = "has the grains and dimensions of its contract, and no other"
RULES = [RATE, COUNT, MONEY]
GOOD = [
    ("rate", "month", "total", 0.5, 1, 2),
    ("rate", "month", "store", None, 0, 0),
    ("orders", "day", "total", 3, None, None),
    ("revenue", "month", "total", -12.5, None, None),
]


def broken(tmp_path, *rows):
    path = tmp_path / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema hub")
        connection.execute(
            "create table hub.metric_values (metric_name varchar, grain varchar, dimension varchar, value double, "
            "numerator double, denominator double)"
        )
        connection.executemany("insert into hub.metric_values values (?, ?, ?, ?, ?, ?)", [*GOOD, *rows])
    results = check_metric_rules(path, RELATION, RULES)
    assert all(len(result.metrics) == 1 and result.declared_in for result in results)
    return [
        (r.metrics[0], r.rule.removeprefix(f"{r.metrics[0]} "), r.bad_rows) for r in results if r.status != "passed"
    ]


def test_good_values_pass(tmp_path):
    assert broken(tmp_path) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("revenue", "day", "total", float("nan"), None, None), ("revenue", "is never NaN or infinite")),
        (("revenue", "day", "total", float("inf"), None, None), ("revenue", "is never NaN or infinite")),
        (("rate", "day", "total", None, float("nan"), 0), ("rate", "is never NaN or infinite")),
        (("rate", "day", "total", 1.5, 3, 2), ("rate", "is at least 0 and is at most 1")),
        (("rate", "day", "total", -0.5, -1, 2), ("rate", "is at least 0 and is at most 1")),
        (("orders", "day", "total", 2.5, None, None), ("orders", "is whole and is at least 0")),
        (("orders", "day", "total", -1, None, None), ("orders", "is whole and is at least 0")),
        (("orders", "week", "total", 1, None, None), ("orders", UNDECLARED)),
        (("orders", "day", "store", 1, None, None), ("orders", UNDECLARED)),
        (("rate", "day", "total", 0.5, 1, 3), ("rate", "is its numerator over its denominator")),
        (("rate", "day", "total", 0.0, 0, 0), ("rate", "has no value where nothing is below the line")),
    ],
)  # fmt: skip
def test_a_value_that_breaks_the_contract_fails_its_metric_alone(tmp_path, row, expected):
    assert broken(tmp_path, row) == [(*expected, 1)]
