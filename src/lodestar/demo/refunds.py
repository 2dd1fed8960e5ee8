"""Odoo account moves: refunds in full and in part, some months later, among invoices and drafts that don't count."""

from dataclasses import dataclass
from random import Random

from lodestar.demo.calendar import (
    EXTRACT_MS,
    HOUR_MS,
    business_day,
    iso_day,
    local_midnight,
    month_index,
    month_start,
    utc_seconds,
)
from lodestar.demo.catalogue import tax
from lodestar.demo.chance import EvenDraws, Weighted
from lodestar.demo.company import wobble
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Row, Table, Version, money
from lodestar.demo.tally import Tally

COLUMNS = (
    "id", "name", "move_type", "state", "invoice_origin", "invoice_date", "amount_untaxed", "amount_total",
    "create_date", "write_date",
)  # fmt: skip

REFUND_RATE = 0.062
WOBBLE_WEIGHT = 3
"""Returns move more from month to month than other rates do."""

UNPOSTED_RATE = 0.012
"""Orders with a refund that stays a draft or is cancelled: it must not count."""

INVOICE_RATE = 0.02

PLANS = Weighted((("full", 42.0), ("partial", 48.0), ("full in two parts", 10.0)))


@dataclass(frozen=True)
class Outcome:
    """What the refunds did to an order, as far as they reached us before the extract."""

    any_posted: bool
    full_in_month: bool


class Refunds:
    """Draws the refunds of orders and writes them."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally) -> None:
        """Counts refunds in the revenue of the month they are posted in."""
        self.table = Table(folder, "odoo", "account_move", COLUMNS, chance)
        self._chance = chance
        self._tally = tally
        self._refunded = EvenDraws(chance.random(), 4)
        self._next_id = 1

    def draw(self, origin: str, cents: int, placed_ms: int) -> Outcome:
        """Decides and writes the refunds of one bought order of `cents` untaxed."""
        chance, ordered = self._chance, business_day(placed_ms)
        point = chance.random()
        if point < INVOICE_RATE:
            self._write("out_invoice", origin, cents, (placed_ms + HOUR_MS, placed_ms + HOUR_MS), "posted")
        elif point < INVOICE_RATE + UNPOSTED_RATE:
            state = "draft" if chance.random() < 0.5 else "cancel"
            moment = self._office_moment(ordered + 1 + int(chance.random() * 10))
            self._write("out_refund", origin, cents, (moment, moment + HOUR_MS), state)
            self._tally.planted[f"refunds_left_as_{state}"] += moment + HOUR_MS <= EXTRACT_MS
        if not self._refunded.happens(REFUND_RATE * (1 + WOBBLE_WEIGHT * (wobble(month_index(ordered), 5) - 1))):
            return Outcome(False, False)

        plan = PLANS.pick(chance.random())
        if plan == "full":
            parts = [cents]
        elif plan == "partial":
            parts = [max(1, int(cents * (0.1 + 0.7 * chance.random())))]
        else:
            parts = [cents // 2, cents - cents // 2]
        posted, in_month = 0, 0
        day = ordered
        for part in parts:
            slow = 25 + int(chance.random() * 50) if chance.random() < 0.06 else 0
            day += 1 + int(chance.random() * chance.random() * 20) + slow
            moment = self._office_moment(day)
            if moment > EXTRACT_MS:
                break
            self._write("out_refund", origin, part, (self._draft_moment(placed_ms, moment), moment), "posted")
            self._tally.add("net_revenue", month_start(day), -part)
            posted += part
            same_month = month_index(day) == month_index(ordered)
            in_month += part if same_month else 0
            self._tally.planted["refunds_in_a_later_month"] += not same_month
        self._tally.planted["orders_refunded_in_full"] += posted == cents
        self._tally.planted["orders_refunded_in_part"] += 0 < posted < cents
        return Outcome(posted > 0, in_month == cents)

    def _write(self, kind: str, origin: str, cents: int, span: tuple[int, int], state: str) -> None:
        """A move starts as a draft without a date; posting dates it. `span`: moments it was created and decided on."""
        created, decided = span
        number, self._next_id = self._next_id, self._next_id + 1
        prefix = "INV" if kind == "out_invoice" else "RINV"
        name = f"{prefix}/{iso_day(business_day(decided))[:4]}/{number:05d}"

        def row(written: int, status: str) -> Row:
            dated = None if status == "draft" else iso_day(business_day(decided))
            amounts = (money(cents), money(cents + tax(cents)))
            return (number, name, kind, status, origin, dated, *amounts, utc_seconds(created), utc_seconds(written))

        versions: list[Version] = [(created, row(created, "draft"))]
        if state != "draft":
            versions.append((decided, row(decided, state)))
        self.table.add(number, versions)

    def _office_moment(self, day: int) -> int:
        return local_midnight(day) + 9 * HOUR_MS + int(self._chance.random() * 9 * 3_600) * 1_000

    def _draft_moment(self, placed_ms: int, posted_ms: int) -> int:
        """Most refunds are posted within the hour; some wait as drafts since the order was placed."""
        if self._chance.random() < 0.9:
            return posted_ms - int(60 + self._chance.random() * 3_000) * 1_000
        return placed_ms + int((posted_ms - placed_ms) * 0.3 * self._chance.random()) // 1_000 * 1_000 + 1_000
