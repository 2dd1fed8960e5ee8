"""What is known of a failed build or a partial release, as names and counts. No text of an error is ever repeated."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from lodestar.errors import (
    BuildError,
    CheckError,
    ConfigurationError,
    IntakeError,
    LodestarError,
    ReleaseError,
)
from lodestar.quality.result import CheckResult, blocking
from lodestar.releases.journal import read_journal
from lodestar.releases.release import Release, current_release
from lodestar.report.alert_text import AlertFacts, FailedCheck
from lodestar.settings import Project
from lodestar.workflows.partial_release import partial_facts

__all__ = ["failure_facts", "held_back_facts", "late_facts", "partial_release_facts"]

CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (CheckError, "checks"),
    (IntakeError, "intake"),
    (BuildError, "dbt"),
    (ConfigurationError, "configuration"),
    (ReleaseError, "disk"),
    (OSError, "disk"),
)


def failure_facts(project: Project, error: BaseException) -> AlertFacts:
    """Names and counts of a failure: from the journal of the build, and names of the project that its text holds."""
    said = str(error)
    failed: list[CheckResult] = []
    occasion = _occasion(error)
    try:
        journal = read_journal(project.build_dir)
        if journal.state == "aborted" and journal.reason == said:  # it is this failure's own
            occasion = journal.build_id
            failed = blocking(CheckResult(**check) for check in journal.checks)
    except (LodestarError, TypeError):
        pass
    tables = _unique(check.table for check in failed)
    named = _words(said)
    return AlertFacts(
        occasion,
        next((name for kind, name in CAUSES if isinstance(error, kind)), "other"),
        checks=_failed_checks(failed),
        tables=(*tables, *_models_among(named, project, {table.split(".")[-1] for table in tables})),
        metrics=_unique([*(metric for check in failed for metric in check.metrics), *_metrics_among(named, project)]),
        files=_files_among(named, project),
        rows=_rows(failed),
    )


def partial_release_facts(release: Release) -> AlertFacts | None:
    """What in the release is not of its build; None when all is."""
    facts = partial_facts(release)
    if not any(facts.values()):
        return None
    failed = blocking(CheckResult(**check) for check in release.facts.get("checks", ()))
    left_out = facts["left_out"]
    return AlertFacts(
        release.release_id,
        "checks" if failed else "",
        checks=_failed_checks(failed),
        tables=(*facts["stale_tables"], *(name for name, kept in left_out.items() if kept.get("is_table"))),
        metrics=(*facts["stale"], *(name for name, kept in left_out.items() if not kept.get("is_table"))),
        rows=_rows(failed),
        served=release.release_id,
    )


def held_back_facts(project: Project) -> AlertFacts | None:
    """Tables and counts of what the last build held back in quarantine; None when nothing was."""
    journal = read_journal(project.build_dir)
    counts: dict[str, list[int]] = journal.intake.get("quarantined_by_table", {})
    held = {table: quarantined for table, (quarantined, _) in counts.items() if quarantined}
    if not held:
        return None
    return AlertFacts(journal.build_id, tables=tuple(sorted(held)), rows=sum(held.values()))


def late_facts(project: Project) -> AlertFacts | None:
    """Tables and metrics of the last build whose data are late; None when all arrived. Told once a day."""
    journal = read_journal(project.build_dir)
    results = [CheckResult(**check) for check in journal.checks]
    late = [result for result in results if result.code == "freshness" and result.status != "passed"]
    if not late:
        return None
    return AlertFacts(
        journal.started_at[:10],
        tables=_unique(result.table for result in late),
        metrics=_unique(metric for result in late for metric in result.metrics),
    )


def _occasion(error: BaseException) -> str:
    """The same for the same failure of the same day, where no build has begun that could name it."""
    digest = hashlib.sha256(str(error).encode("utf-8", errors="replace")).hexdigest()[:8]
    return f"{datetime.now(UTC):%Y-%m-%d} {type(error).__name__} {digest}"


def _failed_checks(failed: list[CheckResult]) -> tuple[FailedCheck, ...]:
    """Without their detail, which may quote a value."""
    return tuple(FailedCheck(check.table, check.rule, check.bad_rows) for check in failed)


def _rows(failed: list[CheckResult]) -> int | None:
    return sum(check.bad_rows or 0 for check in failed) or None


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _words(said: str) -> list[str]:
    """What may be a name in a message. A word is only ever told when the project itself has a thing of that name."""
    return [word.rstrip(".") for word in _unique(re.findall(r"[^\s'\"`,;:()\[\]]+", said)) if len(word) < 250]


def _models_among(named: list[str], project: Project, known: set[str]) -> list[str]:
    models = {path.stem for folder in project.folders.get("model-paths", ()) for path in folder.rglob("*.sql")}
    return [word for word in named if word.split(".")[-1] in models - known]


def _metrics_among(named: list[str], project: Project) -> list[str]:
    try:
        metrics = set(current_release(project.hub_dir).facts.get("certifications", ()))
    except LodestarError:
        return []
    return [word for word in named if word in metrics]


def _files_among(named: list[str], project: Project) -> tuple[str, ...]:
    """Raw files and files of the project, as paths in their folder."""
    found = []
    for word in named:
        for folder in (project.raw_dir, project.root):
            path = Path(os.path.normpath(folder / word))
            if path.is_relative_to(folder) and path.is_file():
                found.append(path.relative_to(folder).as_posix())
                break
    return _unique(found)
