"""`lodestar northstar bridge`: a north star and its successor side by side, from the current release."""

from __future__ import annotations

from datetime import date, timedelta

from lodestar.errors import UnknownNameError, UsageError
from lodestar.governance.register import Register, read_register
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import current_release
from lodestar.releases.series import Series, read_series
from lodestar.review.pairs import shared_series, whole_values
from lodestar.review.succession import Bridge, bridge
from lodestar.settings import Project

__all__ = ["build_bridge"]


def build_bridge(
    project: Project, old: str, new: str, first: date | None = None, last: date | None = None
) -> tuple[Bridge, dict[str, str]]:
    """The bridge from one star to another, and the unit of both.

    Args:
        first, last: first and last `period_start` of the overlap; by default the overlap that the old star declares,
            or else, also where that has no final values yet, all periods for which both have them but the first.

    Raises:
        UnknownNameError: the release has no such metric.
        UsageError: they share no grain or no period, or are the same.
        ReleaseError: nothing is published yet.
    """
    if old == new:
        raise UsageError(f"A bridge leads from one metric to another; {old!r} was named twice.")
    release = current_release(project.hub_dir)
    catalog = {row["metric_name"]: row for row in catalog_rows(release)}
    for name in (old, new):
        if name not in catalog:
            raise UnknownNameError("metric", name, catalog)
    both = shared_series(read_series(release, (old, new), members=False), old, new)
    if both is None:
        grains = "; ".join(f"{name} has {catalog[name]['grains']}" for name in (old, new))
        raise UsageError(f"{old} and {new} share no grain ({grains}). Add one to a contract's grains and build.")
    shared = _shared_periods(*both)
    if not shared:
        raise UsageError(f"{old} and {new} have no period in which both are final, so nothing bridges them.")
    declared = _declared(read_register(project.root), old, new)
    overlap = [day for day in shared if declared and declared[0] <= day <= declared[1]] or shared
    first, last = first or overlap[0], last or overlap[-1]
    if first > last:
        raise UsageError(f"The overlap would begin on {first} and end on {last}. Give --from and --to in order.")
    return bridge(*both, first, last), {name: str(catalog[name]["unit"]) for name in (old, new)}


def _declared(register: Register, old: str, new: str) -> tuple[date, date] | None:
    """The overlap that the ending star declares: `overlap_days` after its last day, in which both are shown."""
    for star in register.north_stars:
        days = getattr(star, "overlap_days", None)
        if star.metric == old and getattr(star, "successor", None) == new and star.effective_to and days:
            return star.effective_to + timedelta(days=1), star.effective_to + timedelta(days=days)
    return None


def _shared_periods(old: Series, new: Series) -> list[date]:
    """Periods for which both have a final value; not the first of either, which may hold fewer days."""
    return sorted(set(whole_values(old)) & set(whole_values(new)))
