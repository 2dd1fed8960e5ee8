"""Targets and actions: goals of metrics that there are, by teams that there are, and nothing done for its own sake."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance import teams
from lodestar.governance.actions import PATH as ACTIONS
from lodestar.governance.actions import Action
from lodestar.governance.rules.facts import Facts, nearest
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule
from lodestar.governance.targets import PATH as TARGETS
from lodestar.governance.targets import TOTAL, Target

SHARES = ("ratio", "share")
"""Units of which the whole is 1."""


@rule("G601", severity="error")
def target_names_a_known_metric(facts: Facts) -> Iterator[Found]:
    """Every target is of a governed metric.

    A goal for a number that nobody computes is never met and never missed.
    """
    for target in facts.register.targets:
        unknown = facts.unknown(target.metric)
        if unknown:
            yield _about_target(target, unknown, "Write the name of a governed metric, or give this one a contract.")


@rule("G602", severity="error")
def target_is_of_values_that_there_are(facts: Facts) -> Iterator[Found]:
    """The grain and the dimension of every target are ones that its metric is given by.

    A monthly target of a weekly metric stands beside no value.
    """
    for target in facts.register.targets:
        metric = facts.catalog.metrics.get(target.metric)
        if metric is None or metric.contract is None:
            continue  # G601's
        if target.grain not in metric.contract.grains:
            message = f"{target.metric} is given by {', '.join(metric.contract.grains)}, and not by {target.grain!r}."
            yield _about_target(target, message, "Set the target for one of these grains.")
        known = metric.contract.dimensions
        if target.dimension != TOTAL and target.dimension not in known:
            has = f"has {', '.join(known)}" if known else "has none"
            message = f"{target.dimension!r} is no dimension of {target.metric}, which {has}."
            mend = "Name one of them, or leave dimension and member empty for the whole."
            yield _about_target(target, message + nearest(target.dimension, known), mend)


@rule("G603", severity="error")
def action_names_a_known_metric(facts: Facts) -> Iterator[Found]:
    """Every metric that an action is to move is governed, and has the dimension whose members it reaches.

    What an action did can be told from values alone.
    """
    for action in facts.register.actions:
        unknown = facts.unknown(action.metric) if action.metric else None
        if unknown:
            yield _about_action(action, unknown, "Write the name of a governed metric, or give this one a contract.")
            continue
        metric = facts.catalog.metrics.get(action.metric or "")
        if metric is None or metric.contract is None or action.dimension is None:
            continue
        if action.dimension not in metric.contract.dimensions:
            message = f"{action.dimension!r} is no dimension of {action.metric}."
            near = nearest(action.dimension, metric.contract.dimensions)
            yield _about_action(action, message + near, "Name one of its dimensions, or none where it reaches all.")


@rule("G604", severity="error")
def action_is_of_a_known_team(facts: Facts) -> Iterator[Found]:
    """Every action is a team's that exists, and its owner is one of its people.

    An action of nobody is reviewed with nobody.
    """
    by_name = facts.register.teams.by_name
    for action in facts.register.actions if by_name else ():
        if action.team not in by_name:
            message = f"{action.initiative} is of {action.team!r}, which is no team of {teams.PATH}."
            yield _about_action(action, message + nearest(action.team, by_name), "Name a team that is listed there.")
        elif not facts.register.teams.speaks_for(action.owner, action.team):
            message = f"{action.initiative} is owned by {action.owner}, who is not of {action.team}."
            people = ", ".join(by_name[action.team].people)
            yield _about_action(action, message, f"Name one of its people ({people}), or add this one in {teams.PATH}.")


@rule("G605", severity="warning")
def action_has_a_metric(facts: Facts) -> Iterator[Found]:
    """Every action names the metric that it is to move.

    What is done without a number to move is done for its own sake: nobody can say whether to go on with it.
    """
    for action in facts.register.actions:
        if action.metric is None:
            message = f"{action.initiative} ({action.team}, {action.owner}) is to move no metric."
            yield _about_action(action, message, "Name the metric that it is to move, or ask what it is done for.")


@rule("G606", severity="warning")
def action_says_what_it_expects(facts: Facts) -> Iterator[Found]:
    """Every action with a metric says what effect is expected of it.

    An expectation that is written down after the fact is always met.
    """
    for action in facts.register.actions:
        if action.metric is not None and action.expected_effect is None:
            message = f"{action.initiative} is to move {action.metric}, and nobody said by how much."
            yield _about_action(action, message, "Fill in expected_effect, such as 0.12 for 12% more.")


@rule("G607", severity="error")
def target_is_in_the_unit_of_its_metric(facts: Facts) -> Iterator[Found]:
    """A target of a rate is written as the rate is: 0.232, and not 23.2.

    A share of 2,320% is never reached, and every month looks missed.
    """
    for target in facts.register.targets:
        metric = facts.catalog.metrics.get(target.metric)
        contract = metric.contract if metric else None
        if contract is not None and contract.unit in SHARES and abs(target.value) > 1:
            message = f"{target.value:,g} is {target.value:,.0%}, and {target.metric} is a {contract.unit}."
            yield _about_target(target, message, f"Write {target.value / 100:,g} for {target.value:,g}%.")


def _about_target(target: Target, message: str, mend: str) -> Found:
    return Found(TARGETS, target.line, target.metric, message, mend)


def _about_action(action: Action, message: str, mend: str) -> Found:
    return Found(ACTIONS, action.line, action.initiative, message, mend)
