"""`lodestar review`: the monthly review."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from lodestar.cli.console import ProjectDir, say
from lodestar.settings import open_project
from lodestar.workflows import freeze as freeze_workflow

__all__ = ["review"]

review = typer.Typer(help="The monthly review.", no_args_is_help=True)


@review.command()
def freeze(
    month: Annotated[str, typer.Option(help="The month to freeze, such as 2026-10.")], project_dir: ProjectDir = None
) -> None:
    """Write the month's values from the current release into the append-only ledger."""
    frozen = freeze_workflow.freeze(open_project(project_dir), month)
    if frozen.is_new:
        provisional = f", {frozen.provisional:,} of them provisional" if frozen.provisional else ""
        say(
            f"Froze {frozen.month:%Y-%m}: {frozen.rows:,} values{provisional}, from release {frozen.release_id}, "
            f"in {os.path.relpath(frozen.path)}."
        )
    else:
        say(
            f"{frozen.month:%Y-%m} is already frozen from release {frozen.release_id} with the same values. "
            "Nothing was written."
        )
