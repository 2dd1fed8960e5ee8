"""Each raw file enters once, whole and as it is, or not at all."""

import gzip
import re
import shutil
from dataclasses import replace
from datetime import datetime

import duckdb
import pytest

from lodestar.catalog.source import SourceTable
from lodestar.errors import ConfigurationError
from lodestar.warehouse.intake import load_raw_files

MORNING = datetime(2026, 11, 16, 6)
EVENING = datetime(2026, 11, 16, 18)


def table(files, columns=None):
    columns = columns or {"id": "bigint", "at": "timestamp", "note": "varchar"}
    return SourceTable("source.x.t", "crm", "notes", "raw", "crm__notes", columns, files, "models/sources.yml")


@pytest.fixture
def warehouse():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "crm").mkdir()
    return tmp_path


def load(warehouse, raw, source, at=MORNING):
    return load_raw_files(warehouse, [source], raw, loaded_at=at)


def rows(warehouse, columns="*"):
    return warehouse.execute(f"select {columns} from raw.crm__notes order by _source_file, _source_line").fetchall()


def test_csv_rows_keep_their_file_and_line(warehouse, raw):
    (raw / "crm/b.csv").write_text("id,at,note\n3,2026-01-01 00:00:00,c\n")
    (raw / "crm/a.csv").write_text('id,at,note\n1,2026-01-01 00:00:00,"x, ""y"""\n2,,\n')

    intake = load(warehouse, raw, table("crm/*.csv"))

    assert (intake.files, intake.rows) == (2, 3)
    assert rows(warehouse, "id, note, _source_file, _source_line, _loaded_at") == [
        (1, 'x, "y"', "crm/a.csv", 2, MORNING),
        (2, None, "crm/a.csv", 3, MORNING),
        (3, "c", "crm/b.csv", 2, MORNING),
    ]


def test_json_lines_keep_their_line_and_their_objects(warehouse, raw):
    with gzip.open(raw / "crm/2026-01-01.jsonl.gz", "wt") as file:
        file.write('{"id":1,"note":{"a":[1,2]}}\n{"id":2,"other":true}\n')

    load(warehouse, raw, table("crm/*.jsonl.gz", {"id": "bigint", "note": "json"}))

    assert rows(warehouse, "id, note, _source_line") == [(1, '{"a":[1,2]}', 1), (2, None, 2)]


def test_parquet_is_read_by_column_name(warehouse, raw):
    warehouse.execute(f"copy (select 'n' as note, 7 as id) to '{raw}/crm/x.parquet'")

    load(warehouse, raw, table("crm/*.parquet", {"id": "bigint", "note": "varchar"}))

    assert rows(warehouse, "id, note") == [(7, "n")]


def test_line_numbers_hold_over_many_files_of_many_rows(warehouse, raw):
    for number in range(70):
        lines = "".join(f"{number * 1000 + i},,\n" for i in range(200))
        (raw / f"crm/{number:02d}.csv").write_text("id,at,note\n" + lines)

    load(warehouse, raw, table("crm/*.csv"))

    wrong = "id % 1000 + 2 <> _source_line or 'crm/' || lpad((id // 1000)::text, 2, '0') || '.csv' <> _source_file"
    assert warehouse.execute(f"select count(*), count_if({wrong}) from raw.crm__notes").fetchone() == (14_000, 0)


