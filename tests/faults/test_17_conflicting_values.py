"""Row 17: two rows with one key say different things."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.workflows.build import build
from tests.conftest import JANUARY, deliver

pytestmark = [pytest.mark.slow, pytest.mark.fault(17, "same key, conflicting values")]


@pytest.mark.parametrize(
    ("winner", "amount"), [("first", 30.5), pytest.param("last", 99.0, marks=pytest.mark.thorough)]
)
def test_17_the_declared_winner_stands_and_the_loser_is_held_with_a_reason(seen, shop, published, winner, amount):
    declared = shop.root / "models/shop.yml"
    declared.write_text(declared.read_text().replace("key: [id]", f"key: [id], winner: {winner}"))
    deliver(shop, "january", JANUARY + "3,2,2026-01-31 16:00:00,99.00,false\n")

    with seen.recovery():
        intake = build(shop).intake

    assert (intake.rows, intake.quarantined, intake.total) == (4, 1, 5)
    with duckdb.connect(str(shop.warehouse), read_only=True) as warehouse:
        stands = warehouse.execute("select amount::double from raw.shop__orders where id = 3").fetchall()
        ((rule, line, reason),) = warehouse.execute(
            "select rule, source_line, reason from quarantine.records"
        ).fetchall()
    assert stands == [(amount,)]
    assert (rule, line) == ("conflict", 6 if winner == "first" else 4)
    assert f"orders/january.csv, line {4 if winner == 'first' else 6}" in reason
    assert f"{winner} wins" in reason
    seen.happened(f"{winner} wins as declared; the other row is held and names the line that stands")
