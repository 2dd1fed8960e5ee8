"""What is posted in the community in a month, and what others make of it."""

from collections.abc import Sequence
from random import Random

from lodestar.demo.accounts import Account
from lodestar.demo.board import ANSWER_DAYS, Board, Post
from lodestar.demo.calendar import (
    BURST_DAY,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    SECOND_MS,
    as_date,
    local_midnight,
    month_index,
)
from lodestar.demo.chance import Carry, EvenDraws, pick
from lodestar.demo.company import BURST, POSTS_EFFECT, wobble
from lodestar.demo.tally import Tally

POSTS_A_DAY, BOT_POSTS_A_DAY = 12.0, 0.5
"""By people and by bots, in a community of usual size."""

VALUED_RATE = 0.55
DELETED = 0.015
_WEEKDAYS = (0.95, 0.95, 0.95, 0.95, 1.0, 1.1, 1.1)
_BURST = (BURST_DAY - 1, BURST_DAY)


class Posting:
    """Posts and answers of one month after the other. `paid`: who posts for money, once there is somebody."""

    def __init__(self, board: Board, chance: Random, tally: Tally, bots: Sequence[Account], size: float) -> None:
        """`size`: 1 is the usual one."""
        self.paid: list[Account] = []
        self._board = board
        self._chance = chance
        self._tally = tally
        self._bots = bots
        self._posts_a_day, self._bot_posts_a_day = POSTS_A_DAY * size, BOT_POSTS_A_DAY * size
        self._valued = EvenDraws(chance.random(), 2)
        self._posts, self._paid_posts, self._bot_posts = Carry(), Carry(), Carry()
        self._end = 0

    def post_month(
        self, first: int, end: int, whole: bool, people: Sequence[Account], busiest: Sequence[Account]
    ) -> tuple[list[Post], list[Account]]:
        """Posts of the business days from `first` to before `end`; `busiest` write more than the other `people`.

        Returns the posts that somebody else answered, and those people who did nothing yet.
        """
        self._end = local_midnight(end)
        authors, busy, valued = [*people, *busiest], set[Account](), list[Post]()
        self._plant_midnights(first, whole, people)
        for day in range(first, end):
            midnights = whole * ((day == first) + (day == end - 1))
            usual = self._posts_a_day * _WEEKDAYS[as_date(day).weekday()] * wobble(month_index(day), 4)
            count = round(self._posts_a_day) if day in _BURST else max(1, self._posts.whole(usual) - midnights)
            for _ in range(count):
                author = pick(self._chance, authors)
                kept = day in _BURST or self._chance.random() >= DELETED
                post = self._board.post(author, self._moment(day), deleted=not kept)
                if post:
                    busy.update(() if post.is_deleted else (author,))
                    self._answer(post, people, busy)
                    valued += [post] if post.is_valued else []
            self._post_for_money(day, count, usual, people)
            self._post_as_bots(day, people)
        return valued, [account for account in people if account not in busy]

    def soon(self, post: Post) -> int:
        """Minutes to days after a post, and within its month."""
        wait = 5 * MINUTE_MS + int(self._chance.random() * self._chance.random() * 5 * DAY_MS) // 1_000 * 1_000
        return max(post.moment, min(post.moment + wait, self._end - SECOND_MS))

    def _plant_midnights(self, first: int, whole: bool, people: Sequence[Account]) -> None:
        """Posts in the first and the last second of a whole month; of the last month one in the extract's night."""
        if whole:
            self._board.post_at_midnight(pick(self._chance, people), local_midnight(first))
            self._board.post_at_midnight(pick(self._chance, people), self._end - SECOND_MS)
        else:
            self._board.post(pick(self._chance, people), self._end + HOUR_MS, at_once=True)

    def _answer(self, post: Post, people: Sequence[Account], busy: set[Account]) -> None:
        """Another person answers in time, or something happens that doesn't count."""
        others = [account for account in (pick(self._chance, people) for _ in range(3)) if account is not post.author]
        point, last = self._chance.random(), post.moment + ANSWER_DAYS * DAY_MS
        if self._valued.happens(VALUED_RATE) and others:
            for account in others[: 1 + (point < 0.3)]:
                is_last_day = point > 0.95 and last < self._end
                self._board.react(account, post, last if is_last_day else self.soon(post))
                busy.add(account)
        elif point < 0.2:
            self._board.react(post.author, post, self.soon(post))
        elif point < 0.35:
            self._board.react(pick(self._chance, self._bots), post, self.soon(post))
        elif point < 0.5 and self.paid:
            self._board.react(pick(self._chance, self.paid), post, self.soon(post))
        elif point < 0.58 and others:
            self._board.react(others[0], post, self.soon(post), taken_back=True)
        elif point < 0.68 and others and last + DAY_MS < self._end:
            self._board.react(others[0], post, last + DAY_MS)
            busy.add(others[0])
            self._tally.planted["reactions_too_late"] += 1

    def _post_for_money(self, day: int, by_people: int, usual: float, people: Sequence[Account]) -> None:
        """As many posts again as people write; on the burst day so many that the total rises as planted."""
        if not self.paid:
            return
        # in tens, so that the rise is exact
        eve = round(2 * self._posts_a_day) // 10 * 10
        count = self._paid_posts.whole((POSTS_EFFECT - 1) * (1 - DELETED) * usual)
        if day in _BURST:
            count = round(eve * (BURST if day == BURST_DAY else 1.0)) - by_people
        for _ in range(count):
            post = self._board.post(pick(self._chance, self.paid), self._moment(day))
            point = self._chance.random()
            if post and point < 0.5:
                self._board.react(pick(self._chance, people if point < 0.1 else self.paid), post, self.soon(post))

    def _post_as_bots(self, day: int, people: Sequence[Account]) -> None:
        for _ in range(self._bot_posts.whole(self._bot_posts_a_day)):
            post = self._board.post(pick(self._chance, self._bots), self._moment(day))
            if post and self._chance.random() < 0.5:
                self._board.react(pick(self._chance, people), post, self.soon(post))

    def _moment(self, day: int) -> int:
        """A second between 07:00 and 23:00."""
        return local_midnight(day) + 7 * HOUR_MS + int(self._chance.random() * 16 * 3_600) * SECOND_MS
