"""Changes of meaning in definitions: every metric, contract, dimension and entity, in every way its kind allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.oracles.mutations.compiled import Change, Compiled, named
from tests.oracles.mutations.sql_meaning import sites

Changed = tuple[Change, dict[str, Any]]

AGGREGATIONS = ("sum", "average", "min", "max", "count", "count_distinct", "sum_boolean", "median")
STATES = ("new", "retained", "resurrected", "churned")
DAY = {"count": 1, "granularity": "day"}
SINGLE = ("numerator", "denominator")


def where(*templates: str) -> dict[str, Any]:
    """A filter as dbt writes it."""
    return {"where_filters": [{"where_sql_template": template} for template in templates]}


class Definitions:
    """All changes of the definitions of a project; each comes with the semantic manifest after it."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._manifest: dict[str, Any] = dict(compiled.catalog.semantic_manifest)
        self._governed = [metric.name for metric in compiled.catalog.governed]
        self._metrics = {metric["name"]: metric for metric in self._manifest["metrics"]}
        self._users = {name: frozenset(g for g in self._governed if name in self._inputs(g)) for name in self._metrics}

    def __iter__(self) -> Iterator[Changed]:
        for name, metric in self._metrics.items():
            if self._users[name]:
                yield from self._of_metric(name, metric)
        for name in self._governed:
            yield from self._of_contract(name)
        for model in self._manifest["semantic_models"]:
            yield from self._of_model(model)

    def _inputs(self, name: str) -> set[str]:
        """The metric and all that it is made of."""
        parameters = self._metrics[name]["type_params"]
        nested = [parameters, parameters["cumulative_type_params"] or {}, parameters["conversion_type_params"] or {}]
        places = (*SINGLE, "metric", "base_metric", "conversion_metric")
        references = [part[place] for part in nested for place in places if part.get(place)] + parameters["metrics"]
        return {name}.union(*(self._inputs(reference["name"]) for reference in references))

    def _changed(self, kind: str, where: str, moves: frozenset[str], path: tuple[Any, ...], value: Any) -> Changed:
        """The change that puts a value at a path of the manifest."""
        return Change(kind, where, str(path[-1]), moves), self._compiled.semantics_with(path, value)

    def _of_metric(self, name: str, metric: dict[str, Any]) -> Iterator[Changed]:
        root = ("metrics", self._manifest["metrics"].index(metric))
        parameters = metric["type_params"]
        moves = self._users[name]

        def changed(kind: str, *path: Any, to: Any) -> Changed:
            return self._changed(kind, name, moves, (*root, *path), to)

        yield changed("filter added", "filter", to=where("1 = 2"))
        yield changed("time granularity", "time_granularity", to="quarter")
        if metric["filter"]:
            (written,) = (given["where_sql_template"] for given in metric["filter"]["where_filters"])
            yield changed("filter dropped", "filter", to=None)
            yield changed("filter negated", "filter", to=where(f"not {written}"))
            yield changed("filter loosened", "filter", to=where(f"{written} or 1 = 1"))
            yield changed("another filter", "filter", to=where(written.replace("is_won", "deal_stage")))
        if metric["type"] == "simple":
            yield from self._of_simple(metric, changed)
        if metric["type"] == "ratio":
            yield changed(
                "swapped",
                "type_params",
                to=parameters | {"numerator": parameters["denominator"], "denominator": parameters["numerator"]},
            )
        if metric["type"] == "derived":
            expression = parameters["expr"]
            for site in sites(expression):
                yield changed(f"expression: {site.kind}", "type_params", "expr", to=site.changed())
        for path in self._input_places(parameters):
            yield from self._of_input(path, parameters, changed)
        if parameters["cumulative_type_params"]:
            yield from self._of_window("cumulative_type_params", parameters, changed)
            for key, value in (("grain_to_date", "month"), ("period_agg", "average")):
                yield changed(key, "type_params", "cumulative_type_params", key, to=value)
        if parameters["conversion_type_params"]:
            yield from self._of_window("conversion_type_params", parameters, changed)
            yield from self._of_conversion(parameters["conversion_type_params"], changed)

    def _of_simple(self, metric: dict[str, Any], changed: Any) -> Iterator[Changed]:
        parameters = metric["type_params"]
        aggregation = parameters["metric_aggregation_params"]
        place = ("type_params", "metric_aggregation_params")
        for agg in AGGREGATIONS:
            if agg != aggregation["agg"]:
                yield changed("another aggregation", *place, "agg", to=agg)
        for site in sites(parameters["expr"]):
            yield changed(f"expression: {site.kind}", "type_params", "expr", to=site.changed())
        yield changed("no expression", "type_params", "expr", to=None)
        yield changed("date column", *place, "agg_time_dimension", to="another_date")
        yield changed("fill nulls with", "type_params", "fill_nulls_with", to=0)
        yield changed("fill nulls with", "type_params", "fill_nulls_with", to=1)
        yield changed("join to time spine", "type_params", "join_to_timespine", to=True)
        for percentile in (0.0, 0.5, 0.9):
            yield changed("percentile", *place, "agg_params", "percentile", to=percentile)
        yield changed("discrete percentile", *place, "agg_params", "use_discrete_percentile", to=True)
        yield changed("approximate percentile", *place, "agg_params", "use_approximate_percentile", to=True)
        for choice, groupings in (("min", []), ("max", []), ("max", ["store"])):
            dimension = {
                "name": aggregation["agg_time_dimension"],
                "window_choice": choice,
                "window_groupings": groupings,
            }
            yield changed("non-additive", *place, "non_additive_dimension", to=dimension)

    def _input_places(self, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = [("type_params", place) for place in SINGLE if parameters[place]]
        found += [("type_params", "metrics", place) for place in range(len(parameters["metrics"]))]
        for holder, keys in (
            ("cumulative_type_params", ["metric"]),
            ("conversion_type_params", ["base_metric", "conversion_metric"]),
        ):
            found += [("type_params", holder, key) for key in keys if parameters[holder]]
        return found

    def _of_input(self, path: tuple[Any, ...], parameters: dict[str, Any], changed: Any) -> Iterator[Changed]:
        given: Any = {"type_params": parameters}
        for key in path:
            given = given[key]
        for other in ("nps_points_total", "order_count"):
            if other != given["name"]:
                alias = given["alias"] or given["name"]
                yield changed("another input", *path, to=given | {"name": other, "alias": alias})
        yield changed("filter of an input", *path, "filter", to=where("{{ Dimension('session__platform') }} = 'web'"))
        yield changed("filter of an input", *path, "filter", to=where("{{ Dimension('session__platform') }} = 'Web'"))
        yield changed("offset", *path, "offset_window", to=DAY)
        yield changed("offset", *path, "offset_window", to={"count": 1, "granularity": "week"})
        yield changed("offset to grain", *path, "offset_to_grain", to="month")

    def _of_window(self, holder: str, parameters: dict[str, Any], changed: Any) -> Iterator[Changed]:
        place, window = ("type_params", holder, "window"), parameters[holder]["window"]
        for count in (window["count"] - 1, window["count"] + 1):
            yield changed("window", *place, "count", to=count)
        yield changed("unit of a window", *place, "granularity", to="week")
        yield changed("no window", *place, to=None)

    def _of_conversion(self, declared: dict[str, Any], changed: Any) -> Iterator[Changed]:
        place = ("type_params", "conversion_type_params")
        turned = {"base_metric": declared["conversion_metric"], "conversion_metric": declared["base_metric"]}
        yield changed("swapped", *place, to=declared | turned)
        yield changed("entity", *place, "entity", to="session")
        yield changed("calculation", *place, "calculation", to="conversions")
        for column in ("first_platform", "first_subject"):
            constant = [{"base_property": column, "conversion_property": "platform"}]
            yield changed("constant property", *place, "constant_properties", to=constant)

    def _of_contract(self, name: str) -> Iterator[Changed]:
        metric = self._metrics[name]
        at = self._manifest["metrics"].index(metric)
        root = ("metrics", at, "config", "meta", "lodestar")
        contract = metric["config"]["meta"]["lodestar"]
        own = frozenset({name})
        # a metric that is made of it counts what it counts, by grains and dimensions of its own
        counted = self._users[name]

        def changed(kind: str, moves: frozenset[str], *path: str, to: Any) -> Changed:
            return self._changed(kind, name, moves, (*root, *path), to)

        grains = contract["grains"]
        yield changed("grain added", own, "grains", to=[*grains, "year"])
        for grain in grains if len(grains) > 1 else ():
            yield changed("grain dropped", own, "grains", to=[g for g in grains if g != grain])
        for dimension, path in contract["dimensions"].items():
            rest = {key: value for key, value in contract["dimensions"].items() if key != dimension}
            yield changed("dimension dropped", own, "dimensions", to=rest)
            yield changed("name of a dimension", own, "dimensions", to=rest | {f"{dimension}_2": path})
            yield changed("path of a dimension", own, "dimensions", to=rest | {dimension: "store__city_2"})
        maturity = contract.get("maturity_days", 0)
        yield changed("maturity", own, "maturity_days", to=maturity + 1)
        if "retention" in contract:
            (days,) = contract["retention"].values()
            for key, value in (("on_day", days - 1), ("within_days", days), ("on_day", days + 1)):
                yield changed("retention", counted, "retention", to={key: value})
            yield changed("no retention", counted, "retention", to=None)
        if "growth_accounting" in contract:
            for state in (None, *STATES):
                if state != contract["growth_accounting"]:
                    yield changed("state of growth", counted, "growth_accounting", to=state)

    def _of_model(self, model: dict[str, Any]) -> Iterator[Changed]:
        """Dimensions and entities: whoever is given by them, dated by them or joined over them."""
        at = self._manifest["semantic_models"].index(model)
        for kind in ("dimensions", "entities"):
            for place, element in enumerate(model[kind]):
                moves = self._given_by(model, element) if kind == "dimensions" else self._joined_over(model, element)
                if moves:
                    path = ("semantic_models", at, kind, place)
                    where = f"{model['name']}.{element['name']}"
                    column = element["expr"] or element["name"]
                    for other in (f"{column}_2", f"lower({column})"):
                        yield self._changed(f"expression of {kind}", where, moves, (*path, "expr"), other)
                    if element["type"] == "time":
                        grain = ("type_params", "time_granularity")
                        yield self._changed("grain of a time", where, moves, (*path, *grain), "year")

    def _given_by(self, model: dict[str, Any], dimension: dict[str, Any]) -> frozenset[str]:
        primary = {entity["name"] for entity in model["entities"] if entity["type"] == "primary"}
        moved = set()
        for name in self._governed:
            inputs = [self._metrics[part] for part in self._inputs(name)]
            paths = set(self._metrics[name]["config"]["meta"]["lodestar"]["dimensions"].values())
            paths |= {f"deal__{d}" for d in ("is_won",) if any("is_won" in str(part["filter"]) for part in inputs)}
            aggregations = [part["type_params"]["metric_aggregation_params"] or {} for part in inputs]
            is_date = any(
                a.get("semantic_model") == model["name"] and a["agg_time_dimension"] == dimension["name"]
                for a in aggregations
            )
            if is_date or any(f"{entity}__{dimension['name']}" in paths for entity in primary):
                moved.add(name)
        return frozenset(moved)

    def _joined_over(self, model: dict[str, Any], entity: dict[str, Any]) -> frozenset[str]:
        moved = set()
        for name in self._governed:
            inputs = [self._metrics[part] for part in self._inputs(name)]
            marts = {(part["type_params"]["metric_aggregation_params"] or {}).get("semantic_model") for part in inputs}
            paths = self._metrics[name]["config"]["meta"]["lodestar"]["dimensions"].values()
            joined = {path.split("__")[0] for path in paths} & {entity["name"]}
            # from each mart that does not hold the entity itself to the one that does
            far = {mart for mart in marts - {None} if not self._is_primary(str(mart), entity["name"])}
            is_left = model["name"] in far and entity["type"] != "primary"
            is_right = bool(far) and entity["type"] == "primary"
            converted = [part["type_params"]["conversion_type_params"] for part in inputs]
            is_key = any(c and c["entity"] == entity["name"] and model["name"] in marts for c in converted)
            if (joined and (is_left or is_right)) or is_key:
                moved.add(name)
        return frozenset(moved)

    def _is_primary(self, model: str, entity: str) -> bool:
        entities = named(self._manifest["semantic_models"], model)["entities"]
        return any(e["name"] == entity and e["type"] == "primary" for e in entities)
