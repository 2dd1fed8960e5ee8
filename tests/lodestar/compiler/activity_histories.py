"""Hypothesis strategies: what happened to the marts of `tests/projects/activity`, delivery by delivery.

A history is a list of states of all tables. Rows arrive late, are corrected (and then carry a later `_loaded_at`),
move to another day or vanish. Days lie around the ends of months, years, fiscal years, leap days and the switches of
New York's clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]
Tables = dict[str, list[Row]]

ANCHORS = [
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 10),
    date(2024, 4, 1),
    date(2024, 11, 3),
    date(2025, 3, 31),
]
"""Beginnings of years, months and fiscal years, a leap day, and the days on which New York's clocks are moved."""

DISTANCES = [0, 0, 0, 0, 31, -29]
FAR_DISTANCES = [*DISTANCES, 365, -366]
"""Where a second cluster of days lies. A year away makes tables of a hundred thousand rows."""

STEPS = [-31, -29, -28, -27, -8, -7, -6, -2, -1, 0, 0, 1, 2, 6, 7, 8, 27, 28]
"""Days around which windows open and close."""

TIMES = [time(0), time(3, 59, 59, 999999), time(4), time(4, 59, 59), time(5), time(6, 30), time(7), time(23, 59, 59)]
"""Midnight in New York is 04:00 or 05:00 UTC."""

AMOUNTS = [None, *map(Decimal, ("0.00", "0.10", "0.20", "0.20", "10.00", "-5.25", "1234567.89"))]
FIRST_LOAD = datetime(2026, 1, 1)
REGIONS = {1: ("North", "South"), 2: ("South", "West"), 3: (None, "North")}
"""Of each store, before and after it is corrected: then its past is another, too."""


@dataclass(frozen=True)
class Life:
    """One row: when it arrived, how it was corrected, when it vanished."""

    key: int
    born: int
    fields: Row
    corrected: int
    correction: Row
    vanished: int
    minute: int

    def at(self, delivery: int, key: str) -> Row | None:
        """The row after a delivery; None when it is not there."""
        if delivery < self.born or self.born < self.vanished <= delivery:
            return None
        is_corrected = self.born < self.corrected <= delivery
        changed = self.corrected if is_corrected else self.born
        loaded_at = FIRST_LOAD + timedelta(hours=changed, minutes=self.minute)
        return {key: self.key, **self.fields, **(self.correction if is_corrected else {}), "_loaded_at": loaded_at}


@st.composite
def histories(draw: st.DrawFn, *, deliveries: int | None = None, distances: Sequence[int] = DISTANCES) -> list[Tables]:
    """One to four deliveries: all tables after each of them."""
    count = deliveries or draw(st.integers(1, 4))
    anchor = draw(st.sampled_from(ANCHORS))
    second = anchor + timedelta(days=draw(st.sampled_from(distances)))
    steps = st.sampled_from(STEPS) | st.integers(-9, 9)
    days = st.builds(lambda start, step: start + timedelta(days=step), st.sampled_from([anchor, second]), steps)
    users = st.sampled_from([1, 1, 2, 3, 4, None])
    stores = st.sampled_from([1, 1, 2, 3, 9, None])
    events = {
        "user_id": users,
        "event_date": _seldom_none(days),
        "platform": st.sampled_from(["web", "web", "app", "", None, "(not set)", "it's"]),
        "store_id": stores,
        "amount": st.sampled_from(AMOUNTS),
        "is_paid": st.sampled_from([True, False, None]),
    }
    clicks = {
        "user_id": users,
        "clicked_at": st.builds(datetime.combine, days, st.sampled_from(TIMES)),
        "page": st.sampled_from(["home", "cart", None]),
    }
    signups = {"signed_up_date": _seldom_none(days), "channel": st.sampled_from(["ads", "friends", None])}
    purchases = {
        "user_id": users,
        "store_id": stores,
        "purchased_date": days,
        "amount": st.sampled_from(AMOUNTS),
    }
    stock = {"store_id": stores, "stock_date": days, "units": st.sampled_from([None, 0, 1, 5, 7])}
    lives = {
        "events": ("event_id", draw(_lives(events, count, 30))),
        "clicks": ("click_id", draw(_lives(clicks, count, 10))),
        "signups": ("user_id", draw(_lives(signups, count, 4))),
        "purchases": ("purchase_id", draw(_lives(purchases, count, 8))),
        "stock": ("stock_id", draw(_lives(stock, count, 12))),
    }
    arrived = [(draw(days), draw(days)) for _ in range(count)]
    moves = draw(st.lists(st.integers(0, count), min_size=len(REGIONS), max_size=len(REGIONS)))
    tier_moves = draw(st.integers(0, count))
    return [
        {
            **{mart: [row for life in of if (row := life.at(number, key))] for mart, (key, of) in lives.items()},
            "stores": [
                {"store_id": store, "region": before if number < moved else after}
                for (store, (before, after)), moved in zip(REGIONS.items(), moves, strict=True)
            ],
            "store_tiers": _tiers(anchor, anchor + timedelta(days=2 if number < tier_moves else 0)),
            "load_progress": [{"system": "tills", "through_date": tills}, {"system": "web", "through_date": web}],
        }
        for number, (tills, web) in enumerate(arrived)
    ]


def _seldom_none(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 19).flatmap(lambda chance: st.none() if chance == 19 else values)


def _lives(fields: Mapping[str, st.SearchStrategy[Any]], count: int, most: int) -> st.SearchStrategy[list[Life]]:
    correction = st.fixed_dictionaries({}, optional=dict(fields))
    never = st.just(0)
    later = st.integers(1, count - 1) if count > 1 else never
    one = st.tuples(
        st.integers(0, count - 1),
        st.fixed_dictionaries(dict(fields)),
        never | later,
        correction,
        never | never | later,
        st.integers(0, 2),
    )
    # left to itself, Hypothesis seldom makes a list of more than five
    sizes = st.sampled_from([0, most // 3, most // 2, most])
    lists = sizes.flatmap(lambda least: st.lists(one, min_size=least, max_size=most))
    return lists.map(lambda drawn: [Life(number, *parts) for number, parts in enumerate(drawn, start=1)])


def _tiers(anchor: date, switch: date) -> list[Row]:
    """Store 1 is gold and then silver, store 2 was gold once, the others have no tier."""
    long_ago = anchor - timedelta(days=30)
    return [
        {"store_id": 1, "tier": "gold", "valid_from": long_ago, "valid_to": switch},
        {"store_id": 1, "tier": "silver", "valid_from": switch, "valid_to": None},
        {"store_id": 2, "tier": "gold", "valid_from": long_ago, "valid_to": anchor},
    ]
