"""The generated models of some metrics as plain statements, for values that are computed beside a warehouse."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.generate import generate
from lodestar.compiler.generated_model import GeneratedModel

__all__ = ["value_statements"]

REF = re.compile(r"\{\{\s*ref\(([^)]*)\)\s*\}\}")


def value_statements(
    catalog: Catalog, metrics: Collection[str], *, week_start: str, computed_in: str
) -> list[tuple[str, str]]:
    """`(schema.table, query)` in an order in which they can run; the last one answers `metric_values`.

    Args:
        metrics: names of governed metrics.
        computed_in: the DuckDB catalog that the tables are written to; marts are read where dbt put them.

    Raises:
        ConfigurationError: a metric has a shape that nobody can compute.
    """
    models = generate(catalog, week_start=week_start, only=metrics).models
    own = {model.name: f'"{computed_in}"."{model.schema}"."{model.name}"' for model in models}
    return [(f"{model.schema}.{model.name}", _rendered(model, catalog, own)) for model in _in_order(models)]


def _in_order(models: Collection[GeneratedModel]) -> list[GeneratedModel]:
    waiting = {model.name: model for model in models}
    ordered: list[GeneratedModel] = []
    while waiting:
        ready = [m for m in waiting.values() if not (_references(m) & set(waiting)) - {m.name}]
        for model in ready:
            ordered.append(waiting.pop(model.name))
    return ordered


def _references(model: GeneratedModel) -> set[str]:
    return {_names(found.group(1))[-1] for found in REF.finditer(model.full_sql)}


def _rendered(model: GeneratedModel, catalog: Catalog, own: dict[str, str]) -> str:
    from jinja2.sandbox import SandboxedEnvironment

    def ref(*names: str, **_version: Any) -> str:
        return own.get(names[-1]) or catalog.model_named(names[-1], place=model.name).relation_name

    return SandboxedEnvironment().from_string(model.full_sql).render(ref=ref)


def _names(arguments: str) -> list[str]:
    return [name.strip().strip("'\"") for name in arguments.split(",") if "=" not in name]
