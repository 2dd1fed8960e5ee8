"""Tells people of a bad day: puts a message for each channel that wants the event into the outbox. Never raises.

    tell(project, "quarantine", AlertFacts(occasion=build_id, files=("orders/a.csv",), rows=12))

A build calls this and goes on; `alerting`, around a whole build, sends what it can in a few seconds, and
`send_alerts.send_alerts` the rest.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lodestar.alerts.channel import load_channels
from lodestar.alerts.outbox import Outbox
from lodestar.errors import (
    BuildError,
    CheckError,
    ConfigurationError,
    IntakeError,
    LockedError,
    LodestarError,
    ReleaseError,
    UsageError,
)
from lodestar.quality.result import CheckResult, blocking
from lodestar.releases.journal import read_journal
from lodestar.releases.release import current_release
from lodestar.report.alert_text import AlertFacts, FailedCheck, alert_text
from lodestar.report.words import Words
from lodestar.settings import Project
from lodestar.workflows.send_alerts import send_soon

__all__ = ["AlertFacts", "FailedCheck", "alerting", "tell", "tell_of_failure"]

CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (CheckError, "checks"),
    (IntakeError, "intake"),
    (BuildError, "dbt"),
    (ConfigurationError, "configuration"),
    (ReleaseError, "disk"),
    (OSError, "disk"),
)
log = logging.getLogger("lodestar.alerts")


def tell(project: Project, event: str, facts: AlertFacts) -> tuple[str, ...]:
    """Puts the event into the outbox, for each channel that wants it; returns the ids of new entries. Milliseconds.

    Whatever goes wrong (a full disk, a wrong `governance/channels.yml`) is said in the log, and the caller goes on.

    Args:
        event: one of `alerts.channel.EVENTS`.
        facts: names and counts; `served` is filled in where it is None.
    """
    try:
        channels = [channel for channel in load_channels(project.root) if event in channel.events]
        if not channels:
            return ()
        if facts.served is None:
            facts = replace(facts, served=_served(project))
        outbox, now = Outbox(project.outbox_dir), datetime.now(UTC)
        added: list[str] = []
        for channel in channels:
            text = alert_text(project.name, event, facts, Words(channel.language))
            added += outbox.put(channel, event, facts.occasion, text, now=now)
    except Exception as error:  # an alert that can't be kept must not become a second bad day
        reason = str(error) if isinstance(error, LodestarError) else type(error).__name__
        reason = getattr(error, "strerror", None) or reason
        log.warning("Nobody could be told of %s: %s. Everything else goes on.", event, reason)
        return ()
    return tuple(added)


def tell_of_failure(project: Project, error: BaseException) -> tuple[str, ...]:
    """Puts a failed build into the outbox; returns the ids of new entries. Never raises.

    A build that was refused because another one runs, or that was called wrongly, is no bad day.
    """
    if isinstance(error, LockedError | UsageError):
        return ()
    try:
        facts = _facts_of(project, error)
    except Exception as defect:
        log.warning("What is known of the failure could not be read: %s.", type(defect).__name__)
        facts = AlertFacts(f"{datetime.now(UTC):%Y-%m-%d} {type(error).__name__}", "other")
    return tell(project, "build_failed", facts)


@contextlib.contextmanager
def alerting(project: Project) -> Iterator[None]:
    """Around a build: a failure is told; what waits is sent for a few seconds; the error goes on as it was.

    A build that others ask to stop (Ctrl-C) tells nobody and waits for nothing.
    """
    try:
        yield
    except Exception as error:
        tell_of_failure(project, error)
        send_soon(project)
        raise
    send_soon(project)


def _facts_of(project: Project, error: BaseException) -> AlertFacts:
    """Names and counts of a failure. Its text is looked through for names of files and never repeated."""
    said = str(error)
    digest = hashlib.sha256(said.encode("utf-8", errors="replace")).hexdigest()[:8]
    occasion = f"{datetime.now(UTC):%Y-%m-%d} {type(error).__name__} {digest}"
    cause = next((name for kind, name in CAUSES if isinstance(error, kind)), "other")
    failed: list[CheckResult] = []
    try:
        journal = read_journal(project.build_dir)
        if journal.state == "aborted" and journal.reason == said:  # it is this failure's own
            occasion = journal.build_id
            failed = blocking(CheckResult(**check) for check in journal.checks)
    except (LodestarError, TypeError):
        pass
    rows = [check.bad_rows for check in failed if check.bad_rows]
    tables = [check.table for check in failed]
    metrics = [metric for check in failed for metric in check.metrics]
    named = _words(said)
    return AlertFacts(
        occasion,
        cause,
        checks=tuple(FailedCheck(check.table, check.rule, check.bad_rows) for check in failed),
        tables=tuple(
            dict.fromkeys([*tables, *_models_among(named, project, {table.split(".")[-1] for table in tables})])
        ),
        metrics=tuple(dict.fromkeys([*metrics, *_metrics_among(named, project)])),
        files=_files_among(named, project),
        rows=sum(rows) if rows else None,
    )


def _words(said: str) -> list[str]:
    """What may be a name in a message. A word is only ever told when the project itself has a thing of that name."""
    return [word.rstrip(".") for word in dict.fromkeys(re.findall(r"[^\s'\"`,;:()\[\]]+", said)) if len(word) < 250]


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
            path = Path(word) if Path(word).is_absolute() else folder / word
            if path.is_relative_to(folder) and path.is_file():
                found.append(path.relative_to(folder).as_posix())
                break
    return tuple(dict.fromkeys(found))


def _served(project: Project) -> str | None:
    try:
        return current_release(project.hub_dir).release_id
    except LodestarError:
        return None
