"""Generated tables that are kept from build to build are forgotten when their SQL changes.

An incremental table holds rows that older SQL made. When a metric's definition changes, its table and every state and
table that it is computed from in another way are dropped, so that the next build makes them whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from lodestar.warehouse.state import drop_tables, read_state, write_state

__all__ = ["forget_changed_tables", "remember_tables"]

KEY = "generated_tables"

SCHEMA = re.compile(r"schema='(\w+)'")

REF = re.compile(r"\{\{ ref\('([^']+)'\) \}\}")


def forget_changed_tables(folder: Path, warehouse: Path) -> None:
    """Drops generated tables whose SQL differs from what built them, what is computed from those, and what is gone."""
    known: dict[str, list[str]] = json.loads(read_state(warehouse, KEY) or "{}")
    present = _digests(folder)
    changed = {name for name, made in present.items() if known.get(name) != made} | (set(known) - set(present))
    readers = {path.stem: set(REF.findall(path.read_text(encoding="utf-8"))) for path in _files(folder)}
    while more := {name for name, parents in readers.items() if name not in changed and parents & changed}:
        changed |= more
    # only what a build made: a raw table may have the name of a new export
    drop_tables(warehouse, [(known[name][0], name) for name in sorted(changed & set(known))])


def remember_tables(folder: Path, warehouse: Path) -> None:
    """Notes the SQL that the generated tables are built by now."""
    write_state(warehouse, KEY, json.dumps(_digests(folder), sort_keys=True))


def _digests(folder: Path) -> dict[str, list[str]]:
    """Model -> its schema in the project's words, and the digest of its SQL."""
    found = {}
    for path in _files(folder):
        text = path.read_text(encoding="utf-8")
        schema = SCHEMA.search(text)
        found[path.stem] = [schema.group(1) if schema else "", hashlib.sha256(text.encode()).hexdigest()]
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.sql"))
