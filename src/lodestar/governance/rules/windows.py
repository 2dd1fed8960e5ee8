"""What must fit together inside one metric: the two halves of a ratio, a window and its period, two events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lodestar.catalog.metric import Metric
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.inputs import PERIOD, Inputs, is_filtered, reference
from lodestar.governance.rules.rule import rule

CASE = re.compile(r"\bcase\b", re.IGNORECASE)

EVENTS = ("base_metric", "conversion_metric")


@rule("G303", severity="error")
def ratio_has_one_granularity(facts: Facts) -> Iterator[Found]:
    """Numerator and denominator of a ratio are dated equally finely.

    Rows of a month over rows of a day: by the quarter one counts a customer three times, once a month, and the other
    every order. The quotient is a number of nothing, and differs by grain.
    """
    inputs = Inputs(facts.catalog)
    for metric in facts.published:
        above, below = reference(metric, "numerator"), reference(metric, "denominator")
        if above is None or below is None:
            continue
        finely = [inputs.grains(given["name"]) for given in (above, below)]
        if {grain.granularity for grain in finely[0]} != {grain.granularity for grain in finely[1]}:
            said = [
                _all(f"a {grain.granularity} in {grain.semantic_model}" for grain in sorted(part)) for part in finely
            ]
            message = (
                f"{metric.name} divides rows of {said[0]} ({above['name']}) by rows of {said[1]} ({below['name']})."
            )
            yield facts.about(metric, message, "Measure both in marts whose time dimensions have the same granularity.")


@rule("G304", severity="warning")
def ratio_covers_one_span(facts: Facts) -> Iterator[Found]:
    """Where a ratio has several grains, numerator and denominator both cover the period, or neither does.

    Orders of the period over users of 28 days are a daily share by day, and by month something that nobody asked for. A
    ratio with a single grain says what it means, such as stickiness by day.
    """
    inputs = Inputs(facts.catalog)
    for metric in facts.published:
        above, below = reference(metric, "numerator"), reference(metric, "denominator")
        assert metric.contract is not None
        if above is None or below is None or len(metric.contract.grains) == 1:
            continue
        spans = inputs.windows(above), inputs.windows(below)
        if (PERIOD in spans[0]) != (PERIOD in spans[1]):
            grains = ", ".join(metric.contract.grains)
            message = (
                f"{metric.name} divides {_all(sorted(spans[0]))} ({above['name']}) by {_all(sorted(spans[1]))} "
                f"({below['name']}), so by {grains} it means something else each time."
            )
            yield facts.about(metric, message, "Keep the one grain that is meant, or let both cover the same span.")


@rule("G305", severity="error")
def cumulative_takes_the_last_day(facts: Facts) -> Iterator[Found]:
    """Every cumulative metric says `period_agg: last`.

    dbt's default is the first day: a month's year to date is then what it was when the month began. Lodestar's tables
    take the last day; every other reader of the same definition takes the first, without a word.
    """
    for metric in facts.catalog.metrics.values():
        settings = metric.parameters.get("cumulative_type_params") or {}
        if metric.type == "cumulative" and (settings.get("period_agg") or "first") == "first":
            message = f"{metric.name} has no period_agg, so by week or month it has the value of the first day."
            yield facts.about(metric, message, "Add period_agg: last.")


@rule("G306", severity="error")
def conversion_events_have_no_filters(facts: Facts) -> Iterator[Found]:
    """No conversion metric has a filter, on itself or on its two events.

    MetricFlow passes them and gives another rate, or an error when it is asked. A retention is not concerned: Lodestar
    alone computes it.
    """
    for metric in facts.catalog.metrics.values():
        if not _is_left_to_metricflow(metric):
            continue
        filtered = ["itself"] if is_filtered(metric.definition) else []
        for part in EVENTS:
            given = reference(metric, part)
            if given and (is_filtered(given) or is_filtered(facts.catalog.metrics[given["name"]].definition)):
                filtered.append(given["name"])
        if filtered:
            message = f"{metric.name} is a conversion with a filter on {_all(filtered)}."
            yield facts.about(
                metric, message, "Give each event a mart that holds only its rows, and leave out filters."
            )


@rule("G307", severity="error")
def conversion_events_have_marts_of_their_own(facts: Facts) -> Iterator[Found]:
    """The two events of a conversion are measured in two marts, where a condition tells them apart.

    MetricFlow joins rows and not conditions: `case when` over one mart gave 0.336 where 0.047 was right.
    """
    inputs = Inputs(facts.catalog)
    for metric in facts.catalog.metrics.values():
        events = [reference(metric, part) for part in EVENTS] if _is_left_to_metricflow(metric) else []
        measured = [facts.catalog.metrics[given["name"]] for given in events if given]
        if len(measured) == 2 and all(event.type == "simple" for event in measured):
            mart, *others = {grain.semantic_model for event in measured for grain in inputs.grains(event.name)}
            if not others and any(map(_has_condition, measured)):
                message = f"{metric.name} tells its two events apart by a condition over one mart, {mart}."
                yield facts.about(metric, message, "Give each event a mart and a semantic model of its own.")


def _is_left_to_metricflow(metric: Metric) -> bool:
    """Whether other readers of the definition compute it too; a retention means something else to them anyway."""
    return metric.type == "conversion" and not (metric.contract and metric.contract.retention)


def _has_condition(metric: Metric) -> bool:
    declared = metric.parameters.get("metric_aggregation_params") or {}
    return declared.get("agg") == "sum_boolean" or bool(CASE.search(str(metric.parameters.get("expr") or "")))


def _all(words: Iterable[str]) -> str:
    return " and ".join(words)
