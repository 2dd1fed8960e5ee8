"""What reaches us of the classroom app: one row for each time somebody views or edits a document."""

from random import Random

from lodestar.demo.arrivals import Arrivals
from lodestar.demo.calendar import SECOND_MS, business_day, month_start, utc_seconds
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Table
from lodestar.demo.tally import Tally
from lodestar.demo.teachers import Teacher
from lodestar.demo.truth import BoundaryRow

COLUMNS = (
    "id", "document_id", "school_id", "actor_id", "actor_type", "department", "action", "plan", "occurred_at",
    "received_at",
)  # fmt: skip

INTEGRATION = "integration"
"""A program that writes into documents: a timetable, a backup. It signs with the department that set it up."""


class Documents:
    """Sends events and counts what the definitions make of them. `boundary`: edits beside a local midnight."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally) -> None:
        """Nothing was written yet."""
        self.table = Table(folder, "classroom", "document_events", COLUMNS, chance)
        self.boundary: list[BoundaryRow] = []
        self.arrivals = Arrivals(chance)
        self._tally = tally
        self._next_event = self._next_document = 1
        self._schools: dict[str, set[int]] = {}
        self._departments: dict[tuple[str, int], set[str]] = {}

    def begin(self) -> int:
        """Number of a new document."""
        number, self._next_document = self._next_document, self._next_document + 1
        return number

    def edit(self, document: int, teacher: Teacher, moment: int, *, at_once: bool = False) -> None:
        """Somebody writes in a document. `at_once`: received without delay, whatever chance says."""
        if self._send(document, teacher.school, teacher, teacher.department, "edited", moment, at_once):
            month = month_start(business_day(moment))
            self._schools.setdefault(month, set()).add(teacher.school)
            self._departments.setdefault((month, document), set()).add(teacher.department)

    def view(self, document: int, teacher: Teacher, moment: int) -> None:
        """Somebody reads a document: no collaboration."""
        self._send(document, teacher.school, teacher, teacher.department, "viewed", moment)

    def edit_by_program(self, document: int, school: int, department: str, moment: int) -> None:
        """An integration writes in a document in the name of a department."""
        if self._send(document, school, None, department, "edited", moment):
            self._tally.planted["events_of_integrations"] += 1

    def edit_at_midnight(self, document: int, teacher: Teacher, moment: int) -> None:
        """An edit in the first or the last second of a business month."""
        month = month_start(business_day(moment))
        self.boundary.append(
            BoundaryRow("classroom.document_events", str(self._next_event), utc_seconds(moment), month)
        )
        self.edit(document, teacher, moment, at_once=True)

    def count(self) -> None:
        """Counts schools and documents by month; call when all is sent."""
        for month, schools in self._schools.items():
            self._tally.add("active_schools", month, len(schools))
        for (month, _), departments in self._departments.items():
            self._tally.add("monthly_cross_department_documents", month, int(len(departments) >= 2))

    def _send(
        self,
        document: int,
        school: int,
        teacher: Teacher | None,
        department: str,
        action: str,
        moment: int,
        at_once: bool = False,
    ) -> bool:
        received = moment + 2 * SECOND_MS if at_once else self.arrivals.of(moment)
        if received is None:
            return False
        number, self._next_event = self._next_event, self._next_event + 1
        if teacher is None:
            who: tuple[str, str] = (f"app-{school:03d}", INTEGRATION)
            plan = "paid"
        else:
            who, plan = (f"t{teacher.number:06d}", "person"), teacher.plan_at(moment)
            teacher.note(moment, number)
        cells = (f"d{document:06d}", school, *who, department, action, plan, utc_seconds(moment), utc_seconds(received))
        self.table.add(number, [(received, (number, *cells))])
        return True
