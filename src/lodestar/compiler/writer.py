"""One SQL text for every engine: written in DuckDB's dialect, said in another through sqlglot.

Names of models and the expressions of people stand in it as tokens, so that neither is translated: an expression is
written in the project's own dialect already.

writer = Writer("postgres")
writer.finish(f"select {writer.native('amount * 2')} as doubled from {writer.ref(model)}")
# select amount * 2 as doubled from {{ ref('fct_orders') }}
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import expressions

from lodestar.catalog.contract import IDENTIFIER
from lodestar.compiler.expressions import parsed

__all__ = ["ADAPTERS", "Writer", "escape_jinja", "literal"]

ADAPTERS = ("duckdb", "postgres", "spark")

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?")

TOKEN = re.compile(r"\blodestar_token_(\d+)\b")


def escape_jinja(text: str) -> str:
    """The text as a Jinja template that renders to it: a name or label can't reach dbt's macros."""
    return re.sub(r"\{[{%#]", lambda found: "{{ '" + found.group() + "' }}", text)


def literal(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


class Writer:
    """Writes SQL for one engine."""

    def __init__(self, adapter: str) -> None:
        """For `duckdb`, `postgres` or `spark`; whoever reads the catalog has refused the others."""
        self._adapter = adapter
        self._tokens: list[str] = []
        self._numbers: dict[str, int] = {}
        self._qualified: dict[tuple[str, str], str] = {}

    @property
    def adapter(self) -> str:
        """The engine's name."""
        return self._adapter

    def ref(self, name_or_jinja: str) -> str:
        """A model: its name, or the Jinja expression that names it."""
        jinja = name_or_jinja if name_or_jinja.startswith("ref(") else f"ref('{name_or_jinja}')"
        return self._token(f"{{{{ {jinja} }}}}")

    @property
    def this(self) -> str:
        """The model itself."""
        return self._token("{{ this }}")

    def raw(self, jinja_sql: str) -> str:
        """SQL that is a dbt model's text already."""
        return self._token(jinja_sql)

    def text(self, value: str) -> str:
        """A string, whatever is in it."""
        return self._token(escape_jinja(literal(value)))

    def native(self, expression: str, alias: str | None = None) -> str:
        """An expression in the engine's own dialect; with `alias`, its columns belong to that table.

        Raises:
            NotPlannable: sqlglot can't read it, or it is more than an expression.
        """
        text = expression if alias is None else self.qualified(expression, alias)
        return self._token(escape_jinja(text if NAME.fullmatch(text) else f"({text})"))

    def finish(self, sql: str) -> str:
        """The statement in the engine's dialect, with what the tokens stand for."""
        if self._adapter != "duckdb":
            sql = sqlglot.transpile(sql, read="duckdb", write=self._adapter, pretty=True)[0]
        return TOKEN.sub(lambda found: self._tokens[int(found.group(1))], sql)

    def _token(self, text: str) -> str:
        number = self._numbers.setdefault(text, len(self._tokens))
        if number == len(self._tokens):
            self._tokens.append(text)
        return f"lodestar_token_{number}"

    def qualified(self, expression: str, alias: str) -> str:
        """The expression with its columns belonging to a table, still in the engine's dialect.

        Raises:
            NotPlannable: sqlglot can't read it, or it is more than an expression.
        """
        key = (expression, alias)
        if key not in self._qualified:
            self._qualified[key] = self._with_alias(expression, alias)
        return self._qualified[key]

    def _with_alias(self, expression: str, alias: str) -> str:
        if IDENTIFIER.fullmatch(expression):
            return f"{alias}.{expression}"
        tree = parsed(expression, self._adapter)
        for column in tree.find_all(expressions.Column):
            if not column.table:
                column.set("table", expressions.to_identifier(alias))
        return tree.sql(dialect=self._adapter)
