"""One text for one meaning: SQL in words that layout, comments, names of steps and order without effect don't change.

canonical_sql("SELECT a  FROM t WHERE b and a -- why", "duckdb")     # the same as for "select a from t where a and b"

The text is SQL that answers what the original answers, so two texts with the same one mean the same. What sqlglot would
read with a loss, or what depends on a name, keeps its words, and only white space and comments go. At worst two ways to
say the same are told apart; texts of different meaning never are taken for one another.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlglot import expressions as e
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.tokenizer_core import TokenType

from lodestar.catalog.canonical_names import KeepsWords, rename_columns, rename_steps, write_names
from lodestar.catalog.canonical_order import put_in_order

__all__ = ["canonical_expression", "canonical_filter", "canonical_sql"]

READ = frozenset({"duckdb", "postgres", "spark"})
"""Dialects whose rules of names are known here; texts of others keep their words."""

JINJA = re.compile(r"\{\{\s*(.+?)\s*\}\}", re.DOTALL)

SILENT = frozenset({TokenType.COMMA, TokenType.SEMICOLON, TokenType.ALIAS})
"""Tokens that sqlglot may add or leave out: the tree holds what they say."""

QUOTED = frozenset(kind for kind in TokenType if kind.name.endswith("STRING")) | {TokenType.IDENTIFIER}

SIGN = re.compile(r"[-+*/%<>=!~&|^@#:?.]+")
"""Two of these side by side may be one operator: `<<` is not `< <`."""

MAY_GO = frozenset({"::", "asc", "(", ")"})
MAY_COME = frozenset({"cast", "(", ")"})

ONE_WORD = (
    ("timestamp", "with", "time", "zone", "timestamptz"),
    ("timestampntz", "with", "time", "zone", "timestamptz"),
    ("union", "distinct", "union"),
    ("inner", "join", "join"),
    ("left", "outer", "left"),
    ("right", "outer", "right"),
    ("full", "outer", "full"),
)
"""Several words and the one that says the same."""

Pairs = tuple[tuple[str, str], ...]


def canonical_expression(text: str, dialect: str, inputs: Mapping[str, str] | None = None) -> str:
    """An expression of a definition in its one text; `inputs` gives columns other names."""
    return _canonical(text, dialect, (), tuple(sorted((inputs or {}).items())))


def canonical_sql(text: str, dialect: str, relations: Mapping[str, str] | None = None) -> str:
    """A query in its one text.

    Args:
        relations: a table, as `"database"."schema"."name"` -> what it is called in every environment.
    """
    return _canonical(text, dialect, tuple(sorted((relations or {}).items())), ())


def canonical_filter(template: str, dialect: str) -> str:
    """A filter of a metric, with its `{{ Dimension('...') }}` as they are but for white space and quotes."""

    def named(found: re.Match[str]) -> str:
        item = re.sub(r"\s+", "", found.group(1)).replace('"', "'")
        return str(e.to_identifier(item, quoted=True).sql(dialect=dialect if dialect in READ else None))

    return canonical_expression(JINJA.sub(named, template), dialect)


@lru_cache(maxsize=16384)
def _canonical(text: str, dialect: str, relations: Pairs, inputs: Pairs) -> str:
    if dialect not in READ:
        return _words(text, None)
    known = Dialect.get_or_raise(dialect)
    try:
        with _quiet():
            return "; ".join(_statements(text, known, dict(relations), dict(inputs)))
    except (SqlglotError, RecursionError, KeepsWords):
        written = "".join(f" [{name} is {other}]" for name, other in inputs)
        return _words(text, known) + written


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without sqlglot's warnings on the terminal: what it does not understand keeps its words."""
    logger = logging.getLogger("sqlglot")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _statements(text: str, dialect: Dialect, relations: Mapping[str, str], inputs: Mapping[str, str]) -> Iterable[str]:
    tokens = dialect.tokenize(text)
    written = _counted(tokens, dialect)
    trees = [tree for tree in _parsed(tokens, text, dialect) if tree is not None]
    _require_same(written, _counted(dialect.tokenize("; ".join(_sql(tree, dialect) for tree in trees)), dialect))

    def in_order(tree: e.Expr) -> str:
        ordered = put_in_order(tree, lambda part: _sql(part, dialect))
        return _in_lower_case(_sql(ordered, dialect, copy=False), dialect)

    for tree in trees:
        rename_columns(tree, inputs)
        write_names(tree, type(dialect).__name__.lower())
        rename_steps(tree, relations, lambda part: in_order(part.copy()))
        yield in_order(tree)


def _parsed(tokens: list[Any], text: str, dialect: Dialect) -> list[e.Expr | None]:
    """Trees in which functions have the names that they are called by: sqlglot would give some of them another."""
    for before, token in pairwise(tokens):
        if before.token_type == TokenType.NUMBER and before.end + 1 == token.start and token.text[:1].isalpha():
            raise KeepsWords(f"{before.text}{token.text} is read as a number and a name")
    for token in tokens:
        token.comments.clear()
        if token.token_type == TokenType.R_PAREN:
            token.comments.append(e.SQLGLOT_ANONYMOUS)
    trees: list[e.Expr | None] = dialect.parser().parse(tokens, text)
    return trees


def _sql(tree: e.Expr, dialect: Dialect, *, copy: bool = True) -> str:
    said = dialect.generate(
        tree, copy=copy, comments=False, normalize_functions="lower", unsupported_level=ErrorLevel.RAISE
    )
    return str(said)


def _require_same(written: Counter[str], said: Counter[str]) -> None:
    """Raises where sqlglot says other words than were written: `ignore nulls` or `with ties` may just be gone."""
    lost, come = set(written - said) - MAY_GO, set(said - written) - MAY_COME
    if lost or come:
        raise KeepsWords(f"sqlglot turns {sorted(lost)} into {sorted(come)}")
    if written["("] != written[")"] or said["("] - written["("] > said["cast"] - written["cast"]:
        raise KeepsWords("sqlglot adds brackets: it binds operators in another way than the engine may")


def _counted(tokens: list[Any], dialect: Dialect) -> Counter[str]:
    """How often each word stands in a text."""
    types = dialect.parser_class.TYPE_TOKENS
    words: list[str] = []
    for token in tokens:
        if token.token_type not in SILENT:
            is_named_by_type = token.token_type in types or token.token_type == TokenType.NEQ
            words += (token.token_type.name if is_named_by_type else token.text).lower().split() or ["''"]
    spaced = f" {' '.join(words)} "
    for *several, one in ONE_WORD:
        spaced = spaced.replace(f" {' '.join(several)} ", f" {one} ")
    return Counter(spaced.split())


def _words(text: str, dialect: Dialect | None) -> str:
    """The text without comments, with one space between its words."""
    try:
        tokens = (dialect or Dialect()).tokenize(text)
    except SqlglotError:
        return text.strip()
    words = [text[token.start : token.end + 1] for token in tokens]
    spaces = [
        "" if after.start == before.end + 1 and SIGN.fullmatch(word) and SIGN.fullmatch(next_word) else " "
        for (before, after), (word, next_word) in zip(pairwise(tokens), pairwise(words), strict=True)
    ]
    return "".join(word + space for word, space in zip(words, [*spaces, ""], strict=True))


def _in_lower_case(said: str, dialect: Dialect) -> str:
    """What sqlglot said, in lower case but for what is quoted."""
    pieces, end = [], 0
    for token in dialect.tokenize(said):
        word = said[token.start : token.end + 1]
        pieces += [said[end : token.start], word if token.token_type in QUOTED else word.lower()]
        end = token.end + 1
    return "".join(pieces)
