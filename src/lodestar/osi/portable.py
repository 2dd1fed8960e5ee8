"""Expressions that mean the same in every SQL: read from a project's dialect, said in standard SQL, or refused.

    tree = portable("case when is_valid then order_amount end", "duckdb")
    say(qualified(tree, lambda column: column_of("orders", column)))
    # CASE WHEN orders.is_valid THEN orders.order_amount END

Only what is listed in `PORTABLE` passes. A function that engines spell or compute differently is not guessed at.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import expressions as e
from sqlglot.errors import SqlglotError

__all__ = [
    "NotPortable",
    "bare_column",
    "column_of",
    "divided",
    "portable",
    "qualified",
    "require_portable",
    "say",
    "single",
]

PORTABLE: tuple[type[e.Expr], ...] = (
    *(e.Column, e.Identifier, e.Literal, e.Boolean, e.Null, e.Paren, e.Neg, e.Not, e.And, e.Or),
    *(e.EQ, e.NEQ, e.LT, e.LTE, e.GT, e.GTE, e.Is, e.In, e.Between, e.Like, e.Escape),
    *(e.Case, e.If, e.Coalesce, e.Nullif, e.Cast, e.DataType, e.DataTypeParam),
    *(e.Add, e.Sub, e.Mul, e.Div, e.Mod, e.Abs, e.Round, e.Floor, e.Ceil, e.Greatest, e.Least),
    *(e.Lower, e.Upper, e.Trim, e.Substring, e.Length, e.DPipe, e.Extract, e.Var),
    *(e.TimestampTrunc, e.DateTrunc, e.CurrentDate, e.CurrentTimestamp),
)

TYPES = ("BIGINT", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "FLOAT", "INT", "SMALLINT", "TEXT", "TIMESTAMP", "VARCHAR")

STANDARD = "postgres"
"""sqlglot has no writer of standard SQL; what PostgreSQL says of the expressions above is the standard's."""


class NotPortable(Exception):  # noqa: N818  (an answer, not an error: the loss manifest says it)
    """Standard SQL does not say this; the message says why."""


def portable(text: str, dialect: str) -> e.Expr:
    """An expression over the columns of one table, as a tree.

    Raises:
        NotPortable: it can't be read, or it holds more than standard SQL says everywhere.
    """
    tree = single(text, dialect)
    require_portable(tree, text)
    if any(column.table for column in tree.find_all(e.Column)):
        raise NotPortable(f"{text!r} names a table")
    return tree.transform(_divided_safely)


def single(text: str, dialect: str) -> e.Expr:
    """The one expression that a text is.

    Raises:
        NotPortable: it can't be read, is several, or has a comment, which could swallow what stands behind it.
    """
    try:
        trees = sqlglot.parse(text, dialect=dialect)
    except (SqlglotError, RecursionError) as error:
        raise NotPortable(f"{text!r} is no expression") from error
    if len(trees) != 1 or not isinstance(trees[0], e.Condition | e.WithinGroup | e.Filter):
        raise NotPortable(f"{text!r} is no single expression")
    if any(node.comments for node in trees[0].walk()):
        raise NotPortable(f"{text!r} has a comment")
    return trees[0]


def require_portable(tree: e.Expr, text: str) -> None:
    """Checks that a tree holds nothing but `PORTABLE`; `text` is where it comes from.

    Raises:
        NotPortable: it holds something else.
    """
    for node in tree.walk():
        if not isinstance(node, PORTABLE):
            raise NotPortable(f"{text!r} has {node.key.upper()}, which not every SQL says in the same way")
        if isinstance(node, e.DataType) and node.this.value not in TYPES:
            raise NotPortable(f"{text!r} casts to {node.this.value}, which not every SQL has")


def qualified(tree: e.Expr, resolve: Callable[[str], e.Expr]) -> e.Expr:
    """The tree with something else for each column's name."""
    return tree.transform(lambda node: resolve(node.name) if isinstance(node, e.Column) else node)


def column_of(dataset: str, field: str) -> e.Column:
    """`dataset.field`."""
    return e.column(field, table=dataset)


def bare_column(text: str, dialect: str) -> str | None:
    """The column's name where the expression is nothing else."""
    try:
        tree = portable(text, dialect)
    except NotPortable:
        return None
    return tree.name if isinstance(tree, e.Column) else None


def divided(numerator: e.Expr, denominator: e.Expr) -> e.Expr:
    """A quotient that keeps its fraction, and is NULL where there is nothing to divide by."""
    is_number = isinstance(denominator, e.Literal) and denominator.is_number and float(denominator.this) != 0
    safe = denominator if is_number else e.Nullif(this=denominator, expression=e.Literal.number(0))
    return e.Div(this=e.cast(numerator, "double"), expression=safe)


def say(tree: e.Expr) -> str:
    """The tree as standard SQL. Names that are words of SQL are quoted."""
    text: str = tree.sql(STANDARD)
    try:
        again = sqlglot.parse_one(text, dialect=STANDARD)
    except SqlglotError:
        again = None
    if again is not None and {str(c) for c in again.find_all(e.Column)} == {str(c) for c in tree.find_all(e.Column)}:
        return text
    quoted: str = tree.sql(STANDARD, identify=True)
    return quoted


def _divided_safely(node: e.Expr) -> e.Expr:
    """Engines differ in what a whole number divided by another is; here it is always the fraction."""
    return divided(node.this, node.expression) if type(node) is e.Div else node
