"""Who answers for metrics."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.rules.facts import Facts, nearest
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule
from lodestar.governance.teams import PATH

SHOWN = 5
"""Teams that a message lists."""


@rule("G101", severity="error")
def owner_is_a_team(facts: Facts) -> Iterator[Found]:
    """The owner of every metric is a team of `governance/teams.yml`.

    A number nobody answers for drifts unnoticed, and only people of the owning team can agree to what it means. An
    owner that is misspelt is nobody.
    """
    teams = facts.register.teams.by_name
    for metric in facts.published if teams else ():
        assert metric.contract is not None
        owner = metric.contract.owner
        if owner not in teams:
            message = f"{metric.name} is owned by {owner!r}, which is no team of {PATH}.{nearest(owner, teams)}"
            yield facts.about(metric, message, f"Name one of its teams ({_listed(facts)}), or add this one there.")


@rule("G102", severity="error", is_waivable=False)
def teams_are_listed(facts: Facts) -> Iterator[Found]:
    """`governance/teams.yml` lists the teams and who speaks for them.

    Without it no owner is known, no decision is valid and no waiver counts: whoever signs could be anybody.
    """
    is_unread = any(problem.path == PATH for problem in facts.register.problems)
    if facts.published and not facts.register.teams.by_name and not is_unread:
        owners = sorted({metric.contract.owner for metric in facts.published if metric.contract})
        mend = (
            f"Write {PATH}: `teams:`, and for each a label and its people. Contracts name {', '.join(owners[:SHOWN])}."
        )
        yield Found(PATH, 1, PATH, f"{PATH} lists no team, so nobody owns a metric and no decision is valid.", mend)


@rule("G103", severity="error")
def tree_names_known_teams(facts: Facts) -> Iterator[Found]:
    """Every driver of a tree is worked on by a team that exists.

    A tree hands the star down to teams that can move it. A driver of a team that isn't there is worked on by nobody.
    """
    teams = facts.register.teams.by_name
    for tree in facts.register.trees if teams else ():
        for driver in tree.walk():
            if driver.team not in teams:
                message = f"{driver.metric} is given to {driver.team!r}, which is no team of {PATH}."
                mend = f"Name one of its teams ({_listed(facts)}), or add this one there."
                yield facts.at(tree.path, driver.metric, message + nearest(driver.team, teams), mend)


def _listed(facts: Facts) -> str:
    names = sorted(facts.register.teams.by_name)
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
