"""Columns of marts hold the types that their enforced contracts say.

dbt compares types when it makes a table. It can't see one that an incremental model has kept from before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.quality.result import CheckResult
from lodestar.warehouse.connection import connect
from lodestar.warehouse.publication import table_columns

__all__ = ["check_declared_types"]


def check_declared_types(warehouse: Path, catalog: Catalog) -> list[CheckResult]:
    """A result for every model with an enforced contract."""
    models = sorted((m for m in catalog.models.values() if m.is_enforced), key=lambda m: m.relation)
    declared = {kind for model in models for kind in model.columns.values() if kind}
    with connect(warehouse) as connection:
        meant = {}
        for kind in sorted(declared):
            found = connection.execute(f"select typeof(cast(null as {kind}))").fetchone()
            meant[kind] = str(found[0]) if found else kind
    columns = table_columns(warehouse)
    return [_result(model, columns.get(model.relation.lower(), {}), meant) for model in models]


def _result(model: ModelNode, held: Mapping[str, str], meant: Mapping[str, str]) -> CheckResult:
    wrong = [
        f"{name} is {held.get(name, 'not there')}, not {kind}"
        for name, kind in model.columns.items()
        if kind and held.get(name) != meant[kind]
    ]
    rule = "its columns have the types of its contract"
    status = "failed" if wrong else "passed"
    return CheckResult(
        "lodestar", model.relation, rule, "block", status, None, "; ".join(wrong), declared_in=model.path
    )
