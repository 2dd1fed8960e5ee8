"""The marts that are measured: events of users who sign up over time, return in bursts, and mostly leave again.

A day is a function of its number and of the daily volume alone: no randomness, no state. So a history of one year and
one of three have the same days, and one more day can be added to either.

On a day, a tenth as many users sign up as there are events. Seven in ten of them are active at once. The other active
users are drawn from all who signed up before: half of them mostly from the newest (who try it out), half mostly from
the oldest (who stayed). Whoever is active leaves one to six events, 2.5 on average. Rows stand in order of time, and
arrive on the morning after. Amounts have an even number of cents, so that the median of two has two digits as well:
DuckDB cuts the others off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["FIRST_DAY", "RELATIONS", "Volume", "add_day", "add_late_rows", "create_marts"]

FIRST_DAY = date(2023, 1, 1)
RELATIONS = {name: f"marts.{name}" for name in ("fct_events", "fct_signups", "dim_stores", "dim_dates")}
STORES = 50
PLATFORMS = ("ios", "android", "android", "web", "mini", "desktop")
COUNTRIES = (
    *("CN", "CN", "CN", "CN", "CN", "CN", "JP", "JP", "US", "US"),
    *("KR", "SG", "MY", "TH", "VN", "ID", "PH", "IN", "AU", "NZ", "CA", "GB", "DE", "FR", "BR", "MX", "ZA"),
)
CHANNELS = ("search", "friend", "ads", "ads", "shop", "partner")
REGIONS = ("North", "South", "East", "West", "Centre", "Coast", "Islands", "Abroad")
VISIT_LENGTHS = (1, 1, 1, 2, 2, 3, 4, 6)
"""Events of a visit: 2.5 on average."""

CHUNK_DAYS = 31

Execute = Callable[[str], object]


@dataclass(frozen=True)
class Volume:
    """How much happens: days of history, and a day's signups and active users (each with 2.5 events on average)."""

    days: int
    signups_a_day: int
    visits_a_day: int

    @classmethod
    def of(cls, events: int, years: int) -> Volume:
        """About `events` events over `years` years, by a tenth as many users."""
        days = (date(FIRST_DAY.year + years, 1, 1) - FIRST_DAY).days
        return cls(days, max(1, round(events / 10 / days)), max(8, round(events / 2.5 / days)))

    def over(self, years: int) -> Volume:
        """The same days, another length of history."""
        return Volume((date(FIRST_DAY.year + years, 1, 1) - FIRST_DAY).days, self.signups_a_day, self.visits_a_day)


def create_marts(execute: Execute, volume: Volume) -> None:
    """Creates and fills all marts, and a calendar that ends a month after the last day."""
    execute("create schema if not exists marts")
    execute(f"create or replace table {RELATIONS['dim_stores']} as {_stores_sql()}")
    end = FIRST_DAY + timedelta(volume.days + 31)
    execute(
        f"create or replace table {RELATIONS['dim_dates']} as select cast(day as date) as date_day "
        f"from range(date '{FIRST_DAY}', date '{end}', interval 1 day) as days (day)"
    )
    for name, sql in (("fct_signups", _signups_sql), ("fct_events", _events_sql)):
        for first in range(0, volume.days, CHUNK_DAYS):
            rows = sql(volume, first, min(first + CHUNK_DAYS, volume.days))
            execute(f"create or replace table {RELATIONS[name]} as {rows}" if first == 0 else _insert(name, rows))


def add_day(execute: Execute, volume: Volume, *, number: int = 1) -> None:
    """Adds the `number`-th day after the history, as it arrives on the morning after."""
    day = volume.days + number - 1
    execute(_insert("fct_signups", _signups_sql(volume, day, day + 1)))
    execute(_insert("fct_events", _events_sql(volume, day, day + 1)))


