"""Row 10: `dbt build` leaves a table in place whose test of severity error fails. No release may be made of it."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.errors import CheckError
from lodestar.releases.release import current_release
from lodestar.workflows.build import build

pytestmark = [pytest.mark.slow, pytest.mark.fault(10, "a failing error-severity test")]


def test_10_a_failing_test_blocks_the_release(seen, built_shop):
    before, warehouse = current_release(built_shop.hub_dir).release_id, built_shop.warehouse.read_bytes()
    path = built_shop.root / "models" / "shop.yml"
    text = path.read_text()
    tested = text.replace(
        "{name: store_id, entity: {type: foreign, name: store}}",
        "{name: store_id, entity: {type: foreign, name: store}, data_tests: [not_null]}",
    )
    assert tested != text
    path.write_text(tested)

    with pytest.raises(CheckError, match=r"fct_orders: not_null_fct_orders_store_id .*: 1 bad row"):
        build(built_shop)

    with duckdb.connect(str(built_shop.build_dir / "warehouse.duckdb"), read_only=True) as connection:
        bad = connection.execute("select count(*) from marts.fct_orders where store_id is null").fetchone()
    assert bad == (1,), "dbt left the bad table where it was, in the private file alone"
    assert current_release(built_shop.hub_dir).release_id == before
    assert built_shop.warehouse.read_bytes() == warehouse
    path.write_text(text)
    with seen.recovery():
        build(built_shop, full_refresh=True)
    seen.happened("blocked: fct_orders, 1 bad row; release and warehouse as they were")
