"""Changes of words and layout in SQL: none of them may look like a change of meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sqlglot import expressions as e
from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import TokenType

from tests.oracles.mutations.sql_meaning import DIALECT, Site, parsed, said, sites

QUOTED = (TokenType.STRING, TokenType.IDENTIFIER)
NOTES = (" ", "\n\n    ", " /* a note, 'with a quote */ ", " -- it's a note\n")


def changes_of_layout(sql: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each; made from the words of the text itself, which nothing parses."""
    for between in NOTES:
        yield "layout", between.join(_words(sql))
    yield "upper case", " ".join(_words(sql, str.upper))
    yield "capitals", " ".join(_words(sql, str.capitalize))
    if "<>" in sql:
        yield "sign of not equal", sql.replace("<>", "!=")


def word_sites(sql: str) -> list[Site]:
    """Every node of a query that can be said in another way; the text that it equals is `plain(sql)`."""
    return sites(sql, (_edits,))


def quoted(sql: str) -> str:
    """The query with every name in quotes."""
    return str(parsed(sql).sql(dialect=DIALECT, identify=True))


@lru_cache(maxsize=128)
def plain(sql: str) -> str:
    """The query as sqlglot says it, before a change."""
    return said(parsed(sql))


def _words(sql: str, written: Callable[[str], str] = str) -> list[str]:
    tokens = Dialect.get_or_raise(DIALECT).tokenize(sql)
    words = ((sql[token.start : token.end + 1], token.token_type) for token in tokens)
    return [word if kind in QUOTED else written(word) for word, kind in words]


def _edits(node: Any) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    if isinstance(node, e.And | e.Or | e.EQ | e.NEQ):
        yield "order of operands", _turn
    if isinstance(node, e.In) and len(node.expressions) > 1:
        yield "order of a list", lambda n: n.expressions.reverse()
    if isinstance(node, e.And | e.Or | e.EQ | e.GT | e.GTE | e.LT | e.LTE | e.In | e.Not | e.Column | e.Case):
        yield from _brackets(node)
    if isinstance(node, e.CTE):
        yield "name of a step", _rename
    if isinstance(node, e.With) and len(node.expressions) > 1 and not node.recursive:
        yield "order of steps", _move_first_step
    if isinstance(node, e.Ordered) and not node.args.get("desc"):
        yield "asc", lambda n: n.set("desc", False)
    if isinstance(node, e.Join) and node.args.get("on") and not node.side and not node.kind:
        yield "inner", lambda n: n.set("kind", "INNER")
    if isinstance(node, e.Join) and node.side == "LEFT":
        yield "outer", lambda n: n.set("kind", "OUTER")
    if isinstance(node, e.Select) and node.args.get("from_"):
        yield "aliases", _alias_tables


def _brackets(node: Any) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    if not isinstance(node.parent, e.Paren | e.Table | e.Window | e.Ordered | e.Group | e.Distinct | e.Dot):
        yield "brackets", lambda n: n.replace(e.Paren(this=n.copy()))


def _turn(node: Any) -> None:
    left, right = node.this.copy(), node.expression.copy()
    node.set("this", _bracketed(right))
    node.set("expression", _bracketed(left))


def _bracketed(node: Any) -> Any:
    return e.Paren(this=node) if isinstance(node, e.Connector) else node


def _rename(step: Any) -> None:
    name, other = step.alias, f"{step.alias}_renamed"
    root = step.root()
    for table in root.find_all(e.Table):
        if not table.db and table.name == name:
            table.this.set("this", other)
    for column in root.find_all(e.Column):
        if column.table == name:
            column.args["table"].set("this", other)
    step.args["alias"].this.set("this", other)


def _move_first_step(declared: Any) -> None:
    """As far back as nothing between reads it."""
    first, *rest = declared.expressions
    reads = [any(t.name == first.alias and not t.db for t in step.find_all(e.Table)) for step in rest]
    place = reads.index(True) if True in reads else len(rest)
    declared.set("expressions", [*rest[:place], first, *rest[place:]])


def _alias_tables(select: Any) -> None:
    joins = select.args.get("joins") or []
    for number, source in enumerate([select.args["from_"].this, *(join.this for join in joins)]):
        if isinstance(source, e.Table) and isinstance(source.this, e.Identifier) and not source.alias:
            for column in select.find_all(e.Column):
                if column.table == source.name:
                    column.set("table", e.to_identifier(f"also_{number}"))
            source.set("alias", e.TableAlias(this=e.to_identifier(f"also_{number}")))
