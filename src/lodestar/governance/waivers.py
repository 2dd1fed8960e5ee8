"""Waivers: findings that somebody answers for, for a time. `governance/waivers.csv`:

rule,subject,reason,person,expires_on
    G211,orders,Its tree is drawn in the next meeting,Chen Yu,2027-03-31
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from lodestar.governance.problem import Problem

__all__ = ["WAIVABLE_CHECKS", "Waiver", "read_waivers"]

WAIVABLE_CHECKS = ("freshness", "volume")
"""Checks of a build that a waiver may name in place of a rule; its subject is the table: `raw.odoo__pos_order`."""

PATH = "governance/waivers.csv"
COLUMNS = ("rule", "subject", "reason", "person", "expires_on")


@dataclass(frozen=True)
class Waiver:
    """A finding that is let pass until a day; `subject` is the metric (or file) that the finding is about."""

    rule: str
    subject: str
    reason: str
    person: str
    expires_on: date
    line: int

    def holds(self, day: date) -> bool:
        """Whether it still counts on that day."""
        return day <= self.expires_on


def read_waivers(text: str, problems: list[Problem]) -> tuple[Waiver, ...]:
    """The rows of `governance/waivers.csv`; what is wrong is added to `problems`."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    found = []
    try:
        if tuple(reader.fieldnames or ()) != COLUMNS:
            problems.append(Problem(PATH, 1, f"its header must be {','.join(COLUMNS)}"))
            return ()
        for row in reader:
            if None in row or any(not (row[column] or "").strip() for column in COLUMNS):
                problems.append(
                    Problem(PATH, reader.line_num, "every column must be filled: no waiver without a reason")
                )
                continue
            try:
                expires_on = date.fromisoformat(row["expires_on"].strip())
            except ValueError:
                problems.append(Problem(PATH, reader.line_num, f"{row['expires_on']!r} is no date such as 2027-03-31"))
                continue
            rule, subject, reason, person = (row[column].strip() for column in COLUMNS[:-1])
            found.append(Waiver(rule, subject, reason, person, expires_on, reader.line_num))
    except csv.Error as error:
        problems.append(Problem(PATH, reader.line_num, f"it is not CSV: {error}"))
    return tuple(found)
