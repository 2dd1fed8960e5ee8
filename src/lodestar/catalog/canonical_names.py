"""Names without effect: what steps (CTEs) and tables are called inside a query, and how names are written.

A step is called after a digest of what it does, a table after its place in its `from`. So steps may be renamed and may
stand in another order. What can be seen from outside keeps its name: columns, and tables of the database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import expressions as e

__all__ = ["KeepsWords", "rename_columns", "rename_steps", "write_names"]

OURS = re.compile(r"step_[0-9a-f]{12}\w*|step_self_\d+|t\d+_\d+", re.IGNORECASE)
"""Names that are given here; a text that has them already keeps its words."""

PLAIN = re.compile(r"[\w$ ]+", re.ASCII)
"""Names in which case can be told to have no effect: a path of a file is none of them."""

KEYWORDS = frozenset(
    {
        "current_catalog",
        "current_database",
        "current_role",
        "current_schema",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "sysdate",
        "user",
    }
)
"""Names that mean something else without quotes."""

NAMING_FUNCTIONS = (
    "array_to_json",
    "columns",
    "json_group",
    "json_object",
    "named_struct",
    "row_to_json",
    "struct",
    "to_json",
    "unpivot",
)
NAMING = (e.Columns, e.PropertyEQ, e.Struct)
"""Where names become values, so that upper and lower case can be seen in the rows."""


class KeepsWords(Exception):  # noqa: N818  (an answer, not an error: the text is taken by its words)
    """The text says something that is not safe to say in another way; the message says what."""


def rename_columns(tree: Any, names: Mapping[str, str]) -> None:
    """Gives unqualified columns other names, by their names in lower case."""
    for column in tree.find_all(e.Column):
        if not column.table and column.name.lower() in names:
            column.set("this", e.to_identifier(names[column.name.lower()], quoted=True))


def write_names(tree: Any, dialect: str) -> None:
    """Every name quoted, and in lower case where that makes no difference.

    Raises:
        KeepsWords: columns become rows, or sqlglot did not understand the text.
    """
    names_are_values = False
    for node in tree.walk():
        if isinstance(node, e.Command | e.Pivot):
            raise KeepsWords(f"{type(node).__name__} is not looked into")
        names_are_values |= isinstance(node, NAMING)
        names_are_values |= isinstance(node, e.Anonymous) and node.name.lower().startswith(NAMING_FUNCTIONS)
    for identifier in tree.find_all(e.Identifier):
        is_quoted, name = bool(identifier.args.get("quoted")), identifier.name
        if OURS.fullmatch(name) or (not is_quoted and name.lower() in KEYWORDS):
            raise KeepsWords(f"{name} has a meaning of its own")
        # PostgreSQL folds what is not quoted; DuckDB and Spark do not look at case at all
        folds = not is_quoted if dialect == "postgres" else not names_are_values
        if folds and PLAIN.fullmatch(name):
            identifier.set("this", name.lower())
        identifier.set("quoted", True)


def rename_steps(tree: Any, relations: Mapping[str, str], said: Callable[[Any], str]) -> None:
    """Renames the steps of a query, and tables inside each query.

    Args:
        relations: a table's full name as `"database"."schema"."name"` -> its name everywhere.
        said: what a part of the tree says, in order.
    """
    Steps({_parts(name): other for name, other in relations.items()}, said).rename(tree, Scope())


def _parts(relation: str) -> tuple[str, ...]:
    return tuple(relation.replace('"', "").replace("`", "").lower().split("."))


@dataclass(frozen=True)
class Scope:
    """What names stand for: steps by their names, and tables of the queries around."""

    steps: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True)
class Steps:
    """Renames from the inside out, because a step is called after what it does."""

    relations: Mapping[tuple[str, ...], str]
    said: Callable[[Any], str]

    def rename(self, node: Any, scope: Scope) -> None:
        """Renames in a query, or in the queries within an expression."""
        if node.args.get("with_"):
            scope = self._declare(node.args["with_"], scope)
        if isinstance(node, e.Select):
            scope = self._tables(node, scope)
        for part, in_query in _parts_of(node):
            if in_query:
                self.rename(part, scope)
            elif isinstance(part, e.Table):
                self._table(part, scope, part.alias_or_name)
            elif isinstance(part, e.Column):
                _qualify(part, scope.tables)

    def _declare(self, declared: Any, scope: Scope) -> Scope:
        """Names the steps of a `with`; each sees those before it, and itself where it is recursive."""
        own, is_recursive = f"step_self_{scope.depth}", bool(declared.args.get("recursive"))
        all_names = [step.alias.lower() for step in declared.expressions]
        names: dict[str, str] = {}
        for place, step in enumerate(declared.expressions):
            name = step.alias.lower()
            within = {**scope.steps, **names, **({name: own} if is_recursive else {})}
            body = step.this
            if is_recursive and any(t.name.lower() in all_names[place + 1 :] for t in body.find_all(e.Table)):
                raise KeepsWords("a step names a later one")
            self.rename(body, replace(scope, steps=within, depth=scope.depth + 1))
            told = self.said(step.this)
            given = f"step_{hashlib.sha256(told.encode()).hexdigest()[:12]}"
            while given in names.values():
                given += "_2"
            names[name] = given
            step.args["alias"].set("this", e.to_identifier(given, quoted=True))
            for table in body.find_all(e.Table):
                if table.name == own:
                    table.set("this", e.to_identifier(given, quoted=True))
        declared.set("expressions", _in_order_of_use(declared.expressions))
        return replace(scope, steps={**scope.steps, **names})

    def _tables(self, select: Any, scope: Scope) -> Scope:
        """Calls the tables of a select after their places."""
        sources = [clause.this for clause in (select.args.get("from_"), *(select.args.get("joins") or [])) if clause]
        sources += select.args.get("laterals") or []
        names = [source.alias_or_name.lower() for source in sources]
        # a name that also stands alone may be a column or a whole row
        alone = {column.name.lower() for column in select.find_all(e.Column) if not column.table}
        depth = scope.depth + 1
        tables: dict[str, str] = dict(scope.tables)
        for place, (source, name) in enumerate(zip(sources, names, strict=True), 1):
            keeps = not name or name in alone or not isinstance(source, e.Table | e.Subquery)
            given = name if keeps else f"t{depth}_{place}"
            if name:
                tables[name] = given
            if isinstance(source, e.Table):
                self._table(source, scope, given)
            elif isinstance(source, e.Subquery) and not keeps:
                _alias(source, given)
        return replace(scope, tables=tables, depth=depth)

    def _table(self, table: Any, scope: Scope, alias: str) -> None:
        """Says which step or table of the database it is; its name in here is `alias`."""
        parts = tuple(part.name.lower() for part in table.parts)
        other = scope.steps.get(parts[0]) if len(parts) == 1 else self.relations.get(parts)
        if alias:
            _alias(table, alias)
        if other and isinstance(table.this, e.Identifier):
            for part in ("db", "catalog"):
                table.set(part, None)
            table.set("this", e.to_identifier(other, quoted=True))


def _parts_of(node: Any) -> list[tuple[Any, bool]]:
    """All below a node that is not within another query, and the queries; whether it is one."""
    found: list[tuple[Any, bool]] = []
    waiting = [child for key, child in _children(node) if key != "with_"]
    while waiting:
        child = waiting.pop()
        if isinstance(child, e.Select | e.SetOperation) or child.args.get("with_"):
            found.append((child, True))
        else:
            found.append((child, False))
            waiting += [grandchild for _, grandchild in _children(child)]
    return found


def _children(node: Any) -> list[tuple[str, Any]]:
    pairs = ((key, value) for key, values in node.args.items() for value in _listed(values))
    return [(key, value) for key, value in pairs if isinstance(value, e.Expr)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _alias(source: Any, name: str) -> None:
    alias = source.args.get("alias")
    if alias is None:
        source.set("alias", e.TableAlias(this=e.to_identifier(name, quoted=True)))
    else:
        alias.set("this", e.to_identifier(name, quoted=True))


def _qualify(column: Any, tables: Mapping[str, str]) -> None:
    """The table may stand first, before the fields of a row, or right before the column, after its schema."""
    parts = [part for part in ("catalog", "db", "table") if column.args.get(part)]
    for part in dict.fromkeys([*parts[:1], *parts[-1:]]):
        name = column.args[part].name.lower()
        if name in tables:
            column.set(part, e.to_identifier(tables[name], quoted=True))
            return


def _in_order_of_use(steps: list[Any]) -> list[Any]:
    """By name, but each after those that it reads."""
    by_name = {step.alias: step for step in steps}
    placed: dict[str, Any] = {}

    def place(name: str, waiting: frozenset[str]) -> None:
        for table in by_name[name].this.find_all(e.Table):
            if table.name in by_name and table.name not in placed and table.name not in waiting:
                place(table.name, waiting | {table.name})
        placed.setdefault(name, by_name[name])

    for name in sorted(by_name):
        place(name, frozenset({name}))
    return list(placed.values())
