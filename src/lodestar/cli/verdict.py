"""`lodestar verdict`: whether the growth of the north stars is real."""

from __future__ import annotations

import shutil
import sys
from enum import StrEnum
from typing import Annotated

import typer

from lodestar.cli.console import Language, ProjectDir
from lodestar.settings import open_project

__all__ = ["verdict"]

LEAST_CELLS, MOST_CELLS = 80, 140
"""Between these, sentences are as wide as the terminal."""


class Format(StrEnum):
    """How `verdict` prints."""

    text = "text"
    json = "json"


def verdict(
    star: Annotated[str | None, typer.Argument(help="One north star. Default: all that are active.")] = None,
    month: Annotated[
        str | None, typer.Option(help="The month to judge, such as 2026-10. Default: the last that is final.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.text,
    lang: Annotated[Language, typer.Option(help="English or Chinese.")] = Language.en,
    project_dir: ProjectDir = None,
) -> None:
    """Judge whether each north star's growth is real: healthy, watch or hollow, with the numbers behind every sign."""
    from lodestar.report.verdict_json import verdict_json
    from lodestar.report.verdict_text import verdict_text
    from lodestar.workflows.verdict import verdicts

    found = verdicts(open_project(project_dir), star, month)
    if format is Format.json:
        sys.stdout.write(verdict_json(found))
    else:
        cells = min(max(shutil.get_terminal_size().columns, LEAST_CELLS), MOST_CELLS)
        sys.stdout.write(verdict_text(found, language=lang.value, cells=cells))
