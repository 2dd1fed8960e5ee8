"""MetricFlow as a library: from metric and dimension names to SQL in which every table is a dbt `ref()`.

The semantic manifest is copied and prepared first:

- each relation becomes a placeholder, replaced by `{{ ref(...) }}` once the SQL stands, so that dbt sees the lineage;
- each governed ratio gets two hidden metrics, its numerator and its denominator with their filters.

What governed metrics are made of means the same everywhere, in metric tables and in exports; other metrics mean what
dbt's YAML says, to the letter:

- sums and counts get `fill_nulls_with: 0`: without it `revenue - refunds` is NULL on a day without refunds;
- a cumulative metric's month is its last day: MetricFlow takes the first unless told otherwise, and its default can't
  be told from a wish.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric, input_names
from lodestar.compiler.plan import is_zero_when_absent
from lodestar.compiler.writer import escape_jinja
from lodestar.errors import ConfigurationError

if TYPE_CHECKING:
    from lodestar.compiler.query import Query

__all__ = ["MetricFlowCompiler", "zero_filled"]

PLACEHOLDER = re.compile(r"lodestar_ref\.n(\d+)\b")


class MetricFlowCompiler:
    """Compiles queries over one catalog. The first costs a second or two, the next ones 10 to 120 ms."""

    def __init__(self, catalog: Catalog, ratios: Sequence[Metric] = ()) -> None:
        """Imports nothing yet: most projects never ask.

        Args:
            ratios: metrics whose numerator and denominator will be asked for by `part_name`.
        """
        self._catalog, self._ratios = catalog, ratios
        self._refs = {str(number): model.ref for number, model in enumerate(catalog.models.values())}

    @staticmethod
    def part_name(metric: Metric, part: str) -> str:
        """Name of the hidden metric that is a ratio's `numerator` or `denominator` with its filters."""
        return f"{metric.name}_{part}_of_ratio"

    @cached_property
    def _engine(self) -> Any:
        return _engine(_prepared_manifest(self._catalog, self._ratios), self._catalog.adapter)

    def sql(self, metric_names: Sequence[str], group_by: Sequence[str], *, place: str) -> str:
        """SQL of a query, with `{{ ref(...) }}` for tables.

        Raises:
            ConfigurationError: MetricFlow can't answer that; `place` says who asked.
        """
        return self._explain(place, metric_names=list(metric_names), group_by_names=list(group_by))

    def query_sql(self, query: Query, *, place: str) -> str:
        """SQL of a query, with `{{ ref(...) }}` for tables; columns in the order of the query, metrics last.

        Raises:
            ConfigurationError: MetricFlow can't answer that; `place` says who asked.
        """
        from metricflow.engine.metricflow_engine import OutputColumnOrderMode

        start, end = query.time_range or (None, None)
        return self._explain(
            place,
            metric_names=list(query.metrics),
            group_by_names=list(query.group_by),
            where_constraints=list(query.where) or None,
            order_by_names=list(query.order_by),
            limit=query.limit,
            time_constraint_start=start,
            time_constraint_end=end,
            min_max_only=query.min_max_only,
            output_column_order_mode=OutputColumnOrderMode.INPUT_ORDER,
        )

    def _explain(self, place: str, **request: Any) -> str:
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        try:
            explained = self._engine.explain(MetricFlowQueryRequest.create(**request))
        except Exception as error:  # MetricFlow's own tree has no common root
            raise ConfigurationError(f"{place}: MetricFlow can't compile it: {_first_lines(error)}") from error
        sql = escape_jinja(explained.sql_statement.without_descriptions.sql)
        return PLACEHOLDER.sub(lambda found: "{{ " + self._refs[found.group(1)] + " }}", sql)


def zero_filled(catalog: Catalog) -> frozenset[str]:
    """Simple metrics that are 0, not unknown, where nothing happened: sums and counts that feed governed metrics."""
    return frozenset(
        name
        for name in _inputs_of_governed(catalog)
        if catalog.metrics[name].type == "simple" and is_zero_when_absent(catalog.metrics[name], catalog)
    )


