"""The community: who signs up and comes back, a giveaway that brings accounts, and posters who are paid."""

from collections.abc import Sequence
from random import Random

from lodestar.demo.accounts import RETENTION_DAYS, Account, Accounts
from lodestar.demo.board import Board, Post
from lodestar.demo.calendar import (
    BUSINESS_MONTHS,
    DAY_MS,
    GIVEAWAY_DAY,
    HOUR_MS,
    LAST_DAY,
    MINUTE_MS,
    PAID_POSTERS_DAY,
    SECOND_MS,
    UTC_MONTHS,
    first_day_of,
    local_midnight,
    month_index,
    month_start,
)
from lodestar.demo.chance import Carry, EvenDraws, pick
from lodestar.demo.company import (
    COMMUNITY_RETENTION_EFFECT,
    GIVEAWAY_ACTIVES,
    GIVEAWAY_SIGNUPS,
    effect,
    wobble,
)
from lodestar.demo.folder import RawFolder
from lodestar.demo.posting import Posting
from lodestar.demo.table import Table
from lodestar.demo.tally import Tally

SIGNUPS_A_MONTH, ACTIVES, OLD_FORUM = 60.0, 240.0, 320
"""In a community of usual size."""

SMALLEST = 0.5
"""Below this share of that size a rise of 30% in a day drowns in rounding."""

RETENTION_RATE = 0.40
GIVEAWAY_RETENTION_RATE = 0.03
ACTS_AT_ONCE, GIVEAWAY_ACTS_AT_ONCE = 0.3, 0.02
BACK_TOO_LATE = 0.15

PAID_POSTERS, BOTS, REGULARS = 6, 3, 5
REGULAR_WEIGHT = 7
"""Some people post so much more than others."""

PREPARED_DAYS = 4
"""The paid accounts are opened so long before they post."""

Act = tuple[Account, int]
"""An account and the moment (UTC ms) at which it will do something."""


