"""Metric values computed beside a warehouse, and two sets of them side by side.

with comparison() as values:
    values.compute({"net_revenue": "before"}, warehouse, statements)
    values.compute({"net_revenue": "after"}, other_warehouse, other_statements)
    values.pairs("before", "after", "net_revenue")

Everything is written to memory or a temporary file; the warehouses are opened to read alone.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from lodestar.errors import BuildError
from lodestar.warehouse.connection import quoted

__all__ = ["ASIDE", "WAREHOUSE", "Comparison", "PairCounts", "ValuePair", "comparison"]

ASIDE = "aside"
"""Name of the catalog that computed tables are written to."""

WAREHOUSE = "warehouse"
"""Name under which the marts are attached: DuckDB names a catalog after its file, and views inside it say that name."""

DIGITS = 1e-12
"""Values that differ by a smaller share are equal: sums of doubles depend on their order."""

EMPTY = """select
    '' as grain, current_date as period_start, '' as dimension, '' as member, 0.0 as old, 0.0 as new,
    false as is_complete, false as has_old, false as has_new, false as differs
where false"""
"""No row, with the columns of values side by side."""


@dataclass(frozen=True)
class ValuePair:
    """A value of one metric before and after; None: there is none. `differs` also where only one side has a row."""

    grain: str
    period_start: date
    dimension: str
    member: str
    old: float | None
    new: float | None
    is_complete: bool
    differs: bool


@dataclass(frozen=True)
class PairCounts:
    """Rows of a metric before, after, and those that differ."""

    old: int
    new: int
    differing: int


class Comparison:
    """Sets of metric values by name, in one DuckDB."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """On a connection that has the catalog `aside`."""
        self._connection = connection

    def compute(self, names: Mapping[str, str], warehouse: Path, statements: Sequence[tuple[str, str]]) -> None:
        """Runs statements over a warehouse and keeps the rows of the last one, those of each metric as a set.

        Args:
            names: metric -> name of its set.
            statements: `(schema.table in aside, query)`, in order.

        Raises:
            BuildError: a query can't be run there.
        """
        connection = self._connection
        made: list[str] = []
        try:
            connection.execute(f"attach '{_text(warehouse)}' as {WAREHOUSE} (read_only)")
            for relation, query in statements:
                schema = relation.split(".")[0]
                connection.execute(f"create schema if not exists {ASIDE}.{quoted(schema)}")
                target = f"{ASIDE}.{quoted(*relation.split('.'))}"
                connection.execute(f"create table {target} as {query}")
                made.append(target)
            for metric, name in names.items():
                chosen = f"select * from {made[-1]} where metric_name = ?"
                connection.execute(f"create or replace table {ASIDE}.main.{quoted(name)} as {chosen}", [metric])
        except duckdb.Error as error:
            raise BuildError(f"values can't be computed: {str(error).splitlines()[0]}") from error
        finally:
            for target in made:
                connection.execute(f"drop table if exists {target}")
            connection.execute("use aside")
            connection.execute(f"detach database if exists {WAREHOUSE}")

    def counts(self, old: str, new: str, metric: str) -> PairCounts:
        """How many rows there are and differ."""
        found = self._connection.execute(
            f"select count(*) filter (has_old), count(*) filter (has_new), count(*) filter (differs) "
            f"from ({self._joined(old, new)})",
            [metric, metric],
        ).fetchone()
        return PairCounts(*map(int, found)) if found else PairCounts(0, 0, 0)

    def pairs(
        self,
        old: str,
        new: str,
        metric: str,
        *,
        dimension: str | None = None,
        grain: str | None = None,
        period: date | None = None,
    ) -> list[ValuePair]:
        """Values side by side, by grain, period, dimension and member."""
        conditions, parameters = ["true"], [metric, metric]
        for column, wanted in (("dimension", dimension), ("grain", grain), ("period_start", period)):
            if wanted is not None:
                conditions.append(f"{column} = ?")
                parameters.append(wanted)  # type: ignore[arg-type]
        rows = self._connection.execute(
            f"select grain, period_start, dimension, member, old, new, is_complete, differs "
            f"from ({self._joined(old, new)}) where {' and '.join(conditions)} "
            "order by grain, period_start, dimension, member",
            parameters,
        ).fetchall()
        return [ValuePair(*row) for row in rows]

    def value_of(self, name: str, metric: str, grain: str, period: date, dimension: str, member: str) -> float | None:
        """One value of a set; None where there is none."""
        found = self._connection.execute(
            f"select cast(value as double) from {ASIDE}.main.{quoted(name)} where metric_name = ? and grain = ? "
            "and period_start = ? and dimension = ? and member = ?",
            [metric, grain, period, dimension, member],
        ).fetchone()
        return found[0] if found else None

    def write_pairs(self, sets: Sequence[tuple[str, str, str]], path: Path) -> None:
        """All values of `(old set, new set, metric)` side by side, as Parquet or CSV by the file's suffix."""
        parts = []
        parameters: list[str] = []
        for old, new, metric in sets:
            parts.append(f"select '{_text(metric)}' as metric_name, * from ({self._joined(old, new)})")
            parameters += [metric, metric]
        if not sets:
            parts.append(f"select '' as metric_name, * from ({EMPTY})")
        kind = "format parquet" if path.suffix == ".parquet" else "format csv, header"
        query = f"select * from ({' union all '.join(parts)}) order by all"
        try:
            self._connection.execute(f"copy ({query}) to '{_text(path)}' ({kind})", parameters)
        except duckdb.Error as error:
            raise BuildError(f"{path} can't be written: {str(error).splitlines()[0]}") from error

    def _joined(self, old: str, new: str) -> str:
        sides = []
        for name in (old, new):
            sides.append(
                f"select grain, period_start, dimension, member, cast(value as double) as value, is_complete, "
                f"true as has_row from {ASIDE}.main.{quoted(name)} where metric_name = ?"
            )
        return f"""
select
    grain, period_start, dimension, member,
    o.value as old, n.value as new,
    coalesce(n.is_complete, o.is_complete) as is_complete,
    o.has_row is not null as has_old, n.has_row is not null as has_new,
    o.has_row is null or n.has_row is null or (o.value is null) <> (n.value is null)
    or coalesce(abs(o.value - n.value) > {DIGITS} * greatest(abs(o.value), abs(n.value)), false) as differs
from ({sides[0]}) as o
full outer join ({sides[1]}) as n using (grain, period_start, dimension, member)"""


@contextlib.contextmanager
def comparison(within: Path | None = None) -> Iterator[Comparison]:
    """A place to compute in, gone at the end: below the folder `within`, or where the system keeps temporary files."""
    with tempfile.TemporaryDirectory(prefix="lodestar-", dir=within) as folder, duckdb.connect() as connection:
        connection.execute(f"set temp_directory = '{_text(Path(folder) / 'spill')}'")
        connection.execute(f"attach '{_text(Path(folder) / 'aside.duckdb')}' as {ASIDE}")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"use {ASIDE}")
        yield Comparison(connection)


def _text(value: object) -> str:
    return str(value).replace("'", "''")
