"""`lodestar compile`: parse the project, decide the metric tables, write them as dbt models.

The generated models go to `target/metric_tables/`, which `dbt_project.yml` lists in `model-paths`, so plain
`dbt build`, Dagster and dbt docs see them with full lineage.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.compiler.generate import generate
from lodestar.compiler.generated_model import GeneratedModel, properties_yaml
from lodestar.dbt import invocation
from lodestar.errors import ConfigurationError
from lodestar.releases import lock
from lodestar.settings import Project
from lodestar.workflows.built_standing import note_standing
from lodestar.workflows.generated_tables import forget_changed_tables

__all__ = ["Compiled", "compile_for_dbt", "compile_metric_tables"]


@dataclass(frozen=True)
class Compiled:
    """What was compiled: the catalog of the project, and the models that were generated from it."""

    catalog: Catalog
    models: tuple[GeneratedModel, ...]


def compile_for_dbt(project: Project) -> Compiled:
    """Compiles, and gives plain `dbt` a copy of the warehouse to work in: what it does there reaches no release.

    Raises:
        LockedError: a build is running.
        ConfigurationError: dbt refuses the project, or a contract or a metric can't be meant.
    """
    lock.acquire(project.lock_path)
    try:
        compiled = compile_metric_tables(project)
        copy = project.developer_warehouse
        copy.parent.mkdir(parents=True, exist_ok=True)
        if project.warehouse.exists():
            copy.with_name(copy.name + ".wal").unlink(missing_ok=True)
            shutil.copyfile(project.warehouse, copy)
            forget_changed_tables(project.metric_tables_dir, copy)
    finally:
        lock.release(project.lock_path)
    return compiled


def compile_metric_tables(project: Project) -> Compiled:
    """Writes the metric tables as dbt models. The same project gives the same files, byte for byte.

    Raises:
        ConfigurationError: dbt refuses the project, or a contract or a metric can't be meant; the old generated models
            stay.
    """
    folder = project.metric_tables_dir
    if folder not in project.folders["model-paths"]:
        raise ConfigurationError(
            f"{project.root / 'dbt_project.yml'}: add {folder.relative_to(project.root)} to model-paths: "
            "the metric tables are written there."
        )
    aside = folder.with_name(f".{folder.name}.previous")
    # old generated models may name marts that are gone, so they stand aside while dbt parses
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists():
        folder.rename(aside)
    try:
        invocation.parse(project)
        catalog = read_catalog(project.target_dir)
        standing = note_standing(project, catalog)
        models = generate(catalog, week_start=project.week_start, catalog_facts=standing.metrics).models
        _write(models, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if aside.exists():
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
    return Compiled(catalog, models)


def _write(models: tuple[GeneratedModel, ...], folder: Path) -> None:
    folder.mkdir(parents=True)
    for model in models:
        (folder / f"{model.name}.sql").write_text(model.sql, encoding="utf-8")
    (folder / "_metric_tables.yml").write_text(properties_yaml(models), encoding="utf-8")
