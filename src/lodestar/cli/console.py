"""What all commands share: two consoles, options, and how sentences and tables are printed."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lodestar.errors import UsageError

__all__ = [
    "Language",
    "ProjectDir",
    "Quiet",
    "RawDir",
    "Today",
    "counted",
    "err",
    "out",
    "print_wide",
    "read_date",
    "say",
]


class Language(StrEnum):
    """Of the fixed words and of labels; definitions are as people wrote them."""

    en = "en"
    zh = "zh"


MOST_COLUMNS = 10_000
"""More than any table needs."""

PLAIN_WIDTH = 200
"""Columns of a table that goes to a file or a pipe, where nobody's window decides."""

out = Console(markup=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
err = Console(stderr=True, markup=False)

ProjectDir = Annotated[Path | None, typer.Option("--project-dir", help="The dbt project. Default: this folder.")]
RawDir = Annotated[Path | None, typer.Option("--raw", help="Where raw files are. Default: raw/ in the project.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only the result.")]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="DATE", help="The day that decisions, waivers and reviews are measured by."),
]


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def read_date(text: str | None, option: str) -> date | None:
    """The date that an option names; None when it was not given.

    Raises:
        UsageError: it is no date.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no date. Write it as 2026-10-01.") from error


def print_wide(table: Table) -> None:
    """A table of numbers whole, even where a terminal is narrow: a number that is cut is a wrong number."""
    needed = out.measure(table, options=out.options.update(width=MOST_COLUMNS)).maximum
    if needed <= out.width:
        out.print(table)
    else:
        Console(markup=False, width=needed, file=sys.stdout).print(table, crop=False, soft_wrap=False)


def say(sentence: str, console: Console = out, *, style: str | None = None) -> None:
    """A sentence as it is: no markup, no wrapping that would break a path or a name."""
    console.print(sentence, style=style, highlight=False, markup=False, soft_wrap=True)
