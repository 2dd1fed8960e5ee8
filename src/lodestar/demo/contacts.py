"""HubSpot contacts: members, contacts merged into them, internal test contacts and deleted ones."""

from array import array
from dataclasses import dataclass
from random import Random

from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    LAST_DAY,
    MINUTE_MS,
    business_day,
    local_midnight,
    month_start,
    utc_millis,
)
from lodestar.demo.chance import Weighted
from lodestar.demo.folder import RawFolder
from lodestar.demo.people import SOURCES, invent_name
from lodestar.demo.table import Row, Table, Version, flag
from lodestar.demo.tally import Tally

COLUMNS = (
    "id", "property_email", "property_firstname", "property_lastname", "property_phone", "property_createdate",
    "property_lastmodifieddate", "property_lifecyclestage", "property_hs_analytics_source",
    "property_hs_merged_object_ids", "property_associatedcompanyid", "_fivetran_deleted", "_fivetran_synced",
)  # fmt: skip

FIRST_ID = 100_001
UNKNOWN_ID = 99_000_001
"""Contact ids from here on exist in Odoo references only."""

MERGES_UNTIL = local_midnight(LAST_DAY - 150)
"""Contacts created later are never merged: the last merge of a chain must still be part of the extract."""


@dataclass(frozen=True)
class Contact:
    """What stays the same over a contact's versions."""

    id: int
    email: str
    first: str
    last: str
    phone: str
    created_ms: int
    source: str
    company: int | None

    def row(self, modified: int, stage: str, merged: str | None = None, deleted: bool = False) -> Row:
        """One version, as exported."""
        synced = min(modified + (1 + self.id % 9) * MINUTE_MS, EXTRACT_MS)
        return (
            self.id, self.email, self.first, self.last, self.phone, utc_millis(self.created_ms), utc_millis(modified),
            stage, self.source, merged, self.company, flag(deleted), utc_millis(synced),
        )  # fmt: skip


class Contacts:
    """Adds contacts and counts the members among them. `known`: ids of the members' surviving contacts."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally, companies: int) -> None:
        """`companies`: how many there are, ids from 1."""
        self.table = Table(folder, "hubspot", "contacts", COLUMNS, chance)
        self.known = array("q")
        self._chance = chance
        self._tally = tally
        self._companies = companies
        self._next_id = FIRST_ID
        self._sources = Weighted(SOURCES)

    def add_member(self, created_ms: int, customer_ms: int | None = None, *, asked: bool = True) -> int:
        """A member with one contact; returns its id. `customer_ms`: when a first order made the lead a customer.
        `asked`: whether surveys may ask the member from now on; not if `created_ms` is months ahead."""
        contact = self._invent(created_ms)
        versions = [(created_ms, contact.row(created_ms, "lead"))]
        if customer_ms is not None:
            versions.append((customer_ms, contact.row(customer_ms, "customer")))
        elif self._chance.random() < 0.1:
            edited = created_ms + int(self._chance.random() * 90 * DAY_MS) + MINUTE_MS
            versions.append((edited, contact.row(edited, "lead")))
        self.table.add(contact.id, versions)
        self._welcome(contact.id, created_ms, asked)
        return contact.id

    def add_merged_member(self, created_ms: int, stage: str) -> list[int]:
        """A member who signed up two or three times; returns the contact ids, the survivor's last.

        The survivor may be the older or the younger contact. In a chain A goes into B, then B into C; C lists both or
        only B.
        """
        count = 3 if self._chance.random() < 0.4 else 2
        people = [self._invent(created_ms + int(self._chance.random() * 40 * DAY_MS) * i) for i in range(count)]
        if self._chance.random() < 0.4:
            people.reverse()
        lists_all = self._chance.random() < 0.5
        moment = max(person.created_ms for person in people) + DAY_MS
        versions: list[list[Version]] = [
            [(person.created_ms, person.row(person.created_ms, stage))] for person in people
        ]
        merged: str | None = None
        for i in range(count - 1):
            moment += int((1 + self._chance.random() * 25) * DAY_MS)
            away, survivor = people[i], people[i + 1]
            versions[i].append((moment, away.row(moment, stage, merged, deleted=True)))
            merged = f"{merged};{away.id}" if merged and lists_all else str(away.id)
            versions[i + 1].append((moment + 1_000, survivor.row(moment + 1_000, stage, merged)))
        for person, states in zip(people, versions, strict=True):
            self.table.add(person.id, states)
        self._tally.planted["contacts_merged_away"] += count - 1
        self._tally.planted["merge_chains_listing_all" if lists_all else "merge_chains_listing_the_last"] += count == 3
        self._welcome(people[-1].id, min(person.created_ms for person in people), asked=True)
        return [person.id for person in people]

    def add_test(self, created_ms: int) -> int:
        """An internal test contact: no member."""
        contact = self._invent(created_ms, "beacon.test")
        self.table.add(contact.id, [(created_ms, contact.row(created_ms, "lead"))])
        self._tally.planted["contacts_test"] += 1
        return contact.id

    def add_deleted(self, created_ms: int) -> int:
        """A contact that asked to be forgotten: deleted, not merged, no member any more."""
        contact = self._invent(created_ms)
        deleted = min(created_ms + int((1 + self._chance.random() * 60) * DAY_MS), EXTRACT_MS - MINUTE_MS)
        states = [(created_ms, contact.row(created_ms, "lead")), (deleted, contact.row(deleted, "lead", deleted=True))]
        self.table.add(contact.id, states)
        self._tally.planted["contacts_deleted"] += 1
        return contact.id

    def _invent(self, created_ms: int, domain: str = "example.com") -> Contact:
        number, self._next_id = self._next_id, self._next_id + 1
        first, last = invent_name(self._chance)
        phone = f"+86 1{30 + int(self._chance.random() * 60)} {int(self._chance.random() * 100_000_000):08d}"
        teaches = self._chance.random() < 0.03
        company = 1 + int(self._chance.random() * self._companies) if teaches else None
        source = self._sources.pick(self._chance.random())
        return Contact(number, f"c{number}@{domain}", first, last, phone, created_ms, source, company)

    def _welcome(self, survivor: int, joined_ms: int, asked: bool) -> None:
        if asked:
            self.known.append(survivor)
        self._tally.add("new_members", month_start(business_day(joined_ms)), 1)
