"""Which releases are kept and why, and the removal of the others: after a build, and by `lodestar releases prune`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lodestar.errors import ConfigurationError, LedgerError, LodestarError
from lodestar.releases import lock
from lodestar.releases.holders import holders_of
from lodestar.releases.release import Release, current_id, last_good_release, list_releases
from lodestar.releases.removal import remove_releases
from lodestar.review.ledger import Ledger
from lodestar.settings import Project
from lodestar.workflows.recovery import recover

__all__ = ["Standing", "prune", "prune_after_build", "standings"]

LOGGER = logging.getLogger(__name__)

KEEP_RELEASES = 30
"""Newest releases kept, unless `vars: keep_releases` says otherwise."""

KEEP_DAYS = 35
"""Days for which every release is kept, unless `vars: keep_days` says otherwise: longer than a month's review."""


@dataclass(frozen=True)
class Standing:
    """A release and why it is kept; without a reason it goes. `was_removed`: it is gone."""

    release: Release
    reasons: tuple[str, ...]
    was_removed: bool = False


def standings(project: Project, now: datetime | None = None) -> list[Standing]:
    """Every release, oldest first, with all that keeps it.

    Raises:
        ConfigurationError: `keep_releases` or `keep_days` is no such number.
    """
    found = list_releases(project.releases_dir)
    held = holders_of([release.folder for release in found])
    reasons = _reasons(project, found, now or datetime.now(UTC))
    return [
        Standing(release, (*reasons[release.release_id], *(f"held by {who}" for who in held.get(release.folder, []))))
        for release in found
    ]


def prune(project: Project, *, dry_run: bool = False, now: datetime | None = None) -> list[Standing]:
    """Removes releases that nothing keeps; answers with every release and what became of it.

    Raises:
        LockedError: a build is running.
        ConfigurationError: `keep_releases` or `keep_days` is no such number.
    """
    if dry_run:
        return standings(project, now)
    lock.acquire(project.lock_path)
    try:
        recover(project)
        return _remove_unkept(standings(project, now))
    finally:
        lock.release(project.lock_path)


def prune_after_build(project: Project) -> None:
    """The same for a build that holds the lock and has published: what goes wrong is a warning, its release stands."""
    try:
        found = list_releases(project.releases_dir)
        if all(_reasons(project, found, datetime.now(UTC)).values()):
            return  # nobody needs to be asked for what stays anyway
        _remove_unkept(standings(project))
    except (LodestarError, OSError) as error:
        LOGGER.warning("Old releases were not removed: %s", error)


def _remove_unkept(found: list[Standing]) -> list[Standing]:
    gone = remove_releases(standing.release.folder for standing in found if not standing.reasons)
    return [Standing(standing.release, standing.reasons, standing.release.folder in gone) for standing in found]


def _reasons(project: Project, found: list[Release], now: datetime) -> dict[str, list[str]]:
    count, days = _setting(project, "keep_releases", KEEP_RELEASES, 1), _setting(project, "keep_days", KEEP_DAYS, 0)
    current = current_id(project.hub_dir)
    reasons: dict[str, list[str]] = {release.release_id: [] for release in found}
    if current in reasons:
        reasons[current].append("current")
    for release in found[-count:]:
        reasons[release.release_id].append(f"among the last {count}")
    for release in found:
        if now - _published_at(release) < timedelta(days=days):
            reasons[release.release_id].append(f"younger than {days} days")
    for release_id, why in _frozen(project, list(reasons)):
        reasons[release_id].append(why)
    if current:
        spare = last_good_release(project.releases_dir, before=current)
        if spare and spare.release_id in reasons:
            reasons[spare.release_id].append("the last good one before the current")
    return reasons


def _frozen(project: Project, known: list[str]) -> list[tuple[str, str]]:
    found = []
    try:
        for freeze in Ledger(project.ledger_dir).freezes():
            release_id = freeze.facts().get("release_id")
            if release_id in known:
                found.append((release_id, f"{freeze.month} was frozen from it"))
    except LedgerError:
        return [(release_id, "the ledger can't be read, and may refer to it") for release_id in known]
    return found


def _published_at(release: Release) -> datetime:
    try:
        at = datetime.fromisoformat(str(release.facts.get("published_at")))
    except ValueError:
        at = datetime.fromtimestamp(release.folder.stat().st_mtime, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _setting(project: Project, name: str, default: int, least: int) -> int:
    value = project.variables.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ConfigurationError(
            f"{project.root / 'dbt_project.yml'}: vars.{name} is {value!r}; write a whole number, {least} or more."
        )
    return value
