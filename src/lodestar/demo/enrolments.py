"""Course enrolments and completions: decided together, since a completion counts for the month of its enrolment."""

from random import Random

from lodestar.demo.calendar import EXTRACT_MS, HOUR_MS, LAST_DAY, local_midnight, month_index, month_start
from lodestar.demo.chance import EvenDraws
from lodestar.demo.company import COMPLETION_EFFECT, COMPLETION_RATE, effect, wobble
from lodestar.demo.learners import Learner
from lodestar.demo.tally import Tally
from lodestar.demo.tracks import PROPERTIES, Caller, Tracks

COURSES = len(PROPERTIES)
COMPLETION_DAYS = 30
"""A completion counts up to this many business days after the enrolment."""

ON_THE_LAST_DAY = 0.04
TOO_LATE = 0.15
ENROLLED_TWICE = 0.02
COMPLETED_TWICE = 0.03


class Enrolments:
    """Enrols learners and sends what follows from it, days and weeks ahead."""

    def __init__(self, tracks: Tracks, chance: Random, tally: Tally) -> None:
        """Sends to `tracks`, counts in `tally`."""
        self._tracks = tracks
        self._chance = chance
        self._tally = tally
        self._completes = EvenDraws(chance.random(), 4)

    def enrol(self, learner: Learner, caller: Caller, day: int, session_start: int) -> None:
        """Enrols the learner in a new course just before a session of this business day, if any course is left."""
        random = self._chance.random
        learner.next_enrolment = day + 26 + int(random() * 34)
        left = [course for course in range(COURSES) if not learner.courses >> course & 1]
        if not left:
            return
        course = learner.course = left[int(random() * len(left))]
        moment = max(session_start - 25_000 - int(random() * 30_000), local_midnight(day))
        if self._tracks.send(caller, "Course Enrolled", PROPERTIES[course], moment, moment + 300) is None:
            return
        learner.courses |= 1 << course
        delay = self._draw_delay(day)
        if day + COMPLETION_DAYS <= LAST_DAY:
            completed = delay is not None and delay <= COMPLETION_DAYS
            self._tally.add("course_completion_rate", month_start(day), int(completed), 1)
        if random() < ENROLLED_TWICE:
            self._send_later(caller, "Course Enrolled", course, day + 3 + int(random() * 20), "enrolments_repeated")
        if delay is not None:
            self._send_later(caller, "Course Completed", course, day + delay, "completions")
            if random() < COMPLETED_TWICE:
                self._send_later(caller, "Course Completed", course, day + delay + 4, "completions_repeated")

    def _draw_delay(self, day: int) -> int | None:
        """Days until the course is completed, or None for never."""
        random = self._chance.random
        rate = COMPLETION_RATE * effect(COMPLETION_EFFECT, day) * wobble(month_index(day), 2)
        if self._completes.happens(rate):
            return COMPLETION_DAYS if random() < ON_THE_LAST_DAY else 3 + int(random() * 27)
        if random() < TOO_LATE:
            return COMPLETION_DAYS + (1 if random() < 0.2 else 2 + int(random() * 20))
        return None

    def _send_later(self, caller: Caller, event: str, course: int, day: int, planted: str) -> None:
        moment = local_midnight(day) + 19 * HOUR_MS + int(self._chance.random() * 3 * HOUR_MS)
        if moment + 500 <= EXTRACT_MS:
            self._tracks.send(caller, event, PROPERTIES[course], moment, moment + 500)
            self._tally.planted[planted] += 1
