"""A metric's SQL expression from elsewhere, read into dbt's kinds of metrics: simple, ratio, derived.

    read_expression("SUM(orders.amount) / COUNT(DISTINCT orders.customer_id)", tables)
    # Quotient(Aggregate("orders", "sum", "amount"), Aggregate("orders", "count_distinct", "customer_id"))

What is no arithmetic of aggregates over one dataset each is not guessed at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import expressions as e

from lodestar.osi.portable import NotPortable, qualified, require_portable, say, single

__all__ = ["Aggregate", "Arithmetic", "Quotient", "read_expression"]

STANDARD = ""
"""sqlglot's own dialect, in which OSI's validator reads ANSI_SQL too."""

FUNCTIONS = {e.Sum: "sum", e.Count: "count", e.Avg: "average", e.Min: "min", e.Max: "max", e.Median: "median"}
FRACTIONS = (e.DataType.Type.DOUBLE, e.DataType.Type.FLOAT)


@dataclass(frozen=True)
class Aggregate:
    """An aggregation over one dataset: what a simple metric is.

    Attributes:
        expr: over the columns of the dataset's table, in standard SQL.
        percentile: for `percentile`: between 0 and 1; `is_discrete` takes a value that is there.
    """

    dataset: str
    agg: str
    expr: str
    percentile: float | None = None
    is_discrete: bool = False


@dataclass(frozen=True)
class Arithmetic:
    """An expression in which `input_1` stands for the first of `inputs`, and so on."""

    expr: str
    inputs: tuple[Aggregate, ...]


@dataclass(frozen=True)
class Quotient:
    """One divided by the other, NULL where there is nothing to divide by: a ratio metric."""

    numerator: Aggregate | Arithmetic
    denominator: Aggregate | Arithmetic


Tables = Mapping[str, Mapping[str, str]]
"""Dataset -> field -> its expression over the table, in standard SQL."""


def read_expression(text: str, tables: Tables) -> Aggregate | Arithmetic | Quotient:
    """Reads a metric's expression.

    Raises:
        NotPortable: it is something else, or not standard SQL.
    """
    tree = _bare(single(text, STANDARD))
    reader = _Reader(text, tables)
    if isinstance(tree, e.Div):
        return Quotient(reader.term(_without_cast(tree.this)), reader.term(_without_nullif(tree.expression)))
    return reader.term(tree)


class _Reader:
    def __init__(self, text: str, tables: Tables) -> None:
        self._text = text
        self._names = {name.lower(): name for name in tables}
        # names that are not quoted mean the same in upper and lower case
        self._fields = {
            name.lower(): {field.lower(): sql for field, sql in fields.items()} for name, fields in tables.items()
        }

    def term(self, tree: e.Expr) -> Aggregate | Arithmetic:
        """An aggregate, or arithmetic of several."""
        tree = _bare(tree)
        if _is_aggregate(tree):
            return self._aggregate(tree)
        inputs: list[Aggregate] = []

        def named(node: e.Expr) -> e.Expr:
            if not _is_aggregate(node):
                return node
            aggregate = self._aggregate(node)
            if aggregate not in inputs:
                inputs.append(aggregate)
            return e.column(f"input_{inputs.index(aggregate) + 1}")

        rest = _outermost(tree, named)
        require_portable(rest, self._text)
        known = {f"input_{number}" for number in range(1, len(inputs) + 1)}
        if not inputs or {column.sql() for column in rest.find_all(e.Column)} - known:
            raise NotPortable(f"{self._text!r} is no arithmetic of aggregates")
        return Arithmetic(say(rest), tuple(inputs))

    def _aggregate(self, node: e.Expr) -> Aggregate:
        condition: e.Expr | None = None
        if isinstance(node, e.Filter):
            node, condition = node.this, node.expression.this
        percentile, is_discrete = None, False
        if isinstance(node, e.WithinGroup):
            percentile, is_discrete = self._percentile(node), isinstance(node.this, e.PercentileDisc)
            row, agg = node.expression.expressions[0].this, "percentile"
        else:
            agg = next((name for kind, name in FUNCTIONS.items() if type(node) is kind), "")
            row = node.this
        if not agg or not isinstance(row, e.Expr) or node.args.get("expressions"):
            raise NotPortable(f"{self._text!r} aggregates by {node.key.upper()}")
        if isinstance(row, e.Distinct):
            if agg != "count" or len(row.expressions) != 1:
                raise NotPortable(f"{self._text!r} has DISTINCT where dbt counts distinct values of one expression")
            row, agg = row.expressions[0], "count_distinct"
        if isinstance(row, e.Star):
            row = e.Literal.number(1)
        if condition is not None:
            row = e.Case(ifs=[e.If(this=condition, true=row)])
        dataset = self._dataset(row)
        flag = _flag(row) if agg == "sum" else None
        agg, row = ("sum_boolean", flag) if flag is not None else (agg, row)
        require_portable(row, self._text)
        return Aggregate(dataset, agg, say(self._resolved(row, dataset)), percentile, is_discrete)

    def _percentile(self, node: e.WithinGroup) -> float:
        ordered = node.expression.expressions
        share = _number(node.this.this) if isinstance(node.this, e.PercentileCont | e.PercentileDisc) else None
        if share is None or not 0 <= share <= 1 or len(ordered) != 1 or ordered[0].args.get("desc"):
            raise NotPortable(f"{self._text!r} is no percentile between 0 and 1, from the least value on")
        return share

    def _dataset(self, row: e.Expr) -> str:
        """The one dataset whose rows are aggregated."""
        columns = list(row.find_all(e.Column))
        named = {column.table.lower() for column in columns if column.table}
        for column in columns:
            if not column.table:
                named |= {name for name, fields in self._fields.items() if column.name.lower() in fields}
        if not named and len(self._names) == 1:
            named = set(self._names)
        if len(named) != 1 or not named <= self._names.keys():
            said = ", ".join(sorted(named)) or "none"
            raise NotPortable(f"an aggregate must name columns of one dataset; in {self._text!r} they are of {said}")
        return self._names[named.pop()]

    def _resolved(self, row: e.Expr, dataset: str) -> e.Expr:
        """The row's expression over the columns of the table, with fields as what they are."""
        fields = self._fields[dataset.lower()]

        def resolve(name: str) -> e.Expr:
            if name.lower() not in fields:
                return e.column(name)
            tree = single(fields[name.lower()], STANDARD)
            return tree if isinstance(tree, e.Column) else e.Paren(this=tree)

        return _bare(qualified(row, resolve))


