"""`lodestar restatements`: what was reported and would be another number today, by cause."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from lodestar.catalog.contract import STANDARD_GRAINS
from lodestar.cli.console import ProjectDir, counted, print_wide, say
from lodestar.report.figures import formatted, signed
from lodestar.review.restatement import Restatement
from lodestar.review.row import csv_line
from lodestar.settings import open_project
from lodestar.workflows import restatements as workflow

__all__ = ["restatements"]

COLUMNS = ("metric", "grain", "period_start", "dimension", "member", "unit", "status", "frozen_at", "release_id")


class Format(StrEnum):
    """How differences are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def restatements(
    month: Annotated[str, typer.Option(help="The month that was frozen, such as 2026-10.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Every grain and member, not only the whole at the coarsest grain.")
    ] = False,
    format: Annotated[Format, typer.Option(help="How to print; CSV and JSON hold every value.")] = Format.table,
    project_dir: ProjectDir = None,
) -> None:
    """What was reported of a month and would be another number today, with the difference split by cause."""
    found = workflow.restatements(open_project(project_dir), month)
    if format is Format.csv:
        sys.stdout.write(_csv(found.found))
        return
    if format is Format.json:
        sys.stdout.write(json.dumps(_document(found), indent=1, ensure_ascii=False) + "\n")
        return
    metrics = sorted({one.metric for one in found.found})
    if not metrics:
        say(f"All {found.compared:,} values reported of {month} are the same in release {found.release_id}.")
    else:
        say(
            f"{len(found.found):,} of {found.compared:,} values reported of {month} would be others today "
            f"(release {found.release_id}), of {counted(len(metrics), 'metric')}."
        )
        shown = found.found if everything else _coarsest(found.found)
        print_wide(_table(shown))
        for note in dict.fromkeys(f"{one.metric}: {one.note}" for one in shown if one.note):
            say(f"Not split: {note}.", style="yellow")
        if len(shown) < len(found.found):
            say(
                f"{len(found.found) - len(shown):,} more by finer grain or member: --all, or --format csv.", style="dim"
            )
    if found.stale:
        say(f"Not compared, because their values are of an earlier release: {', '.join(found.stale)}.", style="yellow")
    if found.gone:
        say(f"Reported, and no longer given by the release: {', '.join(found.gone)}.", style="yellow")
    if found.unreported:
        say(f"Not reported of {month}, so nothing to hold today's against: {', '.join(found.unreported)}.", style="dim")


def _coarsest(found: tuple[Restatement, ...]) -> list[Restatement]:
    """Of each metric, the whole at its coarsest grain that differs; where only members differ, those."""
    order = {grain: place for place, grain in enumerate(STANDARD_GRAINS)}
    shown = []
    for metric in dict.fromkeys(one.metric for one in found):
        own = [one for one in found if one.metric == metric]
        own = [one for one in own if one.dimension == "total"] or own
        grain = max((one.grain for one in own), key=lambda name: order.get(name, -1))
        shown += [one for one in own if one.grain == grain]
    return shown


def _table(shown: list[Restatement] | tuple[Restatement, ...]) -> Table:
    causes = list(dict.fromkeys(cause for one in shown for cause in one.parts))
    table = Table(header_style="bold", box=None, pad_edge=False)
    members = any(one.dimension != "total" for one in shown)
    for name in ("metric", "period", *(["member"] if members else [])):
        table.add_column(name, no_wrap=True)
    for name in ("reported", "today", "difference", *(cause.replace("_", " ") for cause in causes)):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for one in shown:
        member = [f"{one.dimension}={one.member}" if one.dimension != "total" else ""] if members else []
        parts = [signed(float(one.parts[cause]), one.unit) if cause in one.parts else "" for cause in causes]
        difference = one.difference
        table.add_row(
            one.metric,
            f"{one.grain} {one.period_start}",
            *member,
            formatted(one.reported, one.unit),
            formatted(one.today, one.unit),
            "" if difference is None else signed(float(difference), one.unit),
            *parts,
            "was provisional" if one.status == "provisional" else "",
        )
    return table


def _csv(found: tuple[Restatement, ...]) -> str:
    causes = list(dict.fromkeys(cause for one in found for cause in one.parts))
    lines = [csv_line((*COLUMNS, "reported", "today", "difference", *causes, "causes", "note"))]
    for one in found:
        numbers = [one.reported, one.today, one.difference, *(one.parts.get(cause) for cause in causes)]
        texts = ["" if number is None else str(number) for number in numbers]
        lines.append(csv_line((*(getattr(one, name) for name in COLUMNS), *texts, " ".join(one.causes), one.note)))
    return "".join(lines)


def _document(found: workflow.Restatements) -> dict[str, object]:
    return {
        "month": found.month,
        "release_id": found.release_id,
        "compared": found.compared,
        "unreported": list(found.unreported),
        "gone": list(found.gone),
        "restatements": [
            {
                **{name: getattr(one, name) for name in COLUMNS},
                "reported": one.reported,
                "today": one.today,
                "difference": None if one.difference is None else str(one.difference),
                "parts": {cause: str(part) for cause, part in one.parts.items()},
                "causes": list(one.causes),
                "note": one.note,
            }
            for one in found.found
        ],
    }
