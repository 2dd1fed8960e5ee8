"""One build at a time: a lock that the operating system frees when its holder dies, and that says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lodestar.errors import LockedError

__all__ = ["acquire", "is_held_here", "release"]

_held: dict[Path, IO[str]] = {}
"""Locks of this process by path: closing the file is what frees the lock."""


def acquire(path: Path) -> None:
    """Takes the lock, or refuses at once.

    Raises:
        LockedError: another process, or another build of this one, holds it; the message names it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        handle.seek(0)
        holder = _holder(handle.read())
        handle.close()
        raise LockedError(f"Another build is running: {holder}. Wait for it, or stop that process.") from error
    except OSError as error:
        handle.close()
        raise LockedError(f"{path} can't be locked ({error}): is the hub on a file system without locks?") from error
    handle.seek(0)
    handle.truncate()
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": now}, handle)
    handle.flush()
    _held[path] = handle


def release(path: Path) -> None:
    """Frees the lock if this process holds it."""
    handle = _held.pop(path, None)
    if handle is not None:
        handle.seek(0)
        handle.truncate()
        handle.close()


def is_held_here(path: Path) -> bool:
    """Whether this process holds the lock."""
    return path in _held


def _holder(text: str) -> str:
    try:
        holder = json.loads(text)
        return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (json.JSONDecodeError, KeyError, TypeError):
        return "its holder left no name"
