"""Generated tables that are kept from build to build follow their SQL."""

import duckdb
import pytest

from lodestar.workflows.generated_tables import forget_changed_tables, remember_tables

SQL = {
    "state__orders": "{{ config(schema='states') }} select 1 as day from {{ ref('fct_orders') }}",
    "metric_values__orders": "{{ config(schema='metrics') }} select * from {{ ref('state__orders') }}",
    "metric_values__members": "{{ config(schema='metrics') }} select * from {{ ref('dim_members') }}",
}


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "metric_tables"
    folder.mkdir()
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        for schema in ("states", "metrics", "marts"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table marts.fct_orders (a int)")
        for name, sql in SQL.items():
            (folder / f"{name}.sql").write_text(sql)
            connection.execute(f"create table {'states' if name.startswith('state') else 'metrics'}.{name} (a int)")
    remember_tables(folder, warehouse)
    return folder, warehouse


def tables(warehouse):
    with duckdb.connect(str(warehouse)) as connection:
        names = connection.execute("select table_name from information_schema.tables").fetchall()
    return {name for (name,) in names} - {"_lodestar_state"}


def test_what_has_not_changed_is_kept(built):
    folder, warehouse = built
    forget_changed_tables(folder, warehouse)
    assert tables(warehouse) == {*SQL, "fct_orders"}


def test_a_changed_state_is_dropped_with_what_reads_it(built):
    folder, warehouse = built
    (folder / "state__orders.sql").write_text(SQL["state__orders"] + " -- other")
    forget_changed_tables(folder, warehouse)
    assert tables(warehouse) == {"metric_values__members", "fct_orders"}


def test_the_table_of_a_metric_that_is_gone_is_dropped_and_marts_never(built):
    folder, warehouse = built
    (folder / "metric_values__members.sql").unlink()
    forget_changed_tables(folder, warehouse)
    assert tables(warehouse) == {"state__orders", "metric_values__orders", "fct_orders"}


def test_a_raw_table_with_the_name_of_a_new_export_stays(built):
    folder, warehouse = built
    (folder / "fct_orders.sql").write_text("{{ config(schema='hub') }} select 1")
    forget_changed_tables(folder, warehouse)
    assert "fct_orders" in tables(warehouse)
