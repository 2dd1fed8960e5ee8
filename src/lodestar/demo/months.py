"""The rates of each business month: how many orders, and how buyers split over channels and repeat orders."""

from lodestar.demo.calendar import LAST_DAY, as_date, first_day_of
from lodestar.demo.chance import Weighted
from lodestar.demo.company import (
    REPURCHASE_EFFECT,
    REPURCHASE_RATE,
    STORE_REPURCHASE_EFFECT,
    STORE_REPURCHASE_RATE,
    WEEKDAY_SHOPPING,
    effect,
    growth,
    shop_season,
    wobble,
)

SINGLE_IN_STORE = 0.5
STORE_AND_WEB = 0.25
TWO_STORES = 0.05
"""Shares of single buyers who go to a store, and of repeat buyers who mix channels or stores."""

THIRD_ORDER = 0.15
WALK_INS_PER_KNOWN = 1 / 3
HALF_MONTH_REPEATS = 0.55
"""Half a month leaves less time for a second order."""


class Month:
    """Rates of one business month. The shares solve for the planted repurchase rates:
    pairs with a second order in the same store = store rate x all (buyer, store) pairs."""

    def __init__(self, month: int) -> None:
        """`month`: a month index of the calendar."""
        self.first, self.end = first_day_of(month), min(first_day_of(month + 1), LAST_DAY + 1)
        self.complete = self.end == first_day_of(month + 1)
        self.size = growth(self.first) * shop_season(month) * (self.end - self.first) / 30.4
        less = 1.0 if self.complete else HALF_MONTH_REPEATS
        self.repeats = REPURCHASE_RATE * effect(REPURCHASE_EFFECT, self.first) * wobble(month, 0) * less
        rate = STORE_REPURCHASE_RATE * effect(STORE_REPURCHASE_EFFECT, self.first) * wobble(month, 3) * less
        self.mixed, self.two_stores = STORE_AND_WEB * self.repeats, TWO_STORES * self.repeats
        other_pairs = SINGLE_IN_STORE * (1 - self.repeats) + self.mixed + 2 * self.two_stores
        self.same_store = rate * other_pairs / (1 - rate)
        in_store = other_pairs + (1 + THIRD_ORDER) * self.same_store + self.same_store
        self.orders_per_buyer = 1 + self.repeats * (1 + THIRD_ORDER) + in_store * WALK_INS_PER_KNOWN
        self.days = Weighted([(day, WEEKDAY_SHOPPING[as_date(day).weekday()]) for day in range(self.first, self.end)])

    def channels(self, point: float, third: bool) -> list[str]:
        """The orders of the buyer at `point` in [0, 1) of all buyers: 'home' and 'other' store, 'web'."""
        bounds = (
            (self.same_store, ["home", "home"] + ["home"] * third),
            (self.mixed, ["home", "web"] + ["web"] * third),
            (self.two_stores, ["home", "other"] + ["web"] * third),
            (self.repeats - self.same_store - self.mixed - self.two_stores, ["web", "web"] + ["web"] * third),
            (SINGLE_IN_STORE * (1 - self.repeats), ["home"]),
        )
        for share, channels in bounds:
            if point < share:
                return channels
            point -= share
        return ["web"]
