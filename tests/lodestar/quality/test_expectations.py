"""Expectations run inside DuckDB, and a check that can't run is a check that failed."""

import duckdb
import pytest

from lodestar.errors import CheckError, ConfigurationError
from lodestar.quality.expectations import run_suites
from lodestar.quality.result import require_passed
from lodestar.quality.suite import read_suites

pytestmark = pytest.mark.slow  # Great Expectations takes seconds to import


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.orders as select i as id, i % 3 as kind from range(90) as r(i)")
        connection.execute("create table marts.nothing (id bigint)")
    return path


def run(tmp_path, warehouse, expectations, table="orders", docs=None):
    suites = tmp_path / "expectations"
    suites.mkdir(exist_ok=True)
    (suites / f"{table}.yml").write_text("expectations:\n" + "".join(f"  - {line}\n" for line in expectations))
    return run_suites(read_suites(suites), [("marts", table)], warehouse, data_docs=docs)


FLOOR = "{type: expect_table_row_count_to_be_between, kwargs: {min_value: 1}}"


def statuses(results):
    return [(result.status, result.severity, result.bad_rows) for result in results]


def test_good_rows_pass(tmp_path, warehouse):
    results = run(tmp_path, warehouse, [FLOOR, "{type: expect_column_values_to_be_unique, kwargs: {column: id}}"])

    assert statuses(results) == [("passed", "block", None)] * 2
    require_passed(results)


def test_bad_rows_are_counted_and_the_table_and_rule_are_named(tmp_path, warehouse):
    results = run(
        tmp_path,
        warehouse,
        [FLOOR, "{type: expect_column_values_to_be_in_set, kwargs: {column: kind, value_set: [0, 1]}}"],
    )

    with pytest.raises(CheckError, match=r"marts\.orders: kind must be in set \(value set 0, 1\): 30 bad rows"):
        require_passed(results)


def test_a_warning_is_told_and_does_not_block(tmp_path, warehouse):
    line = "{type: expect_column_values_to_be_unique, kwargs: {column: kind}, severity: warning}"
    results = run(tmp_path, warehouse, [FLOOR, line])

    assert ("failed", "warn", 90) in statuses(results)
    require_passed(results)


def test_an_expectation_that_raises_counts_as_failed(tmp_path, warehouse):
    results = run(tmp_path, warehouse, [FLOOR, "{type: expect_column_values_to_be_unique, kwargs: {column: nope}}"])

    with pytest.raises(CheckError, match="check error"):
        require_passed(results)


def test_rows_found_by_a_query_are_bad_rows(tmp_path, warehouse):
    query = '"select * from {batch} where kind = 2"'
    line = f"{{type: unexpected_rows_expectation, kwargs: {{unexpected_rows_query: {query}}}, description: no twos}}"

    assert run(tmp_path, warehouse, [FLOOR, line])[1].sentence() == "marts.orders: no twos: 30 bad rows"


def test_an_empty_table_is_stopped_by_the_floor(tmp_path, warehouse):
    results = run(
        tmp_path,
        warehouse,
        [FLOOR, "{type: expect_column_values_to_be_unique, kwargs: {column: id}}"],
        table="nothing",
    )

    assert [result.status for result in results] == ["failed", "passed"]


@pytest.mark.parametrize(
    ("lines", "rule"), [([], "0 checks ran"), ([FLOOR.replace("1", "0")], "no critical expect_table_row")]
)
def test_an_empty_suite_or_one_without_a_floor_blocks(tmp_path, warehouse, lines, rule):
    with pytest.raises(CheckError, match=rule):
        require_passed(run(tmp_path, warehouse, lines))


def test_a_table_without_a_suite_blocks(warehouse):
    with pytest.raises(CheckError, match=r"marts\.orders: is guarded by a suite: 0 checks ran"):
        require_passed(run_suites({}, [("marts", "orders")], warehouse))


def test_no_check_at_all_is_a_failure():
    with pytest.raises(CheckError, match="0 checks ran"):
        require_passed([])


def test_an_unknown_expectation_is_a_mistake_of_the_file(tmp_path, warehouse):
    with pytest.raises(ConfigurationError, match=r"orders\.yml"):
        run(tmp_path, warehouse, [FLOOR, "{type: expect_miracles, kwargs: {}}"])


def test_the_file_is_free_again_afterwards(tmp_path, warehouse):
    run(tmp_path, warehouse, [FLOOR])

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table marts.more (id bigint)")


def test_people_get_pages_to_open(tmp_path, warehouse):
    run(tmp_path, warehouse, [FLOOR], docs=tmp_path / "docs")

    assert "marts.orders" in (tmp_path / "docs/index.html").read_text()
