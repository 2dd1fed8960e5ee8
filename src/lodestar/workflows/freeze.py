"""`lodestar review freeze`: a month's values from the current release into the ledger."""

from __future__ import annotations

from lodestar.releases.release import current_release
from lodestar.review.ledger import Frozen, freeze_month, month_start
from lodestar.settings import Project

__all__ = ["freeze"]


def freeze(project: Project, month: str) -> Frozen:
    """Freezes the month, written as `2026-10`.

    Raises:
        UsageError: it is no month.
        ReleaseError: nothing is published yet.
        LedgerError: the month is not finished, or other values are already frozen for it.
    """
    first_day = month_start(month)
    return freeze_month(project.ledger_dir, current_release(project.hub_dir), first_day)
