"""The ledger: every value as it was reported, for good.

    hub/ledger/000001-2026-10/values.csv            one row a value, chained by hash (`chain.py`)
                             /facts.json            which release, which raw rows, which definitions
                             /definitions.json.gz   the project as it computed them
              /head                                 the last freeze and its last hash

A freeze is a folder that appears in one step and is never changed. Rows say two times: the period that a value is of,
and `frozen_at`, when it was reported. What a later freeze says of the same period stands beside it, never in its place.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import LedgerError
from lodestar.review.chain import ORIGIN, chained, opening
from lodestar.review.frozen_folder import DEFINITIONS, FACTS, VALUES, Freeze, follow, sync, write_file, write_folder
from lodestar.review.row import Row, csv_rows

__all__ = ["Ledger", "Verification"]

HEAD = "head"


@dataclass(frozen=True)
class Verification:
    """What `verify` found. `broken` names the first freeze that is not as it was written, and why; None: all is."""

    freezes: int
    rows: int
    head: str
    broken: str | None = None


class Ledger:
    """The ledger in a folder."""

    def __init__(self, folder: Path) -> None:
        """The folder need not exist: an empty ledger has none."""
        self.folder = folder

    def freezes(self, month: str | None = None) -> list[Freeze]:
        """All freezes, or those of a month, in the order in which they were written."""
        if not self.folder.is_dir():
            return []
        found = [Freeze(path) for path in self.folder.iterdir() if path.is_dir() and path.name[:6].isdigit()]
        return sorted((f for f in found if month in (None, f.month)), key=lambda freeze: freeze.number)

    def head(self) -> str:
        """The last hash, by the note of where the chain ends; empty for an empty ledger."""
        found = self._head()
        return found[1] if found else ""

    def append(
        self, month: str, rows: Sequence[Row], facts: Mapping[str, Any], definitions: bytes | None = None
    ) -> Freeze:
        """Writes a freeze: whole, or nothing of it.

        Raises:
            LedgerError: the disk refuses, or the ledger's end is not as it was written.
        """
        with self._alone():
            number, before = self._end()
            freeze = Freeze(self.folder / f"{number + 1:06d}-{month}")
            digest = {"definitions_sha256": hashlib.sha256(definitions).hexdigest()} if definitions else {}
            told = json.dumps({"month": month, **facts, **digest}, indent=1, ensure_ascii=False, default=str) + "\n"
            text, last, count = chained(csv_rows(rows), opening(before, told.encode()))
            files = {VALUES: text.encode(), FACTS: told.encode()}
            try:
                write_folder(freeze.folder, files | ({DEFINITIONS: definitions} if definitions else {}))
                self._write_head(freeze, last, count)
            except OSError as error:
                raise LedgerError(f"Nothing was frozen: {self.folder} can't be written: {error}") from error
            return freeze

    def verify(self, expected_head: str | None = None) -> Verification:
        """Follows the chain from its beginning.

        Args:
            expected_head: a hash printed earlier, on a deck for example: the chain must go through it.

        Returns:
            What it found; the first break in it.
        """
        last, rows = ORIGIN, 0
        heads: list[bytes] = []
        freezes = self.freezes()
        for place, freeze in enumerate(freezes, start=1):
            broken, last, count = follow(freeze, place, last)
            rows += count
            if broken:
                return Verification(place - 1, rows, last, broken)
            heads.append(_head_line(freeze, count, last))
        broken = self._wrong_head(heads)
        if not broken and expected_head and expected_head.encode() not in {line.split()[2] for line in heads}:
            broken = f"no freeze ends in {expected_head}: what was reported with that hash is gone or was rewritten"
        return Verification(len(freezes), rows, last, broken)

    def _end(self) -> tuple[int, str]:
        """Number and last hash of the last freeze. A freeze that was cut short after its folder stood counts."""
        freezes = self.freezes()
        if not freezes:
            if (self.folder / HEAD).exists():
                raise LedgerError(f"{self.folder} has a head and no freeze: restore it from a backup.")
            return 0, ORIGIN
        head, named = self._head(), {freeze.folder.name: freeze for freeze in freezes}
        if head and head[0] not in named:
            raise LedgerError(f"Nothing was frozen: the head names {head[0]}, which is gone. Restore it from a backup.")
        place, before = (named[head[0]].number, head[1]) if head else (0, ORIGIN)
        later = [freeze for freeze in freezes if freeze.number > place]
        for offset, freeze in enumerate(later, start=1):
            broken, before, _ = follow(freeze, place + offset, before)
            if broken:
                raise LedgerError(f"Nothing was frozen: {broken}. Run `lodestar ledger verify`.")
        return freezes[-1].number, before

    def _head(self) -> tuple[str, str] | None:
        with contextlib.suppress(OSError):
            parts = (self.folder / HEAD).read_text(encoding="utf-8").split()
            if len(parts) == 3:
                return parts[0], parts[2]
        return None

    def _wrong_head(self, heads: Sequence[bytes]) -> str | None:
        """A head that is one freeze behind is right: the process died between the two writes."""
        try:
            found: bytes | None = (self.folder / HEAD).read_bytes()
        except OSError:
            found = None
        if found is None:
            return "the head is missing" if len(heads) > 1 else None
        if not heads:
            return "the head names a freeze that is gone"
        return (
            None if found in heads[-2:] else f"the head does not name {heads[-1].split()[0].decode()}, the last freeze"
        )

    def _write_head(self, freeze: Freeze, last: str, rows: int) -> None:
        beside = self.folder / f".{HEAD}.{os.getpid()}"
        write_file(beside, _head_line(freeze, rows, last))
        beside.replace(self.folder / HEAD)
        sync(self.folder)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("w")
        except OSError as error:
            raise LedgerError(f"Nothing was frozen: {self.folder} can't be written: {error}") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _head_line(freeze: Freeze, rows: int, last: str) -> bytes:
    return f"{freeze.folder.name} {rows} {last}\n".encode()
