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
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import LedgerError
from lodestar.review.chain import ORIGIN, chained, find_break, opening
from lodestar.review.row import Row, csv_rows

__all__ = ["Freeze", "Ledger", "Verification"]

HEAD = "head"
VALUES, FACTS, DEFINITIONS = "values.csv", "facts.json", "definitions.json.gz"


@dataclass(frozen=True)
class Freeze:
    """One freeze of a month. `folder` is `<number>-<month>`."""

    folder: Path

    @property
    def number(self) -> int:
        """Its place in the ledger, from 1."""
        return int(self.folder.name.partition("-")[0])

    @property
    def month(self) -> str:
        """As `2026-10`."""
        return self.folder.name.partition("-")[2]

    @property
    def values(self) -> Path:
        """The file of its rows."""
        return self.folder / VALUES

    @property
    def definitions(self) -> Path | None:
        """The project as it computed the values; None where the release did not keep it."""
        path = self.folder / DEFINITIONS
        return path if path.is_file() else None

    def facts(self) -> dict[str, Any]:
        """What is known of the freeze as a whole.

        Raises:
            LedgerError: they can't be read.
        """
        try:
            found = json.loads((self.folder / FACTS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise LedgerError(f"{self.folder / FACTS} can't be read: {error}. Run `lodestar ledger verify`.") from error
        return found if isinstance(found, dict) else {}


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
                _write_folder(freeze.folder, files | ({DEFINITIONS: definitions} if definitions else {}))
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
            broken, last, count = _follow(freeze, place, last)
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
            broken, before, _ = _follow(freeze, place + offset, before)
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
        _write(beside, _head_line(freeze, rows, last))
        beside.replace(self.folder / HEAD)
        _sync(self.folder)

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


def _follow(freeze: Freeze, place: int, before: str) -> tuple[str | None, str, int]:
    """What is wrong with a freeze, its last hash, and its rows."""
    name = freeze.folder.name
    if freeze.number != place:
        return f"freeze {place} is missing: {name} follows", before, 0
    try:
        facts = (freeze.folder / FACTS).read_bytes()
        text = freeze.values.read_bytes().decode("utf-8")
        definitions = freeze.definitions.read_bytes() if freeze.definitions else None
    except (OSError, ValueError) as error:
        return f"{name} can't be read: {error}", before, 0
    found, last, count = find_break(text, opening(before, facts))
    if found:
        also = f", or {FACTS} was changed" if found.row <= 1 else ""
        return f"{name}, row {found.row}: {found.what}{also}", last, count
    told = json.loads(facts)  # as it was written: the chain has just said so
    if told["month"] != freeze.month:
        return f"{name}: its folder had another name", last, count
    if told.get("definitions_sha256") != (hashlib.sha256(definitions).hexdigest() if definitions else None):
        return f"{name}: {DEFINITIONS} is not as it was written", last, count
    return None, last, count


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir()
        for name, content in files.items():
            _write(beside / name, content)
            (beside / name).chmod(0o444)
        _sync(beside)
        beside.rename(folder)  # refuses a folder that is there and not empty
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