def test_a_file_is_loaded_once_by_content_whatever_its_name(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,,x\n")
    load(warehouse, raw, table("crm/*.csv"))
    shutil.copyfile(raw / "crm/a.csv", raw / "crm/copy.csv")

    intake = load(warehouse, raw, table("crm/*.csv"), EVENING)

    assert (intake.files, intake.rows, intake.skipped) == (0, 0, 2)
    assert len(rows(warehouse)) == 1


def test_two_copies_in_one_delivery_are_loaded_once(warehouse, raw):
    for name in ("a", "b"):
        (raw / f"crm/{name}.csv").write_text("id,at,note\n1,,x\n")

    load(warehouse, raw, table("crm/*.csv"))

    assert len(rows(warehouse)) == 1


def test_a_file_that_changed_is_a_new_delivery(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,,x\n")
    load(warehouse, raw, table("crm/*.csv"))
    (raw / "crm/a.csv").write_text("id,at,note\n1,,x\n2,,y\n")

    intake = load(warehouse, raw, table("crm/*.csv"), EVENING)

    assert intake.rows == 2
    assert [row[0] for row in rows(warehouse, "_loaded_at")].count(MORNING) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "id,when,note\n1,,x\n", r"crm/a\.csv, line 1 .*lacks the column at .*The file has when instead"),
        ("a.csv", "", r"crm/a\.csv, line 1 .*lacks the column id, at, note"),
        ("a.csv", "id,at,note,note\n", "stands twice"),
        ("a.csv", b"\xd6\xd0,at,note\n1,,\n", "line 1: the header can't be read"),
        ("a.csv", "id,at,note\n" + "zwei,,x\n" * 10, r"crm/a\.csv .*id has become another type: .* bigint, .*'zwei'"),
        (
            "a.csv.gz",
            gzip.compress(b"id,at,note\n" + bytes(range(32, 64)) * 99, mtime=0)[:-20],
            r"crm/a\.csv\.gz .*its end",
        ),
        (
            "a.jsonl.gz",
            gzip.compress(b'{"id":1,"at":null,"note":"x"}\n' * 99, mtime=0)[:-9],
            r"crm/a\.jsonl\.gz .*its end",
        ),
        ("a.jsonl", '{"id":1,"when":null,"note":{"at":1}}\n', r"lacks the column at .*The file has when instead"),
        ("a.parquet", "no parquet", r"a\.parquet"),
        ("a.xlsx", "x", "not this kind of file"),
    ],
)
def test_a_file_that_is_not_what_its_source_declares_is_named_and_nothing_of_its_table_stays(
    warehouse, raw, name, content, message
):
    (raw / "crm/0.csv").write_text("id,at,note\n9,,good\n")
    (raw / "crm" / name).write_bytes(content.encode() if isinstance(content, str) else content)

    intake = load(warehouse, raw, table("crm/*"))

    assert re.search(message, intake.refused["raw.crm__notes"])
    assert (intake.files, intake.rows, intake.total) == (0, 0, 0)
    for relation in ("raw.crm__notes", "raw._loaded_files", "quarantine.records"):
        assert warehouse.execute(f"select count(*) from {relation}").fetchone() == (0,)


