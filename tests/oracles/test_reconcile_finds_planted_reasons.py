"""`lodestar reconcile` finds why departments' figures differ: reasons planted in SQL by hand over the raw tables.

Each department computes its figures its own way in `otherwise/`, where a variable stands for each reason. Neither
models nor variants of the project are read there, so that reconcile must find what was planted, nothing more, and the
part of each reason; and must not explain figures for which there is no reason.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from itertools import combinations, permutations
from pathlib import Path
from typing import NamedTuple

import pytest

from lodestar.governance.reconciliation import Outcome, Reconciled
from lodestar.settings import open_project
from lodestar.warehouse.connection import connect
from lodestar.workflows.reconcile import reconcile

pytestmark = pytest.mark.thorough

FOLDER = Path(__file__).parent / "otherwise"
FILES = {
    "average_order_value": "order_money",
    "return_rate": "order_money",
    "weekly_active_learners": "learning",
    "weekly_effective_learning_minutes": "learning",
}
HEADER = "department,metric,grain,period_start,dimension,member,value,reported_by,reported_on"

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)


class Planted(NamedTuple):
    """What a department reports: which metric, when, to how many digits, and for which reasons it is another figure."""

    department: str
    metric: str
    periods: tuple[date, ...]
    reasons: tuple[str, ...]
    digits: int = 2
    grain: str = "month"
    member: str = "total"


PLANTED = (
    Planted("finance", "net_revenue", (SEPTEMBER,), ("with_cancelled_orders",)),
    Planted("web", "net_revenue", (OCTOBER,), ("before_refunds",), member="Web shop"),
    Planted("controlling", "net_revenue", (AUGUST, SEPTEMBER, OCTOBER), ("with_cancelled_orders", "before_refunds")),
    Planted("audit", "net_revenue", (SEPTEMBER,), ("with_cancelled_orders", "before_refunds", "in_utc")),
    Planted("logistics", "orders", (date(2026, 5, 1), date(2026, 6, 1), AUGUST), ("in_utc",), 0),
    Planted("operations", "orders", (AUGUST, SEPTEMBER, OCTOBER), ("of_any_status", "without_returned_orders"), 0),
    Planted("sales", "average_order_value", (SEPTEMBER,), ("with_cancelled_orders", "after_refunds")),
    Planted("quality", "return_rate", (SEPTEMBER,), ("by_amount",), 6),
    Planted("schools", "school_bookings", (date(2026, 7, 1), AUGUST), ("when_created",)),
    Planted("campus", "school_bookings", (date(2026, 5, 1), SEPTEMBER), ("when_created", "with_open_deals")),
    Planted("crm", "new_members", (date(2026, 6, 1), AUGUST, SEPTEMBER, OCTOBER), ("with_internal_contacts",), 0),
    Planted("growth", "weekly_active_learners", (date(2026, 9, 14),), ("with_bots",), 0, "week"),
    Planted(
        "app",
        "weekly_effective_learning_minutes",
        (date(2026, 9, 28),),
        ("in_utc", "with_short_sessions"),
        3,
        "week",
    ),
    Planted("marketing", "monthly_repurchase_rate", (SEPTEMBER,), ("unmerged_customers",), 6),
)

WITHOUT_REASON = (
    ("treasury", "net_revenue", SEPTEMBER, "150000.00"),
    ("pricing", "average_order_value", OCTOBER, "700.00"),
    ("returns", "return_rate", OCTOBER, "0.055000"),
)

REASONS = sorted(
    {reason for planted in PLANTED for reason in planted.reasons}
    | {"full_refunds_only", "with_deleted_deals", "with_deleted_contacts", "idle_after_30_minutes"}
    | {"with_refunded_orders", "from_three_orders"}
)
"""Every variable of the SQL by hand."""


class Department:
    """Computes figures from the raw tables, its own way."""

    def __init__(self, connection) -> None:
        self._connection = connection

    def figure(self, planted: Planted, period: date, reasons: tuple[str, ...]) -> float:
        for reason in REASONS:
            self._connection.execute(f"set variable {reason} = {reason in reasons}")
        settings = {"metric": planted.metric, "grain": planted.grain, "period_start": period, "member": planted.member}
        for name, value in settings.items():
            self._connection.execute(f"set variable {name} = $1", [value])
        sql = (FOLDER / f"{FILES.get(planted.metric, planted.metric)}.sql").read_text(encoding="utf-8")
        ((value,),) = self._connection.execute(sql).fetchall()
        return float(value)


@pytest.fixture(scope="module")
def department(demo_hub) -> Iterator[Department]:
    with connect(demo_hub.project.warehouse) as connection:
        yield Department(connection)


@pytest.fixture(scope="module")
def answers(demo_hub, department, tmp_path_factory) -> tuple[Reconciled, ...]:
    """What is said of all figures, in one run."""
    root = tmp_path_factory.mktemp("reconciled") / "project"
    left_out = shutil.ignore_patterns("target", "logs", "raw", "checkouts", "data_docs", "reported")
    shutil.copytree(demo_hub.project.root, root, symlinks=True, ignore=left_out)
    rows = [HEADER]
    for planted in PLANTED:
        for period in planted.periods:
            value = department.figure(planted, period, planted.reasons)
            dimension = "store" if planted.member != "total" else "total"
            place = f"{planted.department},{planted.metric},{planted.grain},{period},{dimension},{planted.member}"
            rows.append(f"{place},{value:.{planted.digits}f},Somebody,2026-11-01")
    rows += [
        f"{who},{what},month,{when},total,total,{said},Somebody,2026-11-01" for who, what, when, said in WITHOUT_REASON
    ]
    (root / "governance" / "reported").mkdir(parents=True)
    (root / "governance" / "reported" / "all.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return reconcile(open_project(root))


def said_of(answers: tuple[Reconciled, ...], department: str) -> list[Reconciled]:
    return [one for one in answers if one.figure.department == department]


def parts_by_hand(department: Department, planted: Planted, period: date) -> dict[str, float]:
    """Of every reason what it adds, on average over all orders in which the reasons can come."""
    values = {
        chosen: department.figure(planted, period, chosen)
        for size in range(len(planted.reasons) + 1)
        for chosen in combinations(planted.reasons, size)
    }
    orders = list(permutations(planted.reasons))
    added = dict.fromkeys(planted.reasons, 0.0)
    for order in orders:
        for number, reason in enumerate(order):
            before = tuple(r for r in planted.reasons if r in order[:number])
            after = tuple(r for r in planted.reasons if r in order[: number + 1])
            added[reason] += (values[after] - values[before]) / len(orders)
    return added


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.department)
def test_the_planted_reasons_are_found_with_the_part_of_each(answers, department, planted):
    found = said_of(answers, planted.department)
    assert [one.figure.period_start for one in found] == list(planted.periods)
    for one, period in zip(found, planted.periods, strict=True):
        assert one.ours == pytest.approx(department.figure(planted, period, ()), rel=1e-9), "both begin with one value"
        assert not one.moved, "what is computed aside is what was published"
        assert abs(one.gap) >= one.figure.step, "nothing is planted in this period"
        assert (one.outcome, one.failures) == (Outcome.explained, ())
        parts = {part.name: part.amount for part in one.explanation.parts}
        assert parts == pytest.approx(parts_by_hand(department, planted, period), rel=1e-9, abs=1e-9)
        assert sum(parts.values()) == pytest.approx(one.explanation.value - one.ours, rel=1e-9)
        assert abs(one.remaining) <= one.figure.step / 2 * (1 + 1e-6), "what remains is rounding"
        assert one.explanation.alternatives == ()
        assert one.explanation.covers_all


@pytest.mark.parametrize("who", [who for who, *_ in WITHOUT_REASON])
def test_a_figure_without_a_reason_is_not_explained(answers, who):
    (one,) = said_of(answers, who)
    assert (one.outcome, one.failures) == (Outcome.unexplained, ())
    assert one.remaining != 0
