"""What signs are looked for in: the evidence, and whether there is growth to explain."""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.review.change import Change
from lodestar.review.evidence import Evidence
from lodestar.review.signs.sign import Severity

__all__ = ["Case"]


@dataclass(frozen=True, slots=True)
class Case:
    """Evidence by the month, how the star changed, and whether it, or its volume, is up beyond natural variation."""

    evidence: Evidence
    star: Change
    is_grown: bool

    @property
    def better(self) -> int:
        """1 where the star should rise, -1 where it should fall."""
        return self.evidence.star.better or 1

    def severity(self, is_strong: bool = True) -> Severity:
        """What a sign weighs: without growth there is none to be hollow."""
        return "strong" if is_strong and self.is_grown else "weak"
