"""Evidence on a north star, put together from the series of a release by what the star names.

Each metric is taken by the month where it has that grain, else by the week or day (`review.months` brings those to the
month); with a star by the quarter or year, by that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from lodestar.governance.north_stars import NorthStar
from lodestar.releases.series import TOTAL, Series
from lodestar.review.evidence import Evidence, Outcome, Tracked

__all__ = ["account_metrics", "evidence_of", "judged_grain", "judged_period"]

BY_MONTH = ("month", "week", "day")
FINER = ("day", "week")


def judged_grain(grains: Collection[str]) -> str:
    """The grain by which a star is judged: months, or what can be brought to months, else the shortest it has."""
    ordered = [*BY_MONTH, "quarter", "year"]
    return next((grain for grain in ordered if grain in grains), min(grains, default="month"))


def judged_period(month: date, grain: str) -> date:
    """The first day of the period that is judged in a month."""
    if grain == "quarter":
        return date(month.year, (month.month - 1) // 3 * 3 + 1, 1)
    return date(month.year, 1, 1) if grain == "year" else month


def account_metrics(star: NorthStar, dimensions: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Dimension of accounts -> the metric whose members they are: the volume, the star, then others as they are named.

    Args:
        dimensions: of each metric.
    """
    named = [name for name in (star.volume, *star.metrics()) if name]
    found = {}
    for dimension in star.accounts:
        holder = next((name for name in named if dimension in dimensions.get(name, ())), None)
        if holder:
            found[dimension] = holder
    return found


def evidence_of(
    star: NorthStar,
    series: Sequence[Series],
    directions: Mapping[str, str],
    month: date,
    *,
    accounts: Mapping[str, str] | None = None,
) -> Evidence:
    """The evidence on a star in a month.

    Args:
        series: of all metrics that the star names, wholes and members, in all grains they have.
        directions: of each metric: `up`, `down` or `none`.
        accounts: as `account_metrics` has them.
    """
    wholes = {(one.metric, one.grain): one for one in series if one.dimension == TOTAL}
    grain = judged_grain({g for name, g in wholes if name == star.metric})
    wanted = (grain,) if grain in ("quarter", "year") else BY_MONTH

    def found(name: str, grains: Sequence[str] = wanted) -> Series | None:
        return next((wholes[name, g] for g in grains if (name, g) in wholes), None)

    def tracked(name: str) -> Tracked:
        return Tracked(name, found(name), directions.get(name, "none"))

    groups = []
    for dimension, holder in (accounts or {}).items():
        members = [one for one in series if one.metric == holder and one.dimension == dimension]
        own = next((g for g in wanted if any(one.grain == g for one in members)), None)
        groups.append(tuple(one for one in members if one.grain == own))
    return Evidence(
        judged_period(month, grain),
        Tracked(star.metric, found(star.metric, (grain,)), directions.get(star.metric, "up")),
        guardrails=tuple(map(tracked, star.guardrails)),
        twin=tracked(star.twin) if star.twin else None,
        newcomers=tracked(star.newcomers) if star.newcomers else None,
        retention=tuple(map(tracked, star.retention)),
        outcomes=tuple(
            Outcome(one.metric, found(one.metric), directions.get(one.metric, "none"), lag=one.lag)
            for one in star.outcomes
        ),
        volume=tracked(star.volume) if star.volume else None,
        accounts=tuple(groups),
        finer=found(star.metric, FINER) or (found(star.volume, FINER) if star.volume else None),
    )
