"""What a verdict looks at: a north star's series and those that it names, as values.

It is made from a release (`workflows/verdict.py`) as well as from anything that was counted otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from lodestar.releases.series import Series
from lodestar.review.months import by_month

__all__ = ["Evidence", "Outcome", "Tracked"]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A series, and which way is good: `up`, `down` or `none`. `unknown`: there is no such series."""

    metric: str
    series: Series | None
    direction: str = "up"

    @property
    def better(self) -> int:
        """1 where up is good, -1 where down is, 0 where neither."""
        return {"up": 1, "down": -1}.get(self.direction, 0)


@dataclass(frozen=True, slots=True)
class Outcome(Tracked):
    """What should follow the star `lag` months later."""

    lag: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of a star.

    Attributes:
        month: the first day of the month judged (of the period, for a star by the quarter or year).
        star: the star. It counts as growing when it moves in its direction; `none` is taken as up.
        retention: who stays: a rate (with a denominator), or a count of who returned.
        volume: the amount that may be inflated.
        accounts: series of one metric and dimension a group, one a member.
        finer: the star, or the volume, by the day or by the week.
    """

    month: date
    star: Tracked
    guardrails: tuple[Tracked, ...] = ()
    twin: Tracked | None = None
    newcomers: Tracked | None = None
    retention: tuple[Tracked, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    volume: Tracked | None = None
    accounts: tuple[tuple[Series, ...], ...] = ()
    finer: Series | None = None

    def monthly(self) -> Evidence:
        """The same with every series by the month, but the finer one."""

        def brought(tracked: Tracked) -> Tracked:
            return replace(tracked, series=by_month(tracked.series) if tracked.series else None)

        def outcomes() -> Iterator[Outcome]:
            for one in self.outcomes:
                yield replace(one, series=by_month(one.series) if one.series else None)

        return replace(
            self,
            star=brought(self.star),
            guardrails=tuple(map(brought, self.guardrails)),
            twin=brought(self.twin) if self.twin else None,
            newcomers=brought(self.newcomers) if self.newcomers else None,
            retention=tuple(map(brought, self.retention)),
            outcomes=tuple(outcomes()),
            volume=brought(self.volume) if self.volume else None,
            accounts=tuple(tuple(map(by_month, group)) for group in self.accounts),
        )
