"""The circuit breaker: which metrics and published tables a fault reaches, and by what reason.

A fault is a check that blocks, a table that the gate refused, a model that dbt did not build. It taints its table and
all that is made of it, down to metrics; what does not depend on it is published.

    raw.pos ──▶ stg_pos ──▶ fct_visits ──▶ visits          tainted: "raw.pos: amount must be at least 0: 12 bad rows"
    raw.web ──▶ stg_web ──▶ fct_clicks ──▶ clicks          published
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lodestar.quality.result import CheckResult, blocking

__all__ = ["Graph", "Tainted", "reason_of", "tainted_by"]


@dataclass(frozen=True)
class Graph:
    """What is made of what. Tables are named `schema.table`.

    Attributes:
        parents: table -> tables that it reads.
        metrics: metric -> tables that its values depend on, the nearest only.
        exports: published table -> metrics in it; it depends on its parents, too.
        everyones: tables that every metric depends on: the calendar, the union of all values, the catalog.
        watched: metric -> tables of which it reads one row of many, such as how far its own source reaches. Their own
            faults reach it, those of what they are made of don't.
        shared: tables of several metrics. A fault of what they read reaches the metrics that depend on it by
            themselves, and not the others that happen to stand in the same table.
        names: other names of tables, as dbt's results call them -> tables.
    """

    parents: Mapping[str, frozenset[str]]
    metrics: Mapping[str, frozenset[str]]
    exports: Mapping[str, frozenset[str]] = field(default_factory=dict)
    watched: Mapping[str, frozenset[str]] = field(default_factory=dict)
    everyones: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def tables(self, name: str) -> Collection[str]:
        """The tables that a name stands for: itself, or those that dbt calls so. None for what is not known."""
        return (name,) if name in self.parents else self.names.get(name, ())


@dataclass(frozen=True)
class Tainted:
    """What faults reach: metric -> reason, and published table -> reason. `is_total`: no metric is left."""

    metrics: Mapping[str, str]
    tables: Mapping[str, str]
    is_total: bool


def tainted_by(
    graph: Graph,
    checks: Iterable[CheckResult],
    refused: Mapping[str, str] | None = None,
    unbuilt: Iterable[str] = (),
) -> Tainted:
    """What the faults reach, each metric and table with the nearest reason.

    A check with `metrics` taints those only. One that belongs to nothing known taints everything, and so does one on a
    table of everyone's.

    Args:
        refused: table -> why nothing of its delivery can be used.
        unbuilt: tables that dbt skipped. They carry the reason of what they are made of.
    """
    faults: dict[str, str] = {}
    own: dict[str, str] = {}
    alls: list[str] = []
    for check in blocking(checks):
        known = [name for name in check.metrics if name in graph.metrics]
        if known:
            for name in known:
                own.setdefault(name, reason_of(check))
        else:
            _add(check.table if not check.metrics else "", reason_of(check), graph, faults, alls)
    for name, reason in (refused or {}).items():
        _add(name, reason, graph, faults, alls)
    reached = _spread(faults, graph.parents)
    for name in unbuilt:
        tables = graph.tables(name)
        said = [reached[table] for table in sorted(tables) if table in reached]
        _add(name, min(said)[1] if said else f"{name} was not built", graph, faults, alls)
    near = _spread(faults, {table: _read(table, graph) for table in graph.parents})
    alls += [near[table][1] for table in sorted(graph.everyones) if table in near]
    metrics = dict(own)
    for name, tables in graph.metrics.items():
        said = [near[table] for table in tables if table in near]
        said += [(0, faults[table]) for table in graph.watched.get(name, ()) if table in faults]
        if said or alls:
            metrics.setdefault(name, min(said)[1] if said else alls[0])
    exports = {}
    for table, names in graph.exports.items():
        bad = sorted(name for name in names if name in metrics)
        if table in near or bad or alls:
            exports[table] = near[table][1] if table in near else metrics[bad[0]] if bad else alls[0]
    return Tainted(
        {name: metrics[name] for name in sorted(metrics)}, exports, bool(alls) or set(metrics) == set(graph.metrics)
    )


def reason_of(check: CheckResult) -> str:
    """A fault in one sentence, without the examples that a check may quote: it goes into the release."""
    if check.runner == "dbt" and check.status == "error" and check.rule == "is built":
        return f"{check.table} could not be built"
    if check.bad_rows:
        said = f"{check.bad_rows:,} bad row{'' if check.bad_rows == 1 else 's'}"
    else:
        said = "check error" if check.status == "error" else "failed"
    return f"{check.table}: {check.rule}: {said}"


def _add(name: str, reason: str, graph: Graph, faults: dict[str, str], alls: list[str]) -> None:
    tables = graph.tables(name)
    if not tables:
        alls.append(reason)
    for table in tables:
        faults.setdefault(table, reason)


def _read(table: str, graph: Graph) -> frozenset[str]:
    """The parents whose faults are the table's own."""
    return graph.parents[table] & graph.shared if table in graph.shared else graph.parents[table]


def _spread(faults: Mapping[str, str], parents: Mapping[str, Collection[str]]) -> dict[str, tuple[int, str]]:
    """Table -> how far away the nearest fault is, and its reason; of several, the first by name."""
    children: dict[str, list[str]] = {}
    for table, read in parents.items():
        for parent in read:
            children.setdefault(parent, []).append(table)
    found = {table: (0, reason) for table, reason in faults.items()}
    front, distance = sorted(found), 0
    while front:
        distance += 1
        reached: dict[str, str] = {}
        for table in front:
            for child in children.get(table, ()):
                if child not in found:
                    reached[child] = min(reached.get(child, found[table][1]), found[table][1])
        found |= {child: (distance, reason) for child, reason in reached.items()}
        front = sorted(reached)
    return found
