"""Odoo partners, and the customers behind them: members, merged members with two partners, strangers."""

from array import array
from random import Random

from lodestar.demo.calendar import DAY_MS, EXTRACT_MS, HOUR_MS, MINUTE_MS, START_MS, utc_seconds
from lodestar.demo.chance import Weighted
from lodestar.demo.company import STORES
from lodestar.demo.contacts import MERGES_UNTIL, UNKNOWN_ID, Contacts
from lodestar.demo.folder import RawFolder
from lodestar.demo.people import invent_name
from lodestar.demo.table import Row, Table, flag
from lodestar.demo.tally import Tally

COLUMNS = ("id", "name", "email", "ref", "active", "create_date", "write_date")

KINDS = Weighted(
    (
        ("member", 0.56),
        ("merged member", 0.035),  # contacts merged, partners still refer to the merged-away ones
        ("shared member", 0.015),  # two partners refer to one contact
        ("stranger", 0.364),  # no reference
        ("test", 0.008),
        ("deleted", 0.008),
        ("unknown", 0.010),  # the reference leads nowhere
    )
)

LINKED_LATER = 0.4
"""Share of the customers from before the CRM whose partner gets its reference in a later month."""


class Customers:
    """The pool of customers, numbered from 0. Memory: a few bytes each, whatever the size of the demo."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally, contacts: Contacts) -> None:
        """Members among the customers are added to `contacts`."""
        self.table = Table(folder, "odoo", "res_partner", COLUMNS, chance)
        self.homes = array("b")
        self._partners = array("q")
        self._second_partners: dict[int, int] = {}
        self._chance = chance
        self._tally = tally
        self._contacts = contacts
        self._stores = Weighted([(number, store.weight) for number, store in enumerate(STORES, 1)])
        self._next_partner = 1
        self._next_unknown = UNKNOWN_ID

    def __len__(self) -> int:
        """Customers so far."""
        return len(self._partners)

    def partners(self, customer: int) -> tuple[int, ...]:
        """The customer's partner ids: one, or two that are one member."""
        second = self._second_partners.get(customer)
        return (self._partners[customer],) if second is None else (self._partners[customer], second)

    def pick_store(self) -> int:
        """A store number, by the size of the stores."""
        return self._stores.pick(self._chance.random())

    def add_earlier(self, count: int) -> None:
        """Customers from before the range: all migrated at its first moment, part of them become members later."""
        span = EXTRACT_MS - START_MS - 20 * DAY_MS
        for _ in range(count):
            linked = START_MS + HOUR_MS + int(self._chance.random() * span)
            if self._chance.random() < LINKED_LATER:
                contact = self._contacts.add_member(linked, linked + MINUTE_MS, asked=False)
                self._tally.planted["partners_linked_later"] += 1
                self._join(self._add_partner(START_MS, contact, linked + 2 * MINUTE_MS))
            else:
                self._join(self._add_partner(START_MS, None))

    def add(self, first_order_ms: int) -> int:
        """A new customer, known to Odoo minutes before the first order; returns the customer's number."""
        created = max(START_MS, first_order_ms - int((1 + self._chance.random() * 20) * MINUTE_MS))
        signed_up = max(START_MS, created - int(self._chance.random() * self._chance.random() * 20 * DAY_MS))
        kind = KINDS.pick(self._chance.random())
        if kind == "merged member" and signed_up > MERGES_UNTIL:
            kind = "member"
        references = self._references(kind, signed_up, created)
        return self._join(*[self._add_partner(created, contact) for contact in references])

    def _references(self, kind: str, signed_up: int, created: int) -> list[int | None]:
        """Contacts, made for the purpose, that the partners of a customer refer to: one partner for each."""
        if kind == "stranger":
            return [None]
        if kind == "merged member":
            contacts = self._contacts.add_merged_member(signed_up, "customer")
            self._tally.planted["partners_of_merged_contacts"] += 2
            return [contacts[0], contacts[-1]]
        if kind in {"member", "shared member"}:
            contact = self._contacts.add_member(signed_up, created + 30_000)
            return [contact] if kind == "member" else [contact, contact]
        self._tally.planted[f"partners_of_{kind}_contacts"] += 1
        if kind == "test":
            return [self._contacts.add_test(signed_up)]
        if kind == "deleted":
            return [self._contacts.add_deleted(signed_up)]
        self._next_unknown += 1
        return [self._next_unknown]

    def _join(self, partner: int, second: int | None = None) -> int:
        number = len(self._partners)
        self._partners.append(partner)
        self.homes.append(self.pick_store())
        if second is not None:
            self._second_partners[number] = second
            self._tally.planted["customers_with_two_partners"] += 1
        return number

    def _add_partner(self, created: int, contact: int | None, linked: int | None = None) -> int:
        """`linked`: when the reference was filled in, if later than `created`."""
        number, self._next_partner = self._next_partner, self._next_partner + 1
        first, last = invent_name(self._chance)
        name = f"{last}, {first}" if self._chance.random() < 0.05 else f"{first} {last}"
        archived = self._chance.random() < 0.004

        def row(written: int, ref: int | None) -> Row:
            email = f"p{number}@example.com"
            return (number, name, email, ref, flag(not archived), utc_seconds(created), utc_seconds(written))

        versions = [(created, row(created, contact if linked is None else None))]
        if linked is not None:
            versions.append((linked, row(linked, contact)))
        self.table.add(number, versions)
        return number
