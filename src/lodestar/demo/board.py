"""The board of the community: posts, and what others do with them."""

from dataclasses import dataclass
from random import Random

from lodestar.demo.accounts import Account, Accounts
from lodestar.demo.arrivals import Arrivals
from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    HOUR_MS,
    SECOND_MS,
    business_day,
    iso_day,
    month_start,
    utc_seconds,
)
from lodestar.demo.chance import Weighted
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Row, Table, Version, flag
from lodestar.demo.tally import Tally
from lodestar.demo.truth import BoundaryRow

POST_COLUMNS = ("id", "account_id", "topic", "posted_at", "is_deleted", "synced_at")
REACTION_COLUMNS = ("id", "post_id", "account_id", "reaction_kind", "reacted_at", "is_removed", "synced_at")

TOPICS = Weighted((("Homework", 5.0), ("Parents", 3.0), ("Devices", 2.0), ("Off topic", 2.0)))

ANSWER_DAYS = 7
"""A like or comment counts for the quality of a post until so many days after it."""


@dataclass(slots=True, eq=False)
class Post:
    """`is_valued`: another person liked or commented in time."""

    number: int
    author: Account
    moment: int
    is_deleted: bool
    is_valued: bool = False


class Board:
    """Takes posts and reactions. `boundary`: posts beside a local midnight."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally, accounts: Accounts) -> None:
        """Nothing was posted yet."""
        self.posts = Table(folder, "community", "posts", POST_COLUMNS, chance)
        self.reactions = Table(folder, "community", "reactions", REACTION_COLUMNS, chance)
        self.boundary: list[BoundaryRow] = []
        self.arrivals = Arrivals(chance)
        self._chance = chance
        self._tally = tally
        self._accounts = accounts
        self._next_post = self._next_reaction = 1

    def post(self, author: Account, moment: int, *, deleted: bool = False, at_once: bool = False) -> Post | None:
        """A post; None when it didn't reach us. `deleted`: moderators take it down some days later."""
        synced = moment + 2 * SECOND_MS if at_once else self.arrivals.of(moment)
        if synced is None:
            return None
        number, self._next_post = self._next_post, self._next_post + 1
        topic = TOPICS.pick(self._chance.random())
        removed = synced + HOUR_MS + int(self._chance.random() * 4 * DAY_MS) // 1_000 * 1_000
        deleted = deleted and removed <= EXTRACT_MS

        def row(at: int, gone: bool) -> Row:
            return (number, author.number, topic, utc_seconds(moment), flag(gone), utc_seconds(at))

        versions: list[Version] = [(synced, row(synced, False))]
        if deleted:
            versions.append((removed, row(removed, True)))
            self._tally.planted["posts_deleted"] += 1
        self.posts.add(number, versions)
        if not deleted:
            self._tally.add("community_posts", iso_day(business_day(moment)), int(author.kind != "bot"))
            self._accounts.note(author, moment)
        return Post(number, author, moment, deleted)

    def post_at_midnight(self, author: Account, moment: int) -> None:
        """A post in the first or the last second of a business month."""
        month = month_start(business_day(moment))
        self.boundary.append(BoundaryRow("community.posts", str(self._next_post), utc_seconds(moment), month))
        self.post(author, moment, at_once=True)

    def react(self, account: Account, post: Post, moment: int, *, taken_back: bool = False) -> None:
        """A like or a comment. `taken_back`: as if it never was."""
        synced = self.arrivals.of(moment)
        if synced is None:
            return
        number, self._next_reaction = self._next_reaction, self._next_reaction + 1
        kind = "like" if self._chance.random() < 0.7 else "comment"
        removed = synced + HOUR_MS
        taken_back = taken_back and removed <= EXTRACT_MS

        def row(at: int, gone: bool) -> Row:
            cells = (number, post.number, account.number, kind, utc_seconds(moment))
            return (*cells, flag(gone), utc_seconds(at))

        versions: list[Version] = [(synced, row(synced, False))]
        if taken_back:
            versions.append((removed, row(removed, True)))
            self._tally.planted["reactions_taken_back"] += 1
        self.reactions.add(number, versions)
        if taken_back:
            return
        self._accounts.note(account, moment)
        self._tally.planted["self_reactions"] += account is post.author
        days = business_day(moment) - business_day(post.moment)
        people = account.kind == post.author.kind == "person" and account is not post.author
        if people and not post.is_deleted and not post.is_valued and days <= ANSWER_DAYS:
            post.is_valued = True
            self._tally.add("high_quality_interactions", month_start(business_day(post.moment)), 1)
