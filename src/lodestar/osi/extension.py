"""Custom extensions: where OSI lets a tool keep what the format can't say.

Governance stands under vendor COMMON, key `lodestar`; what dbt needs to restore a definition under vendor DBT, with a
digest (`says`) of what the document said when it was written. Whoever changes the document changes the digest, and then
the document counts, not the extension.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from lodestar.errors import ConfigurationError

__all__ = ["digest", "extensions", "foreign_vendors", "kept_contract", "kept_definition", "without_nothing"]

KEY = "lodestar"

OURS = {"COMMON": {KEY}, "DBT": {"metric", "semantic_model", "project"}}
"""Keys that tell Lodestar's extensions from those that others write under the same vendor."""


def extensions(contract: Any, definition: Mapping[str, Any]) -> list[dict[str, str]]:
    """The `custom_extensions` of one element; a part that says nothing is left out."""
    parts = {"COMMON": {KEY: contract} if contract else None, "DBT": definition or None}
    return [{"vendor_name": vendor, "data": _json(data)} for vendor, data in parts.items() if data]


def kept_contract(element: Mapping[str, Any], *, place: str) -> Any:
    """The governance of an element that Lodestar wrote; None where there is none."""
    for data in _data(element, "COMMON", place):
        if KEY in data:
            return data[KEY]
    return None


def kept_definition(element: Mapping[str, Any], key: str, *, place: str) -> Mapping[str, Any] | None:
    """dbt's definition of an element that Lodestar wrote, under `key`; the mapping that holds it has its digest too."""
    for data in _data(element, "DBT", place):
        if isinstance(data.get(key), Mapping | list):
            return data
    return None


def foreign_vendors(element: Mapping[str, Any], *, place: str) -> list[str]:
    """Vendors of extensions that Lodestar does not read: all that it did not write."""
    told = element.get("custom_extensions", [])
    ours = {vendor: len([d for d in _data(element, vendor, place) if keys & d.keys()]) for vendor, keys in OURS.items()}
    vendors = Counter(extension["vendor_name"] for extension in told)
    return sorted(vendor for vendor, times in vendors.items() if times > ours.get(vendor, 0))


def digest(said: Any) -> str:
    """Tells whether a part of the document still says what it said."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def without_nothing(value: Any) -> Any:
    """The value without keys that say nothing: null, false, empty. What people keep in `meta` stays whole."""
    if isinstance(value, Mapping):
        kept = {key: inner if key == "meta" else without_nothing(inner) for key, inner in value.items()}
        return {
            key: inner for key, inner in kept.items() if not (inner is None or inner is False or inner in ("", {}, []))
        }
    return [without_nothing(inner) for inner in value] if isinstance(value, list) else value


def _data(element: Mapping[str, Any], vendor: str, place: str) -> list[dict[str, Any]]:
    found = []
    for number, extension in enumerate(element.get("custom_extensions", [])):
        if extension["vendor_name"] != vendor:
            continue
        try:
            data = json.loads(extension["data"])
        except (ValueError, RecursionError) as error:
            here = f"{place}.custom_extensions[{number}].data"
            raise ConfigurationError(f"{here} is no JSON text: {error}. Mend it or take the extension out.") from error
        if isinstance(data, dict):
            found.append(data)
    return found


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
