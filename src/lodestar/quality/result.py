"""The answer of one check, whoever ran it: Great Expectations, dbt or Lodestar itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from lodestar.errors import CheckError

__all__ = ["CheckResult", "blocking", "require_passed"]

SHOWN = 20
"""Failed checks that an error message names; the rest are counted, and all are in the data docs."""


@dataclass(frozen=True)
class CheckResult:
    """One check on one table.

    Attributes:
        runner: `great_expectations`, `dbt` or `lodestar`.
        rule: what was expected, readable: `id is never null`.
        severity: `block` or `warn`.
        status: `passed`, `failed`, or `error` when the check itself could not run (which counts as failed).
        bad_rows: rows that break the rule, where it counts them.
        metrics: governed metrics that it is about; empty for all that are made from the table.
        code: the kind of check by which a waiver names it (`volume`); empty where it has none.
        declared_in: the file whose contract says the rule; empty where a suite, dbt or Lodestar itself does.
    """

    runner: str
    table: str
    rule: str
    severity: str
    status: str
    bad_rows: int | None = None
    detail: str = ""
    metrics: tuple[str, ...] = ()
    code: str = ""
    declared_in: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For `release.json`."""
        return asdict(self)

    def sentence(self) -> str:
        """`marts.fct_orders: order_id is never null: 12 bad rows`."""
        words = {"failed": "failed", "error": "check error"}
        rows = f"{self.bad_rows:,} bad row{'' if self.bad_rows == 1 else 's'}" if self.bad_rows else ""
        reason = "; ".join(part for part in (rows, self.detail) if part) or words.get(self.status, self.status)
        prefix = "check error: " if self.status == "error" else ""
        return f"{self.table}: {self.rule}: {prefix}{reason}"


def blocking(results: Iterable[CheckResult]) -> list[CheckResult]:
    """The results that stand in the way of a release."""
    return [result for result in results if result.status != "passed" and result.severity == "block"]


def require_passed(results: Iterable[CheckResult]) -> None:
    """Says no when a check of severity `block` did not pass, or when there was none at all.

    Raises:
        CheckError: names table, rule and count of bad rows.
    """
    results = list(results)
    if not results:
        raise CheckError("0 checks ran, so nothing is published. Declare suites in expectations/.")
    bad = blocking(results)
    if bad:
        lines = [f"  {result.sentence()}" for result in bad[:SHOWN]]
        if len(bad) > SHOWN:
            lines.append(f"  ... and {len(bad) - SHOWN} more")
        raise CheckError(f"{len(bad)} of {len(results)} checks failed:\n" + "\n".join(lines))
