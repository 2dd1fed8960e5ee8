"""One build at a time, and no lock outlives its holder."""

import subprocess
import sys

import pytest

from lodestar.errors import LockedError
from lodestar.releases import lock

HOLD = """
import sys
from pathlib import Path
from lodestar.releases import lock
lock.acquire(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def holder(path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_build_is_refused_and_told_who_holds_the_lock(tmp_path):
    process = holder(tmp_path / "build.lock")
    try:
        with pytest.raises(LockedError, match=f"process {process.pid} on"):
            lock.acquire(tmp_path / "build.lock")
    finally:
        process.communicate("\n")


def test_a_killed_holder_leaves_no_lock_behind(tmp_path):
    process = holder(tmp_path / "build.lock")
    process.kill()
    process.communicate()

    lock.acquire(tmp_path / "build.lock")
    lock.release(tmp_path / "build.lock")


def test_the_same_process_can_not_hold_it_twice(tmp_path):
    lock.acquire(tmp_path / "build.lock")
    try:
        with pytest.raises(LockedError):
            lock.acquire(tmp_path / "build.lock")
    finally:
        lock.release(tmp_path / "build.lock")
    assert not lock.is_held_here(tmp_path / "build.lock")
