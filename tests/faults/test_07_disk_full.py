"""Row 7: the disk is full while a build begins, loads, transforms, checks or publishes."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from dataclasses import replace
from functools import partial

import pytest

from lodestar.workflows.build import build
from tests.faults.forked import Forked
from tests.faults.shop import MORE, deliver, mart_rows, nothing_is_left, published_rows, read_whole

pytestmark = [pytest.mark.slow, pytest.mark.fault(7, "disk full in build and in publish")]


@pytest.fixture
def small_disk(built_shop):
    """The built shop with its hub on a disk of its own, of 64 MB."""
    disk = built_shop.root / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    try:
        shutil.copytree(built_shop.hub_dir, disk / "hub", symlinks=True)
        yield replace(built_shop, hub_dir=disk / "hub")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(project):
    with contextlib.suppress(OSError), (project.hub_dir.parent / "ballast").open("wb", buffering=0) as ballast:
        while ballast.write(b"x" * 65_536):
            pass


def filled_at(project, step):
    if step == "begin":
        fill(project)
    build(project, progress=lambda at, *_: fill(project) if at == step else None)


@pytest.mark.parametrize(
    "step",
    ["publish", *(pytest.param(step, marks=pytest.mark.thorough) for step in ("begin", "load", "transform", "check"))],
)
def test_07_a_full_disk_is_named_and_leaves_the_old_release(seen, small_disk, clean, step):
    before = read_whole(small_disk)
    deliver(small_disk, "more", MORE)
    said = small_disk.root / "said"

    code = Forked(partial(filled_at, small_disk, step), said).wait()

    assert code == 1, said.read_text()
    assert "The disk is full: " in said.read_text()
    assert f"are free in {small_disk.hub_dir}" in said.read_text()
    assert "Traceback" not in said.read_text()
    assert read_whole(small_disk) == before
    nothing_is_left(small_disk)
    (small_disk.hub_dir.parent / "ballast").unlink()
    with seen.recovery():
        code = Forked(partial(build, small_disk), said).wait()
    assert code == 0, said.read_text()
    assert published_rows(small_disk) == published_rows(clean)
    assert mart_rows(small_disk) == mart_rows(clean)
    seen.happened(f"at {step}: named with what is free; the next build was clean when there was room")
