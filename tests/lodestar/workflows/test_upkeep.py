"""The doctor's round tells people of what it found; what a build let pass is told too, once."""

from __future__ import annotations

import pytest

from lodestar.releases.release import current_release
from lodestar.workflows.build import build
from lodestar.workflows.send_alerts import list_alerts
from lodestar.workflows.tell import tell_of_warnings
from lodestar.workflows.upkeep import look_after
from tests.conftest import deliver

pytestmark = pytest.mark.slow

CHANNEL = "channels:\n  - {name: ops, kind: slack, url_from: OPS_URL, events: [release_damaged, doctor, quarantine]}\n"
HEADER = "id,store_id,ordered_at,amount,is_returned\n"


@pytest.fixture
def told(built_shop):
    folder = built_shop.root / "governance"
    folder.mkdir(exist_ok=True)
    (folder / "channels.yml").write_text(CHANNEL)
    return lambda: [(entry.event, entry.text) for entry in list_alerts(built_shop)[0]]


def test_a_damaged_release_gives_way_to_the_last_good_one_and_people_are_told_once(built_shop, told):
    good = current_release(built_shop.hub_dir).release_id
    bad = build(built_shop, full_refresh=True).release
    bad.database.write_bytes(b"damaged")

    (repair,) = look_after(built_shop)

    assert repair.is_damage
    assert current_release(built_shop.hub_dir).release_id == good
    assert [event for event, _ in told()] == ["release_damaged"]
    assert bad.release_id in told()[0][1]
    assert look_after(built_shop) == []
    assert len(told()) == 1


def test_rows_that_a_build_held_back_are_told_by_table_and_count_without_a_value(built_shop, told):
    rows = "".join(f"{number},1,2026-02-04 10:00:00,1.00,false\n" for number in range(10, 40))
    deliver(built_shop, "more", HEADER + rows + "x7secret,1,2026-02-04 10:00:00,1.00,false\n")
    build(built_shop)

    assert len(tell_of_warnings(built_shop)) == 1
    assert tell_of_warnings(built_shop) == ()

    ((event, text),) = told()
    assert event == "quarantine"
    assert "raw.shop__orders" in text
    assert "Rows: 1" in text
    assert "x7secret" not in text
