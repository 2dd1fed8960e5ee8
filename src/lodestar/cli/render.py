"""Answers as tables, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from typing import Any

from rich.markup import escape
from rich.table import Table

from lodestar.releases.reader import Answer, staleness
from lodestar.report.figures import formatted
from lodestar.review.row import COLUMNS as REPORTED
from lodestar.review.row import NUMBERS, Row, csv_line
from lodestar.workflows.read import MetricCard

__all__ = [
    "answer_as_csv",
    "answer_as_json",
    "answer_as_table",
    "card_as_table",
    "catalog_as_table",
    "checks_as_table",
    "checks_in_words",
    "formatted",
    "reported_as_csv",
    "reported_as_json",
    "star_title",
]

NAMED = 3
"""Checks that did not pass which a card names; `lodestar checks` has them all."""

COLUMNS = (
    "metric_name",
    "grain",
    "period_start",
    "dimension",
    "member",
    "value",
    "numerator",
    "denominator",
    "is_complete",
    "unit",
)


def answer_as_table(
    answer: Answer, metric_names: Sequence[str], *, title: str | None = None, unfinished: str = "not finished"
) -> Table:
    """Periods (and members) down, metrics across; periods that are not complete are marked with `unfinished`."""
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    table.add_column(answer.grain, no_wrap=True)
    if answer.dimension != "total":
        table.add_column(answer.dimension, no_wrap=True)
    for name in metric_names:
        table.add_column(f"{name}\n({answer.units[name]})", justify="right", no_wrap=True)
    table.add_column("")
    cells: dict[tuple[Any, str], dict[str, str]] = {}
    incomplete = set()
    for value in answer.values:
        key = (value.period_start, value.member)
        cells.setdefault(key, {})[value.metric_name] = formatted(value.value, answer.units[value.metric_name])
        if not value.is_complete:
            incomplete.add(key)
    for key, by_metric in cells.items():
        labels = [key[0].isoformat()] + ([key[1]] if answer.dimension != "total" else [])
        mark = unfinished if key in incomplete else ""
        style = "dim" if key in incomplete else None
        table.add_row(*labels, *(by_metric.get(name, "–") for name in metric_names), mark, style=style)
    return table


def answer_as_csv(answer: Answer) -> str:
    """One line a value, with a header; NULL is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_records(answer))
    return text.getvalue()


