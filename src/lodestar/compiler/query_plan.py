"""A query with metrics, from marts: one aggregate per set of rows, joined by group, and expressions over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlglot import expressions

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.expressions import parsed
from lodestar.compiler.joins import NotPlannable
from lodestar.compiler.layout import listed
from lodestar.compiler.query_items import Asked
from lodestar.compiler.query_metrics import Aggregate, Derived, Node, Quotient, Rows, aggregates
from lodestar.compiler.query_sources import aggregated
from lodestar.compiler.writer import Writer

__all__ = ["MetricQuery"]

NULL_IN_NULL_OUT = (expressions.Add, expressions.Sub, expressions.Mul, expressions.Div)


class MetricQuery:
    """The parts of the statement.

    Attributes:
        ctes: name -> `select`; the last one has a row for each group.
        group_by: names of the group's columns, as asked.
        values: metric -> its expression over the last of `ctes`.
    """

    def __init__(
        self,
        catalog: Catalog,
        writer: Writer,
        metrics: Mapping[str, Node],
        group_by: Sequence[Asked],
        *,
        default_grain: str,
        time_range: tuple[datetime, datetime] | None,
        place: str,
    ) -> None:
        """Plans it.

        Raises:
            NotPlannable: MetricFlow has to answer.
            ConfigurationError: a join would multiply rows.
        """
        self._writer = writer
        leaves = dict.fromkeys(leaf for node in metrics.values() for leaf in aggregates(node))
        self._columns = {leaf: f"value_{number}" for number, leaf in enumerate(leaves, 1)}
        self._sources: dict[Rows, str] = {}
        for leaf in leaves:
            self._sources.setdefault(leaf.rows, f"source_{len(self._sources) + 1}")
        sources = {
            name: aggregated(
                catalog,
                writer,
                rows,
                {column: leaf for leaf, column in self._columns.items() if leaf.rows == rows},
                group_by,
                default_grain=default_grain,
                time_range=time_range,
                place=place,
            )
            for rows, name in self._sources.items()
        }
        self.ctes = {name: source.sql for name, source in sources.items()}
        self.group_by = next(iter(sources.values())).group_by
        if any(source.group_by != self.group_by for source in sources.values()):
            raise NotPlannable("one time dimension has different grains in the metrics' marts")
        if len(sources) > 1:
            self.ctes["all_groups"] = self._joined() if self.group_by else self._side_by_side()
        self._steps: list[list[str]] = []
        self.values = {name: self._expression(node)[0] for name, node in metrics.items()}
        for number, columns in enumerate(self._steps, 1):
            self.ctes[f"step_{number}"] = f"select\n    {listed(['*', *columns])}\nfrom {list(self.ctes)[-1]}"

    def _side_by_side(self) -> str:
        return f"select\n    {listed(list(self._columns.values()))}\nfrom {' cross join '.join(self._sources.values())}"

    def _joined(self) -> str:
        """Every group of any source, with all values."""
        names = list(self._sources.values())
        keys = [_first(column, names) for column in self.group_by]
        columns = [f'{key} as "{column}"' for key, column in zip(keys, self.group_by, strict=True)]
        for leaf, column in self._columns.items():
            value = f"max({self._sources[leaf.rows]}.{column})"
            columns.append(f"{value if leaf.absent is None else f'coalesce({value}, {leaf.absent})'} as {column}")
        columns += [f"max({name}.is_there) as {name}_is_there" for name in names]
        joins = []
        for number, name in enumerate(names[1:], 1):
            met = [f'{_first(column, names[:number])} = {name}."{column}"' for column in self.group_by]
            joins.append(f"full outer join {name}\n    on {' and '.join(met)}")
        # groups with a NULL don't meet in a join: they do here, one row of each source
        numbers = ", ".join(str(number + 1) for number in range(len(keys)))
        tables = "\n".join([names[0], *joins])
        return f"select\n    {listed(columns)}\nfrom {tables}\ngroup by {numbers}"

    def _expression(self, node: Node) -> tuple[str, int]:
        """A node's SQL, and after how many steps all that it names is there."""
        if isinstance(node, Aggregate):
            return self._columns[node], 0
        if isinstance(node, Quotient):
            (numerator, first), (denominator, second) = self._column(node.numerator), self._column(node.denominator)
            # a zero denominator gives NULL, and whole numbers don't divide as whole numbers
            text = f"cast({numerator} as double) / cast(nullif({denominator}, 0) as double)"
            return text, max(first, second)
        columns = {name: self._column(inner) for name, inner in node.inputs}
        names = {name: column for name, (column, _) in columns.items()}
        return self._derived(node, names), max(step for _, step in columns.values())

    def _column(self, node: Node) -> tuple[str, int]:
        """A node as a column: one that the sources have, or one that a step adds."""
        text, step = self._expression(node)
        if isinstance(node, Aggregate):
            return text, step
        while len(self._steps) <= step:
            self._steps.append([])
        name = f"step_{step + 1}_value_{len(self._steps[step]) + 1}"
        self._steps[step].append(f"{text} as {name}")
        return name, step + 1

    def _derived(self, node: Derived, names: Mapping[str, str]) -> str:
        # a root that is replaced is not replaced in the tree
        tree = expressions.Paren(this=parsed(node.expression, self._writer.adapter))
        for column in list(tree.find_all(expressions.Column)):
            if column.table or column.name.lower() not in names:
                raise NotPlannable(f"{node.expression!r} names {column.sql()!r}, which is no input of it")
            column.replace(expressions.column(names[column.name.lower()]))
        text = self._writer.native(tree.sql(dialect=self._writer.adapter))
        sources = {self._sources[leaf.rows] for leaf in aggregates(node)}
        is_absent_somewhere = bool(self.group_by) and len(sources) < len(self._sources)
        needs_rows = not _is_null_of_nulls(tree) or any(leaf.absent is not None for leaf in aggregates(node))
        if is_absent_somewhere and needs_rows:
            # where none of its inputs has a row the metric has none, whatever it makes of NULL or 0
            there = " or ".join(f"{name}_is_there = 1" for name in sorted(sources))
            return f"case when {there} then {text} end"
        return text


def _first(column: str, sources: Sequence[str]) -> str:
    texts = [f'{source}."{column}"' for source in sources]
    return f"coalesce({', '.join(texts)})" if len(texts) > 1 else texts[0]


def _is_null_of_nulls(node: expressions.Expr) -> bool:
    """Whether the expression is NULL when all its columns are."""
    if isinstance(node, expressions.Column):
        return True
    if isinstance(node, expressions.Paren | expressions.Neg | expressions.Nullif | expressions.Cast):
        return _is_null_of_nulls(node.this)
    if isinstance(node, NULL_IN_NULL_OUT):
        return _is_null_of_nulls(node.this) or _is_null_of_nulls(node.expression)
    return False
