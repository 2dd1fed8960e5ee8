"""`lodestar forget`: a person asked to be deleted."""

from __future__ import annotations

from typing import Annotated

import typer

from lodestar.cli.console import ProjectDir, counted, say
from lodestar.settings import open_project

__all__ = ["forget"]


def forget(
    value: Annotated[str, typer.Option(help="What identifies the person, such as 123.")],
    by: Annotated[str, typer.Option(help="Who asks for it.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    subject: Annotated[str, typer.Option(help="The kind of person, as sources name it, such as member.")] = "",
    table: Annotated[str, typer.Option(help="A raw table, where no subject is named.")] = "",
    column: Annotated[str, typer.Option(help="A column of that table.")] = "",
    project_dir: ProjectDir = None,
) -> None:
    """Have a person deleted from raw tables, quarantine and all that is made of them, by every build from now."""
    from lodestar.workflows.deletions import forget as ask

    project = open_project(project_dir)
    found = ask(project, subject=subject, table=table, column=column, value=value, by=by, reason=reason)
    say(f"Written to {found.path}. It names a person: only you may read it (mode 0600).")
    rows = ", ".join(
        f"{counted(count, 'row')} of {relation}" for relation, count in sorted(found.rows.items()) if count
    )
    say(f"The next `lodestar build` deletes {rows or 'what it finds; today no raw table has that value'}.")
    if found.files:
        say(f"Their keeper must remove them from {counted(len(found.files), 'raw file')} too:")
        for name in found.files:
            say(f"  {project.raw_dir / name}")
    say("Frozen months stay as reported. Copies in hub/dev and hub/data_docs go with the next compile and build.")