def answer_as_json(answer: Answer) -> str:
    """`{"release_id": ..., "stale": {metric: why}, "doubts": {metric: why}, "values": [...]}`."""
    document = {
        "release_id": answer.release_id,
        "stale": dict(answer.stale),
        "doubts": dict(answer.doubts),
        "values": _records(answer),
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def reported_as_csv(rows: Sequence[Row]) -> str:
    """Rows of the ledger as they stand in it, without their hashes."""
    return "".join([csv_line(REPORTED), *(csv_line(astuple(row)) for row in rows)])


def reported_as_json(rows: Sequence[Row]) -> str:
    """`{"values": [...]}`, numbers as numbers."""
    found = []
    for row in rows:
        cells = asdict(row)
        numbers = {name: float(cells[name]) if cells[name] else None for name in NUMBERS}
        found.append({**cells, "metric_version": int(row.metric_version), **numbers})
    return json.dumps({"values": found}, indent=1, ensure_ascii=False)


def catalog_as_table(rows: Sequence[Mapping[str, Any]]) -> Table:
    """One line a metric."""
    table = Table(header_style="bold", box=None, pad_edge=False)
    table.add_column("metric", no_wrap=True)
    for column in ("label", "role", "state", "owner", "grains"):
        table.add_column(column, no_wrap=True)
    for row in rows:
        label = f"{row['label']} {row['label_zh']}".strip()
        state = row.get("certification") or row["status"]
        style = None if state == "certified" and not row.get("is_stale") else "yellow"
        state += ", stale" if row.get("is_stale") else ""
        table.add_row(row["metric_name"], label, row["role"], state, row["owner"], row["grains"], style=style)
    return table


def star_title(facts: Mapping[str, Any]) -> str:
    """Heading of the north star's table."""
    return f"North star: {facts['label']} {facts['label_zh']}".strip()


def card_as_table(card: MetricCard) -> Table:
    """A metric's definition, formula, owner and lineage, as a card."""
    facts = card.facts
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("metric", f"{facts['metric_name']}, version {facts['version']}")
    table.add_row("state", facts.get("certification_note") or facts["status"])
    if sentence := staleness(facts):
        table.add_row("stale", sentence)
    table.add_row("label", f"{facts['label']} {facts['label_zh']}".strip())
    table.add_row("definition", facts["description"])
    table.add_row("formula", facts["formula"])
    table.add_row("unit", f"{facts['unit']} (better: {facts['direction']})")
    table.add_row("owner", facts["owner"])
    table.add_row("role", facts["role"])
    table.add_row("grains", facts["grains"])
    table.add_row("dimensions", facts["dimensions"] or "none")
    table.add_row("marts", facts["upstream_models"])
    by_table: dict[str, list[str]] = {}
    for raw_table, column in card.raw_columns:
        by_table.setdefault(raw_table, []).extend([column] if column else [])
    lineage = [f"{raw_table}: {', '.join(columns)}" for raw_table, columns in by_table.items() if columns]
    table.add_row("raw columns", "\n".join(lineage) or "not known")
    joined = [raw_table for raw_table, columns in by_table.items() if not columns]
    if joined:
        table.add_row("also read", f"{', '.join(joined)} (to join and to choose rows)")
    table.add_row("computed by", facts.get("compiled_by") or "not said by this release")
    upstream = facts.get("upstream_fingerprint")
    table.add_row("fingerprint", facts["fingerprint"] + (f" (definition), {upstream} (models)" if upstream else ""))
    if card.checks:
        table.add_row("checks", checks_in_words(card.checks))
    table.add_row("release", card.release_id)
    return table


def checks_in_words(checks: Sequence[Mapping[str, Any]]) -> str:
    """`57 passed, 2 warned: its newest date_order is at most 60 days old; ...`."""
    warned = [check for check in checks if check["status"] != "passed" and check["severity"] == "warn"]
    failed = [check for check in checks if check["status"] != "passed" and check["severity"] != "warn"]
    said = [f"{len(checks) - len(warned) - len(failed):,} passed"]
    said += [f"{len(warned):,} warned"] if warned else []
    said += [f"{len(failed):,} failed"] if failed else []
    rules = [check["rule"] for check in [*failed, *warned]]
    rules = rules[:NAMED] + (["..."] if len(rules) > NAMED else [])
    return ", ".join(said) + (f": {'; '.join(rules)}" if rules else "")


def checks_as_table(checks: Sequence[Mapping[str, Any]]) -> Table:
    """Each check with its table and answer, those that did not pass first."""
    table = Table(*("table", "rule", "answer", "bad rows", "by"), box=None, pad_edge=False)
    for check in checks:
        answer = {"failed": "failed", "error": "check error"}.get(check["status"], check["status"])
        answer += ", warns only" if check["status"] != "passed" and check["severity"] == "warn" else ""
        bad_rows = "" if check["bad_rows"] is None else f"{check['bad_rows']:,}"
        table.add_row(escape(check["table_name"]), escape(check["rule"]), answer, bad_rows, check["runner"])
    return table


def _records(answer: Answer) -> list[dict[str, Any]]:
    return [
        {
            "metric_name": value.metric_name,
            "grain": answer.grain,
            "period_start": value.period_start.isoformat(),
            "dimension": answer.dimension,
            "member": value.member,
            "value": value.value,
            "numerator": value.numerator,
            "denominator": value.denominator,
            "is_complete": value.is_complete,
            "unit": answer.units[value.metric_name],
        }
        for value in answer.values
    ]
