"""The rules of a source's contract as SQL over the columns of its raw table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lodestar.catalog.raw_column import RawColumn
from lodestar.catalog.source import SourceTable
from lodestar.errors import ConfigurationError
from lodestar.warehouse.connection import quoted
from lodestar.warehouse.intake.columns import contract_of, is_time, literal, time_of

__all__ = ["FINDING", "Rule", "broken", "findings", "rules_of"]

FINDING = "struct(rule varchar, column_name varchar, reason varchar)"
EARLIEST, LATEST = "1973-03-03", "2286-11-20"
"""Where epochs of one unit end, in seconds of nine to ten digits: those of another unit lie beyond."""

UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds"}
TEXTS = ("varchar", "string", "text", "json")


@dataclass(frozen=True)
class Rule:
    """A rule of a contract.

    Attributes:
        code: what quarantine calls it.
        column: the column it is about; empty for the whole row.
        condition: SQL that is true where a row breaks it; never an error.
        reason: SQL of a plain sentence that says how.
    """

    code: str
    column: str
    condition: str
    reason: str


def rules_of(table: SourceTable, now: datetime) -> tuple[Rule, ...]:
    """The rules of a table, in the order in which the first that is broken gives a record its rule.

    Raises:
        ConfigurationError: a bound is none of its column's type.
    """
    by_column = [list(_of_column(table, contract_of(table, name), now)) for name in table.columns]
    order = ("malformed", "type", "required", "finite", "accepted", "range", "time")
    every = [*_of_row(table), *(rule for rules in by_column for rule in rules)]
    return tuple(sorted(every, key=lambda rule: order.index(rule.code)))


def broken(rules: tuple[Rule, ...]) -> str:
    """SQL that is true where a row breaks any of the rules."""
    return " or ".join(f"coalesce({rule.condition}, false)" for rule in rules) or "false"


def findings(rules: tuple[Rule, ...], *, unless: str = "") -> str:
    """SQL of the list of all findings of a row.

    Args:
        unless: SQL of a list of columns whose value could not be read, which no other rule is asked of.
    """
    cases = [
        f"case when {rule.condition}{_spared(rule, unless)} then "
        f"{{'rule': {literal(rule.code)}, 'column_name': {literal(rule.column or None)}, 'reason': {rule.reason}}} end"
        for rule in rules
    ]
    return f"list_filter(cast([{', '.join(cases)}] as {FINDING}[]), lambda found: found is not null)"


def _spared(rule: Rule, unless: str) -> str:
    return f" and not list_contains({unless}, {literal(rule.column)})" if unless else ""


def _of_row(table: SourceTable) -> Iterator[Rule]:
    if not (table.files or "").lower().removesuffix(".gz").endswith(".parquet"):
        nothing = " and ".join(f"{quoted(name)} is null" for name in table.columns)
        yield Rule("malformed", "", f"({nothing})", "'It holds no value in any column that the source declares.'")


def _of_column(table: SourceTable, column: RawColumn, now: datetime) -> Iterator[Rule]:
    name, shown = quoted(column.name), literal(column.name)
    is_text = column.data_type.lower() in TEXTS
    value, kind = name, column.data_type.lower()
    if column.reads_as and is_text:
        kind = column.reads_as.lower()
        value = f"try({_as_read(name, column)})"
        reason = f"{shown} || ' is ''' || {name} || ''', which can''t be read as {kind}.'"
        yield Rule("type", column.name, f"({name} is not null and {value} is null)", reason)
    if column.required:
        lacks = f"({name} is null or {name} = 'null')" if column.data_type.lower() == "json" else f"{name} is null"
        yield Rule("required", column.name, lacks, f"{shown} || ' is missing, and is required.'")
    if kind in ("double", "float", "real", "float8", "float4"):
        reason = f"{shown} || ' is ' || {value} || ', which is no number.'"
        yield Rule("finite", column.name, f"(isnan({value}) or isinf({value}))", reason)
    if column.accepted:
        listed = ", ".join(str(one).lower() if isinstance(one, bool) else str(one) for one in column.accepted)
        values = ", ".join(f"cast({literal(one)} as {column.data_type})" for one in column.accepted)
        reason = f"{shown} || ' is ''' || {name} || '''; accepted are ' || {literal(listed)} || '.'"
        yield Rule("accepted", column.name, f"{name} not in ({values})", reason)
    yield from _bounds(table, column, value, kind, now)


def _bounds(table: SourceTable, column: RawColumn, value: str, kind: str, now: datetime) -> Iterator[Rule]:
    shown = literal(column.name)
    if is_time(kind):
        if not kind.startswith("date") or kind == "datetime":
            reason = f"{shown} || ' is ' || {value} || ', which is no time.'"
            yield Rule("time", column.name, f"isinf({value})", reason)
        hint = f" Files hold {UNITS[column.epoch]} since 1970, the source says." if column.epoch else ""
        least, most = column.least, column.most
        if column.epoch:
            least, most = least or EARLIEST, most or LATEST
        for bound, sign, word in ((least, "<", "earliest"), (most, ">", "latest")):
            if bound is not None:
                limit = _time(bound, now, f"{table.path}: {table.relation}.{column.name}")
                said = literal(f"; the {word} is {bound}.{hint}")
                yield Rule("time", column.name, f"({value} {sign} {limit})", f"{shown} || ' is ' || {value} || {said}")
        return
    for bound, sign, word in ((column.least, "<", "least"), (column.most, ">", "most")):
        if bound is not None:
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                raise ConfigurationError(f"{table.path}: {table.relation}.{column.name}: {bound!r} is no number.")
            said = literal(f"; the {word} is {bound}.")
            yield Rule("range", column.name, f"({value} {sign} {bound})", f"{shown} || ' is ' || {value} || {said}")


def _as_read(name: str, column: RawColumn) -> str:
    if is_time(column.reads_as) and column.reads_as.lower() != "date":
        return time_of(name, column)
    text = f"replace({name}, {literal(column.thousands)}, '')" if column.thousands else name
    return f"cast({text} as {column.reads_as})"


def _time(bound: object, now: datetime, place: str) -> str:
    said = re.fullmatch(r"now(?:\s*([+-])\s*(\d+)\s*(minute|hour|day|week|month|year)s?)?", str(bound).strip().lower())
    if said:
        moment = f"timestamp {literal(now.isoformat(sep=' '))}"
        sign, count, unit = said.groups()
        return f"({moment} {sign} interval {count} {unit})" if sign else moment
    try:
        datetime.fromisoformat(str(bound))
    except ValueError as error:
        raise ConfigurationError(f"{place}: {bound!r} is no time; write 2026-01-31, now, or now + 1 day.") from error
    return f"timezone('UTC', timestamptz {literal(bound)})"
