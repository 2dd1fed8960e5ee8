"""What the planner lets an expression of people be: something that a row alone decides."""

from __future__ import annotations

from functools import lru_cache

import sqlglot
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from lodestar.compiler.joins import NotPlannable

__all__ = ["require_plain"]

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


@lru_cache(maxsize=4096)
def require_plain(expression: str, dialect: str) -> None:
    """Checks that only the row decides the value: a state is not computed anew when the clock or another table moves.

    Raises:
        NotPlannable: it holds a query, a clock or chance, or sqlglot can't read it.
    """
    try:
        parsed = sqlglot.parse_one(expression, dialect=dialect)
    except SqlglotError as error:
        raise NotPlannable(f"{expression!r} is no expression: {str(error).splitlines()[0]}") from error
    if parsed.find(expressions.Query):
        raise NotPlannable(f"{expression!r} holds a query")
    names = {str(function.name).lower() for function in parsed.find_all(expressions.Anonymous)}
    if parsed.find(*CHANGING) or names & CHANGING_NAMES:
        raise NotPlannable(f"{expression!r} is another one at another time")
