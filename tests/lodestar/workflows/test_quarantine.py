"""What is held can be read, taken out to a spreadsheet, mended and put before the gate again."""

from __future__ import annotations

import csv
import json
import stat
from datetime import datetime

import duckdb
import pytest

from lodestar.errors import ReleaseError, UnknownNameError, UsageError
from lodestar.releases.journal import read_journal, write_journal
from lodestar.warehouse.quarantine import prepare_quarantine
from lodestar.workflows.inputs import inputs_digest
from lodestar.workflows.quarantine import export_quarantine, quarantine
from lodestar.workflows.quarantine_replay import replay_quarantine

pytestmark = pytest.mark.slow

ORDERS = "raw.shop__orders"
FEBRUARY = """id,store_id,ordered_at,amount,is_returned
9,1,2026-02-01 10:00:00,-5,false
10,2,2026-02-02 10:00:00,"1,5",false
11,2
"""
AT = datetime(2026, 2, 3)
RECORDS = [
    ("a" * 16, ORDERS, "orders/february.csv", "f", 2, "range", "amount", "amount is -5, which is less than 0.",
     "9,1,2026-02-01 10:00:00,-5,false", AT, "held", None),
    ("b" * 16, ORDERS, "orders/february.csv", "f", 3, "type", "amount", "amount is '1,5', which is no decimal(18, 2).",
     '10,2,2026-02-02 10:00:00,"1,5",false', AT, "held", None),
    ("c" * 16, ORDERS, "orders/february.csv", "f", 4, "malformed", None, "The line has 2 of 5 cells.", "11,2", AT,
     "held", None),
    ("d" * 16, ORDERS, "orders/january.csv", "j", 2, "range", "amount", "amount is -1, which is less than 0.",
     "1,1,2026-01-30 10:00:00,-1,false", AT, "replayed", AT),
]  # fmt: skip


def hold(path, records=RECORDS):
    with duckdb.connect(str(path)) as connection:
        prepare_quarantine(connection)
        connection.executemany(f"insert into quarantine.records values ({', '.join('?' * 12)})", records)


@pytest.fixture
def holding(built_shop):
    hold(built_shop.warehouse)
    (built_shop.raw_dir / "orders" / "february.csv").write_text(FEBRUARY)
    return built_shop


