"""What `generate` promises about its files: the same every time, the size asked for, and nobody else's data harmed."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import lodestar
from lodestar.demo import Truth, generate
from lodestar.errors import UsageError

if TYPE_CHECKING:
    from tests.lodestar.demo.conftest import Delivered

SMALL = 20_000


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_same_seed_and_size_give_the_same_bytes(small: Delivered, tmp_path: Path) -> None:
    generate(tmp_path, events=SMALL)
    assert contents(tmp_path) == contents(small.path)


def test_the_hash_seed_of_the_interpreter_changes_nothing(small: Delivered, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from lodestar.demo import generate; "
        f"generate(Path({str(tmp_path)!r}), events={SMALL})"
    )
    source = str(Path(lodestar.__file__).parent.parent)
    subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": "1", "PYTHONPATH": source}, check=True)
    assert contents(tmp_path) == contents(small.path)


def test_another_seed_gives_other_data(small: Delivered, tmp_path: Path) -> None:
    assert generate(tmp_path, events=SMALL, seed=7).files != small.truth.files


@pytest.mark.parametrize("events", [20_000, 60_000])
def test_the_size_is_within_a_tenth_of_what_was_asked(tmp_path: Path, events: int) -> None:
    truth = generate(tmp_path, events=events)
    assert truth.row_counts["segment.tracks"].records == pytest.approx(events, rel=0.1)
    orders = sum(int(measure.numerator) for measure in truth.metrics["orders"]["month"].values())
    assert orders == pytest.approx(events / 15, rel=0.1)


def test_running_again_returns_the_same_truth_and_writes_nothing(small: Delivered) -> None:
    before = {file: file.stat().st_mtime_ns for file in small.path.rglob("*")}
    assert generate(small.path, events=SMALL) == small.truth
    assert {file: file.stat().st_mtime_ns for file in small.path.rglob("*")} == before


def test_the_truth_survives_writing_and_reading(small: Delivered) -> None:
    assert Truth.read(small.path) == small.truth


def test_data_of_another_size_is_never_overwritten(small: Delivered) -> None:
    with pytest.raises(UsageError, match="another seed, size or generator version"):
        generate(small.path, events=SMALL + 1)


def test_data_the_demo_did_not_make_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "odoo").mkdir()
    with pytest.raises(UsageError, match="the demo didn't make"):
        generate(tmp_path, events=SMALL)


def test_an_interrupted_run_is_repeated(small: Delivered, tmp_path: Path) -> None:
    def interrupt(what: str, done: int, total: int) -> None:
        if what == "learning events" and done == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, events=SMALL, progress=interrupt)
    generate(tmp_path, events=SMALL)
    assert contents(tmp_path) == contents(small.path)


def test_a_size_too_small_for_a_company_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too few"):
        generate(tmp_path, events=100)


def test_row_counts_and_files_of_the_truth_are_those_on_disk(small: Delivered) -> None:
    rows: dict[str, int] = {}
    for name, content in small.truth.files.items():
        file = small.path / name
        text = small.text(file)
        rows_of = text.splitlines() if name.endswith(".gz") else list(csv.reader(io.StringIO(text, newline="")))[1:]
        found = len(rows_of)
        assert found == content.rows, name
        table = ".".join(name.split("/")[:2])
        rows[table] = rows.get(table, 0) + found
    assert rows == {table: count.rows for table, count in small.truth.row_counts.items()}
    assert set(contents(small.path)) == {*small.truth.files, "_truth.json"}
    for table, count in small.truth.row_counts.items():
        records = {call["messageId"] for call in small.calls} if table == "segment.tracks" else small.latest(table)
        assert len(records) == count.records, table


def test_progress_counts_up_to_the_total(tmp_path: Path) -> None:
    seen: dict[str, list[tuple[int, int]]] = {}

    def note(what: str, done: int, total: int) -> None:
        seen.setdefault(what, []).append((done, total))

    generate(tmp_path, events=10_000, progress=note)
    assert set(seen) == {"orders and customers", "learning events", "schools, community and factory"}
    for steps in seen.values():
        total = steps[0][1]
        assert steps == [(done, total) for done in range(1, total + 1)]
