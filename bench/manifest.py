"""The catalog of the bench's project, and catalogs made from it: of one metric, or of a hundred."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

from lodestar.catalog.catalog import Catalog, read_catalog
from lodestar.catalog.metric import Metric
from lodestar.dbt import invocation
from lodestar.settings import open_project

__all__ = ["PROJECT", "WEEK_START", "bench_catalog", "catalog_of_copies", "catalog_of_one"]

PROJECT = Path(__file__).parent / "project"
WEEK_START = "monday"
ALL_GRAINS = ("day", "week", "month")


def bench_catalog() -> Catalog:
    """Parses a copy of the project and reads what dbt wrote: about five seconds, most of it dbt's start."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "project"
        shutil.copytree(PROJECT, copied)
        project = open_project(copied)
        invocation.parse(project)
        return read_catalog(project.target_dir)


def catalog_of_one(
    catalog: Catalog, name: str, *, grains: tuple[str, ...] | None = None, dimensions: Mapping[str, str] | None = None
) -> Catalog:
    """The catalog as if one metric alone were governed, by fewer grains and dimensions if asked."""
    contract = catalog.metrics[name].contract
    assert contract is not None
    contract = replace(
        contract,
        grains=contract.grains if grains is None else grains,
        dimensions=contract.dimensions if dimensions is None else dimensions,
    )
    metrics = {
        key: replace(metric, contract=contract if key == name else None) for key, metric in catalog.metrics.items()
    }
    return replace(catalog, metrics=metrics)


def catalog_of_copies(catalog: Catalog, count: int) -> Catalog:
    """The catalog with `count` governed metrics of day, week and month: the project's own, again and again."""
    originals = [metric for metric in catalog.governed if metric.contract and metric.contract.grains == ALL_GRAINS]
    metrics = {name: metric for name, metric in catalog.metrics.items() if not metric.contract}
    definitions = [dict(metric.definition) for metric in metrics.values()]
    for number, original in zip(range(count), cycle(originals), strict=False):
        metric = _copied(original, number)
        metrics[metric.name] = metric
        definitions.append(dict(metric.definition))
    manifest: dict[str, Any] = {**catalog.semantic_manifest, "metrics": definitions}
    return replace(catalog, metrics=metrics, semantic_manifest=manifest)


def _copied(metric: Metric, number: int) -> Metric:
    name, label = f"{metric.name}_{number}", f"{metric.label} {number}"
    definition = {**copy.deepcopy(dict(metric.definition)), "name": name, "label": label}
    return replace(metric, name=name, label=label, definition=definition)
