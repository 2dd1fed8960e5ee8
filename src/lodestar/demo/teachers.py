"""The people of the classroom app: who works where, who began on the free plan, and who pays since when."""

from dataclasses import dataclass, field

from lodestar.demo.calendar import LAST_DAY, business_day, month_start
from lodestar.demo.tally import Tally

DEPARTMENTS = ("Math", "English", "Science", "Chinese", "Administration")

PAYING_WINDOW_DAYS = 30


@dataclass(slots=True, eq=False)
class Teacher:
    """`paid_from` (UTC ms): since when on the paid plan, None while free. `began`: moment, event and plan of the first
    thing done in the app; `first_paid_day`: of the first one on the paid plan."""

    number: int
    school: int
    department: str
    paid_from: int | None = None
    began: tuple[int, int, str] | None = None
    first_paid_day: int | None = None
    departments: set[str] = field(default_factory=set)

    def plan_at(self, moment: int) -> str:
        """'free' or 'paid'."""
        return "paid" if self.paid_from is not None and moment >= self.paid_from else "free"

    def note(self, moment: int, event: int) -> None:
        """Remembers that the teacher did something at a moment."""
        plan = self.plan_at(moment)
        self.departments.add(self.department)
        if self.began is None or (moment, event) < self.began[:2]:
            self.began = (moment, event, plan)
        if plan == "paid":
            day = business_day(moment)
            self.first_paid_day = day if self.first_paid_day is None else min(day, self.first_paid_day)

    def count_conversion(self, tally: Tally) -> None:
        """Counts a teacher who began on the free plan once the window is over."""
        if self.began is None or self.began[2] == "paid":
            return
        first_day = business_day(self.began[0])
        if first_day + PAYING_WINDOW_DAYS <= LAST_DAY:
            paid = self.first_paid_day is not None and self.first_paid_day <= first_day + PAYING_WINDOW_DAYS
            tally.add("paid_conversion_rate", month_start(first_day), int(paid), 1)


class Staff:
    """The teachers of every school by department; those who are known before the first day have licences."""

    def __init__(self, schools: int, each: int = 2) -> None:
        """`each`: teachers a department from before the range."""
        self.everyone: list[Teacher] = []
        self._by_place: dict[tuple[int, str], list[Teacher]] = {}
        for school in range(1, schools + 1):
            for department in DEPARTMENTS:
                for _ in range(each):
                    self.settle(self.invent(school, department, paid_from=0))

    def invent(self, school: int, department: str, *, paid_from: int | None = None) -> Teacher:
        """A new teacher, who does not write with the others yet."""
        teacher = Teacher(len(self.everyone) + 1, school, department, paid_from)
        self.everyone.append(teacher)
        return teacher

    def settle(self, teacher: Teacher) -> None:
        """From now on the teacher writes with the department."""
        self._by_place.setdefault((teacher.school, teacher.department), []).append(teacher)

    def of(self, school: int, department: str) -> list[Teacher]:
        """The teachers of a department who may write."""
        return self._by_place[school, department]

    def move(self, teacher: Teacher, department: str) -> None:
        """The teacher changes departments; what was written before stays with the old one."""
        self._by_place[teacher.school, teacher.department].remove(teacher)
        teacher.department = department
        self.settle(teacher)
