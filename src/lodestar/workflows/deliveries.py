"""Raw files are loaded, and a delivery that is bad is taken back before anything is made of it.

What the table held before stays, so that dbt goes on with the last good state; the metrics below are not published from
it. The next build reads the files again.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime

from lodestar.catalog.catalog import Catalog
from lodestar.quality.freshness import CODE as FRESHNESS
from lodestar.quality.result import CheckResult, blocking
from lodestar.releases.journal import read_journal, write_journal
from lodestar.settings import Project
from lodestar.warehouse.connection import connect
from lodestar.warehouse.intake import Intake, load_raw_files, withdraw_delivery
from lodestar.workflows.checks import Progress, check_raw_tables
from lodestar.workflows.circuit import note
from lodestar.workflows.deletions import apply_deletions
from lodestar.workflows.private_copy import private_warehouse

__all__ = ["receive"]


def receive(project: Project, catalog: Catalog, *, progress: Progress | None = None) -> Intake:
    """Loads new raw files into the private file and checks the raw tables.

    Raises:
        CheckError: checks leave no metric that could be published.
        IntakeError: files can't be loaded as their source declares, and no metric is left.
    """
    warehouse = private_warehouse(project)
    with connect(warehouse, read_only=False) as connection:
        intake = load_raw_files(
            connection,
            catalog.loaded_sources,
            project.raw_dir,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            replays_dir=project.hub_dir / "replays",
            progress=progress,
        )
    deleted = apply_deletions(project, catalog)  # before any check, so that none sees what must not be there
    intake = replace(intake, warnings=(*read_journal(project.build_dir).warnings, *intake.warnings, *deleted))
    _note_intake(project, intake)
    checks = check_raw_tables(project, catalog, warehouse, progress=progress)
    note(project, catalog, checks, bad_tables=intake.refused)
    # age is no fault of the rows: its metrics wait, and the delivery may be built upon
    bad = {check.table for check in blocking(checks) if check.code != FRESHNESS}
    if bad or intake.refused:
        intake = _take_back(project, catalog, intake, bad)
        _note_intake(project, intake)
        if not _is_mended(project, catalog, checks, bad):
            note(project, catalog, moves_on=False)
    return intake


def _take_back(project: Project, catalog: Catalog, intake: Intake, bad: set[str]) -> Intake:
    """The tables that the gate refused have nothing of the delivery; those that a check refused give it back here."""
    if not bad:
        return intake
    loaded_at = datetime.fromisoformat(intake.loaded_at)
    with connect(private_warehouse(project), read_only=False) as connection:
        for table in catalog.loaded_sources:
            if table.relation in bad:
                files, rows = withdraw_delivery(connection, table, loaded_at)
                if not files:
                    continue
                said = f"{table.relation}: what came now was taken back ({rows:,} rows), and is read again next time"
                intake = replace(
                    intake, files=intake.files - files, rows=intake.rows - rows, warnings=(*intake.warnings, said)
                )
    return intake


def _is_mended(project: Project, catalog: Catalog, checks: list[CheckResult], bad: set[str]) -> bool:
    """Whether the raw tables are good again without what was taken back."""
    if any(check.metrics for check in blocking(checks)):
        return False
    again = check_raw_tables(project, catalog, private_warehouse(project), only=bad)
    return not blocking(check for check in again if check.table in bad and check.code != FRESHNESS)


def _note_intake(project: Project, intake: Intake) -> None:
    journal = read_journal(project.build_dir)
    journal.intake = asdict(intake)
    write_journal(project.build_dir, journal)
