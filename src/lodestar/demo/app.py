"""The app's days: plans what learners, visitors and bots do, and sends it to Segment."""

from random import Random

from lodestar.demo.activity import Activity
from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    FIRST_DAY,
    HOUR_MS,
    LAST_DAY,
    MINUTE_MS,
    as_date,
    business_day,
    iso_utc,
    local_midnight,
    month_start,
)
from lodestar.demo.enrolments import Enrolments
from lodestar.demo.learners import Learner, Population
from lodestar.demo.sessions import Session, Timetable
from lodestar.demo.strangers import Strangers
from lodestar.demo.tally import Tally
from lodestar.demo.tracks import NO_PROPERTIES, PROPERTIES, Caller, Tracks
from lodestar.demo.truth import BoundaryRow

FIRST_USER = 1_000_000

LESSON_EVENTS = ("Lesson Progressed",) * 5 + ("Exercise Answered",) * 3 + ("Video Played",) * 2

TRUSTED_MS = 5 * MINUTE_MS
"""A timestamp further ahead of its receipt is not believed: the receipt counts."""

LATEST_MS = 3 * DAY_MS
"""A tablet without network hands its events in within three days."""


class App:
    """Runs the app day by day. `boundary`: events beside a local midnight at which a month begins."""

    def __init__(self, tracks: Tracks, chance: Random, tally: Tally, signups_a_day: float) -> None:
        """`signups_a_day`: learners who sign up on an average day; the size of everything in the app."""
        self.boundary: list[BoundaryRow] = []
        self._tracks = tracks
        self._chance = chance
        self._tally = tally
        self._timetable = Timetable(chance)
        self._population = Population(chance, signups_a_day)
        self._strangers = Strangers(tracks, chance, tally, signups_a_day)
        self._enrolments = Enrolments(tracks, chance, tally)
        self._activity = Activity(tally)

    def run_day(self, day: int) -> None:
        """Sends all that begins on a business day and counts the day's sessions. Call once for each day in order."""
        for place, learner in enumerate(self._population.studying(day)):
            sessions = self._timetable.draw(day, learner.zone, learner.tempo)
            if place == 0 and as_date(day + 1).day == 1:
                sessions = [self._timetable.over_midnight(day)]
            if place == 0 and day == LAST_DAY + 1:
                sessions = [Session("plain", [local_midnight(day) + HOUR_MS + step * 150_000 for step in range(6)])]
            if day >= learner.next_enrolment:
                caller = _caller(learner, learner.device)
                self._enrolments.enrol(learner, caller, day, sessions[0].moments[0])
            for session in sessions:
                self._study(learner, session)
        self._strangers.visit(day)
        self._activity.close_day(day)

    def close(self) -> None:
        """Counts what only the end shows; call after the last day."""
        self._activity.count_retention(self._population.everyone)

    @property
    def learners(self) -> int:
        """How many learners there have been so far."""
        return len(self._population.everyone)

    def _study(self, learner: Learner, session: Session) -> None:
        caller = _caller(learner, learner.device)
        opened = session.moments[0] - 2_000 - int(self._chance.random() * 20_000)
        if self._chance.random() < 0.5 and business_day(opened) >= FIRST_DAY:
            self._tracks.send(caller, "App Opened", NO_PROPERTIES, opened, opened + 400)
        delivered = self._send(learner, caller, session)
        if session.kind == "two_devices":
            second = _caller(learner, "ios" if learner.device != "ios" else "tablet")
            self._send(learner, second, Session("plain", self._timetable.on_second_device(session)))
        if delivered and session.kind != "plain":
            self._tally.planted[f"sessions_{session.kind}"] += 1

    def _send(self, learner: Learner, caller: Caller, session: Session) -> bool:
        """Sends the events of a session and puts their times, as the definition reads them, on the learner's line."""
        random, send = self._chance.random, self._tracks.send
        kind, properties, event = session.kind, PROPERTIES[learner.course], "Lesson Started"
        ahead = handed_in = 0
        if kind == "clock_hours_ahead":
            ahead = int((0.2 + random() * 9) * HOUR_MS)
        elif kind == "clock_minutes_ahead":
            ahead = int(random() * 250_000) + 2_000
        elif kind == "late":
            handed_in = session.moments[-1] + int(random() * (LATEST_MS - 3 * HOUR_MS))
        if session.moments[-1] + ahead + 2 * TRUSTED_MS > EXTRACT_MS:
            # no clock runs past the extract: nothing in the data is later than it
            kind, ahead = "plain", 0
        counted: list[int] = []
        for moment in session.moments:
            received = moment + 150 + int(random() * 1_800)
            if handed_in:
                handed_in = received = handed_in + 5 + int(random() * 40)
            timestamp = moment + ahead
            if kind == "clock_300s_ahead" and moment == session.moments[-1]:
                # just believed, so it stands alone after a gap; counted by its receipt it would end the session
                timestamp = received + TRUSTED_MS
            message = send(caller, event, properties, timestamp, received)
            event = LESSON_EVENTS[int(random() * 10)]
            if message is None:
                continue
            counted.append(received if timestamp - received > TRUSTED_MS else timestamp)
            if kind == "boundary":
                self._remember_boundary(message, timestamp)
        self._activity.note(learner, counted)
        if kind in {"late", "clock_hours_ahead"}:
            self._tally.planted[f"events_{kind}"] += len(counted)
        return bool(counted)

    def _remember_boundary(self, message: str, moment: int) -> None:
        """The last millisecond of a business day, and the first."""
        if (moment + 1 - local_midnight(0)) % DAY_MS <= 1:
            month = month_start(business_day(moment))
            self.boundary.append(BoundaryRow("segment.tracks", message, iso_utc(moment), month))


def _caller(learner: Learner, device: str) -> Caller:
    number = learner.number
    return Caller(f"u{FIRST_USER + number:07d}", f"anon-{number:07x}-{device}", learner.zone, device)
