"""`lodestar review`: the monthly review."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lodestar.cli.console import Language, ProjectDir, counted, say
from lodestar.errors import UsageError
from lodestar.report.deck import deck_rendered
from lodestar.settings import open_project
from lodestar.workflows import freeze as freeze_workflow
from lodestar.workflows.monthly_review import monthly_review

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
    for reason in dict.fromkeys(frozen.stale.values()):
        names = ", ".join(name for name, why in frozen.stale.items() if why == reason)
        say(f"Waiting, because the values are of an earlier release: {names}. Why: {reason}", style="yellow")
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
    if frozen.gone:
        say(
            f"{counted(frozen.gone, 'value')} can't become final: this release no longer has their metric, grain or "
            "dimension.",
            style="yellow",
        )
    if frozen.waiting:
        say(f"{counted(frozen.waiting, 'value')} stay provisional: freeze {month} again when they are final.")
    elif frozen.stale:
        say(f"Freeze {month} again when a build has computed what waits.")


class Form(StrEnum):
    """What a deck is written as."""

    html = "html"
    md = "md"


@review.command()
def render(
    month: Annotated[str, typer.Option(help="The month in review, such as 2026-10.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: review-<month>.html or .md.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="One HTML file, or Markdown.")] = Form.html,
    lang: Annotated[Language, typer.Option(help="Language of the deck.")] = Language.en,
    project_dir: ProjectDir = None,
) -> None:
    """Write the deck of the monthly review: one file, no network, fit to be projected and printed."""
    found = monthly_review(open_project(project_dir), month)
    text = deck_rendered(found, form.value, language=lang.value)
    path = output or Path(f"review-{month}.{form.value}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}. Name another file with --output.") from error
    draft = "" if found.frozen else f" It is a draft: {month} is not frozen."
    held = f"{counted(len(found.stars), 'north star')}, {counted(len(found.questions), 'question')}"
    say(f"Wrote {path} ({held}).{draft}")
