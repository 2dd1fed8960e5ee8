"""Expectation suites as files: `expectations/<schema>/<table>.yml`, one per table, in Great Expectations' own words.

description: What the suite guards.
expectations:
  - type: expect_table_row_count_to_be_between   # every suite has a floor: on zero rows most rules pass
    kwargs: {min_value: 1}
  - type: expect_column_values_to_not_be_null
    kwargs: {column: id}
    severity: warning                            # critical, the default, blocks the release
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestar.errors import ConfigurationError
from lodestar.quality.result import CheckResult
from lodestar.yaml_text import YamlError, read_yaml_text

__all__ = ["DECLARED_IN", "Suite", "has_row_count_floor", "merged_suites", "read_suites", "structural_checks"]

DECLARED_IN = "declared_in"
"""Key of an expectation's `meta`: the file whose contract says it."""

SEVERITIES = {"critical": "block", "warning": "warn", "info": "warn"}
FLOORS = {"expect_table_row_count_to_be_between": "min_value", "expect_table_row_count_to_equal": "value"}
KEYS = {"type", "kwargs", "meta", "severity", "description"}


@dataclass(frozen=True)
class Suite:
    """The expectations on one table. Each is a mapping with `type`, `kwargs` and maybe `severity`, `meta`."""

    table: str
    path: Path
    expectations: tuple[Mapping[str, Any], ...]


def read_suites(folder: Path) -> dict[str, Suite]:
    """Table name -> suite, for every file below `folder`.

    Raises:
        ConfigurationError: a file is no suite, or two files name the same table; all findings at once.
    """
    suites: dict[str, Suite] = {}
    findings: list[str] = []
    for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
        try:
            suite = _read_suite(path)
        except ConfigurationError as error:
            findings.append(str(error))
            continue
        if suite.table in suites:
            findings.append(f"{path}: {suites[suite.table].path} is a suite for the table {suite.table!r} too.")
        suites[suite.table] = suite
    if findings:
        raise ConfigurationError("\n".join(findings))
    return suites


def merged_suites(written: Mapping[str, Suite], generated: Mapping[str, Suite]) -> dict[str, Suite]:
    """Table name -> what contracts and suites say of it together.

    Raises:
        ConfigurationError: a suite says what a contract says already; all findings at once.
    """
    findings = []
    suites = {**generated, **written}
    for name in sorted(set(written) & set(generated)):
        said = {_about(rule): rule["meta"][DECLARED_IN] for rule in generated[name].expectations}
        for number, rule in enumerate(written[name].expectations, start=1):
            # a warning may draw a narrower line than the contract
            if rule.get("severity", "critical") == "critical" and _about(rule) in said:
                kind, columns = _about(rule)
                about = f"{kind} of {', '.join(columns)}" if columns else kind
                findings.append(
                    f"{written[name].path}: expectation {number}, {about}, is declared twice: {said[_about(rule)]} "
                    "says it already. Keep it there, and remove it here."
                )
        suites[name] = Suite(name, written[name].path, (*generated[name].expectations, *written[name].expectations))
    if findings:
        raise ConfigurationError("\n".join(findings))
    return suites


def _about(rule: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What a rule is of which columns: two of them can't both be meant."""
    kwargs = rule["kwargs"]
    columns = kwargs.get("column_list") or [kwargs.get("column") or kwargs.get("unexpected_rows_query") or ""]
    return rule["type"], tuple(sorted(str(column) for column in columns if column))


def has_row_count_floor(suite: Suite) -> bool:
    """Whether the suite blocks when there are fewer rows than some number, which is one or more."""
    for expectation in suite.expectations:
        key = FLOORS.get(expectation["type"])
        least = expectation["kwargs"].get(key) if key else None
        if isinstance(least, int | float) and least >= 1 and expectation.get("severity", "critical") == "critical":
            return True
    return False


def structural_checks(suites: Mapping[str, Suite], tables: Iterable[tuple[str, str]]) -> list[CheckResult]:
    """What is wrong with the suites of tables before any of them runs: missing, empty, or without a floor.

    Args:
        tables: `(schema, name)` of tables that must have a suite.
    """
    results = []
    places: dict[str, str] = {}
    for schema, name in tables:
        table, suite = f"{schema}.{name}", suites.get(name)
        rule = "is guarded by a suite"
        if name in places:
            detail = f"{places[name]} has the same name, and a suite is found by the name of its table"
            results.append(CheckResult("lodestar", table, rule, "block", "failed", None, detail))
        elif suite is None or not suite.expectations:
            detail = (
                f"0 checks ran: {suite.path} is empty" if suite else "0 checks ran: expectations/ has no suite for it"
            )
            results.append(CheckResult("lodestar", table, rule, "block", "failed", None, detail))
        elif not has_row_count_floor(suite):
            rule = "its suite has a row-count floor"
            detail = (
                f"{suite.path} has no critical expect_table_row_count_to_be_between with a min_value of 1 or more; "
                "the source of a raw table may say least_rows"
            )
            results.append(CheckResult("lodestar", table, rule, "block", "failed", None, detail))
        places[name] = table
    return results


def _read_suite(path: Path) -> Suite:
    try:
        declared = read_yaml_text(path.read_text(encoding="utf-8-sig"))
    except YamlError as error:
        raise ConfigurationError(f"{path}, line {error.line}: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} can't be read: {error}. Save it as UTF-8.") from error
    expectations = declared.get("expectations") if isinstance(declared, dict) else None
    if declared is not None and not isinstance(declared, dict):
        raise ConfigurationError(f"{path}: write a mapping with `expectations:`.")
    if expectations is not None and not isinstance(expectations, list):
        raise ConfigurationError(f"{path}: expectations must be a list.")
    for number, expectation in enumerate(expectations or [], start=1):
        place = f"{path}: expectation {number}"
        if not isinstance(expectation, dict) or not isinstance(expectation.get("type"), str):
            raise ConfigurationError(f"{place} has no type.")
        if not isinstance(expectation.setdefault("kwargs", {}), dict):
            raise ConfigurationError(f"{place}: kwargs must be a mapping.")
        unknown = {str(key) for key in expectation} - KEYS
        if unknown:
            raise ConfigurationError(f"{place}: {', '.join(sorted(unknown))} is not one of {', '.join(sorted(KEYS))}.")
        if str(expectation.get("severity", "critical")) not in SEVERITIES:
            raise ConfigurationError(f"{place}: severity must be one of {', '.join(SEVERITIES)}.")
    return Suite(path.stem, path, tuple(expectations or ()))
