"""Turns planned purchases into Odoo orders with baskets and refunds, and counts the order metrics."""

from collections import Counter
from random import Random

from lodestar.demo.buying import NOBODY, WEB, Purchase
from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    LAUNCH_DAY,
    MINUTE_MS,
    business_day,
    month_start,
    utc_month,
    utc_seconds,
)
from lodestar.demo.catalogue import BASKETS, DISCOUNT, DISCOUNTED, PRODUCTS, STUDY_PLAN_SHARE
from lodestar.demo.chance import EvenDraws
from lodestar.demo.folder import RawFolder
from lodestar.demo.refunds import Refunds
from lodestar.demo.sale_orders import Line, SaleOrders
from lodestar.demo.store_orders import StoreOrders
from lodestar.demo.tally import Tally
from lodestar.demo.truth import BoundaryRow

LAST_CHANGE_MS = EXTRACT_MS - 10 * MINUTE_MS
BOUNDARY_KEPT = 60
"""Boundary rows remembered in the truth; the files hold them for every month."""


class Orders:
    """Writes purchases as orders. `boundary`: orders placed beside a local midnight."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally, refunds: Refunds) -> None:
        """`refunds` draws what happens to each bought order afterwards."""
        self._sale_orders = SaleOrders(folder, chance)
        self._store_orders = StoreOrders(folder, chance)
        self.tables = (self._sale_orders.table, self._sale_orders.lines, self._store_orders.table)
        self.boundary: list[BoundaryRow] = []
        self._chance = chance
        self._tally = tally
        self._refunds = refunds
        self._baskets = EvenDraws(chance.random(), 1)
        self._plans = EvenDraws(chance.random(), 2)

    def add_month(self, purchases: list[Purchase]) -> None:
        """Writes one month's purchases, oldest first, draws their refunds, and counts the month's buyers."""
        qualifying: list[Purchase] = []
        for purchase in purchases:
            month = month_start(business_day(purchase.placed_ms))
            lines = self._fill_basket(purchase)
            cents = sum(quantity * price for _, quantity, price in lines)
            cancelled = self._cancel_moment(purchase)
            if purchase.store == WEB:
                name = self._sale_orders.write(purchase, lines, cancelled)
            else:
                name = self._store_orders.write(purchase, cents, cancelled)
            if purchase.boundary and len(self.boundary) < BOUNDARY_KEPT:
                table = "odoo.sale_order" if purchase.store == WEB else "odoo.pos_order"
                self.boundary.append(BoundaryRow(table, name, utc_seconds(purchase.placed_ms), month))
            if purchase.state != "bought":
                self._tally.planted[f"orders_left_as_{purchase.state}"] += 1
                continue
            outcome = self._refunds.draw(name, cents, purchase.placed_ms)
            self._tally.add("orders", month, 1)
            self._tally.add("net_revenue", month, cents)
            self._tally.add("average_order_value", month, cents, 1)
            self._tally.add("return_rate", month, int(outcome.any_posted), 1)
            if purchase.customer == NOBODY:
                self._tally.planted["orders_walk_in"] += 1
            elif not outcome.full_in_month:
                qualifying.append(purchase)
        self._count_buyers(qualifying)

    def _count_buyers(self, qualifying: list[Purchase]) -> None:
        """Counts who bought again among the qualifying purchases of one month."""
        buyers = Counter(purchase.customer for purchase in qualifying)
        pairs = Counter((purchase.customer, purchase.store) for purchase in qualifying if purchase.store != WEB)
        partners = {(purchase.customer, purchase.partner) for purchase in qualifying}
        month = month_start(business_day(qualifying[0].placed_ms))
        repeats = sum(count > 1 for count in buyers.values())
        self._tally.add("monthly_repurchase_rate", month, repeats, len(buyers))
        self._tally.add("store_repurchase_rate", month, sum(count > 1 for count in pairs.values()), len(pairs))
        self._tally.planted["repeat_buyers_under_two_partners"] += len(partners) - len(buyers)

    def _fill_basket(self, purchase: Purchase) -> list[Line]:
        discount = DISCOUNT if self._chance.random() < DISCOUNTED else 1.0
        basket = BASKETS.pick(self._baskets.draw())
        lines = [(PRODUCTS[code].id, quantity, round(PRODUCTS[code].cents * discount)) for code, quantity in basket]
        # the plan is drawn for every purchase, so that the draws stay even over the bought ones
        if self._plans.happens(STUDY_PLAN_SHARE) and business_day(purchase.placed_ms) >= LAUNCH_DAY:
            lines.append((PRODUCTS["PLAN"].id, 1, PRODUCTS["PLAN"].cents))
        return lines

    def _cancel_moment(self, purchase: Purchase) -> int:
        """When a purchase is cancelled: within 24 days, so that some are cancelled in a later month."""
        if purchase.state != "cancel":
            return 0
        delay = int((0.1 + self._chance.random() * 24) * DAY_MS) // 1_000 * 1_000
        cancelled = min(purchase.placed_ms + delay, LAST_CHANGE_MS)
        self._tally.planted["orders_cancelled_in_a_later_month"] += utc_month(cancelled) > utc_month(purchase.placed_ms)
        return cancelled