def mended(path, change):
    """The export, changed as a person would, beside it."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    rows = change(rows) or rows
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_counts_come_per_table_and_rule_and_filters_hold_for_both(holding):
    found = quarantine(holding)
    counts = [(c.rule, c.held, c.replayed) for c in found.counts]
    assert counts == [("malformed", 1, 0), ("range", 1, 1), ("type", 1, 0)]

    found = quarantine(holding, rule="range", status="held", limit=5)
    assert [(c.rule, c.held) for c in found.counts] == [("range", 1)]
    assert [(r.source_file, r.source_line, r.reason) for r in found.records] == [
        ("orders/february.csv", 2, "amount is -5, which is less than 0.")
    ]


def test_an_aborted_builds_own_file_is_read_before_the_warehouse(holding):
    assert "published" in quarantine(holding).origin
    journal = read_journal(holding.build_dir)
    journal.state = "aborted"
    write_journal(holding.build_dir, journal)
    hold(holding.build_dir / "warehouse.duckdb", RECORDS[:1])

    found = quarantine(holding)

    assert len(found.records) == 1
    assert "aborted" in found.origin


def test_a_hub_without_a_quarantine_holds_nothing_and_one_without_a_build_says_so(built_shop):
    assert quarantine(built_shop).records == ()
    built_shop.warehouse.unlink()
    with pytest.raises(ReleaseError, match="Nothing was built"):
        quarantine(built_shop)


def test_a_filter_that_fits_nothing_suggests_what_does(holding):
    with pytest.raises(UnknownNameError, match=r"Did you mean 'raw\.shop__orders'"):
        quarantine(holding, table="raw.shop_orders")


def test_an_export_has_the_sources_columns_as_text_and_the_record_where_it_can_not_be_split(holding, tmp_path):
    output = tmp_path / "out" / "bad.csv"
    assert export_quarantine(holding, output) == 3

    rows = list(csv.DictReader(output.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["amount"] for row in rows] == ["-5", "1,5", ""]
    assert [row["record"] for row in rows] == ["", "", "11,2"]
    assert list(rows[0])[:5] == ["quarantine_id", "source_file", "source_line", "rule", "reason"]
    assert stat.S_IMODE(output.stat().st_mode) == 0o600


def test_records_of_a_file_that_is_gone_come_whole(holding, tmp_path):
    (holding.raw_dir / "orders" / "february.csv").unlink()
    export_quarantine(holding, tmp_path / "bad.csv", rule="range")
    (row,) = csv.DictReader((tmp_path / "bad.csv").read_text(encoding="utf-8-sig").splitlines())

    assert (row["amount"], row["record"]) == ("", "9,1,2026-02-01 10:00:00,-5,false")


def test_mended_rows_are_written_once_for_the_gate_and_the_next_build_sees_them(holding, tmp_path):
    export_quarantine(holding, tmp_path / "bad.csv")
    before = inputs_digest(holding)

    def mend(rows):
        rows[0]["amount"] = "5.00"
        rows[2]["record"] = "11,2,2026-02-03 10:00:00,7,false"
        return [rows[0], rows[2]]

    replay = replay_quarantine(holding, mended(tmp_path / "bad.csv", mend), person="Chen Yu")

    first, second = [json.loads(line) for line in replay.path.read_text().splitlines()]
    assert first.pop("at")
    assert first == {
        "quarantine_id": "a" * 16, "relation": ORDERS, "source_file": "orders/february.csv", "source_line": 2,
        "content_sha256": "f", "person": "Chen Yu",
        "columns": {"id": "9", "store_id": "1", "ordered_at": "2026-02-01 10:00:00", "amount": "5.00",
                    "is_returned": "false"},
    }  # fmt: skip
    assert second["columns"]["amount"] == "7"
    assert (replay.path.parent, stat.S_IMODE(replay.path.stat().st_mode)) == (holding.hub_dir / "replays", 0o600)
    assert inputs_digest(holding) != before
    with pytest.raises(UsageError, match="build first"):
        replay_quarantine(holding, tmp_path / "bad.csv", person="Chen Yu")


def test_records_go_as_they_came_when_the_contract_has_changed(holding):
    replay = replay_quarantine(holding, None, ids=["a" * 16], person="Chen Yu")

    assert json.loads(replay.path.read_text())["columns"]["amount"] == "-5"
    with pytest.raises(UsageError, match="can't be split"):
        replay_quarantine(holding, None, ids=["c" * 16], person="Chen Yu")


def rename(old, new):
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (rename("b" * 16, "x" * 16), r"bad\.csv, line 3: .*holds no record 'x+'"),
        (rename("b" * 16, "a" * 16), r"line 3: a+ stands on line 2 already"),
        (rename("b" * 16, "d" * 16), r"line 3: d+ has been let in already"),
        (rename("store_id", "shop_id"), r"line 2: .* lacks store_id; shop_id is none of them"),
        (rename("quarantine_id", "id"), r"line 1: it has no column quarantine_id"),
        (rename("amount,", "id,"), r"line 1: a column name stands twice"),
        (rename("false,\n", "false\n"), r"line 2: it has not the \d+ cells"),
        (lambda text: text.replace("false", '"fal"se'), r"it is not CSV"),
    ],
)
def test_a_row_that_can_not_be_meant_is_named_and_nothing_is_written(holding, tmp_path, damage, message):
    path = tmp_path / "bad.csv"
    export_quarantine(holding, path)
    path.write_text(damage(path.read_text(encoding="utf-8-sig")))

    with pytest.raises(UsageError, match=message):
        replay_quarantine(holding, path, person="Chen Yu")
    assert not (holding.hub_dir / "replays").exists()


@pytest.mark.parametrize("encoding", ["utf-16", "gbk"])
def test_a_file_in_another_encoding_is_refused_with_its_line(holding, tmp_path, encoding):
    path = tmp_path / "bad.csv"
    export_quarantine(holding, path)
    path.write_text(path.read_text(encoding="utf-8-sig").replace("amount is -5", "数额"), encoding=encoding)

    with pytest.raises(UsageError, match=rf"line {1 if encoding == 'utf-16' else 2}: it is not UTF-8"):
        replay_quarantine(holding, path, person="Chen Yu")


def test_nobody_replays_without_a_name_or_without_saying_what(holding):
    with pytest.raises(UsageError, match="--person"):
        replay_quarantine(holding, None, ids=["a" * 16], person=" ")
    with pytest.raises(UsageError, match="--table"):
        replay_quarantine(holding, None, person="Chen Yu")
