"""dbt in this process: parse and build, with results as findings instead of console text.

One process for parse, generate and build saves the four seconds that each start of dbt costs. Everything that dbt
opened is closed afterwards: DuckDB would give the next build the old file otherwise.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lodestar.errors import BuildError, ConfigurationError
from lodestar.settings import WAREHOUSE_VARIABLE, Project
from lodestar.warehouse.stubs import create_stubs

__all__ = [
    "NodeResult",
    "build",
    "compile_incremental",
    "compile_models",
    "environment",
    "parse",
    "read_results",
    "run",
]

SILENCING = ("NoNodeForYamlKey", "NodeNotFoundOrDisabled")
"""Warnings of dbt that mean a declared test or description belongs to nothing: it would be dropped without a word."""

WITHOUT_TESTS = ("--exclude", "resource_type:test", "resource_type:unit_test")

SAID = 5
"""Lines of dbt's log that an error message quotes."""

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""dbt colours its messages for terminals; ours also go into files."""

Progress = Callable[[str, int, int], None]
"""Called with what is done (a node's name), how many are done, and how many there are."""


@dataclass(frozen=True)
class _Invocation:
    """dbt's result, and the errors that it logged."""

    success: bool
    result: Any
    exception: BaseException | None
    said: list[str]


@dataclass(frozen=True)
class NodeResult:
    """What became of one node.

    Attributes:
        kind: model, test, unit_test, seed, snapshot, ...
        status: dbt's word: success, pass, warn, fail, error, skipped, ...
        failures: rows that a test found, where it counts them.
        tested: the table that a test belongs to.
        read: the tables that a test reads, when it belongs to none of them more than to the others.
    """

    unique_id: str
    name: str
    kind: str
    status: str
    message: str
    failures: int | None
    tested: str
    path: str
    seconds: float
    read: tuple[str, ...] = ()

    @property
    def is_bad(self) -> bool:
        """Whether it stands in the way of a release."""
        return self.status in ("error", "fail", "runtime error", "partial success")

    @property
    def is_check(self) -> bool:
        """Whether it is a test."""
        return self.kind in ("test", "unit_test")


def parse(project: Project) -> None:
    """Writes `manifest.json` and `semantic_manifest.json` into the project's target folder.

    Raises:
        ConfigurationError: dbt refuses the project; the message is dbt's.
    """
    # the file that `build` will name: dbt parses everything again when the profile reads otherwise
    with environment(project, project.build_dir / project.warehouse.name):
        result = _invoke(project, ["parse"], None)
    if not result.success:
        raise ConfigurationError(f"dbt can't parse {project.root}:\n{_reason(result)}")


def compile_models(project: Project, warehouse: Path, arguments: Sequence[str] = ()) -> None:
    """Writes the manifests with the SQL of every model in it, as dbt would run it in the DuckDB file `warehouse`.

    Raises:
        ConfigurationError: dbt refuses the project; the message is dbt's.
    """
    with environment(project, warehouse):
        result = _invoke(project, ["compile", *WITHOUT_TESTS, *arguments], None)
    if not result.success:
        raise ConfigurationError(f"dbt can't compile {project.root}:\n{_reason(result)}")


def compile_incremental(
    project: Project, warehouse: Path, manifest: Mapping[str, Any], arguments: Sequence[str] = ()
) -> dict[str, str]:
    """Incremental models' SQL as it is once their tables exist: dbt's id -> SQL. The tables in `warehouse` are stubs.

    Raises:
        ConfigurationError: dbt refuses the project; the message is dbt's.
    """
    kept = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and (node.get("config") or {}).get("materialized") == "incremental"
    }
    if not kept:
        return {}
    create_stubs(warehouse, [(node["schema"], node.get("alias") or node["name"]) for node in kept.values()])
    compile_models(project, warehouse, ["--select", "config.materialized:incremental", *arguments])
    compiled = json.loads((project.target_dir / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    return {unique_id: compiled[unique_id].get("compiled_code") or "" for unique_id in kept}


def run(
    project: Project, warehouse: Path, names: Sequence[str], arguments: Sequence[str] = ()
) -> tuple[NodeResult, ...]:
    """Builds the named models and seeds anew in the DuckDB file `warehouse`, without tests.

    Raises:
        BuildError: dbt itself failed. Failing models are results, not errors.
    """
    return _built(project, warehouse, [*WITHOUT_TESTS, "--select", *names, "--full-refresh", *arguments], None)


def build(
    project: Project, warehouse: Path, *, full_refresh: bool = False, progress: Progress | None = None
) -> tuple[NodeResult, ...]:
    """Runs `dbt build` into the DuckDB file `warehouse`: models, seeds, tests and unit tests.

    Raises:
        BuildError: dbt itself failed. Failing models and tests are results, not errors.
    """
    return _built(project, warehouse, ["--full-refresh"] if full_refresh else [], progress)


def _built(
    project: Project, warehouse: Path, arguments: Sequence[str], progress: Progress | None
) -> tuple[NodeResult, ...]:
    with environment(project, warehouse):
        result = _invoke(project, ["build", *arguments], progress)
    if result.result is None or result.exception is not None:
        raise BuildError(f"dbt build stopped:\n{_reason(result)}")
    return tuple(_node_result(run) for run in result.result.results)


def read_results(target_dir: Path, *, since: datetime) -> tuple[NodeResult, ...]:
    """What `build` returns, for a `dbt build` that ran in another process: from the files that it left.

    Raises:
        BuildError: no dbt command ended since then.
    """
    results = _read_objects(target_dir / "run_results.json")
    if results is None or datetime.fromisoformat(results.metadata.generated_at) < since:
        raise BuildError("dbt build stopped before it had results; see its output, or hub/logs/dbt.log")
    manifest = _read_objects(target_dir / "manifest.json")
    built = ("nodes", "unit_tests", "saved_queries", "exposures", "functions")
    nodes = {unique_id: node for kind in built for unique_id, node in vars(getattr(manifest, kind)).items()}
    return tuple(_node_result(SimpleNamespace(**vars(run), node=nodes[run.unique_id])) for run in results.results)


@contextlib.contextmanager
def environment(project: Project, warehouse: Path) -> Iterator[None]:
    """In here dbt, and a process started here, works on the project and in the DuckDB file `warehouse`."""
    before = os.environ.get(WAREHOUSE_VARIABLE)
    os.environ[WAREHOUSE_VARIABLE] = str(warehouse)
    # dbt resolves `profiles.yml`, packages and relative paths from the working folder
    with contextlib.chdir(project.root):
        try:
            yield
        finally:
            _close_connections()
            if before is None:
                del os.environ[WAREHOUSE_VARIABLE]
            else:
                os.environ[WAREHOUSE_VARIABLE] = before


def _invoke(project: Project, arguments: list[str], progress: Progress | None) -> _Invocation:
    """Runs a command of dbt and returns its result; Ctrl-C, which dbt turns into a result, is raised again."""
    from dbt.cli.main import dbtRunner

    common = ["--project-dir", str(project.root), "--target-path", str(project.target_dir)]
    if (project.root / "profiles.yml").is_file():
        common += ["--profiles-dir", str(project.root)]
    common += ["--log-path", str(project.hub_dir / "logs")]
    quiet = ["--no-print", "--log-level", "none", "--log-level-file", "info"]
    said: list[str] = []
    callbacks = [_listener(said)] + ([_progress_callback(progress)] if progress else [])
    strict = ["--warn-error-options", json.dumps({"error": list(SILENCING)})]
    result = dbtRunner(callbacks=callbacks).invoke([*quiet, *strict, *arguments, *common])
    if isinstance(result.exception, KeyboardInterrupt):
        raise KeyboardInterrupt
    return _Invocation(result.success, result.result, result.exception, said)


def _listener(said: list[str]) -> Callable[[Any], None]:
    def listen(event: Any) -> None:
        if event.info.level == "error":
            said.append(COLOURS.sub("", event.info.msg).strip())

    return listen


def _progress_callback(progress: Progress) -> Callable[[Any], None]:
    done = 0

    def listen(event: Any) -> None:
        nonlocal done
        if event.info.name == "NodeFinished":
            done += 1
            progress(event.data.node_info.node_name, done, 0)

    return listen


def _close_connections() -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


def _reason(result: _Invocation) -> str:
    """dbt's own words: the exception, and errors that it only wrote to its log."""
    exception = str(result.exception).strip() if result.exception is not None else ""
    others = [text for text in dict.fromkeys(result.said) if text and text not in exception]
    return "\n".join(part for part in [exception, *others[:SAID]] if part) or "no reason given; see hub/logs/dbt.log"


def _read_objects(path: Path) -> Any:
    """A JSON file of dbt's with attributes, as dbt's own objects have them; None when it is missing."""
    if not path.is_file():
        return None
    return json.loads(path.read_text(encoding="utf-8"), object_hook=lambda fields: SimpleNamespace(**fields))


def _node_result(run: Any) -> NodeResult:
    node = run.node
    names = ("attached_node", "tested_node_unique_id", "model")  # of a test; of a unit test while it runs, as declared
    tested = next((getattr(node, name) for name in names if getattr(node, name, None)), "")
    read: tuple[str, ...] = ()
    if not tested and node.resource_type == "test" and node.depends_on.nodes:
        tested = node.depends_on.nodes[0]
        read = tuple(parent.rpartition(".")[2] for parent in node.depends_on.nodes)
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        kind=str(node.resource_type),
        status=str(run.status),
        message=COLOURS.sub("", run.message or "").strip(),
        failures=run.failures,
        tested=str(tested).rpartition(".")[2],
        path=node.original_file_path,
        seconds=float(run.execution_time),
        read=read,
    )
