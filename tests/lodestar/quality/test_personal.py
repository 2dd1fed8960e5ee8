"""Values of people are found in published files, and what only looks like them is not."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.catalog.personal import PersonalColumn
from lodestar.quality.personal import check_personal

TAGGED = [PersonalColumn("raw.people", "name"), PersonalColumn("raw.people", "phone")]


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.people (name varchar, phone bigint)")
        connection.execute(
            "insert into raw.people values ('Ada Lovelace', 13812345678), ('Li', 1), ('张伟', 2), ('Acme Ltd', 3)"
        )
        connection.execute("create table main.companies as select 'Acme Ltd' as name")
    return path


def released(tmp_path, table, **columns):
    database = tmp_path / f"metrics-{table}.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema hub")
        said = ", ".join(f"{value} as {name}" for name, value in columns.items())
        connection.execute(f"create table hub.{table} as select {said}")
        connection.execute(f"copy hub.{table} to '{tmp_path / table}.parquet' (format parquet)")
    return [database, tmp_path / f"{table}.parquet"]


def bad(results):
    return [(r.table, r.rule.partition(":")[0], r.bad_rows) for r in results if r.status == "failed"]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("'Ada Lovelace'", True),
        ("' ada LOVELACE '", True),
        ("'张伟'", True),
        ("'13812345678'", True),
        ("'Li'", False),
        ("'Ada Lovelace and others'", False),
        ("'Acme Ltd'", True),
        ("'write to somebody@example.com today'", True),
        ("'call 138 1234 5678, please'", True),
        ("'call +44 20 7946 0958'", True),
        ("'0a13812345678f'", False),
        ("'20261122T213812345678'", False),
        ("'3.13812345678'", False),
        ("['x', 'somebody@example.com']", True),
        ("12345", False),
    ],
)
def test_whole_values_and_addresses_are_found(tmp_path, warehouse, text, is_found):
    files = released(tmp_path, "scores", member=text, value="1.5")

    assert set(bad(check_personal(files, warehouse, TAGGED))) == ({("hub.scores", "member", 1)} if is_found else set())


def test_either_kind_of_file_is_looked_into(tmp_path, warehouse):
    files = released(tmp_path, "scores", member="'Ada Lovelace'")
    for file in files:
        assert len(bad(check_personal([file], warehouse, TAGGED))) == 1


def test_what_a_public_column_holds_may_be_published(tmp_path, warehouse):
    files = released(tmp_path, "scores", member="'Acme Ltd'")

    assert bad(check_personal(files, warehouse, TAGGED, [("main.companies", "name")])) == []


def test_an_owners_address_in_the_catalog_is_no_customers_unless_it_is(tmp_path, warehouse):
    files = released(tmp_path, "metric_catalog", owner="'team@example.com'", note="'Ada Lovelace decided it'")
    assert bad(check_personal(files, warehouse, TAGGED)) == []

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("insert into raw.people values ('Team@example.com', null)")
    assert bad(check_personal(files, warehouse, TAGGED)) == [("hub.metric_catalog", "owner", 1)]


def test_no_message_holds_the_value(tmp_path, warehouse):
    files = released(tmp_path, "scores", member="'Ada Lovelace'")

    assert "Lovelace" not in str(check_personal(files, warehouse, TAGGED))


def test_names_of_metrics_and_dimensions_are_no_ones(tmp_path, warehouse):
    files = released(tmp_path, "metric_values", dimension="'Ada Lovelace'", metric_name="'张伟'")

    assert bad(check_personal(files, warehouse, TAGGED)) == []
    assert check_personal(files, warehouse, []) == []
