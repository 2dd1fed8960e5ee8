"""Units that figures may have, so that `CNY` is not also `RMB` and `yuan`. `governance/units.yml` adds a company's own:

units: [kilowatt hours, school days]
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from lodestar.governance.problem import Problem, read_yaml

__all__ = ["QUOTIENTS", "UNITS", "is_known", "is_quotient", "read_units"]

PATH = "governance/units.yml"

QUOTIENTS = frozenset({"ratio", "share", "percent", "points"})
"""What a quotient may be counted in when it is not so many of one thing per another."""

CURRENCIES = (
    "AED AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD IDR INR JPY KRW "
    "MXN MYR NOK NZD PHP PLN SEK SGD THB TRY TWD USD VND ZAR"
)
DURATIONS = "seconds minutes hours days weeks months years"
AMOUNTS = "bytes gigabytes grams kilograms tonnes metres kilometres litres kilowatt-hours"
PEOPLE = (
    "accounts authors buyers companies contacts customers departments employees households leads learners members "
    "organisations partners people schools sellers students subscribers teachers teams users visitors"
)
THINGS = (
    "answers articles bookings calls campaigns clicks comments contracts count courses deals deliveries devices "
    "documents downloads enrolments events exercises features installs interactions invoices items lessons licences "
    "machines messages orders pages parcels payments pieces plays points posts products projects purchases refunds "
    "releases renewals returns reviews seats services sessions shipments shops sign-ups stores subscriptions tasks "
    "tickets trips units vehicles videos views visits"
)

UNITS = QUOTIENTS | frozenset(" ".join((CURRENCIES, DURATIONS, AMOUNTS, PEOPLE, THINGS)).split())
"""The units that every project has. Things are named in the plural."""

PER = " per "


def is_known(unit: str, units: Set[str]) -> bool:
    """Whether a unit is one of `units`, or so many of one per another: `orders per user per month`."""
    first, *rest = unit.split(PER)
    return first in units and all(any(plural in units for plural in _plurals(thing)) for thing in rest)


def is_quotient(unit: str) -> bool:
    """Whether figures of that unit are quotients, which are never to be added up."""
    return unit in QUOTIENTS or PER in unit


def read_units(text: str, problems: list[Problem]) -> frozenset[str]:
    """The built-in units and those of `governance/units.yml`; what is wrong is added to `problems`."""
    declared = read_yaml(text, PATH, problems)
    listed = declared.get("units") if isinstance(declared, Mapping) and set(declared) == {"units"} else None
    if isinstance(listed, list) and all(isinstance(unit, str) and unit.strip() for unit in listed):
        return UNITS | {unit.strip() for unit in listed}
    if not any(problem.path == PATH for problem in problems):
        problems.append(Problem(PATH, 1, "it must hold `units:`, a list of units, and nothing else"))
    return UNITS


def _plurals(thing: str) -> tuple[str, ...]:
    """What follows `per` stands in the singular: per order, per company, per CNY."""
    found = (thing, f"{thing}s", f"{thing}es")
    if thing == "person":
        return (*found, "people")
    return (*found, f"{thing[:-1]}ies") if thing.endswith("y") else found
