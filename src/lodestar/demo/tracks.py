"""Segment track calls as JSON lines, one compressed file a day by the UTC date of receipt."""

import json
from collections import Counter
from functools import cache
from random import Random

from lodestar.demo.calendar import DAY_MS, EXTRACT_MS, START_MS, iso_day, iso_utc
from lodestar.demo.folder import RawFolder

SUBJECTS = ("Math", "English", "Science", "Chinese")

PROPERTIES = tuple(
    json.dumps({"course_id": f"C{course + 1:03d}", "subject": SUBJECTS[course % 4]}, separators=(",", ":"))
    for course in range(24)
)
"""By course 0..23: every learning, enrolment and completion event says which course it is about."""

NO_PROPERTIES = "{}"

USER_AGENTS = {
    "tablet": "Beacon/5.2 (Android 14; BeaconTab S2) Mobile",
    "android": "Beacon/5.1 (Android 13; Pixel 7) Mobile",
    "ios": "Beacon/5.2 (iPhone; iOS 17.5; Scale/3.00)",
    "web": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
}
APP_VERSIONS = {"tablet": "5.2.0", "android": "5.1.3", "ios": "5.2.0", "web": "2025.9"}

SAME_DAY_COPIES = 0.004
LATER_COPIES = 0.002
"""Shares of events delivered twice: seconds later, or one or two days later."""


class Caller:
    """Who sends: the parts of a JSON line that stay the same over a session."""

    __slots__ = ("head", "tail")

    def __init__(self, user: str | None, anonymous: str, zone: str, device: str, agent: str | None = None) -> None:
        """`user` None: not signed in. `agent`: another user agent than the device's."""
        who = "null" if user is None else f'"{user}"'
        self.head = f'","type":"track","userId":{who},"anonymousId":"{anonymous}","event":"'
        self.tail = _context(zone, device, agent or USER_AGENTS[device])


@cache
def _context(zone: str, device: str, agent: str) -> str:
    """End of a JSON line. Ids need no escaping since we form them; what a device says about itself does."""
    context = {
        "timezone": zone,
        "device": {"type": device},
        "userAgent": agent,
        "app": {"version": APP_VERSIONS[device]},
    }
    return f'"context":{json.dumps(context, separators=(",", ":"))}}}\n'


class Tracks:
    """Day files under way. Memory: the calls received on days not flushed yet, a few days' worth."""

    def __init__(self, folder: RawFolder, chance: Random) -> None:
        """`chance` gives message ids and decides about copies."""
        self._folder = folder
        self._random = chance.random
        self._bits = chance.getrandbits
        self._days: dict[int, list[tuple[int, str]]] = {
            day: [] for day in range(START_MS // DAY_MS, EXTRACT_MS // DAY_MS + 1)
        }
        self.rows = 0
        self.distinct = 0
        self.planted: Counter[str] = Counter()

    def send(self, caller: Caller, event: str, properties: str, timestamp: int, received: int) -> str | None:
        """Delivers one call; returns its messageId, or None when it reached us only after the extract."""
        if received > EXTRACT_MS:
            return None
        message = f"{self._bits(96):024x}"
        self.distinct += 1
        # formatted here and not by a JSON encoder, which would take longer than all the rest
        rest = f'{caller.head}{event}","properties":{properties},"timestamp":"{iso_utc(timestamp)}","receivedAt":"'
        line = f'{{"messageId":"{message}{rest}{iso_utc(received)}",{caller.tail}'
        self._days[received // DAY_MS].append((received, line))
        point = self._random()
        if point < SAME_DAY_COPIES + LATER_COPIES:
            later = DAY_MS + self._bits(26) if point < LATER_COPIES else 1_000 + self._bits(16)
            again = received + later
            if again <= EXTRACT_MS:
                copy = f'{{"messageId":"{message}{rest}{iso_utc(again)}",{caller.tail}'
                self._days[again // DAY_MS].append((again, copy))
                same_file = again // DAY_MS == received // DAY_MS
                self.planted["events_copied_in_the_same_file" if same_file else "events_copied_in_a_later_file"] += 1
        return message

    def flush(self, through: int) -> None:
        """Writes the files up to a UTC day number, sorted by receipt; they are closed then."""
        for day in [day for day in self._days if day <= through]:
            calls = self._days.pop(day)
            calls.sort()
            text = "".join([line for _, line in calls])
            self._folder.write(f"segment/tracks/{iso_day(day)}.jsonl.gz", text, len(calls))
            self.rows += len(calls)
