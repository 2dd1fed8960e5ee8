"""What a valid OSI document looks like, as a JSON schema: our own statement of the format's published facts.

    json_schema(format_of("0.1.1"))      # a mapping, ready for any JSON schema validator (draft 2020-12)

It accepts and refuses the same documents as the format's own schema. Where the draft has moved on, `--schema FILE`
checks against a newer one.
"""

from __future__ import annotations

from typing import Any

from lodestar.osi.formats import Format

__all__ = ["json_schema"]

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
COLUMNS: Schema = {**TEXTS, "minItems": 1}

AI_CONTEXT: Schema = {
    "oneOf": [TEXT, {"type": "object", "properties": {"instructions": TEXT, "synonyms": TEXTS, "examples": TEXTS}}]
}
"""A text, or a mapping: of three keys the type is known, and any others may stand beside them."""


def json_schema(format_: Format) -> Schema:
    """The JSON schema of one version, without references to anything outside it."""
    model, required = _model(format_)
    version = {"version": {"const": format_.version}}
    if format_.is_flat:
        properties, required = {**version, **model}, ["version", *required]
    else:
        lists = {"dialects": _list(_choice(format_.dialects)), "vendors": _list(_vendor(format_))}
        properties = {**version, **lists, "semantic_model": _list(_record(model, required))}
        required = ["version", "semantic_model"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_record(properties, required)}


def _model(format_: Format) -> tuple[Schema, list[str]]:
    name: Schema = {**TEXT, "minLength": 1} if format_.names_not_empty else TEXT
    keys = COLUMNS if format_.names_not_empty else TEXTS
    said: Schema = {"ai_context": AI_CONTEXT, "custom_extensions": _list(_extension(format_))}
    described: Schema = {"name": name, "description": TEXT, **said}
    typed: Schema = {"datatype": _choice(format_.datatypes)} if format_.datatypes else {}
    expression: Schema = {"expression": _expression(format_)}

    role = _record({"is_time": {"type": "boolean"}}, [])
    field = _record({**described, **expression, **typed, "label": TEXT, "dimension": role}, ["name", "expression"])
    dataset: Schema = {
        **described,
        "source": name,
        "primary_key": keys,
        "unique_keys": {"type": "array", "items": keys, **({"minItems": 1} if format_.names_not_empty else {})},
        "fields": _list(field),
    }
    relationship: Schema = {"name": name, "from": name, "to": name, "from_columns": COLUMNS, "to_columns": COLUMNS}
    metric = _record({**described, **expression, **typed}, ["name", "expression"])
    return {
        **described,
        "datasets": {**_list(_record(dataset, ["name", "source"])), "minItems": 1},
        "relationships": _list(_record({**relationship, **said}, list(relationship))),
        "metrics": _list(metric),
    }, ["name", "datasets"]


def _expression(format_: Format) -> Schema:
    variant = {"dialect": _choice(format_.dialects), "expression": TEXT}
    return _record({"dialects": {**_list(_record(variant, list(variant))), "minItems": 1}}, ["dialects"])


def _extension(format_: Format) -> Schema:
    """Whose it is, and JSON in a text: the format asks for no more."""
    return _record({"vendor_name": _vendor(format_), "data": TEXT}, ["vendor_name", "data"])


def _vendor(format_: Format) -> Schema:
    return TEXT if format_.vendors is None else _choice(format_.vendors)


def _choice(values: tuple[str, ...]) -> Schema:
    return {"enum": list(values)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _record(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
