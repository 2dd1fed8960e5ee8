"""North stars: one a scope, with drivers, and with a guardrail."""

from __future__ import annotations

from collections.abc import Iterator

from lodestar.governance.north_stars import PATH, NorthStar
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule


@rule("G201", severity="error")
def scope_has_one_star_at_a_time(facts: Facts) -> Iterator[Found]:
    """A scope has at most one north star on any day.

    Two numbers to steer by are none: every team follows the one that suits it.
    """
    by_scope: dict[str, list[NorthStar]] = {}
    for star in facts.register.north_stars:
        by_scope.setdefault(star.scope, []).append(star)
    for stars in by_scope.values():
        last: NorthStar | None = None  # of those before, the one that lasts longest
        for star in sorted(stars, key=lambda star: (star.effective_from, star.line)):
            if last and last.overlaps(star):
                message = (
                    f"{star.metric} is the north star of {star.scope} from {star.effective_from}, while {last.metric} "
                    f"still is ({_until(last)})."
                )
                mend = f"End {last.metric} on the day before, or give one of them a scope of its own."
                yield facts.about_star(star, message, mend)
            if last is None or (last.effective_to and (not star.effective_to or star.effective_to > last.effective_to)):
                last = star


@rule("G202", severity="error")
def star_by_role_is_listed(facts: Facts) -> Iterator[Found]:
    """Every metric whose role is `north_star` is listed in `governance/north_stars.yml`, and has not ended there.

    The role alone says neither whose star it is, nor since when, nor why.
    """
    listed = {star.metric for star in facts.stars}
    for metric in facts.published:
        if metric.contract and metric.contract.role == "north_star" and metric.name not in listed:
            message = f"The role of {metric.name} is north_star, and {PATH} lists no such star now or to come."
            yield facts.about(metric, message, "List it there with its scope, stage and dates, or change its role.")


@rule("G203", severity="error")
def listed_star_is_one_by_role(facts: Facts) -> Iterator[Found]:
    """Every star of `governance/north_stars.yml` that has not ended is a metric whose role is `north_star`.

    The list and the contracts are read by different people: where they differ, two stars are in use.
    """
    for star in facts.stars:
        unknown = facts.unknown(star.metric)
        if unknown:
            yield facts.about_star(star, unknown, "Write the name of a governed metric.")
            continue
        contract = facts.catalog.metrics[star.metric].contract
        assert contract is not None
        # one that is still to come keeps its old role until its day
        if contract.role != "north_star" and star.is_active(facts.today):
            message = f"{star.metric} is a north star of {star.scope}, and its contract says role {contract.role}."
            yield facts.about_star(star, message, "Write role: north_star into its contract, or end the star here.")


@rule("G204", severity="error")
def star_has_drivers(facts: Facts) -> Iterator[Found]:
    """Every north star has a tree with drivers.

    Nobody can work on a star itself. Without drivers it is announced and then looked at.
    """
    driven = {tree.metric for tree in facts.register.trees if tree.drivers}
    for star in facts.stars:
        if star.metric not in driven:
            message = f"{star.metric} has no tree with drivers, so no team knows what it can move."
            mend = (
                f"Write governance/trees/{star.metric}.yml: metrics that move it, each with the team that works on it."
            )
            yield facts.about_star(star, message, mend)


@rule("G205", severity="error")
def star_has_a_guardrail(facts: Facts) -> Iterator[Found]:
    """Every north star names at least one guardrail.

    Any single number can be pushed up at the cost of what it stands for. A guardrail falls when that happens.
    """
    for star in facts.stars:
        if not star.guardrails:
            message = f"{star.metric} has no guardrail: nothing shows when it rises at the cost of what it stands for."
            yield facts.about_star(
                star, message, "Add guardrails: [...], metrics that fall when its growth is not real."
            )


@rule("G206", severity="error")
def guardrail_is_one_by_role(facts: Facts) -> Iterator[Found]:
    """Every guardrail of a north star is a metric whose role is `guardrail`.

    A metric that is also somebody's target is no guardrail: it is pushed as well.
    """
    for star in facts.stars:
        for name in star.guardrails:
            unknown = facts.unknown(name)
            metric = facts.catalog.metrics.get(name)
            if unknown:
                message = f"A guardrail of {star.metric}: {unknown}"
                yield facts.about_star(star, message, "Write the name of a governed metric.")
            elif metric and metric.contract and metric.contract.role != "guardrail":
                message = f"{name} is a guardrail of {star.metric}, and its contract says role {metric.contract.role}."
                yield facts.about_star(star, message, "Write role: guardrail into its contract, or name another.")


def _until(star: NorthStar) -> str:
    return f"until {star.effective_to}" if star.effective_to else "without an end"
