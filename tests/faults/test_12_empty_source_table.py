"""Row 12: on an empty table not-null, unique and between all pass, so a floor of rows must say no."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from lodestar.errors import CheckError
from lodestar.workflows.build import build

pytestmark = [pytest.mark.slow, pytest.mark.fault(12, "empty source table")]

VALUES = "select metric_name, grain, period_start, dimension, member, value from hub.metric_values order by all"


def test_12_an_empty_source_table_blocks_by_its_row_count_floor(seen, built_shop, published, tmp_path):
    before = published(built_shop, VALUES)
    kept = shutil.copyfile(built_shop.warehouse, tmp_path / "kept.duckdb")
    with duckdb.connect(str(built_shop.warehouse)) as connection:
        connection.execute("delete from raw.shop__orders")  # as another loader does that truncates and dies
    header = (built_shop.raw_dir / "orders" / "january.csv").read_text().splitlines()[0]
    (built_shop.raw_dir / "orders" / "february.csv").write_text(f"{header}\n")

    with pytest.raises(CheckError) as caught:
        build(built_shop)

    assert "raw.shop__orders: row count must be at least 1: observed 0" in " ".join(str(caught.value).split())
    assert "0 rows after 4: 100.0% fewer" in str(caught.value)
    assert published(built_shop, VALUES) == before
    shutil.copyfile(kept, built_shop.warehouse)
    with seen.recovery():
        build(built_shop)
    assert published(built_shop, VALUES) == before
    seen.happened("blocked by the row-count floor: 0 rows observed")
