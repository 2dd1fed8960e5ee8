"""What rules find, and what becomes of it: a finding stands, or somebody answers for it for a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lodestar.governance.waivers import Waiver

__all__ = ["Finding", "Findings", "Found", "Severity", "Waived"]

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Found:
    """What a rule's function yields.

    Attributes:
        path: of a file, relative to the project.
        line: counts from 1.
        subject: the metric (or file, or saved query) that it is about, as a waiver names it.
        message: what is wrong, one or more sentences.
        mend: what to do next.
    """

    path: str
    line: int
    subject: str
    message: str
    mend: str


@dataclass(frozen=True)
class Finding:
    """What was found, by which rule. An error ends `lodestar check` with 1, a warning doesn't."""

    code: str
    severity: Severity
    path: str
    line: int
    subject: str
    message: str
    mend: str

    @property
    def order(self) -> tuple[str, int, str, str, str]:
        """By place, as people mend them."""
        return (self.path, self.line, self.code, self.subject, self.message)


@dataclass(frozen=True)
class Waived:
    """A finding that a person answers for."""

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True)
class Findings:
    """All that was found: what stands, and what is waived."""

    active: tuple[Finding, ...]
    waived: tuple[Waived, ...]
