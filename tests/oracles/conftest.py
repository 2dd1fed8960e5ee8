"""The demo company's metrics a second time: SQL written by hand over the raw tables alone.

`terms/` says what a member, an order, a refund or an effective session is; `<metric>.sql` counts them, for the grain
and the dimension that stand in the variables of these names. Models, macros and seeds of the project were not read
when these files were written and are not read when they run, so a shared mistake would be a coincidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from lodestar.releases.release import current_release
from lodestar.warehouse.connection import connect

if TYPE_CHECKING:
    import duckdb

    from tests.conftest import DemoHub

FOLDER = Path(__file__).parent
TERMS = (
    "business_date",
    "members",
    "customers",
    "orders",
    "refunds",
    "qualifying_orders",
    "learner_events",
    "effective_sessions",
    "learning_days",
    "document_events",
    "community",
    "machine_shifts",
)
"""In this order: each reads the raw tables and those before it."""


class Measure(NamedTuple):
    """A metric in one period for one member. A sum has neither numerator nor denominator."""

    value: float | None
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True)
class Oracle:
    """The raw tables of a built hub, read-only, with the terms as temporary tables beside them."""

    connection: duckdb.DuckDBPyConnection

    def measures(self, metric: str, grain: str, dimension: str) -> dict[tuple[date, str], Measure]:
        """What the SQL by hand answers, by period and member."""
        self.connection.execute("set variable grain = $1", [grain])
        self.connection.execute("set variable dimension = $1", [dimension])
        statement = (FOLDER / f"{metric}.sql").read_text(encoding="utf-8")
        return _by_period_and_member(self.connection.sql(statement))

    def count(self, statement: str) -> int:
        """The number that a statement answers."""
        ((number,),) = self.connection.sql(statement).fetchall()
        return int(number)


@dataclass(frozen=True)
class Published:
    """The metric values of the current release."""

    connection: duckdb.DuckDBPyConnection

    def measures(self, metric: str, grain: str, dimension: str) -> dict[tuple[date, str], Measure]:
        """What readers of the hub see, by period and member."""
        values = self.connection.sql(
            "from hub.metric_values where metric_name = $1 and grain = $2 and dimension = $3",
            params=[metric, grain, dimension],
        )
        return _by_period_and_member(values)

    def completeness(self, metric: str, grain: str) -> dict[date, set[bool]]:
        """What the hub says of a period: whether it is complete, over all dimensions."""
        answers = self.connection.execute(
            "select period_start, list(distinct is_complete) from hub.metric_values "
            "where metric_name = $1 and grain = $2 group by period_start",
            [metric, grain],
        ).fetchall()
        return {period: set(said) for period, said in answers}


@pytest.fixture(scope="session")
def oracle(demo_hub: DemoHub) -> Iterator[Oracle]:
    """The demo hub's raw tables, and the terms of the definitions."""
    with connect(demo_hub.project.warehouse) as connection:
        for term in TERMS:
            connection.execute((FOLDER / "terms" / f"{term}.sql").read_text(encoding="utf-8"))
        yield Oracle(connection)


@pytest.fixture(scope="session")
def published(demo_hub: DemoHub) -> Iterator[Published]:
    """The demo hub's current release."""
    with connect(current_release(demo_hub.project.hub_dir).database) as connection:
        yield Published(connection)


def _by_period_and_member(rows: duckdb.DuckDBPyRelation) -> dict[tuple[date, str], Measure]:
    answered = rows.select("period_start, member, value, numerator, denominator").fetchall()
    measures = {(period, member): Measure(*numbers) for period, member, *numbers in answered}
    assert len(measures) == len(answered), "one row for each period and member"
    return measures
