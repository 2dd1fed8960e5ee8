"""The circuit breaker in a build: what has gone wrong so far, what it reaches, and what is published all the same.

`note` is asked after each step. It stops the build when nothing can be published: no metric is left, there is no
release whose values a metric could keep, or the project wants all or nothing (`vars: circuit_breaker: all_or_nothing`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from lodestar.catalog.catalog import Catalog
from lodestar.errors import CheckError, ConfigurationError, IntakeError, LodestarError
from lodestar.quality.circuit_breaker import Tainted, reason_of, tainted_by
from lodestar.quality.data_docs import write_data_docs
from lodestar.quality.dependencies import graph_of
from lodestar.quality.result import CheckResult, blocking, require_passed
from lodestar.releases.journal import Journal, read_journal, write_journal
from lodestar.releases.release import Release, current_release, find_release
from lodestar.settings import Project
from lodestar.warehouse.connection import connect
from lodestar.warehouse.publication import KeptMetric
from lodestar.workflows.private_copy import private_warehouse

__all__ = ["Withheld", "faults_of", "note", "tainted", "withheld", "write_pages"]

SETTING = "circuit_breaker"
PER_METRIC, ALL_OR_NOTHING = "per_metric", "all_or_nothing"


@dataclass(frozen=True)
class Withheld:
    """What a build does not publish from itself.

    Attributes:
        before: the release whose values are kept.
        metrics: metric -> whose values it keeps, and why.
        tables: name of a published table -> the same.
        left_out: metrics and tables that no release has yet -> why.
    """

    before: Release
    metrics: Mapping[str, KeptMetric]
    tables: Mapping[str, KeptMetric]
    left_out: Mapping[str, str]


def note(
    project: Project,
    catalog: Catalog,
    checks: Iterable[CheckResult] = (),
    *,
    bad_tables: Mapping[str, str] | None = None,
    unbuilt: Collection[str] = (),
    moves_on: bool = True,
) -> Tainted:
    """Adds what a step has found to the journal, and answers what all that was found reaches.

    Args:
        bad_tables: table -> why nothing that is made of it can be published, beside what checks say.
        unbuilt: tables that dbt skipped.
        moves_on: whether the private file can still become the warehouse.

    Raises:
        CheckError: nothing can be published, by what checks say.
        IntakeError: nothing can be published, because raw files were refused.
        ConfigurationError: the project asks for a breaker that there is not.
    """
    checks, wants_all = list(checks), _wants_all(project)
    journal = read_journal(project.build_dir)
    journal.checks += [check.as_dict() for check in checks]
    journal.bad_tables |= dict(bad_tables or {})
    journal.unbuilt += unbuilt
    journal.moves_on = journal.moves_on and moves_on
    write_journal(project.build_dir, journal)
    reached = tainted(project, catalog, journal)
    if faults_of(journal):
        write_pages(project, journal)
        if wants_all:
            _stop(project, journal)
    reaches = bool(reached.metrics or reached.tables)
    if reaches and (reached.is_total or _release_before(project) is None):
        _stop(project, journal)
    return reached


def tainted(project: Project, catalog: Catalog, journal: Journal) -> Tainted:
    """What the faults in the journal reach. Without any, the project's graph is not asked for."""
    checks = [CheckResult(**check) for check in journal.checks]
    if not (blocking(checks) or journal.bad_tables or journal.unbuilt):
        return Tainted({}, {}, is_total=False)
    return tainted_by(graph_of(catalog, week_start=project.week_start), checks, journal.bad_tables, journal.unbuilt)


def faults_of(journal: Journal) -> list[str]:
    """Every fault in a sentence, whether or not it reaches a metric."""
    checks = blocking(CheckResult(**check) for check in journal.checks)
    return [
        *map(reason_of, checks),
        *journal.bad_tables.values(),
        *(f"{name} was not built" for name in journal.unbuilt),
    ]


def withheld(project: Project, reached: Tainted) -> Withheld | None:
    """What is taken from the current release instead of the build; None when all of the build is published.

    Raises:
        CheckError: there is no release whose values could be kept.
    """
    if not reached.metrics and not reached.tables:
        return None
    before = _release_before(project)
    if before is None:
        raise CheckError("There is no sound release whose values could be kept: nothing is published. Build again.")
    known = _valued_metrics(before)
    present = set(before.facts.get("row_counts", {}))
    stale = before.facts.get("stale", {}), before.facts.get("stale_tables", {})
    tables = {relation.rpartition(".")[2]: reason for relation, reason in reached.tables.items()}
    return Withheld(
        before,
        {name: _kept(name, reason, stale[0], before) for name, reason in reached.metrics.items() if name in known},
        {name: _kept(name, reason, stale[1], before) for name, reason in tables.items() if name in present},
        {name: reason for name, reason in reached.metrics.items() if name not in known}
        | {name: reason for name, reason in tables.items() if name not in present},
    )


def write_pages(project: Project, journal: Journal) -> str:
    """Writes the page of all checks so far, and returns where it is."""
    page = write_data_docs(
        project.data_docs_dir,
        [CheckResult(**check) for check in journal.checks],
        title=f"Checks of {project.name}",
        build_id=journal.build_id,
        checked_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    )
    return str(page)


def _kept(name: str, reason: str, stale: Mapping[str, Mapping[str, str]], before: Release) -> KeptMetric:
    """Through repeated bad days it stays the release that last computed the values."""
    return KeptMetric(stale[name]["values_of"] if name in stale else before.release_id, reason)


def _valued_metrics(release: Release) -> set[str]:
    with connect(release.database) as connection:
        return {name for (name,) in connection.execute("select distinct metric_name from hub.metric_values").fetchall()}


def _release_before(project: Project) -> Release | None:
    """The current release, with every file as it was published: a damaged one must not be copied on."""
    with contextlib.suppress(LodestarError):
        return find_release(project.releases_dir, current_release(project.hub_dir).release_id)
    return None


def _wants_all(project: Project) -> bool:
    chosen = project.variables.get(SETTING, PER_METRIC)
    if chosen not in (PER_METRIC, ALL_OR_NOTHING):
        raise ConfigurationError(
            f"{project.root / 'dbt_project.yml'}: vars.{SETTING} is {chosen!r}; write {PER_METRIC} or {ALL_OR_NOTHING}."
        )
    return bool(chosen == ALL_OR_NOTHING)


def _stop(project: Project, journal: Journal) -> None:
    checks = [CheckResult(**check) for check in journal.checks]
    refused = "".join(f"\n  {name}: {reason}" for name, reason in journal.bad_tables.items())
    # what checks say of a table that was refused follows from that
    if not [check for check in blocking(checks) if check.table not in journal.bad_tables]:
        raise IntakeError(f"Nothing was published, because of:{refused}")
    look = f"All checks: {project.data_docs_dir / 'index.html'}\nThe tables they saw: {private_warehouse(project)}"
    try:
        require_passed(checks)
    except CheckError as error:
        raise CheckError(f"{error}{refused}\nNothing was published. {look}") from error
