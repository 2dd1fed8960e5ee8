"""Beacon, the demo company: how big it is, how it moves through the year, and the effects of the study plan.

All rates are believable levels for a mid-size retailer with an app; change them here and the truth follows.
"""

from dataclasses import dataclass

from lodestar.demo.calendar import (
    BURST_DAY,
    BUSINESS_MONTHS,
    GIVEAWAY_DAY,
    LAUNCH_DAY,
    MAINTENANCE_DAY,
    PAID_POSTERS_DAY,
    as_date,
    iso_day,
    month_index,
)
from lodestar.demo.truth import Effect, Episode

EVENTS_PER_ORDER = 15
EVENTS_PER_DAILY_SIGNUP = 146_500
"""Distinct events in the whole range for each learner who signs up on an average day; found by measuring."""

MINUTES_EFFECT = 1.40
COMPLETION_EFFECT = 1.22
REPURCHASE_EFFECT = 1.15
ORDER_VALUE_EFFECT = 1.08
STORE_REPURCHASE_EFFECT = 1.12

DOCUMENTS_EFFECT = 1.50
ACTIVE_SCHOOLS_EFFECT = 1.35
CONVERSION_EFFECT = 1.20
POSTS_EFFECT = 2.00
COMMUNITY_RETENTION_EFFECT = 0.75
UTILISATION_EFFECT = 1.125

_EFFECTS = (
    ("weekly_effective_learning_minutes", LAUNCH_DAY, MINUTES_EFFECT),
    ("course_completion_rate", LAUNCH_DAY, COMPLETION_EFFECT),
    ("monthly_repurchase_rate", LAUNCH_DAY, REPURCHASE_EFFECT),
    ("average_order_value", LAUNCH_DAY, ORDER_VALUE_EFFECT),
    ("store_repurchase_rate", LAUNCH_DAY, STORE_REPURCHASE_EFFECT),
    ("monthly_cross_department_documents", LAUNCH_DAY, DOCUMENTS_EFFECT),
    ("active_schools", LAUNCH_DAY, ACTIVE_SCHOOLS_EFFECT),
    ("paid_conversion_rate", LAUNCH_DAY, CONVERSION_EFFECT),
    # the posts double, and nobody gets more out of them
    ("community_posts", PAID_POSTERS_DAY, POSTS_EFFECT),
    ("high_quality_interactions", PAID_POSTERS_DAY, 1.0),
    ("community_retention_7d", PAID_POSTERS_DAY, COMMUNITY_RETENTION_EFFECT),
    ("capacity_utilisation", MAINTENANCE_DAY, UTILISATION_EFFECT),
)
EFFECTS = {name: Effect(iso_day(since), ratio) for name, since, ratio in _EFFECTS}

BURST = 1.30
GIVEAWAY_SIGNUPS = 10
GIVEAWAY_ACTIVES = 1.10

EPISODES = (
    Episode("community_posts", "day", iso_day(BURST_DAY), BURST),
    Episode("community_new_accounts", "month", iso_day(GIVEAWAY_DAY), GIVEAWAY_SIGNUPS),
    Episode("community_active_accounts", "month", iso_day(GIVEAWAY_DAY), GIVEAWAY_ACTIVES),
)

REPURCHASE_RATE = 0.207
STORE_REPURCHASE_RATE = 0.150
COMPLETION_RATE = 0.40
RETENTION_RATE = 0.50
"""Share of new learners who come back within seven days."""

_SHOP_SEASON = (0.95, 0.88, 1.04, 0.97, 0.99, 1.08, 1.00, 1.07, 1.05, 0.97, 1.12, 1.03)
"""January to December: quiet around Chinese New Year; the 618 sale, back to school and Singles' Day."""

_STUDY_SEASON = (1.02, 0.82, 1.03, 1.02, 1.00, 1.04, 1.08, 1.06, 1.00, 0.97, 1.02, 1.01)
"""January to December: the New Year break, exams in June, long summer holidays."""

_WOBBLE = (1.00, 1.02, 0.98, 1.01, 0.99, 1.02, 0.98, 1.01, 0.99)
"""Month-to-month movement of rates that nobody caused. Its mean is 1 before and after the launch, so that it does not
blur the effects."""

GROWTH_PER_MONTH = 0.014
WEEKDAY_SHOPPING = (0.85, 0.82, 0.85, 0.90, 1.08, 1.32, 1.18)
WEEKDAY_STUDY = (0.86, 0.86, 0.84, 0.84, 0.75, 1.45, 1.40)
"""Monday to Sunday; each sums to 7."""


@dataclass(frozen=True)
class Store:
    """A shop in a city. `weight`: its share of the store orders, against the sum of all."""

    name: str
    code: str
    city: str
    region: str
    weight: float


STORES = (
    Store("Shanghai Xujiahui", "SHX", "Shanghai", "East", 16),
    Store("Shanghai Wujiaochang", "SHW", "Shanghai", "East", 11),
    Store("Hangzhou Hubin", "HZH", "Hangzhou", "East", 10),
    Store("Nanjing Xinjiekou", "NJX", "Nanjing", "East", 9),
    Store("Beijing Zhongguancun", "BJZ", "Beijing", "North", 13),
    Store("Beijing Chaoyang", "BJC", "Beijing", "North", 8),
    Store("Tianjin Binjiang", "TJB", "Tianjin", "North", 5),
    Store("Guangzhou Tianhe", "GZT", "Guangzhou", "South", 9),
    Store("Shenzhen Nanshan", "SZN", "Shenzhen", "South", 10),
    Store("Xiamen Siming", "XMS", "Xiamen", "South", 3),
    Store("Chengdu Chunxi", "CDC", "Chengdu", "West", 7),
    Store("Xi'an Gaoxin", "XAG", "Xi'an", "West", 4),
)


def growth(day: int) -> float:
    """How much bigger the company is than on its first day."""
    return 1 + GROWTH_PER_MONTH * (month_index(day) - BUSINESS_MONTHS[0] + as_date(day).day / 31)


def shop_season(month: int) -> float:
    """How busy the shops are in a month index, 1 on average."""
    return _SHOP_SEASON[month % 12]


def study_season(day: int) -> float:
    """Holidays are felt within the week: Chinese New Year 2026 and National Day."""
    today = as_date(day)
    if (today.month, today.day) in {(10, d) for d in range(1, 8)}:
        return 0.80
    if today.year == 2026 and today.month == 2 and 14 <= today.day <= 22:
        return 0.62
    return _STUDY_SEASON[today.month - 1]


def wobble(month: int, shift: int) -> float:
    """Movement of one month, another for each `shift`."""
    return 1 + (_WOBBLE[(month + shift) % len(_WOBBLE)] - 1)


def effect(ratio: float, day: int, since: int = LAUNCH_DAY) -> float:
    """`ratio` from a day on, that of the launch unless told otherwise; 1 before."""
    return ratio if day >= since else 1.0
