"""What Beacon sells, and the baskets people buy."""

from dataclasses import dataclass

from lodestar.demo.calendar import LAUNCH_DAY, START_MS, local_midnight
from lodestar.demo.chance import Weighted
from lodestar.demo.company import ORDER_VALUE_EFFECT


@dataclass(frozen=True)
class Product:
    """`cents`: untaxed list price."""

    id: int
    code: str
    name: str
    category: str
    cents: int
    created_ms: int = START_MS


PRODUCTS = {
    product.code: product
    for product in (
        Product(1, "TAB-MINI", "Beacon Tab Mini", "Tablets", 129_900),
        Product(2, "TAB", "Beacon Tab", "Tablets", 189_900),
        Product(3, "TAB-PRO", "Beacon Tab Pro, 12 inch", "Tablets", 279_900),
        Product(4, "STYLUS", "Stylus", "Accessories", 19_900),
        Product(5, "CASE", "Folio case", "Accessories", 12_900),
        Product(6, "FILM", "Screen film (paper feel)", "Accessories", 5_900),
        Product(7, "STAND", "Desk stand", "Accessories", 9_900),
        Product(8, "PHONES", "Headphones", "Accessories", 24_900),
        Product(9, "MATH", "Math term pack", "Course packs", 39_900),
        Product(10, "ENGLISH", "English term pack", "Course packs", 39_900),
        Product(11, "SCIENCE", "Science term pack", "Course packs", 34_900),
        Product(12, "CHINESE", "语文同步课", "Course packs", 35_900),
        Product(13, "READING", 'Reading club "Little Owl"', "Course packs", 19_900),
        Product(14, "OLYMPIAD", "Olympiad training", "Course packs", 59_900),
        Product(15, "PLAN", "Study plan", "Course packs", 24_800, local_midnight(LAUNCH_DAY)),
    )
}

Basket = tuple[tuple[str, int], ...]
"""Product codes and quantities."""

_WEIGHTED_BASKETS: tuple[tuple[Basket, float], ...] = (
    ((("TAB-MINI", 1), ("FILM", 1)), 5),
    ((("TAB", 1), ("CASE", 1)), 6),
    ((("TAB", 1),), 4),
    ((("TAB-PRO", 1), ("STYLUS", 1)), 3),
    ((("MATH", 1),), 13),
    ((("ENGLISH", 1),), 11),
    ((("SCIENCE", 1),), 8),
    ((("CHINESE", 1),), 8),
    ((("MATH", 1), ("ENGLISH", 1)), 5),
    ((("OLYMPIAD", 1),), 5),
    ((("READING", 1),), 10),
    ((("STYLUS", 1),), 6),
    ((("CASE", 1),), 5),
    ((("FILM", 2),), 4),
    ((("PHONES", 1),), 4),
    ((("STAND", 1),), 3),
)

BASKETS = Weighted(_WEIGHTED_BASKETS)

DISCOUNT = 0.90
DISCOUNTED = 0.12
"""Share of the orders with the discount."""


def _mean_basket_cents() -> float:
    weight = sum(share for _, share in _WEIGHTED_BASKETS)
    return (
        sum(share * PRODUCTS[code].cents * quantity for basket, share in _WEIGHTED_BASKETS for code, quantity in basket)
        / weight
    )


STUDY_PLAN_SHARE = (
    (ORDER_VALUE_EFFECT - 1) * _mean_basket_cents() * (1 - DISCOUNTED * (1 - DISCOUNT)) / PRODUCTS["PLAN"].cents
)
"""After the launch this share of orders holds a study plan too: that alone lifts the average order value as planted."""

TAX_PERCENT = 13


def tax(untaxed: int) -> int:
    """VAT in cents, half a cent up."""
    return (untaxed * TAX_PERCENT + 50) // 100
