"""The app's learners: who signs up when, how long they stay, and on which days they study."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from lodestar.demo.calendar import FIRST_DAY, as_date
from lodestar.demo.chance import EvenDraws, Weighted, quantile
from lodestar.demo.company import RETENTION_RATE, WEEKDAY_STUDY, growth, study_season, wobble

NEVER = -1

LIFETIME_DAYS = (8, 17, 27, 38, 51, 66, 84, 105, 131, 166, 215, 300, 620)
"""Quantiles of how long a learner who came back stays; close to exponential, so that the population of the
first day ages like a grown one."""

MEAN_LIFETIME = 105
"""Days; sets how many learners are there on the first day: a little fewer than would keep their number."""

STUDY_DAYS_A_WEEK = (1.5, 2.1, 2.6, 3.2, 4.2)
TEMPO = (0.75, 0.9, 1.0, 1.1, 1.25)
"""Quantiles of how often, and how long at a time, a learner studies in a week with any study."""

STUDIES_THIS_WEEK = 0.86
HOLIDAY_UNTIL = 8
"""Half of the learners of the first days make a pause of more than a week: the Labour Day holiday."""

ZONES = Weighted((("Asia/Shanghai", 85.0), ("America/Los_Angeles", 6.0), ("Europe/Berlin", 4.0), ("Asia/Tokyo", 5.0)))
DEVICES = Weighted((("tablet", 60.0), ("android", 18.0), ("ios", 12.0), ("web", 10.0)))


@dataclass(slots=True, eq=False)
class Learner:
    """All that is kept per learner, under 400 bytes. Days are day numbers; `courses` has a bit for each enrolment."""

    number: int
    zone: str
    device: str
    start: int
    end: int
    days_a_week: float
    tempo: float
    next_enrolment: int
    course: int
    courses: int = 0
    cohort_day: int = NEVER
    retained: bool = False
    last_week: str = ""
    last_month: str = ""


class Population:
    """Learners by day. `living` holds those who may still study; the others stay only in `everyone` for retention."""

    def __init__(self, chance: Random, signups_a_day: float) -> None:
        """`signups_a_day`: on an average day of the first month."""
        self.everyone: list[Learner] = []
        self._living: list[Learner] = []
        self._week: list[list[Learner]] = [[] for _ in range(7)]
        self._returns: dict[int, list[Learner]] = {}
        self._chance = chance
        self._signups_a_day = signups_a_day
        self._due = chance.random()
        self._stays = EvenDraws(chance.random(), 0)
        self._lifetimes = EvenDraws(chance.random(), 1)
        self._rhythms = EvenDraws(chance.random(), 2)
        self._tempos = EvenDraws(chance.random(), 3)

    def studying(self, day: int) -> Iterator[Learner]:
        """Learners who study on a business day, each once. Call once for each day in order."""
        weekday = as_date(day).weekday()
        if day == FIRST_DAY:
            self._settle(day)
        if weekday == 0 or day == FIRST_DAY:
            self._plan_week(day, weekday)
        today = self._week[weekday] + self._returns.pop(day, [])
        self._due += self._signups_a_day * growth(day) * study_season(day) * WEEKDAY_STUDY[weekday]
        for _ in range(int(self._due)):
            today.append(self._sign_up(day))
        self._due -= int(self._due)
        return iter(dict.fromkeys(today))

    def _settle(self, day: int) -> None:
        """The population that is already there on the first day; in the first days it shows itself."""
        for place in range(round(self._signups_a_day * RETENTION_RATE * MEAN_LIFETIME)):
            first = day + int(self._chance.random() * 4)
            learner = self._invent(first, first + 30 + round(quantile(LIFETIME_DAYS, self._lifetimes.draw())))
            back = first + (HOLIDAY_UNTIL if place % 2 else 2) + int(self._chance.random() * 4)
            learner.start = back
            self._returns.setdefault(first, []).append(learner)
            self._returns.setdefault(back, []).append(learner)
            self._living.append(learner)

    def _sign_up(self, day: int) -> Learner:
        """Half come back within a week and stay; most others are never seen again, a few return too late to count."""
        month = as_date(day).year * 12 + as_date(day).month
        stays = self._stays.happens(RETENTION_RATE * (1 + 3 * (wobble(month, 6) - 1)))
        lifetime = round(quantile(LIFETIME_DAYS, self._lifetimes.draw())) if stays else 0
        learner = self._invent(day, day + lifetime)
        if stays:
            back = day + 1 + int(self._chance.random() * 6)
            self._returns.setdefault(back, []).append(learner)
            learner.start = back
            self._living.append(learner)
        elif self._chance.random() < 0.12:
            self._returns.setdefault(day + 8 + int(self._chance.random() * 14), []).append(learner)
        return learner

    def _invent(self, start: int, end: int) -> Learner:
        learner = Learner(
            number=len(self.everyone),
            zone=ZONES.pick(self._chance.random()),
            device=DEVICES.pick(self._chance.random()),
            start=start,
            end=end,
            days_a_week=quantile(STUDY_DAYS_A_WEEK, self._rhythms.draw()),
            tempo=quantile(TEMPO, self._tempos.draw()),
            next_enrolment=start + 1,
            course=int(self._chance.random() * 24),
        )
        self.everyone.append(learner)
        return learner

    def _plan_week(self, monday: int, weekday: int) -> None:
        """Season decides who studies in a week at all, not how much: minutes per active learner stay free of it."""
        self._week = [[] for _ in range(7)]
        self._living = [learner for learner in self._living if learner.end >= monday]
        random = self._chance.random
        shows_up = STUDIES_THIS_WEEK * study_season(monday + 3)
        for learner in self._living:
            if random() >= shows_up:
                continue
            share = learner.days_a_week / 7
            for place in range(weekday, 7):
                day = monday + place - weekday
                if learner.start <= day <= learner.end and random() < share * WEEKDAY_STUDY[place]:
                    self._week[place].append(learner)
