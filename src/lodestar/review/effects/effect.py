"""An effect as a value: how large, how sure, how it was found; or why it can't be measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lodestar.governance.actions import Action

__all__ = ["Effect", "Measured", "Method", "Refusal", "Verdict", "judge"]


class Method(StrEnum):
    """How it was measured.

    `differences`: members reached against members not reached, each before and after.
    `difference_series`: the same with too few members for that, period by period.
    `interrupted`: the series alone, before and after.
    """

    differences = "differences"
    difference_series = "difference_series"
    interrupted = "interrupted"


class Verdict(StrEnum):
    """An interval beside what was expected.

    `unclear`: it holds both 0 and what was expected. `nothing`: it holds 0 and not what was expected. `moved`: it does
    not hold 0, and nobody had said what to expect.
    """

    as_expected = "as_expected"
    more = "more"
    less = "less"
    unclear = "unclear"
    nothing = "nothing"
    wrong_way = "wrong_way"
    moved = "moved"


@dataclass(frozen=True)
class Effect:
    """A relative effect, comparable with `Action.expected_effect`, and its 95% interval.

    Attributes:
        before, after: periods of the grain that were used.
        untouched: members that it was compared with.
        has_trend, has_season: what else the series was taken to do.
        shared_with: initiatives that began within these periods too and are to move the same: the effect is of all.
    """

    method: Method
    grain: str
    relative: float
    low: float
    high: float
    before: int
    after: int
    untouched: tuple[str, ...] = ()
    has_trend: bool = False
    has_season: bool = False
    shared_with: tuple[str, ...] = ()

    def holds(self, value: float) -> bool:
        """Whether the interval holds a relative effect."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Refusal:
    """Why there is no effect: a code and its numbers.

    Codes: `no_metric`, `not_begun`, `no_values`, `unknown_members`, `too_few_before`, `too_few_after`, `no_variation`.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """An action with its effect and verdict, or with the reason why there is none."""

    action: Action
    effect: Effect | None = None
    verdict: Verdict | None = None
    refusal: Refusal | None = None


def judge(effect: Effect, expected: float | None, direction: str) -> Verdict:
    """The interval beside what was expected; without an expectation, beside the direction that is good."""
    sign = -1.0 if (expected < 0 if expected else direction == "down") else 1.0
    low, high = sorted((sign * effect.low, sign * effect.high))
    if high < 0:
        return Verdict.wrong_way
    if expected is None:
        return Verdict.moved if low > 0 else Verdict.unclear
    if low <= 0:
        return Verdict.unclear if effect.holds(expected) else Verdict.nothing
    if effect.holds(expected):
        return Verdict.as_expected
    return Verdict.more if sign * expected < low else Verdict.less
