"""The folder of one freeze: its files, how they come to the disk, and whether they are as they were written."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import LedgerError
from lodestar.review.chain import find_break, opening

__all__ = ["DEFINITIONS", "FACTS", "VALUES", "Freeze", "follow", "last_hash", "sync", "write_file", "write_folder"]

NAME = re.compile(r"\d{6,}-\d{4}-\d{2}", re.ASCII)

VALUES, FACTS, DEFINITIONS = "values.csv", "facts.json", "definitions.json.gz"

HASH_LINE = 65
"""Bytes of a hash and the end of its line."""


@dataclass(frozen=True)
class Freeze:
    """One freeze of a month. `folder` is `<number>-<month>`."""

    folder: Path

    @classmethod
    def at(cls, path: Path) -> Freeze | None:
        """The freeze in a folder; None for what is none."""
        return cls(path) if NAME.fullmatch(path.name) and path.is_dir() else None

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
        if not isinstance(found, dict) or not {"month", "rows", "release_id", "frozen_at"} <= set(found):
            raise LedgerError(f"{self.folder / FACTS} is not as it was written. Run `lodestar ledger verify`.")
        return found


def follow(freeze: Freeze, place: int, before: str) -> tuple[str | None, str, int]:
    """What is wrong with a freeze (None: nothing), its last hash, and its number of rows.

    Args:
        place: its number, if none is missing before it.
        before: the last hash of the freeze before.
    """
    name = freeze.folder.name
    if freeze.number != place:
        return f"freeze {place} is missing: {name} follows", before, 0
    try:
        facts = (freeze.folder / FACTS).read_bytes()
        told = json.loads(facts)
        text = freeze.values.read_bytes().decode("utf-8")
        definitions = freeze.definitions.read_bytes() if freeze.definitions else None
    except (OSError, ValueError) as error:
        return f"{name} can't be read: {error}", before, 0
    found, last, count = find_break(text, opening(before, facts))
    if found:
        also = f", or {FACTS} was changed" if found.row <= 1 else ""
        return f"{name}, row {found.row}: {found.what}{also}", last, count
    if not isinstance(told, dict) or told.get("rows") != count:
        return f"{name}, row {count + 1}: rows are missing from here on, or {FACTS} was changed", last, count
    wrong = None
    if told.get("month") != freeze.month:
        wrong = f"{name}: its folder had another name"
    elif told.get("definitions_sha256") != (hashlib.sha256(definitions).hexdigest() if definitions else None):
        wrong = f"{name}: {DEFINITIONS} is not as it was written"
    return wrong, last, count


def last_hash(freeze: Freeze) -> str:
    """The hash of its last row, as it stands there.

    Raises:
        LedgerError: it can't be read.
    """
    try:
        with freeze.values.open("rb") as file:
            file.seek(-min(HASH_LINE, freeze.values.stat().st_size), os.SEEK_END)
            return file.read().decode("ascii").strip()
    except (OSError, ValueError) as error:
        raise LedgerError(f"{freeze.values} can't be read: {error}. Run `lodestar ledger verify`.") from error


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes files into a folder that appears whole, or not at all; they can't be written to afterwards."""
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir()
        for name, content in files.items():
            write_file(beside / name, content)
            (beside / name).chmod(0o444)
        sync(beside)
        beside.rename(folder)  # refuses a folder that is there and not empty
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Writes a file down to the disk."""
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def sync(folder: Path) -> None:
    """Writes down to the disk which names are in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
