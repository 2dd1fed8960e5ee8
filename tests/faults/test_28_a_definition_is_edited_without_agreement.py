"""Row 28: somebody edits a metric's formula, and nobody agreed; or raises its version, and nobody agreed."""

from __future__ import annotations

import pytest

from lodestar.releases.release import current_release
from tests.faults.governed import agreed, command, rewrite, values_of

pytestmark = [pytest.mark.slow, pytest.mark.fault(28, "definition edited without approval or version bump")]
FORMULA = "expr: order_amount_total - returned_amount_total"


def test_28_an_edit_fails_the_check_and_shows_old_and_new_values(seen, built_shop, published):
    project = agreed(built_shop, "net_revenue")
    release, before = current_release(project.hub_dir).release_id, values_of(published, project)
    _, sound = command(project, "check")
    assert "G401" not in sound

    rewrite(project, "metrics/shop.yml", FORMULA, FORMULA + " * 0.5")
    code, told = command(project, "check")
    differs, difference = command(project, "diff")

    assert code == 1
    assert "metrics/shop.yml\n  2    error G401  net_revenue has drifted: its definition changed" in told
    assert "error G404" in told  # its version did not count up
    assert differs in (0, 1)
    # January in Shanghai: 10 + 20 less a return of 20; half a return less is 10 more
    assert "10.00" in difference
    assert "20.00" in difference
    rewrite(
        project,
        "metrics/shop.yml",
        "{version: 1, status: certified, owner: shop, role: north_star",
        "{version: 2, status: certified, owner: shop, role: north_star",
    )
    code, told = command(project, "check")
    assert (code, "G401" in told, "G404" in told) == (1, True, False)
    assert current_release(project.hub_dir).release_id == release
    assert values_of(published, project) == before
    seen.happened("check: 1 error (G401) with file and line, and no version bump (G404); diff: January 10 -> 20")
