"""`lodestar diff`: old and new values side by side."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lodestar.cli import progress
from lodestar.cli.console import Language, ProjectDir, Quiet, Today, err, read_date, say
from lodestar.errors import UsageError
from lodestar.settings import open_project

__all__ = ["diff"]


class Format(StrEnum):
    """How `diff` prints."""

    text = "text"
    json = "json"
    md = "md"
    html = "html"


def diff(
    base: Annotated[str, typer.Option(help="The commit, branch or tag to compare the working tree with.")] = "HEAD",
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.text,
    lang: Annotated[Language, typer.Option(help="English or Chinese.")] = Language.en,
    output: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of the terminal.")] = None,
    rows: Annotated[
        Path | None, typer.Option(help="Also write every old and new value to this .csv or .parquet file.")
    ] = None,
    today: Today = None,
    project_dir: ProjectDir = None,
    quiet: Quiet = False,
) -> None:
    """Show which metrics a change of definitions touches, and their old and new values on the same data."""
    from lodestar.report.difference import rendered
    from lodestar.workflows.diff import diff as compare

    project = open_project(project_dir)
    day = read_date(today, "--today")
    with progress.reporting(err, quiet=quiet) as report_progress:
        found = compare(project, base, today=day, rows_to=rows, progress=report_progress)
    text = rendered(found, format.value, lang=lang.value)
    if output:
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{output} can't be written: {error.strerror}. Name another file with --out.") from error
        say(f"Wrote {output}.")
    else:
        sys.stdout.write(text)
