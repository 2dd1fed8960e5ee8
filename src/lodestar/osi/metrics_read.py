"""OSI metrics from elsewhere as dbt's definitions: a governed metric, and the simple ones that it is made of.

    readings = MetricReader(marts, taken_names)
    readings.read({"name": "revenue", "expression": ...}, "metrics[0]", governed=True)

A governed metric is never simple here: a sum is a derived metric of one input, so that the mart's simple metrics stay a
mart's, and what people agree on stands in a file of its own. Equal aggregates are one simple metric.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lodestar.osi.aggregates import Aggregate, Arithmetic, Quotient, read_expression
from lodestar.osi.mart import Mart, expression_of
from lodestar.osi.portable import NotPortable

__all__ = ["MetricReader"]

Definition = dict[str, Any]


class MetricReader:
    """Reads metrics one by one; `simple` and `others` hold what they became."""

    def __init__(self, marts: Mapping[str, Mart], taken: Iterable[str]) -> None:
        """`taken` are names that no new metric may have."""
        self._marts = marts
        self._taken = set(taken)
        self._known: dict[Aggregate, str] = {}
        self.simple: list[Definition] = []
        self.others: list[Definition] = []

    def read(self, metric: Mapping[str, Any], name: str, *, governed: bool) -> None:
        """Reads one metric of the document, which is called `name` in dbt.

        Raises:
            NotPortable: its expression is none that dbt's metrics say. Nothing was added then.
        """
        tables = {key: mart.fields for key, mart in self._marts.items()}
        read = read_expression(expression_of(metric), tables)
        for aggregate in _aggregates(read):
            if self._marts[aggregate.dataset].time is None:
                raise NotPortable(f"{aggregate.dataset} has no time dimension, and dbt dates every metric")
        said = {"name": name, "label": _label(name), "description": metric.get("description")}
        if isinstance(read, Aggregate) and not governed:
            self._add_simple(read, said)
        elif isinstance(read, Aggregate):
            self._add_derived(Arithmetic("input_1", (read,)), said)
        elif isinstance(read, Arithmetic):
            self._add_derived(read, said)
        else:
            parts = {"numerator": read.numerator, "denominator": read.denominator}
            inputs = {part: {"name": self._input(term, f"{name}_{part}")} for part, term in parts.items()}
            self.others.append({**said, "type": "ratio", "type_params": inputs})

    def _input(self, term: Aggregate | Arithmetic, wanted: str) -> str:
        if isinstance(term, Aggregate):
            return self._simple(term, wanted)
        name = self._free(wanted)
        self._add_derived(term, {"name": name, "label": _label(name)})
        return name

    def _add_derived(self, read: Arithmetic, said: Definition) -> None:
        single = len(read.inputs) == 1
        names = [
            self._simple(aggregate, f"{said['name']}_base" if single else f"{said['name']}_part_{number}")
            for number, aggregate in enumerate(read.inputs, 1)
        ]
        # an alias keeps the expression as it was read, whatever the inputs are called
        aliases = names if read.expr == "input_1" else [f"input_{number}" for number in range(1, len(names) + 1)]
        inputs = [
            {"name": name, **({"alias": alias} if alias != name else {})}
            for name, alias in zip(names, aliases, strict=True)
        ]
        expression = names[0] if read.expr == "input_1" else read.expr
        self.others.append({**said, "type": "derived", "type_params": {"expr": expression, "metrics": inputs}})

    def _simple(self, aggregate: Aggregate, wanted: str) -> str:
        """The simple metric that is this aggregate."""
        if aggregate not in self._known:
            name = self._free(wanted)
            self._add_simple(aggregate, {"name": name, "label": _label(name)})
        return self._known[aggregate]

    def _add_simple(self, aggregate: Aggregate, said: Definition) -> None:
        mart = self._marts[aggregate.dataset]
        settings = {"percentile": aggregate.percentile, "use_discrete_percentile": aggregate.is_discrete}
        aggregation = {
            "semantic_model": mart.name,
            "agg": aggregate.agg,
            "agg_time_dimension": mart.time,
            "agg_params": settings if aggregate.percentile is not None else None,
        }
        parameters = {"expr": aggregate.expr, "metric_aggregation_params": aggregation}
        self.simple.append({**said, "type": "simple", "type_params": parameters})
        self._known.setdefault(aggregate, said["name"])

    def _free(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name


def _aggregates(read: Aggregate | Arithmetic | Quotient) -> Iterable[Aggregate]:
    if isinstance(read, Aggregate):
        return [read]
    if isinstance(read, Arithmetic):
        return read.inputs
    return [*_aggregates(read.numerator), *_aggregates(read.denominator)]


def _label(name: str) -> str:
    """Labels are unique over all metrics of a project, as names are."""
    return name.replace("_", " ").capitalize()
