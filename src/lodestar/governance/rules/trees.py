"""Trees: what moves a north star, down to what teams can do."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.north_stars import PATH
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule
from lodestar.governance.trees import Driver


@rule("G208", severity="error")
def tree_names_known_metrics(facts: Facts) -> Iterator[Found]:
    """Every driver of a tree is a governed metric, and so is every weight.

    A driver without a number can't be seen to move.
    """
    mend = "Write the name of a governed metric, or give this one a contract first."
    for tree in facts.register.trees:
        for driver in tree.walk():
            unknown = facts.unknown(driver.metric)
            if unknown:
                yield facts.at(tree.path, driver.metric, f"A driver of {tree.metric}: {unknown}", mend)
            unknown = facts.unknown(driver.weight) if driver.weight is not None else None
            if unknown:
                message = f"The weight of {driver.metric} in the tree of {tree.metric}: {unknown}"
                yield Found(tree.path, driver.line, driver.metric, message, mend)


@rule("G209", severity="error")
def tree_belongs_to_one_star(facts: Facts) -> Iterator[Found]:
    """Every tree belongs to a north star that has not ended, and no star has two trees.

    Teams that work by the tree of a former star pull in another direction.
    """
    listed = {star.metric for star in facts.stars}
    first: dict[str, str] = {}
    for tree in facts.register.trees:
        if tree.metric not in listed:
            message = f"The tree is of {tree.metric}, which {PATH} lists as no north star now or to come."
            yield facts.at(tree.path, tree.metric, message, "List the star there, or remove the tree.")
        elif tree.metric in first:
            message = f"{tree.metric} has a tree already: {first[tree.metric]}."
            yield facts.at(tree.path, tree.metric, message, "Make one tree of both.")
        first.setdefault(tree.metric, tree.path)


@rule("G210", severity="error")
def nothing_moves_itself(facts: Facts) -> Iterator[Found]:
    """No metric stands below itself in a tree.

    A circle explains nothing: contributions of its parts can't be summed up to the whole.
    """
    for tree in facts.register.trees:
        for above, driver in _circles(tree.drivers, (tree.metric,)):
            message = f"{driver} stands below itself: {' > '.join(above)} > {driver}."
            yield facts.at(tree.path, driver, message, "Take the lower one out.")


@rule("G211", severity="warning")
def driver_stands_in_a_tree(facts: Facts) -> Iterator[Found]:
    """Every metric whose role is `driver` stands in a tree.

    A driver that drives nothing is a number that a team works on for its own sake.
    """
    standing = {driver.metric for tree in facts.register.trees for driver in tree.walk()}
    for metric in facts.published:
        if metric.contract and metric.contract.role == "driver" and metric.name not in standing:
            message = f"The role of {metric.name} is driver, and it stands in no tree under governance/trees."
            yield facts.about(metric, message, "Put it below what it moves, or give it the role kpi.")


def _circles(drivers: tuple[Driver, ...], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Way from the top and metric, for each that stands on its own way."""
    for driver in drivers:
        if driver.metric in above:
            yield above, driver.metric
        else:
            yield from _circles(driver.drivers, (*above, driver.metric))
