"""The ledger: every value as it was reported, for good.

    hub/ledger/000001-2026-10/values.csv            one row a value, chained by hash (`chain.py`)
                             /facts.json            which release, which raw rows, which definitions, how many rows
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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import LedgerError
from lodestar.review.chain import ORIGIN, chained, opening
from lodestar.review.frozen_folder import (
    DEFINITIONS,
    FACTS,
    VALUES,
    Freeze,
    follow,
    last_hash,
    sync,
    write_file,
    write_folder,
)
from lodestar.review.row import Row, csv_rows

__all__ = ["Ledger", "Verification"]

HEAD = "head"


@dataclass(frozen=True)
class Verification:
    """What `verify` found. `broken` names the first freeze and row that are not as they were written; None: all are.

    `is_foreign`: the chain is whole, and does not go through the hash that was expected.
    """

    freezes: int
    rows: int
    head: str
    broken: str | None = None
    is_foreign: bool = False


class Ledger:
    """The ledger in a folder."""

    def __init__(self, folder: Path) -> None:
        """The folder need not exist: an empty ledger has none."""
        self.folder = folder
        self._is_alone = False

    def freezes(self, month: str | None = None) -> list[Freeze]:
        """All freezes, or those of a month, in the order in which they were written."""
        if not self.folder.is_dir():
            return []
        found = [freeze for path in self.folder.iterdir() if (freeze := Freeze.at(path))]
        return sorted((f for f in found if month in (None, f.month)), key=lambda freeze: freeze.number)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """In here nobody else writes: what is read is still so when something is appended.

        Raises:
            LedgerError: the folder can't be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("a")
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError as error:
            raise LedgerError(f"Nothing was frozen: {self.folder} can't be written: {error}") from error
        with lock:
            self._is_alone = True
            try:
                yield
            finally:
                self._is_alone = False

    def append(
        self, month: str, rows: Sequence[Row], facts: Mapping[str, Any], definitions: bytes | None = None
    ) -> Freeze:
        """Writes a freeze: whole, or nothing of it.

        Raises:
            LedgerError: the disk refuses, or the ledger's end is not as it was written.
        """
        with contextlib.nullcontext() if self._is_alone else self.alone():
            number, before = self._end()
            freeze = Freeze(self.folder / f"{number + 1:06d}-{month}")
            told: dict[str, Any] = {"month": month, "rows": len(rows), **facts}
            if definitions:
                told["definitions_sha256"] = hashlib.sha256(definitions).hexdigest()
            document = (json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n").encode()
            text, last, count = chained(csv_rows(rows), opening(before, document))
            files = {VALUES: text.encode(), FACTS: document, **({DEFINITIONS: definitions} if definitions else {})}
            try:
                write_folder(freeze.folder, files)
            except OSError as error:
                raise LedgerError(f"Nothing was frozen: {self.folder} can't be written: {error}") from error
            self._write_head(freeze, last, count)
            return freeze

    def settle(self) -> None:
        """Writes the note of where the chain ends, where a process died before it could.

        Raises:
            LedgerError: the ledger's end is not as it was written.
        """
        freezes = self.freezes()
        if freezes and not self._is_head(freezes[-1]):
            _, last = self._end()
            self._write_head(freezes[-1], last, freezes[-1].facts()["rows"])

    def head(self) -> str:
        """The last hash; empty for an empty ledger.

        Raises:
            LedgerError: it can't be read.
        """
        freezes = self.freezes()
        return last_hash(freezes[-1]) if freezes else ""

    def check(self, freezes: Iterable[Freeze]) -> None:
        """Refuses freezes that are not as they were written, by what stands before each of them.

        Cheaper than `verify` for a ledger of years, for whoever shows some of it.

        Raises:
            LedgerError: with the first broken row.
        """
        by_number = {freeze.number: freeze for freeze in self.freezes()}
        for freeze in freezes:
            before = by_number.get(freeze.number - 1)
            broken, _, _ = follow(freeze, freeze.number, last_hash(before) if before else ORIGIN)
            if broken:
                raise LedgerError(
                    f"The ledger in {self.folder} is not as it was written: {broken}. Nothing of it is shown. "
                    "`lodestar ledger verify` looks at all of it; restore the folder from a backup."
                )

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
        known = {line.split()[2].decode() for line in heads}
        is_foreign = not broken and expected_head is not None and expected_head not in known
        return Verification(len(freezes), rows, last, broken, is_foreign)

    def _end(self) -> tuple[int, str]:
        """Number and last hash of the last freeze. A freeze that was cut short after its folder stood counts."""
        freezes = self.freezes()
        head = self._named()
        if not freezes:
            if (self.folder / HEAD).exists():
                raise LedgerError(f"{self.folder} has a head and no freeze: restore it from a backup.")
            return 0, ORIGIN
        named = {freeze.folder.name: freeze for freeze in freezes}
        if head and head[0] not in named:
            raise LedgerError(f"Nothing was frozen: the head names {head[0]}, which is gone. Restore it from a backup.")
        place, before = (named[head[0]].number, head[1]) if head else (0, ORIGIN)
        later = [freeze for freeze in freezes if freeze.number > place]
        for offset, freeze in enumerate(later, start=1):
            broken, before, _ = follow(freeze, place + offset, before)
            if broken:
                raise LedgerError(f"Nothing was frozen: {broken}. Run `lodestar ledger verify`.")
        return freezes[-1].number, before

    def _named(self) -> tuple[str, str] | None:
        """Name and last hash of the freeze that the head names."""
        with contextlib.suppress(OSError, ValueError):
            parts = (self.folder / HEAD).read_text(encoding="utf-8").split()
            if len(parts) == 3:
                return parts[0], parts[2]
        return None

    def _is_head(self, freeze: Freeze) -> bool:
        named = self._named()
        return named is not None and named[0] == freeze.folder.name

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
        last = heads[-1].split()[0].decode()
        return None if found in heads[-2:] else f"the head does not name {last}, the last freeze"

    def _write_head(self, freeze: Freeze, last: str, rows: int) -> None:
        beside = self.folder / f".{HEAD}.{os.getpid()}"
        try:
            write_file(beside, _head_line(freeze, rows, last))
            beside.replace(self.folder / HEAD)
            sync(self.folder)
        except OSError as error:
            raise LedgerError(
                f"{freeze.folder.name} is frozen, but {self.folder / HEAD} can't be written: {error}. Freeze the month "
                "once more when it can."
            ) from error


def _head_line(freeze: Freeze, rows: int, last: str) -> bytes:
    return f"{freeze.folder.name} {rows} {last}\n".encode()
