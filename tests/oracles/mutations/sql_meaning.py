"""Changes of meaning in SQL: every node of a query, changed in every way that its kind allows.

A change that could be void is left out by construction: what an `exists` selects, a `true` in a condition, two equal
sides, `distinct` over groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import expressions as e

DIALECT = "duckdb"

Edit = Callable[[Any], None]
Mutator = Callable[[Any], Iterator[tuple[str, Edit]]]

AGGREGATIONS: dict[type, type] = {e.Sum: e.Avg, e.Max: e.Min, e.Min: e.Max, e.Avg: e.Sum, e.Count: e.Max}
COMPARISONS: dict[type, type] = {
    e.LT: e.LTE,
    e.LTE: e.LT,
    e.GT: e.GTE,
    e.GTE: e.GT,
    e.EQ: e.NEQ,
    e.NEQ: e.EQ,
    e.And: e.Or,
    e.Or: e.And,
    e.Add: e.Sub,
    e.Sub: e.Add,
    e.Mul: e.Div,
    e.Div: e.Mul,
}
RANKS: dict[type, type] = {e.RowNumber: e.Rank, e.Lag: e.Lead}


def parsed(sql: str) -> Any:
    """The tree of a query or an expression."""
    return sqlglot.parse_one(sql, dialect=DIALECT)


def said(tree: Any) -> str:
    """Its SQL."""
    return str(tree.sql(dialect=DIALECT))


@dataclass(frozen=True)
class Site:
    """A node of a query that can be changed in one way."""

    kind: str
    sql: str
    place: int
    edit: Edit

    def changed(self) -> str:
        """The query after the change."""
        holder = e.Tuple(expressions=[_tree(self.sql).copy()])  # so that the root too can be replaced
        self.edit(next(node for at, node in enumerate(holder.expressions[0].walk()) if at == self.place))
        return said(holder.expressions[0])


def sites(sql: str, mutators: tuple[Mutator, ...] = ()) -> list[Site]:
    """Every node of a query with every change (of meaning, unless said otherwise) that its kind allows."""
    return [
        Site(kind, sql, place, edit)
        for place, node in enumerate(_tree(sql).walk())
        for mutator in mutators or MUTATORS
        for kind, edit in mutator(node)
    ]


@lru_cache(maxsize=512)
def _tree(sql: str) -> Any:
    return parsed(sql)


def _is_void_place(node: Any) -> bool:
    """Inside what an `exists` selects: nobody looks at it."""
    select = node.find_ancestor(e.Select)
    return isinstance(node.parent, e.Select) and select is not None and isinstance(select.parent, e.Exists)


def _operator(node: Any) -> Iterator[tuple[str, Edit]]:
    other = COMPARISONS.get(type(node))
    if other and node.this != node.expression and not any(isinstance(side, e.Boolean) for side in _sides(node)):
        yield "operator", lambda n: n.replace(other(this=n.this.copy(), expression=n.expression.copy()))


def _sides(node: Any) -> tuple[Any, Any]:
    return node.this, node.expression


def _aggregation(node: Any) -> Iterator[tuple[str, Edit]]:
    other = AGGREGATIONS.get(type(node))
    if other:
        yield "another aggregation", lambda n: n.replace(other(this=n.this.copy()))


def _dropped_filter(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Where | e.Qualify | e.Having) and not isinstance(node.this, e.Boolean):
        yield "filter dropped", lambda n: n.pop()
    if isinstance(node, e.And) and not any(isinstance(side, e.Boolean) for side in _sides(node)):
        yield "condition dropped", lambda n: n.replace(n.this.copy())
        yield "condition dropped", lambda n: n.replace(n.expression.copy())


def _added_filter(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Select) and node.args.get("from_"):
        yield "filter added", lambda n: n.where("1 = 2", copy=False)


def _constant(node: Any) -> Iterator[tuple[str, Edit]]:
    if not isinstance(node, e.Literal) or _is_void_place(node):
        return
    if node.is_string:
        yield "text", lambda n: n.replace(e.Literal.string(n.this + "_"))
        if node.this != node.this.swapcase():
            yield "case of a text", lambda n: n.replace(e.Literal.string(n.this.swapcase()))
    else:
        yield "constant", lambda n: n.replace(e.Literal.number(f"{float(n.this) + 1:g}"))


def _negation(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Not):
        yield "not dropped", lambda n: n.replace(n.this.copy())
    if isinstance(node, e.If):
        yield "case condition negated", lambda n: n.set("this", e.Not(this=e.Paren(this=n.this.copy())))
    if isinstance(node, e.Where) and not isinstance(node.this, e.Boolean):
        yield "filter negated", lambda n: n.set("this", e.Not(this=e.Paren(this=n.this.copy())))


def _case(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Case) and node.args.get("default"):
        yield "else dropped", lambda n: n.set("default", None)


def _union(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Union):
        yield "union all and union", lambda n: n.set("distinct", not n.args.get("distinct"))
        if node.parent:  # the whole holds the steps
            yield "half of a union dropped", lambda n: n.replace(n.this.copy())


def _join(node: Any) -> Iterator[tuple[str, Edit]]:
    if not isinstance(node, e.Join):
        return
    if node.side == "LEFT":
        yield "left join to inner join", lambda n: n.set("side", None)
    elif node.args.get("on"):
        yield "inner join to left join", lambda n: (n.set("kind", None), n.set("side", "LEFT"))[0]
    if node.args.get("on"):
        yield "join key", lambda n: n.set("on", parsed("1 = 1"))


def _distinct(node: Any) -> Iterator[tuple[str, Edit]]:
    if not isinstance(node, e.Select) or isinstance(node.parent, e.Exists) or node.args.get("group"):
        return
    if node.args.get("distinct"):
        yield "distinct removed", lambda n: n.set("distinct", None)
    else:
        yield "distinct added", lambda n: n.set("distinct", e.Distinct())


def _window(node: Any) -> Iterator[tuple[str, Edit]]:
    if not isinstance(node, e.Window):
        return
    for place in range(len(node.args.get("partition_by") or [])):
        yield "partition by", lambda n, at=place: n.args["partition_by"].pop(at)
    order = node.args.get("order")
    for place in range(len(order.expressions) if order else 0):
        yield "order of a window", lambda n, at=place: _flip(n.args["order"].expressions[at])
        if len(order.expressions) > 1:
            yield "tie-break dropped", lambda n, at=place: n.args["order"].expressions.pop(at)
    if node.args.get("spec"):
        yield "frame", lambda n: n.set("spec", None)
    other = RANKS.get(type(node.this))
    if other is e.Lead:
        yield "window function", lambda n: n.set("this", e.Lead(this=n.this.this.copy()))
    elif other:
        yield "window function", lambda n: n.set("this", other())


def _flip(ordered: Any) -> None:
    ordered.set("desc", not ordered.args.get("desc"))


def _column(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Column) and not isinstance(node.this, e.Star) and not _is_void_place(node):
        yield "another column", lambda n: n.this.set("this", n.name + "_2")


def _table(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Table) and isinstance(node.this, e.Identifier):
        yield "another table", lambda n: n.this.set("this", n.name + "_2")


def _type(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Cast):
        other = "bigint" if node.to.is_type("text", "date", "timestamp") else "text"
        yield "type", lambda n: n.set("to", e.DataType.build(other, dialect=DIALECT))
        yield "cast dropped", lambda n: n.replace(e.Paren(this=n.this.copy()))


def _alias(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Alias):
        yield "name of a column", lambda n: n.set("alias", e.to_identifier(n.alias + "_2"))
        if not isinstance(node.this, e.Null):
            yield "column emptied", lambda n: n.set("this", e.Null())


def _coalesce(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Coalesce):
        yield "coalesce dropped", lambda n: n.replace(e.Paren(this=n.this.copy()))


def _list(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.In) and len(node.expressions) > 1:
        yield "item of a list dropped", lambda n: n.expressions.pop()


def _swapped(node: Any) -> Iterator[tuple[str, Edit]]:
    if isinstance(node, e.Sub | e.Div | e.DPipe | e.LT | e.GT | e.LTE | e.GTE) and node.this != node.expression:
        yield (
            "sides swapped",
            lambda n: n.replace(
                type(n)(this=e.Paren(this=n.expression.copy()), expression=e.Paren(this=n.this.copy()))
            ),
        )


MUTATORS: tuple[Mutator, ...] = (
    _operator,
    _aggregation,
    _dropped_filter,
    _added_filter,
    _constant,
    _negation,
    _case,
    _union,
    _join,
    _distinct,
    _window,
    _column,
    _table,
    _type,
    _alias,
    _coalesce,
    _list,
    _swapped,
)
