"""Row 3: a build is killed between its checks and any step of publishing."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

import pytest

from lodestar.settings import open_project
from lodestar.workflows.build import build
from lodestar.workflows.doctor import examine
from tests.faults.forked import Forked, die
from tests.faults.shop import (
    ended_builds,
    mart_rows,
    nothing_is_left,
    publish_checked,
    published_rows,
    read_whole,
)

pytestmark = [pytest.mark.slow, pytest.mark.fault(3, "kill between check and publish")]

STEPS = ("rename", "replace", "symlink", "unlink", "fsync")
"""What publishing does to the disk, beside writing: a kill before or after each is a kill between any two steps."""


def counting(limit, act):
    """Calls `act` before the n-th step; returns the list of steps so far."""
    told = []

    def counted(name, real):
        def step(*arguments, **options):
            told.append(name)
            if len(told) == limit:
                act()
            return real(*arguments, **options)

        return step

    for name in STEPS:
        setattr(os, name, counted(name, getattr(os, name)))
    return told


def publish_and_die(project, limit):
    counting(limit, die)
    publish_checked(project)


def count_steps(project):
    told = counting(0, die)
    publish_checked(project)
    (project.root / "steps").write_text(" ".join(told))


@pytest.fixture(scope="session")
def steps(tmp_path_factory, checked_template):
    """The steps of publishing, in order."""
    folder = tmp_path_factory.mktemp("steps") / "shop"
    shutil.copytree(checked_template, folder, symlinks=True)
    project = open_project(folder)
    assert Forked(partial(count_steps, project), folder / "said").wait() == 0, (folder / "said").read_text()
    return (folder / "steps").read_text().split()


def killed_before(project: Path, limit: int):
    assert Forked(partial(publish_and_die, project, limit), project.root / "said").wait() == -9


def chosen(steps, quick):
    """Every step, or those that name something."""
    return [i for i, name in enumerate(steps, 1) if not quick or name in ("rename", "symlink")]


@pytest.mark.parametrize("quick", [True, pytest.param(False, marks=pytest.mark.thorough)], ids=["quick", "every step"])
def test_03_killed_at_each_step_of_publishing_it_is_the_old_or_the_new_release(
    seen, tmp_path, checked_template, clean, steps, quick
):
    outcomes = {"aborted": 0, "published": 0}
    for limit in chosen(steps, quick):
        folder = tmp_path / str(limit)
        shutil.copytree(checked_template, folder, symlinks=True)
        project = open_project(folder)
        before = read_whole(project)
        killed_before(project, limit)

        after = read_whole(project)
        with seen.recovery():
            examine(project)

        assert read_whole(project) == after
        nothing_is_left(project)
        assert examine(project) == []
        *_, last = ended_builds(project)
        assert last["state"] == ("aborted" if after == before else "published")
        assert len(ended_builds(project)) == 2
        if after != before:
            assert last["release"] == after
            assert published_rows(project) == published_rows(clean)
            assert mart_rows(project) == mart_rows(clean)
        outcomes[last["state"]] += 1
        shutil.rmtree(folder)
    assert outcomes["aborted"] >= 2
    assert outcomes["published"] or quick
    seen.happened(f"{outcomes['aborted']} kills left the old release, {outcomes['published']} the new one, none half")


@pytest.mark.parametrize("step", [pytest.param("rename", marks=pytest.mark.thorough), "symlink", "last"])
def test_03_the_next_build_after_it_is_clean_and_running_it_again_changes_nothing(
    seen, checked_shop, clean, steps, step
):
    limit = len(steps) if step == "last" else steps.index(step) + 1
    killed_before(checked_shop, limit)

    with seen.recovery():
        code = Forked(partial(build, checked_shop), checked_shop.root / "said").wait()
    assert code == 0, (checked_shop.root / "said").read_text()
    first = read_whole(checked_shop)
    found, expected = published_rows(checked_shop), published_rows(clean)
    if (
        step == "last"
    ):  # it was published already: a second build has a history and no delivery, so it checks other things
        for name in ("hub.check_results", "hub.check_history", "hub.metric_checks"):
            assert found.pop(name)
            assert expected.pop(name)
    assert found == expected
    assert mart_rows(checked_shop) == mart_rows(clean)
    assert not build(checked_shop).is_new
    assert read_whole(checked_shop) == first
    nothing_is_left(checked_shop)
    seen.happened("the next build equals a clean one; one more builds nothing")
