"""Who was active, and for how long: each learner's timeline of a business day, counted when the day is over."""

from collections.abc import Iterable

from lodestar.demo.calendar import LAST_DAY, business_day, iso_day, month_start, week_start
from lodestar.demo.learners import NEVER, Learner
from lodestar.demo.sessions import effective_ms
from lodestar.demo.tally import Tally

RETENTION_DAYS = 7


class Activity:
    """Counts the metrics of active learners. Memory: the timelines of the days not closed yet, two at most."""

    def __init__(self, tally: Tally) -> None:
        """Nobody was active yet."""
        self._tally = tally
        self._timelines: dict[int, dict[Learner, list[int]]] = {}

    def note(self, learner: Learner, moments: list[int]) -> None:
        """Puts event times (UTC ms, as the definition reads them) on the learner's line, whatever the device."""
        for moment in moments:
            self._timelines.setdefault(business_day(moment), {}).setdefault(learner, []).append(moment)

    def close_day(self, day: int) -> None:
        """Counts a business day on which nothing more will happen. Call once for each day in order."""
        for learner, moments in self._timelines.pop(day, {}).items():
            moments.sort()
            studied = effective_ms(moments)
            if studied:
                self._count(day, learner, studied)

    def count_retention(self, learners: Iterable[Learner]) -> None:
        """Counts the new learners whose seven days are over; call after the last day."""
        for learner in learners:
            if learner.cohort_day != NEVER and learner.cohort_day + RETENTION_DAYS <= LAST_DAY:
                self._tally.add("new_learner_retention_7d", month_start(learner.cohort_day), int(learner.retained), 1)

    def _count(self, day: int, learner: Learner, studied: int) -> None:
        week, month = week_start(day), month_start(day)
        first_this_week = learner.last_week != week
        self._tally.add("daily_active_learners", iso_day(day), 1)
        self._tally.add("weekly_active_learners", week, int(first_this_week))
        self._tally.add("monthly_active_learners", month, int(learner.last_month != month))
        self._tally.add("weekly_effective_learning_minutes", week, studied, int(first_this_week))
        learner.last_week, learner.last_month = week, month
        if learner.cohort_day == NEVER:
            learner.cohort_day = day
        elif day - learner.cohort_day <= RETENTION_DAYS:
            learner.retained = True
