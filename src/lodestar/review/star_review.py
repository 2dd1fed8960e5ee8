"""What a monthly review says of one north star: where it stands, what moved it, and the state of each driver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from lodestar.errors import ProvisionalError
from lodestar.governance.trees import Node, Tree
from lodestar.releases.series import TOTAL, Point, Series
from lodestar.review.change import Change, change
from lodestar.review.influence import Influence, influence_pairs, tree_influences
from lodestar.review.months import by_month, last_days, month_before
from lodestar.review.star_verdict import StarVerdict
from lodestar.review.statement import state
from lodestar.review.why import TeamStatement, Why, explain

__all__ = ["DriverState", "StarReview", "State", "star_review"]

State = Literal["good", "watch", "bad", "unknown"]

MONTHS, WEEKS = 12, 6
"""How far back the two views of a star go."""


@dataclass(frozen=True)
class DriverState:
    """A driver of the tree in the month.

    Attributes:
        state: `bad` beyond natural variation the wrong way; `watch` with a target that is missed; else `good`;
            `unknown` where its value is provisional or its history too short.
        points: its last months, oldest first.
    """

    metric: str
    team: str
    kind: str
    actions: tuple[str, ...]
    state: State
    change: Change
    points: tuple[Point, ...]
    drivers: tuple[DriverState, ...] = ()

    def walk(self) -> Iterator[DriverState]:
        """Itself and all below."""
        yield self
        for driver in self.drivers:
            yield from driver.walk()


@dataclass(frozen=True)
class StarReview:
    """A star in a month.

    Attributes:
        months, weeks: its last months, and its last weeks where it is kept by week.
        why: its change from the month before; None where one of both has no value.
        statement: what each team gave; None with the reason in `unstated`.
        influences: how strongly drivers without an identity move what stands above them, by history until then.
    """

    verdict: StarVerdict
    months: tuple[Point, ...]
    weeks: tuple[Point, ...]
    drivers: tuple[DriverState, ...]
    why: Why | None
    statement: TeamStatement | None
    unstated: str = ""
    influences: tuple[Influence, ...] = ()

    @property
    def metric(self) -> str:
        """The star's name."""
        return self.verdict.star.metric

    @property
    def point(self) -> Point | None:
        """Its value of the month."""
        return next((point for point in self.months if point.period_start == self.verdict.month), None)


def star_review(
    verdict: StarVerdict,
    tree: Tree | None,
    series: Sequence[Series],
    catalog: Mapping[str, Mapping[str, Any]],
    *,
    missed: frozenset[str],
    teams: Mapping[str, tuple[str, str]],
) -> StarReview:
    """Puts a star's review together.

    Args:
        series: of the star and all drivers, of every grain, with members of dimensions.
        catalog: metric -> its row in `metric_catalog`.
        missed: metrics of which a target of the month is missed.
        teams: name -> label in English and Chinese.
    """
    month, metric = verdict.month, verdict.star.metric
    monthly = _monthly(series)
    whole = {one.metric: one for one in monthly if one.dimension == TOTAL}
    own = whole.get(metric, Series(metric, "month", ()))
    periods = (month_before(month), month)
    node: Node | None = tree
    why = explain(metric, catalog, [one for one in monthly if _shares(one, metric, node)], node, periods)
    statement, unstated = None, ""
    if tree is not None and tree.drivers:
        try:
            told = state(tree, whole, *periods)
            labels = {name: catalog[name] for name in {metric, *(d.metric for d in tree.walk())} if name in catalog}
            statement = TeamStatement(told, labels, teams, verdict.release_id)
        except ProvisionalError as error:
            unstated = str(error)
    return StarReview(
        verdict,
        tuple(point for point in own.points if month_before(month, MONTHS) <= point.period_start <= month),
        _weeks(series, metric, month),
        tuple(_driver(driver, whole, catalog, month, missed) for driver in (tree.drivers if tree else ())),
        why,
        statement,
        unstated,
        _influences(tree, series, month),
    )


def _influences(tree: Tree | None, series: Sequence[Series], month: date) -> tuple[Influence, ...]:
    if tree is None:
        return ()
    following = month_before(month, -1)
    whole = [one.until(following - timedelta(days=1)) for one in series if one.dimension == TOTAL]
    return tuple(tree_influences(influence_pairs(tree), whole))


def _monthly(series: Sequence[Series]) -> list[Series]:
    """Each metric and member once, by the month: its own months where it has them, else its weeks or days brought."""
    order = {"month": 0, "week": 1, "day": 2}
    best: dict[tuple[str, str, str], Series] = {}
    for one in sorted(series, key=lambda s: order.get(s.grain, 3)):
        if one.grain in order:
            best.setdefault((one.metric, one.dimension, one.member), one)
    return [by_month(one) for one in best.values()]


def _shares(one: Series, metric: str, node: Node | None) -> bool:
    """Whether a series is needed to explain the star: its own, and the whole of its components."""
    components = {driver.metric for driver in node.drivers} if node else set()
    return one.metric == metric or (one.metric in components and one.dimension == TOTAL)


def _weeks(series: Sequence[Series], metric: str, month: date) -> tuple[Point, ...]:
    own = next((s for s in series if (s.metric, s.grain, s.dimension) == (metric, "week", TOTAL)), None)
    if own is None:
        return ()
    following = month_before(month, -1)
    ended = [point for point, end in zip(own.points, last_days(own), strict=True) if end < following]
    return tuple(ended[-WEEKS:])


def _driver(
    driver: Any,
    whole: Mapping[str, Series],
    catalog: Mapping[str, Mapping[str, Any]],
    month: date,
    missed: frozenset[str],
) -> DriverState:
    own = whole.get(driver.metric, Series(driver.metric, "month", ()))
    moved = change(own, month)
    better = {"up": 1, "down": -1}.get(str(catalog.get(driver.metric, {}).get("direction")), 0)
    return DriverState(
        driver.metric,
        driver.team,
        driver.kind,
        driver.actions,
        _state(moved, better, driver.metric in missed),
        moved,
        tuple(point for point in own.points if month_before(month, MONTHS) <= point.period_start <= month),
        tuple(_driver(below, whole, catalog, month, missed) for below in driver.drivers),
    )


def _state(moved: Change, better: int, is_missed: bool) -> State:
    if not moved.is_known:
        return "unknown"
    if moved.side * better < 0:
        return "bad"
    return "watch" if is_missed else "good"
