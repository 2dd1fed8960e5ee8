"""An entry of the outbox: one part of one message to one channel, and what has become of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

__all__ = ["STATES", "Entry", "entry_id", "read_entry"]

STATES = ("waiting", "sending", "sent", "unconfirmed", "dead")


@dataclass(frozen=True)
class Entry:
    """One part of a message.

    Attributes:
        id: `<16 hex digits of event, occasion and channel>-<part>`.
        channel: its name, never its address.
        part, parts: 1 of 1, or 2 of 3; parts go in order.
        created_at, next_try_at: with a time zone.
        state: waiting, sending, sent, unconfirmed (it may have arrived) or dead (given up).
        receipt: what the last try came to, in words.
    """

    id: str
    channel: str
    event: str
    part: int
    parts: int
    created_at: datetime
    text: str
    attempts: int
    next_try_at: datetime
    state: str
    receipt: str = ""

    @property
    def message(self) -> str:
        """What all parts of the message share."""
        return self.id.rpartition("-")[0]

    def as_json(self) -> str:
        """The text of its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=datetime.isoformat)


def entry_id(event: str, occasion: str, channel: str, part: int) -> str:
    """The same for the same event of the same occasion, whoever puts it in and however often."""
    digest = hashlib.sha256(json.dumps([event, occasion, channel]).encode()).hexdigest()
    return f"{digest[:16]}-{part}"


def read_entry(text: str) -> Entry | None:
    """The entry of a file; None where it is none."""
    try:
        given: dict[str, Any] = json.loads(text)
        times = {name: datetime.fromisoformat(given[name]) for name in ("created_at", "next_try_at")}
        entry = Entry(**{**given, **times})
        numbers = all(isinstance(number, int) for number in (entry.attempts, entry.part, entry.parts))
        texts = all(isinstance(text, str) for text in (entry.id, entry.channel, entry.text, entry.receipt))
    except (ValueError, TypeError, KeyError):
        return None
    has_zone = all(at.tzinfo for at in times.values())
    return entry if numbers and texts and has_zone and entry.state in STATES else None
