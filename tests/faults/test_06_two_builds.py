"""Row 6: two builds at once; a lock whose holder is dead."""

from __future__ import annotations

import json
from functools import partial

import pytest

from lodestar.errors import LockedError
from lodestar.releases import lock
from lodestar.workflows.build import build
from lodestar.workflows.doctor import examine
from lodestar.workflows.read import rollback
from tests.faults.forked import Forked, wait_until
from tests.faults.shop import MORE, build_state, deliver, nothing_is_left, read_whole

pytestmark = [pytest.mark.slow, pytest.mark.fault(6, "two builds at once; a stale lock")]


def test_06_the_second_is_refused_naming_the_first_and_a_dead_one_is_recovered(seen, built_shop):
    before = read_whole(built_shop)
    deliver(built_shop, "more", MORE)
    first = Forked(partial(build, built_shop), built_shop.root / "said")
    wait_until(lambda: build_state(built_shop) == "building")  # until then there is the journal of the build before
    holder = json.loads(built_shop.lock_path.read_text())
    assert holder["pid"] == first.process.pid

    for refused in (
        lambda: build(built_shop),
        lambda: examine(built_shop),
        lambda: rollback(built_shop, before),
    ):
        with pytest.raises(LockedError, match=f"process {first.process.pid} on {holder['host']}, since"):
            refused()
    assert build_state(built_shop) in ("building", "checked")

    first.kill()
    assert first.wait() == -9
    assert built_shop.lock_path.read_text()
    with seen.recovery():
        repairs = examine(built_shop)
    assert any(f"process {first.process.pid}" in repair.done for repair in repairs)
    assert examine(built_shop) == []
    assert read_whole(built_shop) == before
    nothing_is_left(built_shop)
    seen.happened("the second was refused naming the first; after its death the lock was recovered and said so once")


def hold_and_die(path):
    from tests.faults.forked import die

    lock.acquire(path)
    die()


def test_06_whoever_takes_the_lock_without_telling_people_leaves_the_name_for_the_next(seen, tmp_path):
    path = tmp_path / "build.lock"
    dead = Forked(partial(hold_and_die, path), tmp_path / "said")
    dead.wait()

    lock.acquire(path)  # `lodestar compile` has no journal to say it in
    lock.release(path)
    lock.acquire(path)
    said = lock.recovered(path)
    lock.release(path)

    assert f"process {dead.process.pid}" in said
    assert path.read_text() == ""
    seen.happened("told once")
