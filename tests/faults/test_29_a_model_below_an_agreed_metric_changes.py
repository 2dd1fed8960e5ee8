"""Row 29: the SQL of a model changes below a metric that people agreed on; the metric's own file is as it was."""

from __future__ import annotations

import pytest

from lodestar.releases.release import current_release
from lodestar.workflows.build import build
from tests.faults.governed import agreed, command, rewrite

pytestmark = [pytest.mark.slow, pytest.mark.fault(29, "an approved definition's upstream model changes")]


def test_29_the_agreement_is_marked_drifted_and_says_which_part(seen, built_shop):
    project = agreed(built_shop, "net_revenue")
    before = current_release(project.hub_dir).release_id

    rewrite(project, "models/fct_orders.sql", "amount as order_amount", "amount * 2 as order_amount")
    code, told = command(project, "check")

    assert code == 1
    assert "G401" in told
    assert "net_revenue" in told
    assert "the SQL of its models" in told
    assert current_release(project.hub_dir).release_id == before
    rewrite(project, "models/fct_orders.sql", "amount * 2 as order_amount", "amount as order_amount")
    with seen.recovery():
        _, told = command(project, "check")
    assert "G401" not in told
    seen.happened("check: net_revenue drifted, the SQL of its models changed")


@pytest.mark.thorough
def test_29_a_release_that_is_built_meanwhile_says_drifted(seen, built_shop, published):
    project = agreed(built_shop, "net_revenue")
    rewrite(project, "models/fct_orders.sql", "amount as order_amount", "amount * 2 as order_amount")

    build(project)

    sql = "select certification from hub.metric_catalog where metric_name = 'net_revenue'"
    ((said,),) = published(project, sql)
    assert said.startswith("drifted")
    seen.happened("a build goes on, and its catalog says drifted")
