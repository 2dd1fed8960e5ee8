"""Order and brackets without effect: operands of `and` and `or`, items of `in (...)`, both sides of `=`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import expressions as e

from lodestar.catalog.canonical_names import KeepsWords

__all__ = ["put_in_order"]

CALLS = (e.Anonymous, e.Ceil, e.Extract, e.Floor, e.Max, e.Min, e.Substring, e.Trim)
WORDS = (e.Boolean, e.Column, e.Literal, e.Null)

ATOMS = (*CALLS, *WORDS, e.Case, e.Cast, e.Exists, e.Paren, e.Subquery, e.Window)
"""What needs no brackets anywhere: names, constants, calls, and what has brackets or an end of its own."""

BINDING: tuple[tuple[type[e.Expr], ...], ...] = (
    (e.Or,),
    (e.And,),
    (e.Not,),
    (e.EQ, e.NEQ, e.GT, e.GTE, e.LT, e.LTE, e.Is, e.In, e.Between, e.Like, e.ILike),
    (e.DPipe,),
    (e.Add, e.Sub),
    (e.Mul, e.Div),
    (e.Neg,),
    ATOMS,
)
"""From the weakest to the strongest, where engines agree. Brackets around anything else stay, and those by which `||`
comes before or after an addition."""

WHOLE = (e.Where, e.Having, e.Qualify, e.Join, e.If, e.Case, e.Alias, e.Select)
"""An expression right below these stands alone, so brackets around it say nothing."""

COMPARISON = 3


def put_in_order(tree: Any, said: Callable[[Any], str]) -> Any:
    """The tree itself, changed in place; what stands inside is in order before its neighbours are.

    Args:
        said: the SQL of a part.

    Raises:
        KeepsWords: `not` would be said in a place where it means another part.
    """
    holder = e.Tuple(expressions=[tree])  # so that the root too can be replaced
    for node in reversed(list(tree.walk(bfs=True))):
        if isinstance(node, e.Paren):
            _open(node)
        elif isinstance(node, e.Not):
            _require_weak_parent(node)
        elif isinstance(node, e.And | e.Or) and not isinstance(_unbracketed_parent(node), type(node)):
            _sort_operands(node, said)
        elif isinstance(node, e.In) and node.expressions:
            node.set("expressions", sorted(node.expressions, key=_key(said)))
        elif isinstance(node, e.EQ | e.NEQ):
            _sort_sides(node, said)
        elif isinstance(node, e.Join) and (node.kind == "INNER" or (node.side and node.kind == "OUTER")):
            node.set("kind", None)
        elif isinstance(node, e.Ordered) and node.args.get("desc") is False:
            node.set("desc", None)
    return holder.expressions[0].pop()


def _open(node: Any) -> None:
    """Takes brackets away that change nothing; of several around the same, one is looked at."""
    parent, inner = node.parent, node.this
    while isinstance(inner, e.Paren):
        inner = inner.this
    is_whole = isinstance(parent, WHOLE) or (isinstance(parent, e.Tuple) and parent.parent is None)
    if isinstance(parent, e.Cast):
        is_whole = node.arg_key == "this"
    elif isinstance(parent, CALLS):
        # `f((a = b))` is a condition, `f(a = b)` an argument with a name
        is_whole = _strength(inner) is not None and not isinstance(inner, e.EQ)
    elif isinstance(parent, e.In):
        is_whole = _binds_more_than_comparison(inner)
    elif isinstance(parent, e.Binary | e.AtTimeZone) and not isinstance(parent, e.Dot):
        is_whole = isinstance(inner, WORDS)
    if is_whole or _binds_tighter(inner, parent, is_left=node.arg_key == "this"):
        node.replace(inner)
    elif not isinstance(parent, e.Paren):
        node.set("this", inner)


def _binds_tighter(inner: Any, parent: Any, *, is_left: bool) -> bool:
    within, around = _strength(inner), _strength(parent)
    if within is None or around is None or isinstance(parent, ATOMS):
        return False
    if isinstance(parent, e.And | e.Or):
        return within > around or type(inner) is type(parent)
    if isinstance(parent, e.DPipe):
        return isinstance(inner, ATOMS)
    is_chain = isinstance(parent, e.Add | e.Sub | e.Mul | e.Div) and is_left
    return within > around or (is_chain and within == around)


def _strength(node: Any) -> int | None:
    return next((place for place, kinds in enumerate(BINDING) if isinstance(node, kinds)), None)


def _unbracketed_parent(node: Any) -> Any:
    parent = node.parent
    while isinstance(parent, e.Paren):
        parent = parent.parent
    return parent


def _sort_operands(node: Any, said: Callable[[Any], str]) -> None:
    """`(a or b) or c` is one list of three."""
    kind: Any = type(node)
    operands = sorted(_operands(node, kind), key=_key(said))
    tree: Any = operands[0]
    for operand in operands[1:]:
        tree = kind(this=tree, expression=operand)
    node.set("this", tree.this)
    node.set("expression", tree.expression)


def _operands(node: Any, kind: Any) -> list[Any]:
    is_list = isinstance(node, kind)
    return _operands(node.this, kind) + _operands(node.expression, kind) if is_list else [node]


def _sort_sides(node: Any, said: Callable[[Any], str]) -> None:
    left, right = node.this, node.expression
    if isinstance(node.parent, CALLS) or not all(_binds_more_than_comparison(side) for side in (left, right)):
        return  # an argument with a name, or a side that another engine might read otherwise
    if _key(said)(left) > _key(said)(right):
        node.set("this", right)
        node.set("expression", left)


def _key(said: Callable[[Any], str]) -> Callable[[Any], tuple[str, str]]:
    """Sorts first by what does not depend on the case of a keyword."""
    return lambda node: (said(node).lower(), said(node))


def _binds_more_than_comparison(node: Any) -> bool:
    strength = _strength(node)
    return strength is not None and strength > COMPARISON


def _require_weak_parent(node: Any) -> None:
    """`a is not null` is said as `not a is null`, which must not stand under anything stronger."""
    strength = _strength(node.parent)
    if strength is None or (strength >= COMPARISON and not isinstance(node.parent, ATOMS)):
        if isinstance(node.parent, WHOLE) or node.parent.parent is None:
            return
        raise KeepsWords("not stands under a stronger operator")
