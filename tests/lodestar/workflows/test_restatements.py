"""What was reported stays, and every later difference is split by its causes into the amounts that were planted."""

from __future__ import annotations

import itertools
import shutil
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from lodestar.errors import LedgerError
from lodestar.settings import open_project
from lodestar.workflows.as_reported import query_as_reported
from lodestar.workflows.build import build
from lodestar.workflows.freeze import freeze
from lodestar.workflows.restatements import restatements
from tests.conftest import deliver

HEADER = "id,store_id,ordered_at,amount,is_returned\n"
CAUSES = ("deleted", "late", "corrected", "model", "definition")
FROZEN = datetime(2026, 2, 10, 9, tzinfo=UTC)
BEFORE = 50.0
"""January's net revenue when it is frozen: orders 1 (10) and 7 (40); order 2 (20) came back."""


@pytest.fixture(scope="module")
def frozen_shop(shop_template, tmp_path_factory):
    """The shop with an order more, and January frozen."""
    folder = tmp_path_factory.mktemp("frozen") / "shop"
    shutil.copytree(shop_template, folder, symlinks=True)
    project = open_project(folder)
    deliver(project, "more", HEADER + "7,2,2026-01-10 10:00:00,40.00,false\n")
    build(project)
    freeze(project, "2026-01", now=FROZEN)
    return project


def changed(frozen_shop, folder, causes):
    """A copy of the shop in which the causes have happened, built."""
    shutil.copytree(frozen_shop.root, folder / "shop", symlinks=True)
    project = open_project(folder / "shop")
    rows = []
    if "late" in causes:
        rows.append("5,1,2026-01-15 10:00:00,100.00,false")
    if "corrected" in causes:
        rows.append("1,1,2026-01-30 10:00:00,17.00,false")
    if rows:
        deliver(project, "later", HEADER + "\n".join(rows) + "\n")
    if "deleted" in causes:
        with duckdb.connect(str(project.warehouse)) as connection:
            connection.execute("delete from raw.shop__orders where id = 7")
    if "model" in causes:
        replace(project.root / "models" / "fct_orders.sql", "amount as order_amount", "amount + 1 as order_amount")
    if "definition" in causes:
        replace(project.root / "metrics" / "shop.yml", "- returned_amount_total", "- 0 * returned_amount_total")
    build(project, full_refresh="deleted" in causes)
    return project


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def planted(causes):
    """Cause -> the amount that it makes in January's net revenue, counted by hand, each after those before it."""
    amounts = {"deleted": -40, "late": 100, "corrected": 7}
    orders = 1 + ("deleted" not in causes) + ("late" in causes)  # that did not come back; each costs one more
    amounts |= {"model": orders, "definition": 21 if "model" in causes else 20}
    return {cause: Decimal(amounts[cause]) for cause in CAUSES if cause in causes}


SHARES = {"average_order_value", "returned_share"}


def january(project):
    """The restatement of January's net revenue as a whole."""
    found = [
        one
        for one in restatements(project, "2026-01").found
        if (one.metric, one.grain, one.dimension) == ("net_revenue", "month", "total")
    ]
    assert len(found) == 1
    return found[0]


def check_january(project, causes):
    """Reported stays, parts are the planted amounts, and sum to the difference of every value."""
    one = january(project)
    assert (one.reported, one.parts, one.note) == (BEFORE, planted(causes), "")
    assert one.today == BEFORE + float(sum(planted(causes).values()))
    for other in restatements(project, "2026-01").found:
        assert set(other.causes) <= set(causes)
        if other.difference is not None:
            assert sum(other.parts.values()) == other.difference
            # of a share, some stage may have nothing to divide by; of a sum or count, none has
            assert set(other.parts) <= set(causes) or other.metric in SHARES
    shown = query_as_reported(project, ["net_revenue"], datetime(2026, 2, 28, tzinfo=UTC).date(), grain="month")
    assert [value.value for value in shown.answer.values] == [BEFORE]


def test_nothing_is_restated_while_nothing_has_changed(frozen_shop):
    found = restatements(frozen_shop, "2026-01")

    assert found.found == ()
    assert found.compared > 50


@pytest.mark.slow
def test_five_causes_at_once_have_the_parts_that_were_planted(frozen_shop, tmp_path):
    check_january(changed(frozen_shop, tmp_path, CAUSES), CAUSES)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "causes",
    [some for size in (1, 2, 3, 4) for some in itertools.combinations(CAUSES, size)],
    ids="-".join,
)
def test_every_combination_of_causes_has_the_parts_that_were_planted(frozen_shop, tmp_path, causes):
    check_january(changed(frozen_shop, tmp_path, causes), causes)


def test_a_month_that_was_not_frozen_has_nothing_to_restate(frozen_shop):
    with pytest.raises(LedgerError, match="2026-02 was not frozen"):
        restatements(frozen_shop, "2026-02")
