"""Row 1: a build is killed at a model boundary, inside a model, at any moment."""

from __future__ import annotations

import random
import threading
import time
from functools import partial

import pytest

from lodestar.workflows.build import build
from lodestar.workflows.doctor import examine
from tests.faults.forked import Forked, die
from tests.faults.shop import (
    MORE,
    deliver,
    ended_builds,
    mart_rows,
    nothing_is_left,
    published_rows,
    read_whole,
)

pytestmark = [pytest.mark.slow, pytest.mark.fault(1, "SIGKILL at a model boundary, inside a model, at any moment")]

KILLED = -9


def after(seconds):
    """Dies in some seconds, whatever this process is in."""
    threading.Thread(target=lambda: (time.sleep(seconds), die()), daemon=True).start()


def killed_at_node(project, number, delay):
    """A build that dies when dbt tells of its n-th node: at once, or within the next node."""
    told = []

    def progress(step, what, done, total):
        if step == "transform":
            told.append(what)
            if len(told) == number:
                die() if delay is None else after(delay)

    build(project, progress=progress)


def build_telling(project):
    """A build that writes down the step it is in."""
    build(project, progress=lambda step, *_: (project.root / "step").write_text(step))


def recovers(project, clean, before, seen):
    """The old or the new release is whole; the next build gives what a build without a fault gives. Says which."""
    found = "old" if read_whole(project) == before else "new"
    assert found == "old" or published_rows(project) == published_rows(clean)
    with seen.recovery():
        code = Forked(partial(build, project), project.root / "said").wait()
    assert code == 0, (project.root / "said").read_text()
    read_whole(project)
    assert published_rows(project) == published_rows(clean)
    assert mart_rows(project) == mart_rows(clean)
    examine(project)  # a build that finds nothing to do takes no lock, and leaves one of the dead as it is
    nothing_is_left(project)
    return found


@pytest.mark.parametrize("delay", [pytest.param(None, id="boundary"), pytest.param(0.01, id="inside")])
@pytest.mark.parametrize("number", [pytest.param(n, marks=pytest.mark.thorough) for n in range(1, 16)])
def test_01_killed_at_each_model(seen, built_shop, clean, number, delay):
    before = read_whole(built_shop)
    deliver(built_shop, "more", MORE)

    code = Forked(partial(killed_at_node, built_shop, number, delay), built_shop.root / "said").wait()

    if code == 0:
        pytest.skip("dbt has fewer nodes")
    assert code == KILLED
    recovers(built_shop, clean, before, seen)
    first, second, *_ = ended_builds(built_shop)[-2:]
    assert (first["state"], first["reason"]) == ("aborted", "its process died")
    assert second["state"] == "published"
    seen.happened("the old release stayed whole, the next build equals a clean one")


@pytest.mark.parametrize(
    "moment", [0.3, 0.9, *(pytest.param(i, marks=pytest.mark.thorough) for i in range(50))], ids=str
)
def test_01_killed_at_a_random_moment(seen, built_shop, clean, clean_seconds, moment):
    part = moment if isinstance(moment, float) else random.Random(moment).random()
    before = read_whole(built_shop)
    deliver(built_shop, "more", MORE)

    child = Forked(partial(build_telling, built_shop), built_shop.root / "said")
    time.sleep(part * clean_seconds)
    child.kill()
    code = child.wait()

    assert code in (KILLED, 0)
    step = (built_shop.root / "step").read_text() if (built_shop.root / "step").exists() else "begin"
    found = recovers(built_shop, clean, before, seen)
    seen.happened(f"killed in {step if code else 'nothing'}: {found} release whole, the next build equals a clean one")


@pytest.fixture(scope="session")
def clean_seconds(clean_template):
    """How long a build takes, by the record of builds: kills are spread over that."""
    from datetime import datetime

    from lodestar.settings import open_project

    last = ended_builds(open_project(clean_template))[-1]
    return (datetime.fromisoformat(last["ended"]) - datetime.fromisoformat(last["began"])).total_seconds()
