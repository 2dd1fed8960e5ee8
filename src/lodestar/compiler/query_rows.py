"""The rows of a mart in a query: columns to group by and filters, over the joins that they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlglot
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.compiler.filters import read_filter
from lodestar.compiler.joins import NotPlannable, Reached, reach
from lodestar.compiler.query_items import DATE_PARTS, GRAINS, METRIC_TIME, Asked
from lodestar.compiler.query_joins import QueryTables
from lodestar.compiler.query_metrics import Filter
from lodestar.compiler.writer import Writer, literal

__all__ = ["Column", "QueryRows"]


@dataclass(frozen=True)
class Column:
    """A group-by item where it is read: its name in the answer, and SQL in the project's dialect.

    `part` is the date part that is taken of it; `reached` is None for metric time.
    """

    name: str
    native: str
    part: str | None
    reached: Reached | None

    @property
    def is_time(self) -> bool:
        """Whether it is a time or a part of one."""
        return self.reached is None or self.reached.kind == "time"

    def is_local_time(self, dimension: str) -> bool:
        """Whether it is the mart's own time dimension of that name."""
        return self.reached is not None and self.reached.is_local and self.reached.name == dimension


class QueryRows:
    """One mart as a query reads it. `source` is the FROM clause, once all that is asked for has been asked."""

    def __init__(self, catalog: Catalog, writer: Writer, model: SemanticModel, time_dimension: str, place: str) -> None:
        """`time_dimension` is what `metric_time` means here."""
        self._catalog, self._writer, self._model, self._place = catalog, writer, model, place
        self._tables = QueryTables(catalog, writer, model, time_dimension)

    @property
    def source(self) -> str:
        """The FROM clause with the joins so far."""
        return self._tables.clause

    def expression(self, text: str) -> str:
        """An expression of the mart itself, in the project's dialect as all that follow but for `canonical`."""
        return self._writer.qualified(text, "mart")

    def expect(self, paths: Iterable[str]) -> None:
        """Makes the joins to all that will be asked for, the longest first: they pass by what others ask for.

        Raises:
            NotPlannable, ConfigurationError: as `column`.
        """
        chains = [self._reach(path).joins for path in dict.fromkeys(paths) if path != METRIC_TIME]
        for joins in sorted(chains, key=len, reverse=True):
            self._tables.alias(joins)

    def column(self, asked: Asked, default_grain: str) -> Column:
        """What is grouped by or filtered on.

        Raises:
            NotPlannable: it is not here, or not at that grain.
            ConfigurationError: the only way there multiplies rows.
        """
        reached = None if asked.path == METRIC_TIME else self._reach(asked.path)
        kind = reached.kind if reached else "time"
        if asked.kind and asked.kind not in _names_of(kind):
            raise NotPlannable(f"{asked.path} is no {asked.kind}")
        if kind != "time":
            if asked.grain or asked.date_part:
                raise NotPlannable(f"{asked.path} is no time")
            assert reached is not None
            return Column(asked.path, self._native(reached), None, reached)
        declared = (reached.grain if reached else None) or self._tables.time_grain
        native = self._native(reached) if reached else self._tables.time
        if asked.date_part:
            part = _date_part(asked, declared)
            return Column(f"{asked.path}__extract_{asked.date_part}", native, part, reached)
        grain = asked.grain or (declared if reached else default_grain)
        return Column(f"{asked.path}__{grain}", self._tables.cut(native, grain, declared), None, reached)

    def canonical(self, column: Column) -> str:
        """A column as canonical SQL."""
        text = self._writer.native(column.native)
        if column.part == "isodow" and self._writer.adapter == "spark":
            return self._writer.native(f"extract(dayofweek_iso from {column.native})")
        return f"extract({column.part} from {text})" if column.part else text

    def local_time(self, dimension: str) -> str:
        """A time dimension of the mart at the grain that it is declared with, as canonical SQL."""
        declared = self._model.granularity(dimension)
        native = self._writer.qualified(self._model.time_column(dimension), "mart")
        return self._writer.native(self._tables.cut(native, declared, declared))

    def condition(self, filtered: Filter, names: Mapping[str, Column]) -> str:
        """A filter as canonical SQL. `names` are columns of the query, which a filter may name as they are."""
        condition = read_filter(filtered.template)
        texts = {
            item: self.column(Asked(item.path, item.grain), filtered.default_grain).native for item in condition.items
        }
        numbered = {f"lodestar_item_{number}": item for number, item in enumerate(condition.items)}
        probe = condition.sql({item: name for name, item in numbered.items()})
        bare = _bare_columns(probe, self._writer.adapter) - set(numbered)
        if not bare:
            return self._writer.native(condition.sql(texts))
        replaced = {name: texts[item] for name, item in numbered.items()}
        for name in bare:
            if name not in names or names[name].part:
                raise NotPlannable(f"the filter {filtered.template!r} names the column {name!r}")
            replaced[name] = names[name].native
        return self._writer.native(_with_columns(probe, replaced, self._writer.adapter))

    def within(self, start: datetime, end: datetime) -> str:
        """Metric time from `start` on, and before `end`."""
        time = self._writer.native(self._tables.time)
        first, last = (f"cast({literal(moment.isoformat(' '))} as timestamp)" for moment in (start, end))
        return f"{time} >= {first} and {time} < {last}"

    def _reach(self, path: str) -> Reached:
        return reach(self._catalog, self._model, path, place=self._place, knows_partitions=True)

    def _native(self, reached: Reached) -> str:
        return self._writer.qualified(reached.expression, self._tables.alias(reached.joins))


def _names_of(kind: str) -> tuple[str, ...]:
    names: dict[str, tuple[str, ...]] = {
        "entity": ("Entity",),
        "time": ("TimeDimension", "Dimension"),
        "categorical": ("Dimension",),
    }
    return names[kind]


def _date_part(asked: Asked, declared: str) -> str:
    assert asked.date_part is not None
    finest = {"dow": "day", "doy": "day"}.get(asked.date_part, asked.date_part)
    if asked.grain or asked.date_part not in DATE_PARTS or GRAINS.index(declared) > GRAINS.index(finest):
        raise NotPlannable(f"the {asked.date_part} of {asked.path}, which is dated by {declared}")
    return DATE_PARTS[asked.date_part]


def _parsed(text: str, adapter: str) -> Any:
    try:
        parsed = sqlglot.parse_one(text, dialect=adapter)
    except SqlglotError as error:
        raise NotPlannable(f"{text!r} is no condition: {str(error).splitlines()[0]}") from error
    if parsed.find(expressions.Query):
        raise NotPlannable(f"{text!r} holds a query")
    return parsed


def _bare_columns(text: str, adapter: str) -> set[str]:
    columns = _parsed(text, adapter).find_all(expressions.Column)
    return {".".join(part.name for part in column.parts) for column in columns}


def _with_columns(text: str, replaced: Mapping[str, str], adapter: str) -> str:
    parsed = _parsed(text, adapter)
    for column in list(parsed.find_all(expressions.Column)):
        column.replace(_parsed(f"({replaced[column.name]})", adapter))
    rendered: str = parsed.sql(dialect=adapter)
    return rendered
