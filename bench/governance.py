"""How long `lodestar check` thinks: thousands of metrics in memory, without dbt. `python -m bench.governance`

Every type of metric with filters and inputs of inputs, all agreed on, with trees, saved queries, waivers, and something
wrong with one metric in twenty.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from typing import Any

from rich.console import Console

from bench.report import machine
from lodestar.catalog.catalog import Catalog, ModelNode, SavedQuery
from lodestar.catalog.contract import Contract
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.governance.certification import certifications
from lodestar.governance.decisions import Agreement, DecidedMetric, Decision
from lodestar.governance.fingerprints import Fingerprint, definition_fingerprints, formula_digests
from lodestar.governance.north_stars import NorthStar
from lodestar.governance.register import Register
from lodestar.governance.rules import RULES, Facts, check
from lodestar.governance.teams import Team, Teams
from lodestar.governance.trees import Driver, Tree
from lodestar.governance.waivers import Waiver

__all__ = ["METRICS", "check_many", "many_metrics"]

METRICS = 2_000
TODAY = date(2026, 11, 5)
MARTS = 50
WORDS = "Orders that were paid, by the day they were placed in Shanghai; cancelled ones do not count, walk-ins do."
AGGREGATIONS = ("sum", "count", "count_distinct", "average", "max")
TEAMS = [f"team-{number}" for number in range(20)]


def check_many(count: int = METRICS) -> dict[str, Any]:
    """Seconds of each part and numbers of findings, for so many metrics."""
    catalog = many_metrics(count)
    seconds: dict[str, float] = {}
    definitions = _timed(seconds, "fingerprints", lambda: definition_fingerprints(catalog, week_start="monday"))
    found = {name: Fingerprint(told, "0" * 16) for name, told in definitions.items()}
    register = _register(catalog, found)
    states = _timed(seconds, "certifications", lambda: certifications(catalog, found, register, TODAY))
    digests = _timed(seconds, "formula digests", lambda: formula_digests(catalog))
    facts = Facts(catalog, register, states, digests, TODAY)
    findings = _timed(seconds, "rules", lambda: check(facts))
    by_rule = {code: _seconds(lambda rule=RULES[code]: rule.findings(facts)) for code in sorted(RULES)}  # type: ignore[misc]
    slowest = sorted(by_rule.items(), key=lambda item: -item[1])[:3]
    return {
        "metrics": len(catalog.metrics),
        "governed": len(catalog.governed),
        "seconds": seconds,
        "total": sum(seconds.values()),
        "slowest": slowest,
        "active": len(findings.active),
        "waived": len(findings.waived),
    }


def many_metrics(count: int) -> Catalog:
    """A catalog of so many metrics: a quarter of them simple, the rest governed and made of those."""
    models = {name: _mart(name) for name in (f"mart_{number}" for number in range(MARTS))}
    metrics = {metric.name: metric for metric in (_simple(n, f"mart_{n % MARTS}") for n in range(count // 4))}
    simple = list(metrics)
    for number in range(count - len(metrics)):
        metric = _governed(number, simple)
        metrics[metric.name] = metric
    nodes = {model.model_unique_id: _node(model.name) for model in models.values()}
    queries = [{"name": f"query_{n}", "query_params": {"metrics": [f"kpi_{n}"]}} for n in range(count // 20)]
    read = tuple(SavedQuery(f"query_{n}", (), (), "metrics/queries.yml") for n in range(count // 20))
    return Catalog("many", "duckdb", nodes, (), metrics, models, None, read, {"saved_queries": queries})


def _governed(number: int, simple: list[str]) -> Metric:
    """One of five kinds; every twentieth has a unit that nobody knows."""
    first, second = ({"name": simple[(number * step + 1) % len(simple)]} for step in (7, 13))
    name, kind = f"kpi_{number}", ("derived", "ratio", "derived", "cumulative", "conversion")[number % 5]
    if kind == "ratio":
        filtered = {**first, "filter": _where(f"{{{{ Dimension('order__channel') }}}} = 'c{number}' and {number} > 0")}
        parameters: dict[str, Any] = {"numerator": filtered, "denominator": second}
    elif kind == "cumulative":
        window = {"count": number % 90 + 1, "granularity": "day"}
        parameters = {"cumulative_type_params": {"metric": first, "window": window, "period_agg": "last"}}
    elif kind == "conversion":
        settings = {"base_metric": first, "conversion_metric": second, "entity": "order"}
        parameters = {"conversion_type_params": settings}
    elif number % 10 == 0 and number % 50:  # up to four above each other
        below = {"name": f"kpi_{number - 10}", "alias": "below"}
        parameters = {"expr": f"below * {number} / nullif({first['name']}, 0)", "metrics": [below, first]}
    else:
        parameters = {"expr": f"{first['name']} - coalesce({second['name']}, 0) + {number}", "metrics": [first, second]}
    role = "north_star" if number == 0 else "driver" if number % 10 == 2 else "guardrail" if number == 1 else "kpi"
    unit = "RMB" if number % 20 == 19 else "ratio" if kind in ("ratio", "conversion") else "CNY"
    contract = Contract(
        1, "certified", TEAMS[number % 20], role, unit, "up", ("day", "week", "month"), label_zh=f"指标{number}"
    )
    return _metric(name, kind, parameters, contract)


def _simple(number: int, mart: str) -> Metric:
    settings = {"semantic_model": mart, "agg": AGGREGATIONS[number % len(AGGREGATIONS)]}
    expression = f"case when is_valid and status <> 'x{number}' then amount_{number} end"
    parameters = {"expr": expression, "metric_aggregation_params": settings}
    return _metric(f"measure_{number}", "simple", parameters, None)


def _metric(name: str, kind: str, parameters: dict[str, Any], contract: Contract | None) -> Metric:
    definition = {"name": name, "type": kind, "type_params": parameters, "filter": None}
    return Metric(name, name.replace("_", " "), WORDS, kind, contract, f"metrics/{name}.yml", definition)


def _mart(name: str) -> SemanticModel:
    day = {"name": "ordered_date", "type": "time", "expr": None, "type_params": {"time_granularity": "day"}}
    channel = {"name": "channel", "type": "categorical", "expr": None, "type_params": None}
    definition = {
        "name": name,
        "dimensions": [day, channel],
        "entities": [{"name": "order", "type": "primary", "expr": "order_id"}],
        "measures": [],
        "primary_entity": None,
        "defaults": {"agg_time_dimension": "ordered_date"},
    }
    return SemanticModel(name, f"model.many.{name}", name, definition, None)


def _node(name: str) -> ModelNode:
    path = f"models/{name}.sql"
    return ModelNode(f"model.many.{name}", name, "marts", name, name, path, (), f"ref('{name}')", "", False)


def _register(catalog: Catalog, found: dict[str, Fingerprint]) -> Register:
    """Ten metrics a decision, one tree with every driver, and a waiver for every second unit that nobody knows."""
    names = [metric.name for metric in catalog.governed]
    agreed = tuple(Agreement(f"Person {team}", team) for team in TEAMS)
    decisions = tuple(
        Decision(
            number=number + 1,
            title="Agreed",
            metrics=tuple(DecidedMetric(name, 1, None, found[name]) for name in names[number * 10 : number * 10 + 10]),
            proposed_by="Person team-0",
            agreed_by=agreed,
            decided_on=TODAY - timedelta(days=30),
            effective_from=TODAY - timedelta(days=30),
            why="It was asked.",
            words="",
            path=f"governance/decisions/{number + 1:04}-agreed.md",
        )
        for number in range(-(-len(names) // 10))
    )
    by_role = [metric for metric in catalog.governed if metric.contract and metric.contract.role == "driver"]
    drivers = tuple(Driver(metric.name, TEAMS[0], ()) for metric in by_role)
    unknown = [metric.name for metric in catalog.governed if metric.contract and metric.contract.unit == "RMB"]
    until = TODAY + timedelta(days=90)
    return Register(
        teams=Teams({name: Team(name, name, name, (f"Person {name}",)) for name in TEAMS}),
        decisions=decisions,
        north_stars=(NorthStar("kpi_0", "company", "growth", "It lasts.", TODAY, None, ("kpi_1",), 2),),
        trees=(Tree("kpi_0", drivers, "governance/trees/kpi_0.yml"),),
        waivers=tuple(
            Waiver("G104", name, "An old table", "Person team-0", until, line)
            for line, name in enumerate(unknown[::2], 2)
        ),
    )


def _where(template: str) -> dict[str, Any]:
    return {"where_filters": [{"where_sql_template": template}]}


def _timed(seconds: dict[str, float], what: str, work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    result = work()
    seconds[what] = time.perf_counter() - begun
    return result


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> int:
    """Measures three sizes, each twice the one before: what grows faster than the metrics can be seen."""
    out = Console(markup=False, highlight=False, soft_wrap=True)
    out.print(f"{machine()['cpu']}, Python {machine()['python']}")
    for count in (METRICS // 2, METRICS, METRICS * 2):
        with ProcessPoolExecutor(
            max_workers=1, mp_context=get_context("spawn")
        ) as own_process:  # nothing is remembered
            measured = own_process.submit(check_many, count).result()
        parts = ", ".join(f"{what} {seconds:.2f}" for what, seconds in measured["seconds"].items())
        slowest = ", ".join(f"{code} {seconds * 1000:.0f} ms" for code, seconds in measured["slowest"])
        governed = f"{measured['metrics']:,} metrics ({measured['governed']:,} governed)"
        out.print(f"{governed}: {measured['total']:.2f} s ({parts})")
        out.print(f"    {measured['active']} findings stand, {measured['waived']} are waived; slowest rules: {slowest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
