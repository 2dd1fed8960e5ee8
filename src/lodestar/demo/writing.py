"""How the teachers of a school write documents in a month: together, alone, or only as it seems."""

from collections.abc import Sequence
from random import Random

from lodestar.demo.calendar import HOUR_MS, SECOND_MS, as_date, local_midnight
from lodestar.demo.chance import Weighted, pick
from lodestar.demo.documents import Documents
from lodestar.demo.tally import Tally
from lodestar.demo.teachers import DEPARTMENTS, Staff, Teacher

AGAIN_WITHIN, AGAIN_ACROSS = 0.3, 0.25
"""How often a department edits a document a second time."""

VIEWED, BY_PROGRAM = 0.35, 0.12
"""Shares of the documents of one department that another one looks at, or a program writes in."""

OLDER = 0.15
"""Share of the documents of two departments that were begun before."""

_WEEKDAYS = (1.0, 1.05, 1.0, 1.05, 0.9, 0.3, 0.25)


class Writing:
    """Writes documents of the month that was opened last."""

    def __init__(self, documents: Documents, staff: Staff, chance: Random, tally: Tally) -> None:
        """What is written goes to `documents`, by teachers of `staff`."""
        self._documents = documents
        self._staff = staff
        self._chance = chance
        self._tally = tally
        self._days = Weighted([(0, 1.0)])
        self._unfinished: list[tuple[int, int, str]] = []
        self._known: dict[int, list[int]] = {}

    def open_month(self, first: int, end: int) -> None:
        """From now on everything happens on the business days from `first` to before `end`."""
        self._days = Weighted([(day, _WEEKDAYS[as_date(day).weekday()]) for day in range(first, end)])

    @property
    def waiting(self) -> set[int]:
        """Schools in which a second department has still to write."""
        return {school for _, school, _ in self._unfinished}

    def finish(self) -> None:
        """Second departments write in the documents that were begun in the month before."""
        for document, school, department in self._unfinished:
            self._documents.edit(document, self.one_of(school, department), self.moment())
        self._unfinished = []

    def write_within(self, school: int) -> None:
        """One department writes; another looks at it, or a program writes in its name."""
        document, (own, other) = self.begin(school), self.two_departments()
        for _ in range(1 + (self._chance.random() < AGAIN_WITHIN)):
            self._documents.edit(document, self.one_of(school, own), self.moment())
        point = self._chance.random()
        if point < VIEWED:
            self._documents.view(document, self.one_of(school, other), self.moment())
            self._tally.planted["documents_viewed_by_another_department"] += 1
        elif point < VIEWED + BY_PROGRAM:
            self._documents.edit_by_program(document, school, other, self.moment())

    def write_across(self, school: int) -> None:
        """Two departments write, sometimes in an older document, sometimes with a reader."""
        older = self._known.get(school)
        document = pick(self._chance, older) if older and self._chance.random() < OLDER else self.begin(school)
        for department in self.two_departments():
            for _ in range(1 + (self._chance.random() < AGAIN_ACROSS)):
                self._documents.edit(document, self.one_of(school, department), self.moment())
        if self._chance.random() < VIEWED:
            self._documents.view(document, self.one_of(school, pick(self._chance, DEPARTMENTS)), self.moment())

    def write_over_months(self, school: int) -> None:
        """A second department writes in the month after: across departments in neither month."""
        document, (own, other) = self._documents.begin(), self.two_departments()
        self._documents.edit(document, self.one_of(school, own), self.moment())
        self._unfinished.append((document, school, other))
        self._tally.planted["documents_across_departments_over_two_months"] += 1

    def write_at_midnights(self, first: int, end: int, whole: bool, school: int) -> None:
        """Edits in the first and the last second of the month, and at the end one in the extract's night."""
        moments = [local_midnight(first), local_midnight(end) - SECOND_MS] if whole else [local_midnight(first)]
        for moment in moments:
            teacher = self.one_of(school, pick(self._chance, DEPARTMENTS))
            self._documents.edit_at_midnight(self._documents.begin(), teacher, moment)
        if not whole:
            teacher = self.one_of(school, pick(self._chance, DEPARTMENTS))
            self._documents.edit(self._documents.begin(), teacher, local_midnight(end) + HOUR_MS, at_once=True)

    def look_on(self, school: int) -> None:
        """Somebody opens a document and a program writes in it, but no person does."""
        document = self.begin(school)
        self._documents.view(document, self.one_of(school, pick(self._chance, DEPARTMENTS)), self.moment())
        self._documents.edit_by_program(document, school, pick(self._chance, DEPARTMENTS), self.moment())

    def begin(self, school: int) -> int:
        """A new document, in which somebody may write again in a later month."""
        document = self._documents.begin()
        self._known.setdefault(school, []).append(document)
        return document

    def two_departments(self) -> Sequence[str]:
        """Two different ones."""
        one = int(self._chance.random() * len(DEPARTMENTS))
        other = (one + 1 + int(self._chance.random() * (len(DEPARTMENTS) - 1))) % len(DEPARTMENTS)
        return DEPARTMENTS[one], DEPARTMENTS[other]

    def one_of(self, school: int, department: str) -> Teacher:
        """A teacher of a department."""
        return pick(self._chance, self._staff.of(school, department))

    def moment(self) -> int:
        """A second between 08:00 and 19:00 of a day of the month."""
        day = self._days.pick(self._chance.random())
        return local_midnight(day) + 8 * HOUR_MS + int(self._chance.random() * 11 * 3_600) * SECOND_MS
