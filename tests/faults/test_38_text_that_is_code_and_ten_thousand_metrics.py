"""Row 38: SQL and Jinja where names and texts belong, Chinese names, and ten thousand metrics."""

from __future__ import annotations

import time
from dataclasses import replace

import duckdb
import pytest

from bench.governance import check_many
from lodestar.compiler.generate import generate
from lodestar.errors import LodestarError
from lodestar.releases.release import current_release, point_to, seal, staging_folder
from lodestar.settings import open_project
from lodestar.workflows.build import build
from tests.faults.governed import command, rewrite, values_of
from tests.lodestar.compiler.shop_catalog import contract, shop_catalog

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fault(38, "SQL or Jinja injection in YAML or in a query, Chinese names, 10,000 metrics"),
]
BOBBY = "North'; drop table hub.metric_values; --"
JINJA = "{{ env_var('HOME') }}"
CHINESE = "杭州·西湖店（旗舰）"
BY_STORE = {"region": "store__region"}
ARGUMENTS = [
    ("query", BOBBY),
    ("query", JINJA),
    ("query", "net_revenue", "--by", "store", "--member", "x' or '1'='1"),
    ("query", "net_revenue", "--by", "store') or true --"),
    ("query", "net_revenue", "--grain", "day' union select 1 --"),
    ("query", "net_revenue", "--start", "2026-01-01'; --"),
    ("show", "net_revenue' or '1'='1"),
    ("why", "net_revenue'; --"),
    ("rollback", "../../../etc"),
]


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=" ".join)
def test_38_code_in_an_argument_is_a_name_that_nobody_knows(seen, shared_shop, arguments):
    code, told = command(shared_shop, *arguments)

    assert code in (1, 2)
    assert len(told.strip().splitlines()) <= 2
    assert command(shared_shop, "query", "net_revenue")[0] == 0
    seen.happened("arguments: refused as unknown names")


@pytest.fixture(scope="module")
def shared_shop(shop_template):
    """A shop that is only read."""
    return open_project(shop_template)


@pytest.mark.parametrize(
    "expression",
    [
        "order_amount_total); drop table marts.fct_orders; --",
        "\"{{ run_query('drop table marts.fct_orders') }}\"",
        "order_amount_total; select 1",
    ],
    ids=["half", "jinja", "two statements"],
)
@pytest.mark.thorough
def test_38_code_in_a_formula_is_refused(seen, built_shop, published, expression):
    before = current_release(built_shop.hub_dir).release_id, values_of(published, built_shop)
    rewrite(built_shop, "metrics/shop.yml", "expr: order_amount_total - returned_amount_total", f"expr: {expression}")

    with pytest.raises(LodestarError, match=r"net_revenue|run_query"):
        build(built_shop)

    assert (current_release(built_shop.hub_dir).release_id, values_of(published, built_shop)) == before
    with duckdb.connect(str(built_shop.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.fct_orders").fetchone() == (4,)
    seen.happened("formulas: refused, named")


@pytest.mark.thorough
def test_38_members_and_labels_may_be_any_text(seen, built_shop):
    quoted = [name.replace("'", "''") for name in (BOBBY, CHINESE)]
    rewrite(built_shop, "models/dim_stores.sql", "'North'", f"'{quoted[0]}'")
    rewrite(built_shop, "models/dim_stores.sql", "'South'", f"'{quoted[1]}'")
    rewrite(built_shop, "metrics/shop.yml", "label: Net revenue", f'label: "{BOBBY}"')
    rewrite(built_shop, "metrics/shop.yml", "label_zh: 净收入", "label_zh: 净收入（旗舰）")
    build(built_shop)

    for member in (BOBBY, CHINESE):
        code, told = command(built_shop, "query", "net_revenue", "--by", "store", "--member", member)
        assert code == 0
        assert member in told
    assert command(built_shop, "why", "net_revenue")[0] in (0, 2)
    assert "净收入（旗舰）" in command(built_shop, "show", "net_revenue")[1]
    seen.happened("members and labels: kept as text, in every language")


def seconds(action) -> float:
    begun = time.monotonic()
    action()
    return time.monotonic() - begun


@pytest.mark.parametrize(("count", "most"), [(300, 30), pytest.param(10_000, 600, marks=pytest.mark.thorough)])
def test_38_the_rules_think_in_bounded_time(seen, count, most):
    took = check_many(count)["total"]

    assert took < most
    seen.happened(f"rules over {count:,} metrics: {took:.1f} s")


@pytest.mark.parametrize(("count", "most"), [(300, 30), pytest.param(10_000, 600, marks=pytest.mark.thorough)])
def test_38_metric_tables_are_planned_in_bounded_time(seen, count, most):
    catalog = shop_catalog()
    shapes = [
        catalog.metrics[name] for name in ("amount_total", "orders_per_visit", "kept_share", "order_count_before")
    ]
    named = {
        f"m_{n}": replace(shapes[n % 4], name=f"m_{n}", label=f"m {n}", contract=contract(dimensions=BY_STORE))
        for n in range(count)
    }

    took = seconds(lambda: generate(replace(catalog, metrics={**catalog.metrics, **named}), week_start="monday"))

    assert took < most
    seen.happened(f"planned {count:,} metrics: {took:.1f} s")


@pytest.mark.parametrize(("count", "most"), [(300, 10), pytest.param(10_000, 60, marks=pytest.mark.thorough)])
def test_38_a_release_of_so_many_metrics_is_read_in_bounded_time(seen, built_shop, count, most):
    publish_many(built_shop, count)

    took = {}
    for arguments in (["metrics"], ["show", "net_revenue"], ["query", "m_7,net_revenue"], ["query", "m_07"]):
        took[arguments[0]] = seconds(lambda asked=arguments: command(built_shop, *asked))

    assert f"m_{count - 1}" in command(built_shop, "metrics")[1]
    code, told = command(built_shop, "query", "m_07")
    assert (code, "Did you mean" in told) == (2, True)
    assert max(took.values()) < most
    times = ", ".join(f"{name} {value:.1f} s" for name, value in took.items())
    seen.happened(f"{count:,} metrics in a release: {times}")


def publish_many(project, count):
    """A release like the current one, with copies of a metric under so many more names."""
    release = current_release(project.hub_dir)
    staging = staging_folder(project.releases_dir, "many")
    with duckdb.connect(str(staging / "metrics-many.duckdb")) as connection:
        connection.execute(f"attach '{release.database}' as old (read_only)")
        connection.execute("create schema hub")
        tables = connection.execute("select table_name from duckdb_tables() where database_name = 'old'").fetchall()
        for (name,) in tables:
            connection.execute(f"create table hub.{name} as select * from old.hub.{name}")
        for name in ("metric_catalog", "metric_values"):
            connection.execute(
                f"insert into hub.{name} select * exclude (n) replace ('m_' || n as metric_name) "
                f"from old.hub.{name} cross join range({count}) as copies (n) where metric_name = 'net_revenue'"
            )
    point_to(project.hub_dir, seal(staging, project.releases_dir, "many", dict(release.facts) | {"release_id": "many"}))
