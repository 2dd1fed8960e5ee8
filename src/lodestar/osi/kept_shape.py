"""The shape of what Lodestar keeps in extensions, so that a document from elsewhere can't bring another one.

Keys that are not named here may stand there: dbt's definitions grow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lodestar.errors import ConfigurationError
from lodestar.osi.document import one_line

__all__ = ["METRIC", "PROJECT", "SEMANTIC_MODEL", "require_shape"]

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def _record(required: Schema, optional: Schema | None = None) -> Schema:
    return {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


CONFIG = _record({}, {"meta": {"type": "object"}})
ELEMENT: Schema = {"name": TEXT, "type": TEXT}
SAID: Schema = {"expr": TEXT, "label": TEXT, "description": TEXT, "config": CONFIG}
VALIDITY = _record({}, {"is_start": {"type": "boolean"}, "is_end": {"type": "boolean"}})
TIME = _record({}, {"time_granularity": TEXT, "validity_params": VALIDITY})
COLUMN = _record({}, {"description": TEXT, "data_type": {"type": "string", "pattern": r"^[\w ,()]+$"}})
COLUMNS: Schema = {"type": "object", "propertyNames": {"pattern": r"^[A-Za-z_]\w*$"}, "additionalProperties": COLUMN}

SEMANTIC_MODEL = _record(
    {
        "semantic_model": _record(
            {"name": TEXT},
            {
                "description": TEXT,
                "primary_entity": TEXT,
                "defaults": _record({}, {"agg_time_dimension": TEXT}),
                "entities": _list(_record(ELEMENT, SAID)),
                "dimensions": _list(
                    _record(ELEMENT, {**SAID, "type_params": TIME, "is_partition": {"type": "boolean"}})
                ),
                "config": CONFIG,
            },
        ),
        "model": _record({"name": TEXT}, {"meta": {"type": "object"}, "columns": COLUMNS}),
        "says": TEXT,
    }
)

WINDOW = _record({"count": COUNT, "granularity": TEXT})
FILTER = _record({"where_filters": _list(_record({"where_sql_template": TEXT}))})
INPUT = _record({"name": TEXT}, {"alias": TEXT, "filter": FILTER, "offset_window": WINDOW, "offset_to_grain": TEXT})
NON_ADDITIVE = _record({"name": TEXT, "window_choice": TEXT}, {"window_groupings": _list(TEXT)})
AGGREGATION = _record(
    {"semantic_model": TEXT, "agg": TEXT},
    {
        "agg_time_dimension": TEXT,
        "agg_params": _record({}, {"percentile": {"type": "number"}}),
        "non_additive_dimension": NON_ADDITIVE,
    },
)
CUMULATIVE = _record({"metric": INPUT}, {"window": WINDOW, "grain_to_date": TEXT, "period_agg": TEXT})
CONVERSION = _record(
    {"entity": TEXT, "base_metric": INPUT, "conversion_metric": INPUT},
    {
        "calculation": TEXT,
        "window": WINDOW,
        "constant_properties": _list(_record({"base_property": TEXT, "conversion_property": TEXT})),
    },
)
PARAMETERS = _record(
    {},
    {
        "expr": TEXT,
        "numerator": INPUT,
        "denominator": INPUT,
        "metrics": _list(INPUT),
        "metric_aggregation_params": AGGREGATION,
        "cumulative_type_params": CUMULATIVE,
        "conversion_type_params": CONVERSION,
        "fill_nulls_with": {"type": "number"},
    },
)
NEEDED = {
    "simple": {"required": ["expr", "metric_aggregation_params"]},
    "ratio": {"required": ["numerator", "denominator"]},
    "derived": {"required": ["metrics"], "properties": {"metrics": {"minItems": 1}}},
    "cumulative": {"required": ["cumulative_type_params"]},
    "conversion": {"required": ["conversion_type_params"]},
}
DEFINITION: Schema = {
    **_record(
        {"name": TEXT, "type": {"enum": list(NEEDED)}, "type_params": PARAMETERS},
        {"label": TEXT, "description": TEXT, "filter": FILTER, "time_granularity": TEXT, "config": CONFIG},
    ),
    "oneOf": [
        {"properties": {"type": {"const": kind}, "type_params": needed}, "required": ["type"]}
        for kind, needed in NEEDED.items()
    ],
}
METRIC = _record({"metric": DEFINITION, "says": TEXT})

QUERY = _record(
    {"name": TEXT, "query_params": _record({"metrics": _list(TEXT)}, {"group_by": _list(TEXT), "where": FILTER})},
    {"label": TEXT, "description": TEXT, "exports": _list(_record({"name": TEXT}, {"config": {"type": "object"}}))},
)
SPINE = _record(
    {"model": TEXT, "primary_column": _record({"name": TEXT, "time_granularity": TEXT})},
    {"custom_granularities": _list(_record({"name": TEXT}, {"column_name": TEXT}))},
)
PROJECT = _record(
    {
        "project": _record(
            {"adapter": TEXT},
            {"metrics": _list(DEFINITION), "saved_queries": _list(QUERY), "time_spines": _list(SPINE)},
        )
    }
)


def require_shape(value: Mapping[str, Any], shape: Schema, place: str) -> None:
    """Checks what an extension holds.

    Raises:
        ConfigurationError: it has another shape.
    """
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    for error in Draft202012Validator(shape).iter_errors(value):
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
        raise ConfigurationError(
            f"{place}{where}: {one_line(error.message)}. Lodestar did not write this extension: take it out."
        )
