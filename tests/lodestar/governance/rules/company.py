"""A small company by hand, in which no rule finds anything: each test breaks one thing and sees what is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from lodestar.catalog.catalog import Catalog, ModelNode, SavedQuery
from lodestar.catalog.contract import Contract
from lodestar.catalog.metric import Metric, SemanticModel
from lodestar.governance.actions import Action
from lodestar.governance.certification import certifications
from lodestar.governance.decisions import Agreement, DecidedMetric, Decision
from lodestar.governance.fingerprints import Fingerprint, definition_fingerprints, formula_digests
from lodestar.governance.north_stars import NorthStar
from lodestar.governance.register import Register
from lodestar.governance.rules import RULES, Facts, Finding, check
from lodestar.governance.targets import Target
from lodestar.governance.teams import Team, Teams
from lodestar.governance.trees import Driver, Tree
from lodestar.governance.waivers import Waiver

__all__ = ["TODAY", "WORDS", "Company", "decision", "driver", "found", "star", "where"]

TODAY = date(2026, 11, 5)
DECIDED_ON = date(2026, 10, 1)
WORDS = "Orders that were paid, by the day they were placed in Shanghai; cancelled ones don't count."
MODELS = "0" * 16
"""Fingerprint of the models below every metric, until a test says that they changed."""


class Company:
    """Definitions and a register that tests change before they ask for `facts`."""

    def __init__(self) -> None:
        self.metrics: dict[str, Metric] = {}
        self.models: dict[str, SemanticModel] = {}
        self.teams = Teams(
            {
                "commerce": Team("commerce", "Commerce", "商务", ("Chen Yu", "Wang Fang")),
                "finance": Team("finance", "Finance", "财务", ("Li Na",)),
            },
            frozenset({"metric-bot"}),
        )
        self.stars = [star("revenue", guardrails=("return_rate",))]
        self.trees = [Tree("revenue", (driver("orders"),), "governance/trees/revenue.yml")]
        self.decisions: list[Decision] | None = None
        self.waivers: list[Waiver] = []
        self.targets: list[Target] = []
        self.actions: list[Action] = []
        self.saved_queries: dict[str, list[str]] = {}
        self.upstream: dict[str, str] = {}
        self.mart("orders", "ordered_date")
        self.simple("order_count", "count")
        self.simple("returned_count", "count")
        self.simple("amount_total", "sum")
        self.derived("revenue", "amount_total", role="north_star", unit="CNY", label_zh="收入")
        self.derived("orders", "order_count", role="driver", label_zh="订单数")
        self.ratio("return_rate", "returned_count", "order_count", role="guardrail", unit="ratio", label_zh="退货率")
        self.ratio("order_value", "amount_total", "order_count", unit="CNY per order", label_zh="客单价")

    def mart(self, name: str, day: str, granularity: str = "day") -> None:
        """A mart with a time dimension."""
        time = {"name": day, "type": "time", "expr": None, "type_params": {"time_granularity": granularity}}
        definition = {"name": name, "dimensions": [time], "measures": [], "entities": [], "primary_entity": None}
        defaults = {"defaults": {"agg_time_dimension": day}}
        self.models[name] = SemanticModel(name, f"model.x.fct_{name}", f"fct_{name}", definition | defaults, None)

    def simple(self, name: str, agg: str, *, mart: str = "orders", expr: str | None = None) -> None:
        """A simple metric, which has no contract."""
        self.define(name, "simple", expr=expr or name, metric_aggregation_params={"semantic_model": mart, "agg": agg})

    def derived(self, name: str, expr: str, inputs: list[Any] | None = None, **contract: Any) -> None:
        """A governed derived metric; its inputs are the metric that `expr` names unless they are given."""
        given = [one if isinstance(one, dict) else {"name": one} for one in inputs or [expr]]
        self.define(name, "derived", contract, expr=expr, metrics=given)

    def ratio(self, name: str, above: Any, below: Any, **contract: Any) -> None:
        """A governed ratio."""
        halves = [one if isinstance(one, dict) else {"name": one} for one in (above, below)]
        self.define(name, "ratio", contract, numerator=halves[0], denominator=halves[1])

    def cumulative(self, name: str, of: str, *, period_agg: str | None = "last", **rest: Any) -> None:
        """A governed cumulative metric; `rest` is `window`, `grain_to_date`, or part of the contract."""
        settings = {"metric": {"name": of}, "period_agg": period_agg, "window": rest.pop("window", None)}
        settings["grain_to_date"] = rest.pop("grain_to_date", None)
        self.define(name, "cumulative", rest, cumulative_type_params=settings)

    def conversion(
        self, name: str, base: Any, converted: Any, calculation: str = "conversion_rate", **rest: Any
    ) -> None:
        """A governed conversion."""
        halves = [one if isinstance(one, dict) else {"name": one} for one in (base, converted)]
        settings = {"base_metric": halves[0], "conversion_metric": halves[1], "entity": "buyer"}
        contract = {"unit": "ratio"} | rest
        self.define(name, "conversion", contract, conversion_type_params=settings | {"calculation": calculation})

    def define(self, name: str, kind: str, contract: dict[str, Any] | None = None, **parameters: Any) -> None:
        """A metric; one with a `contract` is governed, and what that leaves out is sound."""
        own_filter = parameters.pop("filter", None)
        definition = {"name": name, "type": kind, "type_params": parameters, "filter": own_filter}
        path = f"models/{name}.yml" if contract is None else f"metrics/{name}.yml"
        label = name.replace("_", " ").capitalize()
        self.metrics[name] = Metric(name, label, WORDS, kind, None, path, definition)
        if contract is not None:
            sound = {"unit": "orders", "label_zh": f"{name} 中文"} | contract
            words = {key: sound.pop(key) for key in ("label", "description") if key in sound}
            self.metrics[name] = replace(self.metrics[name], contract=_contract(**sound), **words)

    def change(self, name: str, **contract: Any) -> None:
        """Another contract for a metric; `label` and `description` change the metric itself."""
        metric = self.metrics[name]
        words = {key: contract.pop(key) for key in ("label", "description") if key in contract}
        assert metric.contract is not None
        self.metrics[name] = replace(metric, contract=replace(metric.contract, **contract), **words)

    def catalog(self) -> Catalog:
        """What dbt would say."""
        nodes = {model.model_unique_id: _node(model.model_unique_id) for model in self.models.values()}
        queries = [{"name": name, "query_params": {"metrics": used}} for name, used in self.saved_queries.items()]
        read = tuple(SavedQuery(name, (), (), f"metrics/{name}.yml") for name in self.saved_queries)
        known = {"saved_queries": queries}
        return Catalog("x", "duckdb", nodes, (), dict(self.metrics), dict(self.models), None, read, known)

    def now(self) -> dict[str, Fingerprint]:
        """Fingerprints as they are."""
        definitions = definition_fingerprints(self.catalog(), week_start="monday")
        return {name: Fingerprint(told, self.upstream.get(name, MODELS)) for name, told in definitions.items()}

    def agree(self) -> None:
        """From here on the decisions stand as they are: one, on everything that there is now."""
        versions = {name: metric.contract.version for name, metric in self.metrics.items() if metric.contract}
        decided = tuple(DecidedMetric(name, versions[name], None, told) for name, told in self.now().items())
        owners = {metric.contract.owner for metric in self.metrics.values() if metric.contract}
        agreed = [
            Agreement("Wang Fang", "commerce"),
            *(Agreement("Li Na", "finance") for o in owners if o == "finance"),
        ]
        self.decisions = [replace(decision(1, *decided), agreed_by=tuple(agreed))] if decided else []

    def facts(self, today: date = TODAY, **rest: Any) -> Facts:
        """What the rules see. Everything is agreed on unless a test has said otherwise."""
        if self.decisions is None:
            self.agree()
        catalog = self.catalog()
        register = Register(
            teams=self.teams,
            decisions=tuple(self.decisions or ()),
            north_stars=tuple(self.stars),
            trees=tuple(self.trees),
            waivers=tuple(self.waivers),
            targets=tuple(self.targets),
            actions=tuple(self.actions),
            problems=rest.pop("register_problems", ()),
        )
        states = certifications(catalog, self.now(), register, today)
        return Facts(catalog, register, states, formula_digests(catalog), today, **rest)


def found(code: str, company: Company, **rest: Any) -> list[Finding]:
    """What one rule finds, after it has been seen that only this rule was asked for."""
    return RULES[code].findings(company.facts(**rest)) if not RULES[code].reads_findings else _last(code, company, rest)


def star(metric: str, scope: str = "company", **rest: Any) -> NorthStar:
    """A north star of this year, without an end."""
    given = {"effective_from": date(2026, 1, 1), "effective_to": None, "guardrails": (), "line": 2} | rest
    return NorthStar(metric, scope, "growth", "Who orders again, stays.", **given)


def driver(metric: str, *below: Driver, team: str = "commerce") -> Driver:
    """A driver and those below it."""
    return Driver(metric, team, below)


def decision(number: int, *metrics: DecidedMetric, **rest: Any) -> Decision:
    """A decision that Chen Yu proposed and Wang Fang agreed to, for commerce."""
    given = {
        "proposed_by": "Chen Yu",
        "agreed_by": (Agreement("Wang Fang", "commerce"),),
        "decided_on": DECIDED_ON,
        "effective_from": DECIDED_ON,
        "why": "It was asked.",
        "words": "",
        "path": f"governance/decisions/{number:04}-x.md",
    }
    return Decision(number=number, title=f"Decision {number}", metrics=metrics, **(given | rest))


def where(text: str) -> dict[str, Any]:
    """A filter."""
    return {"where_filters": [{"where_sql_template": text}]}


def _last(code: str, company: Company, rest: dict[str, Any]) -> list[Finding]:
    return [finding for finding in check(company.facts(**rest)).active if finding.code == code]


def _contract(**given: Any) -> Contract:
    sound = {"version": 1, "status": "certified", "owner": "commerce", "role": "kpi", "direction": "up"}
    return Contract(**(sound | {"grains": ("month",)} | given))


def _node(unique_id: str) -> ModelNode:
    name = unique_id.rpartition(".")[2]
    return ModelNode(unique_id, name, "marts", name, name, f"models/{name}.sql", (), f"ref('{name}')", "", False)
