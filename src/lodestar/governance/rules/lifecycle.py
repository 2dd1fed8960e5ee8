"""Growing old: deprecated, retired, and looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from lodestar.catalog.metric import input_names
from lodestar.governance.north_stars import PATH as NORTH_STARS
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule


@rule("G501", severity="warning")
def deprecated_metric_is_not_built_upon(facts: Facts) -> Iterator[Found]:
    """No metric, saved query, tree or north star uses a deprecated metric.

    On its last date whatever still uses it stops, or goes on with a number that nobody keeps.
    """
    for use in _uses(facts):
        metric = facts.catalog.metrics.get(use.used)
        contract = metric.contract if metric else None
        if contract and contract.status == "deprecated" and not use.is_leaving:
            message = f"{use.what} uses {use.used}, which is deprecated and served until {contract.last_date}."
            yield Found(use.path, use.line, use.subject, message, f"Use {contract.replaced_by} instead.")


@rule("G502", severity="error")
def deprecated_metric_goes_on_its_last_date(facts: Facts) -> Iterator[Found]:
    """No deprecated metric is served after its last date.

    Readers were told a date. A metric that stays after it teaches them that dates mean nothing.
    """
    for metric in facts.published:
        contract = metric.contract
        if contract and contract.status == "deprecated" and contract.last_date and contract.last_date < facts.today:
            message = f"The last date of {metric.name} was {contract.last_date}."
            mend = f"Write status: retired; its readers use {contract.replaced_by}. Or decide on a later date."
            yield facts.about(metric, message, mend)


@rule("G503", severity="error")
def replacement_is_there_to_stay(facts: Facts) -> Iterator[Found]:
    """What replaces a deprecated metric is another governed metric that is neither deprecated nor retired.

    Readers who are sent from one to the next to the next give up and compute it themselves.
    """
    for metric in facts.published:
        contract = metric.contract
        if contract is None or contract.status != "deprecated" or contract.replaced_by is None:
            continue
        name = contract.replaced_by
        status = facts.status(name)
        wrong = facts.unknown(name) or (f"{name} is {status} itself." if status in ("deprecated", "retired") else None)
        if wrong:
            message = f"{metric.name} is to be replaced by {name!r}: {wrong}"
            yield facts.about(metric, message, "Name a metric that is certified, or about to be.")


@rule("G504", severity="error")
def retired_metric_is_not_used(facts: Facts) -> Iterator[Found]:
    """No metric, saved query, tree or north star uses a retired metric.

    A retired metric is not built and nobody keeps its definition.
    """
    for use in _uses(facts):
        if facts.status(use.used) == "retired" and not use.is_gone:
            message = f"{use.what} uses {use.used}, which is retired."
            yield Found(use.path, use.line, use.subject, message, "Use what replaced it, or take it out.")


@rule("G505", severity="warning")
def definition_is_looked_at_in_time(facts: Facts) -> Iterator[Found]:
    """Every certified metric was decided on within the `review_days` of its contract.

    Companies change faster than definitions. What nobody has looked at for a year is agreed on by people who have left.
    """
    for metric in facts.published:
        decision = facts.certifications[metric.name].decision
        contract = metric.contract
        if contract is None or contract.status != "certified" or decision is None:
            continue
        due = decision.decided_on + timedelta(days=contract.review_days)
        if due < facts.today:
            message = (
                f"{metric.name} was last decided on in decision {decision.number} ({decision.decided_on}). "
                f"It is to be looked at every {contract.review_days} days: that was due on {due}."
            )
            yield facts.about(
                metric,
                message,
                "Look at it in the meeting, and decide: `lodestar consensus decide --again` when nothing changes.",
            )


@dataclass(frozen=True)
class _Use:
    """Where a metric is used. `is_leaving`: by what is deprecated or retired itself; `is_gone`: by what is retired."""

    used: str
    what: str
    subject: str
    path: str
    line: int
    is_leaving: bool = False
    is_gone: bool = False


def _uses(facts: Facts) -> Iterator[_Use]:
    for metric in facts.catalog.metrics.values():
        status = facts.status(metric.name)
        line = facts.line(metric.path, metric.name)
        for name in input_names(metric.definition):
            is_leaving, is_gone = status in ("deprecated", "retired"), status == "retired"
            yield _Use(name, metric.name, metric.name, metric.path, line, is_leaving, is_gone)
    paths = {query.name: query.path for query in facts.catalog.saved_queries}
    for query in facts.catalog.semantic_manifest.get("saved_queries") or []:
        query_name, path = query["name"], paths.get(query["name"], "")
        for name in (query.get("query_params") or {}).get("metrics") or []:
            yield _Use(name, f"Saved query {query_name}", query_name, path, facts.line(path, query_name))
    for tree in facts.register.trees:
        for name in (tree.metric, *(driver.metric for driver in tree.walk())):
            yield _Use(name, f"The tree of {tree.metric}", tree.metric, tree.path, facts.line(tree.path, name))
    for star in facts.stars:
        yield _Use(star.metric, f"The scope {star.scope}, as its north star,", star.metric, NORTH_STARS, star.line)
        for name in star.guardrails:
            what = f"North star {star.metric}, as its guardrail,"
            yield _Use(name, what, star.metric, NORTH_STARS, star.line)
        for key, name in star.companions():
            yield _Use(name, f"North star {star.metric}, under {key},", star.metric, NORTH_STARS, star.line)
