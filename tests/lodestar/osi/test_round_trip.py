"""What Lodestar exports comes back: the same definitions in dbt's own manifest, and the same document once more.

It does not show that other tools read the document as it is meant; test_dbt_reads_it.py shows it for dbt's reader.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bench.declared import ROOT, copy_project
from lodestar.catalog.catalog import read_catalog
from lodestar.dbt import invocation
from lodestar.osi.document import read_document, write_document
from lodestar.osi.formats import DRAFT, RELEASED
from lodestar.settings import Project, open_project
from lodestar.workflows.osi import export_osi, import_osi

SHOP = ROOT / "tests" / "projects" / "shop"
ACTIVITY = ROOT / "tests" / "projects" / "activity"


def without_semantics(origin: Path, target: Path) -> Path:
    """A copy of a project with its models' SQL, and no word about what they mean."""
    if origin == ROOT:
        copy_project(origin, target)
    else:
        shutil.copytree(origin, target)
    for path in [*target.glob("metrics/**/*.yml"), *target.glob("models/**/*.yml")]:
        declared = path.read_text(encoding="utf-8")
        path.unlink()
        if "sources:" in declared:
            path.write_text(only_sources(declared), encoding="utf-8")
    return target


def only_sources(declared: str) -> str:
    import yaml

    return yaml.safe_dump({"sources": yaml.safe_load(declared)["sources"]})


def parsed(folder: Path, **keys: Any) -> tuple[Project, dict[str, Any]]:
    project = open_project(folder, **keys)
    invocation.parse(project)
    return project, json.loads((project.target_dir / "semantic_manifest.json").read_text(encoding="utf-8"))


def meaning(manifest: dict[str, Any]) -> dict[str, Any]:
    """A semantic manifest by name, with the one thing that an import changes on purpose set aside."""

    def by_name(entries: list[dict[str, Any]]) -> dict[str, Any]:
        return {entry["name"]: entry for entry in sorted(entries, key=lambda entry: entry["name"])}

    metrics = by_name(manifest["metrics"])
    for metric in metrics.values():
        metric["config"]["meta"].get("lodestar", {}).pop("status", None)
    return {
        "metrics": metrics,
        "semantic_models": {
            model["name"]: {**model, "entities": by_name(model["entities"]), "dimensions": by_name(model["dimensions"])}
            for model in manifest["semantic_models"]
        },
        "saved_queries": by_name(manifest["saved_queries"]),
        "time_spines": manifest["project_configuration"]["time_spines"],
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("origin", "version", "suffix"),
    [
        (ROOT, RELEASED, "yaml"),
        pytest.param(SHOP, DRAFT, "json", marks=pytest.mark.thorough),
        pytest.param(ACTIVITY, DRAFT, "yaml", marks=pytest.mark.thorough),
    ],
)
def test_a_project_comes_back_as_the_same_definitions_and_the_same_document(tmp_path, origin, version, suffix):
    source = tmp_path / "source"
    if origin == ROOT:
        copy_project(origin, source)
    else:
        shutil.copytree(origin, source)
    document = tmp_path / f"project.osi.{suffix}"
    project, original = parsed(source, hub_dir=tmp_path / "hub")
    export_osi(project, version, document)
    target = without_semantics(origin, tmp_path / "target")

    import_osi(document, target)
    project, restored = parsed(target, hub_dir=tmp_path / "hub_of_target")

    assert meaning(restored) == meaning(original)
    assert {metric.contract.status for metric in read_catalog(project.target_dir).governed} == {"proposed"}
    again = tmp_path / f"again.osi.{suffix}"
    exported = export_osi(project, version, again).exported
    first = read_document(document.read_text(encoding="utf-8"), is_json=suffix == "json", place="first")
    assert said(exported.document) == said(first)
    assert len(read_catalog(project.target_dir).governed) == len(
        [metric for metric in original["metrics"] if metric["config"]["meta"].get("lodestar") is not None]
    )


def said(document: Any) -> str:
    """What OSI itself says: the document without extensions, as bytes."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key != "custom_extensions"}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    return write_document(bare(document), is_json=False)
