"""What happened to the rows of a raw table since a state of it that was noted down: late, corrected, deleted.

Rows are only ever added, each delivery with a later `_loaded_at` than the one before. So the rows of then are those up
to that time; a later row with a new key arrived late, one with a known key corrects it, what is missing was deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
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
        corrected: with a known key and other content than its last row of then.
        deleted: gone.
        said_deleted: said to be deleted by a later row.
        copies: equal to the last row of their key; they change nothing.
        overwritten: whether rows of then hold something else now, which adding rows can't do.
        is_told_apart: whether rows of then can be told from later ones. They can't where a table does not say when a
            row was loaded, or was loaded anew as a whole; then the other numbers are not known.
    """

    late: int = 0
    corrected: int = 0
    deleted: int = 0
    said_deleted: int = 0
    copies: int = 0
    overwritten: bool = False
    is_told_apart: bool = True


def raw_changes(warehouse: Path, table: KeyedTable, then: RawTable, *, has_other_rows: bool) -> RawChanges:
    """What happened to a table since `then`.

    Args:
        has_other_rows: the rows of then that are still there give another digest than they gave then.
    """
    if not then.is_dated:
        return RawChanges(overwritten=has_other_rows, is_told_apart=False)
    source = quoted(table.schema, table.name)
    with connect(warehouse) as connection:
        columns = [
            row[0]
            for row in connection.execute(
                "select column_name from duckdb_columns() where database_name = current_database() "
                "and schema_name = ? and table_name = ? order by column_index",
                [table.schema, table.name],
            ).fetchall()
        ]
        if not columns:
            return RawChanges(deleted=then.rows)
        content = ", ".join(f"raw.{quoted(name)}" for name in columns if name not in LOADER_COLUMNS)
        counts = connection.execute(_counting(table, source, then.condition, content)).fetchone()
    assert counts is not None
    kept, late, copies, gone, corrected = map(int, counts)
    if then.rows and not kept:
        # all of it has gone, or was loaded anew: without rows of then nobody can say which of the new ones are late
        return RawChanges(deleted=then.rows) if not late else RawChanges(overwritten=True, is_told_apart=False)
    missing = max(then.rows - kept, 0)
    return RawChanges(late, corrected, missing, gone, copies, has_other_rows and not missing)


def _counting(table: KeyedTable, source: str, old: str, content: str) -> str:
    """SQL that counts the rows of then, and the others as late, copied, said to be deleted, corrected."""
    deleted = f"coalesce(({table.deleted_when}), false)" if table.deleted_when else "false"
    if table.key:
        names = [quoted(name) for name in table.key]
        same_key = " and ".join(f"last.{name} = raw.{name}" for name in names)
        latest = (
            f"select {', '.join(names)}, hash({content}) as content, true as is_known from {source} as raw where {old} "
            f"qualify row_number() over (partition by {', '.join(names)} "
            f"order by {LOADED_AT} desc, hash({content})) = 1"
        )
    else:
        same_key, latest = "false", "select 0 as content, false as is_known"
    return f"""with latest as ({latest}),
fresh as (
    select
        coalesce(last.is_known, false) as is_known,
        last.content = hash({content}) as is_same,
        {deleted} as is_deleted
    from {source} as raw left join latest as last on {same_key} where not ({old})
)
select
    (select count(*) from {source} where {old}),
    count(*) filter (where not is_known),
    count(*) filter (where is_known and is_same),
    count(*) filter (where is_known and not is_same and is_deleted),
    count(*) filter (where is_known and not is_same and not is_deleted)
from fresh"""


def subset_condition(table: KeyedTable, then: Mapping[str, RawTable], subset: Subset) -> str:
    """SQL of the rows of a subset, over `origin.<schema>.<name> as raw`; `true` for all of them."""
    state = then.get(f"{table.schema}.{table.name}")
    if subset is Subset.everything or state is None or not state.is_dated:
        return "true"
    old = state.condition
    if subset is Subset.kept:
        return old
    known = _is_known(table, old)
    if subset is Subset.with_late:
        return f"({old} or not ({known}))"
    if table.deleted_when:
        return f"({old} or not ({known}) or not coalesce(({table.deleted_when}), false))"
    return "true"


def _is_known(table: KeyedTable, old: str) -> str:
    """Whether the key of a row `raw` stood in the table then. Without a key, or with none in it, nothing is known."""
    if not table.key:
        return "false"
    names = [quoted(name) for name in table.key]
    same = " and ".join(f"before.{name} = raw.{name}" for name in names)
    chosen = f"select {', '.join(names)} from origin.{quoted(table.schema, table.name)} where {old}"
    return f"exists (select 1 from ({chosen}) as before where {same})"
