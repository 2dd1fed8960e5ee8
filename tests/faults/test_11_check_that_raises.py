"""Row 11: Great Expectations raises instead of failing; a check that gave no answer has shown nothing."""

from __future__ import annotations

import pytest

from lodestar.errors import CheckError
from lodestar.releases.release import current_release
from lodestar.workflows.build import build

pytestmark = [pytest.mark.slow, pytest.mark.fault(11, "Great Expectations raises instead of failing")]


def test_11_a_check_that_raises_counts_as_failed_and_says_so(seen, built_shop):
    before = current_release(built_shop.hub_dir).release_id
    suite = built_shop.expectations_dir / "fct_orders.yml"
    text = suite.read_text()
    suite.write_text(text + "  - type: expect_column_values_to_not_be_null\n    kwargs: {column: renamed_away}\n")

    with pytest.raises(CheckError, match=r"marts\.fct_orders: renamed_away .*: check error: "):
        build(built_shop)

    assert current_release(built_shop.hub_dir).release_id == before
    suite.write_text(text)
    with seen.recovery():
        build(built_shop)
    seen.happened("blocked with the label 'check error'; the release before stays")
