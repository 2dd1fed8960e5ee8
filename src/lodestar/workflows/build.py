"""`lodestar build`: load, transform, check, publish. All or nothing.

    begin -> load -> transform -> check -> publish
                 \\________\\________\\____> abort

Each step is a function, because Dagster runs them one by one; `build` runs them all. What a step learns is written into
the journal. Until `publish`, everything happens in a private DuckDB file, so a failed or killed build leaves the
release and the warehouse as they were.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from lodestar.catalog.catalog import read_catalog
from lodestar.dbt import invocation
from lodestar.dbt.transformation import transformation_digest
from lodestar.errors import BuildError, CheckError, LodestarError, ReleaseError
from lodestar.quality.data_docs import write_data_docs
from lodestar.quality.dbt_results import checks_from_dbt
from lodestar.quality.result import CheckResult, blocking, require_passed
from lodestar.quality.suite import read_suites, structural_checks
from lodestar.releases import lock
from lodestar.releases.journal import Journal, read_journal, write_journal
from lodestar.releases.release import Release
from lodestar.settings import Project
from lodestar.warehouse.connection import connect, log_of
from lodestar.warehouse.intake import Intake, load_raw_files
from lodestar.warehouse.state import read_state, write_state
from lodestar.workflows.built_standing import read_built_standing
from lodestar.workflows.checks import check_made_tables, check_raw_tables
from lodestar.workflows.compile import compile_metric_tables
from lodestar.workflows.deletions import apply_deletions
from lodestar.workflows.generated_tables import forget_changed_tables, remember_tables
from lodestar.workflows.guards import guarded_tables
from lodestar.workflows.inputs import inputs_digest, unchanged_release
from lodestar.workflows.private_copy import (
    BUILT_MEANINGS,
    DIGEST,
    MANIFESTS,
    copy_warehouse,
    private_warehouse,
    remove_leftovers,
)
from lodestar.workflows.publish import publish_release

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


def build(project: Project, *, full_refresh: bool = False, progress: Progress | None = None) -> BuildReport:
    """Loads new raw files, builds all models, checks, and publishes a release.

    Raises:
        LodestarError: anything said no; `hub/current` is as it was.
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


def begin(project: Project) -> Journal:
    """Takes the lock and makes the private copy. What an earlier, dead build left is removed.

    Raises:
        LockedError: another build is running.
    """
    lock.acquire(project.lock_path)
    try:
        remove_leftovers(project)
        project.build_dir.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        warnings = copy_warehouse(project, now)
        build_id = f"{now:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}"
        journal = Journal(
            build_id,
            "building",
            now.isoformat(timespec="seconds"),
            warnings=warnings,
            inputs=inputs_digest(project),
            transformation=transformation_digest(project),
        )
        write_journal(project.build_dir, journal)
    except OSError as error:
        lock.release(project.lock_path)
        raise ReleaseError(f"A build can't begin in {project.build_dir}: {error}") from error
    except BaseException:
        lock.release(project.lock_path)
        raise
    return journal


@contextlib.contextmanager
def step(project: Project) -> Iterator[None]:
    """A part of the build that this process has begun: when it fails, the build is aborted.

    Raises:
        ReleaseError: this process has begun none; what is in `hub/build` is another's, or left over.
    """
    if not lock.is_held_here(project.lock_path):
        raise ReleaseError("No build has begun in this process, so there is nothing to go on with. Run a whole one.")
    try:
        yield
    except BaseException as error:
        # after a failure people look into the file; after Ctrl-C or a stop nobody does
        abort(project, str(error) or type(error).__name__, keep_file=isinstance(error, LodestarError))
        raise


def load(project: Project, *, progress: Progress | None = None) -> Intake:
    """Loads new raw files into the private file.

    Raises:
        CheckError: a raw table or a mart has no suite that could stop it, and nothing was loaded; or a check of a raw
            table failed.
        IntakeError: a file can't be read as its source declares, or a source has none.
    """
    catalog = read_catalog(project.target_dir)
    suites = read_suites(project.expectations_dir)
    unguarded = structural_checks(suites, guarded_tables(catalog))
    if unguarded:  # known without any data, so nobody waits for it
        require_passed(unguarded)
    journal = read_journal(project.build_dir)
    with connect(private_warehouse(project), read_only=False) as connection:
        intake = load_raw_files(
            connection,
            catalog.loaded_sources,
            project.raw_dir,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            progress=_step(progress, "load"),
        )
    deleted = apply_deletions(project, catalog)
    intake = replace(intake, warnings=(*journal.warnings, *intake.warnings, *deleted))
    journal.intake = asdict(intake)
    write_journal(project.build_dir, journal)
    raw_checks = check_raw_tables(project, catalog, private_warehouse(project), progress=_step(progress, "load"))
    record_checks(project, raw_checks)
    forget_changed_tables(project.metric_tables_dir, private_warehouse(project))
    remember_tables(project.metric_tables_dir, private_warehouse(project))
    return intake


