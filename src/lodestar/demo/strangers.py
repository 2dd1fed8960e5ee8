"""Traffic that must not count: bots with user ids, and visitors who have not signed in."""

from random import Random

from lodestar.demo.calendar import HOUR_MS, START_MS, local_midnight
from lodestar.demo.company import growth
from lodestar.demo.tally import Tally
from lodestar.demo.tracks import NO_PROPERTIES, PROPERTIES, Caller, Tracks

BOT_AGENTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
    "BeaconUptimeMonitor/1.4",
    "SchoolCrawlBOT/0.9",
    "curl/8.5 headless-check",
)
FIRST_BOT = 9_000_001

CALLS_PER_SIGNUP = 8.0
"""Calls a day, of bots and of visitors each, for every learner who signs up a day: about 3% of all calls each."""

BOT_EVENTS = ("Lesson Started", "Lesson Progressed", "Exercise Answered", "Video Played", "Lesson Progressed")
"""A bot's visit lasts minutes, so a metric that forgets to drop bots shows it."""


class Strangers:
    """Sends the calls of bots and visitors."""

    def __init__(self, tracks: Tracks, chance: Random, tally: Tally, signups_a_day: float) -> None:
        """`signups_a_day`: the size of the app."""
        self._tracks = tracks
        self._chance = chance
        self._tally = tally
        self._calls_a_day = signups_a_day * CALLS_PER_SIGNUP
        self._bot_calls_due = self._visitor_calls_due = float(len(BOT_EVENTS))
        self._bot_visits = self._visitors = 0

    def visit(self, day: int) -> None:
        """Sends the visits of one business day; fractions of a visit carry over to the next."""
        calls = self._calls_a_day * growth(day)
        self._bot_calls_due += calls
        self._visitor_calls_due += calls
        while self._bot_calls_due >= len(BOT_EVENTS):
            self._bot_calls_due -= len(BOT_EVENTS)
            self._visit_as_bot(self._moment(day))
        while self._visitor_calls_due >= 3:
            self._visitor_calls_due -= 3
            self._visit_unknown(self._moment(day))

    def _visit_as_bot(self, moment: int) -> None:
        self._bot_visits += 1
        which = self._bot_visits % len(BOT_AGENTS)
        caller = Caller(f"u{FIRST_BOT + which:07d}", f"anon-b{which}", "Asia/Shanghai", "web", BOT_AGENTS[which])
        course = int(self._chance.random() * 24)
        events = ("Course Enrolled", *BOT_EVENTS[1:]) if self._bot_visits % 20 == 0 else BOT_EVENTS
        for event in events:
            sent = self._tracks.send(caller, event, PROPERTIES[course], moment, moment + 90)
            self._tally.planted["events_of_bots"] += sent is not None
            moment += 40_000

    def _visit_unknown(self, moment: int) -> None:
        """A visitor opens the app and tries a lesson without an account."""
        self._visitors += 1
        device = "web" if self._chance.random() < 0.7 else "ios"
        caller = Caller(None, f"anon-v{self._visitors:07x}", "Asia/Shanghai", device)
        course = PROPERTIES[int(self._chance.random() * 24)]
        calls = (("App Opened", NO_PROPERTIES), ("Lesson Started", course), ("Video Played", course))
        for event, properties in calls:
            sent = self._tracks.send(caller, event, properties, moment, moment + 350)
            self._tally.planted["events_anonymous"] += sent is not None
            moment += 70_000 + int(self._chance.random() * 60_000)

    def _moment(self, day: int) -> int:
        return max(START_MS, local_midnight(day) + int(self._chance.random() * 23.8 * HOUR_MS))