def add_late_rows(execute: Execute, volume: Volume, *, number: int = 1) -> None:
    """With that day come a few events of days long gone: about one in a thousand of a day's, at least ten."""
    events = RELATIONS["fct_events"]
    count = max(10, volume.visits_a_day // 400)
    arrived = FIRST_DAY + timedelta(volume.days + number)
    execute(
        f"""
        insert into {events}
        select
            (select max(event_id) from {events}) + late.number, late.number * 7 + 1, 1 + late.number % {STORES},
            date '{FIRST_DAY}' + cast(hash(late.number, 'late') % {volume.days} as integer), 'web', 'CN',
            1.00, true, timestamp '{arrived} 06:00:00'
        from range({count}) as late (number)
        """
    )


def _insert(name: str, rows: str) -> str:
    return f"insert into {RELATIONS[name]} {rows}"


def _stores_sql() -> str:
    return (
        "select store_id, 'store ' || store_id as store_name, "
        f"{_one_of(REGIONS, f'store_id % {len(REGIONS)}')} as region "
        f"from range(1, {STORES + 1}) as stores (store_id)"
    )


def _signups_sql(volume: Volume, first: int, end: int) -> str:
    return f"""
    select
        user_id as signup_id,
        user_id,
        date '{FIRST_DAY}' + cast(day as integer) as signup_date,
        {_one_of(CHANNELS, _drawn(len(CHANNELS), "channel", "user_id"))} as channel,
        date '{FIRST_DAY}' + cast(day as integer) + interval 30 hour as _loaded_at
    from (
        select number as user_id, number // {volume.signups_a_day} as day
        from range({first * volume.signups_a_day}, {end * volume.signups_a_day}) as users (number)
    ) as users
    order by user_id
    """


def _events_sql(volume: Volume, first: int, end: int) -> str:
    visits, signups = volume.visits_a_day, volume.signups_a_day
    event = ("number", "nth")
    own = _drawn(len(PLATFORMS), "platform", "user_id")
    other = _drawn(len(PLATFORMS), "other platform", "number")
    length = _one_of(VISIT_LENGTHS, f"cast(number % {len(VISIT_LENGTHS)} as integer)")
    platform = f"case when {_drawn(20, 'elsewhere', *event)} = 0 then {other} else {own} end"
    store = f"least({_drawn(STORES, 'store', *event)}, {_drawn(STORES, 'other store', *event)})"
    return f"""
    with
    visits as (
        select
            number,
            number // {visits} as day,
            number % {visits} as rank_in_day,
            {length} as event_count,
            {_drawn(1_000_003, "user", "number")} / 1000003.0 as share
        from range({first * visits}, {end * visits}) as visits (number)
    ),
    visitors as (
        select
            *,
            (day + 1) * {signups} as users_so_far,
            case
                when rank_in_day < {signups * 7 // 10} then day * {signups} + rank_in_day
                when rank_in_day % 2 = 0 then cast(floor(users_so_far * (1 - pow(share, 3))) as bigint)
                else cast(floor(users_so_far * pow(share, 3)) as bigint)
            end as drawn
        from visits
    ),
    events as (
        select number, day, unnest(range(event_count)) as nth, least(drawn, users_so_far - 1) as user_id
        from visitors
    )
    select
        row_number() over (order by day, hash(number, nth)) + {first * visits * max(VISIT_LENGTHS)} as event_id,
        user_id,
        case when {_drawn(50, "online", *event)} > 0 then cast(1 + {store} as bigint) end as store_id,
        date '{FIRST_DAY}' + cast(day as integer) as event_date,
        {_one_of(PLATFORMS, platform)} as platform,
        case
            when {_drawn(200, "unknown", "user_id")} > 0
                then {_one_of(COUNTRIES, _drawn(len(COUNTRIES), "country", "user_id"))}
        end as country,
        cast(1 + {_drawn(25_000, "amount", *event)} / 50 as decimal(18, 2)) as amount,
        {_drawn(8, "paid", *event)} = 0 as is_paid,
        date '{FIRST_DAY}' + cast(day as integer) + interval 30 hour as _loaded_at
    from events
    order by event_id
    """


def _drawn(size: int, purpose: str, *columns: str) -> str:
    """A whole number from 0 to size - 1 that depends on the purpose and the columns alone."""
    return f"cast(hash({', '.join(columns)}, '{purpose}') % {size} as integer)"


def _one_of(values: Sequence[object], index: str) -> str:
    """The member of a list at an index from 0."""
    return f"{list(values)!r}[1 + {index}]"
