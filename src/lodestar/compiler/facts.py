"""The rows of a mart in SQL: business day, slices, and what filters name, over the joins that they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.joins import Join, Reached
from lodestar.compiler.states import Facts, Filter
from lodestar.compiler.writer import Writer, literal

__all__ = ["FactRows", "joined_members"]


class FactRows:
    """Names what can be read from a mart. `source` is the FROM clause; all else are expressions over it."""

    def __init__(
        self, catalog: Catalog, writer: Writer, facts: Facts, *, joins: Iterable[tuple[Join, ...]] = ()
    ) -> None:
        """Adds the joins of the facts' filters and those asked for."""
        self._writer = writer
        self._facts = facts
        self._aliases: dict[tuple[Join, ...], str] = {(): "facts"}
        lines = [f"{writer.ref(catalog.models[facts.model.model_unique_id].ref)} as facts"]
        for path in (*facts.joins, *joins):
            for length in range(1, len(path) + 1):
                if path[:length] not in self._aliases:
                    lines.append(self._join(catalog, path[:length]))
        self.source = "\n    ".join(lines)

    @property
    def day(self) -> str:
        """The business day: the date in the mart's time zone, where its times are UTC."""
        model = self._facts.model
        column = self._writer.native(model.time_column(self._facts.time_dimension), "facts")
        if model.time_zone:
            zone = literal(model.time_zone)
            # seconds since 1970 are the same for a timestamp in UTC and one with a zone, whatever the session's zone is
            return f"cast(to_timestamp(extract(epoch from {column})) at time zone {zone} as date)"
        return f"cast({column} as date)"

    @property
    def loaded_at(self) -> str:
        """When the row was written; only where the mart says it."""
        assert self._facts.model.loaded_at_field is not None
        return self._writer.native(self._facts.model.loaded_at_field, "facts")

    def expression(self, text: str) -> str:
        """An expression of the mart itself."""
        return self._writer.native(text, "facts")

    def reached(self, reached: Reached) -> str:
        """A dimension, wherever it is."""
        return self._writer.native(reached.expression, self._aliases[reached.joins])

    def measured(self, text: str, filters: Sequence[Filter]) -> str:
        """The expression where all filters hold, else NULL."""
        expression = self.expression(text)
        if not filters:
            return expression
        return f"case when {' and '.join(self.condition(declared) for declared in filters)} then {expression} end"

    def condition(self, declared: Filter) -> str:
        """A filter, wholly in the project's dialect."""
        expressions = {}
        for item, reached in zip(declared.condition.items, declared.reached, strict=True):
            expression = self._writer.qualified(reached.expression, self._aliases[reached.joins])
            if reached.kind == "time":
                # MetricFlow reads a time dimension at the grain asked for, day unless said
                expression = f"date_trunc('{item.grain or reached.grain or 'day'}', {expression})"
            expressions[item] = expression
        return self._writer.native(declared.condition.sql(expressions))

    def _join(self, catalog: Catalog, path: tuple[Join, ...]) -> str:
        before, alias = self._aliases[path[:-1]], f"joined_{len(self._aliases)}"
        self._aliases[path] = alias
        join = path[-1]
        conditions = [f"{self._writer.native(join.left, before)} = {self._writer.native(join.right, alias)}"]
        if join.validity:
            conditions.append(_is_valid(self._writer, join.validity, alias, self.day))
        ref = self._writer.ref(catalog.models[join.model.model_unique_id].ref)
        return f"left join {ref} as {alias}\n        on {' and '.join(conditions)}"


def joined_members(catalog: Catalog, writer: Writer, reached: Reached, *, key: str, day: str) -> tuple[str, str]:
    """The joins from a state's slice to a dimension, and the dimension's expression at their end.

    Args:
        key: the slice in the state: the mart's key as text.
        day: the state's day, for dimensions that change slowly.
    """
    lines, before = [], ""
    for number, join in enumerate(reached.joins, 1):
        alias = f"joined_{number}"
        right = writer.native(join.right, alias)
        # a state keeps keys as text
        on = f"{key} = cast({right} as text)" if number == 1 else f"{writer.native(join.left, before)} = {right}"
        conditions = [on]
        if join.validity:
            conditions.append(_is_valid(writer, join.validity, alias, day))
        ref = writer.ref(catalog.models[join.model.model_unique_id].ref)
        lines.append(f"left join {ref} as {alias}\n        on {' and '.join(conditions)}")
        before = alias
    return "\n    ".join(lines), writer.native(reached.expression, before)


def _is_valid(writer: Writer, validity: tuple[str, str], alias: str, day: str) -> str:
    """Whether a row of a dimension that changes slowly holds on the day."""
    start, end = (writer.native(text, alias) for text in validity)
    return f"{day} >= cast({start} as date) and ({end} is null or {day} < cast({end} as date))"
