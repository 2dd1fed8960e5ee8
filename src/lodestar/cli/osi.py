"""`lodestar osi`: definitions for other tools, and definitions of other tools, in Open Semantic Interchange."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lodestar.cli.console import ProjectDir, counted, say
from lodestar.osi.formats import FORMATS, RELEASED
from lodestar.settings import open_project

__all__ = ["osi"]

osi = typer.Typer(
    help="Definitions in Open Semantic Interchange (OSI, now Apache Ossie), which other tools read.",
    no_args_is_help=True,
)

SHOWN = 12
"""Names that a sentence holds before it says how many more there are."""

Schema = Annotated[
    Path | None,
    typer.Option("--schema", metavar="FILE", help="A JSON schema to hold the document against, such as OSI's own."),
]


@osi.command(name="export")
def export_command(
    out: Annotated[Path, typer.Argument(help="A .yaml or .json file, such as company.osi.yaml.")],
    version: Annotated[str, typer.Option(help=f"The format's version: {' or '.join(FORMATS)}.")] = RELEASED,
    schema: Schema = None,
    project_dir: ProjectDir = None,
) -> None:
    """Write the project as an OSI document, and beside it what the document can't say."""
    from lodestar.workflows.osi import export_osi

    done = export_osi(open_project(project_dir), version, out, schema=schema)
    exported = done.exported
    say(f"Wrote {done.document} in OSI {version}: {counted(exported.metrics, 'metric')}.")
    if exported.left_out:
        say(f"Only in its extensions, because no SQL expression is them: {_names(exported.left_out)}.")
    say(f"What other readers don't see ({len(exported.losses):,}): {done.losses}")


@osi.command(name="import")
def import_command(
    document: Annotated[Path, typer.Argument(help="An OSI document: .yaml, .yml or .json.")],
    into: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write; files that are there are kept.")],
    schema: Schema = None,
) -> None:
    """Write an OSI document as dbt files, every metric proposed, and beside them what was lost."""
    from lodestar.workflows.osi import import_osi

    done = import_osi(document, into, schema=schema)
    imported = done.imported
    say(f"Wrote {counted(len(done.files), 'file')} below {into}: {counted(len(imported.metrics), 'governed metric')}.")
    if imported.models:
        say(f"They describe the dbt models {_names(imported.models)}, which must be in the project.")
    say(f"What was lost or must be completed ({len(imported.losses):,}): {done.losses}")
    say("Read them, move them to where the project's models and metrics are, and run `lodestar compile`.")


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
