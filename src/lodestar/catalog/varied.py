"""A catalog in which one metric is defined otherwise: what `replace` of a variant does, in memory.

other = varied(catalog, "net_revenue", {"is_valid": "true", "refund_amount_total": "0"})

A key is a column of a mart that the metric measures, or an input metric. It is replaced in the expressions and
filters of the metric and of all its inputs, and in the dimensions, times and entities of those marts; a dimension that
is joined from another mart stays as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric, SemanticModel, input_names
from lodestar.catalog.substitution import Substitution, columns_of, folded
from lodestar.errors import ConfigurationError

__all__ = ["varied"]

ELEMENTS = ("dimensions", "entities", "measures")


def varied(catalog: Catalog, metric_name: str, changes: Mapping[str, str], *, needs_all: bool = True) -> Catalog:
    """The catalog with the metric, what it is made of, and its marts as `changes` says.

    Args:
        changes: a column or an input metric -> the expression in its place.
        needs_all: refuses names that stand nowhere; one change may take away what another one names.

    Raises:
        ConfigurationError: an expression can't be read, or nothing in the metric has one of the names.
    """
    if not changes:
        return catalog
    definition = _Definition(catalog, Substitution(changes, catalog.adapter))
    definition.change(metric_name)
    changed = replace(catalog, metrics={**catalog.metrics, **definition.metrics})
    models = {model.name: definition.model(model) for model, _ in changed.measured_by(changed.metrics[metric_name])}
    missing = sorted(name for name in changes if folded(name) not in definition.substitution.found)
    if missing and needs_all:
        raise ConfigurationError(f"nothing in the definition of {metric_name} is called {', '.join(missing)}")
    return replace(
        changed,
        semantic_models={**catalog.semantic_models, **models},
        semantic_manifest={
            **catalog.semantic_manifest,
            "metrics": [metric.definition for metric in changed.metrics.values()],
            "semantic_models": [
                models[declared["name"]].definition if declared["name"] in models else declared
                for declared in catalog.semantic_manifest["semantic_models"]
            ],
        },
    )


class _Definition:
    """Changes a metric and what it is made of. `metrics` are those that are other or new."""

    def __init__(self, catalog: Catalog, substitution: Substitution) -> None:
        self._catalog = catalog
        self.substitution = substitution
        self.metrics: dict[str, Metric] = {}

    def change(self, name: str) -> None:
        """Changes a metric, then its inputs, those that it has now."""
        if name in self.metrics:
            return
        metric = self._catalog.metrics[name]
        definition = copy.deepcopy(dict(metric.definition))
        self.metrics[name] = replace(metric, definition=definition)
        parameters = definition["type_params"]
        if metric.type == "simple" and not parameters.get("measure"):
            _put(parameters, self.substitution.expression(str(parameters.get("expr") or name)), name)
        if metric.type == "derived":
            self._derived(parameters)
        self._filters(definition.get("filter"))
        self._filters((parameters.get("measure") or {}).get("filter"))
        for holder, place in _places(parameters):
            self._input(holder, place, self.metrics[name])
        for reference in _references(parameters):
            self._filters(reference.get("filter"))
        for inner in input_names(definition):
            if inner not in self.metrics:
                self.change(inner)

    def model(self, model: SemanticModel) -> SemanticModel:
        """A mart with its dimensions, entities and older measures changed."""
        definition = copy.deepcopy(dict(model.definition))
        for kind in ELEMENTS:
            for element in definition.get(kind) or []:
                text = str(element.get("expr") or element["name"])
                _put(element, self.substitution.expression(text), element["name"])
        return replace(model, definition=definition)

    def _derived(self, parameters: dict[str, Any]) -> None:
        references = parameters["metrics"]
        names = {(reference.get("alias") or reference["name"]).lower() for reference in references}
        text = str(parameters.get("expr") or references[0].get("alias") or references[0]["name"])
        parameters["expr"] = self.substitution.expression(text)
        for name in columns_of(parameters["expr"], self._catalog.adapter):
            if name not in names and name in self._catalog.metrics:
                references.append(_reference(name))

    def _input(self, holder: dict[str, Any], place: str, owner: Metric) -> None:
        """An input that stands alone, such as a numerator, becomes another metric."""
        given = {"name": holder[place]} if isinstance(holder[place], str) else holder[place]
        text = self.substitution.text_for(given.get("alias") or given["name"])
        if text is None:
            return
        named = [name for name in columns_of(text, self._catalog.adapter) if name in self._catalog.metrics]
        if named == [folded(text)]:
            holder[place] = {**_reference(named[0]), "filter": given.get("filter")}
            return
        if owner.type != "ratio" or not named:
            raise ConfigurationError(f"{given['name']} can't become {text!r} in {owner.name}: only another metric")
        made = f"{given['name']}_varied"
        parameters: dict[str, Any] = {**dict.fromkeys(owner.parameters), "input_measures": [], "is_private": False}
        parameters |= {"join_to_timespine": False, "expr": text, "metrics": [_reference(name) for name in named]}
        definition = {**owner.definition, "name": made, "label": made, "type": "derived", "filter": None}
        definition["type_params"] = parameters
        self.metrics[made] = Metric(made, made, "", "derived", None, owner.path, definition)
        for name in named:
            self.change(name)
        holder[place] = {**_reference(made), "filter": given.get("filter")}

    def _filters(self, holder: Any) -> None:
        for declared in (holder or {}).get("where_filters") or []:
            declared["where_sql_template"] = self.substitution.filter(declared["where_sql_template"])


def _places(parameters: Mapping[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Where an input stands alone, each as its holder and key."""
    holders = {
        "cumulative_type_params": ("metric",),
        "conversion_type_params": ("base_metric", "conversion_metric"),
    }
    found = [(parameters, place) for place in ("numerator", "denominator")]
    found += [(parameters.get(holder) or {}, place) for holder, places in holders.items() for place in places]
    return [(dict_, place) for dict_, place in found if dict_.get(place)]  # type: ignore[misc]


def _references(parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    alone = [holder[place] for holder, place in _places(parameters)]
    return [reference for reference in [*alone, *(parameters.get("metrics") or [])] if isinstance(reference, dict)]


def _reference(name: str) -> dict[str, Any]:
    return {"name": name, "filter": None, "alias": None, "offset_window": None, "offset_to_grain": None}


def _put(element: dict[str, Any], text: str, name: str) -> None:
    """Notes an expression unless it is what no expression would mean: the name itself."""
    if text != (element.get("expr") or name):
        element["expr"] = text
