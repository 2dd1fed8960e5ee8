"""The values that a review looks at: those of a release, with what was reported in place of what is frozen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lodestar.releases.release import Release
from lodestar.releases.series import Series, read_series
from lodestar.review.frozen_series import as_reported
from lodestar.review.row import Row

__all__ = ["Values"]


class Values:
    """Series of a release.

    values = Values(release)                     # as they are now
    values = Values(release, reported(ledger))   # as they were reported, where they were
    """

    def __init__(self, release: Release, rows: Sequence[Row] = ()) -> None:
        """Takes the release, and rows of the ledger."""
        self.release = release
        self._rows = rows

    def series(
        self, metrics: Collection[str], *, grains: Collection[str] | None = None, members: bool = True
    ) -> list[Series]:
        """All series of some metrics; see `read_series`.

        Raises:
            ReleaseError: the release can't be read.
        """
        found = read_series(self.release, metrics, grains=grains, members=members)
        wanted = set(metrics)
        rows = [
            row
            for row in self._rows
            if row.metric_name in wanted
            and (grains is None or row.grain in grains)
            and (members or row.dimension == "total")
        ]
        return as_reported(found, rows) if rows else found
