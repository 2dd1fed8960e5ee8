"""Odoo POS orders of the stores."""

from random import Random

from lodestar.demo.buying import Purchase
from lodestar.demo.calendar import HOUR_MS, MINUTE_MS, business_day, local_midnight, utc_seconds
from lodestar.demo.catalogue import tax
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Row, Table, money

POS_COLUMNS = (
    "id", "name", "partner_id", "warehouse_id", "date_order", "state", "amount_tax", "amount_total", "create_date",
    "write_date",
)  # fmt: skip

TILL_CLOSES_MS = 22 * HOUR_MS + 35 * MINUTE_MS
"""Business time at which a store's paid orders become done."""


class StoreOrders:
    """Writes purchases made in a store."""

    def __init__(self, folder: RawFolder, chance: Random) -> None:
        """Ids and names count from 1 in the order of writing."""
        self.table = Table(folder, "odoo", "pos_order", POS_COLUMNS, chance)
        self._chance = chance
        self._next_id = 1

    def write(self, purchase: Purchase, cents: int, cancelled: int) -> str:
        """Paid at the till, done when the till closes, some invoiced later. Returns its name.

        `cancelled`: the moment of the cancellation, for a purchase that is cancelled.
        """
        chance, placed = self._chance, purchase.placed_ms
        number, self._next_id = self._next_id, self._next_id + 1
        name = f"POS/{number:05d}"

        def row(written: int, state: str) -> Row:
            amounts = (money(tax(cents)), money(cents + tax(cents)))
            moments = (utc_seconds(placed), utc_seconds(written))
            return (number, name, purchase.partner, purchase.store, utc_seconds(placed), state, *amounts, *moments)

        if purchase.state == "draft":
            versions = [(placed, row(placed, "draft"))]
        else:
            versions = [(placed, row(placed, "paid"))]
            closing = max(local_midnight(business_day(placed)) + TILL_CLOSES_MS, placed + 10 * MINUTE_MS)
            if purchase.state == "cancel":
                versions.append((cancelled, row(cancelled, "cancel")))
            else:
                versions.append((closing, row(closing, "done")))
                if chance.random() < 0.03:
                    invoiced = closing + int((1 + chance.random() * 12) * 86_400) * 1_000
                    versions.append((invoiced, row(invoiced, "invoiced")))
        self.table.add(number, versions)
        return name
