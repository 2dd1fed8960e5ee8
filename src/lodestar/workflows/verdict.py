"""`lodestar verdict`: whether the growth of each north star is real, from the current release."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from lodestar.errors import ConfigurationError, UnknownNameError, UsageError
from lodestar.governance.north_stars import PATH, NorthStar
from lodestar.governance.register import read_register
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import current_release
from lodestar.releases.series import Series
from lodestar.review.freeze import month_start
from lodestar.review.months import by_month, month_before
from lodestar.review.star_evidence import account_metrics, evidence_of, judged_grain
from lodestar.review.star_verdict import StarVerdict
from lodestar.review.values import Values
from lodestar.review.verdict import verdict
from lodestar.settings import Project

__all__ = ["verdicts", "verdicts_of"]


def verdicts(project: Project, name: str | None = None, month: str | None = None) -> tuple[StarVerdict, ...]:
    """The verdict on every north star that is active in a month, or on the one that is named.

    Args:
        month: such as `2026-10`; by default the last for which the star's value is final, for each star its own.

    Raises:
        UsageError: it is no month, or no star is active in it.
        UnknownNameError: no north star has that name.
        ConfigurationError: the north stars can't be read.
        ReleaseError: nothing is published yet.
    """
    first_day = month_start(month) if month else None
    register = read_register(project.root)
    wrong = [problem.sentence() for problem in register.problems if problem.path == PATH]
    if wrong:
        raise ConfigurationError("; ".join(wrong))
    stars = register.north_stars
    if name is not None:
        if name not in {star.metric for star in stars}:
            raise UnknownNameError("north star", name, {star.metric for star in stars})
        stars = tuple(star for star in stars if star.metric == name)
    found = verdicts_of(Values(current_release(project.hub_dir)), stars, first_day)
    if not found:
        whose = f"{name} is no star" if name else "No north star is active"
        raise UsageError(f"{whose} in {month or 'any month that has values'}. {PATH} says from when to when stars are.")
    return found


def verdicts_of(values: Values, stars: Sequence[NorthStar], month: date | None = None) -> tuple[StarVerdict, ...]:
    """The same for values and stars that are at hand."""
    catalog = {row["metric_name"]: row for row in catalog_rows(values.release)}
    found = []
    for star in stars:
        known = {name: catalog[name] for name in star.metrics() if name in catalog}
        accounts = account_metrics(star, {name: _listed(row["dimensions"]) for name, row in known.items()})
        series = values.series(known, members=False)
        own = judged_grain({one.grain for one in series if one.metric == star.metric})
        judged = month or _last_final(star, series, own)
        if judged is None or not star.is_shown(month_before(judged, -1) - timedelta(days=1)):
            continue
        if accounts:
            read = values.series(set(accounts.values()))
            series += [one for one in read if one.dimension in accounts]
        directions = {name: row["direction"] for name, row in known.items()}
        evidence = evidence_of(star, series, directions, judged, accounts=accounts)
        found.append(StarVerdict(star, judged, own, verdict(evidence), known, values.release.release_id))
    return tuple(found)


def _last_final(star: NorthStar, series: Sequence[Series], grain: str) -> date | None:
    own = next((one for one in series if one.metric == star.metric and one.grain == grain), None)
    return by_month(own).final().points[-1].period_start if own and by_month(own).final().points else None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
