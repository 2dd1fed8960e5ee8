"""Which processes have a release open: BI tools, notebooks, `lodestar` itself.

Two things are looked at, and one of them is enough: the files that processes have open (`/proc/<pid>/fd`; those of
other users only as root), and the read locks that DuckDB holds on the files it has open (`/proc/locks`, by inode,
whoever the user is). Where there is no `/proc`, and for readers on other hosts of a shared file system, the system is
asked for the lock of each file (`F_GETLK`); that names one holder. In a process of its own: closing a file drops all
locks that a process has on it, and those of a connection of this process must stay.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = ["holders_of"]

LOCK = re.compile(r"^\d+: \S+\s+\S+\s+\S+ (-?\d+) [0-9a-f]+:[0-9a-f]+:(\d+) ")

ASK = """
import fcntl, struct, sys
form = "qqihh" if sys.platform == "darwin" else "hhqqi4x"
for path in sys.stdin.read().split("\\0"):
    pid = 0
    try:
        with open(path, "rb") as file:
            wanted = (0, 0, 0, fcntl.F_WRLCK, 0) if sys.platform == "darwin" else (fcntl.F_WRLCK, 0, 0, 0, 0)
            found = struct.unpack(form, fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(form, *wanted)))
            kind, pid = (found[3], found[2]) if sys.platform == "darwin" else (found[0], found[4])
            pid = 0 if kind == fcntl.F_UNLCK else pid or -1
    except OSError:
        pass
    print(pid)
"""
"""Prints the process that holds a lock on each file: 0 for none, -1 for one that the system does not name."""


def holders_of(folders: Iterable[Path]) -> dict[Path, list[str]]:
    """Folder -> who has a file of it open, such as `process 12 (python)`, in order of their numbers."""
    files = {path: folder for folder in folders for path in folder.rglob("*") if path.is_file()}
    if not files:
        return {}
    found: dict[Path, set[int]] = {}
    inodes: dict[int, Path] = {}
    for path, folder in files.items():
        with contextlib.suppress(OSError):
            inodes[path.stat().st_ino] = folder
    for inode, pid in [*_locks(), *_open_files()]:
        if inode in inodes:
            found.setdefault(inodes[inode], set()).add(pid)
    databases = [path for path in files if path.suffix == ".duckdb" and files[path] not in found]
    for path, pid in _asked(databases):
        if pid:
            found.setdefault(files[path], set()).add(pid)
    return {folder: [_named(pid) for pid in sorted(pids)] for folder, pids in found.items()}


def _locks() -> Iterable[tuple[int, int]]:
    """Inode and process of every lock. Not by device: overlay file systems show another one there."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            found = LOCK.match(line)
            if found:
                yield int(found.group(2)), int(found.group(1))


def _open_files() -> Iterable[tuple[int, int]]:
    with contextlib.suppress(OSError):
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                with contextlib.suppress(OSError):
                    for link in os.scandir(process / "fd"):
                        with contextlib.suppress(OSError):
                            yield link.stat().st_ino, int(process.name)


def _asked(databases: list[Path]) -> Iterable[tuple[Path, int]]:
    if not databases:
        return []
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ASK],
        input="\0".join(map(str, databases)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    pids = answer.stdout.split()
    return zip(databases, map(int, pids), strict=True) if len(pids) == len(databases) else []


def _named(pid: int) -> str:
    if pid <= 0:
        return "a process"
    try:
        return f"process {pid} ({Path(f'/proc/{pid}/comm').read_text(encoding='utf-8', errors='replace').strip()})"
    except OSError:
        return f"process {pid}"
