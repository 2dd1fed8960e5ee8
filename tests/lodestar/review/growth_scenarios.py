"""Businesses simulated user by user, whose growth is known to be real or hollow.

Every user joins on a day, leaves on a day, posts (or orders) on some days by a rate of their own. Nothing is said of
metrics: they are counted from what users did, day by day. Three businesses, each seen through the same evidence whether
its growth is real or not:

    community   star: posts        twin: posts that others liked   accounts: writers     burst: by the day
    app         star: active users newcomers, who of them is back within 7 days, who returned
    shop        star: orders       newcomers, rebuying, returned orders as guardrail     accounts: stores
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from lodestar.releases.series import Point, Series
from lodestar.review.evidence import Evidence, Outcome, Tracked

__all__ = ["FLAT", "HOLLOW", "MONTH", "TRUE", "Scenario", "scenario"]

FIRST = date(2025, 7, 1)
MONTH = date(2026, 10, 1)
MONTHS = tuple(date(2025 + n // 12, n % 12 + 1, 1) for n in range(6, 22))
ENDS = tuple((date(m.year + m.month // 12, m.month % 12 + 1, 1) - FIRST).days for m in MONTHS)
STARTS = (0, *ENDS[:-1])
DAYS = ENDS[-1] + 15
"""Data run on for two weeks after the month judged, as they do when a month is reviewed."""

WEEKDAYS = np.array([1.1, 1.1, 1.05, 1.0, 1.0, 0.85, 0.9])
STORES = 12


@dataclass
class World:
    """What users did: one row a user, one column a day."""

    rng: np.random.Generator
    joined: np.ndarray
    left: np.ndarray
    rate: np.ndarray
    acts: np.ndarray = field(default_factory=lambda: np.zeros((0, DAYS), dtype=np.int64))
    liked: np.ndarray = field(default_factory=lambda: np.zeros((0, DAYS), dtype=np.int64))
    spent: np.ndarray = field(default_factory=lambda: np.zeros((0, DAYS)))

    def act(self, level: np.ndarray, *, liked: float = 0.6, price: float = 30.0) -> None:
        """Everybody does what they do, by the level of each day (or of each user and day)."""
        day = np.arange(DAYS)
        present = (day >= self.joined[:, None]) & (day < self.left[:, None])
        self.acts = np.zeros(present.shape, dtype=np.int64)
        self.acts[present] = self.rng.poisson((self.rate[:, None] * level)[present])
        self.liked = np.zeros_like(self.acts)
        self.liked[self.acts > 0] = self.rng.binomial(self.acts[self.acts > 0], liked)
        self.spent = self.acts * price * self.rng.lognormal(0, 0.4, (len(self.rate), 1))

    def join(self, other: World) -> None:
        """More users, with what they did."""
        for name in ("joined", "left", "rate", "acts", "liked", "spent"):
            setattr(self, name, np.concatenate([getattr(self, name), getattr(other, name)]))


@dataclass(frozen=True)
class Scenario:
    """A case with the truth about it. `behind`: the accounts that made the growth, where some did."""

    kind: str
    seed: int
    evidence: Evidence
    behind: tuple[str, ...] = ()


def people(rng, *, base=200, monthly=40, stay=300.0, first_week=0.5, wave=None, longer=None):
    """Users who are there at the beginning and who join later.

    Newcomers leave within days with probability 1 - first_week, else after `stay` days on average.
    `wave`: factor by day on who joins. `longer`: factor on the remaining stay of those who are there from that day on.
    """
    by_day = rng.poisson(monthly / 30 * (wave if wave is not None else np.ones(DAYS)))
    joined = np.concatenate([np.full(base, -1), np.repeat(np.arange(DAYS), by_day)])
    stays = rng.exponential(stay, len(joined))
    left = joined + np.maximum(stays, 1)
    newcomer = joined >= 0
    fleeting = newcomer & (rng.random(len(joined)) > first_week)
    left[fleeting] = joined[fleeting] + rng.integers(1, 3, fleeting.sum())
    if longer is not None:
        since, factor = longer
        there = left > since
        left[there] = np.maximum(joined, since)[there] + (left - np.maximum(joined, since))[there] * factor
    return World(rng, joined, left, rng.gamma(1.5, 0.2, len(joined)) + 0.05)


def usual_days(rng, season=0.0):
    """The level of every day: weekdays, the season, and what days and months have by chance."""
    day = np.arange(DAYS)
    weekday = WEEKDAYS[(FIRST.weekday() + day) % 7]
    month = np.searchsorted(ENDS, day, side="right")
    by_month = rng.normal(1, 0.02, len(ENDS) + 1)[month]
    year = 1 + season * np.sin(2 * np.pi * (day + rng.integers(0, 365)) / 365.25)
    return weekday * by_month * year * rng.gamma(100, 1 / 100, DAYS)


def rising(rng, to, *, months=None):
    """A factor by day that begins within the last three months and is `to` at the latest two weeks later."""
    since = STARTS[-1 - (rng.integers(0, 3) if months is None else months)] + int(rng.integers(0, 10))
    ramp = int(rng.integers(1, 15))
    return 1 + (to - 1) * np.clip((np.arange(DAYS) - since) / ramp, 0, 1), since


def monthly_sums(by_day):
    """Sums of each month; of every row, where there are several."""
    return np.add.reduceat(by_day[..., : ENDS[-1]], STARTS, axis=-1).tolist()


def series(metric, values, below=None, *, dimension="total", member="total"):
    points = []
    for n, month in enumerate(MONTHS):
        if below is None:
            points.append(Point(month, float(values[n])))
        else:
            points.append(Point(month, values[n] / below[n] if below[n] else None, float(values[n]), float(below[n])))
    return Series(metric, "month", tuple(points), dimension, member)


def counted(world, business, rng, completing, returning):
    """Metrics of each business, counted from what users did."""
    did = world.acts > 0
    active = np.array([did[:, start:end].any(axis=1) for start, end in zip(STARTS, ENDS, strict=True)])
    again = [0] + [int((active[n] & active[n - 1]).sum()) for n in range(1, len(MONTHS))]
    before = [0] + [int(active[n - 1].sum()) for n in range(1, len(MONTHS))]
    came, back = [], []
    for start, end in zip(STARTS, ENDS, strict=True):
        new = np.flatnonzero((world.joined >= start) & (world.joined < end))
        came.append(len(new))
        back.append(sum(bool(did[user, world.joined[user] + 3 : world.joined[user] + 8].any()) for user in new))
    revenue = Outcome("revenue", series("revenue", monthly_sums(world.spent.sum(axis=0))), lag=1)
    kept = Tracked("retention", series("retention", again, before))
    newcomers = Tracked("newcomers", series("newcomers", came))
    by_day = world.acts.sum(axis=0)
    daily = Series("acts", "day", tuple(Point(FIRST + timedelta(n), float(v)) for n, v in enumerate(by_day)))
    starts = [int(users.sum()) for users in active]
    finished = [int(rng.binomial(n, p)) for n, p in zip(starts, completing, strict=True)]
    completion = Tracked("completion", series("completion", finished, starts))
    if business == "app":
        return Evidence(
            MONTH,
            Tracked("active_users", series("active_users", starts)),
            guardrails=(completion,),
            newcomers=newcomers,
            retention=(
                Tracked("back_in_7_days", series("back_in_7_days", back, came)),
                Tracked("returning_users", series("returning_users", again)),
            ),
            outcomes=(revenue,),
        )
    star = Tracked("acts", series("acts", monthly_sums(by_day)))
    if business == "community":
        groups = tuple(
            series("acts", sums, dimension="writer", member=f"w{user}")
            for user, sums in enumerate(monthly_sums(world.acts))
            if any(sums)
        )
        twin = Tracked("liked", series("liked", monthly_sums(world.liked.sum(axis=0))))
        return Evidence(
            MONTH,
            star,
            guardrails=(completion,),
            twin=twin,
            newcomers=newcomers,
            retention=(kept,),
            outcomes=(revenue,),
            accounts=(groups,),
            finer=daily,
        )
    orders = [int(n) for n in monthly_sums(by_day)]
    sent_back = [int(rng.binomial(n, p)) for n, p in zip(orders, returning, strict=True)]
    store = np.arange(len(world.rate)) % STORES
    groups = tuple(
        series("acts", monthly_sums(world.acts[store == n].sum(axis=0)), dimension="store", member=f"s{n}")
        for n in range(STORES)
    )
    return Evidence(
        MONTH,
        star,
        guardrails=(Tracked("return_rate", series("return_rate", sent_back, orders), "down"),),
        newcomers=newcomers,
        retention=(kept,),
        outcomes=(Outcome("revenue", revenue.series, lag=0),),
        accounts=(groups,),
        finer=daily,
    )


def rates(level, to=1.0, since=None):
    """A probability by month that changes by a factor from the month after `since` on."""
    return [level * (to if since is not None and start >= since else 1.0) for start in STARTS]


def more_by_all(rng, business):
    """Everybody does more, and finishes what they begin more often."""
    factor, since = rising(rng, rng.uniform(1.4, 2.0))
    world = people(rng)
    world.act(usual_days(rng) * factor)
    return counted(world, business, rng, rates(0.5, 1.15, since), rates(0.06))


def more_who_stay(rng, business):
    """More people join, and stay as others do."""
    wave, _ = rising(rng, rng.uniform(2.5, 5.0), months=2)
    world = people(rng, wave=wave)
    world.act(usual_days(rng))
    return counted(world, business, rng, rates(0.5), rates(0.06))


def stay_longer(rng, business):
    """Who is there stays twice as long, and does somewhat more."""
    factor, since = rising(rng, rng.uniform(1.25, 1.6), months=2)
    world = people(rng, longer=(since, 2.0))
    world.act(usual_days(rng) * factor)
    return counted(world, business, rng, rates(0.5, 1.05, since), rates(0.06))


def more_and_season(rng, business):
    """Everybody does more, on top of a season."""
    factor, since = rising(rng, rng.uniform(1.5, 2.0))
    world = people(rng)
    world.act(usual_days(rng, rng.uniform(0.05, 0.15)) * factor)
    return counted(world, business, rng, rates(0.5, 1.1, since), rates(0.06))


def flat(rng, business):
    """Nothing happens."""
    world = people(rng)
    world.act(usual_days(rng))
    return counted(world, business, rng, rates(0.5), rates(0.06))


def season(rng, business):
    """A season, and nothing else."""
    world = people(rng)
    world.act(usual_days(rng, rng.uniform(0.1, 0.25)))
    return counted(world, business, rng, rates(0.5), rates(0.06))


def paid_posters(rng, business):
    """New accounts that are paid to post much, liked by few; others find less to read and leave."""
    world = people(rng, longer=(STARTS[-2], 0.35))
    world.act(usual_days(rng))
    number = int(rng.integers(5, 20))
    since = STARTS[-1 - rng.integers(0, 3)]
    volume = world.acts[:, STARTS[-6] : STARTS[-3]].sum() / (STARTS[-3] - STARTS[-6])
    paid = World(rng, np.full(number, since), np.full(number, DAYS), np.full(number, volume / number))
    paid.act(np.ones(DAYS) * rng.uniform(0.5, 1.2), liked=0.1, price=0)
    first = len(world.rate)
    world.join(paid)
    behind = tuple(f"w{first + n}" for n in range(number))
    return counted(world, business, rng, rates(0.5), rates(0.06)), behind


def big_account(rng, business):
    """One account (a store, in the shop) makes the growth."""
    world = people(rng)
    world.act(usual_days(rng))
    user = int(rng.integers(0, 200))
    since = STARTS[-1 - rng.integers(0, 3)]
    share = rng.uniform(0.35, 1.0) * world.acts[:, STARTS[-6] : STARTS[-3]].sum() / (STARTS[-3] - STARTS[-6])
    level = np.where(np.arange(DAYS) >= since, share, 0)
    world.left[user] = DAYS
    extra = rng.poisson(level)
    world.acts[user] += extra
    world.liked[user] += rng.binomial(extra, 0.6)
    world.spent[user] += extra * 30.0 * 0.3
    behind = (f"s{user % STORES}",) if business == "shop" else (f"w{user}",)
    return counted(world, business, rng, rates(0.5), rates(0.06)), behind


def one_burst(rng, business):
    """A campaign of one to three days; then everything is as before."""
    day = STARTS[-1] + int(rng.integers(1, 27))
    length = int(rng.integers(1, 4))
    level = usual_days(rng)
    level[day : day + length] *= 1 + rng.uniform(0.4, 0.9) * 31 / length
    world = people(rng)
    world.act(level)
    return counted(world, business, rng, rates(0.5), rates(0.06)), ()


def giveaway(rng, business):
    """Sign-ups are paid for: three to ten times as many come, and hardly one is there a week later."""
    factor, since = rising(rng, rng.uniform(4, 10))
    world = people(rng)
    world.act(usual_days(rng))
    come = rng.poisson(40 / 30 * (factor - 1))
    joined = np.repeat(np.arange(DAYS), come)
    stays = rng.random(len(joined)) < 0.05
    left = np.where(stays, joined + rng.exponential(200, len(joined)), joined + rng.integers(1, 3, len(joined)))
    given = World(rng, joined, left, np.full(len(joined), 0.8))
    given.act(np.ones(DAYS), liked=0.3, price=5)
    world.join(given)
    return counted(world, business, rng, rates(0.5, 0.9, since), rates(0.06)), ()


def discount(rng, business):
    """A price below cost brings buyers who buy once and send back much; what is paid does not grow."""
    factor, since = rising(rng, rng.uniform(1.5, 2.5))
    world = people(rng)
    world.act(usual_days(rng))
    cut = rng.uniform(0.6, 0.75)
    world.spent[:, since:] *= cut
    usual = world.acts[:, STARTS[-6] : STARTS[-3]].sum() / (STARTS[-3] - STARTS[-6])
    come = rng.poisson(usual * (factor - 1))
    joined = np.repeat(np.arange(DAYS), come)
    once = World(rng, joined, joined + 1, np.full(len(joined), 1.0))
    once.act(np.ones(DAYS), price=30 * 0.3)
    world.join(once)
    return counted(world, business, rng, rates(0.5), rates(0.06, rng.uniform(1.1, 1.5), since)), ()


def doubtful_rows(rng, business):
    """Everybody's account repeats posts by itself: posts rise, those that others like don't."""
    factor, _ = rising(rng, rng.uniform(1.3, 2.0))
    world = people(rng)
    world.act(usual_days(rng))
    extra = np.zeros_like(world.acts)
    did = world.acts > 0
    extra[did] = rng.poisson((world.acts * (factor - 1))[did])
    world.acts = world.acts + extra
    return counted(world, business, rng, rates(0.5), rates(0.06)), ()


TRUE = (more_by_all, more_who_stay, stay_longer, more_and_season)
FLAT = (flat, season)
HOLLOW = (paid_posters, giveaway, big_account, one_burst, discount, doubtful_rows)
WHERE = {
    more_by_all: ("community", "shop"),  # the same people do more: no more of them are active
    more_and_season: ("community", "shop"),
    paid_posters: ("community",),
    giveaway: ("app",),
    big_account: ("community", "shop"),
    one_burst: ("community", "shop"),
    discount: ("shop",),
    doubtful_rows: ("community",),
}
"""Businesses in which a kind can happen; all, where none are named."""


def scenario(kind, seed):
    """The case of a kind by a seed."""
    rng = np.random.default_rng(seed)
    places = WHERE.get(kind, ("community", "app", "shop"))
    made = kind(rng, places[seed % len(places)])
    evidence, behind = made if isinstance(made, tuple) else (made, ())
    return Scenario(kind.__name__, seed, evidence, behind)
