"""`lodestar why`: what a metric's change between two periods is made of, from the published release alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lodestar.errors import UnknownNameError, UsageError
from lodestar.governance.identity import members_of
from lodestar.governance.problem import require_none
from lodestar.governance.register import Register, read_register
from lodestar.governance.trees import FOLDER, Node, Tree, nodes
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import Release, current_release
from lodestar.releases.series import TOTAL, Series, read_series
from lodestar.review.statement import involved, state
from lodestar.review.why import TeamStatement, Why, explain
from lodestar.settings import Project
from lodestar.workflows.periods import two_periods

__all__ = ["state_teams", "why"]


def why(
    project: Project,
    metric: str,
    *,
    first: str | None = None,
    last: str | None = None,
    grain: str | None = None,
    dimension: str | None = None,
) -> Why:
    """The change of a metric by its identity, its two halves, and each of its dimensions.

    Args:
        first, last: a date or month in the old and in the new period; by default the last two that are final.
        grain: by default the coarsest that the metric has.
        dimension: this one alone.

    Raises:
        UnknownNameError: there is no such metric, grain or dimension.
        UsageError: there are no such periods.
        ConfigurationError: a tree can't be read.
    """
    release = current_release(project.hub_dir)
    catalog, grain = _asked(release, metric, grain)
    known = _listed(catalog[metric]["dimensions"])
    if dimension is not None and dimension not in known:
        raise UnknownNameError(f"dimension of {metric}", dimension, known)
    node = _node(_register(project), metric)
    names = {metric, *(members_of(node) if node and node.identity else ())}
    series = read_series(release, names, grains=[grain])
    periods = two_periods([_whole(series, metric, grain)], first, last)
    found = explain(metric, catalog, series, node, periods, dimension=dimension, release_id=release.release_id)
    if found is None:
        raise UsageError(f"{metric} has no value by {grain} in one of the periods {periods[0]} and {periods[1]}.")
    return found


def state_teams(
    project: Project, metric: str, *, first: str | None = None, last: str | None = None, grain: str | None = None
) -> TeamStatement:
    """The contribution statement of a star, or of a driver with drivers of its own.

    Args:
        first, last: a date or month in either period; by default the last two in which all that the change is divided
            by is final.

    Raises:
        UnknownNameError: there is no such metric or grain.
        UsageError: it has no drivers, or there are no such periods.
        ProvisionalError: a value by which the change is divided can still move.
        ConfigurationError: a tree can't be read.
    """
    release = current_release(project.hub_dir)
    catalog, grain = _asked(release, metric, grain)
    register = _register(project)
    node = _node(register, metric)
    if node is None or not node.drivers:
        stars = ", ".join(tree.metric for tree in register.trees) or "a star, once it has a tree"
        raise UsageError(f"{metric} has no drivers: write {FOLDER}/{metric}.yml, or ask for {stars}.")
    names = {metric, *involved(node), *(below.metric for driver in node.drivers for below in driver.walk())}
    series = read_series(release, names, grains=[grain], members=False)
    by_metric = {one.metric: one for one in series}
    must_be_final = [_whole(series, metric, grain), *(by_metric[n] for n in involved(node)[1:] if n in by_metric)]
    periods = two_periods(must_be_final, first, last)
    return TeamStatement(
        state(node, by_metric, *periods),
        {name: catalog[name] for name in sorted(names) if name in catalog},
        {name: (team.label, team.label_zh) for name, team in register.teams.by_name.items()},
        release.release_id,
    )


def _asked(release: Release, metric: str, grain: str | None) -> tuple[dict[str, dict[str, Any]], str]:
    """The catalog by metric, and the grain that is meant."""
    catalog = {row["metric_name"]: row for row in catalog_rows(release)}
    if metric not in catalog:
        raise UnknownNameError("metric", metric, catalog)
    known = _listed(catalog[metric]["grains"])
    if grain is not None and grain not in known:
        raise UnknownNameError(f"grain of {metric}", grain, known)
    return catalog, grain or known[-1]


def _register(project: Project) -> Register:
    register = read_register(project.root)
    require_none(problem for problem in register.problems if problem.path.startswith(f"{FOLDER}/"))
    return register


def _node(register: Register, metric: str) -> Node | None:
    """Where a metric stands on a tree: as the star, else where it has an identity, else where it has drivers."""
    found = [node for tree in register.trees for node in nodes(tree) if node.metric == metric]
    return min(found, key=lambda node: (not isinstance(node, Tree), not node.identity, not node.drivers), default=None)


def _whole(series: Sequence[Series], metric: str, grain: str) -> Series:
    for one in series:
        if one.metric == metric and one.dimension == TOTAL:
            return one
    raise UsageError(f"{metric} has no values by {grain} yet.")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
