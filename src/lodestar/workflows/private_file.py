"""Files that hold what raw rows say of people: only their owner may read them, and they appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from lodestar.errors import UsageError

__all__ = ["write_private"]


def write_private(path: Path, text: str) -> None:
    """Writes beside with mode 0600, syncs to disk, then renames.

    Raises:
        UsageError: the disk refuses; what was there before is unchanged.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"{path} can't be written: {error.strerror}. Name another file, or make room.") from error
    except BaseException:  # what is in it must not lie about
        beside.unlink(missing_ok=True)
        raise