def transform(
    project: Project, *, full_refresh: bool = False, progress: Progress | None = None
) -> tuple[invocation.NodeResult, ...]:
    """Runs dbt in the private file: models, metric tables, and dbt's own tests.

    Args:
        full_refresh: rebuild incremental models from the raw tables; also done when `needs_full_refresh`.

    Raises:
        BuildError: dbt itself failed.
        CheckError: a model or a test failed.
    """
    warehouse = private_warehouse(project)
    refresh = full_refresh or needs_full_refresh(project)
    results = invocation.build(project, warehouse, full_refresh=refresh, progress=_step(progress, "transform"))
    _keep_manifests(project)
    record_checks(project, checks_from_dbt(results))
    return results


def record_dbt_results(project: Project) -> None:
    """Adds the results of a `dbt build` that ran in another process to the journal, as `transform` does.

    Raises:
        BuildError: dbt itself failed.
        CheckError: a model or a test failed.
    """
    begun = datetime.fromisoformat(read_journal(project.build_dir).started_at)
    results = invocation.read_results(project.target_dir, since=begun)
    _keep_manifests(project)
    record_checks(project, checks_from_dbt(results))


def _keep_manifests(project: Project) -> None:
    if transformation_digest(project) != read_journal(project.build_dir).transformation:
        raise BuildError("Files of the project changed while it was being built: what was built is not what they say.")
    for name in MANIFESTS:
        shutil.copyfile(project.target_dir / name, project.build_dir / name)


def needs_full_refresh(project: Project) -> bool:
    """Whether SQL, seeds or variables have changed since the incremental models were built."""
    before = read_state(private_warehouse(project), DIGEST)
    return before is not None and before != transformation_digest(project)


def record_checks(project: Project, checks: list[CheckResult]) -> None:
    """Adds results to the journal.

    Raises:
        CheckError: one of them blocks.
    """
    journal = _record(project, checks)
    if blocking(checks):
        _require_passed(project, journal, checks)


def check(project: Project, *, progress: Progress | None = None) -> list[CheckResult]:
    """Runs the expectation suites and Lodestar's own checks on the private file.

    Raises:
        CheckError: a check failed, could not run, or none ran.
    """
    warehouse = private_warehouse(project)
    write_state(warehouse, DIGEST, read_journal(project.build_dir).transformation)
    write_state(warehouse, BUILT_MEANINGS, json.dumps(read_built_standing(project.build_dir).meanings, sort_keys=True))
    catalog = read_catalog(project.build_dir)
    results = check_made_tables(project, catalog, warehouse, progress=_step(progress, "check"))
    journal = _record(project, results)
    _require_passed(project, journal, results)
    journal.state = "checked"
    write_journal(project.build_dir, journal)
    return [CheckResult(**result) for result in journal.checks]


def publish(project: Project) -> Release:
    """Writes the release, moves `hub/current`, and makes the private file the warehouse. Frees the lock.

    Raises:
        CheckError: the build has not passed its checks.
        ReleaseError: the disk refuses.
    """
    journal = read_journal(project.build_dir)
    if journal.state != "checked":
        raise CheckError(f"Build {journal.build_id} is {journal.state}, not checked: nothing is published.")
    catalog = read_catalog(project.build_dir)
    release = publish_release(project, catalog, journal, private_warehouse(project))
    # a crash before the next line costs the next build its increment, nothing else
    log_of(project.warehouse).unlink(missing_ok=True)
    private_warehouse(project).replace(project.warehouse)
    journal.state, journal.release_id = "published", release.release_id
    write_journal(project.build_dir, journal)
    lock.release(project.lock_path)
    return release


def abort(project: Project, reason: str, *, keep_file: bool = True) -> None:
    """Marks the build aborted and frees the lock. Its file stays until the next build, unless `keep_file` is False."""
    if not lock.is_held_here(project.lock_path):
        return
    with contextlib.suppress(LodestarError, OSError):
        journal = read_journal(project.build_dir)
        journal.state, journal.reason = "aborted", reason
        write_journal(project.build_dir, journal)
    if not keep_file:
        private_warehouse(project).unlink(missing_ok=True)
        log_of(private_warehouse(project)).unlink(missing_ok=True)
    for staging in project.releases_dir.glob(".staging-*"):
        shutil.rmtree(staging, ignore_errors=True)
    lock.release(project.lock_path)


def _record(project: Project, checks: list[CheckResult]) -> Journal:
    journal = read_journal(project.build_dir)
    journal.checks += [result.as_dict() for result in checks]
    write_journal(project.build_dir, journal)
    return journal


def _require_passed(project: Project, journal: Journal, checks: list[CheckResult]) -> None:
    page = write_data_docs(
        project.data_docs_dir,
        [CheckResult(**check) for check in journal.checks],
        title=f"Checks of {project.name}",
        build_id=journal.build_id,
        checked_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    )
    try:
        require_passed(checks)
    except CheckError as error:
        look = f"All checks: {page}\nThe tables they saw: {private_warehouse(project)}"
        raise CheckError(f"{error}\nNothing was published. {look}") from error


def _tell(progress: Progress | None, step: str, what: str) -> None:
    if progress:
        progress(step, what, 0, 0)


def _step(progress: Progress | None, step: str) -> Callable[[str, int, int], None] | None:
    if progress is None:
        return None
    return lambda what, done, total: progress(step, what, done, total)
