"""Raw tables at a freeze beside those of now: whether they can be compared, and what happened to them since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.catalog.archive import Archive
from lodestar.warehouse.raw_changes import KeyedTable, RawChanges, raw_changes
from lodestar.warehouse.raw_state import RawTable, raw_digests, raw_state
from lodestar.workflows.played_models import raw_tables

__all__ = ["RawThen", "changes_since", "holds", "raw_tables_of"]


@dataclass(frozen=True)
class RawThen:
    """Raw tables at a freeze: their states, and digests of their rows where they were taken and can be compared."""

    states: Mapping[str, RawTable]
    digests: Mapping[str, str]

    @classmethod
    def read(cls, facts: Mapping[str, Mapping[str, Any]], is_same_engine: bool) -> RawThen:
        """From the facts of a freeze. Another version of DuckDB may give the same rows another digest."""
        states = raw_tables_of({"raw": facts})
        digests = {name: found["digest"] for name, found in facts.items() if found.get("digest") and is_same_engine}
        return cls(states, digests)


def holds(warehouse: Path, facts: Mapping[str, Any]) -> bool:
    """Whether the warehouse holds the raw rows that the release was made from, and no others."""
    released = raw_tables_of(facts)
    if not released or not warehouse.exists():
        return False
    return raw_state(warehouse, [_split(name) for name in released]) == released


def _split(relation: str) -> tuple[str, str]:
    schema, _, name = relation.partition(".")
    return schema, name


def changes_since(
    warehouse: Path, metrics: Sequence[str], then: RawThen, archive: Archive | None
) -> dict[str, dict[str, RawChanges]]:
    """Metric -> raw table -> what happened to it since."""
    if archive is None:
        return {}
    digests = raw_digests(warehouse, {name: then.states[name] for name in then.digests})
    known: dict[KeyedTable, RawChanges] = {}
    found: dict[str, dict[str, RawChanges]] = {}
    for metric in metrics:
        tables = raw_tables(archive, metric) if metric in archive.catalog.metrics else ()
        for table in tables:
            relation = f"{table.schema}.{table.name}"
            if table not in known and relation in then.states:
                has_other = relation in then.digests and digests.get(relation) != then.digests[relation]
                known[table] = raw_changes(warehouse, table, then.states[relation], has_other_rows=has_other)
        found[metric] = {f"{t.schema}.{t.name}": known[t] for t in tables if t in known}
    return found


def raw_tables_of(facts: Mapping[str, Any]) -> dict[str, RawTable]:
    """The raw tables that a release was made from, or that a freeze noted down."""
    return {name: _table(state) for name, state in facts.get("raw", {}).items()}


def _table(facts: Mapping[str, Any]) -> RawTable:
    return RawTable(facts["rows"], facts["loaded_through"], facts["is_dated"], tuple(facts["columns"]))
