"""Odoo sale orders of the web shop, with their lines."""

from collections.abc import Sequence
from random import Random

from lodestar.demo.buying import Purchase
from lodestar.demo.calendar import START_MS, utc_seconds
from lodestar.demo.catalogue import tax
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Row, Table, Version, money

SALE_COLUMNS = (
    "id", "name", "partner_id", "date_order", "state", "amount_untaxed", "amount_tax", "amount_total", "create_date",
    "write_date",
)  # fmt: skip
LINE_COLUMNS = (
    "id", "order_id", "product_tmpl_id", "product_uom_qty", "price_unit", "price_subtotal", "create_date", "write_date",
)  # fmt: skip
Line = tuple[int, int, int]
"""Product id, quantity, unit price in cents."""


class SaleOrders:
    """Writes web purchases."""

    def __init__(self, folder: RawFolder, chance: Random) -> None:
        """Ids and names count from 1 in the order of writing."""
        self.table = Table(folder, "odoo", "sale_order", SALE_COLUMNS, chance)
        self.lines = Table(folder, "odoo", "sale_order_line", LINE_COLUMNS, chance)
        self._chance = chance
        self._next_id = self._next_line = 1

    def write(self, purchase: Purchase, lines: Sequence[Line], cancelled: int) -> str:
        """A quotation that is confirmed, and done when delivered; each step writes the record again. Returns its name.

        `cancelled`: the moment of the cancellation, for a purchase that is cancelled.
        """
        chance, placed = self._chance, purchase.placed_ms
        cents = sum(quantity * price for _, quantity, price in lines)
        number, self._next_id = self._next_id, self._next_id + 1
        name = f"S{number:05d}"
        quoted = max(START_MS, placed - int((2 + chance.random() * 40) * 60) * 1_000)

        def row(written: int, state: str, ordered: int) -> Row:
            amounts = (money(cents), money(tax(cents)), money(cents + tax(cents)))
            moments = (utc_seconds(quoted), utc_seconds(written))
            return (number, name, purchase.partner, utc_seconds(ordered), state, *amounts, *moments)

        versions: list[Version] = [(quoted, row(quoted, "draft", quoted))]
        if purchase.state == "sent":
            versions.append((placed, row(placed, "sent", quoted)))
        elif purchase.state != "draft":
            versions.append((placed, row(placed, "sale", placed)))
            if purchase.state == "cancel":
                versions.append((cancelled, row(cancelled, "cancel", placed)))
            elif chance.random() < 0.85:
                delivered = placed + int((2 + chance.random() * 7) * 86_400) * 1_000
                versions.append((delivered, row(delivered, "done", placed)))
        self.table.add(number, versions)
        for product, quantity, price in lines:
            line, self._next_line = self._next_line, self._next_line + 1
            amounts = (money(quantity * 100), money(price), money(quantity * price))
            self.lines.add(
                line, [(quoted, (line, number, product, *amounts, utc_seconds(quoted), utc_seconds(quoted)))]
            )
        return name
