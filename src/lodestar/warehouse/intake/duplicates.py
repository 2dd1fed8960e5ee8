"""Rows that repeat a key: held back where a source declares which one stands, counted where it does not."""

from __future__ import annotations

from datetime import datetime

import duckdb

from lodestar.catalog.source import SourceTable
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.columns import literal
from lodestar.warehouse.intake.quarantine import add_broken
from lodestar.warehouse.intake.rules import FINDING

__all__ = ["count_copies", "find_losers"]


def count_copies(connection: duckdb.DuckDBPyConnection, table: SourceTable, loaded_at: datetime) -> dict[str, int]:
    """Rows of each file of a delivery whose key an earlier row of the delivery has."""
    if not table.key:
        return {}
    relation, key = quoted(table.schema, table.identifier), _key(table)
    # by hash first: ten million keys of text fit in memory as numbers
    return dict(
        connection.execute(
            f"""
            with rows as (
                select _source_file, _source_line, {key} from {relation} where _loaded_at = ? and {_known(table)}
            ),
            suspects as (
                select hash({key}) as hashed from rows group by 1 having count(*) > 1
            ),
            numbered as (
                select _source_file,
                    row_number() over (partition by {key} order by _source_file, _source_line) as place
                from rows where hash({key}) in (select hashed from suspects)
            )
            select _source_file, count(*) from numbered where place > 1 group by 1
            """,
            [loaded_at],
        ).fetchall()
    )


def find_losers(connection: duckdb.DuckDBPyConnection, table: SourceTable, loaded_at: datetime) -> None:
    """Adds the rows of a delivery that don't stand to the session's list of broken ones.

    With `first`, the first row of a key stands, in whatever delivery it came. With `last`, the last one of a delivery
    does, and a later delivery brings a later state.
    """
    if not table.winner:
        return
    relation, key = quoted(table.schema, table.identifier), _key(table)
    same_key = " and ".join(f"row.{quoted(name)} = stands.{quoted(name)}" for name in table.key)
    same = " and ".join(f"row.{quoted(name)} is not distinct from stands.{quoted(name)}" for name in table.columns)
    first = table.winner == "first"
    since = "true" if first else f"_loaded_at = timestamp {literal(loaded_at.isoformat(sep=' '))}"
    order = ", ".join(f"{name} {'asc' if first else 'desc'}" for name in ("_loaded_at", "_source_file", "_source_line"))
    others = [name for name in table.columns if name not in table.key]
    differing = ", ".join(
        f"case when row.{quoted(name)} is distinct from stands.{quoted(name)} then {literal(name)} || ' is ' || "
        f"coalesce(stands.{quoted(name)}::varchar, 'missing') || ' there, ' || "
        f"coalesce(row.{quoted(name)}::varchar, 'missing') || ' here' end"
        for name in others
    )
    place = "stands._source_file || ', line ' || stands._source_line"
    named = " || ', ' || ".join(f"{literal(name + ' ')} || row.{quoted(name)}::varchar" for name in table.key)
    add_broken(
        connection,
        f"""
        with keys as (
            select distinct {key} from {relation} where _loaded_at = ? and {_known(table)}
        ),
        rows as (
            select * from {relation} semi join keys using ({key}) where {since}
        ),
        standing as (
            select * from rows qualify row_number() over (partition by {key} order by {order}) = 1
        )
        select row._source_file, row._source_line, cast([{{
            'rule': case when {same} then 'duplicate' else 'conflict' end,
            'column_name': null,
            'reason': case when {same} then {named} || ' is the same as ' || {place} || ', which stands.'
                else {named} || ' contradicts ' || {place} || ', which stands ({table.winner} wins): '
                    || array_to_string(list_filter([{differing}], lambda one: one is not null), '; ') || '.' end
        }}] as {FINDING}[])
        from rows as row inner join standing as stands on {same_key}
        where row._loaded_at = ?
            and (row._loaded_at, row._source_file, row._source_line)
                is distinct from (stands._loaded_at, stands._source_file, stands._source_line)
        """,
        [loaded_at, loaded_at],
    )


def _key(table: SourceTable) -> str:
    return ", ".join(quoted(name) for name in table.key)


def _known(table: SourceTable) -> str:
    """A row that lacks a part of its key repeats no other."""
    return " and ".join(f"{quoted(name)} is not null" for name in table.key)
