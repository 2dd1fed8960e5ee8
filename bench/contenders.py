"""The three who compute the same: Lodestar's generated models, MetricFlow's SQL, SQL by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from bench.events import RELATIONS
from bench.manifest import WEEK_START
from bench.running import run_models
from lodestar.catalog.catalog import Catalog
from lodestar.compiler.generate import generate
from lodestar.compiler.generated_model import GeneratedModel

__all__ = ["all_by_hand", "build", "compiled", "models_of", "one_by_hand", "table_of"]

SQL = Path(__file__).parent / "sql"


def compiled(catalog: Catalog) -> tuple[GeneratedModel, ...]:
    """Lodestar's models of a catalog."""
    return generate(catalog, week_start=WEEK_START).models


def table_of(catalog: Catalog, metric: str) -> str:
    """The relation with a metric's rows, of a catalog in which no other is governed."""
    return f"metrics.{generate(catalog, week_start=WEEK_START).table_of[metric]}"


def models_of(catalog: Catalog) -> tuple[GeneratedModel, ...]:
    """The states and tables of a catalog, without the view over all."""
    return tuple(model for model in compiled(catalog) if model.materialized != "view")


def build(
    connection: DuckDBPyConnection, models: Sequence[GeneratedModel], *, is_incremental: bool = False
) -> dict[str, float]:
    """Builds models from the marts. Returns seconds by model."""
    return run_models(models, connection.execute, RELATIONS, is_incremental=is_incremental)


def all_by_hand(connection: DuckDBPyConnection) -> None:
    """Fills `by_hand.metric_values` with the rows of all metric tables, one statement a file, in order of their names.

    What several metrics need is computed once, in temporary tables.
    """
    connection.execute("create schema if not exists by_hand")
    for path in sorted((SQL / "all_metrics").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))


def one_by_hand(name: str) -> str:
    """The query in `sql/<name>.sql`: (period_start, member, value)."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
