"""The one place that reads the environment, and where a project's folders are.

Environment:

    LODESTAR_PROJECT_DIR   the dbt project to work on          default: the current folder; Dagster's: the repository
    LODESTAR_RAW           where raw files arrive              default: `vars: raw_dir` of the project, else `raw`
    LODESTAR_HUB           where warehouse and releases live   default: `hub` in the project
    LODESTAR_REAL_DATA     real data for examples and tests    default: the nearest `../shared/data`
    LODESTAR_READER        who reads, where `governance/access.yml` says who may read what
    LODESTAR_SALT          of pseudonyms; read by dbt, in the macro `pseudonymised`
    LODESTAR_WAREHOUSE     set by Lodestar for dbt: the DuckDB file that a build writes

and the variables that `governance/channels.yml` names: addresses and secrets of chats, which stand in no file.
"""

from __future__ import annotations

import os
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import ConfigurationError, UsageError
from lodestar.yaml_text import YamlError, read_yaml_text

__all__ = ["WAREHOUSE_VARIABLE", "Project", "named_reader", "open_project", "real_data_dir", "secret_of"]

WAREHOUSE_VARIABLE = "LODESTAR_WAREHOUSE"
"""Read by the dbt profile; DuckDB names a catalog after its file, so every file it ever holds is `warehouse.duckdb`."""

FOLDERS = {
    "model-paths": "models",
    "macro-paths": "macros",
    "seed-paths": "seeds",
    "snapshot-paths": "snapshots",
    "test-paths": "tests",
    "function-paths": "functions",
    "analysis-paths": "analyses",
}
"""Keys of `dbt_project.yml` that name folders, with dbt's defaults."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Project:
    """A dbt project and the folders that Lodestar uses beside it. All paths are absolute."""

    root: Path
    name: str
    raw_dir: Path
    hub_dir: Path
    business_timezone: str
    week_start: str
    variables: Mapping[str, Any]
    """dbt's variables, as `dbt_project.yml` declares them; those of the project itself win."""
    folders: Mapping[str, tuple[Path, ...]]
    """What `dbt_project.yml` says of `model-paths`, `macro-paths` and the like, or dbt's defaults."""

    @property
    def target_dir(self) -> Path:
        """Where dbt writes its manifests."""
        return self.root / "target"

    @property
    def metric_tables_dir(self) -> Path:
        """Where the generated dbt models are written; listed in the project's `model-paths`, never committed."""
        return self.target_dir / "metric_tables"

    @property
    def expectations_dir(self) -> Path:
        """Where the expectation suites are."""
        return self.root / "expectations"

    @property
    def warehouse(self) -> Path:
        """The state after the last good build: raw tables, marts, metric tables."""
        return self.hub_dir / "warehouse.duckdb"

    @property
    def developer_warehouse(self) -> Path:
        """Where plain `dbt` works: a copy of the warehouse, so that no half-done work of it is ever built upon."""
        return self.hub_dir / "dev" / "warehouse.duckdb"

    @property
    def build_dir(self) -> Path:
        """Where the private file of a running build is."""
        return self.hub_dir / "build"

    @property
    def lock_path(self) -> Path:
        """Held by whoever builds, compiles or moves the pointer."""
        return self.hub_dir / "build.lock"

    @property
    def releases_dir(self) -> Path:
        """Where published releases are."""
        return self.hub_dir / "releases"

    @property
    def ledger_dir(self) -> Path:
        """Where frozen months are."""
        return self.hub_dir / "ledger"

    @property
    def checkouts_dir(self) -> Path:
        """Where copies of the project's files are compiled, for governance: the working tree, commits, variants."""
        return self.hub_dir / "checkouts"

    @property
    def outbox_dir(self) -> Path:
        """Where alerts wait until they are sent."""
        return self.hub_dir / "outbox"

    @property
    def data_docs_dir(self) -> Path:
        """Where the pages of the last checks are."""
        return self.hub_dir / "data_docs"


