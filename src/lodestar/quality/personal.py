"""The check of the files of a release before anybody reads them: they show no person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lodestar.catalog.personal import PersonalColumn
from lodestar.quality.result import CheckResult
from lodestar.warehouse.personal_values import find_exposed

__all__ = ["check_personal"]

RULES = {
    "value": "no published text is a value of a personal raw column",
    "address": "no published text holds an e-mail address or a phone number",
}
MEND = "leave it out or pseudonymise it, or tag the mart's column `public: true` where everybody may read its values"


def check_personal(
    release_files: Iterable[Path],
    warehouse: Path,
    tagged_columns: Sequence[PersonalColumn],
    public_columns: Sequence[tuple[str, str]] = (),
) -> list[CheckResult]:
    """One result for each published column that shows people, or one that passed for each rule.

    Args:
        release_files: DuckDB and Parquet files.
        tagged_columns: raw columns about people; without any, nothing is checked.
        public_columns: `(schema.table, column)` of models whose values may be published.

    Raises:
        ReleaseError: a file can't be read.
    """
    if not tagged_columns:
        return []
    tagged = [(column.relation, column.column) for column in tagged_columns]
    exposed = find_exposed(release_files, warehouse, tagged, public_columns)
    results = [
        CheckResult(
            "lodestar",
            f"hub.{found.table}",
            f"{found.column}: {RULES[found.kind]}",
            "block",
            "failed",
            found.rows,
            MEND,
        )
        for found in exposed
    ]
    kinds = {found.kind for found in exposed}
    return results + [
        CheckResult("lodestar", "hub", sentence, "block", "passed")
        for kind, sentence in RULES.items()
        if kind not in kinds
    ]
