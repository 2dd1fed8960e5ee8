"""One build at a time: a lock that the operating system frees when its holder dies, and that says who holds it.

It is `flock`, so it can't outlive its holder. Between hosts on a shared file system it reaches as far as `flock` does
there: NFS from Linux 2.6.12 on and SMB pass it on to the server, others lock within one host alone, and then a
scheduler must keep builds to one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lodestar.errors import LockedError

__all__ = ["acquire", "is_held_here", "recovered", "release"]

_held: dict[Path, IO[str]] = {}
"""Locks of this process by path: closing the file is what frees the lock."""

_dead: dict[Path, str] = {}
"""What holders that died left in locks that this process holds, until somebody has told people of it."""


def acquire(path: Path) -> None:
    """Takes the lock, or refuses at once.

    Raises:
        LockedError: another process, or another build of this one, holds it; the message names it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("a+", encoding="utf-8", errors="replace")
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
    try:
        handle.seek(0)
        left = handle.read()
        _write(handle, {"pid": os.getpid(), "host": socket.gethostname(), "since": _now()})
    except OSError:  # a full disk: the lock holds without a name
        left = ""
    if left.strip():
        _dead[path] = left
    _held[path] = handle


def release(path: Path) -> None:
    """Frees the lock if this process holds it. A dead holder that nobody was told of stays named in it."""
    handle = _held.pop(path, None)
    left = _dead.pop(path, "")
    if handle is not None:
        with contextlib.suppress(OSError):  # a full disk takes no name; the lock itself is freed all the same
            handle.seek(0)
            handle.truncate()
            handle.write(left)
            handle.flush()
        with contextlib.suppress(OSError):
            handle.close()


def recovered(path: Path) -> str | None:
    """Who held the lock before this process and died with it: `process 12 on host, since ...`. Told once."""
    left = _dead.pop(path, None)
    return None if left is None else _holder(left)


def is_held_here(path: Path) -> bool:
    """Whether this process holds the lock."""
    return path in _held


def _write(handle: IO[str], holder: dict[str, object]) -> None:
    handle.seek(0)
    handle.truncate()
    json.dump(holder, handle)
    handle.flush()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _holder(text: str) -> str:
    try:
        holder = json.loads(text)
        return f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
    except (json.JSONDecodeError, KeyError, TypeError):
        return "its holder left no name"