def open_project(
    project_dir: Path | str | None = None,
    *,
    raw_dir: Path | str | None = None,
    hub_dir: Path | str | None = None,
    default_dir: Path | str = ".",
) -> Project:
    """The project in `project_dir`; arguments win over the environment, the environment over `dbt_project.yml`.

    Args:
        default_dir: the project when neither `project_dir` nor the environment names one.

    Raises:
        UsageError: there is no `dbt_project.yml`.
        ConfigurationError: `dbt_project.yml` can't be read, or its time zone or week start is not one.
    """
    root = Path(project_dir or os.environ.get("LODESTAR_PROJECT_DIR") or default_dir).resolve()
    declared = _read_dbt_project(root / "dbt_project.yml")
    variables = declared.get("vars") or {}
    own = variables.get(declared.get("name")) or {}  # dbt lets a project scope its variables to itself
    variables = {**variables, **(own if isinstance(own, dict) else {})}
    raw = raw_dir or os.environ.get("LODESTAR_RAW") or _expand(str(variables.get("raw_dir", "raw")), root)
    hub = hub_dir or os.environ.get("LODESTAR_HUB") or root / "hub"
    week_start = str(variables.get("week_start", "monday")).lower()
    if week_start not in WEEKDAYS:
        raise ConfigurationError(
            f"{root / 'dbt_project.yml'}: vars.week_start is {week_start!r}; write one of {', '.join(WEEKDAYS)}."
        )
    return Project(
        root=root,
        name=str(declared.get("name", root.name)),
        raw_dir=(root / raw).resolve() if not raw_dir else Path(raw).resolve(),
        hub_dir=Path(hub).resolve(),
        business_timezone=_time_zone(variables, root),
        week_start=week_start,
        variables=variables,
        folders={key: _folders(declared.get(key), default, root) for key, default in FOLDERS.items()},
    )


def _folders(named: Any, default: str, root: Path) -> tuple[Path, ...]:
    names = named if isinstance(named, list) else [named or default]
    return tuple(root / str(name) for name in names)


def named_reader(given: str | None = None) -> str:
    """Who reads: as given, else as the environment says; empty for nobody."""
    return (given if given is not None else os.environ.get("LODESTAR_READER", "")).strip()


def real_data_dir(start: Path) -> Path:
    """Where the real data sets of examples and tests are; it may not exist.

    Unless the environment says it, `shared/data` is looked for beside `start` and beside each folder above it.
    """
    named = os.environ.get("LODESTAR_REAL_DATA")
    if named:
        return Path(named).resolve()
    beside = [folder / "shared" / "data" for folder in start.resolve().parents]
    return next((folder for folder in beside if folder.is_dir()), beside[0])


def secret_of(variable: str) -> str | None:
    """What the environment variable holds; None where it is not set, or empty. Never print it, never write it."""
    return os.environ.get(variable, "").strip() or None


def _read_dbt_project(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise UsageError(f"There is no dbt_project.yml in {path.parent}. Name a dbt project with --project-dir.")
    try:
        declared = read_yaml_text(path.read_text(encoding="utf-8-sig"))
    except YamlError as error:
        raise ConfigurationError(f"{path}, line {error.line}: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} can't be read: {error}. Save it as UTF-8.") from error
    if not isinstance(declared, dict):
        raise ConfigurationError(f"{path} holds no settings. See https://docs.getdbt.com/reference/dbt_project.yml")
    if not isinstance(declared.get("vars") or {}, dict):
        raise ConfigurationError(f"{path}: vars must be a mapping of names to values.")
    return declared


def _expand(text: str, root: Path) -> str:
    known = {**os.environ, "LODESTAR_REAL_DATA": str(real_data_dir(root))}
    try:
        return string.Template(text).substitute(known)
    except (KeyError, ValueError) as error:
        raise ConfigurationError(
            f"{root / 'dbt_project.yml'}: vars.raw_dir is {text!r}, but {error} is not in the environment."
        ) from error


def _time_zone(variables: dict[str, Any], root: Path) -> str:
    from zoneinfo import ZoneInfo

    name = str(variables.get("business_timezone", "UTC"))
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(
            f"{root / 'dbt_project.yml'}: vars.business_timezone is {name!r}, which is no time zone. "
            "Write a name such as Asia/Shanghai."
        ) from error
    return name
