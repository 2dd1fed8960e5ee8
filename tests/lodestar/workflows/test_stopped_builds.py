"""What a stopped build leaves is finished, a fault beside all metrics is told, and no published release goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodestar.errors import CheckError, PartialReleaseError
from lodestar.releases.release import current_release, list_folders
from lodestar.workflows import build as build_module
from lodestar.workflows.build import build
from lodestar.workflows.inputs import unchanged_release
from lodestar.workflows.raw_then import holds
from lodestar.workflows.read import rollback
from tests.conftest import deliver

pytestmark = pytest.mark.slow

FEB = "id,store_id,ordered_at,amount,is_returned\n9,1,2026-02-10 10:00:00,7.00,false\n"


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError("no")])
def test_a_build_stopped_just_after_its_release_was_published_leaves_the_warehouse_to_it(built_shop, monkeypatch, stop):
    deliver(built_shop, "february", FEB)

    def die(project):
        raise stop

    with monkeypatch.context() as patch:
        patch.setattr(build_module, "adopt_private_warehouse", die)
        with pytest.raises(type(stop)):
            build(built_shop)
    release = current_release(built_shop.hub_dir)
    assert release.facts["raw"]["raw.shop__orders"]["rows"] == 5
    assert holds(built_shop.warehouse, release.facts)


def test_a_build_that_was_killed_after_publishing_is_finished_by_the_next(built_shop, monkeypatch):
    deliver(built_shop, "february", FEB)

    class Killed(BaseException): ...

    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(build_module, "adopt_private_warehouse", die)
        patch.setattr("lodestar.workflows.running_build.settle", die)
        with pytest.raises(Killed):
            build(built_shop)
    from lodestar.releases import lock

    lock.release(built_shop.lock_path)
    build(built_shop)
    assert holds(built_shop.warehouse, current_release(built_shop.hub_dir).facts)


def test_a_fault_that_reaches_no_metric_is_told(built_shop):
    (built_shop.root / "models" / "lonely.sql").write_text("select error('boom') as x")
    report = build(built_shop)
    assert not report.stale
    with pytest.raises(PartialReleaseError, match="lonely could not be built"):
        report.require_whole()
    assert unchanged_release(built_shop) is None


def test_all_or_nothing_stops_by_a_fault_that_reaches_no_metric(built_shop):
    before = current_release(built_shop.hub_dir).release_id
    (built_shop.root / "models" / "lonely.sql").write_text("select error('boom') as x")
    project = replace(built_shop, variables={**built_shop.variables, "circuit_breaker": "all_or_nothing"})
    with pytest.raises(CheckError, match="lonely"):
        build(project)
    assert current_release(built_shop.hub_dir).release_id == before


def test_releases_stay_when_the_record_of_builds_is_lost(built_shop):
    first = current_release(built_shop.hub_dir).release_id
    import time

    time.sleep(1.1)
    deliver(built_shop, "february", FEB)
    second = build(built_shop).release.release_id
    rollback(built_shop, first)
    (built_shop.hub_dir / "builds.jsonl").unlink()
    deliver(built_shop, "march", FEB.replace("9,1", "10,1"))
    time.sleep(1.1)
    build(built_shop)
    assert second in list_folders(built_shop.releases_dir)
