"""The file of a new decision: its number, its name, and that it is written whole, once, and over no other."""

from __future__ import annotations

import fcntl
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from lodestar.errors import ConfigurationError
from lodestar.governance.decisions import FOLDER, Decision, decision_text, read_decision
from lodestar.governance.problem import Problem

__all__ = ["write_decision"]

LONGEST_SLUG = 60
LAST_NUMBER = 9999


def write_decision(root: Path, decision: Decision) -> Decision:
    """Writes the decision under the next number and returns it with number and path.

    Raises:
        ConfigurationError: it can't be written, or not so that it can be read again. Nothing is left behind.
    """
    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            number = _next_number(folder)
            name = f"{number:04d}-{_slug(decision.title, decision.metrics[0].name)}.md"
            numbered = replace(decision, number=number, path=f"{FOLDER}/{name}")
            text = _checked(numbered)
            _write_new(folder / name, text)
    except OSError as error:
        raise ConfigurationError(f"The decision can't be written to {folder}: {error}. Nothing was written.") from error
    return numbered


def _slug(title: str, metric_name: str) -> str:
    """The title in letters that every file system has; the metric's name where the title is not in such letters."""
    plain = unicodedata.normalize("NFKD", title)
    if any(letter.isalpha() and not letter.isascii() for letter in plain):
        plain = metric_name
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    return slug[:LONGEST_SLUG].strip("-") or _slug(metric_name, "decision")


def _next_number(folder: Path) -> int:
    """One more than the greatest of any file, whether it can be read or not."""
    numbers = [int(found.group()) for path in folder.iterdir() if (found := re.match(r"\d+", path.name))]
    number = max(numbers, default=0) + 1
    if number > LAST_NUMBER:
        raise ConfigurationError(f"{folder} has a decision {max(numbers)}: numbers have four digits. Rename it first.")
    return number


def _checked(decision: Decision) -> str:
    """The file's text, read back: what would be read otherwise is not written."""
    text = decision_text(
        title=decision.title,
        metrics=decision.metrics,
        proposed_by=decision.proposed_by,
        agreed_by=decision.agreed_by,
        decided_on=decision.decided_on,
        effective_from=decision.effective_from,
        why=decision.why,
        words=decision.words,
    )
    problems: list[Problem] = []
    if read_decision(text, decision.path, problems) != decision:
        told = "; ".join(problem.sentence() for problem in problems) or "its texts would be read otherwise"
        raise ConfigurationError(f"Nothing was written: the decision could not be read again ({told}).")
    return text


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: two decisions never get the same number."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write_new(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        path.hardlink_to(beside)  # refuses where a rename would replace
    finally:
        beside.unlink(missing_ok=True)
