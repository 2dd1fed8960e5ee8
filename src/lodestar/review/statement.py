"""Contribution statement: how much each team gave to a star's change between two periods.

Along identities the change is passed down exactly: a component's part goes to its own components, or stays with its
team where it has none (or none that can be computed by this grain). The parts that stay sum to the star's change.
Influences get no share: what they give can't be computed, only believed. Their own change stands beside.

Only of final values: a number that people are judged by must not move afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from lodestar.errors import ProvisionalError
from lodestar.governance.identity import members_of
from lodestar.governance.trees import Driver, Node, components
from lodestar.releases.series import Series
from lodestar.review.contribution import UndividedError
from lodestar.review.explanation import value_at
from lodestar.review.identity import Division, divided

__all__ = ["Line", "Note", "Statement", "involved", "state"]

ZERO = Fraction(0)

Note: TypeAlias = Literal["", "no_values", "provisional", "undivided"]
"""What is to be said of a line: it has no value in a period by this grain; its values can still move, so they are not
shown; or its identity could not be computed, so that its part stays with its team."""


@dataclass(frozen=True)
class Line:
    """A driver in a statement.

    Attributes:
        depth: 1 for those right below the star.
        of_parent: its part of the change of the metric above; None for an influence.
        part: its part of the star's change; None for an influence and what stands below one.
        own: what of `part` stays with its team: all of it, or what its components don't share out.
    """

    metric: str
    team: str
    kind: str
    depth: int
    old: Fraction | None
    new: Fraction | None
    of_parent: Fraction | None = None
    part: Fraction | None = None
    own: Fraction | None = None
    note: Note = ""
    actions: tuple[str, ...] = ()

    @property
    def change(self) -> Fraction | None:
        """Its own change; None where a value is missing."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True)
class Statement:
    """The change of a star (or of a driver that has a tree of its own below), and who gave what."""

    metric: str
    grain: str
    old_period: date
    new_period: date
    old: Fraction
    new: Fraction
    lines: tuple[Line, ...]

    @property
    def change(self) -> Fraction:
        """New less old."""
        return self.new - self.old

    @property
    def teams(self) -> dict[str, Fraction]:
        """Team -> what it gave, the largest first."""
        sums: dict[str, Fraction] = {}
        for line in self.lines:
            if line.own is not None:
                sums[line.team] = sums.get(line.team, ZERO) + line.own
        return dict(sorted(sums.items(), key=lambda pair: (-abs(pair[1]), pair[0])))

    @property
    def undivided(self) -> Fraction:
        """What no team is said to have given: all of it where the star has no identity, else zero."""
        return self.change - sum(self.teams.values(), ZERO)


@dataclass(frozen=True)
class _Given:
    """What a driver is given by the one above: its part there and of the star, and what a unit of it passes."""

    of_parent: Fraction | None = None
    part: Fraction | None = None
    passed: Fraction = ZERO


def involved(node: Node) -> tuple[str, ...]:
    """Metrics that a statement divides a change by: the node's, and all that is reached by identities."""
    found = list(members_of(node))
    for part in components(node):
        found += [name for name in involved(part) if name not in found]
    return tuple(found)


def state(node: Node, series: Mapping[str, Series], old_period: date, new_period: date) -> Statement:
    """The statement of a tree, or of a driver in it.

    Args:
        series: metric -> its series of the whole, all of one grain; metrics without values by it may be left out.

    Raises:
        ProvisionalError: a value by which the change is divided can still move, or the star has none.
    """
    periods = (old_period, new_period)
    for name in involved(node):
        _require_final(name, series, periods)
    old, new = (value_at(series[node.metric], start) if node.metric in series else None for start in periods)
    if old is None or new is None:
        missing = old_period if old is None else new_period
        raise ProvisionalError(f"{node.metric} has no value in the period that starts {missing}.")
    lines = tuple(_below(node, _Given(None, new - old, Fraction(1)), series, periods, 1))
    return Statement(node.metric, series[node.metric].grain, *periods, old, new, lines)


def _below(
    node: Node, given: _Given, series: Mapping[str, Series], periods: tuple[date, date], depth: int
) -> Iterable[Line]:
    division = _division(node, series, periods)
    for driver in node.drivers:
        handed = _handed(driver, given, division)
        ends = tuple(_seen(driver.metric, series, start) for start in periods)
        old, new = ends
        own, note = handed.part, _note(driver, series, periods)
        if handed.part is not None and driver.identity:
            if _division(driver, series, periods) and old is not None and new is not None:
                own = handed.part - handed.passed * (new - old)
            else:
                note = note or "undivided"
        yield Line(
            driver.metric,
            driver.team,
            driver.kind,
            depth,
            old,
            new,
            handed.of_parent,
            handed.part,
            own,
            note,
            driver.actions,
        )
        yield from _below(driver, handed, series, periods, depth + 1)


def _handed(driver: Driver, given: _Given, division: Division | None) -> _Given:
    if division is None or driver.kind != "component":
        return _Given()
    of_parent = division.part_of(driver.metric)
    if given.part is None:  # below an influence: its own parts are known, of the star's change nothing
        return _Given(of_parent)
    return _Given(of_parent, given.passed * of_parent, given.passed * division.passed[driver.metric])


def _division(node: Node, series: Mapping[str, Series], periods: tuple[date, date]) -> Division | None:
    if not node.identity:
        return None
    values = [{name: _seen(name, series, start) for name in members_of(node)} for start in periods]
    try:
        return divided(node, *values)
    except UndividedError:
        return None


def _seen(metric: str, series: Mapping[str, Series], start: date) -> Fraction | None:
    """A final value; what can still move is not looked at."""
    point = series[metric].at(start) if metric in series else None
    return value_at(series[metric], start) if point and point.is_final else None


def _note(driver: Driver, series: Mapping[str, Series], periods: tuple[date, date]) -> Note:
    points = [series[driver.metric].at(start) if driver.metric in series else None for start in periods]
    if any(point is not None and not point.is_final for point in points):
        return "provisional"
    return "no_values" if any(point is None or point.value is None for point in points) else ""


def _require_final(metric: str, series: Mapping[str, Series], periods: tuple[date, date]) -> None:
    for start in periods:
        point = series[metric].at(start) if metric in series else None
        if point is not None and not point.is_final:
            raise ProvisionalError(
                f"{metric} is provisional in the period that starts {start}: its value can still move, and teams are "
                "not judged by it. Take an earlier period, or wait until it is final."
            )
