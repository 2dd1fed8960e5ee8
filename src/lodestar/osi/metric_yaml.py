"""A metric of dbt's semantic manifest, or a saved query, as the YAML that people write.

    metric_yaml(definition)

It is the way back from dbt's semantic manifest: dbt reads the YAML as the definition that it came from. A key that says
what dbt takes for granted is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Yaml", "metric_yaml", "said", "saved_query_yaml"]

Yaml = dict[str, Any]


def metric_yaml(definition: Mapping[str, Any], *, default_time: str | None = None) -> Yaml:
    """One entry of `metrics:`, at the top of a file or, for a simple metric, below its model.

    Args:
        default_time: the time dimension that the model says for all its metrics.
    """
    parameters = definition["type_params"]
    cumulative = parameters.get("cumulative_type_params") or {}
    conversion = parameters.get("conversion_type_params") or {}
    return said(
        name=definition["name"],
        label=definition.get("label") if definition.get("label") != definition["name"] else None,
        description=definition.get("description"),
        type=definition["type"],
        **_aggregation(parameters, default_time),
        numerator=_input(parameters.get("numerator")),
        denominator=_input(parameters.get("denominator")),
        expr=parameters.get("expr"),
        input_metrics=[_input(reference) for reference in parameters.get("metrics") or []],
        input_metric=_input(cumulative.get("metric")),
        grain_to_date=cumulative.get("grain_to_date"),
        period_agg=cumulative.get("period_agg") if cumulative.get("period_agg") != "first" else None,
        window=_window(cumulative.get("window") or conversion.get("window")),
        entity=conversion.get("entity"),
        calculation=conversion.get("calculation"),
        base_metric=_input(conversion.get("base_metric")),
        conversion_metric=_input(conversion.get("conversion_metric")),
        constant_properties=conversion.get("constant_properties"),
        join_to_timespine=parameters.get("join_to_timespine"),
        fill_nulls_with=parameters.get("fill_nulls_with"),
        hidden=parameters.get("is_private"),
        filter=_filter(definition.get("filter")),
        time_granularity=definition.get("time_granularity"),
        config=said(meta=(definition.get("config") or {}).get("meta")),
    )


def saved_query_yaml(query: Mapping[str, Any]) -> Yaml:
    """One entry of `saved_queries:`."""
    asked = query["query_params"]
    return said(
        name=query["name"],
        label=query.get("label"),
        description=query.get("description"),
        query_params=said(
            metrics=asked["metrics"],
            group_by=asked.get("group_by"),
            where=_filter(asked.get("where")),
            order_by=asked.get("order_by"),
            limit=asked.get("limit"),
        ),
        exports=[
            said(
                name=export["name"],
                config=said(
                    export_as=(export.get("config") or {}).get("export_as"),
                    schema=(export.get("config") or {}).get("schema_name"),
                    alias=(export.get("config") or {}).get("alias"),
                ),
            )
            for export in query.get("exports") or []
        ],
    )


def said(**keys: Any) -> Yaml:
    """The keys that say something. Zero does."""
    return {key: value for key, value in keys.items() if not (value is None or value is False or value in ("", [], {}))}


def _aggregation(parameters: Mapping[str, Any], default_time: str | None) -> Yaml:
    declared = parameters.get("metric_aggregation_params") or {}
    settings = declared.get("agg_params") or {}
    dimension = declared.get("non_additive_dimension") or {}
    time = declared.get("agg_time_dimension")
    kinds = (("discrete", "use_discrete_percentile"), ("continuous", "use_approximate_percentile"))
    return {
        "agg": declared.get("agg"),
        "agg_time_dimension": time if time != default_time else None,
        "percentile": settings.get("percentile"),
        "percentile_type": next((kind for kind, key in kinds if settings.get(key)), None),
        "non_additive_dimension": said(
            name=dimension.get("name"),
            window_agg=dimension.get("window_choice"),
            group_by=dimension.get("window_groupings"),
        ),
    }


def _input(reference: Mapping[str, Any] | None) -> Any:
    """An input metric: its name, where there is nothing else to say of it."""
    if reference is None:
        return None
    told = said(
        name=reference["name"],
        alias=reference.get("alias"),
        filter=_filter(reference.get("filter")),
        offset_window=_window(reference.get("offset_window")),
        offset_to_grain=reference.get("offset_to_grain"),
    )
    return told if len(told) > 1 else told["name"]


def _window(window: Mapping[str, Any] | None) -> str | None:
    return f"{window['count']} {window['granularity']}" if window else None


def _filter(holder: Mapping[str, Any] | None) -> Any:
    texts = [declared["where_sql_template"] for declared in (holder or {}).get("where_filters") or []]
    return texts[0] if len(texts) == 1 else texts
