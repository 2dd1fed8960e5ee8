"""Every published value of the demo company equals SQL by hand over its raw tables.

Catches: a model, a join or a generated metric table that does not do what the definition says, in any period of any
grain and for any member of any dimension. Doesn't catch: a definition that is itself unwise.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from tests.oracles.conftest import Measure, Oracle, Published

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent

FIRST_DAY = date(2025, 5, 1)
LAST_COMPLETE_DAY = date(2026, 11, 15)
DAY_OF_THE_EXTRACT = LAST_COMPLETE_DAY + timedelta(days=1)
"""Business dates; of the last one only the night hours are in the data."""

SAME = 1e-9
"""Relative difference of sums that were added up in another order."""


@dataclass(frozen=True)
class Contract:
    """What a metric's own file declares."""

    name: str
    grains: tuple[str, ...]
    dimensions: tuple[str, ...]
    days_until_final: int


def read_contracts() -> list[Contract]:
    contracts = []
    for path in sorted((ROOT / "metrics").rglob("*.yml")):
        for metric in yaml.safe_load(path.read_text(encoding="utf-8")).get("metrics", []):
            declared = metric["config"]["meta"]["lodestar"]
            dimensions = ("total", *declared.get("dimensions", {}))
            days = max(declared.get("maturity_days", 0), declared.get("closing_lag_days", 0))
            contracts.append(Contract(metric["name"], tuple(declared["grains"]), dimensions, days))
    return contracts


CONTRACTS = read_contracts()
SERIES = [(contract, grain) for contract in CONTRACTS for grain in contract.grains]
SLICED_SERIES = [(contract, grain, dimension) for contract, grain in SERIES for dimension in contract.dimensions]


def spelled(given: object) -> str:
    return given.name if isinstance(given, Contract) else str(given)


def test_all_thirty_six_governed_metrics_have_sql_by_hand() -> None:
    names = sorted(contract.name for contract in CONTRACTS)
    assert len(names) == 36
    assert sorted(path.stem for path in FOLDER.glob("*.sql")) == names


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.sql")), ids=lambda path: path.stem)
def test_sql_by_hand_reads_raw_tables_alone(path: Path) -> None:
    statements = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
    read = re.findall(r"\b(?:from|join)\s+([\w\"]+)\s*\.", statements, flags=re.IGNORECASE)
    assert set(read) <= {"raw"}


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "grain", "dimension"), SLICED_SERIES, ids=spelled)
def test_published_values_equal_sql_by_hand(
    oracle: Oracle, published: Published, contract: Contract, grain: str, dimension: str
) -> None:
    expected = oracle.measures(contract.name, grain, dimension)
    found = published.measures(contract.name, grain, dimension)
    assert expected, "the SQL by hand answers something"
    assert {member for _, member in found} == {member for _, member in expected}
    assert found.keys() >= expected.keys()
    is_ratio = any(measure.denominator is not None for measure in expected.values())
    differences = [
        (period.isoformat(), member, measure, expected.get((period, member)))
        for (period, member), measure in sorted(found.items())
        if not is_same(measure, expected.get((period, member)), is_ratio=is_ratio)
    ]
    assert differences == []


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "grain"), SERIES, ids=spelled)
def test_every_member_has_every_period_from_the_first_day_of_data_to_the_last(
    oracle: Oracle, published: Published, contract: Contract, grain: str
) -> None:
    counted = {period for period, _ in oracle.measures(contract.name, grain, "total")}
    for dimension in contract.dimensions:
        found = published.measures(contract.name, grain, dimension)
        periods = sorted({period for period, _ in found})
        members = {member for _, member in found}
        assert len(found) == len(periods) * len(members)
        assert all(end_of(earlier, grain) + timedelta(days=1) == later for earlier, later in pairwise(periods))
        assert start_of(FIRST_DAY, grain) <= periods[0] <= min(counted)
        assert max(*counted, start_of(LAST_COMPLETE_DAY, grain)) <= periods[-1] <= DAY_OF_THE_EXTRACT


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "grain"), SERIES, ids=spelled)
def test_a_period_is_complete_once_its_last_day_and_the_wait_for_late_rows_are_over(
    published: Published, contract: Contract, grain: str
) -> None:
    wait = timedelta(days=contract.days_until_final)
    said = published.completeness(contract.name, grain)
    assert said == {period: {end_of(period, grain) + wait <= LAST_COMPLETE_DAY} for period in said}
    assert {True} in said.values()


def is_same(found: Measure, expected: Measure | None, *, is_ratio: bool) -> bool:
    if expected is None:
        # nothing to count: a sum is 0, and a ratio over nothing is unknown
        return (found.value is None and not found.numerator and not found.denominator) if is_ratio else found.value == 0
    return all(
        one is two if one is None or two is None else math.isclose(one, two, rel_tol=SAME, abs_tol=SAME)
        for one, two in zip(found, expected, strict=True)
    )


def start_of(day: date, grain: str) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def end_of(period: date, grain: str) -> date:
    """Last day of a period."""
    if grain == "month":
        return start_of(period + timedelta(days=31), grain) - timedelta(days=1)
    return period + timedelta(days=6 if grain == "week" else 0)
