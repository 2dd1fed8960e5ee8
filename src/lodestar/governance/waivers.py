"""Waivers: findings that somebody answers for, for a time. `governance/waivers.csv`:

rule,subject,reason,person,expires_on
    G211,orders,Its tree is drawn in the next meeting,Chen Yu,2027-03-31
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lodestar.governance.csv_rows import day_of, read_rows
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
    found = []
    for line, given in read_rows(text, PATH, COLUMNS, (), problems):
        try:
            expires_on = day_of(given["expires_on"])
        except ValueError as error:
            problems.append(Problem(PATH, line, str(error)))
            continue
        rule, subject, reason, person = (given[column] for column in COLUMNS[:-1])
        found.append(Waiver(rule, subject, reason, person, expires_on, line))
    return tuple(found)
