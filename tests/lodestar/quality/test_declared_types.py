"""A column that kept another type than its contract says is named with both."""

from types import SimpleNamespace

import duckdb

from lodestar.catalog.catalog import ModelNode
from lodestar.quality.declared_types import check_declared_types


def node(columns, *, is_enforced=True):
    return ModelNode("model.x.m", "m", "marts", "m", "", "m.sql", (), "", "", False, False, columns, is_enforced)


def results(tmp_path, declared, **kwargs):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.m (id bigint, amount double, note varchar)")
    return check_declared_types(path, SimpleNamespace(models={"m": node(declared, **kwargs)}))


def test_columns_of_their_declared_types_pass_by_any_name_of_the_type(tmp_path):
    (result,) = results(tmp_path, {"id": "int8", "amount": "double", "note": "text"})

    assert (result.status, result.table) == ("passed", "marts.m")


def test_another_type_and_a_missing_column_block(tmp_path):
    (result,) = results(tmp_path, {"amount": "decimal(18, 2)", "gone": "date"})

    assert (result.status, result.severity) == ("failed", "block")
    assert result.detail == "amount is DOUBLE, not decimal(18, 2); gone is not there, not date"


def test_a_contract_that_is_not_enforced_is_not_asked(tmp_path):
    assert results(tmp_path, {"id": "date"}, is_enforced=False) == []
