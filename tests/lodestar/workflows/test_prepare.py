"""Dagster's manifests name all models, and are made again only when the project changed and nobody builds."""

from __future__ import annotations

import json
import os
import time

import pytest

from lodestar.errors import LockedError
from lodestar.releases import lock
from lodestar.workflows import prepare as module
from lodestar.workflows.prepare import prepare


@pytest.fixture
def compiled(shop, monkeypatch):
    """The shop, prepared; and how many times it was compiled since."""
    prepare(shop)
    times = []
    compile_metric_tables = module.compile_metric_tables
    monkeypatch.setattr(
        module, "compile_metric_tables", lambda project: (times.append(1), compile_metric_tables(project))
    )
    return shop, times


def metrics(shop):
    return {metric["name"] for metric in json.loads((prepare(shop) / "semantic_manifest.json").read_text())["metrics"]}


def models(project):
    manifest = json.loads((prepare(project) / "manifest.json").read_text())
    return {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def later():
    """File times are those of the last clock tick: without a pause a change would have the manifest's time."""
    time.sleep(0.02)


def test_the_manifest_names_the_generated_metric_tables(shop):
    assert models(shop) >= {"fct_orders", "metric_values", "metric_catalog", "store_scorecard"}
    assert json.loads((prepare(shop) / "semantic_manifest.json").read_text())["metrics"]


def test_a_project_that_did_not_change_is_not_compiled_again(compiled):
    shop, times = compiled

    assert prepare(shop) == prepare(shop)

    assert not times


def test_a_changed_a_new_and_a_removed_file_are_each_compiled(compiled):
    shop, times = compiled
    later()
    metric = shop.root / "metrics" / "shop.yml"
    metric.write_text(metric.read_text().replace("name: returned_share", "name: share_returned"))
    assert "share_returned" in metrics(shop)

    later()
    (shop.root / "models" / "dim_channels.sql").write_text("select 1 as channel_id")
    assert "dim_channels" in models(shop)

    later()
    (shop.root / "models" / "dim_channels.sql").unlink()
    assert "dim_channels" not in models(shop)
    assert len(times) == 3


def test_while_a_build_runs_the_older_copy_serves(compiled):
    shop, times = compiled
    later()
    os.utime(shop.root / "dbt_project.yml")
    lock.acquire(shop.lock_path)
    try:
        assert "metric_values" in models(shop)
    finally:
        lock.release(shop.lock_path)
    assert not times

    prepare(shop)

    assert times


def test_without_a_copy_a_running_build_is_named(shop):
    lock.acquire(shop.lock_path)
    try:
        with pytest.raises(LockedError, match="Another build is running"):
            prepare(shop)
    finally:
        lock.release(shop.lock_path)


def test_a_project_that_cannot_be_compiled_frees_the_lock(shop):
    (shop.root / "models" / "torn.sql").write_text("select * from {{ ref('nothing') }}")

    with pytest.raises(Exception, match="nothing"):
        prepare(shop)

    lock.acquire(shop.lock_path)
    lock.release(shop.lock_path)
