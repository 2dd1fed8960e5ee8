"""Changes of words in definitions: labels, owners, order, layout, names of what only feeds others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.oracles.mutations.compiled import Compiled
from tests.oracles.mutations.definition_meaning import where

Changed = tuple[str, str, dict[str, Any]]
"""Kind, where, and the semantic manifest after it."""

LAYOUTS = (
    lambda text: text.upper() if "'" not in text else text,
    lambda text: text.replace(" ", "\n   "),
    lambda text: f"( {text} )",
    lambda text: f"{text} -- as agreed",
    lambda text: re.sub(r"^case when (\w+) then", r"case when (\1) then", text),
)

WORDS: dict[str, Any] = {
    "version": 9,
    "owner": "another-team",
    "role": "outcome",
    "unit": "another unit",
    "direction": "none",
    "label_zh": "别的名字",
    "closing_lag_days": 3,
    "tolerance": {"relative": 0.5},
    "visibility": "team",
    "review_days": 30,
    "variants": {"in_utc": {"label": "Days of UTC", "vars": {"business_timezone": "UTC"}}},
}


def words_of_definitions(compiled: Compiled) -> Iterator[Changed]:
    """Every metric and semantic model, said in other words."""
    semantic = compiled.catalog.semantic_manifest
    governed = {metric.name for metric in compiled.catalog.governed}
    names = [metric["name"] for metric in semantic["metrics"]]
    for at, name in enumerate(names):
        yield from _of_metric(compiled, at, name, is_governed=name in governed)
    for at, model in enumerate(semantic["semantic_models"]):
        yield "name of a semantic model", model["name"], compiled.semantics(_renamed_model(model["name"]))
        yield "words of a semantic model", model["name"], compiled.semantics(_retold(at))
        for kind in ("dimensions", "entities"):
            yield "order of elements", model["name"], compiled.semantics(_reversed(("semantic_models", at, kind)))
        yield "a new dimension", model["name"], compiled.semantics(_one_more_dimension(at))
    for place in ("metrics", "semantic_models"):
        yield "order of everything", place, compiled.semantics(_reversed((place,)))


def _of_metric(compiled: Compiled, at: int, name: str, *, is_governed: bool) -> Iterator[Changed]:
    metric = compiled.catalog.semantic_manifest["metrics"][at]
    parameters = metric["type_params"]

    def changed(kind: str, **values: Any) -> Changed:
        return kind, name, compiled.semantics_with(("metrics", at), metric | values)

    def with_parameters(kind: str, **values: Any) -> Changed:
        return changed(kind, type_params=parameters | values)

    yield changed("words of a metric", label="Another label", description="Another description", metadata={"x": 1})
    yield with_parameters("private", is_private=True)
    if parameters["expr"]:
        for layout in LAYOUTS:
            yield with_parameters("layout of an expression", expr=layout(parameters["expr"]))
    if metric["filter"]:
        (written,) = (given["where_sql_template"] for given in metric["filter"]["where_filters"])
        spaced = written.replace("'", '"').replace("{{ ", "{{").replace(" }}", "   }}")
        yield changed("layout of a filter", filter=where(f"\n ({spaced})"))
        yield changed("comment in a filter", filter=where(f"{written} -- won't count others"))
    if metric["type"] == "derived":
        yield with_parameters("order of inputs", metrics=parameters["metrics"][::-1])
        yield with_parameters("aliases of inputs", **_aliased(parameters))
    if not is_governed:
        if parameters["expr"] and metric["type"] == "simple":
            yield "name of a simple metric", name, compiled.semantics(_renamed_metric(name))
        return
    contract = metric["config"]["meta"]["lodestar"]
    for key, value in WORDS.items():
        yield changed("contract", config={"meta": {"lodestar": contract | {key: value}}})
    deprecated = {"status": "deprecated", "deprecation": {"replaced_by": "orders", "last_date": "2027-03-31"}}
    yield changed("contract", config={"meta": {"lodestar": contract | deprecated}})
    yield changed("order of grains", config={"meta": {"lodestar": contract | {"grains": contract["grains"][::-1]}}})
    dimensions = dict(reversed(list(contract["dimensions"].items())))
    yield changed("order of dimensions", config={"meta": {"lodestar": contract | {"dimensions": dimensions}}})
    yield changed("order of keys", config={"meta": {"lodestar": dict(reversed(list(contract.items())))}})


def conditions_split_and_joined(compiled: Compiled) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Metric, and two ways to write the same two conditions."""
    first, second = "{{ Dimension('order__channel') }} in ('web', 'store')", "{{ Dimension('store__region') }} = 'East'"
    turned = first.replace("'web', 'store'", "'store','web'")
    for at, metric in enumerate(compiled.catalog.semantic_manifest["metrics"]):
        one = where(first, second)
        for other in (
            where(f"{first} and {second}"),
            where(second, first),
            where(f"({second})\nAND {turned}"),
        ):
            texts = [compiled.semantics_with(("metrics", at, "filter"), written) for written in (one, other)]
            yield metric["name"], *texts


def _aliased(parameters: dict[str, Any]) -> dict[str, Any]:
    inputs, expression = [], parameters["expr"]
    for reference in parameters["metrics"]:
        name = reference["alias"] or reference["name"]
        inputs.append(reference | {"alias": f"{name}_renamed"})
        expression = re.sub(rf"\b{name}\b", f"{name}_renamed", expression)
    return {"metrics": inputs, "expr": expression}


def _renamed_metric(name: str) -> Any:
    def edit(manifest: dict[str, Any]) -> None:
        for metric in manifest["metrics"]:
            parameters = metric["type_params"]
            if metric["name"] == name:
                metric["name"] = f"{name}_renamed"
            nested = [parameters, parameters["cumulative_type_params"], parameters["conversion_type_params"]]
            for holder in filter(None, nested):
                for key in ("numerator", "denominator", "metric", "base_metric", "conversion_metric"):
                    if (holder.get(key) or {}).get("name") == name:
                        holder[key]["name"] = f"{name}_renamed"
            for reference in parameters["metrics"]:
                if reference["name"] == name:
                    parameters["expr"] = re.sub(rf"\b{name}\b", f"{name}_renamed", parameters["expr"])
                    reference["name"] = f"{name}_renamed"

    return edit


def _renamed_model(name: str) -> Any:
    def edit(manifest: dict[str, Any]) -> None:
        for model in manifest["semantic_models"]:
            if model["name"] == name:
                model["name"] = f"zz_{name}"  # last in the alphabet too
        for metric in manifest["metrics"]:
            aggregation = metric["type_params"]["metric_aggregation_params"]
            if aggregation and aggregation["semantic_model"] == name:
                aggregation["semantic_model"] = f"zz_{name}"

    return edit


def _retold(at: int) -> Any:
    def edit(manifest: dict[str, Any]) -> None:
        model = manifest["semantic_models"][at]
        model |= {"description": "other", "label": "Other"}
        for element in [*model["dimensions"], *model["entities"]]:
            element |= {"description": "other", "label": "Other"}

    return edit


def _one_more_dimension(at: int) -> Any:
    def edit(manifest: dict[str, Any]) -> None:
        dimensions = manifest["semantic_models"][at]["dimensions"]
        dimensions.append({"name": "brand_new", "type": "categorical", "expr": "x", "type_params": None})

    return edit


def _reversed(path: tuple[Any, ...]) -> Any:
    def edit(manifest: dict[str, Any]) -> None:
        holder: Any = manifest
        for key in path:
            holder = holder[key]
        holder.reverse()

    return edit
