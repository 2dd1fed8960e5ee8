"""Columns in SQL expressions replaced by other expressions: whole names, never a part of one, and nothing else moves.

other = Substitution({"is_valid": "true"}, "duckdb")
other.expression("case when is_valid then order_id end")     # "case when true then order_id end"
other.found                                                  # {"is_valid"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import sqlglot
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from lodestar.errors import ConfigurationError

__all__ = ["Substitution", "columns_of", "folded"]

PLAIN = re.compile(r'\w+|"[^"]+"|\'[^\']*\'|\d+\.\d+')
"""What needs no brackets to stand for a column."""

JINJA = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class Substitution:
    """Puts expressions in the place of columns, all at once: what is put in is not looked at again.

    `found` are the names that stood somewhere, folded.
    """

    def __init__(self, replace: Mapping[str, str], dialect: str) -> None:
        """Takes column -> expression.

        Raises:
            ConfigurationError: an expression can't be read.
        """
        self._dialect = dialect
        self._texts = {folded(name): text.strip() for name, text in replace.items()}
        self.found: set[str] = set()
        for text in self._texts.values():
            _parsed(text, dialect)

    def expression(self, text: str) -> str:
        """The expression with its columns replaced.

        Raises:
            ConfigurationError: it may name one of the columns and can't be read.
        """
        if not self._may_name(text):
            return text
        ends = 0
        pieces = []
        for start, end, name in sorted(_places(_parsed(text, self._dialect))):
            if name in self._texts:
                self.found.add(name)
                pieces += [text[ends:start], _bracketed(self._texts[name], whole=(start, end) == (0, len(text)))]
                ends = end
        return "".join([*pieces, text[ends:]])

    def filter(self, template: str) -> str:
        """A filter with `{{ Dimension('...') }}` in it; columns that stand beside these items are replaced."""
        items = JINJA.findall(template)
        numbers = iter(range(len(items)))
        changed = self.expression(JINJA.sub(lambda _: f'"lodestar_item_{next(numbers)}"', template))
        for number, item in enumerate(items):
            changed = changed.replace(f'"lodestar_item_{number}"', item)
        return changed

    def text_for(self, name: str) -> str | None:
        """What is put in the place of a name."""
        text = self._texts.get(folded(name))
        if text is not None:
            self.found.add(folded(name))
        return text

    def _may_name(self, text: str) -> bool:
        lower = text.lower()
        return any(name in lower for name in self._texts)


def columns_of(text: str, dialect: str) -> list[str]:
    """Names of the columns in an expression, folded, in the order in which they stand."""
    return list(dict.fromkeys(name for *_, name in sorted(_places(_parsed(text, dialect)))))


def folded(name: str) -> str:
    """A column's name as it is compared: without quotes, in lower case."""
    return name.strip().strip('"`').lower()


def _places(tree: expressions.Expr) -> list[tuple[int, int, str]]:
    """Where columns without a qualifier stand: start, end, name."""
    found = []
    for column in tree.find_all(expressions.Column):
        name = column.this
        if not column.table and isinstance(name, expressions.Identifier):
            found.append((name.meta["start"], name.meta["end"] + 1, folded(name.name)))
    return found


def _bracketed(text: str, *, whole: bool) -> str:
    return text if whole or PLAIN.fullmatch(text) else f"({text})"


def _parsed(text: str, dialect: str) -> expressions.Expr:
    try:
        return sqlglot.parse_one(text, dialect=dialect)
    except SqlglotError as error:
        raise ConfigurationError(f"{text!r} is no expression: {str(error).splitlines()[0]}") from error
