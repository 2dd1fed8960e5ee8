"""The versions of Open Semantic Interchange that Lodestar writes and reads, and in what they differ.

    format_of("0.1.1").vendors           # the only version that lists who may extend it
    format_of("0.2.0.dev0").is_flat      # the model is the document, not an entry of a list in it

OSI became Apache Ossie in 2026. 0.1.1 is its last settled version, and what dbt 1.12 reads and writes. The next
one is a draft that keeps its number while it changes: what stands here is the draft of October 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lodestar.errors import UsageError

__all__ = ["DRAFT", "FORMATS", "PORTABLE_DIALECTS", "RELEASED", "Format", "format_of"]

RELEASED = "0.1.1"
DRAFT = "0.2.0.dev0"

PORTABLE_DIALECTS = ("ANSI_SQL", "OSSIE_SQL_2026")
"""Dialects that are standard SQL: what Lodestar writes (the first) and understands (both)."""

COMMON_DIALECTS = ("ANSI_SQL", "SNOWFLAKE", "MDX", "TABLEAU", "DATABRICKS", "MAQL")


@dataclass(frozen=True)
class Format:
    """One version of the format.

    Attributes:
        dialects: languages that an expression may be written in.
        vendors: who may add custom extensions; None where anybody may.
        datatypes: logical types that a field or metric may name; empty where it can't.
        is_flat: the document is one model. Else it holds a list of them under `semantic_model`, and may list, at its
            top, the dialects and vendors that it uses.
        names_not_empty: empty names, sources and keys are refused.
    """

    version: str
    dialects: tuple[str, ...]
    vendors: tuple[str, ...] | None
    datatypes: tuple[str, ...]
    is_flat: bool
    names_not_empty: bool

    def models(self, document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The semantic models of a valid document, each with its place in it, such as `semantic_model[0]`."""
        if self.is_flat:
            return [("", document)]
        return [(f"semantic_model[{number}]", model) for number, model in enumerate(document["semantic_model"])]


FORMATS = {
    RELEASED: Format(
        version=RELEASED,
        dialects=COMMON_DIALECTS,
        vendors=("COMMON", "SNOWFLAKE", "SALESFORCE", "DBT", "DATABRICKS", "GOODDATA"),
        datatypes=(),
        is_flat=False,
        names_not_empty=False,
    ),
    DRAFT: Format(
        version=DRAFT,
        dialects=(*COMMON_DIALECTS, "BIGQUERY", "SIGMA", "THOUGHTSPOT", "DAX", "HOLISTICS_AQL", "OSSIE_SQL_2026"),
        vendors=None,
        datatypes=(
            "String",
            "Integer",
            "Decimal",
            "Float",
            "Boolean",
            "Date",
            "Time",
            "DateTime",
            "DateTimeTz",
            "Opaque",
        ),
        is_flat=True,
        names_not_empty=True,
    ),
}


def format_of(version: Any) -> Format:
    """The format of that version.

    Raises:
        UsageError: Lodestar knows none of that version.
    """
    if not isinstance(version, str) or version not in FORMATS:
        raise UsageError(f"OSI {version!r} is not known here. Lodestar reads and writes {' and '.join(FORMATS)}.")
    return FORMATS[version]
