"""Where governance stood when a build compiled: written once, so that every surface of a release says the same.

A project that dbt can't compile without its data (a model that queries while it compiles) has no fingerprints of its
models. It is built all the same, and its metrics stand at `unknown`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from lodestar.catalog.archive import archive
from lodestar.catalog.catalog import Catalog
from lodestar.compiler.metric_catalog import CatalogFacts
from lodestar.dbt.checkout import Checkout
from lodestar.errors import ConfigurationError
from lodestar.governance.fingerprints import definition_fingerprints
from lodestar.releases.journal import write_atomically
from lodestar.settings import Project
from lodestar.workflows.standing import read_standing

__all__ = ["DEFINITIONS", "STANDING", "BuiltStanding", "note_standing", "read_built_standing"]

STANDING = "lodestar_standing.json"
"""Beside dbt's manifests."""

DEFINITIONS = "lodestar_definitions.json.gz"
"""Beside them: the project as it computes its metrics, for a release to keep; empty where dbt can't say it."""


@dataclass(frozen=True)
class BuiltStanding:
    """What models mean (dbt's id -> digest), what governance says of each metric, and whether anything was decided."""

    meanings: Mapping[str, str]
    metrics: Mapping[str, CatalogFacts]
    has_decisions: bool


def note_standing(project: Project, catalog: Catalog) -> BuiltStanding:
    """Reads the standing for a build and keeps it beside the manifests.

    Args:
        catalog: of the project as dbt has just parsed it.
    """
    try:
        standing = read_standing(project, folder="build")
    except ConfigurationError as error:
        note = f"unknown: {str(error).splitlines()[-1]}"
        definitions = definition_fingerprints(catalog, week_start=project.week_start)
        built = BuiltStanding({}, {n: CatalogFacts(d, "", "unknown", note) for n, d in definitions.items()}, True)
        definitions_archive = b""
    else:
        metrics = {
            name: CatalogFacts(known.fingerprint.definition, known.fingerprint.upstream, known.state, known.sentence)
            for name, known in standing.certifications.items()
        }
        built = BuiltStanding(dict(standing.checkout.meanings), metrics, bool(standing.register.decisions))
        definitions_archive = archive(
            standing.checkout.manifest,
            standing.catalog.semantic_manifest,
            meanings=standing.checkout.meanings,
            seeds=_seeds(standing.checkout),
            week_start=project.week_start,
        )
    (project.target_dir / DEFINITIONS).write_bytes(definitions_archive)
    write_atomically(project.target_dir / STANDING, json.dumps(asdict(built), sort_keys=True, ensure_ascii=False))
    return built


def read_built_standing(folder: Path) -> BuiltStanding:
    """What `note_standing` wrote into `folder`, or what was copied from there."""
    found = json.loads((folder / STANDING).read_text(encoding="utf-8"))
    metrics = {name: CatalogFacts(**facts) for name, facts in found["metrics"].items()}
    return BuiltStanding(found["meanings"], metrics, found["has_decisions"])


def _seeds(checkout: Checkout) -> dict[str, str]:
    nodes = checkout.manifest["nodes"].values()
    return {
        node["unique_id"]: (checkout.project.root / node["original_file_path"]).read_text(encoding="utf-8")
        for node in nodes
        if node["resource_type"] == "seed" and node["package_name"] == checkout.catalog.project_name
    }
