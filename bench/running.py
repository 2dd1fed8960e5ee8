"""Runs generated models on a bare connection, without dbt: what is timed, or tested a thousand times, is SQL alone.

It does what dbt does for the materializations that Lodestar generates: `table`, `view`, and `incremental` with
delete+insert or append.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence

from lodestar.compiler.generated_model import GeneratedModel

__all__ = ["run_models"]

REF = re.compile(r"\{\{ ref\('([^']+)'\) \}\}")


def run_models(
    models: Sequence[GeneratedModel],
    execute: Callable[[str], object],
    relations: Mapping[str, str],
    *,
    is_incremental: bool = False,
) -> dict[str, float]:
    """Builds the models in order of their references. Returns seconds by model.

    Args:
        execute: runs one statement.
        relations: name -> relation of the models that are not generated (marts, the time spine).
        is_incremental: whether the tables stand already and only rows are added or replaced.
    """
    named = {model.name: model for model in models}
    known = {**relations, **{model.name: f"{model.schema}.{model.name}" for model in models}}
    seconds: dict[str, float] = {}
    for schema in sorted({model.schema for model in models}):
        execute(f"create schema if not exists {schema}")

    def visit(name: str) -> None:
        if name in seconds or name not in named:
            return
        model = named[name]
        for parent in REF.findall(model.sql):
            visit(parent)
        begun = time.perf_counter()
        for statement in _statements(model, known, is_incremental=is_incremental):
            execute(statement)
        seconds[name] = time.perf_counter() - begun

    for model in models:
        visit(model.name)
    return seconds


def _statements(model: GeneratedModel, relations: Mapping[str, str], *, is_incremental: bool) -> list[str]:
    this = relations[model.name]

    def rendered(sql: str) -> str:
        # what is escaped for Jinja stands in quotes: {{ '{{' }}
        sql = REF.sub(lambda found: relations[found.group(1)], sql).replace("{{ this }}", this)
        return re.sub(r"\{\{ '(\{[{%#])' \}\}", r"\1", sql)

    if model.materialized == "view":
        return [f"drop view if exists {this} cascade", f"create view {this} as {rendered(model.full_sql)}"]
    if model.incremental_sql is None or not is_incremental:
        return [f"drop table if exists {this} cascade", f"create table {this} as {rendered(model.full_sql)}"]
    aside = f"{model.name}__new"[-60:]
    statements = [rendered(sql) for sql in model.cleaning_sql]
    statements.append(f"create temporary table {aside} as {rendered(model.incremental_sql)}")
    if model.unique_key:
        keys = ", ".join(model.unique_key)
        matching = " and ".join(f"{this}.{column} = added.{column}" for column in model.unique_key)
        statements.append(f"delete from {this} using (select distinct {keys} from {aside}) as added where {matching}")
    return [*statements, f"insert into {this} select * from {aside}", f"drop table {aside}"]