def _inputs_of_governed(catalog: Catalog) -> frozenset[str]:
    """Governed metrics and all that they are made of."""
    found: set[str] = set()
    waiting = [metric.name for metric in catalog.governed]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += input_names(catalog.metrics[name].definition)
    return frozenset(found)


def _prepared_manifest(catalog: Catalog, ratios: Sequence[Metric]) -> dict[str, Any]:
    manifest: dict[str, Any] = copy.deepcopy(dict(catalog.semantic_manifest))
    numbers = {model.relation_name: number for number, model in enumerate(catalog.models.values())}
    relations = [model["node_relation"] for model in manifest["semantic_models"]]
    relations += [spine["node_relation"] for spine in manifest["project_configuration"].get("time_spines") or []]
    for relation in relations:
        relation["relation_name"] = f"lodestar_ref.n{numbers[relation['relation_name']]}"
    prepared, filled = _inputs_of_governed(catalog), zero_filled(catalog)
    for declared in manifest["metrics"]:
        parameters = declared["type_params"]
        if declared["name"] in filled:
            holder = parameters.get("measure") or parameters
            if holder.get("fill_nulls_with") is None:
                holder["fill_nulls_with"] = 0
        cumulative = parameters.get("cumulative_type_params") or {}
        if declared["name"] in prepared and cumulative.get("period_agg") == "first":
            cumulative["period_agg"] = "last"
    for metric in ratios:
        manifest["metrics"] += [_part_of_ratio(metric, part) for part in ("numerator", "denominator")]
    return manifest


def _part_of_ratio(metric: Metric, part: str) -> dict[str, Any]:
    name = MetricFlowCompiler.part_name(metric, part)
    definition: dict[str, Any] = copy.deepcopy(dict(metric.definition))
    reference = definition["type_params"][part]
    if isinstance(reference, str):
        reference = {"name": reference}
    parameters = dict.fromkeys(definition["type_params"])
    parameters |= {"input_measures": [], "metrics": [reference], "join_to_timespine": False, "is_private": False}
    parameters["expr"] = reference.get("alias") or reference["name"]
    return {**definition, "name": name, "label": name, "type": "derived", "type_params": parameters}


def _engine(manifest: dict[str, Any], adapter: str) -> Any:
    from metricflow.engine.metricflow_engine import MetricFlowEngine
    from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
    from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

    client = _RenderingClient(adapter)
    try:
        parsed = parse_manifest_from_dbt_generated_manifest(json.dumps(manifest))
        return MetricFlowEngine(semantic_manifest_lookup=SemanticManifestLookup(parsed), sql_client=client)
    except Exception as error:  # MetricFlow's own tree has no common root
        raise ConfigurationError(f"MetricFlow refuses the semantic manifest: {_first_lines(error)}") from error


class _RenderingClient:
    """MetricFlow asks for a client to know the dialect; this one renders and never connects."""

    def __init__(self, adapter: str) -> None:
        from metricflow.protocols.sql_client import SqlEngine
        from metricflow.sql.render.databricks import DatabricksSqlPlanRenderer
        from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
        from metricflow.sql.render.postgres import PostgresSQLSqlPlanRenderer

        renderers = {
            "duckdb": (SqlEngine.DUCKDB, DuckDbSqlPlanRenderer),
            "postgres": (SqlEngine.POSTGRES, PostgresSQLSqlPlanRenderer),
            "spark": (SqlEngine.DATABRICKS, DatabricksSqlPlanRenderer),
        }
        if adapter not in renderers:
            raise ConfigurationError(f"Lodestar renders SQL for {', '.join(renderers)}, not for {adapter!r}.")
        self.sql_engine_type, renderer = renderers[adapter]
        self.sql_plan_renderer = renderer()

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        """DuckDB's way; no query here has parameters."""
        return f"${bind_parameter_key}"

    def query(self, *_arguments: Any, **_named: Any) -> None:
        """Never called: plans are explained, not run."""
        raise NotImplementedError

    execute = dry_run = query

    def close(self) -> None:
        """Nothing was opened."""


def _first_lines(error: Exception, count: int = 6) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return "\n".join(lines[:count])
