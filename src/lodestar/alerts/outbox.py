"""The outbox: messages on disk, so that nobody waits for a chat and nothing is lost when it is down.

hub/outbox/<id>.json   one part of a message; written beside and renamed, so that a file is whole or not there
          /.lock       held by the one sender

Putting in makes new files only and takes no lock; whatever exists is changed by the holder of the lock alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from lodestar.alerts.channel import Channel
from lodestar.alerts.entry import Entry, entry_id, read_entry
from lodestar.alerts.parts import in_parts
from lodestar.errors import LockedError, UnknownNameError
from lodestar.releases.journal import write_atomically

__all__ = ["Outbox"]

KEPT_DAYS = 90
"""How long what was sent is remembered: so long the same event of the same occasion is not sent again."""

RESEND_WAIT = 10.0
"""Seconds that a person waits for a sender at work."""


class Outbox:
    """The messages in a folder."""

    def __init__(self, folder: Path) -> None:
        """Takes `hub/outbox`; it need not exist."""
        self.folder = folder

    def put(self, channel: Channel, event: str, occasion: str, text: str, *, now: datetime) -> list[str]:
        """Puts a message in, in as many parts as the channel needs; returns the ids of what was not there yet.

        Takes milliseconds. What is there already stays as it is: the same event of the same occasion is kept once.

        Raises:
            OSError: the disk refuses; nothing of the message was kept.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        texts = in_parts(text, channel.kind)
        added: list[str] = []
        try:
            # the first part comes last: it is what a sender waits for, so no message is begun that is not whole
            for part in range(len(texts), 0, -1):
                name = entry_id(event, occasion, channel.name, part)
                said = texts[part - 1]
                entry = Entry(name, channel.name, event, part, len(texts), now, said, 0, now, "waiting")
                if self._add(entry):
                    added.append(name)
        except OSError:
            for name in added:
                (self.folder / f"{name}.json").unlink(missing_ok=True)
            raise
        return added[::-1]

    def entries(self) -> list[Entry]:
        """Every entry that can be read, in the order in which they are sent."""
        found = [read_entry(text) for _, text in self._files()]
        kept = [entry for entry in found if entry is not None]
        return sorted(kept, key=lambda entry: (entry.created_at, entry.message, entry.part))

    def unreadable(self) -> list[str]:
        """Names of files that are no entries: somebody has changed them by hand."""
        return sorted(path.name for path, text in self._files() if read_entry(text) is None)

    def record(self, entry: Entry) -> None:
        """Writes what has become of an entry. Only for the holder of the lock.

        Raises:
            OSError: the disk refuses.
        """
        write_atomically(self.folder / f"{entry.id}.json", entry.as_json())

    def resend(self, name: str, *, now: datetime) -> Entry:
        """Lets an entry be sent again, though it may have arrived: a person has decided so.

        Raises:
            UnknownNameError: there is none of that id.
            LockedError: a sender is at work for longer than a few seconds.
        """
        with self.sole_sender(wait=RESEND_WAIT) as is_alone:
            if not is_alone:
                raise LockedError("Alerts are being sent right now. Try again when that is done.")
            entries = {entry.id: entry for entry in self.entries()}
            if name not in entries:
                raise UnknownNameError("alert", name, entries)
            entry = replace(entries[name], state="waiting", attempts=0, next_try_at=now, receipt="asked for again")
            self.record(entry)
            return entry

    def forget(self, *, now: datetime) -> None:
        """Removes what was sent long ago, and what writers that died have left. Only for the holder of the lock."""
        for entry in self.entries():
            if entry.state == "sent" and now - entry.created_at > timedelta(days=KEPT_DAYS):
                (self.folder / f"{entry.id}.json").unlink(missing_ok=True)
        for path in self.folder.glob(".*.json.*"):
            with contextlib.suppress(OSError):
                if now.timestamp() - path.stat().st_mtime > 3600:
                    path.unlink()

    @contextlib.contextmanager
    def sole_sender(self, *, wait: float = 0.0) -> Iterator[bool]:
        """Whether this is the one sender; the lock is freed after, also when its holder dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as handle:
            until = time.monotonic() + wait
            while not (is_alone := _lock(handle.fileno())) and time.monotonic() < until:
                time.sleep(0.05)
            yield is_alone

    def _add(self, entry: Entry) -> bool:
        """Whether the entry is new. A link never overwrites, so of two writers at once one keeps its file."""
        path = self.folder / f"{entry.id}.json"
        if path.exists():
            return False
        beside = self.folder / f".{path.name}.new.{os.getpid()}.{time.monotonic_ns()}"
        try:
            with beside.open("w", encoding="utf-8", errors="replace") as handle:
                handle.write(entry.as_json())
                handle.flush()
                os.fsync(handle.fileno())
            try:
                path.hardlink_to(beside)
            except FileExistsError:
                return False
        finally:
            beside.unlink(missing_ok=True)
        return True

    def _files(self) -> Iterator[tuple[Path, str]]:
        for path in sorted(self.folder.glob("[!.]*.json")):
            with contextlib.suppress(OSError):
                yield path, path.read_text(encoding="utf-8", errors="replace")


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
