"""Findings as text for people, as JSON, and as annotations of GitHub. `sarif.py` tells them to code scanning.

Each takes what was checked and the folder that paths are told from: empty, or such as `examples/online_retail/`.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any, TextIO

from rich.console import Console

from lodestar.governance.rules import RULES, Finding, Waived
from lodestar.governance.waivers import Waiver
from lodestar.workflows.check import Checked

__all__ = ["as_github", "as_json", "print_text"]

STYLES = {"error": "bold red", "warning": "yellow"}


def print_text(checked: Checked, folder: str, stream: TextIO) -> None:
    """Findings by file, each with what to do next; what is waived; a last line that counts."""
    console = Console(file=stream, markup=False, highlight=False, soft_wrap=True)
    for path, findings in groupby(checked.findings, key=lambda finding: finding.path):
        console.print(f"{folder}{path}", style="bold")
        for finding in findings:
            named = f"  {finding.line:<4} {finding.severity} {finding.code}"
            console.print(named, end="  ", style=STYLES[finding.severity])
            console.print(finding.message)
            console.print(f"       {finding.mend}")
            console.print(f"       {RULES[finding.code].page}", style="dim")
        console.print()
    if checked.waived:
        console.print("Waived", style="dim")
        for waived in checked.waived:
            console.print(f"  {_waived_line(waived)}", style="dim")
        console.print()
    console.print(_counts(checked))


def as_json(checked: Checked, folder: str) -> str:
    """One object: the day, counts, and every finding, with its waiver where it has one."""
    document = {
        "checked_on": checked.today.isoformat(),
        "metrics": checked.metric_count,
        "errors": len(checked.errors),
        "warnings": len(checked.warnings),
        "waived": len(checked.waived),
        "findings": [
            *(_record(finding, folder, None) for finding in checked.findings),
            *(_record(waived.finding, folder, waived.waiver) for waived in checked.waived),
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def as_github(checked: Checked, folder: str) -> str:
    """Workflow commands: GitHub shows each beside its line. What is waived is left out."""
    return "".join(
        f"::{finding.severity} file={_property(folder + finding.path)},line={finding.line},"
        f"title={_property(f'{finding.code} {finding.subject}')}::"
        f"{_data(f'{finding.message} {finding.mend} See {RULES[finding.code].page}')}\n"
        for finding in checked.findings
    )


def _waived_line(waived: Waived) -> str:
    finding, waiver = waived.finding, waived.waiver
    return f"{finding.code} {finding.subject}, until {waiver.expires_on} by {waiver.person}: {waiver.reason}"


def _counts(checked: Checked) -> str:
    """`2 errors, 1 warning, 1 waived: 22 governed metrics on 2026-11-05.`"""
    expired = f", {_counted(len(checked.expired), 'waiver')} expired" if checked.expired else ""
    return (
        f"{_counted(len(checked.errors), 'error')}, {_counted(len(checked.warnings), 'warning')}, "
        f"{len(checked.waived)} waived{expired}: {_counted(checked.metric_count, 'governed metric')} "
        f"on {checked.today}."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _record(finding: Finding, folder: str, waiver: Waiver | None) -> dict[str, Any]:
    return {
        "code": finding.code,
        "rule": RULES[finding.code].name,
        "severity": finding.severity,
        "path": folder + finding.path,
        "line": finding.line,
        "subject": finding.subject,
        "message": finding.message,
        "mend": finding.mend,
        "page": RULES[finding.code].page,
        "waiver": waiver
        and {"person": waiver.person, "reason": waiver.reason, "expires_on": waiver.expires_on.isoformat()},
    }


def _data(text: str) -> str:
    """Text of a workflow command: what would end it or begin another is escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
