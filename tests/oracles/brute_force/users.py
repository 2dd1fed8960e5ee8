"""Metrics that follow users over time: growth accounting, retention, conversion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.oracles.brute_force.calendar import ONE_DAY, period_start
from tests.oracles.brute_force.facts import Row
from tests.oracles.brute_force.kinds import Parts, Period, Slice, quotient


def users(rows: list[Row]) -> set[int]:
    return {row["user_id"] for row in rows if row["user_id"] is not None}


@dataclass(frozen=True)
class Growth:
    """How many users are new, retained, resurrected or churned in a period, among the rows of the member."""

    mart: str
    which: str

    @property
    def marts(self) -> tuple[str, ...]:
        return (self.mart,)

    def parts(self, of: Slice, period: Period) -> Parts:
        day_before = period.start - ONE_DAY
        active = self._users(of, period.start, period.end)
        active_before = self._users(of, period_start(period.grain, day_before), day_before)
        active_earlier = self._users(of, date.min, day_before)
        chosen = {
            "new": active - active_earlier,
            "retained": active & active_before,
            "resurrected": (active & active_earlier) - active_before,
            "churned": active_before - active,
        }[self.which]
        return Parts(Fraction(len(chosen)))

    def _users(self, of: Slice, first: date, last: date) -> set[int]:
        return users(of.facts.between(self.mart, of.dimension, of.member, first, last))


@dataclass(frozen=True)
class Retention:
    """Of the users who began in the period, the share who came back. Those whose days are not over are left out.

    A user begins on the first day ever, and counts for each member that the user has on that day.
    """

    began: str
    came_back: str
    days: int
    on_day: bool

    @property
    def marts(self) -> tuple[str, ...]:
        return (self.began, self.came_back)

    def parts(self, of: Slice, period: Period) -> Parts:
        cohort, back = 0, 0
        day = period.start
        while day <= period.end and day + timedelta(days=self.days) <= of.through:
            for user in users(of.facts.between(self.began, of.dimension, of.member, day, day)):
                if user in users(of.all_rows(self.began, date.min, day - ONE_DAY)):
                    continue
                cohort += 1
                first = day + timedelta(days=self.days if self.on_day else 1)
                if user in users(of.all_rows(self.came_back, first, day + timedelta(days=self.days))):
                    back += 1
            day += ONE_DAY
        return quotient(Fraction(back), Fraction(cohort))


@dataclass(frozen=True)
class Conversion:
    """Of the users with a base row in the period, the share with a conversion that belongs to such a row.

    A conversion belongs to the user's latest base day that is not after it, if that is fewer days ago than the window
    has.
    """

    base: str
    conversion: str
    window: int | None
    is_count: bool = False

    @property
    def marts(self) -> tuple[str, ...]:
        return (self.base, self.conversion)

    def parts(self, of: Slice, period: Period) -> Parts:
        at_base = of.facts.between(self.base, of.dimension, of.member, period.start, period.end)
        here = {(row["user_id"], row["day"]) for row in at_base if row["user_id"] is not None}
        converted = set()
        for row in of.all_rows(self.conversion, date.min, date.max):
            earlier = of.all_rows(self.base, date.min, row["day"])
            days = [base["day"] for base in earlier if base["user_id"] == row["user_id"] is not None]
            if not days or (self.window and (row["day"] - max(days)).days >= self.window):
                continue
            if (row["user_id"], max(days)) in here:
                converted.add(row["user_id"])
        if self.is_count:
            return Parts(Fraction(len(converted)))
        return quotient(Fraction(len(converted)), Fraction(len(users(at_base))))
