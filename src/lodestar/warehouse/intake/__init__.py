"""The gate for raw files: each file once, by content, each row held to its source's contract, and all of them counted.

    files ─▶ raw_file ─▶ typed_reading ───────────────▶ raw table ─▶ holding, duplicates ─┬─▶ raw table
                 └─────▶ text_reading (what DuckDB refuses) ─┬─▶ raw table                 │
                                                             └─▶ quarantine ◀─────────────┘

accepted + quarantined = total, for each file (`raw._loaded_files`).
"""

from __future__ import annotations

from lodestar.warehouse.intake.delivery import load_raw_files
from lodestar.warehouse.intake.result import Intake
from lodestar.warehouse.intake.withdrawal import withdraw_delivery

__all__ = ["Intake", "load_raw_files", "withdraw_delivery"]
