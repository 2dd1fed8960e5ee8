"""What a delivery brought, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Intake"]


@dataclass(frozen=True)
class Intake:
    """What a delivery brought.

    Attributes:
        files: files loaded now.
        rows: rows that the raw tables gained, mended ones too.
        skipped: files whose content was loaded before.
        warnings: what people should know, e.g. a column that no source declares.
        total: records of the files loaded now; each is in a raw table or in quarantine.
        quarantined: records of these files that were held back.
        duplicates: records of these files that repeat the key of an earlier one of the delivery, held back or not.
        refused: relation -> why nothing of its delivery was kept.
        quarantined_by_table: relation -> records held back, and records in all, where files were loaded.
        loaded_at: ISO text of what `_loaded_at` is in each row of the delivery; `withdraw_delivery` asks for it.
    """

    files: int
    rows: int
    skipped: int
    warnings: tuple[str, ...]
    total: int = 0
    quarantined: int = 0
    duplicates: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)
    quarantined_by_table: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    loaded_at: str = ""
