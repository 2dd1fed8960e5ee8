"""MetricFlow as a library: from metric and dimension names to SQL in which every table is a dbt `ref()`.

The semantic manifest is copied and prepared first:

- each relation becomes a placeholder, replaced by `{{ ref(...) }}` once the SQL stands, so that dbt sees the lineage;
- sums and counts get `fill_nulls_with: 0`: without it `revenue - refunds` is NULL on a day without refunds;
- a cumulative metric's month is its last day: MetricFlow takes the first unless told otherwise, and its default can't
  be told from a wish;
- each governed ratio gets two hidden metrics, its numerator and its denominator with their filters.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.plan import MetricPlan, is_zero_when_absent
from lodestar.errors import ConfigurationError

__all__ = ["MetricFlowCompiler", "escape_jinja"]

PLACEHOLDER = re.compile(r"lodestar_ref\.n(\d+)\b")


def escape_jinja(text: str) -> str:
    """The text as a Jinja template that renders to it: a name or label can't reach dbt's macros."""
    return re.sub(r"\{[{%#]", lambda found: "{{ '" + found.group() + "' }}", text)


class MetricFlowCompiler:
    """Compiles queries over one catalog. Making one costs about a second, a query 10 to 70 ms."""

    def __init__(self, catalog: Catalog, plans: Sequence[MetricPlan]) -> None:
        """Prepares the manifest.

        Raises:
            ConfigurationError: MetricFlow refuses the manifest, or has no renderer for the adapter.
        """
        self._refs = {str(number): model.ref for number, model in enumerate(catalog.models.values())}
        self._engine = _engine(_prepared_manifest(catalog, plans), catalog.adapter)

    def sql(self, metric_names: Sequence[str], group_by: Sequence[str], *, place: str) -> str:
        """SQL of a query, with `{{ ref(...) }}` for tables.

        Raises:
            ConfigurationError: MetricFlow can't answer that; `place` says who asked.
        """
        return self._explain(place, metric_names=list(metric_names), group_by_names=list(group_by))

    def saved_query_sql(self, name: str, *, place: str) -> str:
        """SQL of a saved query, with `{{ ref(...) }}` for tables.

        Raises:
            ConfigurationError: MetricFlow can't answer that; `place` says who asked.
        """
        return self._explain(place, saved_query_name=name)

    def _explain(self, place: str, **request: Any) -> str:
        from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

        try:
            explained = self._engine.explain(MetricFlowQueryRequest.create(**request))
        except Exception as error:  # MetricFlow's own tree has no common root
            raise ConfigurationError(f"{place}: MetricFlow can't compile it: {_first_lines(error)}") from error
        sql = escape_jinja(explained.sql_statement.without_descriptions.sql)
        return PLACEHOLDER.sub(lambda found: "{{ " + self._refs[found.group(1)] + " }}", sql)


def _prepared_manifest(catalog: Catalog, plans: Sequence[MetricPlan]) -> dict[str, Any]:
    manifest: dict[str, Any] = copy.deepcopy(dict(catalog.semantic_manifest))
    numbers = {model.relation_name: number for number, model in enumerate(catalog.models.values())}
    relations = [model["node_relation"] for model in manifest["semantic_models"]]
    relations += [spine["node_relation"] for spine in manifest["project_configuration"].get("time_spines") or []]
    for relation in relations:
        relation["relation_name"] = f"lodestar_ref.n{numbers[relation['relation_name']]}"
    for metric in manifest["metrics"]:
        parameters = metric["type_params"]
        if metric["type"] == "simple" and is_zero_when_absent(catalog.metrics[metric["name"]], catalog):
            holder = parameters.get("measure") or parameters
            if holder.get("fill_nulls_with") is None:
                holder["fill_nulls_with"] = 0
        cumulative = parameters.get("cumulative_type_params") or {}
        if metric["type"] == "cumulative" and cumulative.get("period_agg") == "first":
            cumulative["period_agg"] = "last"
    for plan in plans:
        if plan.numerator and plan.denominator:
            manifest["metrics"].append(_part_of_ratio(plan, "numerator", plan.numerator))
            manifest["metrics"].append(_part_of_ratio(plan, "denominator", plan.denominator))
    return manifest


def _part_of_ratio(plan: MetricPlan, part: str, name: str) -> dict[str, Any]:
    definition: dict[str, Any] = copy.deepcopy(dict(plan.metric.definition))
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
