"""The classroom app: which schools write in a month, how much, and which teachers begin, first for free."""

from random import Random

from lodestar.demo.calendar import (
    BUSINESS_MONTHS,
    DAY_MS,
    EXTRACT_MS,
    LAST_DAY,
    SECOND_MS,
    UTC_MONTHS,
    first_day_of,
)
from lodestar.demo.chance import Carry, EvenDraws, pick
from lodestar.demo.company import ACTIVE_SCHOOLS_EFFECT, CONVERSION_EFFECT, DOCUMENTS_EFFECT, effect, wobble
from lodestar.demo.documents import Documents
from lodestar.demo.folder import RawFolder
from lodestar.demo.tally import Tally
from lodestar.demo.teachers import DEPARTMENTS, PAYING_WINDOW_DAYS, Staff, Teacher
from lodestar.demo.writing import Writing

ACTIVE_SHARE = 0.55
"""Share of all schools that write something in a month."""

ACROSS, WITHIN, OVER_MONTHS = 1.15, 0.7, 0.08
"""Documents a month for each school: of two departments, of one, of one in each of two months."""

NEW_TEACHERS, MOVES, IDLE = 1.5, 0.03, 0.1
"""Teachers who begin in a month for each school, who change departments, and schools that only look on."""

CONVERSION_RATE = 0.25
ON_THE_LAST_DAY = 0.08
TOO_LATE = 0.08
"""Shares of those who pay in time that do so on the last day, and of the others that pay after it."""

PAID_AFTER_MS = 600 * SECOND_MS
"""Who pays does so ten minutes later in the day than the first look at the app, some days on."""


class Classroom:
    """Plans the months."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally, schools: int) -> None:
        """`schools`: how many companies HubSpot knows; they are these schools."""
        self.documents = Documents(folder, chance, tally)
        self._chance = chance
        self._tally = tally
        self._schools = schools
        self._staff = Staff(schools)
        self._writing = Writing(self.documents, self._staff, chance, tally)
        self._conversions = EvenDraws(chance.random(), 4)
        self._carries: dict[str, Carry] = {}

    def run(self) -> None:
        """Writes every event of the range."""
        for month in BUSINESS_MONTHS:
            self._plan(month)
            self.documents.table.flush(month - 1)
        self.documents.table.flush(UTC_MONTHS[-1])
        self.documents.count()
        for teacher in self._staff.everyone:
            teacher.count_conversion(self._tally)
            self._tally.planted["teachers_in_two_departments"] += len(teacher.departments) > 1
        self._tally.planted["document_events_late"] += self.documents.arrivals.late

    def _plan(self, month: int) -> None:
        first, end = first_day_of(month), min(first_day_of(month + 1), LAST_DAY + 1)
        share, whole = (end - first) / 30.4, end == first_day_of(month + 1)
        writing, count = self._writing, self._schools
        writing.open_month(first, end)
        schools = count * wobble(month, 1) * effect(ACTIVE_SCHOOLS_EFFECT, first)
        documents = count * wobble(month, 5) * effect(DOCUMENTS_EFFECT, first)
        active = self._choose(self._whole("active", ACTIVE_SHARE * schools * (1.0 if whole else 0.85)))
        writing.finish()
        for school in active:
            writing.write_within(school)
        for _ in range(self._whole("within", WITHIN * schools * share)):
            writing.write_within(pick(self._chance, active))
        for _ in range(self._whole("across", ACROSS * documents * share)):
            writing.write_across(pick(self._chance, active))
        for _ in range(self._whole("over", OVER_MONTHS * count) if whole else 0):
            writing.write_over_months(pick(self._chance, active))
        writing.write_at_midnights(first, end, whole, active[0])
        self._look_on(active)
        # by time, so that those whose window is over by the end pay as often as the others
        moments = sorted(writing.moment() for _ in range(self._whole("new", NEW_TEACHERS * count * share)))
        for teacher in [self._begin(active, month, moment) for moment in moments]:
            self._staff.settle(teacher)
        self._change_departments()

    def _choose(self, count: int) -> list[int]:
        """That many schools, those that have something to finish among them."""
        chosen = sorted(self._writing.waiting)
        others = sorted(set(range(1, self._schools + 1)).difference(chosen))
        while others and len(chosen) < count:
            chosen.append(others.pop(int(self._chance.random() * len(others))))
        return chosen

    def _look_on(self, active: list[int]) -> None:
        others = sorted(set(range(1, self._schools + 1)).difference(active))
        for _ in range(min(len(others), self._whole("idle", IDLE * self._schools))):
            self._writing.look_on(others.pop(int(self._chance.random() * len(others))))

    def _begin(self, active: list[int], month: int, moment: int) -> Teacher:
        """A teacher begins on the free plan, and pays within the window, after it, or never."""
        school = pick(self._chance, active)
        teacher = self._staff.invent(school, pick(self._chance, DEPARTMENTS))
        document = self._writing.begin(school)
        after = self._days_until_paid(month)
        if after is not None and moment + after * DAY_MS + PAID_AFTER_MS <= EXTRACT_MS:
            teacher.paid_from = moment + after * DAY_MS + PAID_AFTER_MS
        if self._chance.random() < 0.6:
            self.documents.edit(document, teacher, moment)
        else:
            self.documents.view(document, teacher, moment)
        if teacher.paid_from is not None:
            self.documents.view(document, teacher, teacher.paid_from)
        return teacher

    def _days_until_paid(self, month: int) -> int | None:
        """Within the window at the planted rate, some on its last day; of the others some pay when it is over."""
        rate = CONVERSION_RATE * wobble(month, 6) * effect(CONVERSION_EFFECT, first_day_of(month))
        pays, point = self._conversions.happens(rate), self._chance.random()
        if pays:
            return PAYING_WINDOW_DAYS if point < ON_THE_LAST_DAY else int(point * PAYING_WINDOW_DAYS)
        if point >= TOO_LATE:
            return None
        self._tally.planted["conversions_too_late"] += 1
        return PAYING_WINDOW_DAYS + 1 + (0 if point < TOO_LATE / 2 else int(self._chance.random() * 20))

    def _change_departments(self) -> None:
        for _ in range(self._whole("moves", MOVES * self._schools)):
            school, (own, other) = 1 + int(self._chance.random() * self._schools), self._writing.two_departments()
            if len(self._staff.of(school, own)) > 1:
                self._staff.move(self._writing.one_of(school, own), other)

    def _whole(self, name: str, amount: float) -> int:
        return self._carries.setdefault(name, Carry()).whole(amount)