def test_a_refused_table_does_not_stop_the_others(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at\n1,\n")
    (raw / "crm/b.csv.txt").write_text("")
    (raw / "shop").mkdir()
    (raw / "shop/a.csv").write_text("id,at,note\n1,,x\n")
    other = replace(table("shop/*.csv"), identifier="shop__notes")

    intake = load_raw_files(warehouse, [table("crm/*.csv"), other], raw, loaded_at=MORNING)

    assert list(intake.refused) == ["raw.crm__notes"]
    assert warehouse.execute("select count(*) from raw.shop__notes").fetchone() == (1,)


def test_a_new_column_is_a_warning_and_the_rest_is_loaded(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,mood,at,note\n1,good,,x\n")

    intake = load(warehouse, raw, table("crm/*.csv"))

    assert "new column 'mood'" in intake.warnings[0]
    assert rows(warehouse, "id, note") == [(1, "x")]


def test_a_source_that_never_had_a_file_is_named(warehouse, raw):
    assert "crm/*.csv -> raw.crm__notes" in load(warehouse, raw, table("crm/*.csv")).refused["raw.crm__notes"]


def test_a_delivery_without_new_files_is_no_mistake(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,,x\n")
    load(warehouse, raw, table("crm/*.csv"))
    (raw / "crm/a.csv").unlink()

    assert load(warehouse, raw, table("crm/*.csv"), EVENING).files == 0


def test_a_source_may_gain_a_column_and_not_lose_one(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,,x\n")
    load(warehouse, raw, table("crm/*.csv"))
    (raw / "crm/b.csv").write_text("id,at,note,mood\n2,,y,good\n")
    wider = {"id": "bigint", "at": "timestamp", "note": "varchar", "mood": "varchar"}

    load(warehouse, raw, table("crm/*.csv", wider), EVENING)

    assert rows(warehouse, "id, mood") == [(1, None), (2, "good")]
    with pytest.raises(ConfigurationError, match="no longer declares"):
        load(warehouse, raw, table("crm/*.csv", {"id": "bigint"}), EVENING)


def test_times_are_read_the_same_in_every_session_zone(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,2026-03-29 02:30:00,\n")
    warehouse.execute("set TimeZone = 'Europe/Berlin'")

    load(warehouse, raw, table("crm/*.csv"))

    assert rows(warehouse, '"at"') == [(datetime(2026, 3, 29, 2, 30),)]


def test_content_that_comes_back_is_not_loaded_again(warehouse, raw):
    for content in ("1,,x", "2,,y", "1,,x"):
        (raw / "crm/a.csv").write_text(f"id,at,note\n{content}\n")
        load(warehouse, raw, table("crm/*.csv"))

    assert sorted(rows(warehouse, "id")) == [(1,), (2,)]


def test_a_file_that_was_once_a_copy_is_loaded_once_when_it_changes(warehouse, raw):
    for a, b in (("1,,x", "2,,y"), ("2,,y", "2,,y"), ("3,,z", "2,,y"), ("3,,z", "2,,y"), ("3,,z", "2,,y")):
        (raw / "crm/a.csv").write_text(f"id,at,note\n{a}\n")
        (raw / "crm/b.csv").write_text(f"id,at,note\n{b}\n")
        load(warehouse, raw, table("crm/*.csv"))

    assert sorted(rows(warehouse, "id")) == [(1,), (2,), (3,)]


def test_a_changed_file_is_told(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,,x\n")
    load(warehouse, raw, table("crm/*.csv"))
    (raw / "crm/a.csv").write_text("id,at,note\n1,,changed\n")

    assert "crm/a.csv has changed" in load(warehouse, raw, table("crm/*.csv")).warnings[0]


def test_a_name_that_stands_for_many_files_is_refused(warehouse, raw):
    (raw / "crm/a[1].csv").write_text("id,at,note\n1,,x\n")

    assert "rename it" in load(warehouse, raw, table("crm/*.csv")).refused["raw.crm__notes"]


def test_a_clock_that_runs_behind_gives_no_delivery_an_earlier_time(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,,x\n")
    load(warehouse, raw, table("crm/*.csv"), EVENING)
    (raw / "crm/b.csv").write_text("id,at,note\n2,,y\n")
    load(warehouse, raw, table("crm/*.csv"), MORNING)

    first, second = rows(warehouse, "_loaded_at")
    assert second > first


def test_a_source_that_changes_a_type_is_refused(warehouse, raw):
    (raw / "crm/a.csv").write_text("id,at,note\n1,,1.23\n")
    load(warehouse, raw, table("crm/*.csv", {"id": "bigint", "at": "timestamp", "note": "decimal(18, 2)"}))

    with pytest.raises(ConfigurationError, match=r"note is declared as decimal\(18, 4\) and holds DECIMAL\(18,2\)"):
        load(warehouse, raw, table("crm/*.csv", {"id": "bigint", "at": "timestamp", "note": "decimal(18, 4)"}))


def test_what_a_folder_is_called_is_no_column(warehouse, raw):
    (raw / "crm/id=9").mkdir()
    (raw / "crm/id=9/a.csv").write_text("id,at,note\n1,,x\n")

    load(warehouse, raw, table("crm/**/*.csv"))

    assert rows(warehouse, "id") == [(1,)]
