"""Row 8: a truncated write-ahead log, a corrupt build file, a torn journal."""

from __future__ import annotations

import os
import shutil
from functools import partial

import duckdb
import pytest

from lodestar.workflows.build import build
from lodestar.workflows.doctor import examine
from tests.faults.forked import Forked, die
from tests.faults.shop import mart_rows, read_whole

pytestmark = [pytest.mark.slow, pytest.mark.fault(8, "truncated WAL or corrupt build file")]


def write_and_die(path):
    connection = duckdb.connect(str(path))
    connection.execute("create table main.half as select range as a from range(5000)")
    connection.execute("insert into main.half select range from range(5000)")
    die()


def leave_log(project):
    """The warehouse as a process leaves it that dies while it writes."""
    assert Forked(partial(write_and_die, project.warehouse), project.root / "said").wait() == -9
    log = project.warehouse.with_name("warehouse.duckdb.wal")
    assert log.stat().st_size > 1000
    return log


@pytest.mark.parametrize("how", ["cut", "garbage"])
def test_08_a_torn_log_never_costs_the_warehouse(seen, built_shop, how):
    before, rows = read_whole(built_shop), mart_rows(built_shop)
    log = leave_log(built_shop)
    if how == "cut":
        os.truncate(log, log.stat().st_size - 700)
    else:
        log.write_bytes(b"no log at all" * 500)

    with seen.recovery():
        examine(built_shop)

    assert mart_rows(built_shop) == rows
    assert read_whole(built_shop) == before
    assert examine(built_shop) == []
    seen.happened(f"log {how}: the warehouse is what it was")


def test_08_a_corrupt_build_file_and_a_torn_journal_are_removed(seen, built_shop):
    before = read_whole(built_shop)
    (built_shop.build_dir / "warehouse.duckdb").write_bytes(b"not a database" * 1000)
    (built_shop.build_dir / "journal.json").write_text('{"build_id": "x", "sta')

    with seen.recovery():
        repairs = examine(built_shop)

    assert [repair.what for repair in repairs] == ["torn journal"]
    assert not (built_shop.build_dir / "warehouse.duckdb").exists()
    assert examine(built_shop) == []
    assert read_whole(built_shop) == before
    seen.happened("removed, both; nothing else touched")


def test_08_a_corrupt_warehouse_is_set_aside_and_the_next_build_loads_all_again(seen, built_shop):
    rows = mart_rows(built_shop)
    shutil.copyfile(__file__, built_shop.warehouse)

    with seen.recovery():
        (repair,) = examine(built_shop)
        code = Forked(partial(build, built_shop, full_refresh=True), built_shop.root / "said").wait()

    assert repair.what.startswith("damaged warehouse")
    assert code == 0
    assert mart_rows(built_shop) == rows
    seen.happened("set aside; all raw files were loaded again")
