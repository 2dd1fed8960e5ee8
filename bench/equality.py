"""Whether two tables say the same: compared before anything is timed, row for row."""

from __future__ import annotations

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

__all__ = ["DifferenceError", "require_equal"]

TOLERANCE = 1e-9
SHOWN = 5


class DifferenceError(Exception):
    """Two ways to compute the same rows disagree: the bench has nothing to measure."""


def require_equal(
    connection: DuckDBPyConnection,
    what: str,
    left: str,
    right: str,
    *,
    keys: Sequence[str],
    values: Sequence[str] = ("value",),
    absent: str | None = None,
) -> int:
    """Compares two relations by their keys and returns how many rows they have.

    Args:
        left, right: tables, or queries in parentheses. No key may stand twice.
        absent: what a row or value stands for that `right` doesn't have, `0` or `null`, for SQL that leaves empty
            periods out. None: every row must be there.

    Raises:
        DifferenceError: a row is missing, stands twice, or differs by more than 1e-9 of its value.
    """
    listed = ", ".join(keys)
    same = " and ".join(_same(f"a.{value}", f"b.{value}", absent) for value in values)
    shown = ", ".join(f"a.{value}, b.{value}" for value in values)
    standing = "is_left" if absent else "is_left and is_right"
    compared = f"""
        from (select *, true as is_left from {left}) as a
        full join (select *, true as is_right from {right}) as b using ({listed})
    """
    wrong = f"where not coalesce({same} and {standing}, false)"
    found = connection.execute(f"select {listed}, {shown} {compared} {wrong} order by all limit {SHOWN}").fetchall()
    rows, keys_left = _counts(connection, left, listed)
    others, keys_right = _counts(connection, right, listed)
    is_doubled = rows != keys_left or others != keys_right
    if found or is_doubled or (rows != others and absent is None):
        lines = "\n".join(f"  {row}" for row in found)
        raise DifferenceError(
            f"{what}: {rows} rows with {keys_left} keys against {others} with {keys_right}; "
            f"some that differ ({listed}, {shown}):\n{lines}"
        )
    return rows


def _same(left: str, right: str, absent: str | None) -> str:
    if absent:
        right = f"coalesce({right}, {absent})"
    # DuckDB finds NaN <= NaN and infinity <= infinity true
    is_close = (
        f"isfinite({left}) and isfinite({right}) "
        f"and abs({left} - {right}) <= {TOLERANCE} * greatest(abs({left}), abs({right}))"
    )
    return f"({left} is not distinct from {right} or coalesce({is_close}, false))"


def _counts(connection: DuckDBPyConnection, relation: str, keys: str) -> tuple[int, int]:
    counts = connection.execute(f"select count(*), count(distinct ({keys})) from {relation}").fetchone()
    assert counts is not None
    return counts
