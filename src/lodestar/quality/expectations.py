"""Runs expectation suites with Great Expectations, inside the DuckDB file that a build wrote.

Two things make it work on DuckDB: its dialect is treated as one whose connection stays open (the pooled one is released
before rows are fetched), and a table is asked for by a query (column introspection drops the schema of a table).
An expectation that raises counts as failed and is labelled `check error`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from lodestar.errors import ConfigurationError
from lodestar.quality.attempt import attempt
from lodestar.quality.result import CheckResult
from lodestar.quality.suite import DECLARED_IN, SEVERITIES, Suite, structural_checks
from lodestar.warehouse.connection import quoted

__all__ = ["run_suites"]

Progress = Callable[[str, int, int], None]


def run_suites(
    suites: Mapping[str, Suite],
    tables: Sequence[tuple[str, str]],
    warehouse: Path,
    *,
    data_docs: Path | None = None,
    progress: Progress | None = None,
) -> list[CheckResult]:
    """Runs the suite of every table.

    Args:
        tables: `(schema, name)` of the tables that must be checked. One without a suite, or with an empty one, fails:
            0 checks ran. A suite for any other table is not run.
        data_docs: folder for the pages that people open.

    Raises:
        ConfigurationError: an expectation has an unknown type or argument.
    """
    results = structural_checks(suites, tables)
    context, datasource = _open(warehouse)
    try:
        for number, (schema, name) in enumerate(tables):
            if progress:
                progress(f"{schema}.{name}", number, len(tables))
            suite = suites.get(name)
            if suite and suite.expectations:
                results += attempt(
                    f"{schema}.{name}",
                    "its suite runs",
                    partial(_run, context, datasource, suite, schema, name),
                    runner="great_expectations",
                )
        if data_docs:
            _write_data_docs(context, data_docs)
    finally:
        _close(datasource)
    return results


def _open(warehouse: Path) -> tuple[Any, Any]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    log = logging.getLogger("great_expectations")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    import great_expectations
    from great_expectations.execution_engine import sqlalchemy_execution_engine

    dialects = sqlalchemy_execution_engine._PERSISTED_CONNECTION_DIALECTS
    if "duckdb" not in dialects:
        sqlalchemy_execution_engine._PERSISTED_CONNECTION_DIALECTS = (*dialects, _DuckDBDialect("duckdb"))
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    datasource = context.data_sources.add_sql(
        "warehouse", connection_string=f"duckdb:///{warehouse}?access_mode=read_only", create_temp_table=False
    )
    return context, datasource


class _DuckDBDialect(str):
    """An entry of Great Expectations' dialect list, which compares names and asks for `value`."""

    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)


def _run(context: Any, datasource: Any, suite: Suite, schema: str, name: str) -> list[CheckResult]:
    import great_expectations
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    table = f"{schema}.{name}"
    try:
        expectations = [
            ExpectationConfiguration(
                type=declared["type"],
                kwargs=dict(declared["kwargs"]),
                meta=declared.get("meta"),
                description=declared.get("description"),
                severity=declared.get("severity", "critical"),
            ).to_domain_obj()
            for declared in suite.expectations
        ]
    except Exception as error:  # pydantic's and Great Expectations' own errors
        reason = " ".join(str(error).split())[:300]
        raise ConfigurationError(f"{suite.path}: Great Expectations refuses it: {reason}") from error
    asset = datasource.add_query_asset(table, query=f"select * from {quoted(schema, name)}")
    batch = asset.add_batch_definition_whole_table("whole_table")
    gx_suite = context.suites.add(great_expectations.ExpectationSuite(name=table, expectations=expectations))
    definition = great_expectations.ValidationDefinition(name=table, data=batch, suite=gx_suite)
    validated = context.validation_definitions.add(definition).run(result_format="BASIC")
    answers = [_check_result(answer, table) for answer in validated.results]
    missing = len(suite.expectations) - len(answers)
    if missing > 0:
        detail = f"{missing} of {len(suite.expectations)} expectations gave no answer"
        answers.append(
            CheckResult("great_expectations", table, "every expectation runs", "block", "error", None, detail)
        )
    return answers


