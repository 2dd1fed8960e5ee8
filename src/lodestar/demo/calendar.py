"""Time in the demo: every moment is an int of UTC milliseconds, every business day an int of days since 1970-01-01.

Shanghai has had no daylight saving since 1991, so the business day is a fixed shift; no time zone database is read and
the clock of the machine is never asked.
"""

from datetime import date
from functools import cache

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

SHANGHAI_MS = 8 * HOUR_MS
"""Business time is UTC plus this."""

_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


FIRST_DAY = day_number(date(2025, 5, 1))
LAST_DAY = day_number(date(2026, 11, 15))
LAUNCH_DAY = day_number(date(2026, 3, 1))
"""The study plan is launched: the planted effects hold from this business day on."""

PAID_POSTERS_DAY = day_number(date(2026, 4, 1))
"""From here on a few accounts in the community post for money."""

BURST_DAY = day_number(date(2026, 9, 10))
"""Teachers' Day: the paid posters post 30% more than on the day before."""

GIVEAWAY_DAY = day_number(date(2026, 1, 1))
"""First day of the month in which whoever signs up to the community may win a tablet."""

MAINTENANCE_DAY = day_number(date(2026, 5, 1))
"""From here on the factory mends its machines before they stop."""

START_MS = FIRST_DAY * DAY_MS - SHANGHAI_MS
EXTRACT_MS = (LAST_DAY + 1) * DAY_MS - SHANGHAI_MS + 6 * HOUR_MS
"""The extract ran at 06:00 business time of the day after the last complete one; nothing later reached us."""

CLOCK = tuple(f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86_400))
"""Every second of a day as text: a lookup costs a tenth of formatting."""

MILLIS = tuple(f".{ms:03d}Z" for ms in range(1_000))


def business_day(ms: int) -> int:
    """Number of the business day that holds a moment."""
    return (ms + SHANGHAI_MS) // DAY_MS


def local_midnight(day: int) -> int:
    """The moment a business day begins."""
    return day * DAY_MS - SHANGHAI_MS


@cache
def as_date(day: int) -> date:
    """The calendar date of a day number."""
    return date.fromordinal(day + _EPOCH)


@cache
def iso_day(day: int) -> str:
    """'YYYY-MM-DD' of a day number."""
    return as_date(day).isoformat()


@cache
def month_start(day: int) -> str:
    """ISO date of the first day of the month that holds `day`."""
    return iso_day(day)[:8] + "01"


@cache
def week_start(day: int) -> str:
    """ISO date of the Monday of the week that holds `day`."""
    return iso_day(day - as_date(day).weekday())


@cache
def month_index(day: int) -> int:
    """Months since year 0: neighbours differ by one."""
    return as_date(day).year * 12 + as_date(day).month - 1


def month_name(index: int) -> str:
    """'YYYY-MM' of a month index."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def first_day_of(index: int) -> int:
    """Day number of the first day of a month index."""
    return day_number(date(index // 12, index % 12 + 1, 1))


def utc_month(ms: int) -> int:
    """Month index of a moment in UTC, by which the CSV files are cut."""
    return month_index(ms // DAY_MS)


def utc_seconds(ms: int) -> str:
    """'YYYY-MM-DD HH:MM:SS' in UTC, as Odoo writes it."""
    day, rest = divmod(ms, DAY_MS)
    return f"{iso_day(day)} {CLOCK[rest // 1000]}"


def utc_millis(ms: int) -> str:
    """'YYYY-MM-DD HH:MM:SS.mmm' in UTC, as HubSpot writes it; whole seconds stay short."""
    return utc_seconds(ms) + (f".{ms % 1000:03d}" if ms % 1000 else "")


def iso_utc(ms: int) -> str:
    """ISO 8601 with milliseconds and 'Z', as Segment writes it."""
    seconds, millis = divmod(ms, 1000)
    day, second = divmod(seconds, 86_400)
    return f"{iso_day(day)}T{CLOCK[second]}{MILLIS[millis]}"


BUSINESS_MONTHS = tuple(range(month_index(FIRST_DAY), month_index(LAST_DAY + 1) + 1))
UTC_MONTHS = tuple(range(utc_month(START_MS), utc_month(EXTRACT_MS) + 1))
"""One more than the business months: the first business night is still April in UTC."""
