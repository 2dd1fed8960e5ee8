"""Row 13: a table whose suite is empty or missing would be published unseen."""

from __future__ import annotations

import pytest

from lodestar.errors import CheckError
from lodestar.releases.release import current_release
from lodestar.workflows.build import build

pytestmark = [pytest.mark.slow, pytest.mark.fault(13, "empty or missing suite")]


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_13_a_table_without_a_check_blocks_the_release(seen, built_shop, how):
    before = current_release(built_shop.hub_dir).release_id
    suite = built_shop.expectations_dir / "fct_orders.yml"
    text = suite.read_text()
    suite.unlink() if how == "missing" else suite.write_text("")

    with pytest.raises(CheckError, match=r"marts\.fct_orders: .*0 checks ran"):
        build(built_shop)

    assert current_release(built_shop.hub_dir).release_id == before
    suite.write_text(text)
    with seen.recovery():
        build(built_shop)
    seen.happened(f"blocked with a {how} suite: 0 checks ran")
