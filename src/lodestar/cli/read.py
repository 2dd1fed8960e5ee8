"""`lodestar query`, `metrics`, `show`, `checks`, `releases extract`, `rollback`: what is published."""

from __future__ import annotations

import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from lodestar.cli import render
from lodestar.cli.console import ProjectDir, err, out, print_wide, read_date, say
from lodestar.errors import UsageError
from lodestar.releases.reader import stalenesses
from lodestar.settings import named_reader, open_project
from lodestar.workflows import access, read
from lodestar.workflows.as_reported import AsReported, query_as_reported

__all__ = ["checks", "extract", "metrics", "query", "rollback", "show"]

SHOWN = 3
"""Freezes named below a table of reported values; CSV and JSON name that of each value."""


Reader = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who reads, where governance/access.yml limits it. Default: LODESTAR_READER."),
]


class Format(StrEnum):
    """How `query` prints."""

    table = "table"
    csv = "csv"
    json = "json"


def query(
    metrics: Annotated[str, typer.Argument(help="One metric, or several separated by commas.")],
    grain: Annotated[str | None, typer.Option(help="day, week, month, ... Default: the coarsest they share.")] = None,
    by: Annotated[str | None, typer.Option(help="A dimension, such as store.")] = None,
    member: Annotated[str | None, typer.Option(help="One member of that dimension.")] = None,
    start: Annotated[str | None, typer.Option(metavar="DATE", help="First period_start, such as 2026-10-01.")] = None,
    end: Annotated[str | None, typer.Option(metavar="DATE", help="Last period_start.")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="As reported by that day, from the ledger. Default: as of now.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.table,
    reader: Reader = None,
    project_dir: ProjectDir = None,
) -> None:
    """Values of metrics, from the published release alone; or as they had been reported by a day."""
    names = list(dict.fromkeys(name.strip() for name in metrics.split(",") if name.strip()))
    if not names:
        raise UsageError("Name at least one metric. `lodestar metrics` lists them.")
    if by and "," in by:
        raise UsageError(f"--by takes one dimension, not {by!r}: a release holds no values by two at once.")
    if member and not by:
        raise UsageError("--member needs --by: say which dimension it is a member of.")
    first, last = read_date(start, "--start"), read_date(end, "--end")
    if first and last and first > last:
        raise UsageError(f"--start {first} is after --end {last}.")
    project = open_project(project_dir)
    day = read_date(as_of, "--as-of")
    view = access.view_of(project, named_reader(reader), "query")
    access.require_metrics(project, view, names, "query")
    if day:
        found = query_as_reported(project, names, day, grain=grain, dimension=by, member=member, start=first, end=last)
        found = access.shown_reported(project, view, found, "query", member=member)
        _print_reported(found, names, day, format, project.business_timezone)
        return
    answer = read.query(project, names, grain=grain, dimension=by, member=member, start=first, end=last)
    answer = access.shown_answer(project, view, answer, "query", member=member)
    if not answer.values:
        say("No value lies there: the data, or the metric, begins later or ends earlier.", err, style="yellow")
    for sentence in answer.stale.values():
        say(f"Note: {sentence}.", err, style="yellow")
    for doubt in answer.doubts.values():
        say(f"Note: {doubt}.", err, style="yellow")
    if format is Format.csv:
        sys.stdout.write(render.answer_as_csv(answer))
    elif format is Format.json:
        sys.stdout.write(render.answer_as_json(answer) + "\n")
    else:
        print_wide(render.answer_as_table(answer, names))
        if any(value.value is None and value.denominator == 0 for value in answer.values):
            say("–: nothing to divide by, the denominator is 0.", style="dim")


def _print_reported(found: AsReported, names: list[str], day: date, format: Format, time_zone: str) -> None:
    if not found.rows:
        say(f"Nothing that was reported by {day} lies there.", err, style="yellow")
    if format is Format.csv:
        sys.stdout.write(render.reported_as_csv(found.rows))
    elif format is Format.json:
        sys.stdout.write(render.reported_as_json(found.rows) + "\n")
    else:
        print_wide(render.answer_as_table(found.answer, names, unfinished="provisional"))
        stamps = sorted({(row.frozen_at, row.month, row.release_id) for row in found.rows})
        for frozen_at, month, release in stamps[-SHOWN:]:
            there = datetime.fromisoformat(frozen_at).astimezone(ZoneInfo(time_zone))
            said = f"{month}: reported {there:%Y-%m-%d %H:%M} ({time_zone}) from release {release}."
            say(said, style="dim")


def metrics(reader: Reader = None, project_dir: ProjectDir = None) -> None:
    """List the metrics of the published release."""
    project = open_project(project_dir)
    view = access.view_of(project, named_reader(reader), "metrics")
    rows = access.shown_catalog(view, read.metrics(project))
    print_wide(render.catalog_as_table(rows))
    for sentence in stalenesses(rows):
        say(sentence, style="yellow")


def show(metric: str, reader: Reader = None, project_dir: ProjectDir = None) -> None:
    """A metric's definition, formula, owner, and lineage down to raw columns."""
    project = open_project(project_dir)
    access.require_metrics(project, access.view_of(project, named_reader(reader), "show"), [metric], "show")
    out.print(render.card_as_table(read.metric_card(project, metric)))


def checks(
    metric: Annotated[str | None, typer.Argument(help="A metric: its own checks and those of its tables.")] = None,
    release: Annotated[str | None, typer.Option(metavar="ID", help="A release. Default: the current one.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that did not pass.")] = False,
    reader: Reader = None,
    project_dir: ProjectDir = None,
) -> None:
    """What was checked for a release, and what did not pass."""
    project = open_project(project_dir)
    view = access.view_of(project, named_reader(reader), "checks")
    access.require_metrics(project, view, [metric] if metric else [], "checks")
    if view is not None and metric is None:
        raise UsageError("Who may read what is limited here, and a list of all checks names everything: name a metric.")
    found = read.checks(project, metric, release_id=release, is_failed=failed)
    if found:
        print_wide(render.checks_as_table(found))
        say(f"{render.checks_in_words(found).partition(':')[0]}.")
    else:
        say("Every check passed." if failed else "The release says nothing of checks for it.")


def extract(
    output: Annotated[Path, typer.Option("--output", "-o", help="The DuckDB file to write.")],
    reader: Reader = None,
    project_dir: ProjectDir = None,
) -> None:
    """Write a reader's own view of the current release as a DuckDB file for BI tools: only rows they may read."""
    from lodestar.workflows.extract import extract_release

    found = extract_release(open_project(project_dir), named_reader(reader), output)
    rows = sum(found.counts.values())
    hidden = f" Not for this reader: {', '.join(found.hidden_metrics)}." if found.hidden_metrics else ""
    say(f"Wrote {rows:,} rows of {len(found.counts)} tables of release {found.release_id} to {output}.{hidden}")
    say("Totals are whole: whoever may read a metric may read it as a whole.")


def rollback(release_id: str, project_dir: ProjectDir = None) -> None:
    """Make another release the current one."""
    release = read.rollback(open_project(project_dir), release_id)
    say(f"The current release is now {release.release_id}. The next build publishes a newer one.")
