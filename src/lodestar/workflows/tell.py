"""Tells people of a bad day: puts a message for each channel that wants the event into the outbox. Never raises.

    tell(project, "quarantine", AlertFacts(occasion=build_id, files=("orders/a.csv",), rows=12))

A build calls this and goes on; `alerting`, around a whole build, sends what it can in a few seconds, and
`send_alerts.send_alerts` the rest.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lodestar.alerts.channel import load_channels
from lodestar.alerts.outbox import Outbox
from lodestar.errors import LockedError, LodestarError, PartialReleaseError, UsageError
from lodestar.releases.release import current_release
from lodestar.report.alert_text import AlertFacts, FailedCheck, alert_text
from lodestar.report.words import Words
from lodestar.settings import Project
from lodestar.workflows.failure_facts import failure_facts, held_back_facts, late_facts, partial_release_facts
from lodestar.workflows.send_alerts import send_soon

__all__ = ["AlertFacts", "FailedCheck", "alerting", "tell", "tell_of_failure", "tell_of_partial", "tell_of_warnings"]

log = logging.getLogger("lodestar.alerts")


def tell(project: Project, event: str, facts: AlertFacts) -> tuple[str, ...]:
    """Puts the event into the outbox, for each channel that wants it; returns the ids of new entries. Milliseconds.

    Whatever goes wrong (a full disk, a wrong `governance/channels.yml`) is said in the log, and the caller goes on.

    Args:
        event: one of `alerts.channel.EVENTS`.
        facts: names and counts; `served` is filled in where it is None, unless a release is damaged: that one may be.
    """
    try:
        channels = [channel for channel in load_channels(project.root) if event in channel.events]
        if not channels:
            return ()
        if facts.served is None and event != "release_damaged":
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

    A build that was refused because another one runs, or that was called wrongly, is no bad day; one that published a
    release with earlier values in it has not failed.
    """
    if isinstance(error, LockedError | UsageError):
        return ()
    if isinstance(error, PartialReleaseError):
        return tell_of_partial(project)
    facts = _known(lambda: failure_facts(project, error))
    return tell(project, "build_failed", facts or AlertFacts(f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "other"))


def tell_of_partial(project: Project) -> tuple[str, ...]:
    """Puts the current release into the outbox, once, when some of it keeps earlier values. Never raises."""
    facts = _known(lambda: partial_release_facts(current_release(project.hub_dir)))
    return tell(project, "release_partial", facts) if facts else ()


def tell_of_warnings(project: Project) -> tuple[str, ...]:
    """Puts what the last build let pass into the outbox, once: rows held back, and data that are late. Never raises."""
    added: tuple[str, ...] = ()
    for event, read in (("quarantine", held_back_facts), ("freshness", late_facts)):
        facts = _known(lambda read=read: read(project))  # type: ignore[misc]
        added += tell(project, event, facts) if facts else ()
    return added


@contextlib.contextmanager
def alerting(project: Project) -> Iterator[None]:
    """Around a build: a failure is told; what waits is sent for a few seconds; the error goes on as it was.

    So are a release that keeps earlier values, rows that were held back, and data that are late. A build that somebody
    stops (Ctrl-C) tells nobody and waits for nothing.
    """
    try:
        yield
    except Exception as error:
        tell_of_failure(project, error)
        send_soon(project)
        raise
    tell_of_partial(project)
    tell_of_warnings(project)
    send_soon(project)


def _known(read: Callable[[], AlertFacts | None]) -> AlertFacts | None:
    try:
        return read()
    except LodestarError:
        return None
    except Exception as defect:
        log.warning("What has happened could not be read for an alert: %s.", type(defect).__name__)
        return None


def _served(project: Project) -> str | None:
    try:
        return current_release(project.hub_dir).release_id
    except LodestarError:
        return None
