"""What the planner answers it answers on PostgreSQL too: the same rows from the same questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lodestar.compiler.query import compile_query
from tests.conformance.answers import compiler_of
from tests.conformance.cases import FOLDER_VARIABLE, conformance_dir, read_cases
from tests.conformance.manifests import catalog_of
from tests.conformance.rows import difference
from tests.conformance.warehouse import load_tables, rendered
from tests.postgres.conftest import postgres

__all__ = ["postgres"]

Run = Callable[[str], list[tuple[Any, ...]]]

CASES = read_cases()

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CASES,
        reason=f"the conformance questions are not here: put them beside the repository or set {FOLDER_VARIABLE}",
    ),
]


@pytest.fixture(scope="module")
def copied(postgres: Run) -> Run:
    """The server with the questions' tables in it."""
    folder = conformance_dir()
    assert folder is not None
    here = load_tables(folder)
    postgres("drop schema if exists main cascade")
    postgres("create schema main")
    tables = here.execute("select table_name from duckdb_tables() order by all").fetchall()
    for (table,) in tables:
        columns = here.execute(f'describe "{table}"').fetchall()
        declared = ", ".join(f'"{name}" {_postgres_type(kind)}' for name, kind, *_ in columns)
        postgres(f'create table main."{table}" ({declared})')
        rows = here.execute(f'select * from "{table}"').fetchall()
        for start in range(0, len(rows), 1000):
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows[start : start + 1000])
            postgres(f'insert into main."{table}" values {values}')
    return postgres


def test_the_planner_answers_alike_on_postgres(copied: Run) -> None:
    failures = []
    for case in CASES:
        catalog = catalog_of(case.model)
        if compile_query(catalog, case.query, compiler_of(case.model), place=case.id).served_by != "planner":
            continue
        elsewhere = replace(catalog, adapter="postgres")
        compiled = compile_query(elsewhere, case.query, compiler_of(case.model), place=case.id)
        assert compiled.served_by == "planner"
        # the driver says no names: they are asked for one by one, and an order inside stays as it is
        listed = ", ".join(f'"{name}"' for name in case.columns)
        rows = copied(f"select {listed} from ({rendered(compiled.sql)}) as answer")
        failure = difference(case.columns, rows, case.columns, case.rows, is_ordered=case.is_ordered)
        if failure:
            failures.append(f"{case.id}: {failure}")
    assert not failures, "\n".join(failures)


def _postgres_type(duckdb_type: str) -> str:
    return {"DOUBLE": "double precision", "VARCHAR": "text"}.get(duckdb_type, duckdb_type)


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
