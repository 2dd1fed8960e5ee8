"""On a bad day nothing is published, readers keep what they had, and the next build is clean. More: tests/faults."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from lodestar.dbt import invocation
from lodestar.errors import CheckError, ConfigurationError, IntakeError, LockedError, ReleaseError
from lodestar.releases import lock
from lodestar.releases.release import current_release, list_releases
from lodestar.settings import open_project
from lodestar.workflows import build as workflow
from lodestar.workflows.build import build
from lodestar.workflows.compile import compile_for_dbt, compile_metric_tables
from lodestar.workflows.read import rollback

pytestmark = pytest.mark.slow

HEADER = "id,store_id,ordered_at,amount,is_returned\n"
VALUES = (
    "select period_start, value from hub.metric_values "
    "where metric_name = '{}' and grain = '{}' and member = '{}' order by period_start"
)


def deliver(project, name, text):
    (project.raw_dir / "orders" / f"{name}.csv").write_text(text)


def rewrite(project, name, old, new):
    text = (project.root / name).read_text()
    assert old in text
    (project.root / name).write_text(text.replace(old, new))


def all_or_nothing(project):
    rewrite(project, "dbt_project.yml", "vars:\n", "vars:\n  circuit_breaker: all_or_nothing\n")


def state(project):
    """Everything that a reader can see."""
    release = current_release(project.hub_dir)
    files = {path: path.read_bytes() for path in release.folder.rglob("*") if path.is_file()}
    return release.release_id, files


@pytest.mark.parametrize(
    ("break_it", "error", "message"),
    [
        (
            lambda p: deliver(
                p, "bad", HEADER + "8,1,2026-02-01 00:00:00,-4,false\n9,1,2026-02-01 00:00:00,-5,false\n"
            ),
            CheckError,
            r"raw\.shop__orders: amount lies between 0 and 100,000: 2 bad rows",
        ),
        (
            lambda p: (
                all_or_nothing(p),  # per metric, those that are not by store would be published
                (p.root / "models/dim_stores.sql").write_text(
                    "select 1 as store_id, 'N' as store_name union all select 1, 'S'"
                ),
            ),
            CheckError,
            r"dim_stores: unique_dim_stores_store_id .*: 1 bad row",
        ),
        (
            lambda p: (
                all_or_nothing(p),
                (p.root / "models/dim_stores.sql").write_text(
                    "select 1 as store_id, 'N' as store_name union all select 1, 'S'"
                ),
                rewrite(p, "models/shop.yml", "name: store}, data_tests: [unique]}", "name: store}}"),
            ),
            CheckError,
            r"marts\.dim_stores: one row for one store, because metrics join it: 1 bad row",
        ),
        (
            lambda p: (p.root / "models/fct_orders.sql").write_text("select nonsense from nowhere"),
            CheckError,
            "fct_orders: is built: check error",
        ),
        (lambda p: (p.root / "models/fct_orders.sql").write_text("{{ nope("), ConfigurationError, "fct_orders"),
        (
            lambda p: (p.root / "metrics/shop.yml").write_text(
                (p.root / "metrics/shop.yml").read_text().replace("role: driver", "role: star")
            ),
            ConfigurationError,
            r"metrics/shop\.yml: metric average_order_value: role is 'star'",
        ),
        (
            lambda p: rewrite(p, "models/shop.yml", "  - name: dim_stores", "  - name: dim_storez"),
            ConfigurationError,
            "dim_storez",
        ),
        (
            lambda p: (p.root / "expectations/fct_order.yml").write_text("expectations: [{type: x}]"),
            ConfigurationError,
            "no table called 'fct_order'",
        ),
        (
            lambda p: rewrite(
                p,
                "expectations/fct_orders.yml",
                "kwargs: {min_value: 1}",
                "kwargs: {min_value: 9}\n    severity: warning",
            ),
            CheckError,
            "its suite has a row-count floor",
        ),
        (
            lambda p: rewrite(p, "models/dim_dates.sql", "2027-01-01", "2026-02-20"),
            CheckError,
            "the calendar covers the marts' dates: it runs from",
        ),
        (
            lambda p: rewrite(p, "metrics/shop.yml", "name: store_scorecard", "name: ../../models/evil"),
            ConfigurationError,
            "is no name in SQL",
        ),
        (
            lambda p: rewrite(p, "metrics/shop.yml", "expr: order_amount_total - ", "expr: (order_amount_total - "),
            ConfigurationError,
            "net_revenue",
        ),
    ],
    ids=[
        *("range", "duplicate", "fan-out", "model fails", "jinja"),
        "contract",
        *("lost test", "lost suite", "weak floor", "short calendar", "export name", "half an expression"),
    ],
)
def test_a_bad_day_stops_the_release_and_leaves_the_old_one(built_shop, break_it, error, message):
    before = state(built_shop)
    break_it(built_shop)

    with pytest.raises(error, match=message):
        build(open_project(built_shop.root))

    assert state(built_shop) == before
    assert not list(built_shop.releases_dir.glob(".staging-*"))
    assert not lock.is_held_here(built_shop.hub_dir / "build.lock")


def test_after_a_bad_file_is_mended_the_next_build_is_as_if_it_had_never_come(built_shop, published):
    deliver(built_shop, "bad", HEADER + "x,1,2026-02-02 00:00:00,1,false\n" * 10)
    with pytest.raises(IntakeError):
        build(built_shop)
    deliver(built_shop, "bad", HEADER + "6,1,2026-02-02 00:00:00,1,false\n")

    assert build(built_shop).intake.rows == 1
    assert (date(2026, 2, 2), 1.0) in published(built_shop, VALUES.format("net_revenue", "day", "total"))


def test_a_compile_in_the_middle_of_a_build_takes_nothing_from_its_release(built_shop):
    workflow.begin(built_shop)
    with workflow.step(built_shop):
        compile_metric_tables(built_shop)
        workflow.load(built_shop)
        workflow.transform(built_shop)
        workflow.check(built_shop)
        with pytest.raises(LockedError):
            compile_for_dbt(built_shop)
        invocation.parse(built_shop)  # an editor's plugin asks nobody
        shutil.rmtree(built_shop.metric_tables_dir)
        release = workflow.publish(built_shop)

    assert release.facts["row_counts"]["metric_values"] > 0


def test_a_damaged_release_is_left_out_and_never_rolled_back_to(built_shop):
    good = current_release(built_shop.hub_dir).release_id
    bad = build(built_shop, full_refresh=True).release
    (built_shop.releases_dir / "stray").mkdir()
    bad.database.write_bytes(b"damaged")

    with pytest.raises(ReleaseError, match="is damaged"):
        rollback(built_shop, bad.release_id)
    assert rollback(built_shop, good).release_id == good
    assert [release.release_id for release in list_releases(built_shop.releases_dir)] == [good, bad.release_id]
