"""`lodestar osi export`, `import`: a project as an OSI document, and such a document as dbt files.

export_osi(project, "0.1.1", Path("company.osi.yaml"))     # and company.osi.loss.json beside it
import_osi(Path("partner.yaml"), Path("partner"))          # partner/models, partner/metrics, partner/partner.loss.json
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.dbt.checkout import check_out
from lodestar.errors import ConfigurationError, UsageError
from lodestar.osi.check import check_document, check_schema
from lodestar.osi.document import MOST_BYTES, read_document, write_document
from lodestar.osi.export import Exported, export
from lodestar.osi.formats import format_of
from lodestar.osi.imported import Imported, read_into_dbt
from lodestar.osi.loss import loss_manifest
from lodestar.settings import Project
from lodestar.workflows.standing import checkout_folder

__all__ = ["OsiExport", "OsiImport", "export_osi", "import_osi"]

SUFFIXES = {".yaml": False, ".yml": False, ".json": True}
"""Suffix of a document -> whether it is JSON."""


@dataclass(frozen=True)
class OsiExport:
    """What was exported, and the two files."""

    exported: Exported
    document: Path
    losses: Path


@dataclass(frozen=True)
class OsiImport:
    """What was imported, the files that were written, and the manifest of what was lost."""

    imported: Imported
    files: tuple[Path, ...]
    losses: Path


def export_osi(project: Project, version: str, out: Path, *, schema: Path | None = None) -> OsiExport:
    """Writes the project as one OSI document, and a manifest of what it can't say. Files that are there are replaced.

    The project's files count as they stand, built or not; a build may run meanwhile.

    Args:
        version: of the format, such as `0.1.1`.
        out: a `.yaml`, `.yml` or `.json`.
        schema: a JSON schema to hold the document against, such as the format's own.

    Raises:
        UsageError: `out` can't be written, or the version is not known.
        ConfigurationError: dbt refuses the project, or a contract can't be meant.
    """
    format_ = format_of(version)
    is_json = _is_json(out)
    if out.is_dir() or not out.parent.is_dir():
        raise UsageError(f"{out} can't be written: {'it is a folder' if out.is_dir() else 'its folder is not there'}.")
    held_against = _read_schema(schema)
    checkout = check_out(project, checkout_folder(project, "working_tree"))
    manifest = json.loads((checkout.project.target_dir / "manifest.json").read_text(encoding="utf-8"))
    exported = export(checkout.catalog, manifest["nodes"], format_)
    check_document(exported.document, place=out.name, schema=held_against)
    losses = out.with_suffix(".loss.json")
    _replace(out, write_document(exported.document, is_json=is_json))
    _replace(losses, loss_manifest(exported.losses, document=out.name, format=f"OSI {version}"))
    return OsiExport(exported, out, losses)


def import_osi(path: Path, into: Path, *, schema: Path | None = None) -> OsiImport:
    """Writes an OSI document as dbt's YAML below a folder, and a manifest of what was lost. Nothing is overwritten.

    Args:
        path: the document, in a version that Lodestar knows.
        into: a folder, made if it is not there: a new one below a model path of a dbt project, or the project itself.
        schema: a JSON schema to hold the document against, such as the format's own.

    Raises:
        UsageError: the document is not there, its version is not known, or a file would be overwritten.
        ConfigurationError: the document is not valid, or brings what may not come in. Nothing was written.
    """
    document = _read_text(path, "OSI document")
    is_json, held_against = _is_json(path), _read_schema(schema)
    parsed = read_document(document, is_json=is_json, place=path.name)
    imported = read_into_dbt(parsed, check_document(parsed, place=path.name, schema=held_against))
    losses = into / f"{path.stem}.loss.json"
    texts = {into / name: text for name, text in imported.files.items()}
    texts[losses] = loss_manifest(imported.losses, document=path.name, format=f"OSI {parsed['version']}")
    there = [str(file) for file in texts if os.path.lexists(file)]
    if there:
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        raise UsageError(f"{', '.join(there[:3])}{more} would be overwritten. Name a folder without them in --into.")
    _write_new(texts)
    return OsiImport(imported, tuple(file for file in texts if file != losses), losses)


def _is_json(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{path}: an OSI document is a .yaml, .yml or .json file.")
    return SUFFIXES[suffix]


def _read_schema(path: Path | None) -> Mapping[str, Any] | None:
    if path is None:
        return None
    return check_schema(read_document(_read_text(path, "JSON schema"), is_json=True, place=str(path)), place=str(path))


def _read_text(path: Path, kind: str) -> str:
    try:
        if path.stat().st_size > 4 * MOST_BYTES:  # a character has at most four bytes
            raise ConfigurationError(f"{path} is larger than any {kind} that Lodestar reads. Split it.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: no {kind} can be read there ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is no text in UTF-8. Save it as UTF-8.") from error


def _replace(path: Path, text: str) -> None:
    """Writes a file whole: who reads it meanwhile sees the old one."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise UsageError(f"{path} can't be written ({error.strerror}).") from error


def _write_new(texts: Mapping[Path, str]) -> None:
    """Writes all files or none; one that is there meanwhile is never touched."""
    written: list[Path] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise UsageError(f"{error.filename} can't be written ({error.strerror}). Nothing was imported.") from error
