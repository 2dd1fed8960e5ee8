"""Sign: one thing that speaks for or against the growth of a star, with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lodestar.review.change import Change

__all__ = ["Fact", "Severity", "Sign", "facts_of"]

Fact = float | int | str | bool | None | tuple[str, ...] | tuple[float, ...]
Severity = Literal["strong", "weak"]


@dataclass(frozen=True)
class Sign:
    """A sign about one metric, raised or not.

    Attributes:
        code: `guardrail`, `twin`, `concentration`, `burst`, `newcomers`, `retention`, `outcome` or `denominator`.
        metric: what it looked at.
        severity: how much it weighs, if it is raised.
        facts: numbers behind it; dates are ISO texts, names of members tuples.
        unknown: why it could not be judged: `absent`, `provisional`, `too_short`, `not_grown` (nothing to explain),
            `too_early` (the lag is not over), `too_noisy` (it may have followed, or not), `few_members`, `no_finer`,
            `no_count` (of who stayed); empty where it was.
    """

    code: str
    metric: str
    severity: Severity
    is_raised: bool
    facts: Mapping[str, Fact] = field(default_factory=dict)
    unknown: str = ""


def facts_of(found: Change, *, prefix: str = "") -> dict[str, Fact]:
    """The numbers of a change, as facts."""
    limits = found.limits
    return {
        f"{prefix}before": found.before,
        f"{prefix}now": found.now,
        f"{prefix}growth": found.growth,
        f"{prefix}recent": found.recent,
        f"{prefix}lower": limits[0] if limits else None,
        f"{prefix}upper": limits[1] if limits else None,
    }
