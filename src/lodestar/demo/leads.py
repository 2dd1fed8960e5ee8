"""Contacts who have not bought anything."""

from random import Random

from lodestar.demo.calendar import EXTRACT_MS, local_midnight
from lodestar.demo.contacts import MERGES_UNTIL, Contacts
from lodestar.demo.months import Month

LEADS_PER_ORDER = 0.22
MERGED = 0.03
TEST = 0.012
"""Shares of the leads who signed up more than once, and of internal test contacts."""


def add_leads(contacts: Contacts, month: Month, orders: int, chance: Random) -> None:
    """Adds a month's leads, as many as its orders allow; the last month ends with one in the extract's night."""
    start, end = local_midnight(month.first), local_midnight(month.end)
    count = max(3, round(orders * LEADS_PER_ORDER))
    moments = sorted(start + int(chance.random() * (end - start)) for _ in range(count))
    if not month.complete:
        moments.append((end + EXTRACT_MS) // 2)
    for moment in moments:
        point = chance.random()
        if point < MERGED and moment < MERGES_UNTIL:
            contacts.add_merged_member(moment, "lead")
        elif MERGED < point < MERGED + TEST:
            contacts.add_test(moment)
        else:
            contacts.add_member(moment)
