"""`lodestar build`: load, transform, check, publish.

    begin -> load -> transform -> check -> publish
                 \\________\\________\\____> abort

Each step is a function, because Dagster runs them one by one; `build` runs them all. What a step learns is written into
the journal. Until `publish`, everything happens in a private DuckDB file, so a failed or killed build leaves the
release and the warehouse as they were. A fault stops the build only when it reaches every metric; else the metrics that
it reaches keep the values of the release before (`circuit.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lodestar.catalog.catalog import read_catalog
from lodestar.dbt.invocation import NodeResult
from lodestar.errors import CheckError
from lodestar.quality.result import CheckResult, blocking, require_passed
from lodestar.quality.suite import structural_checks
from lodestar.releases import lock
from lodestar.releases.journal import read_journal, write_journal
from lodestar.releases.release import Release
from lodestar.settings import Project
from lodestar.warehouse.intake import Intake
from lodestar.warehouse.state import write_state
from lodestar.workflows.built_standing import read_built_standing
from lodestar.workflows.checks import check_made_tables
from lodestar.workflows.circuit import note, tainted, withheld, write_pages
from lodestar.workflows.compile import compile_metric_tables
from lodestar.workflows.deliveries import receive
from lodestar.workflows.generated_tables import forget_changed_tables, remember_tables
from lodestar.workflows.guards import guarded_tables, suites_of
from lodestar.workflows.inputs import unchanged_release
from lodestar.workflows.partial_release import require_whole
from lodestar.workflows.private_copy import BUILT_MEANINGS, DIGEST, adopt_private_warehouse, private_warehouse
from lodestar.workflows.publish import publish_release
from lodestar.workflows.retention import prune_after_build
from lodestar.workflows.running_build import abort, begin, step
from lodestar.workflows.transform import needs_full_refresh, record_dbt_results, run_dbt

__all__ = [
    "BuildReport",
    "abort",
    "begin",
    "build",
    "check",
    "load",
    "needs_full_refresh",
    "publish",
    "record_dbt_results",
    "step",
    "transform",
]

Progress = Callable[[str, str, int, int], None]
"""Called with the step, what it is at, how much is done, and how much there is (0: not known)."""


@dataclass(frozen=True)
class BuildReport:
    """What a whole build did. `is_new` is False when nothing had changed: the release is the one before."""

    release: Release
    intake: Intake
    checks: tuple[CheckResult, ...]
    is_new: bool = True

    @property
    def stale(self) -> Mapping[str, Mapping[str, str]]:
        """Metrics that keep the values of an earlier release: whose (`values_of`) and why (`reason`)."""
        found: Mapping[str, Mapping[str, str]] = self.release.facts.get("stale", {})
        return found

    def require_whole(self) -> None:
        """Nothing when all of the release is of this build.

        Raises:
            PartialReleaseError: names what is not, and why.
        """
        require_whole(self.release)


def build(project: Project, *, full_refresh: bool = False, progress: Progress | None = None) -> BuildReport:
    """Loads new raw files, builds all models, checks, and publishes a release, some metrics of which may be stale.

    Raises:
        LodestarError: anything said no to all of it; `hub/current` is as it was.
    """
    if not full_refresh and (release := unchanged_release(project)):
        return BuildReport(release, Intake(0, 0, 0, ()), (), is_new=False)
    begin(project)
    with step(project):
        _tell(progress, "compile", "metric tables")
        compile_metric_tables(project)
        intake = load(project, progress=progress)
        transform(project, full_refresh=full_refresh, progress=progress)
        checks = check(project, progress=progress)
        _tell(progress, "publish", "release")
        release = publish(project)
    return BuildReport(release, intake, tuple(checks))


def load(project: Project, *, progress: Progress | None = None) -> Intake:
    """Loads new raw files into the private file; what fails the checks of raw tables is taken back.

    Raises:
        CheckError: a table has no suite that could stop it, and nothing was loaded; or checks leave no metric.
        IntakeError: files can't be loaded as their source declares, and no metric is left; or a source has none.
    """
    catalog = read_catalog(project.target_dir)
    unguarded = structural_checks(suites_of(project, catalog), guarded_tables(catalog))
    if unguarded:  # known without any data, so nobody waits for it
        require_passed(unguarded)
    intake = receive(project, catalog, progress=_step(progress, "load"))
    forget_changed_tables(project.metric_tables_dir, private_warehouse(project))
    remember_tables(project.metric_tables_dir, private_warehouse(project))
    return intake


def transform(
    project: Project, *, full_refresh: bool = False, progress: Progress | None = None
) -> tuple[NodeResult, ...]:
    """Runs dbt in the private file: models, metric tables, and dbt's own tests.

    Args:
        full_refresh: rebuild incremental models from the raw tables; also done when `needs_full_refresh`.

    Raises:
        BuildError: dbt itself failed.
        CheckError: models and tests that failed leave no metric that could be published.
    """
    return run_dbt(project, full_refresh=full_refresh, progress=_step(progress, "transform"))


def check(project: Project, *, progress: Progress | None = None) -> list[CheckResult]:
    """Runs the expectation suites and Lodestar's own checks on the private file.

    Raises:
        CheckError: checks that failed or could not run leave no metric that could be published, or none ran.
    """
    warehouse = private_warehouse(project)
    journal = read_journal(project.build_dir)
    write_state(warehouse, DIGEST, journal.transformation)
    write_state(warehouse, BUILT_MEANINGS, json.dumps(read_built_standing(project.build_dir).meanings, sort_keys=True))
    catalog = read_catalog(project.build_dir)
    failed = {check["table"] for check in journal.checks if check["runner"] == "dbt" and check["rule"] == "is built"}
    reached = tainted(project, catalog, journal)
    unbuilt = {m.relation for m in catalog.models.values() if m.name in failed | set(journal.unbuilt)}
    results = check_made_tables(
        project,
        catalog,
        warehouse,
        unbuilt=unbuilt | set(reached.tables),
        stale=reached.metrics,
        progress=_step(progress, "check"),
    )
    if not results:
        require_passed(results)
    note(project, catalog, results, moves_on=not blocking(results))
    journal = read_journal(project.build_dir)
    journal.move_to("checked")
    write_journal(project.build_dir, journal)
    write_pages(project, journal)
    return [CheckResult(**result) for result in journal.checks]


def publish(project: Project) -> Release:
    """Writes the release, moves `hub/current`, and makes the private file the warehouse. Frees the lock.

    The private file is left where it is when a fault is in it: nothing bad is built upon.

    Raises:
        CheckError: the build has not passed its checks.
        ReleaseError: the disk refuses.
    """
    journal = read_journal(project.build_dir)
    if journal.state != "checked":
        raise CheckError(f"Build {journal.build_id} is {journal.state}, not checked: nothing is published.")
    catalog = read_catalog(project.build_dir)
    kept = withheld(project, tainted(project, catalog, journal))
    release = publish_release(project, catalog, journal, private_warehouse(project), kept)
    if journal.moves_on:
        adopt_private_warehouse(project)  # a process that dies before this is done leaves it to the next (recovery.py)
    journal.release_id = release.release_id
    journal.move_to("published")
    write_journal(project.build_dir, journal)
    prune_after_build(project)
    lock.release(project.lock_path)
    return release


def _tell(progress: Progress | None, step: str, what: str) -> None:
    if progress:
        progress(step, what, 0, 0)


def _step(progress: Progress | None, step: str) -> Callable[[str, int, int], None] | None:
    if progress is None:
        return None
    return lambda what, done, total: progress(step, what, done, total)
