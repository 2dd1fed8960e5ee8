"""The accounts of the community: people, a few programs, and people who are paid to post."""

from dataclasses import dataclass
from random import Random

from lodestar.demo.arrivals import Arrivals
from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    HOUR_MS,
    LAST_DAY,
    START_MS,
    business_day,
    month_start,
    utc_seconds,
)
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Row, Table, Version
from lodestar.demo.tally import Tally

COLUMNS = ("id", "account_name", "account_kind", "source", "created_at", "synced_at")

RETENTION_DAYS = 7

FOUND_OUT_DAYS = 10
"""At most so long until moderators see that an account is paid; by then it counted as a person."""


@dataclass(slots=True, eq=False)
class Account:
    """`kind`: person, bot or paid, as it turns out in the end. `cohort_day` is None for accounts of the old forum."""

    number: int
    kind: str
    cohort_day: int | None
    is_retained: bool = False
    has_acted_in: int = 0


class Accounts:
    """Opens accounts and counts who signed up, who was active and who came back."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally) -> None:
        """Nobody is there yet."""
        self.table = Table(folder, "community", "accounts", COLUMNS, chance)
        self.arrivals = Arrivals(chance)
        self.everyone: list[Account] = []
        self._chance = chance
        self._tally = tally
        self._active: dict[str, set[int]] = {}

    def open(self, kind: str, source: str, created: int | None) -> Account:
        """A new account. `created` (UTC ms): None when it was moved over from the old forum, which kept no dates."""
        number = len(self.everyone) + 1
        account = Account(number, kind, None if created is None else business_day(created))
        self.everyone.append(account)

        def row(at: int, seen_as: str) -> Row:
            opened = None if created is None else utc_seconds(created)
            return (number, f"beacon_{number:05d}", seen_as, source, opened, utc_seconds(at))

        synced = START_MS + HOUR_MS if created is None else self.arrivals.of(created)
        if synced is None:
            account.cohort_day = None
            return account
        versions: list[Version] = [(synced, row(synced, "person" if kind == "paid" else kind))]
        if kind == "paid":
            found_out = min(synced + int((2 + self._chance.random() * (FOUND_OUT_DAYS - 3)) * DAY_MS), EXTRACT_MS)
            found_out = found_out // 1_000 * 1_000
            versions.append((found_out, row(found_out, "paid")))
            self._tally.planted["accounts_found_to_be_paid"] += 1
        self.table.add(number, versions)
        if kind == "person" and account.cohort_day is not None:
            self._tally.add("community_new_accounts", month_start(account.cohort_day), 1)
        return account

    def note(self, account: Account, moment: int) -> None:
        """Somebody posted, liked or commented."""
        if account.kind != "person":
            return
        day = business_day(moment)
        self._active.setdefault(month_start(day), set()).add(account.number)
        if account.cohort_day is not None and 1 <= day - account.cohort_day <= RETENTION_DAYS:
            account.is_retained = True

    def active_in(self, month: str) -> int:
        """How many people have been active in a month so far."""
        return len(self._active.get(month, ()))

    def count(self) -> None:
        """Counts active and retained accounts; call when all is sent."""
        for month, accounts in self._active.items():
            self._tally.add("community_active_accounts", month, len(accounts))
        for account in self.everyone:
            day = account.cohort_day
            if account.kind == "person" and day is not None and day + RETENTION_DAYS <= LAST_DAY:
                self._tally.add("community_retention_7d", month_start(day), int(account.is_retained), 1)
