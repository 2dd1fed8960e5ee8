"""Who buys what, where and when in a month: the planted buying behaviour, before it becomes Odoo rows."""

from dataclasses import dataclass
from random import Random

from lodestar.demo.calendar import DAY_MS, HOUR_MS, local_midnight
from lodestar.demo.chance import EvenDraws, Weighted
from lodestar.demo.customers import Customers
from lodestar.demo.months import THIRD_ORDER, WALK_INS_PER_KNOWN, Month

WEB = 0
"""Stands where a store's number (1..12) stands for store orders."""

NOBODY = -1
"""The customer of a walk-in order."""

NEW_BUYERS = 0.38
UNFINISHED = (("cancel", 0.045), ("draft", 0.03), ("sent", 0.01))
"""Purchases that come to nothing, as shares of the bought ones."""

_WEB_HOURS = Weighted(
    [(h, w) for h, w in enumerate((2, 1, 0.5, 0.3, 0.3, 0.5, 1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 4, 5, 6, 8, 10, 11, 9, 5))]
)
_SHOP_HOURS = Weighted([(h, w) for h, w in enumerate((4, 6, 7, 6, 6, 7, 7, 8, 9, 10, 9, 5), 10)])


@dataclass(slots=True)
class Purchase:
    """`state`: 'bought', or what became of it instead: 'draft', 'sent', 'cancel'."""

    placed_ms: int
    store: int
    customer: int
    partner: int | None
    state: str = "bought"
    boundary: bool = False


class Buying:
    """Plans each month's purchases."""

    def __init__(self, chance: Random, customers: Customers) -> None:
        """Buyers come from, and new ones go to, `customers`."""
        self._chance = chance
        self._customers = customers
        self._buyers = EvenDraws(chance.random())

    def plan(self, month: Month, orders: int) -> list[Purchase]:
        """About `orders` bought purchases plus unfinished ones, by time."""
        purchases: list[Purchase] = []
        used: set[int] = set()
        for _ in range(max(2, round(orders / month.orders_per_buyer))):
            purchases += self._buyer(month, used)
        known_in_store = sum(purchase.store != WEB for purchase in purchases)
        for _ in range(round(known_in_store * WALK_INS_PER_KNOWN)):
            store = self._customers.pick_store()
            purchases.append(Purchase(self._moment(month, store), store, NOBODY, None))
        self._plant_boundary(month, purchases)
        for state, share in UNFINISHED:
            purchases += [self._unfinished(month, state, purchases) for _ in range(round(share * orders))]
        if not month.complete:
            customer = self._returning(used)
            night = local_midnight(month.end) + HOUR_MS + int(self._chance.random() * 4 * HOUR_MS) // 1_000 * 1_000
            purchases.append(Purchase(night, WEB, customer, self._customers.partners(customer)[0]))
        purchases.sort(key=lambda purchase: (purchase.placed_ms, purchase.store, purchase.partner or 0))
        return purchases

    def _buyer(self, month: Month, used: set[int]) -> list[Purchase]:
        channels = month.channels(self._buyers.draw(), self._chance.random() < THIRD_ORDER)
        moments = [self._moment(month, WEB if channel == "web" else 1) for channel in channels]
        is_new = self._chance.random() < NEW_BUYERS or len(used) >= len(self._customers) * 2 // 3
        customer = self._customers.add(min(moments)) if is_new else self._returning(used)
        used.add(customer)
        home, partners = self._customers.homes[customer], self._customers.partners(customer)
        other = home % 12 + 1
        stores = {"web": WEB, "home": home, "other": other}
        return [
            Purchase(moment, stores[channel], customer, partners[place % len(partners)])
            for place, (moment, channel) in enumerate(zip(moments, channels, strict=True))
        ]

    def _returning(self, used: set[int]) -> int:
        while True:
            customer = int(self._chance.random() * len(self._customers))
            if customer not in used:
                return customer

    def _moment(self, month: Month, store: int) -> int:
        hour = (_SHOP_HOURS if store else _WEB_HOURS).pick(self._chance.random())
        day = month.days.pick(self._chance.random())
        return day * DAY_MS + local_midnight(0) + hour * HOUR_MS + int(self._chance.random() * 3_600) * 1_000

    def _plant_boundary(self, month: Month, purchases: list[Purchase]) -> None:
        """Moves walk-in orders and one web order to the first and the last second of the month."""
        first, last = local_midnight(month.first), local_midnight(month.end) - 1_000
        walk_ins = [purchase for purchase in purchases if purchase.customer == NOBODY][:2]
        web = [purchase for purchase in purchases if purchase.store == WEB][-1:] if month.complete else []
        for purchase, moment in zip(walk_ins + web, (first, last, last), strict=False):
            if moment == first or month.complete:
                purchase.placed_ms, purchase.boundary = moment, True

    def _unfinished(self, month: Month, state: str, purchases: list[Purchase]) -> Purchase:
        """Half by people who also bought this month, so that counting it would raise the repurchase rate."""
        chance = self._chance
        store = WEB if state == "sent" or chance.random() < 0.6 else self._customers.pick_store()
        customer = int(chance.random() * len(self._customers))
        if chance.random() < 0.5:
            bought = purchases[int(chance.random() * len(purchases))].customer
            customer = customer if bought == NOBODY else bought
        partner = self._customers.partners(customer)[0]
        return Purchase(self._moment(month, store), store, customer, partner, state)
