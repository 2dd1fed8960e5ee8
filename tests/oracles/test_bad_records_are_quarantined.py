"""Exactly the records that the generator planted as bad are in quarantine, and every file's records are all counted."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.demo.bad_records import BAD_RECORDS

pytestmark = pytest.mark.slow

RULES = {
    "factory/machine_shifts/machine_shifts-2026-02.csv": ["range", "malformed"],
    "hubspot/deals/deals-2026-02.csv": ["type", "type"],
    "hubspot/feedback_submissions/feedback_submissions-2026-02.csv": ["encoding"] * 3,
    "segment/tracks/2026-03-10.jsonl.gz": ["time", "time", "malformed", "malformed"],
}


@pytest.fixture
def warehouse(demo_hub):
    with duckdb.connect(str(demo_hub.project.warehouse), read_only=True) as connection:
        yield connection


def test_exactly_the_planted_bad_records_are_held(warehouse, demo_hub):
    by_table = dict(warehouse.execute("select relation, count(*) from quarantine.records group by 1").fetchall())
    assert by_table == demo_hub.truth["quarantined"]
    found: dict[str, list[tuple[str, str]]] = {}
    for file, rule, record in warehouse.execute(
        "select source_file, rule, record from quarantine.records order by source_file, source_line"
    ).fetchall():
        found.setdefault(file, []).append((rule, record))
    assert {file: [rule for rule, _ in held] for file, held in found.items()} == RULES
    for file, lines in BAD_RECORDS.items():
        assert [record for _, record in found[file]] == [line.decode(errors="backslashreplace") for line in lines]


def test_accepted_and_quarantined_records_are_all_of_every_file(warehouse, demo_hub):
    rows = warehouse.execute("select path, row_count, quarantined_count, total_count from raw._loaded_files").fetchall()
    files = demo_hub.truth["files"]
    assert {path: (good, bad, total) for path, good, bad, total in rows} == {
        path: (file["rows"], bad := len(BAD_RECORDS.get(path, ())), file["rows"] + bad) for path, file in files.items()
    }
