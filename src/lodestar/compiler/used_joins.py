"""The joins that governed metrics make: what a check has to hold them to."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.formula import where_filters
from lodestar.catalog.metric import Metric, input_names
from lodestar.compiler.filters import read_filter
from lodestar.compiler.joins import Join, NotPlannable, reach

__all__ = ["used_joins"]


def used_joins(catalog: Catalog, metrics: Sequence[Metric]) -> tuple[Join, ...]:
    """Each join once, of the dimensions and filters that the planner can follow."""
    found: dict[tuple[str, str], Join] = {}
    for metric in metrics:
        assert metric.contract is not None
        paths = [*metric.contract.dimensions.values(), *_filtered_by(metric, catalog)]
        for model, _ in catalog.measured_by(metric):
            for path in paths:
                with contextlib.suppress(NotPlannable):
                    for join in reach(catalog, model, path, place=metric.path).joins:
                        found[join.model.name, join.right] = join
    return tuple(found[key] for key in sorted(found))


def _filtered_by(metric: Metric, catalog: Catalog) -> Iterator[str]:
    parameters = metric.parameters
    holders: list[Any] = [metric.definition.get("filter")]
    references = [parameters.get("numerator"), parameters.get("denominator"), *(parameters.get("metrics") or [])]
    holders += [reference.get("filter") for reference in references if isinstance(reference, dict)]
    for holder in holders:
        for template in where_filters(holder):
            with contextlib.suppress(NotPlannable):
                yield from (item.path for item in read_filter(template).items)
    for name in input_names(metric.definition):
        yield from _filtered_by(catalog.metrics[name], catalog)
