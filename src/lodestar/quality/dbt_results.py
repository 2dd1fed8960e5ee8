"""dbt's results as checks: a failing test and a failing model both stand in the way of a release."""

from __future__ import annotations

from collections.abc import Iterable

from lodestar.dbt.invocation import NodeResult
from lodestar.quality.circuit_breaker import reason_of
from lodestar.quality.result import CheckResult

__all__ = ["checks_from_dbt", "unbuilt_tables", "untested_tables"]

TABLES = ("model", "seed", "snapshot")


def checks_from_dbt(results: Iterable[NodeResult]) -> list[CheckResult]:
    """One check for each test that ran, one for each model that failed, and one for all that was skipped."""
    checks = []
    skipped = 0
    for result in results:
        if result.status == "skipped":
            skipped += 1
        elif result.is_check:
            checks.append(_test(result))
        elif result.is_bad:
            checks.append(CheckResult("dbt", result.name, "is built", "block", "error", None, _short(result.message)))
    if skipped:
        detail = f"{skipped:,} were skipped, because something before them failed"
        checks.append(CheckResult("dbt", "project", "every model and test runs", "warn", "failed", None, detail))
    return checks


def unbuilt_tables(results: Iterable[NodeResult]) -> list[str]:
    """Names of the models, seeds and snapshots that dbt skipped, because something before them failed."""
    return sorted(result.name for result in results if result.status == "skipped" and result.kind in TABLES)


def untested_tables(results: Iterable[NodeResult]) -> dict[str, str]:
    """Tables that no check result answers for: table -> why.

    A test that dbt skipped has shown nothing, so what it belongs to is as bad as if it had failed; and a failing test
    of several tables speaks of each of them.
    """
    results = list(results)
    unbuilt = {*unbuilt_tables(results), *(r.name for r in results if r.is_bad and not r.is_check)}
    found: dict[str, str] = {}
    for result in results:
        tables = result.read or (result.tested,)
        if result.is_check and result.is_bad and len(tables) > 1:
            reason = reason_of(_test(result))
        elif result.is_check and result.status == "skipped":
            reason = f"{result.tested}: {result.name} did not run, because something before it failed"
        else:
            continue
        found |= {table: reason for table in tables if table not in unbuilt and table not in found}
    return found


def _test(result: NodeResult) -> CheckResult:
    rule = f"{result.name} ({result.path})"
    table = result.tested or "project"
    if result.status == "pass":
        return CheckResult("dbt", table, rule, "block", "passed")
    severity = "warn" if result.status == "warn" else "block"
    status = "error" if result.status in ("error", "runtime error") else "failed"
    detail = _short(result.message) if status == "error" or result.kind == "unit_test" else ""
    return CheckResult("dbt", table, rule, severity, status, result.failures, detail)


def _short(message: str) -> str:
    return " ".join(message.split())[:400]
