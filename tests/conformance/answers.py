"""Asks a question through the product's own compile path and compares the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import duckdb

from lodestar.compiler.metricflow import MetricFlowCompiler
from lodestar.compiler.query import compile_query
from lodestar.errors import LodestarError
from tests.conformance.cases import Case, conformance_dir
from tests.conformance.manifests import catalog_of
from tests.conformance.rows import difference
from tests.conformance.warehouse import answer, load_tables

__all__ = ["Outcome", "ask", "compiler_of", "report"]


@dataclass(frozen=True)
class Outcome:
    """What became of a question.

    Attributes:
        served_by: `planner` or `metricflow`.
        reason: why the planner did not take it.
        failure: what is wrong with the answer; None when it is right.
        witness: what MetricFlow answers otherwise; None when it answers the same, was not asked, or can't.
    """

    case: Case
    served_by: str
    reason: str
    failure: str | None
    witness: str | None = None


def ask(case: Case) -> Outcome:
    """Compiles the question, runs the SQL, compares; what the planner answers MetricFlow is asked too."""
    catalog, compiler = catalog_of(case.model), compiler_of(case.model)
    compiled = compile_query(catalog, case.query, compiler, place=case.id)
    columns, rows = answer(_tables(), compiled.sql)
    failure = difference(columns, rows, case.columns, case.rows, is_ordered=case.is_ordered)
    if compiled.served_by != "planner":
        return Outcome(case, compiled.served_by, compiled.reason, failure)
    try:
        theirs, their_rows = answer(_tables(), compiler.query_sql(case.query, place=case.id))
    except LodestarError:  # no witness: MetricFlow has no function for it on this engine
        return Outcome(case, "planner", "", failure)
    witness = difference(columns, rows, theirs, their_rows, is_ordered=case.is_ordered)
    if not witness and list(columns) != list(theirs) and not case.query.min_max_only:
        witness = f"columns in the order {columns}, MetricFlow's {theirs}"
    return Outcome(case, "planner", "", failure, witness)


def report(outcomes: Iterable[Outcome]) -> list[str]:
    """The table that people read: each question, who answered it, why, and the totals."""
    asked = list(outcomes)
    lines = [
        f"{'ok' if not outcome.failure and not outcome.witness else 'FAILED':7}{outcome.served_by:11}"
        f"{outcome.case.id:84}{outcome.failure or outcome.witness or outcome.reason}".rstrip()
        for outcome in asked
    ]
    paths = Counter(outcome.served_by for outcome in asked)
    failed = sum(1 for outcome in asked if outcome.failure or outcome.witness)
    totals = ", ".join(f"{count} by {path}" for path, count in sorted(paths.items(), reverse=True))
    return [*lines, f"{len(asked)} questions: {totals}; {failed} failed"]


@cache
def compiler_of(model: str) -> MetricFlowCompiler:
    """MetricFlow over one of the manifests."""
    return MetricFlowCompiler(catalog_of(model))


@cache
def _tables() -> duckdb.DuckDBPyConnection:
    folder = conformance_dir()
    assert folder is not None
    return load_tables(folder)
