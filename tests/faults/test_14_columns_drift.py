"""Row 14: a source drops, renames or retypes a column."""

from __future__ import annotations

import pytest

from lodestar.errors import IntakeError
from lodestar.releases.release import current_release
from lodestar.workflows.build import build
from tests.conftest import deliver

pytestmark = [pytest.mark.slow, pytest.mark.fault(14, "column dropped, renamed or retyped at the source")]

HEADER = "id,store_id,ordered_at,amount,is_returned\n"
MENDED = HEADER + "".join(f"{number},1,2026-02-05 10:00:00,1.00,false\n" for number in range(10, 22))
CASES = {
    "dropped": (MENDED.replace(",store_id", "").replace(",1,2026", ",2026"), "it lacks the column store_id"),
    "renamed": (MENDED.replace("store_id", "shop_id"), "it lacks the column store_id .* The file has shop_id instead"),
    "retyped": (MENDED.replace(",1,2026", ",Nanjing Road,2026"), "store_id has become another type: .* integer"),
}


@pytest.mark.parametrize(
    "how", ["retyped", *(pytest.param(name, marks=pytest.mark.thorough) for name in ("dropped", "renamed"))]
)
def test_14_a_column_that_is_not_as_declared_stops_with_the_difference(seen, built_shop, published, how):
    before = current_release(built_shop.hub_dir).release_id
    text, message = CASES[how]
    deliver(built_shop, "february", text)

    with pytest.raises(IntakeError, match=rf"orders/february\.csv.*raw\.shop__orders.*{message}"):
        build(built_shop)

    assert current_release(built_shop.hub_dir).release_id == before
    assert published(built_shop, "select count(*) from hub.metric_values")[0][0] > 0
    deliver(built_shop, "february", MENDED)
    with seen.recovery():
        assert build(built_shop).intake.rows == 12
    seen.happened(f"{how}: refused with the difference")
