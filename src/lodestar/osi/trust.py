"""What a document from elsewhere may bring into a project: names, texts and expressions; no templates, no queries.

dbt reads most texts of a `.yml` as Jinja templates, which can read the environment and run SQL; MetricFlow puts
expressions into its SQL as they are. So a document's texts are checked before any of them is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlglot import expressions as e

from lodestar.catalog.contract import IDENTIFIER
from lodestar.errors import ConfigurationError
from lodestar.osi.portable import NotPortable, single

__all__ = ["identifier", "name_for_dbt", "require_trusted", "without_jinja"]

JINJA = re.compile(r"\{\{|\{%|\{#")
ITEM = re.compile(r"\{\{\s*(?:Dimension|TimeDimension|Entity)\([\w\s'\",=\[\]]*\)(?:\.grain\([\w\s'\"]*\))?\s*\}\}")
"""The one kind of template that a filter needs."""

NAMES = frozenset({"name", "alias", "entity", "semantic_model", "agg_time_dimension", "primary_entity", "schema_name"})
EXPRESSIONS = frozenset({"expr"})
TEMPLATES = frozenset({"where_sql_template"})

DBT_NAME = re.compile(r"[a-z](?:(?!__)[a-z0-9_])*[a-z0-9]")
RESERVED = frozenset(
    ("nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year")
) | {"metric_time", "mf_internal_uuid"}
LONGEST = 128


def identifier(name: Any, place: str) -> str:
    """A name that may stand in SQL and in the name of a file.

    Raises:
        ConfigurationError: it may not.
    """
    if not isinstance(name, str) or len(name) > LONGEST or not IDENTIFIER.fullmatch(name):
        raise ConfigurationError(
            f"{place} is {name!r}, which is no name: write letters, digits and underscores, at most {LONGEST}."
        )
    return name


def name_for_dbt(name: str) -> str | None:
    """The name as dbt's semantic layer takes it, in lower case; None where it takes none such."""
    lower = name.lower()
    return lower if DBT_NAME.fullmatch(lower) and lower not in RESERVED and len(lower) <= LONGEST else None


def without_jinja(value: Any, place: str) -> None:
    """Checks all texts of a value, however deep.

    Raises:
        ConfigurationError: one of them is a template.
    """
    if isinstance(value, str) and JINJA.search(value):
        raise ConfigurationError(
            f"{place} has {JINJA.search(value).group()!r}, with which a template begins; dbt would run it. "  # type: ignore[union-attr]
            "Take it out of the document."
        )
    if isinstance(value, Mapping):
        for key, inner in value.items():
            without_jinja(key, place)
            without_jinja(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            without_jinja(inner, f"{place}[{number}]")


def require_trusted(value: Any, place: str, dialect: str, key: str = "") -> None:
    """Checks a definition of dbt's that a document brings, however deep: names, expressions, filters and texts.

    Args:
        dialect: the SQL that its expressions are in.
        key: the key that `value` stands under.

    Raises:
        ConfigurationError: something in it may not come in; the message says where.
    """
    if key == "meta":
        without_jinja(value, place)
    elif isinstance(value, Mapping):
        for inner_key, inner in value.items():
            require_trusted(inner, f"{place}.{inner_key}", dialect, inner_key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            require_trusted(inner, f"{place}[{number}]", dialect)
    elif key in NAMES and value is not None:
        identifier(value, place)
    elif key in TEMPLATES:
        rest = ITEM.sub("osi_item", str(value))
        without_jinja(rest, place)
        _require_expression(rest, place, dialect)
    elif key in EXPRESSIONS and value is not None:
        without_jinja(value, place)
        _require_expression(str(value), place, dialect)
    else:
        without_jinja(value, place)


def _require_expression(text: str, place: str, dialect: str) -> None:
    try:
        tree = single(text, dialect)
    except NotPortable as reason:
        raise ConfigurationError(f"{place}: {reason}. Write one SQL expression.") from reason
    if tree.find(e.Query, e.Command):
        raise ConfigurationError(f"{place}: {text!r} holds a query. Write an expression over columns.")
