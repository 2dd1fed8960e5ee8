"""What was reported can't be changed, added to, taken out or moved without being found."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.errors import LedgerError
from lodestar.review.ledger import Ledger
from lodestar.review.reported import frozen_months, reported

from .ledger_rows import row

FACTS = {"release_id": "r1", "frozen_at": "later"}
OF_OCTOBER = {"release_id": "r1", "frozen_at": "2026-11-04T08:00:00+00:00"}
OF_NOVEMBER = {"release_id": "r1", "frozen_at": "2026-12-04T08:00:00+00:00"}
OCTOBER = [row(), row(dimension="store", member="Shanghai, West\n2"), row(metric_name="orders", value="7.0")]
NOVEMBER = [row(month="2026-11", period_start="2026-11-01", value="2.5", frozen_at="2026-12-04T08:00:00+00:00")]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "ledger")
    made.append("2026-10", OCTOBER, OF_OCTOBER, b"definitions of October")
    made.append("2026-11", NOVEMBER, OF_NOVEMBER)
    return made


def files(ledger):
    return sorted(path for path in ledger.folder.rglob("*") if path.is_file() and path.name != ".lock")


def rewrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


def test_a_ledger_that_nobody_touched_is_as_it_was_written(ledger):
    found = ledger.verify()

    assert (found.freezes, found.rows, found.broken) == (2, 4, None)
    assert Ledger(ledger.folder / "none").verify().broken is None


def test_every_byte_of_every_file_counts(ledger):
    for path in files(ledger):
        content = path.read_bytes()
        for place in range(len(content)):
            rewrite(path, content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert ledger.verify().broken, (path.name, place)
        for place in range(0, len(content), 9):
            rewrite(path, content[:place] + content[place + 1 :])
            assert ledger.verify().broken, (path.name, place, "taken out")
        for added in (content + b"\n", content + content[-10:], b" " + content, content[:-1]):
            rewrite(path, added)
            assert ledger.verify().broken, path.name
        rewrite(path, content)
    assert ledger.verify().broken is None


def test_the_first_broken_row_is_named(ledger):
    values = ledger.freezes()[0].values
    rewrite(values, values.read_bytes().replace(b"7.0", b"9.0"))

    assert ledger.verify().broken == "000001-2026-10, row 3: its hash does not follow from it and the row before"


def test_a_row_taken_out_or_moved_is_found(ledger):
    values = ledger.freezes()[0].values
    header, first, rest = values.read_text().split("\n", 2)
    rewrite(values, f"{header}\n{rest}".encode())
    assert "row 1" in ledger.verify().broken

    rewrite(values, f"{header}\n{rest}{first}\n".encode())
    assert "row 1" in ledger.verify().broken


@pytest.mark.parametrize("gone", ["000001-2026-10", "000002-2026-11"])
def test_a_freeze_that_is_gone_is_found_and_nothing_is_written_after_it(ledger, gone):
    shutil.rmtree(ledger.folder / gone)

    assert ledger.verify().broken
    if gone.startswith("000002"):
        with pytest.raises(LedgerError, match="which is gone"):
            ledger.append("2026-12", NOVEMBER, {"release_id": "r1", "frozen_at": "later"})


def test_a_ledger_rewritten_from_its_beginning_is_found_by_a_hash_printed_before(ledger, tmp_path):
    printed = ledger.verify().head
    forged = Ledger(tmp_path / "forged")
    forged.append("2026-10", [row(value="9.9"), *OCTOBER[1:]], OF_OCTOBER)
    forged.append("2026-11", NOVEMBER, OF_NOVEMBER)

    assert forged.verify().broken is None
    assert forged.verify(printed).is_foreign
    assert not ledger.verify(printed).is_foreign


def test_rows_cut_off_the_end_are_found_in_their_own_freeze_whatever_the_head_says(ledger):
    head = (ledger.folder / "head").read_bytes()
    first, last = ledger.freezes()
    for freeze, row_number in ((first, 3), (last, 1)):
        before = freeze.values.read_bytes()
        lines = before.decode().splitlines(keepends=True)
        rewrite(freeze.values, "".join(lines[:-1]).encode())
        for stands in (head, f"{first.folder.name} 3 {'0' * 64}\n".encode()):
            rewrite(ledger.folder / "head", stands)
            assert ledger.verify().broken.startswith(f"{freeze.folder.name}, row {row_number}: rows are missing")
        rewrite(freeze.values, before)
    rewrite(ledger.folder / "head", head)


def test_what_is_shown_is_checked_first(ledger):
    first, last = ledger.freezes()
    ledger.check([first, last])
    rewrite(last.values, last.values.read_bytes().replace(b"2.5", b"9.5"))

    ledger.check([first])
    with pytest.raises(LedgerError, match=r"000002-2026-11, row 1.*Nothing of it is shown"):
        ledger.check([last])


def test_two_who_freeze_at_once_wait_for_each_other(ledger):
    order = []

    def late():
        with Ledger(ledger.folder).alone():
            order.append("second")

    with ledger.alone():
        waiting = threading.Thread(target=late)
        waiting.start()
        waiting.join(timeout=0.3)
        order.append("first")
    waiting.join()

    assert order == ["first", "second"]


@pytest.mark.parametrize("name", ["000003.bak", "000001-2026-10 copy", "notes"])
def test_folders_that_are_no_freezes_are_none(ledger, name):
    (ledger.folder / name).mkdir()

    assert ledger.verify().freezes == 2
    assert len(reported(ledger)) == 4


def test_a_head_that_is_behind_is_put_right_by_the_next_freeze_that_writes_nothing(ledger):
    head = ledger.folder / "head"
    before = head.read_bytes()
    rewrite(head, b"\xff")
    with ledger.alone():
        ledger.settle()

    assert head.read_bytes() == before
    assert ledger.head() == ledger.verify().head


def test_a_freeze_whose_note_of_the_end_fails_is_told_to_be_frozen(ledger, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("lodestar.review.ledger.write_file", full)
    with pytest.raises(LedgerError, match="000003-2026-12 is frozen, but"):
        ledger.append("2026-12", NOVEMBER, {"release_id": "r1", "frozen_at": "later"})
    monkeypatch.undo()

    assert ledger.verify().freezes == 3
    assert ledger.verify().broken is None


def test_a_freeze_that_died_before_its_head_was_written_is_whole(ledger):
    head = ledger.folder / "head"
    before = head.read_bytes()
    ledger.append("2026-12", NOVEMBER, {"release_id": "r1", "frozen_at": "later"})
    rewrite(head, before)

    assert ledger.verify().broken is None
    assert ledger.append("2027-01", NOVEMBER, {"release_id": "r1", "frozen_at": "later"}).number == 4
    assert ledger.verify().broken is None


def test_what_a_killed_freeze_left_half_written_is_no_freeze(ledger):
    (ledger.folder / ".000003-2026-12.4711").mkdir()

    assert ledger.verify().freezes == 2
    assert ledger.append("2026-12", NOVEMBER, {"release_id": "r1", "frozen_at": "later"}).number == 3


def test_a_disk_that_refuses_leaves_the_ledger_as_it_was(ledger, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("lodestar.review.frozen_folder.os.fsync", full)
    with pytest.raises(LedgerError, match=r"Nothing was frozen.*No space left"):
        ledger.append("2026-12", NOVEMBER, {"release_id": "r1", "frozen_at": "later"})
    monkeypatch.undo()

    assert ledger.verify().freezes == 2


def test_what_was_last_reported_by_an_instant_is_what_counts(ledger):
    ledger.append("2026-10", [row(value="1.75", frozen_at="2027-01-01T00:00:00+00:00")], FACTS)

    def revenue(as_of):
        rows = reported(ledger, as_of=as_of, conditions={"metric_name": ["revenue"], "dimension": ["total"]})
        return [(one.period_start, one.value) for one in rows]

    assert revenue("2026-11-04T07:59:59+00:00") == []
    assert revenue("2026-11-04T08:00:00+00:00") == [("2026-10-01", "1.5")]
    assert revenue(None) == [("2026-10-01", "1.75"), ("2026-11-01", "2.5")]
    assert frozen_months(ledger) == {"orders": ["2026-10"], "revenue": ["2026-10", "2026-11"]}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=6, unique=True))
def test_members_are_kept_whatever_their_names_hold(tmp_path_factory, members):
    members = [name for name in members if not any("\ud800" <= letter <= "\udfff" for letter in name)]
    made = Ledger(tmp_path_factory.mktemp("names"))
    rows = [row(dimension="d", member=name) for name in members] or [row()]
    made.append("2026-10", rows, {"release_id": "r1", "frozen_at": "now"})

    assert made.verify().broken is None
    if members:
        assert sorted(one.member for one in reported(made)) == sorted(members)
