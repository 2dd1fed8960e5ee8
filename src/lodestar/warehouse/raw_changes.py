"""What happened to the rows of a raw table since a state of it that was noted down: late, corrected, deleted.

Rows are only ever added, each delivery with a later `_loaded_at` than the one before. So the rows of then are those up
to that time; a later row with a new key arrived late, one with a known key corrects it, what is missing was deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from lodestar.warehouse.connection import connect, quoted
from lodestar.warehouse.raw_state import LOADED_AT, RawTable

__all__ = ["KeyedTable", "RawChanges", "Subset", "raw_changes", "subset_condition"]

LOADER_COLUMNS = (LOADED_AT, "_source_file", "_source_line")


class Subset(IntEnum):
    """Rows of a raw table, each with what is in the one before."""

    kept = 0
    """Those of then that are still there."""
    with_late = 1
    """And those with a key that was not known then."""
    with_corrected = 2
    """And those that correct a known key."""
    everything = 3
    """And those that say that a known key is deleted."""


@dataclass(frozen=True)
class KeyedTable:
    """A raw table: its key, and which rows say that their key is deleted (SQL; empty: none do)."""

    schema: str
    name: str
    key: tuple[str, ...] = ()
    deleted_when: str = ""


@dataclass(frozen=True)
class RawChanges:
    """Numbers of rows since then.

    Attributes:
        late: with a key that was not known; all new rows of a table without a key.
        corrected: with a known key and other content.
        deleted: gone.
        said_deleted: said to be deleted by a later row.
        copies: equal to a row of then; they change nothing.
        overwritten: whether rows of then hold something else now, which adding rows can't do.
        is_dated: whether the table says when a row was loaded; None of the numbers is known otherwise.
    """

    late: int = 0
    corrected: int = 0
    deleted: int = 0
    said_deleted: int = 0
    copies: int = 0
    overwritten: bool = False
    is_dated: bool = True


def raw_changes(warehouse: Path, table: KeyedTable, then: RawTable, *, has_other_rows: bool) -> RawChanges:
    """What happened to a table since `then`.

    Args:
        has_other_rows: the rows of then that are still there give another digest than they gave then.
    """
    if then.loaded_through is None:
        return RawChanges(is_dated=False)
    source = quoted(table.schema, table.name)
    old, new = (f"{LOADED_AT} {sign} timestamp '{then.loaded_through}'" for sign in ("<=", ">"))
    with connect(warehouse) as connection:
        columns = [
            row[0]
            for row in connection.execute(
                "select column_name from duckdb_columns() where database_name = current_database() "
                "and schema_name = ? and table_name = ?",
                [table.schema, table.name],
            ).fetchall()
        ]
        if not columns:
            return RawChanges(deleted=then.rows)
        content = ", ".join(quoted(name) for name in columns if name not in LOADER_COLUMNS)
        known = _is_known(table, source, old)
        gone = f"coalesce(({table.deleted_when}), false)" if table.deleted_when else "false"
        counts = connection.execute(
            f"with fresh as (select * from {source} as raw where {new}), "
            f"copies as (select {content} from fresh intersect select {content} from {source} where {old}) "
            f"select (select count(*) from {source} where {old}), "
            f"count(*) filter (where not ({known})), "
            f"count(*) filter (where ({known}) and not {gone}), count(*) filter (where ({known}) and {gone}), "
            f"(select count(*) from fresh semi join copies using ({content})) from fresh as raw"
        ).fetchone()
    assert counts is not None
    kept, late, again, said_deleted, copies = map(int, counts)
    missing = max(then.rows - kept, 0)
    corrected = max(again - copies, 0) if table.key else 0
    late = late if table.key else max(late - copies, 0)
    return RawChanges(late, corrected, missing, said_deleted, copies, has_other_rows and not missing)


def subset_condition(table: KeyedTable, then: Mapping[str, RawTable], subset: Subset) -> str:
    """SQL of the rows of a subset, over `origin.<schema>.<name> as raw`; `true` for all of them."""
    state = then.get(f"{table.schema}.{table.name}")
    if subset is Subset.everything or state is None or state.loaded_through is None:
        return "true"
    old = f"raw.{LOADED_AT} <= timestamp '{state.loaded_through}'"
    if subset is Subset.kept:
        return old
    known = _is_known(table, f"origin.{quoted(table.schema, table.name)}", old.replace("raw.", ""))
    if subset is Subset.with_late:
        return f"({old} or not ({known}))"
    if table.deleted_when:
        return f"({old} or not ({known}) or not coalesce(({table.deleted_when}), false))"
    return "true"


def _is_known(table: KeyedTable, source: str, old: str) -> str:
    """Whether the key of a row `raw` stood in the table then. Without a key, no row corrects another."""
    if not table.key:
        return "false"
    names: Sequence[str] = [quoted(name) for name in table.key]
    same = " and ".join(f"before.{name} is not distinct from raw.{name}" for name in names)
    return f"exists (select 1 from {source} as before where before.{old} and {same})"
