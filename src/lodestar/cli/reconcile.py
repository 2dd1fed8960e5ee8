"""`lodestar reconcile`: what departments report beside what the hub says, and why they differ."""

from __future__ import annotations

import shutil
import sys
from enum import StrEnum
from typing import Annotated

import typer

from lodestar.cli import progress
from lodestar.cli.console import Language, ProjectDir, Quiet, err
from lodestar.settings import open_project

__all__ = ["reconcile"]

LEAST_CELLS, MOST_CELLS = 80, 140
"""Between these, sentences are as wide as the terminal."""


class Format(StrEnum):
    """How `reconcile` prints."""

    text = "text"
    json = "json"
    md = "md"


def reconcile(
    department: Annotated[str | None, typer.Option(help="Only what this department reports.")] = None,
    metric: Annotated[str | None, typer.Option(help="Only figures of this metric.")] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.text,
    lang: Annotated[Language, typer.Option(help="English or Chinese.")] = Language.en,
    project_dir: ProjectDir = None,
    quiet: Quiet = False,
) -> None:
    """Compare figures that departments report with the hub's, and find the definitions behind a difference.

    Ends with 0 when every figure agrees or its difference is explained, with 1 when one is not explained, can't be
    compared or can't be read.
    """
    from lodestar.report.reconciliation import rendered
    from lodestar.workflows.reconcile import reconcile as compare
    from lodestar.workflows.reconcile import reported_problems

    project = open_project(project_dir)
    with progress.reporting(err, quiet=quiet) as report_progress:
        found = compare(project, department, metric, progress=report_progress)
    problems = reported_problems(project)
    cells = min(max(shutil.get_terminal_size().columns, LEAST_CELLS), MOST_CELLS)
    sys.stdout.write(rendered(found, problems, format.value, lang=lang.value, cells=cells))
    if problems or any(one.needs_people for one in found):
        raise typer.Exit(1)
