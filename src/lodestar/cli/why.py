"""`lodestar why`: what a metric's change between two periods is made of."""

from __future__ import annotations

import shutil
import sys
from enum import StrEnum
from typing import Annotated

import typer

from lodestar.cli.console import Language, ProjectDir
from lodestar.errors import UsageError
from lodestar.settings import open_project

__all__ = ["why"]

LEAST_CELLS, MOST_CELLS = 80, 140
"""Between these, sentences are as wide as the terminal."""


class Format(StrEnum):
    """How `why` prints."""

    text = "text"
    json = "json"


def why(
    metric: str,
    first: Annotated[
        str | None, typer.Option("--from", metavar="PERIOD", help="A month (2026-09) or a day in the old period.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="PERIOD", help="The new period. Default: the last two that are final.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="One dimension alone, with all its members.")] = None,
    grain: Annotated[str | None, typer.Option(help="day, week, month, ... Default: the coarsest it has.")] = None,
    teams: Annotated[bool, typer.Option("--teams", help="What each team of its tree gave, on final values.")] = False,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.text,
    lang: Annotated[Language, typer.Option(help="English or Chinese.")] = Language.en,
    project_dir: ProjectDir = None,
) -> None:
    """Show what a metric's change between two periods is made of: parts that sum to it exactly."""
    from lodestar.report.statement_text import statement_text
    from lodestar.report.why_json import statement_json, why_json
    from lodestar.report.why_text import why_text
    from lodestar.workflows import why as workflow

    if teams and by:
        raise UsageError("--teams divides the whole among teams, so it takes no --by.")
    project = open_project(project_dir)
    cells = min(max(shutil.get_terminal_size().columns, LEAST_CELLS), MOST_CELLS)
    if teams:
        stated = workflow.state_teams(project, metric, first=first, last=last, grain=grain)
        text = statement_json(stated) if format is Format.json else statement_text(stated, language=lang, cells=cells)
    else:
        found = workflow.why(project, metric, first=first, last=last, grain=grain, dimension=by)
        text = why_json(found) if format is Format.json else why_text(found, language=lang, cells=cells)
    sys.stdout.write(text)