def _is_aggregate(node: e.Expr) -> bool:
    return isinstance(node, e.AggFunc | e.WithinGroup | e.Filter)


def _outermost(tree: e.Expr, change: Callable[[e.Expr], e.Expr]) -> e.Expr:
    """Changes the aggregates that stand in no other one; a window over one is left, and refused afterwards."""
    if _is_aggregate(tree):
        return change(tree)
    tree = tree.copy()
    for key, value in list(tree.args.items()):
        if isinstance(value, e.Expr):
            tree.set(key, _outermost(value, change))
        elif isinstance(value, list):
            tree.set(key, [_outermost(v, change) if isinstance(v, e.Expr) else v for v in value])
    return tree


def _bare(tree: e.Expr) -> e.Expr:
    while isinstance(tree, e.Paren):
        tree = tree.this
    return tree


def _without_cast(tree: e.Expr) -> e.Expr:
    """A numerator without what only keeps the fraction: a ratio metric does that itself."""
    tree = _bare(tree)
    if isinstance(tree, e.Cast) and tree.to.this in FRACTIONS:
        return _without_cast(tree.this)
    if isinstance(tree, e.Mul):
        for one, other in ((tree.this, tree.expression), (tree.expression, tree.this)):
            if _number(one) == 1:
                return _without_cast(other)
    return tree


def _without_nullif(tree: e.Expr) -> e.Expr:
    """A denominator without what guards against zero: a ratio metric does that itself."""
    tree = _without_cast(tree)
    if isinstance(tree, e.Nullif) and _number(tree.expression) == 0:
        return _without_cast(tree.this)
    return tree


def _flag(row: e.Expr) -> e.Expr | None:
    """The condition, where the rows that meet it are counted: `CASE WHEN condition THEN 1 ELSE 0 END`."""
    if not isinstance(row, e.Case) or row.this is not None or len(row.args["ifs"]) != 1:
        return None
    branch, otherwise = row.args["ifs"][0], row.args.get("default")
    return branch.this if (_number(branch.args["true"]), _number(otherwise)) == (1, 0) else None


def _number(node: e.Expr | None) -> float | None:
    """The number that is written there."""
    return float(node.this) if isinstance(node, e.Literal) and node.is_number else None
