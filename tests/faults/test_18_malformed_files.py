"""Row 18: torn records, GBK, a byte order mark, a line break inside quotes."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.workflows.build import build

pytestmark = [pytest.mark.slow, pytest.mark.fault(18, "malformed CSV, GBK encoding, BOM, newline in quotes")]

HEADER = "id,store_id,ordered_at,amount,is_returned,note\n"
FILE = (
    ("\ufeff" + HEADER).encode()
    + b'11,1,2026-02-05 10:00:00,1.00,false,"two\nlines"\n'
    + b"12,1,2026-02-05 10:00:00,1.00,false," + "退货".encode("gbk") + b"\n"
    + b"13,1,2026-02-05\n"
    + b"14,one,2026-02-05 10:00:00,1.00,false,\n"
    + b"15,1,2026-02-05 10:00:00,1.00,false,whole\n"
    + b'16,1,2026-02-05 10:00:00,1.00,false,"to'
)  # fmt: skip


def test_18_bad_records_are_held_with_file_and_line_and_the_good_ones_are_published(seen, shop):
    (shop.raw_dir / "orders/february.csv").write_bytes(FILE)

    with seen.recovery():
        intake = build(shop).intake

    assert (intake.rows, intake.quarantined, intake.total) == (4 + 2, 4, 10)
    with duckdb.connect(str(shop.warehouse), read_only=True) as warehouse:
        held = warehouse.execute("select source_file, source_line, rule from quarantine.records order by 2").fetchall()
        rows = warehouse.execute("select id, _source_line from raw.shop__orders where id > 10 order by 1").fetchall()
        counted = warehouse.execute(
            "select bool_and(row_count + quarantined_count = total_count), sum(total_count) from raw._loaded_files"
        ).fetchone()
    file = "orders/february.csv"
    assert held == [(file, 4, "encoding"), (file, 5, "malformed"), (file, 6, "type"), (file, 8, "malformed")]
    assert rows == [(11, 2), (15, 7)]
    assert counted == (True, 10)
    seen.happened("4 of 10 records held with file and line; accepted + quarantined = total")
