"""Counts the commerce metrics again from the written files, by the definitions and in plain Python.

Catches a generator whose truth and files disagree; does not catch a definition misread in the same way twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.lodestar.demo.conftest import Delivered, Record


@dataclass
class Order:
    name: str
    month: str
    amount: Decimal
    customer: str | None
    store: str | None


@dataclass
class Books:
    orders: dict[str, Order]
    refunds: list[Record]


def survivors(contacts: dict[str, Record]) -> dict[str, str]:
    """Contact id to the contact it was merged into in the end."""
    into = {
        away: row["id"] for row in contacts.values() for away in row["property_hs_merged_object_ids"].split(";") if away
    }

    def follow(contact: str) -> str:
        while contacts[contact]["_fivetran_deleted"] == "true" and contact in into:
            contact = into[contact]
        return contact

    # a chain's first contact may be listed by two survivors: both lead to the same last one
    return {contact: follow(contact) for contact in contacts}


def members(contacts: dict[str, Record]) -> set[str]:
    return {
        contact
        for contact, row in contacts.items()
        if row["_fivetran_deleted"] == "false" and not row["property_email"].endswith("@beacon.test")
    }


@pytest.fixture(scope="module")
def books(small: Delivered) -> Books:
    contacts = small.latest("hubspot.contacts")
    survivor, valid = survivors(contacts), members(contacts)
    customers = {}
    for partner, row in small.latest("odoo.res_partner").items():
        member = survivor.get(row["ref"])
        customers[partner] = f"member {member}" if member in valid else f"partner {partner}"
    orders = {}
    for row in small.latest("odoo.sale_order").values():
        if row["state"] in {"sale", "done"}:
            amount, customer = Decimal(row["amount_untaxed"]), customers[row["partner_id"]]
            orders[row["name"]] = Order(row["name"], small.month(row["date_order"]), amount, customer, None)
    for row in small.latest("odoo.pos_order").values():
        if row["state"] in {"paid", "done", "invoiced"}:
            amount = Decimal(row["amount_total"]) - Decimal(row["amount_tax"])
            known = customers.get(row["partner_id"])
            month = small.month(row["date_order"])
            orders[row["name"]] = Order(row["name"], month, amount, known, row["warehouse_id"])
    refunds = [
        row
        for row in small.latest("odoo.account_move").values()
        if row["move_type"] == "out_refund" and row["state"] == "posted"
    ]
    return Books(orders, refunds)


def qualifying(books: Books) -> list[Order]:
    within_month: defaultdict[str, Decimal] = defaultdict(Decimal)
    for refund in books.refunds:
        order = books.orders[refund["invoice_origin"]]
        if refund["invoice_date"][:7] == order.month[:7]:
            within_month[order.name] += Decimal(refund["amount_untaxed"])
    return [order for order in books.orders.values() if order.customer and within_month[order.name] != order.amount]


def repeated(counts: Counter[tuple[str, ...]]) -> dict[str, tuple[int, int]]:
    """By the first part of the key: how many keys were counted twice or more, and how many there are."""
    by_month: defaultdict[str, list[int]] = defaultdict(list)
    for key, count in counts.items():
        by_month[key[0]].append(count)
    return {month: (sum(count > 1 for count in each), len(each)) for month, each in by_month.items()}


def test_orders_in_the_files_are_the_planted_orders(small: Delivered, books: Books) -> None:
    counts = Counter(order.month for order in books.orders.values())
    assert {month: (count, None) for month, count in counts.items()} == small.planted("orders")


def test_net_revenue_in_the_files_is_the_planted_revenue_to_the_cent(small: Delivered, books: Books) -> None:
    revenue: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in books.orders.values():
        revenue[order.month] += order.amount
    for refund in books.refunds:
        revenue[refund["invoice_date"][:8] + "01"] -= Decimal(refund["amount_untaxed"])
    assert {month: (str(amount), None) for month, amount in revenue.items()} == small.planted("net_revenue")


def test_average_order_value_divides_the_order_amounts_by_the_orders(small: Delivered, books: Books) -> None:
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in books.orders.values():
        amounts[order.month] += order.amount
    counts = Counter(order.month for order in books.orders.values())
    found = {month: (str(amount), counts[month]) for month, amount in amounts.items()}
    assert found == small.planted("average_order_value")


def test_return_rate_counts_an_order_once_however_often_it_is_refunded(small: Delivered, books: Books) -> None:
    returned = Counter(books.orders[name].month for name in {refund["invoice_origin"] for refund in books.refunds})
    counts = Counter(order.month for order in books.orders.values())
    assert {month: (returned[month], count) for month, count in counts.items()} == small.planted("return_rate")


def test_monthly_repurchase_in_the_files_is_the_planted_one(small: Delivered, books: Books) -> None:
    counts = Counter[tuple[str, ...]]((order.month, str(order.customer)) for order in qualifying(books))
    assert repeated(counts) == small.planted("monthly_repurchase_rate")


def test_store_repurchase_in_the_files_is_the_planted_one(small: Delivered, books: Books) -> None:
    pairs = Counter[tuple[str, ...]](
        (order.month, str(order.customer), order.store) for order in qualifying(books) if order.store
    )
    assert repeated(pairs) == small.planted("store_repurchase_rate")


def test_members_join_when_the_first_of_their_merged_contacts_was_created(small: Delivered) -> None:
    contacts = small.latest("hubspot.contacts")
    valid, joined = members(contacts), dict[str, str]()
    for contact, survivor in survivors(contacts).items():
        created = contacts[contact]["property_createdate"]
        joined[survivor] = min(created, joined.get(survivor, created))
    counts = Counter(small.month(created) for contact, created in joined.items() if contact in valid)
    assert {month: (count, None) for month, count in counts.items()} == small.planted("new_members")


def test_nps_in_the_files_is_the_planted_one(small: Delivered) -> None:
    scores, answers = Counter[str](), Counter[str]()
    for row in small.latest("hubspot.feedback_submissions").values():
        if row["property_hs_survey_type"] == "NPS" and row["_fivetran_deleted"] == "false":
            month, value = small.month(row["property_hs_submission_timestamp"]), int(row["property_hs_value"])
            scores[month] += (value >= 9) - (value <= 6)
            answers[month] += 1
    assert {month: (scores[month], count) for month, count in answers.items()} == small.planted("nps")


def test_school_bookings_in_the_files_are_the_planted_ones(small: Delivered) -> None:
    booked: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in small.latest("hubspot.deals").values():
        if row["deal_pipeline_stage_id"] == "closedwon" and row["is_deleted"] == "false":
            booked[small.month(row["property_closedate"])] += Decimal(row["property_amount"])
    assert {month: (str(amount), None) for month, amount in booked.items()} == small.planted("school_bookings")


def test_no_order_is_refunded_beyond_its_amount_and_no_cancelled_order_at_all(small: Delivered, books: Books) -> None:
    refunded: defaultdict[str, Decimal] = defaultdict(Decimal)
    for refund in books.refunds:
        refunded[refund["invoice_origin"]] += Decimal(refund["amount_untaxed"])
    assert [name for name, amount in refunded.items() if amount > books.orders[name].amount] == []


def test_lines_of_a_sale_order_sum_to_its_untaxed_amount(small: Delivered) -> None:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in small.latest("odoo.sale_order_line").values():
        assert Decimal(line["product_uom_qty"]) * Decimal(line["price_unit"]) == Decimal(line["price_subtotal"])
        sums[line["order_id"]] += Decimal(line["price_subtotal"])
    sales = small.latest("odoo.sale_order")
    assert {order: Decimal(row["amount_untaxed"]) for order, row in sales.items()} == dict(sums)
