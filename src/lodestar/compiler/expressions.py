"""Expressions of people: read into trees, and what the planner lets them be."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from lodestar.compiler.joins import NotPlannable

__all__ = ["parsed", "require_plain"]

CHANGING = (
    expressions.CurrentDate,
    expressions.CurrentDatetime,
    expressions.CurrentTime,
    expressions.CurrentTimestamp,
    expressions.Rand,
    expressions.Uuid,
)
CHANGING_NAMES = frozenset(
    {"now", "today", "random", "uuid", "gen_random_uuid", "clock_timestamp", "nextval", "getdate"}
)


def parsed(text: str, dialect: str) -> expressions.Expr:
    """An expression as a tree.

    Raises:
        NotPlannable: sqlglot can't read it, or it holds a query.
    """
    try:
        found = sqlglot.parse_one(text, dialect=dialect)
    except SqlglotError as error:
        raise NotPlannable(f"{text!r} is no expression: {str(error).splitlines()[0]}") from error
    if found.find(expressions.Query):
        raise NotPlannable(f"{text!r} holds a query")
    return found


@lru_cache(maxsize=4096)
def require_plain(expression: str, dialect: str) -> None:
    """Checks that only the row decides the value: a state is not computed anew when the clock or another table moves.

    Raises:
        NotPlannable: it holds a query, a clock or chance, or sqlglot can't read it.
    """
    found = parsed(expression, dialect)
    names = {str(function.name).lower() for function in found.find_all(expressions.Anonymous)}
    if found.find(*CHANGING) or names & CHANGING_NAMES:
        raise NotPlannable(f"{expression!r} is another one at another time")
