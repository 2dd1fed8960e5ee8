"""Study sessions as they happen: the moments of their events, with the planted edge cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lodestar.demo.calendar import HOUR_MS, MINUTE_MS, SECOND_MS, local_midnight
from lodestar.demo.chance import Weighted
from lodestar.demo.company import MINUTES_EFFECT, effect

IDLE_MS = 300 * SECOND_MS
"""A longer gap between two events starts a new session."""

SHORTEST_MS = 60 * SECOND_MS
"""A shorter session does not count."""

MEAN_MINUTES = 17.5
SESSION_LENGTHS = (0.45, 0.7, 1.0, 1.3, 1.55)
"""Multiples of the mean, equally likely."""

GAP_FLOOR_MS, GAP_SPREAD_MS = 100 * SECOND_MS, 185 * SECOND_MS
"""Events within a session are 100 to 285 seconds apart: the app reports at every step of a lesson."""

MEAN_GAP_MS = GAP_FLOOR_MS + GAP_SPREAD_MS / 2

SECOND_SESSION = 0.24

KINDS = Weighted(
    (
        ("plain", 0.865),
        ("gap_300s", 0.012),
        ("gap_301s", 0.012),
        ("of_60s", 0.008),
        ("of_59s", 0.012),
        ("over_midnight", 0.006),
        ("late", 0.030),
        ("clock_hours_ahead", 0.012),
        ("clock_minutes_ahead", 0.010),
        ("clock_300s_ahead", 0.003),
        ("two_devices", 0.030),
    )
)

_HOURS = Weighted(
    [(h, w) for h, w in enumerate((0.2, 0.1, 0, 0, 0, 0.2, 1, 3, 3, 4, 5, 4, 3, 3, 4, 5, 7, 8, 9, 13, 15, 11, 4, 1))]
)
"""Hours at which learners begin, by the clock on their wall."""

_HOURS_BEHIND = {"Asia/Shanghai": 0, "America/Los_Angeles": 16, "Europe/Berlin": 7, "Asia/Tokyo": -1}
"""Winter offsets to Shanghai: good enough for a habit, and no time zone database to differ."""


@dataclass(slots=True)
class Session:
    """`moments`: true times of the learning events (UTC ms, rising). `kind` decides how they reach us."""

    kind: str
    moments: list[int]


class Timetable:
    """Draws sessions."""

    def __init__(self, chance: Random) -> None:
        """Draws from `chance` only."""
        self._chance = chance

    def draw(self, day: int, zone: str, tempo: float) -> list[Session]:
        """The sessions a learner begins on a business day: one or two."""
        count = 2 if self._chance.random() < SECOND_SESSION else 1
        return [self._draw_one(day, zone, tempo) for _ in range(count)]

    def over_midnight(self, day: int) -> Session:
        """A session with an event in the day's last millisecond and one in the next day's first."""
        midnight = local_midnight(day + 1)
        offsets = (-240_000, -90_000, -1, 0, 100_000, 190_000)
        return Session("boundary", [midnight + offset for offset in offsets])

    def _draw_one(self, day: int, zone: str, tempo: float) -> Session:
        random = self._chance.random
        kind = KINDS.pick(random())
        hour = (_HOURS.pick(random()) + _HOURS_BEHIND[zone]) % 24
        start = local_midnight(day) + hour * HOUR_MS + int(random() * HOUR_MS)
        if kind == "over_midnight":
            start = local_midnight(day + 1) - int((1 + random() * 12) * MINUTE_MS)
        if kind == "of_60s":
            return Session(kind, [start, start + 25_000, start + SHORTEST_MS])
        if kind == "of_59s":
            return Session(kind, [start, start + SHORTEST_MS - SECOND_MS])
        length = SESSION_LENGTHS[int(random() * 5)] * MEAN_MINUTES * MINUTE_MS * tempo * effect(MINUTES_EFFECT, day)
        # the fraction decides by chance whether there is one gap more, so that the mean length is kept
        gaps = max(2, int(length / MEAN_GAP_MS + random()))
        moments = [start]
        for _ in range(gaps):
            start += GAP_FLOOR_MS + int(random() * GAP_SPREAD_MS)
            moments.append(start)
        if kind in ("gap_300s", "gap_301s"):
            middle = len(moments) // 2
            widened = moments[middle - 1] + IDLE_MS + (SECOND_MS if kind == "gap_301s" else 0) - moments[middle]
            moments[middle:] = [moment + widened for moment in moments[middle:]]
        return Session(kind, moments)

    def on_second_device(self, session: Session) -> list[int]:
        """Moments of a second device used at the same time, from a little after the first on."""
        offset = 20_000 + int(self._chance.random() * 60_000)
        return [moment + offset for moment in session.moments[: max(2, len(session.moments) * 2 // 3)]]


def effective_ms(moments: Sequence[int]) -> int:
    """Milliseconds of one learner's sessions that count on one business day; `moments` sorted, all of that day."""
    total, start, last = 0, moments[0], moments[0]
    for moment in moments:
        if moment - last > IDLE_MS:
            if last - start >= SHORTEST_MS:
                total += last - start
            start = moment
        last = moment
    return total + (last - start if last - start >= SHORTEST_MS else 0)
