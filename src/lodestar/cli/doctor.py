"""`lodestar doctor`: mends a hub."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from lodestar.cli.console import ProjectDir, counted, out, say
from lodestar.settings import open_project

__all__ = ["doctor"]


def doctor(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would be done.")] = False,
    project_dir: ProjectDir = None,
) -> None:
    """Find and mend what dead builds and bad disks left: locks, journals, releases, warehouse; verify the ledger."""
    from lodestar.workflows.doctor import examine
    from lodestar.workflows.upkeep import look_after

    project = open_project(project_dir)
    repairs = examine(project, dry_run=True) if dry_run else look_after(project)
    if not repairs:
        say("The hub is whole.")
        return
    table = Table("what", "where", "would do" if dry_run else "done")
    for repair in repairs:
        table.add_row(repair.what, str(repair.where), repair.done, style="red" if repair.is_left else None)
    out.print(table)
    left = sum(repair.is_left for repair in repairs)
    if left:
        say(f"{counted(left, 'thing')} left for people.", style="red")
        raise typer.Exit(1)
    say("Nothing was changed." if dry_run else "The hub is whole again.")
