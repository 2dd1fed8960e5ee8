"""Is it real (假增长): the verdict on a north star's growth, from signs that show their numbers.

verdict(evidence).state              # "healthy", "watch", "hollow", or "unknown"
[sign.code for sign in verdict(evidence).raised]

| sign | raised when | strong when |
|---|---|---|
| guardrail | it goes the wrong way beyond its XmR limits | the month alone is beyond |
| retention | it falls beyond its XmR limits | the month alone is beyond |
| twin | its share of the star falls beyond its XmR limits | it grew by less than half as much |
| concentration | a tenth of the accounts carry half of the rise, and twice their share before | they carry two thirds |
| burst | a day carries half, or a week two thirds of the rise, and it is not seen to stay | it has fallen back |
| newcomers | half as many more came, or more, of whom less than a fifth is still there | always |
| outcome | it grew by less than a third of what the star had grown by, `lag` months ago | it did not grow |
| denominator | half of a rate's rise is its denominator's, which moved beyond its XmR limits | the numerator fell |

One strong sign makes it *hollow*, a weak one *watch*, none *healthy*. Signs are strong only while the star is up: when
it, or its volume, is beyond its own natural variation (`review.change`). Without growth there is none to be hollow, and
what went wrong meanwhile is to be watched. Only final values count; where the star itself can't be judged the state is
*unknown*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from lodestar.review.change import Change, change
from lodestar.review.evidence import Evidence
from lodestar.review.signs.burst import burst_signs
from lodestar.review.signs.case import Case
from lodestar.review.signs.companions import guardrail_signs, newcomer_signs, outcome_signs, retention_signs
from lodestar.review.signs.concentration import concentration_signs
from lodestar.review.signs.own import denominator_signs, twin_signs
from lodestar.review.signs.sign import Sign

__all__ = ["STATES", "State", "Verdict", "verdict"]

State = Literal["healthy", "watch", "hollow", "unknown"]
STATES: tuple[State, ...] = ("healthy", "watch", "hollow", "unknown")

FINDERS: tuple[Callable[[Case], Iterator[Sign]], ...] = (
    guardrail_signs,
    retention_signs,
    twin_signs,
    concentration_signs,
    burst_signs,
    newcomer_signs,
    outcome_signs,
    denominator_signs,
)


@dataclass(frozen=True)
class Verdict:
    """The state of a star, how it moved, and every sign, raised or not.

    `volume` is the change of what may be inflated; None without one.
    """

    metric: str
    state: State
    star: Change
    is_grown: bool
    signs: tuple[Sign, ...]
    volume: Change | None = None

    @property
    def raised(self) -> tuple[Sign, ...]:
        """The signs that speak against the growth, strong ones first."""
        return tuple(sorted((s for s in self.signs if s.is_raised), key=lambda sign: sign.severity != "strong"))


def verdict(evidence: Evidence) -> Verdict:
    """Weighs what is known of a star in a month. Series may be by the day, week or month; the month decides."""
    known = evidence.monthly()
    star = change(known.star.series, known.month)
    volume = change(known.volume.series, known.month) if known.volume else None
    better = known.star.better or 1
    is_grown = star.side * better > 0 or (volume is not None and volume.side > 0)
    case = Case(known, star, is_grown)
    signs = tuple(sign for find in FINDERS for sign in find(case))
    return Verdict(known.star.metric, _state(star, signs), star, is_grown, signs, volume)


def _state(star: Change, signs: tuple[Sign, ...]) -> State:
    if not star.is_known:
        return "unknown"
    weights = {sign.severity for sign in signs if sign.is_raised}
    return "hollow" if "strong" in weights else "watch" if weights else "healthy"
