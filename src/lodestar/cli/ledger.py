"""`lodestar ledger`: what was reported, kept for good."""

from __future__ import annotations

from typing import Annotated

import typer

from lodestar.cli.console import ProjectDir, counted, say
from lodestar.settings import open_project
from lodestar.workflows.verify_ledger import verify_ledger

__all__ = ["ledger"]

ledger = typer.Typer(help="What was reported, kept for good.", no_args_is_help=True)


@ledger.callback()
def _nouns() -> None:
    """What was reported, kept for good."""


@ledger.command()
def verify(
    head: Annotated[
        str | None, typer.Option(metavar="HASH", help="A hash printed earlier, on a deck: the chain must hold it.")
    ] = None,
    project_dir: ProjectDir = None,
) -> None:
    """Prove that no reported value was changed, added or taken out; names the first broken row otherwise."""
    found = verify_ledger(open_project(project_dir), head)
    if not found.freezes:
        say("The ledger is empty: nothing was frozen yet.")
        return
    say(f"{counted(found.freezes, 'freeze')}, {counted(found.rows, 'row')}: as they were written. Head: {found.head}")
