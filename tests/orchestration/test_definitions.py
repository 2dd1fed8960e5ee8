"""Dagster finds the project by itself, compiles it when need be, and shows all of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from lodestar.catalog.catalog import read_catalog
from lodestar.workflows.guards import guarded_tables
from orchestration import definitions
from orchestration.definitions import definitions_of

ROOT = Path(__file__).parent.parent.parent
CLONED = (
    "dbt_project.yml",
    "profiles.yml",
    "pyproject.toml",
    "models",
    "metrics",
    "macros",
    "seeds",
    "tests/assertions",
    "orchestration",
)


@pytest.mark.slow
def test_a_fresh_clone_loads(tmp_path):
    """`dg check defs`, with nothing compiled and nothing built."""
    for name in CLONED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, tmp_path / name)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LODESTAR_", "PYTHONPATH"))
    }
    environment["DAGSTER_HOME"] = str(tmp_path)  # or Dagster counts the visit in the home of whoever runs the test

    checked = subprocess.run(
        [Path(sys.executable).with_name("dg"), "check", "defs"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "All definitions loaded successfully" in checked.stdout + checked.stderr
    manifest = json.loads((tmp_path / "target" / "dagster" / "manifest.json").read_text())
    assert "model.beacon.metric_values" in manifest["nodes"]


def test_the_project_is_the_repository_wherever_dagster_starts(shop, monkeypatch, tmp_path):
    assert (definitions.REPOSITORY / "dbt_project.yml").exists()
    monkeypatch.delenv("LODESTAR_PROJECT_DIR", raising=False)
    monkeypatch.setattr(definitions, "REPOSITORY", shop.root)
    monkeypatch.chdir(tmp_path)

    assert dg.AssetKey(["shop", "orders"]) in keys(definitions.defs())


def test_the_environment_names_another_project(shop, monkeypatch):
    monkeypatch.setenv("LODESTAR_PROJECT_DIR", str(shop.root))

    assert dg.AssetKey(["shop", "orders"]) in keys(definitions.defs())


def test_every_guarded_table_has_a_check_of_its_expectations(shop):
    loaded = definitions_of(shop)
    guarded = guarded_tables(read_catalog(shop.target_dir / "dagster"))
    graph = loaded.resolve_asset_graph()
    keys_of_checks = {key.asset_key.to_user_string() for key in graph.asset_check_keys if key.name == "expectations"}

    assert len(keys_of_checks) == len(guarded)
    assert "shop/orders" in keys_of_checks


def test_a_test_of_several_tables_is_a_check_of_the_first(shop):
    folder = shop.root / "tests"
    folder.mkdir()
    (folder / "assert_stores_are_known.sql").write_text(
        "select * from {{ ref('fct_orders') }} inner join {{ ref('dim_stores') }} using (store_id) where false"
    )

    checks = definitions_of(shop).resolve_asset_graph().asset_check_keys

    assert dg.AssetCheckKey(dg.AssetKey(["marts", "fct_orders"]), "assert_stores_are_known") in checks


def keys(loaded):
    return loaded.resolve_asset_graph().get_all_asset_keys()
