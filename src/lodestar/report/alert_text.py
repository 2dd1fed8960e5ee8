"""What an alert says: what happened, which tables, metrics and files, how many rows, what is served, what to do.

Names and counts alone: never a value of a row, never the detail of a check, never an address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lodestar.report.words import Words

__all__ = ["AlertFacts", "FailedCheck", "alert_text"]

SHOWN = 10
"""Names that a line holds; the rest are counted."""


@dataclass(frozen=True)
class FailedCheck:
    """A check that said no: its table, its rule, and how many rows break it, where it counts them."""

    table: str
    rule: str
    rows: int | None = None


@dataclass(frozen=True)
class AlertFacts:
    """What is known of a bad day.

    Attributes:
        occasion: what it is an event of: a build id, a release id, a day. The same event of the same occasion is told
            once.
        cause: `checks`, `intake`, `dbt`, `configuration`, `disk` or `other`; empty for none.
        checks: those that said no.
        tables, metrics, files: names.
        rows: how many rows it is about.
        served: the release that people read meanwhile; None for none.
    """

    occasion: str
    cause: str = ""
    checks: tuple[FailedCheck, ...] = ()
    tables: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    rows: int | None = None
    served: str | None = None


def alert_text(project: str, event: str, facts: AlertFacts, words: Words) -> str:
    """The message, a fact a line. It begins with the word Lodestar: robots that want a keyword get that one."""
    lines = [words("alert_title", project=_clean(project), event=words(f"alert_{event}"))]
    if facts.cause:
        lines.append(words(f"alertcause_{facts.cause}"))
    lines += [_check(check, words) for check in facts.checks[:SHOWN]]
    if len(facts.checks) > SHOWN:
        lines.append(words("alert_more_checks", n=len(facts.checks) - SHOWN))
    for kind, names in (("tables", facts.tables), ("metrics", facts.metrics), ("files", facts.files)):
        if names:
            lines.append(words(f"alertnames_{kind}", names=_names(names, words)))
    if facts.rows is not None:
        lines.append(words("alert_rows", rows=f"{facts.rows:,}"))
    lines += _served(event, facts, words)
    lines.append(words(f"alertnext_{event}"))
    lines.append(words("alert_occasion", occasion=_clean(facts.occasion)))
    return "\n".join(lines)


def _served(event: str, facts: AlertFacts, words: Words) -> list[str]:
    if facts.served is None:
        # where a release is damaged, nobody knows yet what people read
        return [] if event == "release_damaged" else [words("alert_served_none")]
    key = "alert_served_partial" if event == "release_partial" else "alert_served"
    return [words(key, release=_clean(facts.served))]


def _check(check: FailedCheck, words: Words) -> str:
    said = {"table": _clean(check.table), "rule": _clean(check.rule)}
    if check.rows is None:
        return words("alert_check", **said)
    return words("alert_check_rows", **said, rows=f"{check.rows:,}")


def _names(names: Iterable[str], words: Words) -> str:
    known = [_clean(name) for name in dict.fromkeys(names)]
    said = words.all_of(known[:SHOWN])
    return words("alert_and_more", names=said, n=len(known) - SHOWN) if len(known) > SHOWN else said


def _clean(name: str) -> str:
    """A name in one line: what would break the line, or a terminal, is left out."""
    return "".join(letter if letter.isprintable() else " " for letter in name).strip()[:200]