class Community:
    """Plans each month: who signs up, and who is active."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally, size: float) -> None:
        """`size`: 1 is the usual one; a smaller community is half of that at least."""
        self.accounts = Accounts(folder, chance, tally)
        self.board = Board(folder, chance, tally, self.accounts)
        self._chance = chance
        self._tally = tally
        self._size = max(SMALLEST, size)
        self._returning = EvenDraws(chance.random(), 3)
        self._sign_ups, self._actives = Carry(), Carry()
        self._regulars = [self.accounts.open("person", "old forum", None) for _ in range(round(OLD_FORUM * self._size))]
        bots = [self.accounts.open("bot", "staff", None) for _ in range(BOTS)]
        self._posting = Posting(self.board, chance, tally, bots, self._size)
        self._fresh: list[Account] = []
        self._spilled: set[Account] = set()
        self._last_sign_ups = 0

    def run(self) -> None:
        """Writes every account, post and reaction of the range."""
        for month in BUSINESS_MONTHS:
            self._plan(month)
            for table in self.tables:
                table.flush(month - 1)
        for table in self.tables:
            table.flush(UTC_MONTHS[-1])
        self.accounts.count()
        self._tally.planted["community_rows_late"] += self.accounts.arrivals.late + self.board.arrivals.late

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it exports."""
        return (self.accounts.table, self.board.posts, self.board.reactions)

    def _plan(self, month: int) -> None:
        first, end = first_day_of(month), min(first_day_of(month + 1), LAST_DAY + 1)
        whole, over = end == first_day_of(month + 1), local_midnight(end)
        acts = self._sign_up(month, first, end)
        acting = {account for account, moment in acts if moment < over} | self._spilled
        self._spilled = {account for account, moment in acts if moment >= over}
        people = self._choose(self._target(month, whole) - len(acting))
        if first == PAID_POSTERS_DAY:
            opened = [self._moment(first - PREPARED_DAYS) for _ in range(PAID_POSTERS)]
            self._posting.paid = [self.accounts.open("paid", "organic", moment) for moment in opened]
        valued, silent = self._posting.post_month(first, end, whole, people, people[:REGULARS] * REGULAR_WEIGHT)
        for account, moment in acts:
            self.board.react(account, self._of_another(valued, account, moment), moment)
        for account in silent:
            post = self._of_another(valued, account, over)
            self.board.react(account, post, self._posting.soon(post))
        self._regulars += [account for account in self._fresh if account.is_retained]
        self._fresh = list(dict.fromkeys(account for account, _ in acts))

    def _target(self, month: int, whole: bool) -> int:
        """How many people are active in a month."""
        if month == month_index(GIVEAWAY_DAY):
            return round(GIVEAWAY_ACTIVES * self.accounts.active_in(month_start(GIVEAWAY_DAY - 1)))
        return self._actives.whole(ACTIVES * self._size * wobble(month, 2) * (1.0 if whole else 0.8))

    def _sign_up(self, month: int, first: int, end: int) -> list[Act]:
        """Opens accounts; returns what they will do, by time."""
        usual = self._sign_ups.whole(SIGNUPS_A_MONTH * self._size * wobble(month, 7) * (end - first) / 30.4)
        count = GIVEAWAY_SIGNUPS * self._last_sign_ups if month == month_index(GIVEAWAY_DAY) else usual
        self._last_sign_ups = count
        days = [int(self._chance.random() * (end - first)) for _ in range(count)]
        usual_days, other_days = sorted(days[:usual]), days[usual:]
        acts: list[Act] = []
        for place, day in enumerate(usual_days + other_days):
            created = self._moment(first + day)
            source = "organic" if self._chance.random() < 0.7 else "invitation"
            source = "giveaway" if place >= usual else source
            account = self.accounts.open("person", source, created)
            if account.cohort_day is not None:  # else the extract ran before it reached us
                acts += [(account, moment) for moment in self._moments(month, created, source)]
        return sorted(acts, key=lambda act: (act[1], act[0].number))

    def _moments(self, month: int, created: int, source: str) -> list[int]:
        """When a new account does something: at once, within the days of retention, or a day too late."""
        chance = self._chance
        if source == "giveaway":
            at_once, returns = chance.random() < GIVEAWAY_ACTS_AT_ONCE, chance.random() < GIVEAWAY_RETENTION_RATE
        else:
            falls = effect(COMMUNITY_RETENTION_EFFECT, first_day_of(month), PAID_POSTERS_DAY)
            at_once = chance.random() < ACTS_AT_ONCE
            returns = self._returning.happens(RETENTION_RATE * wobble(month, 8) * falls)
        moments = [created + 5 * MINUTE_MS] if at_once else []
        if returns:
            after = RETENTION_DAYS if chance.random() < 0.1 else 1 + int(chance.random() * RETENTION_DAYS)
            moments.append(created + after * DAY_MS)
        elif source != "giveaway" and chance.random() < BACK_TOO_LATE:
            moments.append(created + (RETENTION_DAYS + 1) * DAY_MS)
            self._tally.planted["accounts_back_a_day_too_late"] += 1
        return moments

    def _of_another(self, valued: Sequence[Post], account: Account, moment: int) -> Post:
        """A post by somebody else that others answered already: one more changes nothing. Mostly an earlier one."""
        post = pick(self._chance, valued)
        for _ in range(20):
            if post.author is not account and post.moment < moment:
                break
            post = pick(self._chance, valued)
        return post

    def _choose(self, count: int) -> list[Account]:
        """That many of those who have been here for a while; the busiest come first and are always among them."""
        chosen, waiting = self._regulars[:REGULARS], self._regulars[REGULARS:]
        while waiting and len(chosen) < count:
            chosen.append(waiting.pop(int(self._chance.random() * len(waiting))))
        return chosen

    def _moment(self, day: int) -> int:
        """A second between 07:00 and 23:00."""
        return local_midnight(day) + 7 * HOUR_MS + int(self._chance.random() * 16 * 3_600) * SECOND_MS
