"""Checks an OSI document: against the JSON schema of its version, and for what a schema can't say.

format_ = check_document(document, place="partner.yaml")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lodestar.errors import ConfigurationError
from lodestar.osi.document import one_line
from lodestar.osi.formats import Format, format_of
from lodestar.osi.schema import json_schema

__all__ = ["check_document", "check_schema"]

SHOWN = 20
"""Findings that one message holds: who mends those sees the rest in the next."""


def check_document(document: dict[str, Any], *, place: str, schema: Mapping[str, Any] | None = None) -> Format:
    """Checks a document and says which format it is in.

    Args:
        schema: a JSON schema to hold it against too, beside Lodestar's own.

    Raises:
        UsageError: its version is not known here.
        ConfigurationError: with what is wrong, one finding a line.
    """
    format_ = format_of(document.get("version"))
    if format_.is_flat and "semantic_model" in document:
        raise ConfigurationError(
            f"{place}: since September 2026 a document of {format_.version} is one model. Move what stands under "
            "`semantic_model` to the top, beside `version`, and put each further model into a document of its own."
        )
    findings = _violations(document, json_schema(format_))
    findings = findings or [*_semantic_findings(document, format_)]
    findings += [] if findings or schema is None else _violations(document, schema)
    if findings:
        more = [f"... and {len(findings) - SHOWN} more"] if len(findings) > SHOWN else []
        raise ConfigurationError("\n".join(f"{place}: {finding}." for finding in [*findings[:SHOWN], *more]))
    return format_


def check_schema(schema: Any, *, place: str) -> Mapping[str, Any]:
    """A JSON schema that a user gave.

    Raises:
        ConfigurationError: it is none.
    """
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
    from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise ConfigurationError(f"{place} is no JSON schema: {one_line(error)}.") from error
    if not isinstance(schema, Mapping):
        raise ConfigurationError(f"{place} is no JSON schema: it holds no mapping.")
    return schema


def _violations(document: dict[str, Any], schema: Mapping[str, Any]) -> list[str]:
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    validator = Draft202012Validator(schema, registry=Registry())  # an empty registry: nothing is fetched
    try:
        errors = sorted(validator.iter_errors(document), key=lambda error: error.json_path)
    except (Unresolvable, RecursionError) as error:
        raise ConfigurationError(f"The schema can't be followed: {one_line(error)}.") from error
    return [f"{_place(error.absolute_path)}: {one_line(error.message)}" for error in errors]


def _semantic_findings(document: dict[str, Any], format_: Format) -> Iterator[str]:
    """What a schema can't say: names are unique, and relationships join datasets that are there."""
    for where, model in format_.models(document):
        at = f"{where}." if where else ""
        datasets = {dataset["name"] for dataset in model["datasets"]}
        for kind in ("datasets", "relationships", "metrics"):
            yield from _twice(model.get(kind, []), f"{at}{kind}")
        for number, dataset in enumerate(model["datasets"]):
            yield from _twice(dataset.get("fields", []), f"{at}datasets[{number}].fields")
        for number, relationship in enumerate(model.get("relationships", [])):
            here = f"{at}relationships[{number}]"
            for end in ("from", "to"):
                if relationship[end] not in datasets:
                    yield f"{here}.{end}: there is no dataset called {relationship[end]!r}"
            if len(relationship["from_columns"]) != len(relationship["to_columns"]):
                yield f"{here}: from_columns and to_columns must be equally many, in the same order"


def _twice(named: list[dict[str, Any]], where: str) -> Iterator[str]:
    for name, count in Counter(entry["name"] for entry in named).items():
        if count > 1:
            yield f"{where}: {name!r} stands there {count} times; names must be unique"


def _place(path: Any) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".") or "the document"
