"""Values of people in files that are about to be published: found by comparing sets, in one pass over each raw column.

Two ways, because either alone is blind: a published text that *is* a tagged raw value (a name as a member of a
dimension), and an e-mail address or phone number anywhere *in* a published text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from lodestar.errors import ReleaseError
from lodestar.warehouse.connection import quoted

__all__ = ["SHORTEST", "Exposure", "find_exposed"]

SHORTEST = 5
"""Bytes in UTF-8 of the shortest text that is compared: five Latin letters or two Chinese ones. Shorter ones coincide
with everything."""

EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
PHONE = (
    r"(?:^|[^0-9A-Za-z.])"
    r"((?:\+[0-9]{1,3}[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|\+[0-9]{1,3}(?:[ -]?[0-9]){7,12})"
    r"(?:$|[^0-9A-Za-z])"
)
"""Numbers of Chinese mobiles, and any number that says its country."""

DECLARED_TABLES = ("metric_catalog", "metric_lineage", "check_results", "release")
"""Written by people in the project or by Lodestar, not made of raw rows: an owner's address there is no customer's."""

DECLARED_COLUMNS = ("metric_name", "grain", "dimension", "unit")

Column = tuple[str, str]
"""`(schema.table, column)` of the warehouse."""


@dataclass(frozen=True)
class Exposure:
    """A published column that shows people.

    Attributes:
        kind: `value` where whole texts are raw values, `address` where texts hold e-mail addresses or phone numbers.
        rows: published rows that do.
    """

    table: str
    column: str
    kind: str
    rows: int


def find_exposed(
    files: Iterable[Path], warehouse: Path, tagged: Sequence[Column], public: Sequence[Column] = ()
) -> list[Exposure]:
    """What the files show of people; the values themselves are told to nobody.

    Args:
        files: DuckDB and Parquet files of a release.
        warehouse: where raw tables are.
        tagged: raw columns about people.
        public: columns of models; a value that stands in one of them may be published.

    Raises:
        ReleaseError: a file can't be read.
    """
    try:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"attach '{_text(warehouse)}' as build (read_only)")
            _read_published(connection, files)
            _find_addresses(connection)
            connection.execute(
                "create temp table wanted as select distinct lower(trim(value)) as value from published "
                f"where not declared and strlen(trim(value)) >= {SHORTEST} union select value from addresses"
            )
            connection.execute("create temp table known (value varchar)")
            connection.execute("create temp table allowed (value varchar)")
            for target, columns in (("known", tagged), ("allowed", public)):
                for relation, column in columns:
                    _collect(connection, target, relation, column)
            return _exposures(connection)
    except duckdb.Error as error:
        raise ReleaseError(f"What is to be published can't be looked into: {str(error).splitlines()[0]}") from error


def _read_published(connection: duckdb.DuckDBPyConnection, files: Iterable[Path]) -> None:
    connection.execute(
        "create temp table published (origin varchar, relation varchar, name varchar, declared boolean, value varchar, "
        "rows bigint)"
    )
    for number, path in enumerate(sorted(files)):
        if path.suffix == ".parquet":
            _read_table(connection, "parquet", path.stem, f"read_parquet('{_text(path)}')")
        elif path.suffix == ".duckdb":
            alias = f"published_{number}"
            connection.execute(f"attach '{_text(path)}' as {alias} (read_only)")
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() where database_name = ?", [alias]
            ).fetchall()
            for schema, table in tables:
                _read_table(connection, "duckdb", table, quoted(alias, schema, table))


def _read_table(connection: duckdb.DuckDBPyConnection, origin: str, table: str, relation: str) -> None:
    for row in connection.execute(f"describe select * from {relation}").fetchall():
        column, data_type = str(row[0]), str(row[1])
        if not data_type.startswith(("VARCHAR", "JSON", "ENUM", "STRUCT", "MAP", "UNION")) and "[" not in data_type:
            continue
        declared = table in DECLARED_TABLES or column in DECLARED_COLUMNS
        connection.execute(
            f"insert into published select ?, ?, ?, ?, cast({quoted(column)} as varchar) as value, count(*) "
            f"from {relation} where {quoted(column)} is not null group by all",
            [origin, table, column, declared],
        )


def _find_addresses(connection: duckdb.DuckDBPyConnection) -> None:
    """Addresses and numbers within published texts, as they stand in raw columns: lower case, or digits."""
    connection.execute(
        "create temp table found as select origin, relation, name, declared, rows, value as whole, "
        "lower(unnest(regexp_extract_all(value, ?) || regexp_extract_all(value, ?, 1))) as value from published",
        [EMAIL, PHONE],
    )
    connection.execute("create temp table addresses as select distinct value from found")


def _collect(connection: duckdb.DuckDBPyConnection, target: str, relation: str, column: str) -> None:
    schema, _, table = relation.partition(".")
    there = connection.execute(
        "select count(*) from duckdb_columns() where database_name = 'build' and lower(schema_name) = lower(?) "
        "and lower(table_name) = lower(?) and lower(column_name) = lower(?)",
        [schema, table, column],
    ).fetchone()
    if not there or not there[0]:
        return
    value = f"cast(raw.{quoted(column)} as varchar)"
    # what is shorter than any published text is not folded to compare
    connection.execute(
        f"insert into {target} select distinct wanted.value from build.{quoted(schema, table)} as raw "
        f"inner join wanted on wanted.value = lower(trim({value})) "
        f"where strlen({value}) >= (select coalesce(min(strlen(value)), 0) from wanted)"
    )


def _exposures(connection: duckdb.DuckDBPyConnection) -> list[Exposure]:
    rows = connection.execute(
        """
        with

        whole as (

            select origin, relation, name, 'value' as kind, sum(rows) as rows
            from published
            where not declared
                and strlen(trim(value)) >= ?
                and lower(trim(value)) in (select value from known)
                and lower(trim(value)) not in (select value from allowed)
            group by all

        ),

        within as (

            select origin, relation, name, 'address' as kind, sum(rows) as rows
            from (select distinct origin, relation, name, rows, whole, declared, value from found) as found
            where (not declared or value in (select value from known))
                and value not in (select value from allowed)
                and lower(trim(whole)) not in (select value from allowed)
            group by all

        )

        -- the same table stands in the DuckDB file and in Parquet: what is in both is told once
        select relation, name, kind, max(rows) as rows
        from (select * from whole union all select * from within) as shown
        group by all
        order by all
        """,
        [SHORTEST],
    ).fetchall()
    return [Exposure(table, column, kind, int(count)) for table, column, kind, count in rows]


def _text(value: object) -> str:
    return str(value).replace("'", "''")
