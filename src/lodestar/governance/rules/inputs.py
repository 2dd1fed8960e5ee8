"""What metrics are made of, as rules ask for it: inputs with their place, what is aggregated in the end, windows.

Everything is worked out once per metric, from the bottom up, so a thousand metrics over one input are a thousand looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.formula import where_filters
from lodestar.catalog.metric import Metric, input_names

__all__ = ["PERIOD", "Grain", "Inputs", "is_filtered", "origin", "reference"]

PERIOD = "the period itself"
"""What is not cumulative and not offset covers."""


@dataclass(frozen=True, order=True)
class Grain:
    """How finely rows are dated that a metric aggregates: `day` in `orders`."""

    granularity: str
    semantic_model: str


@dataclass
class Inputs:
    """Answers about the metrics of a catalog; each is worked out once."""

    catalog: Catalog
    _grains: dict[str, frozenset[Grain]] = field(default_factory=dict)
    _windows: dict[str, frozenset[str]] = field(default_factory=dict)

    def grains(self, name: str) -> frozenset[Grain]:
        """The grains of all rows behind a metric."""
        if name not in self._grains:
            metric = self.catalog.metrics[name]
            if metric.type == "simple":
                (aggregation,) = self.catalog.aggregations(metric)
                model = aggregation.semantic_model
                found = frozenset({Grain(model.granularity(aggregation.time_dimension), model.name)})
            else:
                found = frozenset().union(*(self.grains(given) for given in input_names(metric.definition)))
            self._grains[name] = found
        return self._grains[name]

    def windows(self, given: Mapping[str, Any]) -> frozenset[str]:
        """What an input covers, in words: the period itself, the last 28 days, a period before."""
        if given.get("offset_window"):
            return frozenset({f"{_span(given['offset_window'])} before"})
        if given.get("offset_to_grain"):
            return frozenset({f"the start of the {given['offset_to_grain']}"})
        return self._windows_of(given["name"])

    def _windows_of(self, name: str) -> frozenset[str]:
        if name not in self._windows:
            metric = self.catalog.metrics[name]
            settings = metric.parameters.get("cumulative_type_params") or {}
            if metric.type in ("simple", "conversion"):
                found = frozenset({PERIOD})
            elif metric.type == "cumulative":
                found = frozenset({_reach(settings)})
            else:
                parts = [reference(metric, part) for part in ("numerator", "denominator")]
                listed = [*parts, *(metric.parameters.get("metrics") or [])]
                found = frozenset().union(*(self.windows(given) for given in listed if given))
            self._windows[name] = found
        return self._windows[name]


def reference(metric: Metric, part: str) -> Mapping[str, Any] | None:
    """The input in a place of its own: `numerator`, `denominator`, `base_metric` or `conversion_metric`."""
    holder = metric.parameters
    if part in ("base_metric", "conversion_metric"):
        holder = holder.get("conversion_type_params") or {}
    given = holder.get(part)
    return {"name": given} if isinstance(given, str) else given


def is_filtered(holder: Mapping[str, Any] | None) -> bool:
    """Whether a metric's definition, or an input, has a filter."""
    return bool(where_filters((holder or {}).get("filter")))


def origin(metric: Metric, metrics: Mapping[str, Metric]) -> Metric:
    """What a metric is another name of: itself, unless it passes a single input on as it is."""
    while True:
        given = metric.parameters.get("metrics") or []
        is_state = metric.contract is not None and metric.contract.growth_accounting is not None
        if metric.type != "derived" or len(given) != 1 or is_state or is_filtered(metric.definition):
            return metric
        (only,) = given
        expression = (metric.parameters.get("expr") or only["name"]).strip()
        changed = is_filtered(only) or only.get("offset_window") or only.get("offset_to_grain")
        if changed or expression not in (only["name"], only.get("alias")):
            return metric
        metric = metrics[only["name"]]


def _reach(settings: Mapping[str, Any]) -> str:
    if settings.get("window"):
        return f"the last {_span(settings['window'])}"
    if settings.get("grain_to_date"):
        return f"since the start of the {settings['grain_to_date']}"
    return "since the beginning"


def _span(window: Mapping[str, Any]) -> str:
    count = int(window["count"])
    return f"{count} {str(window['granularity']).rstrip('s')}{'' if count == 1 else 's'}"
