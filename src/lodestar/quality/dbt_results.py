"""dbt's results as checks: a failing test and a failing model both stand in the way of a release."""

from __future__ import annotations

from collections.abc import Iterable

from lodestar.dbt.invocation import NodeResult
from lodestar.quality.result import CheckResult

__all__ = ["checks_from_dbt"]


def checks_from_dbt(results: Iterable[NodeResult]) -> list[CheckResult]:
    """One check for each test that ran, and one for each model that failed or was not built."""
    checks = []
    for result in results:
        if result.is_check:
            checks.append(_test(result))
        elif result.is_bad:
            checks.append(CheckResult("dbt", result.name, "is built", "block", "error", None, _short(result.message)))
        elif result.status == "skipped":
            detail = "skipped, because something before it failed"
            checks.append(CheckResult("dbt", result.name, "is built", "block", "failed", None, detail))
    return checks


def _test(result: NodeResult) -> CheckResult:
    rule = f"{result.name} ({result.path})"
    table = result.tested or "project"
    if result.status == "pass":
        return CheckResult("dbt", table, rule, "block", "passed")
    if result.status == "skipped":
        return CheckResult("dbt", table, rule, "block", "failed", None, "not run, because something before it failed")
    severity = "warn" if result.status == "warn" else "block"
    status = "error" if result.status in ("error", "runtime error") else "failed"
    detail = _short(result.message) if status == "error" or result.kind == "unit_test" else ""
    return CheckResult("dbt", table, rule, severity, status, result.failures, detail)


def _short(message: str) -> str:
    return " ".join(message.split())[:400]
