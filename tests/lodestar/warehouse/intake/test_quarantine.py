"""Every record is in the raw table or in quarantine, with the rule that it broke, its true line and its text."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from lodestar.catalog.raw_column import RawColumn
from lodestar.catalog.source import SourceTable
from lodestar.errors import IntakeError
from lodestar.warehouse.intake import load_raw_files, withdraw_delivery

MORNING = datetime(2026, 11, 16, 6)
EVENING = datetime(2026, 11, 16, 18)
HEADER = "id,at,amount,status\n"
COLUMNS = {"id": "bigint", "at": "timestamp", "amount": "double", "status": "varchar"}
CONTRACT = {
    "id": {"required": True},
    "at": {"least": "2020-01-01", "most": "now + 1 day"},
    "amount": {"least": 0, "most": 100_000},
    "status": {"accepted": ("paid", "open")},
}


def source(files="shop/*", columns=COLUMNS, contract=CONTRACT, **others):
    promised = {name: RawColumn(name, columns[name], **said) for name, said in contract.items()}
    return SourceTable(
        "source.x.t", "shop", "orders", "raw", "shop__orders", columns, files, "s.yml", contract=promised, **others
    )


@pytest.fixture
def warehouse():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "raw/shop").mkdir(parents=True)
    return tmp_path / "raw"


def load(warehouse, raw, table=None, at=MORNING, **others):
    return load_raw_files(warehouse, [table or source()], raw, loaded_at=at, **others)


def write(raw, name, content):
    content = content.encode() if isinstance(content, str) else content
    (raw / "shop" / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)


def accepted(warehouse, columns="id, _source_line"):
    return warehouse.execute(f"select {columns} from raw.shop__orders order by _source_file, _source_line").fetchall()


def held(warehouse, columns="source_line, rule, column_name"):
    return warehouse.execute(
        f"select {columns} from quarantine.records order by source_file, source_line, quarantine_id"
    ).fetchall()


def counts(warehouse):
    return warehouse.execute(
        "select row_count, quarantined_count, total_count, duplicate_count from raw._loaded_files order by path"
    ).fetchall()


@pytest.mark.parametrize(
    ("line", "rule", "column", "reason"),
    [
        ("x,2026-01-01,1,paid", "type", "id", "id is 'x', which can't be read as bigint."),
        ("8,2026-02-30,1,paid", "type", "at", "at is '2026-02-30', which can't be read as timestamp."),
        ("8,2026-01-01,1", "malformed", None, "It has 3 fields; the header has 4."),
        ("8,2026-01-01,1,paid,x", "malformed", None, "It has 5 fields; the header has 4."),
        ('8,2026-01-01,1,"paid', "malformed", None, "A quote is opened and never closed."),
        ('8,2026-01-01,1,"pa"id', "malformed", None, "Text stands after a closing quote."),
        (",,,", "malformed", None, "It holds no value in any column that the source declares."),
        (",2026-01-01,1,paid", "required", "id", "id is missing, and is required."),
        ("8,2026-01-01,NaN,paid", "finite", "amount", "amount is nan, which is no number."),
        ("8,2026-01-01,-inf,paid", "finite", "amount", "amount is -inf, which is no number."),
        ("8,2026-01-01,1e999,paid", "finite", "amount", "amount is inf, which is no number."),
        ("8,2026-01-01,1e18,paid", "range", "amount", "amount is 1e+18; the most is 100000."),
        ("8,2026-01-01,-1,paid", "range", "amount", "amount is -1.0; the least is 0."),
        ("8,1970-01-01,1,paid", "time", "at", "at is 1970-01-01 00:00:00; the earliest is 2020-01-01."),
        ("8,2026-11-17 06:00:01,1,paid", "time", "at", "; the latest is now + 1 day."),
        ("8,infinity,1,paid", "time", "at", "at is infinity, which is no time."),
        ("8,2026-01-01,1,Paid", "accepted", "status", "status is 'Paid'; accepted are paid, open."),
    ],
)
def test_a_record_that_breaks_a_rule_is_held_and_the_others_are_loaded(warehouse, raw, line, rule, column, reason):
    packed = ".gz" if rule == "malformed" else ""
    write(raw, f"a.csv{packed}", f"{HEADER}1,2026-01-01,1,paid\n{line}\n3,2026-11-17 06:00:00,2,open\n")

    intake = load(warehouse, raw)

    assert accepted(warehouse) == [(1, 2), (3, 4)]
    assert held(warehouse) == [(3, rule, column)]
    ((said, text, file, when, status),) = held(warehouse, "reason, record, source_file, quarantined_at, status")
    assert reason in said
    assert (text, file, when, status) == (line, f"shop/a.csv{packed}", MORNING, "held")
    assert (intake.rows, intake.quarantined, intake.total) == (2, 1, 3)
    assert intake.quarantined_by_table == {"raw.shop__orders": (1, 3)}
    assert counts(warehouse) == [(2, 1, 3, 0)]


def test_a_record_is_held_once_with_all_its_reasons(warehouse, raw):
    write(raw, "a.csv", HEADER + "x,1970-01-01,NaN,lost\n,1970-01-01,1,lost\n3,,,\n")

    load(warehouse, raw)

    (first, second) = held(warehouse, "rule, reason")
    assert first[0] == "type"
    assert [word in first[1] for word in ("id is 'x'", "at is 1970", "amount is nan", "status is 'lost'")] == [True] * 4
    assert second[0] == "required"
    assert "1970" in second[1]
    assert "lost" in second[1]


def test_lines_are_true_after_quoted_line_breaks_blank_lines_and_rejected_records(warehouse, raw):
    write(raw, "a.csv", HEADER + '1,,,"paid"\r\n\n2,,,"two\nlines"\n3,,,paid\nx,,,paid\n5,,,"paid"\n6,,,paid')

    load(warehouse, raw, source(contract={}))

    assert accepted(warehouse) == [(1, 2), (2, 4), (3, 6), (5, 8), (6, 9)]
    assert held(warehouse) == [(7, "type", "id")]


def test_lines_are_true_in_a_good_file_with_quoted_line_breaks(warehouse, raw):
    write(raw, "a.csv", HEADER + '1,,,"two\nlines"\n2,,,x\n\n3,,,x\n')

    load(warehouse, raw, source(contract={}))

    assert accepted(warehouse, "id, status, _source_line") == [(1, "two\nlines", 2), (2, "x", 4), (3, "x", 6)]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('{"id":2,"at":', "malformed"),
        ('{"id":2} x', "malformed"),
        ("[2]", "malformed"),
        ("null", "malformed"),
        ('{"id":"zwei","at":null,"amount":1,"status":null}', "type"),
        ('{"id":12345678901234567890123,"at":null,"amount":1}', "type"),
        ('{"id":2,"at":1767225600,"amount":1}', "type"),
        ('{"id":2,"amount":NaN}', "finite"),
        ('{"id":2,"amount":"Infinity"}', "finite"),
        ('{"id":null,"amount":1}', "required"),
    ],
)
@pytest.mark.parametrize("place", ["inside", "at the end"])
def test_a_bad_json_line_is_held_and_the_others_are_loaded(warehouse, raw, line, rule, place):
    good = ['{"id":1,"at":"2026-01-01T00:00:00Z","amount":1,"status":"paid"}', '{"id":3,"note":{"a":"b"}}']
    lines = [good[0], line, good[1]] if place == "inside" else [*good, line]
    write(raw, "a.jsonl", "\n".join(lines))

    intake = load(warehouse, raw)

    number = lines.index(line) + 1
    assert [found[0] for found in accepted(warehouse)] == [1, 3]
    assert held(warehouse, "source_line, rule, record") == [(number, rule, line)]
    assert "new key 'note'" in intake.warnings[0]


def test_the_same_json_gives_the_same_rows_whether_it_is_read_typed_or_as_text(warehouse, raw):
    columns = {"i": "bigint", "d": "decimal(18, 2)", "t": "varchar", "j": "json", "b": "boolean", "w": "timestamp"}
    lines = [
        {"i": "12", "d": 1.25, "t": {"a": [1, None]}, "j": {"x": "é"}, "b": "false", "w": "2026-01-01T08:00:00+08:00"},
        {"i": 5, "d": "7", "t": 'q"\\u00e9\n', "j": "text", "b": True, "w": "2026-01-01"},
        {"i": None, "d": None, "t": True, "j": None, "b": None, "w": "2026-01-01 00:00:00.123456"},
        {"i": 1, "d": 3, "t": "", "j": [1, 2], "b": False, "w": "2026-06-01T00:00:00-03:30"},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    good, torn = source("shop/good*", columns, {}), source("shop/torn*", columns, {})
    write(raw, "good.jsonl", text)
    write(raw, "torn.jsonl", text + "{")

    load_raw_files(warehouse, [good, replace(torn, identifier="torn")], raw, loaded_at=MORNING)

    listed = ", ".join(columns)
    typed = warehouse.execute(f"select {listed} from raw.shop__orders order by _source_line").fetchall()
    assert warehouse.execute(f"select {listed} from raw.torn order by _source_line").fetchall() == typed
    assert len(typed) == 4
    assert typed[0][5] == datetime(2026, 1, 1)


def test_parquet_is_held_to_the_contract_too(warehouse, raw):
    values = "('1', timestamp '2026-01-01', 1.0, 'paid'), ('x', null, 1.0, 'paid'), ('3', null, 'nan'::double, 'paid')"
    named = 'select id, moment as "at", amount, status'
    warehouse.execute(
        f"copy ({named} from (values {values}) as t (id, moment, amount, status)) to '{raw}/shop/a.parquet'"
    )

    load(warehouse, raw)

    assert accepted(warehouse) == [(1, 1)]
    assert held(warehouse) == [(2, "type", "id"), (3, "finite", "amount")]
    assert json.loads(held(warehouse, "record")[0][0])["id"] == "x"


def test_a_parquet_column_that_became_another_type_stops_its_table(warehouse, raw):
    warehouse.execute(
        "copy (select 'C' || i as id, null::timestamp as \"at\", 1.0 as amount, 'paid' as status from range(10) t(i)) "
        f"to '{raw}/shop/a.parquet'"
    )

    assert "id has become another type" in load(warehouse, raw).refused["raw.shop__orders"]


def test_text_that_is_no_utf8_is_held_with_what_it_would_read_as(warehouse, raw):
    write(raw, "a.csv", HEADER.encode() + b"1,,1,paid\n2,,1," + "中文".encode("gbk") + b"\n3,,1,open\n")

    load(warehouse, raw)

    assert accepted(warehouse) == [(1, 2), (3, 4)]
    ((line, rule, reason, record),) = held(warehouse, "source_line, rule, reason, record")
    assert (line, rule) == (3, "encoding")
    assert "as gb18030 it reads" in reason
    assert "中文" in reason
    assert "Declare `encoding: gb18030`" in reason
    assert record == "2,,1,\\xd6\\xd0\\xce\\xc4"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5"])
@pytest.mark.parametrize("kind", ["csv", "csv.gz", "jsonl"])
@pytest.mark.parametrize("is_torn", [False, True])
def test_a_declared_encoding_is_read(warehouse, raw, encoding, kind, is_torn):
    if kind == "jsonl":
        bad = '{"id":"x","at":null,"amount":null,"status":"壞"}\n' if is_torn else ""
        text = '{"id":1,"at":null,"amount":1,"status":"已付款"}\n' + bad + '{"id":2,"status":"中文"}\n'
    else:
        text = HEADER + '1,,1,"已付\n款"\n' + ("x,,1,壞\n" if is_torn else "") + "2,,1,中文\n"
    text = text.replace("款", "文")
    write(raw, f"a.{kind}", text.encode(encoding))

    intake = load(warehouse, raw, source(contract={}, encoding=encoding))

    assert not intake.refused
    assert [found[0].replace("\n", "") for found in accepted(warehouse, "status")] == ["已付文", "中文"]
    assert intake.quarantined == is_torn
    if is_torn:
        assert "壞" in held(warehouse, "record")[0][0]


def test_bytes_that_say_nothing_in_the_declared_encoding_are_held(warehouse, raw):
    good = HEADER.encode() + "1,,1,中\n".encode("gb18030")
    write(raw, "a.csv", good + b"2,,1,\xff\xff\n" + "3,,1,文\n".encode("gb18030"))

    load(warehouse, raw, source(contract={}, encoding="gb18030"))

    assert accepted(warehouse, "id, status") == [(1, "中"), (3, "文")]
    assert held(warehouse, "source_line, rule") == [(3, "encoding")]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_byte_order_mark_is_no_text(warehouse, raw, kind):
    text = HEADER + "1,,1,paid\n" if kind == "csv" else '{"id":1,"at":null,"amount":1,"status":"paid"}\n'
    write(raw, f"a.{kind}", "\ufeff" + text)

    assert load(warehouse, raw).quarantined == 0
    assert accepted(warehouse, "id") == [(1,)]


@pytest.mark.parametrize("is_torn", [False, True])
@pytest.mark.parametrize(
    ("contract", "text", "expected"),
    [
        ({}, "2026-01-01T08:00:00+08:00", datetime(2026, 1, 1)),
        ({}, "2026-01-01 08:00:00", datetime(2026, 1, 1, 8)),
        ({"zone": "Asia/Shanghai"}, "2026-01-01 08:00:00", datetime(2026, 1, 1)),
        ({"zone": "Asia/Shanghai"}, "2026-01-01", datetime(2025, 12, 31, 16)),
        ({"zone": "Asia/Shanghai"}, "2026-01-01T08:00:00Z", datetime(2026, 1, 1, 8)),
        ({"zone": "Asia/Shanghai"}, "2026-01-01T08:00:00.5+0100", datetime(2026, 1, 1, 7, 0, 0, 500_000)),
        ({"zone": "Europe/Berlin"}, "2026-07-01 02:00:00", datetime(2026, 7, 1)),
        ({"zone": "Europe/Berlin"}, "2026-12-01 01:00:00", datetime(2026, 12, 1)),
        ({"epoch": "s"}, "1767225600", datetime(2026, 1, 1)),
        ({"epoch": "s"}, "1767225600.25", datetime(2026, 1, 1, 0, 0, 0, 250_000)),
        ({"epoch": "ms"}, "1767225600123", datetime(2026, 1, 1, 0, 0, 0, 123_000)),
        ({"epoch": "us"}, "1767225600123456", datetime(2026, 1, 1, 0, 0, 0, 123_456)),
        ({"epoch": "s"}, "0", "time"),
        ({"epoch": "s"}, "1767225600123", "time"),
        ({"epoch": "s"}, "1767225600123456", "time"),
        ({"epoch": "ms"}, "1767225600", "time"),
        ({"epoch": "us"}, "1767225600123", "time"),
        ({"epoch": "ms"}, "soon", "type"),
        ({"epoch": "s", "most": "now + 1 day"}, "1794800000", datetime(2026, 11, 16, 3, 33, 20)),
        ({"epoch": "s", "most": "now + 1 day"}, "1794990000", "time"),
    ],
)
def test_times_are_utc_whatever_way_they_are_written(warehouse, raw, contract, text, expected, is_torn):
    warehouse.execute("set TimeZone = 'America/New_York'")
    write(raw, "a.csv", f"{HEADER}1,{text},1,paid\n" + ("torn\n" if is_torn else ""))

    load(warehouse, raw, source(contract={"at": contract}))

    if isinstance(expected, datetime):
        assert accepted(warehouse, '"at"') == [(expected,)]
    else:
        assert held(warehouse, "rule, column_name")[0] == (expected, "at")
    assert warehouse.execute("select current_setting('TimeZone')").fetchone() == ("America/New_York",)


def test_a_text_that_must_read_as_a_time_keeps_its_text_and_is_held_to_its_bounds(warehouse, raw):
    columns = {**COLUMNS, "at": "varchar"}
    contract = {"at": {"reads_as": "timestamp", "least": "2020-01-01", "most": "now + 1 day"}}
    lines = ["1,2026-01-01T08:00:00.000+08:00,1,", "2,1970-01-01T00:00:00Z,1,", "3,soon,1,", "4,2027-01-01,1,", "5,,1,"]
    write(raw, "a.csv", HEADER + "\n".join(lines))

    load(warehouse, raw, source(columns=columns, contract=contract))

    assert accepted(warehouse, 'id, "at"') == [(1, "2026-01-01T08:00:00.000+08:00"), (5, None)]
    assert held(warehouse, "source_line, rule") == [(3, "time"), (4, "type"), (5, "time")]


@pytest.mark.parametrize("is_torn", [False, True])
def test_thousands_are_read_where_a_source_declares_them(warehouse, raw, is_torn):
    columns = {**COLUMNS, "amount": "decimal(18, 2)"}
    contract = {"amount": {"thousands": ",", "most": 2_000_000}}
    write(raw, "a.csv", HEADER + '1,,"1,234,567.89",\n2,,12,\n3,,"9,000,000",\n' + ("torn\n" if is_torn else ""))

    load(warehouse, raw, source(columns=columns, contract=contract))

    assert accepted(warehouse, "amount") == [(Decimal("1234567.89"),), (Decimal("12.00"),)]
    assert held(warehouse, "source_line, rule")[0] == (4, "range")


@pytest.mark.parametrize(
    ("winner", "stand", "lost"),
    [
        ("first", [(1, 10.0, 2), (2, 5.0, 5)], [(3, "duplicate"), (4, "conflict")]),
        ("last", [(1, 11.0, 4), (2, 5.0, 5)], [(2, "conflict"), (3, "conflict")]),
    ],
)
def test_of_rows_with_one_key_the_declared_winner_stands(warehouse, raw, winner, stand, lost):
    write(raw, "a.csv", HEADER + "1,,10,paid\n1,,10,paid\n1,,11,paid\n2,,5,open\n,,1,open\n,,1,open\n")

    intake = load(warehouse, raw, source(contract={}, key=("id",), winner=winner))

    assert accepted(warehouse, "id, amount, _source_line")[:2] == stand
    assert held(warehouse, "source_line, rule") == lost
    assert counts(warehouse) == [(4, 2, 6, 2)]
    assert intake.duplicates == 2
    place = "shop/a.csv, line 2" if winner == "first" else "shop/a.csv, line 4"
    reason = held(warehouse, "reason")[1][0]
    assert place in reason
    assert ("amount is 10.0 there, 11.0 here" if winner == "first" else "amount is 11.0 there, 10.0 here") in reason


def test_a_first_row_stands_against_later_deliveries_and_a_last_one_does_not(warehouse, raw):
    write(raw, "a.csv", HEADER + "1,,10,paid\n")
    for winner, rows in (("first", 1), ("last", 2)):
        table = replace(source(contract={}, key=("id",), winner=winner), identifier=winner)
        write(raw, "a.csv", HEADER + "1,,10,paid\n")
        load(warehouse, raw, table)
        write(raw, "a.csv", HEADER + "1,,12,paid\n")
        load(warehouse, raw, table, EVENING)
        assert warehouse.execute(f"select count(*) from raw.{winner}").fetchone() == (rows,)
    assert held(warehouse, "relation, rule") == [("raw.first", "conflict")]


def test_a_bad_record_wins_no_key(warehouse, raw):
    write(raw, "a.csv", HEADER + "1,,-5,paid\n1,,10,paid\n")

    load(warehouse, raw, source(key=("id",), winner="first"))

    assert accepted(warehouse, "id, amount") == [(1, 10.0)]
    assert held(warehouse, "source_line, rule") == [(2, "range")]


def test_copies_are_counted_where_no_winner_is_declared(warehouse, raw):
    write(raw, "a.csv", HEADER + "1,,10,paid\n1,,10,paid\n2,,1,paid\n")
    write(raw, "b.csv", HEADER + "1,,10,paid\n3,,1,paid\n")

    assert load(warehouse, raw, source(key=("id",))).duplicates == 2
    assert counts(warehouse) == [(3, 0, 3, 1), (2, 0, 2, 1)]


def test_a_missing_column_that_is_optional_is_empty(warehouse, raw):
    write(raw, "a.csv", "id,at,amount\n1,,1\n")
    write(raw, "b.csv", "id,at,amount\n2,,1\nx,,1\n")
    write(raw, "c.jsonl", '{"id":3,"at":null,"amount":1}\n')
    warehouse.execute(f"copy (select 4 as id, null::timestamp as \"at\", 1.0 as amount) to '{raw}/shop/d.parquet'")

    intake = load(warehouse, raw, source(contract={"status": {"optional": True}}))

    assert not intake.refused
    assert accepted(warehouse, "id, status") == [(1, None), (2, None), (3, None), (4, None)]


def test_a_json_key_that_is_null_in_every_line_is_there(warehouse, raw):
    write(raw, "a.jsonl", '{"id":1,"at":null,"amount":1,"status":null}\n' * 3)

    assert not load(warehouse, raw).refused


def test_ids_are_the_same_when_a_warehouse_is_built_anew(raw):
    write(raw, "a.csv", HEADER + "x,,1,paid\n2,,1,paid\n3,,1\n")
    found = []
    for at in (MORNING, EVENING):
        with duckdb.connect() as warehouse:
            load(warehouse, raw, at=at)
            found.append(held(warehouse, "quarantine_id, content_sha256"))
    assert found[0] == found[1]
    content = hashlib.sha256((raw / "shop/a.csv").read_bytes()).hexdigest()
    expected = {
        hashlib.sha256(f"raw.shop__orders\0{content}\0{line}\0{rule}".encode()).hexdigest()[:16]
        for line, rule in ((2, "type"), (4, "malformed"))
    }
    assert {identity for identity, _ in found[0]} == expected


def mend(folder, name, held_record, **columns):
    identity, relation, file, line, content = held_record
    folder.mkdir(exist_ok=True)
    said = {"quarantine_id": identity, "relation": relation, "source_file": file, "source_line": line}
    record = {**said, "content_sha256": content, "columns": columns, "person": "ann", "at": "2026-11-16"}
    with (folder / name).open("a") as out:
        out.write(json.dumps(record) + "\n")


PLACE = "quarantine_id, relation, source_file, source_line, content_sha256"


def test_a_mended_record_is_loaded_once_and_one_that_fails_again_stays_held(warehouse, raw, tmp_path):
    write(raw, "a.csv", HEADER + "x,2026-01-01,1,paid\n2,,1,paid\n3,,-1,paid\n")
    load(warehouse, raw)
    first, second = held(warehouse, PLACE)
    replays = tmp_path / "replays"
    mend(replays, "1.jsonl", first, id="1", at="2026-01-01T08:00:00+08:00", amount="1", status="paid")
    mend(replays, "1.jsonl", second, id="3", at="", amount="-2", status="lost")

    intake = load(warehouse, raw, at=EVENING, replays_dir=replays)
    again = load(warehouse, raw, at=EVENING + timedelta(hours=1), replays_dir=replays)

    assert (intake.rows, again.rows) == (1, 0)
    assert "1 of its records of raw.shop__orders break a rule and stay held" in intake.warnings[0]
    assert accepted(warehouse, 'id, "at", _source_file, _source_line, _loaded_at') == [
        (1, datetime(2026, 1, 1), "shop/a.csv", 2, EVENING),
        (2, None, "shop/a.csv", 3, MORNING),
    ]
    assert held(warehouse, "status, replayed_at") == [("replayed", EVENING), ("held", None)]
    assert "status is 'lost'" in held(warehouse, "reason")[1][0]


def test_a_record_that_two_files_mend_is_loaded_once(warehouse, raw, tmp_path):
    write(raw, "a.csv", HEADER + "x,,1,paid\n2,,1,paid\n")
    load(warehouse, raw)
    (record,) = held(warehouse, PLACE)
    for name, number in (("1.jsonl", "1"), ("2.jsonl", "7")):
        mend(tmp_path / "replays", name, record, id=number, at=None, amount="1", status="paid")

    intake = load(warehouse, raw, at=EVENING, replays_dir=tmp_path / "replays")

    assert [row[0] for row in accepted(warehouse)] == [1, 2]
    assert "not held" in intake.warnings[0]


def test_a_mended_value_may_hold_what_python_takes_for_the_end_of_a_line(warehouse, raw, tmp_path):
    write(raw, "a.csv", HEADER + "x,,1,paid\n2,,1,paid\n")
    load(warehouse, raw)
    columns = {"id": "1", "at": None, "amount": "1", "status": "paid", "note": "a\u2028b\u0085c"}
    place = dict(zip(PLACE.split(", "), held(warehouse, PLACE)[0], strict=True))
    (tmp_path / "replays").mkdir()
    path = tmp_path / "replays" / "1.jsonl"
    path.write_text(json.dumps({**place, "columns": columns}, ensure_ascii=False) + "\n", encoding="utf-8")

    assert load(warehouse, raw, at=EVENING, replays_dir=tmp_path / "replays").rows == 1
    path.write_text(json.dumps({**place, "source_line": "two", "columns": columns}) + "\n")
    with pytest.raises(IntakeError, match="line 1: source_line"):
        load(warehouse, raw, at=EVENING, replays_dir=tmp_path / "replays")


def test_a_warehouse_that_is_built_anew_has_the_mended_records_too(warehouse, raw, tmp_path):
    write(raw, "a.csv", HEADER + "x,,1,paid\n2,,1,paid\n")
    load(warehouse, raw)
    mend(tmp_path / "replays", "1.jsonl", held(warehouse, PLACE)[0], id="1", at=None, amount="1", status="paid")

    with duckdb.connect() as anew:
        load(anew, raw, replays_dir=tmp_path / "replays")
        assert accepted(anew) == [(1, 2), (2, 3)]
        assert held(anew, "status") == [("replayed",)]


def test_a_withdrawn_delivery_leaves_nothing_but_what_was_wrong_with_it_until_it_is_mended(warehouse, raw, tmp_path):
    write(raw, "a.csv", HEADER + "x,,1,paid\n2,,1,paid\n")
    load(warehouse, raw)
    before = [accepted(warehouse, "*"), held(warehouse, "*"), counts(warehouse)]
    mend(tmp_path / "replays", "1.jsonl", held(warehouse, PLACE)[0], id="1", at=None, amount="1", status="paid")
    write(raw, "b.csv", HEADER + "5,,1,paid\ny,,1,paid\n")
    late = load(warehouse, raw, at=EVENING, replays_dir=tmp_path / "replays")
    after = [accepted(warehouse, "*"), held(warehouse, "*"), counts(warehouse)]

    assert withdraw_delivery(warehouse, source(), datetime.fromisoformat(late.loaded_at))[1] == 2

    assert [accepted(warehouse, "*"), counts(warehouse)] == [before[0], before[2]]
    assert held(warehouse, "source_file, source_line, status") == [("shop/a.csv", 2, "held"), ("shop/b.csv", 3, "held")]
    load(warehouse, raw, at=EVENING, replays_dir=tmp_path / "replays")
    assert [accepted(warehouse, "*"), held(warehouse, "*"), counts(warehouse)] == after
    withdraw_delivery(warehouse, source(), datetime.fromisoformat(late.loaded_at))
    write(raw, "b.csv", HEADER + "5,,1,paid\n6,,1,paid\n")
    load(warehouse, raw, at=EVENING, replays_dir=tmp_path / "replays")
    assert held(warehouse, "source_file") == [("shop/a.csv",)]
