"""The shop, but its orders say who bought: a name, and a number that identifies a member."""

from __future__ import annotations

ORDERS = """id,store_id,ordered_at,amount,is_returned,member_id,buyer
1,1,2026-01-30 10:00:00,10.00,false,71,Ada Lovelace
2,1,2026-01-31 15:59:59.999,20.00,true,72,Wang Xiaoming
3,2,2026-01-31 16:00:00,30.50,false,71,Ada Lovelace
4,,2026-02-03 10:00:00,5.00,false,73,张小伟
"""

SOURCE = "          - {name: is_returned, data_type: boolean}\n"
PEOPLE = (
    SOURCE
    + "          - {name: member_id, data_type: bigint, config: {meta: {lodestar: {subject: member}}}}\n"
    + "          - {name: buyer, data_type: varchar, config: {meta: {lodestar: {personal: true}}}}\n"
)


def with_people(shop):
    """The shop, not built yet, with people in its raw orders and none in its marts."""
    rewrite(shop, "models/shop.yml", SOURCE, PEOPLE)
    (shop.raw_dir / "orders" / "january.csv").write_text(ORDERS, encoding="utf-8")
    return shop


def rewrite(project, name, old, new):
    path = project.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def show_buyers(shop, expression="buyer"):
    """Makes the buyer a dimension of net revenue."""
    rewrite(shop, "models/fct_orders.sql", "    is_returned,\n", f"    is_returned,\n    {expression} as buyer,\n")
    dimension = "      - {name: is_returned, dimension: {type: categorical}}\n"
    rewrite(shop, "models/shop.yml", dimension, dimension + "      - {name: buyer, dimension: {type: categorical}}\n")
    rewrite(
        shop,
        "metrics/shop.yml",
        "dimensions: {store: store__store_name}, label_zh",
        "dimensions: {store: store__store_name, buyer: order__buyer}, label_zh",
    )
    return shop
