"""Odoo master data: the stores' warehouses and the products."""

from random import Random

from lodestar.demo.calendar import DAY_MS, START_MS, utc_seconds
from lodestar.demo.catalogue import PRODUCTS
from lodestar.demo.company import STORES
from lodestar.demo.folder import RawFolder
from lodestar.demo.table import Table, flag, money

WAREHOUSE_COLUMNS = ("id", "name", "code", "city", "region", "active", "create_date", "write_date")
PRODUCT_COLUMNS = (
    "id", "name", "default_code", "categ_name", "list_price", "active", "create_date", "write_date",
)  # fmt: skip

RENAMED_MS = START_MS + 200 * DAY_MS
"""One store and one product are renamed long after they were created, so master data has versions too."""


def list_stores(folder: RawFolder, chance: Random) -> Table:
    """The table of the twelve stores, ids 1..12."""
    table = Table(folder, "odoo", "stock_warehouse", WAREHOUSE_COLUMNS, chance)
    for number, store in enumerate(STORES, 1):
        where = (store.code, store.city, store.region, flag(True), utc_seconds(START_MS))
        versions = [(START_MS, (number, store.name, *where, utc_seconds(START_MS)))]
        if number == 10:
            versions.append((RENAMED_MS, (number, f"{store.name} Plaza", *where, utc_seconds(RENAMED_MS))))
        table.add(number, versions)
    return table


def list_products(folder: RawFolder, chance: Random) -> Table:
    """The table of everything sold."""
    table = Table(folder, "odoo", "product_template", PRODUCT_COLUMNS, chance)
    for product in PRODUCTS.values():
        created = utc_seconds(product.created_ms)
        rest = (product.code, product.category, money(product.cents), flag(True), created)
        versions = [(product.created_ms, (product.id, product.name, *rest, created))]
        if product.code == "STAND":
            versions.append((RENAMED_MS, (product.id, f"{product.name}, folding", *rest, utc_seconds(RENAMED_MS))))
        table.add(product.id, versions)
    return table
