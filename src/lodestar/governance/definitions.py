"""What a metric's definition says, as plain values: two definitions with the same values give the same numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from lodestar.catalog.canonical import canonical_expression, canonical_filter
from lodestar.catalog.catalog import Aggregation, Catalog
from lodestar.catalog.formula import where_filters
from lodestar.catalog.meaning import LENGTH
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.governance.named import INPUT_PLACES, elements, grains, input_references, metrics_in, named_in, way

__all__ = ["Definitions", "digest_of"]

WORDS_OF_AGGREGATIONS = frozenset({"semantic_model", "agg_time_dimension", "name", "filter", "alias"})
"""Keys of a simple metric's aggregation that are said in another way, or only name it."""

INPUT_WORDS = frozenset({"name", "alias", "filter"})


class Definitions:
    """Writes down what definitions mean; each metric and each text once."""

    def __init__(self, catalog: Catalog) -> None:
        """Reads nothing yet."""
        self._catalog = catalog
        self._digests: dict[str, str] = {}

    @cached_property
    def _aggregations(self) -> dict[str, Aggregation]:
        simple = [metric for metric in self._catalog.metrics.values() if metric.type == "simple"]
        return {a.metric_name: a for metric in simple for a in self._catalog.aggregations(metric)}

    def digest(self, metric: Metric) -> str:
        """Hash of what is computed."""
        if metric.name not in self._digests:
            self._digests[metric.name] = digest_of(self.meaning(metric))
        return self._digests[metric.name]

    def meaning(self, metric: Metric) -> Any:
        """What is computed."""
        parameters = dict(metric.parameters)
        meaning: dict[str, Any] = {"type": metric.type, "filter": self._filter(metric.definition.get("filter"), metric)}
        meaning["time_granularity"] = metric.definition.get("time_granularity")
        if metric.contract and metric.contract.retention:
            meaning["retention"] = [metric.contract.retention.first_day, metric.contract.retention.last_day]
        if metric.contract and metric.contract.growth_accounting:
            meaning["growth_accounting"] = metric.contract.growth_accounting
        if metric.type == "simple":
            meaning["aggregation"] = self._aggregation(metric)
        if metric.type == "derived":
            meaning["derived"] = self._derived(metric)
            parameters.pop("metrics", None)
            parameters.pop("expr", None)
        for key in ("is_private", "expr", "measure", "metric_aggregation_params"):
            parameters.pop(key, None)
        meaning["parameters"] = self._plain(parameters, metric)
        return _pruned(meaning)

    def published(self, metric: Metric, week_start: str) -> Any:
        """By which grains and dimensions the numbers under this name are given, and when they are known."""
        contract = metric.contract
        assert contract is not None
        named = grains(metric, self._catalog)
        spine = self._catalog.time_spine
        own = spine.custom_grains if spine else {}
        measured = self._catalog.measured_by(metric)
        return {
            "grains": sorted(contract.grains),
            "week_start": week_start if "week" in named else None,
            "own_grains": {grain: [spine.column, own[grain]] for grain in sorted(named & set(own)) if spine},
            "dimensions": {
                name: _sorted(self._member(model, path) for model, _ in measured)
                for name, path in contract.dimensions.items()
            },
            "maturity_days": contract.maturity_days,
            "data_through": _sorted(self._through(model) for model, _ in measured),
        }

    def _through(self, model: SemanticModel) -> Any:
        """How it is known where the mart's data end."""
        through = model.data_through
        if through is None:
            return [model.model_unique_id]
        source = self._catalog.model_named(through.model, place=model.name)
        return [model.model_unique_id, source.unique_id, through.column.lower(), sorted(through.where)]

    def _aggregation(self, metric: Metric) -> Any:
        aggregation = self._aggregations[metric.name]
        model = aggregation.semantic_model
        # without an expression the metric's own name is the column
        declared, expression = metric.parameters.get("metric_aggregation_params"), metric.parameters.get("expr")
        column = str(expression or metric.name)
        if not declared:  # the older way: a measure of the semantic model
            used = metric.parameters.get("measure") or {}
            measure = next(m for m in model.definition.get("measures") or [] if m["name"] == used["name"])
            column = str(measure.get("expr") or measure["name"])
            declared = {key: measure.get(key) for key in ("agg_params", "non_additive_dimension")} | dict(used)
            declared["input_filter"] = self._filter(used.get("filter"), metric)
        kept = {key: value for key, value in declared.items() if key not in WORDS_OF_AGGREGATIONS}
        return {
            **self._plain(kept, metric),
            "agg": aggregation.agg,
            "expr": self._expression(column),
            "mart": model.model_unique_id,
            "time": self._expression(model.time_column(aggregation.time_dimension)),
            "grain": model.granularity(aggregation.time_dimension),
            "time_zone": model.time_zone,
            "non_additive_dimension": self._non_additive(declared.get("non_additive_dimension"), model),
        }

    def _non_additive(self, declared: Mapping[str, Any] | None, model: SemanticModel) -> Any:
        """Along which time, and for each of which keys, only the first or last row counts."""
        if not declared:
            return None
        return {
            **declared,
            "name": [self._expression(model.time_column(declared["name"])), model.granularity(declared["name"])],
            "window_groupings": _sorted(self._column(model, name) for name in declared.get("window_groupings") or []),
        }

    def _derived(self, metric: Metric) -> Any:
        """Inputs in an order of their own, and the expression over their numbers: names and aliases don't count."""
        references = input_references(metric.parameters)
        said = [json.dumps(self._input(reference, metric), sort_keys=True) for reference in references]
        order = sorted(set(said))
        names = {
            (reference.get("alias") or reference["name"]).lower(): f"input_{order.index(text) + 1}"
            for reference, text in zip(references, said, strict=True)
        }
        expression = str(metric.parameters.get("expr") or next(iter(names), ""))
        return [order, canonical_expression(expression, self._catalog.adapter, names)]

    def _input(self, reference: Mapping[str, Any], holder: Metric) -> Any:
        rest = {key: value for key, value in reference.items() if key not in INPUT_WORDS}
        metric = self._catalog.metrics[reference["name"]]
        filters = self._filter(reference.get("filter"), metric)
        return _pruned([self.digest(metric), filters, self._plain(rest, holder)])

    def _filter(self, holder: Any, metric: Metric) -> Any:
        """All its conditions as one, and what the names in it stand for."""
        templates = where_filters(holder)
        if not templates:
            return None
        # a comment ends with its line, not with the filter
        text = canonical_filter(" and ".join(f"({template}\n)" for template in templates), self._catalog.adapter)
        paths = {path for template in templates for path in named_in(template)}
        models = [model for model, _ in self._catalog.measured_by(metric)]
        others = {name for template in templates for name in metrics_in(template)} & set(self._catalog.metrics)
        return [
            text,
            {path: _sorted(self._member(model, path) for model in models) for path in sorted(paths)},
            {name: self.digest(self._catalog.metrics[name]) for name in sorted(others)},
        ]

    def _member(self, model: SemanticModel, path: str) -> Any:
        """What a dimension is and over which joins it is reached."""
        reached = way(self._catalog, model, path)
        if reached is None:  # left to MetricFlow: whatever it may find under these names
            found = elements(self._catalog, path.split("__"))
            return [
                path,
                _sorted([other.model_unique_id, self._plain(_said(given), None)] for other, given in found),
            ]
        joins = [
            [
                self._expression(join.left),
                join.model.model_unique_id,
                self._expression(join.right),
                [self._expression(end) for end in join.validity or ()],
                [[p.holder, self._expression(p.left), self._expression(p.right), p.grain] for p in join.partitions],
            ]
            for join in reached.joins
        ]
        return [model.model_unique_id, joins, self._expression(reached.expression), reached.grain]

    def _plain(self, value: Any, metric: Metric | None) -> Any:
        """Parameters as they are, with inputs and entities replaced by what they stand for."""
        if isinstance(value, Mapping):
            found: dict[str, Any] = {}
            for key, item in value.items():
                if metric and key in INPUT_PLACES and item:
                    reference = {"name": item} if isinstance(item, str) else item
                    found[key] = self._input(reference, metric)
                elif metric and key in ("entity", "base_property", "conversion_property") and isinstance(item, str):
                    measured = self._catalog.measured_by(metric)
                    found[key] = _sorted([model.model_unique_id, self._column(model, item)] for model, _ in measured)
                elif metric and key == "filter":
                    found[key] = self._filter(item, metric)
                elif key == "expr" and isinstance(item, str):
                    found[key] = self._expression(item)
                else:
                    found[key] = self._plain(item, metric)
            return found
        if isinstance(value, list):
            return _sorted(self._plain(item, metric) for item in value)
        return " ".join(value.split()) if isinstance(value, str) else value

    def _column(self, model: SemanticModel, name: str) -> str:
        """What an entity or a dimension of the model stands for."""
        elements = [*(model.definition.get("entities") or []), *(model.definition.get("dimensions") or [])]
        declared: Mapping[str, Any] = next((element for element in elements if element["name"] == name), {})
        return self._expression(str(declared.get("expr") or name))

    def _expression(self, text: str) -> str:
        return canonical_expression(text, self._catalog.adapter)


def _said(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    """A dimension or an entity without its words."""
    kept = {key: declared.get(key) for key in ("name", "type", "type_params", "is_partition")}
    return {**kept, "expr": declared.get("expr") or declared["name"]}


def _sorted(values: Iterable[Any]) -> list[Any]:
    return sorted(values, key=lambda value: json.dumps(value, sort_keys=True))


def _pruned(value: Any) -> Any:
    """Without what is not said: dbt writes a null or a default for what a file leaves out."""
    if isinstance(value, Mapping):
        pruned = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in pruned.items() if not (item is None or item is False or item in ({}, []))}
    return [_pruned(item) for item in value] if isinstance(value, list | tuple) else value


def digest_of(meaning: Any) -> str:
    """Hash of plain values: 16 hex digits, the same in every process."""
    canonical = json.dumps(_pruned(meaning), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:LENGTH]
