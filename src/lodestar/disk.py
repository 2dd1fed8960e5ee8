"""A disk that is full, said plainly wherever it shows: the system, DuckDB and dbt each say it in their own words."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

__all__ = ["disk_full", "free_space"]

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

SAID = re.compile(r"No space left on device|Disk quota exceeded|File too large|disk is full", re.IGNORECASE)

NAMED = re.compile(r"""(?:file|to) ['"]([^'"]+)['"]""")
"""How DuckDB names the file that it was writing."""


def disk_full(error: BaseException, folder: Path) -> str | None:
    """A sentence when the error, or what it came from, is a disk without room; None for any other error.

    It names what was being written and how much is free where `folder` is.
    """
    for cause in _causes(error):
        text = str(cause)
        if (isinstance(cause, OSError) and cause.errno in NO_ROOM) or SAID.search(text):
            named = NAMED.search(text)
            written = getattr(cause, "filename2", None) or getattr(cause, "filename", None)
            what = written or (named.group(1) if named else folder)
            return (
                f"The disk is full: {what} could not be written. {free_space(folder)}. "
                "What was published is unchanged. Make room and build again."
            )
    return None


def free_space(folder: Path) -> str:
    """`12.3 MB of 20.0 GB are free in <folder>`; of the nearest folder above, where it does not exist."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    usage = shutil.disk_usage(there)
    return f"{_size(usage.free)} of {_size(usage.total)} are free in {there}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
