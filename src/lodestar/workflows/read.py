"""`lodestar query`, `metrics`, `show`, `rollback`: what is published, and which of it is current."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.errors import UnknownNameError
from lodestar.releases import lock, reader
from lodestar.releases.release import Release, find_release, point_to
from lodestar.settings import Project
from lodestar.workflows.recovery import recover
from lodestar.workflows.served import served

__all__ = ["MetricCard", "checks", "metric_card", "metrics", "query", "rollback"]


@dataclass(frozen=True)
class MetricCard:
    """All that a release says about a metric: its catalog row, the raw columns it is made from, and its checks."""

    facts: dict[str, Any]
    raw_columns: tuple[tuple[str, str | None], ...]
    release_id: str
    checks: tuple[dict[str, Any], ...] = ()


def query(
    project: Project,
    metric_names: Sequence[str],
    *,
    grain: str | None = None,
    dimension: str | None = None,
    member: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> reader.Answer:
    """Values from the current release; see `releases.reader.ask`."""
    return served(
        project.hub_dir,
        lambda release: reader.ask(
            release, metric_names, grain=grain, dimension=dimension, member=member, start=start, end=end
        ),
    )


def metrics(project: Project) -> list[dict[str, Any]]:
    """The catalog of the current release."""
    return served(project.hub_dir, reader.catalog_rows)


def metric_card(project: Project, name: str) -> MetricCard:
    """What the current release says about one metric.

    Raises:
        UnknownNameError: the release has no such metric.
    """
    return served(project.hub_dir, lambda release: _card(release, name))


def _card(release: Release, name: str) -> MetricCard:
    rows = {row["metric_name"]: row for row in reader.catalog_rows(release)}
    if name not in rows:
        raise UnknownNameError("metric", name, rows)
    return MetricCard(
        rows[name], tuple(reader.lineage_of(release, name)), release.release_id, tuple(reader.checks_of(release, name))
    )


def checks(
    project: Project, metric: str | None = None, *, release_id: str | None = None, is_failed: bool = False
) -> list[dict[str, Any]]:
    """Checks of a release, the current one unless another is named; see `releases.reader.checks_of`.

    Raises:
        UnknownNameError: there is no such release, or no such metric in it.
    """
    if release_id:
        return reader.checks_of(find_release(project.releases_dir, release_id), metric, is_failed=is_failed)
    return served(project.hub_dir, lambda release: reader.checks_of(release, metric, is_failed=is_failed))


def rollback(project: Project, release_id: str) -> Release:
    """Makes another release the current one, in one atomic step.

    Raises:
        UnknownNameError: there is no such release.
        LockedError: a build is running.
    """
    lock.acquire(project.lock_path)  # a running build would publish over it without a word
    try:
        recover(project)
        release = find_release(project.releases_dir, release_id)
        point_to(project.hub_dir, release)
    finally:
        lock.release(project.lock_path)
    return release
