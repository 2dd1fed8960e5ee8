"""What a north star names beside itself: what tells real growth from hollow, and what takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from lodestar.governance.rules.facts import Facts, nearest
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule


@rule("G212", severity="error")
def star_names_known_metrics(facts: Facts) -> Iterator[Found]:
    """Every metric that a north star names, as twin, newcomers, volume, retention or outcome, is a governed metric.

    A verdict on growth that looks at a number nobody agreed on convinces nobody.
    """
    for star in facts.stars:
        for key, name in star.companions():
            unknown = facts.unknown(name)
            if unknown:
                yield facts.about_star(
                    star, f"{key} of {star.metric}: {unknown}", "Write the name of a governed metric."
                )
            elif name == star.metric:
                message = f"{key} of {star.metric} is the star itself, which can't speak for its own growth."
                yield facts.about_star(star, message, "Name another metric, or leave the key out.")


@rule("G213", severity="error")
def successor_takes_over_on_the_next_day(facts: Facts) -> Iterator[Found]:
    """The successor of a north star is a star of the same scope, and begins on the day after the former ends.

    Between two stars nobody knows which number counts; what was reported before has no bridge to what comes after.
    """
    for star in facts.register.north_stars:
        if star.successor is None:
            continue
        mend = "Let the one end on the day before the other begins, or take the successor out."
        if star.effective_to is None:
            message = f"{star.metric} has a successor, {star.successor}, and no end."
            yield facts.about_star(star, message, "Write effective_to, its last day, or take the successor out.")
            continue
        known = [other for other in facts.register.north_stars if other.metric == star.successor]
        first_day = star.effective_to + timedelta(days=1)
        if not known:
            names = (other.metric for other in facts.register.north_stars if other is not star)
            message = f"The successor of {star.metric}, {star.successor!r}, is no listed north star."
            yield facts.about_star(star, message + nearest(star.successor, names), "List it with its dates.")
        elif not any(other.scope == star.scope and other.effective_from == first_day for other in known):
            said = ", ".join(f"of {other.scope} from {other.effective_from}" for other in known)
            message = (
                f"{star.metric} of {star.scope} ends on {star.effective_to}, and its successor {star.successor} is "
                f"the star {said}."
            )
            yield facts.about_star(star, message, mend)


@rule("G214", severity="error")
def accounts_are_a_dimension(facts: Facts) -> Iterator[Found]:
    """The accounts of a north star are a dimension of the star, or of a metric that it names.

    Growth that comes from a few accounts is found only where values are kept by account.
    """
    for star in facts.stars:
        known: set[str] = set()
        for name in star.metrics():
            metric = facts.catalog.metrics.get(name)
            if metric and metric.contract:
                known |= set(metric.contract.dimensions)
        for dimension in star.accounts:
            if dimension not in known:
                message = (
                    f"accounts of {star.metric}: no metric that the star names has a dimension {dimension!r}."
                    f"{nearest(dimension, known)}"
                )
                mend = f"Write one of {', '.join(sorted(known))}." if known else "Leave accounts out."
                yield facts.about_star(star, message, mend)
