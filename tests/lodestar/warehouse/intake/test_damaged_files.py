"""Files with random damage: accepted and quarantined are all records, and the accepted are what plain Python reads."""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lodestar.catalog.raw_column import RawColumn
from lodestar.catalog.source import SourceTable
from lodestar.warehouse.intake import load_raw_files

NOW = datetime(2026, 11, 16, 6)
COLUMNS = {"id": "bigint", "at": "timestamp", "amount": "double", "note": "varchar"}
CONTRACT = {"id": RawColumn("id", "bigint", required=True), "amount": RawColumn("amount", "double", most=1000)}
TABLE = SourceTable("source.x.t", "shop", "t", "raw", "t", COLUMNS, "*", "s.yml", contract=CONTRACT)
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), max_size=6)
NOTES = PLAIN | st.sampled_from(['a,"b"', "two\nlines", "é 孩子", "'", '""', "a;b"])
GOOD = st.tuples(st.integers(-(2**62), 2**62), st.sampled_from(["", "2026-01-01 00:00:00"]), st.integers(0, 999), NOTES)


def load(name, content):
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        (Path(folder) / name).write_bytes(content)
        intake = load_raw_files(connection, [TABLE], Path(folder), loaded_at=NOW)
        if intake.refused:
            return intake, [], []
        rows = connection.execute("select id, note, _source_line from raw.t order by _source_line").fetchall()
        held = connection.execute("select source_line, rule, record from quarantine.records order by 1").fetchall()
        return intake, rows, held


def csv_line(row):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(row)
    return out.getvalue().encode()


BAD_CSV = st.sampled_from(
    [b"x,,1,a\n", b"1,soon,1,a\n", b"1,,9999,a\n", b"1,,nan,a\n", b",,1,a\n", b"1,,1\n", b"1,,1,a,b\n",
     b"1,,1,\xd6\xd0\n", b'1,,1,"a"b\n', b",,,\n", b"99999999999999999999,,1,a\n"]
)  # fmt: skip
BAD_JSON = st.sampled_from(
    [b'{"id":', b"[1]", b"7", b"null", b"{}", b'{"id":1} {"id":2}', b'{"id":"x"}', b'{"id":1,"amount":9999}',
     b"nonsense", b'{"id":1,"amount":NaN}', b'{"id":null,"note":"a"}',
     b'{"id":1,"note":"\xd6\xd0"}', b'{"id":1,"at":"soon"}']
)  # fmt: skip
ENDS = st.sampled_from([b"", b"\n", b"\r\n"])


@settings(max_examples=40, deadline=None)
@given(st.lists(GOOD | BAD_CSV, max_size=12), ENDS)
def test_a_csv_file_is_split_as_plain_python_splits_it(records, end):
    content, line, expected, bad = b"id,at,amount,note\n", 2, [], []
    for record in records:
        text = record if isinstance(record, bytes) else csv_line(record)
        if isinstance(record, bytes):
            bad.append(line)
        else:
            expected.append((record[0], record[3] or None, line))
        content += text
        line += text.count(b"\n")
    content = content.removesuffix(b"\n") + end if records else content

    intake, rows, held = load("a.csv", content)

    if intake.refused:  # ten records and more, and none of them fits
        assert "has become another type" in intake.refused["raw.t"]
        assert not expected
        return
    assert rows == expected
    assert [number for number, _, _ in held] == bad
    assert intake.total == intake.rows + intake.quarantined == len(records)


@settings(max_examples=40, deadline=None)
@given(st.lists(GOOD | BAD_JSON, max_size=12), ENDS, st.booleans())
@example([b"7"], b"", False)
def test_a_json_file_is_split_as_plain_python_splits_it(records, end, ascii_only):
    lines, expected, bad = [], [], []
    for number, record in enumerate(records, 1):
        if isinstance(record, bytes):
            lines.append(record)
            bad.append(number)
        else:
            said = dict(zip(COLUMNS, record, strict=True), at=record[1] or None)
            lines.append(json.dumps(said, ensure_ascii=ascii_only).encode())
            expected.append((record[0], record[3], number))

    intake, rows, held = load("a.jsonl", b"\n".join(lines) + end)

    if intake.refused:
        assert "lacks the column" in intake.refused["raw.t"] or "another type" in intake.refused["raw.t"]
        assert not expected
        return
    assert rows == expected
    assert [number for number, _, _ in held] == bad
    assert intake.total == intake.rows + intake.quarantined == len(records)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from(["csv", "jsonl"]))
def test_bytes_of_any_kind_lose_no_record_and_raise_nothing(noise, place, kind):
    good = [(number, "2026-01-01 00:00:00", 5, f'note "{number}"\n') for number in range(12)]
    if kind == "csv":
        content = b"id,at,amount,note\n" + b"".join(map(csv_line, good))
    else:
        content = b"".join(json.dumps(dict(zip(COLUMNS, row, strict=True))).encode() + b"\n" for row in good)
    place = 18 + place % (len(content) - 18)

    intake, rows, held = load(f"a.{kind}", content[:place] + noise + content[place:])

    if not intake.refused:
        assert intake.total == len(rows) + len(held) == intake.rows + intake.quarantined
        assert intake.rows <= 12 + noise.count(b"\n") + 1


@pytest.mark.parametrize(
    ("count", "bad_count"), [(20_000, 200), pytest.param(1_000_000, 10_000, marks=pytest.mark.thorough)]
)
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_exactly_the_bad_records_among_many_good_ones_are_held(tmp_path, count, bad_count, kind):
    chance = random.Random(6)
    bad = dict.fromkeys(chance.sample(range(count), bad_count))
    lines = []
    kinds = (
        (
            b"x,,1,a",
            b"1,soon,1,a",
            b"1,,9999,a",
            b"1,,nan,a",
            b",,1,a",
            b"1,,1",
            b"1,,1,a,b",
            b"1,,1,\xd6\xd0",
            b'1,,1,"a',
        )
        if kind == "csv"
        else (b'{"id":', b"[1]", b'{"id":"x"}', b'{"id":1,"amount":1e18}', b'{"id":1,"amount":NaN}', b'{"note":"\xd6"}')
    )
    for number in range(count):
        if number in bad:
            lines.append(kinds[number % len(kinds)])
        elif kind == "csv":
            lines.append(b"%d,2026-01-01 00:00:00,%d.5,note %d" % (number, number % 900, number))
        else:
            lines.append(b'{"id":%d,"at":"2026-01-01","amount":%d.5,"note":"n %d"}' % (number, number % 900, number))
    head = b"id,at,amount,note\n" if kind == "csv" else b""
    (tmp_path / f"a.{kind}").write_bytes(head + b"\n".join(lines) + b"\n")
    with duckdb.connect() as connection:
        intake = load_raw_files(connection, [TABLE], tmp_path, loaded_at=NOW)
        assert (intake.rows, intake.quarantined, intake.total) == (count - bad_count, bad_count, count)
        first = 2 if kind == "csv" else 1
        held = {line - first for (line,) in connection.execute("select source_line from quarantine.records").fetchall()}
        assert held == set(bad)
        wrong = connection.execute(f"select count(*) from raw.t where id <> _source_line - {first}").fetchone()
        assert wrong == (0,)
        texts = connection.execute("select source_line, record from quarantine.records order by 1 limit 20").fetchall()
        assert [text.encode() for line, text in texts] == [
            lines[line - first].decode(errors="backslashreplace").encode() for line, _ in texts
        ]
