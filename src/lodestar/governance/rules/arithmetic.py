"""Arithmetic of derived metrics: division by nothing, and sums of what can't be added up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlglot
from sqlglot import expressions
from sqlglot.errors import SqlglotError

from lodestar.catalog.metric import Metric
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.inputs import origin, reference
from lodestar.governance.rules.rule import rule

NOT_ADDITIVE = {
    "count_distinct": "counts distinct keys",
    "average": "is an average",
    "median": "is a median",
    "percentile": "is a percentile",
}

FILLED = (expressions.Paren, expressions.Cast, expressions.Coalesce)
"""What stands around a number without making it another one."""


@rule("G308", severity="warning")
def division_by_zero_is_null(facts: Facts) -> Iterator[Found]:
    """A derived metric that divides by an input says what happens when that is zero.

    Engines differ: an error, infinity or NULL. A period in which nobody bought is a matter of time.
    """
    for metric in facts.catalog.metrics.values():
        unguarded = sorted({name for tree in _parsed(metric, "/", facts) for name in _unguarded(tree)})
        if unguarded:
            message = f"{metric.name} divides by {' and '.join(unguarded)}, which may be zero."
            mend = f"Make it a ratio metric, so that both parts are known, or divide by nullif({unguarded[0]}, 0)."
            yield facts.about(metric, message, mend)


@rule("G309", severity="error")
def only_what_adds_up_is_added(facts: Facts) -> Iterator[Found]:
    """No derived metric adds counts of distinct keys, averages, percentiles or quotients.

    Who is in both counts twice, and the sum of two averages is an average of nothing.
    """
    for metric in facts.catalog.metrics.values():
        for names in (names for tree in _parsed(metric, "+", facts) for names in _sums(tree)):
            added = _inputs(metric, names, facts)
            wrong = [f"{given.name} {why}" for given in added if (why := _why_not(given, facts))]
            if len(added) > 1 and wrong and (_has_segments(metric, names) or not _are_shares_of_one_whole(added)):
                message = f"{metric.name} adds up {' + '.join(given.name for given in added)}, but {'; '.join(wrong)}."
                mend = "Count or divide over both together, in one simple or ratio metric."
                yield facts.about(metric, message, mend)


def _parsed(metric: Metric, sign: str, facts: Facts) -> Iterator[Any]:
    """The expression of a derived metric, where it has that sign and can be read."""
    expression = str(metric.parameters.get("expr") or "")
    if metric.type == "derived" and sign in expression:
        try:
            yield sqlglot.parse_one(expression, dialect=facts.catalog.adapter)
        except SqlglotError:
            return


def _unguarded(tree: Any) -> Iterator[str]:
    """Columns in a divisor that nothing keeps from zero."""
    for division in tree.find_all(expressions.Div, expressions.IntDiv):
        if division.find_ancestor(expressions.Case, expressions.If):
            continue  # it asks first
        for column in division.expression.find_all(expressions.Column):
            guard = column.find_ancestor(expressions.Nullif, expressions.Div, expressions.IntDiv)
            if not isinstance(guard, expressions.Nullif):
                yield column.name


def _sums(tree: Any) -> Iterator[list[str]]:
    """Names in every sum: `a + coalesce(b, 0) + c` gives a, b, c."""
    for top in tree.find_all(expressions.Add):
        if not isinstance(top.parent, expressions.Add):
            yield [operand.name for operand in map(_bare, top.flatten()) if isinstance(operand, expressions.Column)]


def _bare(operand: Any) -> Any:
    while isinstance(operand, FILLED):
        operand = operand.this
    return operand


def _inputs(metric: Metric, names: list[str], facts: Facts) -> list[Metric]:
    given = metric.parameters.get("metrics") or []
    by_alias = {(one.get("alias") or one["name"]).lower(): facts.catalog.metrics[one["name"]] for one in given}
    return [by_alias[name.lower()] for name in names if name.lower() in by_alias]


def _has_segments(metric: Metric, names: list[str]) -> bool:
    """Whether an input is filtered here: then two ratios by one denominator are no shares of one whole."""
    given = metric.parameters.get("metrics") or []
    wanted = {name.lower() for name in names}
    return any(one.get("filter") for one in given if (one.get("alias") or one["name"]).lower() in wanted)


def _why_not(metric: Metric, facts: Facts) -> str | None:
    """Why a metric can't be added to another; states of growth accounting can, for they have no key in common."""
    known = origin(metric, facts.catalog.metrics)
    if known.type in ("ratio", "conversion"):
        return "is a quotient"
    if known.type == "cumulative":
        inner = (known.parameters.get("cumulative_type_params") or {}).get("metric")
        return _why_not(facts.catalog.metrics[inner["name"]], facts) if inner else None
    if known.type != "simple":
        return None
    (aggregation,) = facts.catalog.aggregations(known)
    return NOT_ADDITIVE.get(aggregation.agg)


def _are_shares_of_one_whole(metrics: list[Metric]) -> bool:
    below = [reference(metric, "denominator") for metric in metrics]
    return below[0] is not None and all(given == below[0] for given in below)
