"""The growth panorama 增长全景图: north star, direction, opportunity with headroom, initiative, result; as a value.

Level 1 is the direction (a strategic bet), level 2 the opportunity within it, level 3 the initiative with its metric
and what is expected, level 4 what was measured. Opportunities with more headroom come first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lodestar.governance.actions import Action
from lodestar.governance.north_stars import NorthStar
from lodestar.governance.problem import Problem
from lodestar.governance.register import Register
from lodestar.releases.series import TOTAL, Point, Series
from lodestar.review.effects import Measured
from lodestar.review.headroom import LATEST, Headroom, headroom

__all__ = ["Direction", "MetricFacts", "Opportunity", "Panorama", "StarView", "panorama"]


@dataclass(frozen=True)
class MetricFacts:
    """What a release says of a metric, as far as pages need it."""

    name: str
    label: str
    label_zh: str
    unit: str
    direction: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Opportunity:
    """What is to be gained, where it could come from, and what is done for it."""

    name: str
    headrooms: tuple[Headroom, ...]
    initiatives: tuple[Measured, ...]


@dataclass(frozen=True)
class Direction:
    """A strategic direction and its opportunities, those with more headroom first."""

    name: str
    opportunities: tuple[Opportunity, ...]


@dataclass(frozen=True)
class StarView:
    """A north star with its directions; without a star, the directions that lead to none.

    Attributes:
        point: its last final value, by `grain`; None where there is none.
    """

    star: NorthStar | None
    grain: str
    point: Point | None
    directions: tuple[Direction, ...]


@dataclass(frozen=True)
class Panorama:
    """The whole.

    Attributes:
        off_tree: metrics of actions that stand in no tree, so that they lead to a star is nobody's claim.
        problems: what could not be read, so that nobody takes what is missing for what there is not.
    """

    until: date
    release_id: str
    stars: tuple[StarView, ...]
    without_metric: tuple[Action, ...]
    off_tree: tuple[str, ...]
    facts: Mapping[str, MetricFacts]
    problems: tuple[Problem, ...] = ()


def panorama(
    register: Register,
    measured: Sequence[Measured],
    series: Sequence[Series],
    facts: Mapping[str, MetricFacts],
    *,
    until: date,
    release_id: str,
) -> Panorama:
    """The panorama of the stars that are active on `until`.

    Args:
        measured: every action, measured.
        series: of the stars and of the actions' metrics, with members.
    """
    stars = [star for star in register.north_stars if star.is_active(until)]
    reach = {star.metric: _reach(star, register) for star in stars}
    with_metric = [one for one in measured if one.action.metric]
    by_direction: dict[str, list[Measured]] = {}
    for one in with_metric:
        by_direction.setdefault(one.action.direction, []).append(one)
    of_star: dict[str | None, list[Direction]] = {}
    for name, own in by_direction.items():
        found = _direction(name, own, register, series, facts)
        of_star.setdefault(_star_of(own, reach), []).append(found)
    views = [_view(star, series, tuple(of_star.get(star.metric, ()))) for star in stars]
    if None in of_star:
        views.append(StarView(None, "", None, tuple(of_star[None])))
    known = set().union(*reach.values())
    return Panorama(
        until=until,
        release_id=release_id,
        stars=tuple(views),
        without_metric=tuple(one.action for one in measured if not one.action.metric),
        off_tree=tuple(dict.fromkeys(m for one in with_metric if (m := one.action.metric) and m not in known)),
        facts=facts,
        problems=register.problems,
    )


def _reach(star: NorthStar, register: Register) -> set[str]:
    """The star, its guardrails, and all that stands in its tree."""
    below = {driver.metric for tree in register.trees if tree.metric == star.metric for driver in tree.walk()}
    return {star.metric, *star.guardrails, *below}


def _star_of(own: Sequence[Measured], reach: Mapping[str, set[str]]) -> str | None:
    """The star that most metrics of a direction lead to; the first of several."""
    counts = {star: sum(one.action.metric in metrics for one in own) for star, metrics in reach.items()}
    best = max(counts, key=lambda star: counts[star], default=None)
    return best if best is not None and counts[best] else None


def _direction(
    name: str,
    own: Sequence[Measured],
    register: Register,
    series: Sequence[Series],
    facts: Mapping[str, MetricFacts],
) -> Direction:
    by_opportunity: dict[str, list[Measured]] = {}
    for one in own:
        by_opportunity.setdefault(one.action.opportunity, []).append(one)
    found = []
    for opportunity, initiatives in by_opportunity.items():
        metrics = dict.fromkeys(one.action.metric for one in initiatives if one.action.metric)
        rooms = [_headroom(facts[metric], register, series) for metric in metrics if metric in facts]
        found.append(Opportunity(opportunity, tuple(room for room in rooms if room), tuple(initiatives)))
    found.sort(key=lambda one: -max((abs(room.to_quarter) for room in one.headrooms), default=-1.0))
    return Direction(name, tuple(found))


def _headroom(fact: MetricFacts, register: Register, series: Sequence[Series]) -> Headroom | None:
    """Along the dimension where the best stands out, else where there is most to gain."""
    found = []
    for dimension in fact.dimensions:
        own = [one for one in series if one.metric == fact.name and one.dimension == dimension]
        grain = next((grain for grain in LATEST if any(one.grain == grain for one in own)), None)
        at_grain = [one for one in own if one.grain == grain]
        room = headroom(at_grain, direction=fact.direction, goal=_goal(fact.name, grain, register))
        if room:
            found.append(room)
    return max(found, key=lambda room: (room.stands_out is True, abs(room.to_quarter)), default=None)


def _goal(metric: str, grain: str | None, register: Register) -> float | None:
    """The last target of the whole."""
    own = [one for one in register.targets_of(metric) if one.grain == grain and one.dimension == TOTAL]
    return max(own, key=lambda one: one.period_start).value if own else None


def _view(star: NorthStar, series: Sequence[Series], directions: tuple[Direction, ...]) -> StarView:
    own = {one.grain: one for one in series if one.metric == star.metric and one.dimension == TOTAL}
    grain = next((grain for grain in LATEST if grain in own), "")
    points = [point for point in own[grain].points if point.is_final and point.value is not None] if grain else []
    return StarView(star, grain, points[-1] if points else None, directions)
