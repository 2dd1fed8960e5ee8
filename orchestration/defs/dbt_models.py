"""dbt's models, the generated metric tables among them, with dbt's tests as their checks.

`dbt build` runs in a process of its own, into the private file of the running build. Its results go into the journal
as those of `lodestar build` do.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets
from packaging.version import Version
from pydantic import Field

from lodestar.dbt.invocation import environment
from lodestar.errors import BuildError
from lodestar.quality.dependencies import OWN_TABLES
from lodestar.settings import Project
from lodestar.workflows.build import needs_full_refresh, record_dbt_results, step
from lodestar.workflows.private_copy import private_warehouse
from lodestar.workflows.tell import alerting
from orchestration.hub import Hub, TablesByRoom

__all__ = ["dbt_cli", "dbt_models"]


class Refresh(dg.Config):
    """What a person may choose when launching a refresh."""

    full_refresh: bool = Field(default=False, description="Rebuild incremental models from all raw rows.")


class DbtCli(DbtCliResource):
    """`dbt` in a process of its own."""

    @cached_property
    def _cli_version(self) -> Version:
        """Known without `dbt --version`, which takes three seconds and asks the package index for a newer one."""
        return Version(version("dbt-core"))


def dbt_cli(project: Project) -> DbtCli:
    """The `dbt` that is installed beside this Python, whatever PATH says."""
    return DbtCli(
        project_dir=str(project.root),
        profiles_dir=str(project.root) if (project.root / "profiles.yml").is_file() else None,
        dbt_executable=str(Path(sys.executable).with_name("dbt")),
        global_config_flags=["--log-level-file", "info", "--log-format-file", "debug"],
    )


def dbt_models(hub: Hub) -> dg.AssetsDefinition:
    """All models in one step: dbt orders them itself."""
    project = hub.project
    own = {model.name: hub.asset_key(i) for i, model in hub.catalog.models.items() if model.name in OWN_TABLES}

    @dbt_assets(name="dbt_models", manifest=_with_one_table_a_test(hub.manifest), dagster_dbt_translator=TablesByRoom())
    def build_models(context: dg.AssetExecutionContext, config: Refresh, dbt: DbtCli) -> Iterator[Any]:
        with alerting(project), step(project):
            chosen = (context.selected_asset_keys, context.selected_asset_check_keys)
            if chosen != (build_models.keys, build_models.check_keys):
                raise dg.Failure("A release is built whole. Run the job `refresh`; for one model, use dbt itself.")
            arguments = ["build", "--log-path", str(project.hub_dir / "logs")]
            if config.full_refresh or needs_full_refresh(project):
                arguments.append("--full-refresh")
            with environment(project, private_warehouse(project)):
                run = dbt.cli(arguments, context=context, target_path=project.target_dir, raise_on_error=False)
            yield from run.stream()
            has_failed, skipped = record_dbt_results(project)
            if (error := run.get_error()) and not has_failed:
                raise BuildError(str(error)) from error
            # dbt skips the union of all values when one of them failed; the build makes it of the others
            yield from (dg.MaterializeResult(asset_key=key) for name, key in own.items() if name in skipped)

    return build_models


def _with_one_table_a_test(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """Gives a test of several tables to the first that it reads: Dagster shows it as a check of no table otherwise."""
    nodes = dict(manifest["nodes"])
    for unique_id, test in manifest["nodes"].items():
        read = [nodes[parent] for parent in (test.get("depends_on") or {}).get("nodes", []) if parent in nodes]
        if test["resource_type"] == "test" and not test.get("attached_node") and len(read) > 1:
            ref = {"name": read[0]["name"], "package": read[0]["package_name"], "version": read[0].get("version")}
            meta = {**(test["config"].get("meta") or {}), "dagster": {"ref": ref}}
            nodes[unique_id] = {**test, "config": {**test["config"], "meta": meta}}
    return {**manifest, "nodes": nodes}
