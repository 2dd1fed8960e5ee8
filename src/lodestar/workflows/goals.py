"""What targets and actions are held against: the current release, the register, and where data end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lodestar.errors import UnknownNameError
from lodestar.governance import actions, targets
from lodestar.governance.problem import Problem
from lodestar.governance.register import Register, read_register
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import Release, current_release
from lodestar.releases.series import Series, read_series
from lodestar.review.freeze import month_start
from lodestar.review.panorama import MetricFacts
from lodestar.review.spans import last_day
from lodestar.review.values import Values
from lodestar.settings import Project

__all__ = ["Goals", "month_end", "read_goals"]


@dataclass(frozen=True)
class Goals:
    """The register beside the release. `through`: the last day of data. `series`: of the metrics asked for."""

    release: Release
    register: Register
    facts: Mapping[str, MetricFacts]
    series: tuple[Series, ...]
    through: date

    def problems(self, path: str) -> tuple[Problem, ...]:
        """What of a file could not be read, or names what the release does not hold."""
        read = [problem for problem in self.register.problems if problem.path == path]
        named = self._unknown_in_targets() if path == targets.PATH else self._unknown_in_actions()
        return tuple(sorted((*read, *named), key=lambda problem: problem.line))

    def _unknown_in_targets(self) -> Iterator[Problem]:
        for one in self.register.targets:
            members = () if one.member == targets.TOTAL else (one.member,)
            dimension = None if one.dimension == targets.TOTAL else one.dimension
            yield from self._unknown(targets.PATH, one.line, one.metric, dimension, members)

    def _unknown_in_actions(self) -> Iterator[Problem]:
        for one in self.register.actions:
            if one.metric:
                yield from self._unknown(actions.PATH, one.line, one.metric, one.dimension, one.members)

    def _unknown(
        self, path: str, line: int, metric: str, dimension: str | None, members: Collection[str]
    ) -> Iterator[Problem]:
        fact = self.facts.get(metric)
        if fact is None:
            yield Problem(path, line, str(UnknownNameError("published metric", metric, self.facts)).rstrip("."))
        elif dimension and dimension not in fact.dimensions:
            yield Problem(
                path, line, str(UnknownNameError(f"dimension of {metric}", dimension, fact.dimensions)).rstrip(".")
            )
        elif dimension:
            known = {one.member for one in self.series if (one.metric, one.dimension) == (metric, dimension)}
            for member in members if known else ():  # whoever did not ask for values knows no members
                if member not in known:
                    told = UnknownNameError(f"{dimension} of {metric}", member, known)
                    yield Problem(path, line, str(told).rstrip("."))


def read_goals(
    project: Project,
    *,
    with_targets: bool = False,
    with_actions: bool = False,
    with_stars: bool = False,
    values: Values | None = None,
) -> Goals:
    """Reads what is asked for: metrics with targets, with actions, and north stars.

    Args:
        values: by default those of the current release.

    Raises:
        ReleaseError: nothing is published yet.
    """
    values = values or Values(current_release(project.hub_dir))
    release = values.release
    register = read_register(project.root)
    rows = catalog_rows(release)
    facts = {
        row["metric_name"]: MetricFacts(
            row["metric_name"],
            row["label"],
            row["label_zh"],
            row["unit"],
            row["direction"],
            tuple(part.strip() for part in row["dimensions"].split(",") if part.strip()),
        )
        for row in rows
    }
    wanted = {target.metric for target in register.targets if with_targets}
    wanted |= {action.metric for action in register.actions if with_actions and action.metric}
    wanted |= {star.metric for star in register.north_stars if with_stars}
    series = tuple(values.series(sorted(wanted)))
    return Goals(release, register, facts, series, _through(release, series, facts))


def month_end(month: str) -> date:
    """The last day of a month written as `2026-10`.

    Raises:
        UsageError: it is no month.
    """
    return last_day(month_start(month), "month")


def _through(release: Release, series: Collection[Series], facts: Collection[str]) -> date:
    """The last day that any metric has a final value of; where none is given by day, the day before the release."""
    days = [one for one in series if one.grain == "day"]
    days = days or read_series(release, list(facts), grains=("day",), members=False)
    latest = [final[-1].period_start for one in days if (final := one.final().points)]
    if latest:
        return max(latest)
    return date.fromisoformat(str(release.facts["published_at"])[:10]) - timedelta(days=1)
