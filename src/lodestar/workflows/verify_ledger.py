"""`lodestar ledger verify`: whether what was reported is still as it was written."""

from __future__ import annotations

import re

from lodestar.errors import LedgerError, UsageError
from lodestar.review.ledger import Ledger, Verification
from lodestar.settings import Project

__all__ = ["verify_ledger"]

HASH = re.compile(r"[0-9a-f]{64}")


def verify_ledger(project: Project, expected_head: str | None = None) -> Verification:
    """Follows the whole chain.

    Args:
        expected_head: a hash printed earlier: the chain must go through it.

    Raises:
        UsageError: what is expected is no hash.
        LedgerError: something is not as it was written; it names the first freeze and row.
    """
    if expected_head is not None and not HASH.fullmatch(expected_head):
        raise UsageError(f"{expected_head!r} is no hash of a ledger: it has 64 digits of 0-9 and a-f.")
    found = Ledger(project.ledger_dir).verify(expected_head)
    if found.broken:
        raise LedgerError(
            f"The ledger in {project.ledger_dir} is not as it was written. First break: {found.broken}. Freezes before "
            f"it: {found.freezes}, whole. Restore the folder from a backup: what was reported can't be computed again."
        )
    if found.is_foreign:
        raise LedgerError(
            f"The ledger in {project.ledger_dir} is whole, and no freeze of it ends in {expected_head}: that hash is "
            "of another ledger, or what was reported with it was rewritten since."
        )
    return found
