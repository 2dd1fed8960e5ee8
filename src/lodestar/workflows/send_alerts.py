"""Sends what waits in the outbox: all that is due (cron, a schedule), or what goes within a few seconds (a build)."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

import requests

from lodestar.alerts.channel import find_channel, load_channels
from lodestar.alerts.delivery import Receipt, deliver
from lodestar.alerts.entry import Entry
from lodestar.alerts.outbox import Outbox
from lodestar.report.alert_text import AlertFacts, alert_text
from lodestar.report.words import Words
from lodestar.settings import Project

__all__ = ["MOST_SECONDS", "list_alerts", "resend_alert", "send_alerts", "send_soon", "try_channel"]

BEGIN_WITHIN = 1.0
TIMEOUTS = (1.0, 3.0)
MOST_SECONDS = BEGIN_WITHIN + sum(TIMEOUTS)
"""The longest that a build is held up, whatever the chat does."""

SHOWN_STATES = ("waiting", "sending", "unconfirmed", "dead")
log = logging.getLogger("lodestar.alerts")


def send_alerts(project: Project) -> list[Receipt]:
    """Sends all that is due; for a schedule or cron. Empty when nothing is due or another sender is at work.

    Raises:
        ConfigurationError: `governance/channels.yml` is wrong.
        OSError: the outbox can't be written.
    """
    with requests.Session() as session:
        return deliver(Outbox(project.outbox_dir), load_channels(project.root), _now, session)


def send_soon(project: Project) -> list[Receipt]:
    """Sends what goes within `MOST_SECONDS` and leaves the rest to `send_alerts`. Never raises, never takes longer.

    Where nothing waits, it costs nothing.
    """
    if not any(entry.state in ("waiting", "sending") for entry in Outbox(project.outbox_dir).entries()):
        return []
    receipts: list[Receipt] = []

    def send() -> None:
        try:
            with requests.Session() as session:
                receipts.extend(
                    deliver(
                        Outbox(project.outbox_dir),
                        load_channels(project.root),
                        _now,
                        session,
                        begin_within=BEGIN_WITHIN,
                        timeouts=TIMEOUTS,
                    )
                )
        except Exception as error:
            log.warning("Alerts wait in %s: %s.", project.outbox_dir, type(error).__name__)

    # of its own, because a name server that hangs knows no timeout; what it was at is found again as unconfirmed
    sender = threading.Thread(target=send, name="alerts", daemon=True)
    sender.start()
    sender.join(MOST_SECONDS)
    return list(receipts)


def list_alerts(project: Project, *, sent_too: bool = False) -> tuple[list[Entry], list[str]]:
    """Entries of the outbox, oldest first, without what was sent; and files in it that are no entries."""
    outbox = Outbox(project.outbox_dir)
    entries = [entry for entry in outbox.entries() if sent_too or entry.state in SHOWN_STATES]
    return entries, outbox.unreadable()


def resend_alert(project: Project, name: str) -> Entry:
    """Lets an alert be sent again, though it may have arrived.

    Raises:
        UnknownNameError: there is none of that id.
        LockedError: alerts are being sent right now.
    """
    return Outbox(project.outbox_dir).resend(name, now=_now())


def try_channel(project: Project, name: str) -> list[Receipt]:
    """Sends a message that says it is a test, and all else that is due; returns what became of the test.

    Raises:
        ConfigurationError: `governance/channels.yml` is wrong.
        UnknownNameError: no channel has that name.
        OSError: the outbox can't be written.
    """
    now = _now()
    channel = find_channel(load_channels(project.root), name)
    facts = AlertFacts(f"test {now:%Y-%m-%d %H:%M:%S.%f}")
    text = alert_text(project.name, "test", facts, Words(channel.language))
    put = Outbox(project.outbox_dir).put(channel, "test", facts.occasion, text, now=now)
    return [receipt for receipt in send_alerts(project) if receipt.id in put]


def _now() -> datetime:
    return datetime.now(UTC)
