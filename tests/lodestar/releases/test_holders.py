"""A release that a process has open is not removed."""

import subprocess
import sys

import duckdb
import pytest

from lodestar.releases import holders
from lodestar.releases.holders import holders_of
from lodestar.releases.removal import remove_release

HOLD = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def held(tmp_path):
    folder = tmp_path / "r1"
    folder.mkdir()
    duckdb.connect(str(folder / "metrics-r1.duckdb")).close()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder / "metrics-r1.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield folder, process
    process.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
@pytest.mark.parametrize("way", ["_locks", "_open_files", "_asked"])
def test_each_way_alone_finds_the_process_that_reads(held, monkeypatch, way):
    folder, process = held
    for other in {"_locks", "_open_files", "_asked"} - {way}:
        monkeypatch.setattr(holders, other, lambda *_: [])

    (holder,) = holders_of([folder])[folder]
    assert holder.startswith(f"process {process.pid} ")


def test_a_held_release_stays_and_goes_after_it_is_closed(held):
    folder, process = held
    assert remove_release(folder) is False
    assert folder.exists()

    process.communicate()
    assert remove_release(folder) is True
    assert list(folder.parent.iterdir()) == []
