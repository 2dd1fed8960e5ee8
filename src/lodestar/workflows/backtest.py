"""`lodestar northstar backtest` and `influences`: what the history of the current release says of north stars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lodestar.errors import UnknownNameError, UsageError
from lodestar.governance.register import read_register
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import current_release
from lodestar.releases.series import Series, read_series
from lodestar.review.backtest import Scorecard, backtest, coarsest, ordered
from lodestar.review.influence import Influence, influence_pairs, tree_influences
from lodestar.settings import Project

__all__ = ["Backtest", "TreeInfluences", "backtest_candidates", "measure_influences", "retentions_of"]

RETENTION = re.compile(r"retention|renewal|churn rate|留存|续费|续约|流失率")
"""Words in the name or labels of a metric that says who stayed."""

RETENTION_FORMULA = re.compile(r"(on day \d+|within \d+ days) after the first day of the same")
"""How the catalog says a contract's `retention`."""

SHARES = ("ratio", "share", "percent")

USERS = re.compile(r"(?:^|per )(learner|member|user|customer|buyer|account|visitor|subscriber|reader|player|people)s?$")
"""A unit that counts users, or something per one of them."""


@dataclass(frozen=True)
class Backtest:
    """Scorecards in their order. `catalog` maps a metric to its row of the release's catalog."""

    cards: tuple[tuple[int, Scorecard], ...]
    outcomes: tuple[str, ...]
    retentions: tuple[str, ...]
    release_id: str
    catalog: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class TreeInfluences:
    """The measured influences of one tree, drivers from the top."""

    star: str
    path: str
    influences: tuple[Influence, ...]


def backtest_candidates(
    project: Project,
    candidates: Sequence[str],
    *,
    outcomes: Sequence[str] | None = None,
    retentions: Sequence[str] | None = None,
) -> Backtest:
    """A scorecard for each candidate, from the current release.

    Args:
        outcomes: metrics that should follow; by default those with the role `outcome`.
        retentions: metrics that say who stayed; by default those that stars or contracts declare or that are
            named so.

    Raises:
        UnknownNameError: the release has no such metric.
        UsageError: no candidate.
        ReleaseError: nothing is published yet.
    """
    names = tuple(dict.fromkeys(candidates))
    if not names:
        raise UsageError("Name at least one candidate. `lodestar metrics` lists the metrics.")
    release = current_release(project.hub_dir)
    catalog = {row["metric_name"]: row for row in catalog_rows(release)}
    _require([*names, *(outcomes or ()), *(retentions or ())], catalog)
    served = {name: row for name, row in catalog.items() if row.get("status") != "retired"}
    if outcomes is None:
        outcomes = [name for name, row in served.items() if row["role"] == "outcome"]
    register = read_register(project.root)
    if retentions is None:
        declared = [name for star in register.north_stars for name in getattr(star, "retention", ())]
        retentions = list(dict.fromkeys([n for n in declared if n in served] + retentions_of(served.values())))
    pairs = [pair for tree in register.trees for pair in influence_pairs(tree)]
    drivers = {name: [driver for metric, driver in pairs if metric == name] or None for name in names}
    counts = [name for name, row in served.items() if "per " not in row["unit"] and USERS.search(row["unit"])]
    below = {driver for found in drivers.values() for driver in found or () if driver in catalog}
    series = read_series(release, names)
    series += read_series(release, {*outcomes, *retentions, *counts, *below} - set(names), members=False)
    cards = []
    for name in names:
        population, counts_users = _population(name, catalog, series, counts)
        cards.append(
            backtest(
                catalog[name],
                series,
                outcomes=outcomes,
                retentions=retentions,
                directions={metric: row["direction"] for metric, row in catalog.items()},
                drivers=drivers[name],
                population=population,
                counts_users=counts_users,
            )
        )
    return Backtest(ordered(cards), tuple(outcomes), tuple(retentions), release.release_id, catalog)


def measure_influences(project: Project, star: str | None = None) -> tuple[TreeInfluences, ...]:
    """The influences of every tree, or of one star's, from the current release.

    Raises:
        UnknownNameError: no tree is that star's.
        ReleaseError: nothing is published yet.
    """
    trees = {tree.metric: tree for tree in read_register(project.root).trees}
    if star is not None and star not in trees:
        raise UnknownNameError("tree of a north star", star, trees)
    asked = [tree for name, tree in trees.items() if star in (None, name)]
    pairs = {tree.metric: influence_pairs(tree) for tree in asked}
    release = current_release(project.hub_dir)
    series = read_series(release, {name for found in pairs.values() for pair in found for name in pair}, members=False)
    return tuple(TreeInfluences(t.metric, t.path, tree_influences(pairs[t.metric], series)) for t in asked)


def retentions_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Metrics of the catalog that say who stayed: by their contract's retention, or shares that are named so."""
    return [
        row["metric_name"]
        for row in rows
        if RETENTION_FORMULA.search(row.get("formula") or "")
        or (
            row.get("unit") in SHARES
            and any(
                RETENTION.search((row.get(key) or "").replace("_", " ").casefold())
                for key in ("metric_name", "label", "label_zh")
            )
        )
    ]


def _population(
    name: str, catalog: Mapping[str, Mapping[str, Any]], series: Sequence[Series], counts: Sequence[str]
) -> tuple[str | None, bool]:
    """The other metric that counts most users of the candidate's kind, and whether its own values are users."""
    unit = catalog[name]["unit"]
    found = USERS.search(unit)
    if not found:
        return None, False
    grain = coarsest({one.grain for one in series if one.metric == name})
    sizes = {}
    for one in series:
        of_the_same = USERS.search(catalog[one.metric]["unit"]) if one.metric in counts else None
        if of_the_same and of_the_same.group(1) == found.group(1) and (one.grain, one.dimension) == (grain, "total"):
            values = [point.value for point in one.points if point.is_final and point.value is not None]
            sizes[one.metric] = sum(values) / len(values) if values else 0.0
    largest = max(sizes, key=lambda metric: (sizes[metric], metric), default=None)
    return largest if largest != name else None, "per " not in unit


def _require(names: Sequence[str], catalog: Mapping[str, Any]) -> None:
    for name in names:
        if name not in catalog:
            raise UnknownNameError("metric", name, catalog)
