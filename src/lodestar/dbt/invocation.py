"""dbt in this process: parse and build, with results as findings instead of console text.

One process for parse, generate and build saves the four seconds that each start of dbt costs. Everything that dbt
opened is closed afterwards: DuckDB would give the next build the old file otherwise.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import BuildError
from lodestar.settings import WAREHOUSE_VARIABLE, Project

__all__ = ["NodeResult", "build", "parse"]

Progress = Callable[[str, int, int], None]
"""Called with what is done (a node's name), how many are done, and how many there are."""


@dataclass(frozen=True)
class NodeResult:
    """What became of one node.

    Attributes:
        kind: model, test, unit_test, seed, snapshot, ...
        status: dbt's word: success, pass, warn, fail, error, skipped, ...
        failures: rows that a test found, where it counts them.
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
        BuildError: dbt refuses the project; the message is dbt's.
    """
    with _environment(project, project.warehouse):
        result = _invoke(project, ["parse"], None)
    if not result.success:
        raise BuildError(f"dbt can't parse {project.root}:\n{_reason(result)}")


def build(
    project: Project, warehouse: Path, *, full_refresh: bool = False, progress: Progress | None = None
) -> tuple[NodeResult, ...]:
    """Runs `dbt build` into the DuckDB file `warehouse`: models, seeds, tests and unit tests.

    Raises:
        BuildError: dbt itself failed. Failing models and tests are results, not errors.
    """
    arguments = ["build"] + (["--full-refresh"] if full_refresh else [])
    with _environment(project, warehouse):
        result = _invoke(project, arguments, progress)
    if result.result is None or result.exception is not None:
        raise BuildError(f"dbt build stopped:\n{_reason(result)}")
    return tuple(_node_result(run) for run in result.result.results)


@contextlib.contextmanager
def _environment(project: Project, warehouse: Path) -> Iterator[None]:
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


def _invoke(project: Project, arguments: list[str], progress: Progress | None) -> Any:
    from dbt.cli.main import dbtRunner

    common = ["--project-dir", str(project.root), "--target-path", str(project.target_dir)]
    if (project.root / "profiles.yml").is_file():
        common += ["--profiles-dir", str(project.root)]
    common += ["--log-path", str(project.hub_dir / "logs")]
    quiet = ["--no-print", "--log-level", "none", "--log-level-file", "info"]
    callbacks = [_progress_callback(progress)] if progress else []
    return dbtRunner(callbacks=callbacks).invoke([*quiet, *arguments, *common])


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


def _reason(result: Any) -> str:
    if result.exception is not None:
        return str(result.exception).strip()
    return "no reason given; see the log in hub/logs/dbt.log"


def _node_result(run: Any) -> NodeResult:
    node = run.node
    tested = getattr(node, "attached_node", None) or getattr(node, "model", None) or ""
    if not tested and node.resource_type == "test" and node.depends_on.nodes:
        tested = node.depends_on.nodes[0]
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        kind=str(node.resource_type),
        status=str(run.status),
        message=(run.message or "").strip(),
        failures=run.failures,
        tested=str(tested).rpartition(".")[2],
        path=node.original_file_path,
        seconds=float(run.execution_time),
    )
