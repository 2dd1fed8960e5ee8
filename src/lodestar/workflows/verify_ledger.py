"""`lodestar ledger verify`: whether what was reported is still as it was written."""

from __future__ import annotations

from lodestar.errors import LedgerError
from lodestar.review.ledger import Ledger, Verification
from lodestar.settings import Project

__all__ = ["verify_ledger"]


def verify_ledger(project: Project, expected_head: str | None = None) -> Verification:
    """Follows the whole chain.

    Args:
        expected_head: a hash printed earlier: the chain must go through it.

    Raises:
        LedgerError: something is not as it was written; it names the first freeze and row.
    """
    found = Ledger(project.ledger_dir).verify(expected_head)
    if found.broken:
        raise LedgerError(
            f"The ledger in {project.ledger_dir} is not as it was written. First break: {found.broken}. Freezes before "
            f"it: {found.freezes}, whole. Restore the folder from a backup: what was reported can't be computed again."
        )
    return found
