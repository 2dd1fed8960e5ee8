"""`lodestar review`: the monthly review."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from lodestar.cli.console import ProjectDir, counted, say
from lodestar.settings import open_project
from lodestar.workflows import freeze as freeze_workflow

__all__ = ["review"]

review = typer.Typer(help="The monthly review.", no_args_is_help=True)


@review.command()
def freeze(
    month: Annotated[str, typer.Option(help="The month to freeze, such as 2026-10.")],
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Also before the closing lag has passed; such values are marked.")
    ] = False,
    project_dir: ProjectDir = None,
) -> None:
    """Write the month's values from the current release into the append-only ledger."""
    frozen = freeze_workflow.freeze(open_project(project_dir), month, provisional=provisional)
    if frozen.folder is None:
        say(f"{month} is frozen already ({counted(frozen.standing + frozen.waiting, 'value')}). Nothing was written.")
    else:
        marked = f", {frozen.provisional:,} of them provisional" if frozen.provisional else ""
        say(
            f"Froze {month}: {counted(frozen.rows, 'value')}{marked}, from release {frozen.release_id}, "
            f"in {os.path.relpath(frozen.folder)}."
        )
        if frozen.standing:
            say(f"{counted(frozen.standing, 'value')} had been reported as final before and stay as they are.")
    if frozen.waiting:
        say(f"{counted(frozen.waiting, 'value')} stay provisional: freeze {month} again when they are final.")