def _check_result(answer: Any, table: str) -> CheckResult:
    config = answer.expectation_config
    severity = SEVERITIES[str(getattr(config.severity, "value", config.severity) or "critical")]
    rule = config.description or _rule(config.type, config.kwargs)
    declared_in = str((config.meta or {}).get(DECLARED_IN) or "")
    raised = _exception_message(answer.exception_info)
    if raised:
        return CheckResult("great_expectations", table, rule, severity, "error", None, raised, declared_in=declared_in)
    result = answer.result or {}
    if answer.success:
        return CheckResult("great_expectations", table, rule, severity, "passed", declared_in=declared_in)
    bad_rows = result.get("unexpected_count")
    observed = result.get("observed_value")
    if bad_rows is None and config.type == "unexpected_rows_expectation":
        bad_rows, observed = observed, None
    examples = result.get("partial_unexpected_list")
    detail = f"observed {observed}" if observed is not None else ""
    if examples and any(example is not None for example in examples):
        detail = "e.g. " + ", ".join(str(example) for example in list(dict.fromkeys(map(str, examples)))[:3])
    return CheckResult("great_expectations", table, rule, severity, "failed", bad_rows, detail, declared_in=declared_in)


def _exception_message(info: Mapping[str, Any] | None) -> str:
    """Great Expectations gives one exception, or one per metric that failed."""
    if not info:
        return ""
    details = [info] if "raised_exception" in info else [d for d in info.values() if isinstance(d, Mapping)]
    for detail in details:
        if detail.get("raised_exception"):
            return " ".join(str(detail.get("exception_message") or "it raised").split())[:300]
    return ""


def _rule(kind: str, kwargs: Mapping[str, Any]) -> str:
    """`expect_column_values_to_not_be_null` of `id` as a sentence: `id must not be null`."""
    left, _, right = kind.removeprefix("expect_").partition("_to_")
    columns = kwargs.get("column_list") or kwargs.get("column_set") or [kwargs.get("column")]
    named = ", ".join(str(column) for column in columns if column)
    measure = left.removeprefix("table_").removeprefix("column_").replace("_", " ")
    if left in ("column_values", "compound_columns", "select_column_values", "column"):
        measure = ""
    subject = " ".join(part for part in (measure, "of" if measure and named else "", named) if part)
    return f"{subject or kind} must {_predicate(right.replace('_', ' '), kwargs)}"


def _predicate(words: str, kwargs: Mapping[str, Any]) -> str:
    least, most = kwargs.get("min_value"), kwargs.get("max_value")
    if words == "be between":
        if most is None:
            return f"be at least {_shown(least)}"
        return f"be at most {_shown(most)}" if least is None else f"be between {_shown(least)} and {_shown(most)}"
    said = ("column", "column_list", "column_set", "batch_id", "min_value", "max_value")
    rest = {key: value for key, value in kwargs.items() if key not in said and value not in (None, [], False)}
    arguments = "; ".join(f"{key.replace('_', ' ')} {_shown(value)}" for key, value in rest.items())
    return f"{words} ({arguments})" if arguments else words


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item) for item in value)
    return f"{value:,.15g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _write_data_docs(context: Any, folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    for site in list(context.get_site_names()):
        context.delete_data_docs_site(site)
    context.add_data_docs_site(
        "lodestar",
        {
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
            "show_how_to_buttons": False,
        },
    )
    context.build_data_docs()


def _close(datasource: Any) -> None:
    """Closes what Great Expectations leaves open; DuckDB would keep the file for this process otherwise."""
    execution = datasource.get_execution_engine()
    if execution._connection is not None:
        execution._connection.close()
    for engine in (execution.engine, datasource.get_engine()):
        engine.dispose()
