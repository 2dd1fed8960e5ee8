"""The tree of errors. Each carries the exit code that a door (command line, Dagster) ends with.

    LodestarError                   exit 1
    ├── UsageError                  exit 2   wrong use: an argument, an unknown name
    │   └── UnknownNameError        exit 2   with the nearest known name
    ├── ConfigurationError          exit 2   a declared file is wrong: contract, suite, project
    ├── IntakeError                 exit 1   a raw file can't be loaded as declared
    ├── BuildError                  exit 1   dbt refused or failed
    ├── CheckError                  exit 1   a check said no
    ├── PartialReleaseError         exit 1   a release was published, and some of it is of an earlier one
    ├── LockedError                 exit 1   another build holds the hub
    ├── ReleaseError                exit 1   a release is missing, damaged or can't be written
    ├── LedgerError                 exit 1   the ledger refuses
    └── ProvisionalError            exit 1   a statement is asked of values that can still move

A message says what happened, where, and what to do next.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "BuildError",
    "CheckError",
    "ConfigurationError",
    "IntakeError",
    "LedgerError",
    "LockedError",
    "LodestarError",
    "PartialReleaseError",
    "ProvisionalError",
    "ReleaseError",
    "UnknownNameError",
    "UsageError",
]


class LodestarError(Exception):
    """Anything Lodestar says no to. ``exit_code`` is what the command line ends with."""

    exit_code = 1


class UsageError(LodestarError):
    """The call itself is wrong."""

    exit_code = 2


class UnknownNameError(UsageError):
    """No thing of that kind has that name; the message suggests the nearest one that exists."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        """`kind` is what was looked for, `known` the names that exist."""
        known = sorted(known)
        by_lower = {other.lower(): other for other in known}
        close = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
        close = close or [lower for lower in by_lower if name and name.lower() in lower][:1]
        nearest = [by_lower[lower] for lower in close]
        if nearest:
            hint = f"Did you mean {nearest[0]!r}?"
        elif known:
            hint = f"Known: {', '.join(known[:20])}{', ...' if len(known) > 20 else ''}."
        else:
            hint = "There is none."
        super().__init__(f"No {kind} is called {name!r}. {hint}")
        self.nearest = nearest[0] if nearest else None


class ConfigurationError(LodestarError):
    """A declared file says something that can't be meant."""

    exit_code = 2


class IntakeError(LodestarError):
    """A raw file can't be loaded as its source declares it. Nothing of it was kept."""


class BuildError(LodestarError):
    """dbt refused to parse or failed to build. The published release did not change."""


class CheckError(LodestarError):
    """A check failed, could not run, or did not run at all. The published release did not change."""


class PartialReleaseError(LodestarError):
    """A release was published, and some of its metrics or tables keep the values of an earlier one."""


class LockedError(LodestarError):
    """Another process is building in this hub; the message names it."""


class ReleaseError(LodestarError):
    """A release is missing, damaged, or could not be written."""


class LedgerError(LodestarError):
    """The ledger refuses: the month is not finished or not closed, or the ledger itself is damaged."""


class ProvisionalError(LodestarError):
    """What people are judged by is stated on final values alone, and one of these can still move."""
