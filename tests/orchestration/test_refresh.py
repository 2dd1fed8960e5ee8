"""A refresh through Dagster publishes what `lodestar build` publishes; when any step fails, nothing is published."""

from __future__ import annotations

import shutil
import threading

import dagster as dg
import duckdb
import pytest
import yaml

from lodestar.releases import lock
from lodestar.releases.journal import read_journal
from lodestar.releases.release import current_release
from lodestar.settings import open_project
from lodestar.workflows.build import build
from tests.conftest import bring

pytestmark = pytest.mark.slow


def failures(result):
    """Step -> class and message of the error that stopped it."""
    found = {}
    for event in result.filter_events(lambda event: event.is_step_failure):
        error = event.step_failure_data.error
        found[event.step_key] = (error.cause or error).message
    return found


def steps(result, kind):
    return [event.step_key for event in result.all_events if event.event_type_value == kind]


def not_passed(result):
    """Checks that did not pass, but for the one that says that nobody has decided on the shop's metrics."""
    checks = [check for check in result.get_asset_check_evaluations() if not check.passed]
    return [check for check in checks if check.asset_key.path != ["hub", "metric_catalog"]]


def nobody_builds(project):
    """Whether the lock is free: taking it succeeds."""
    lock.acquire(project.lock_path)
    lock.release(project.lock_path)
    return True


def expect(project, suite, *, min_value, severity="critical"):
    """One more expectation in the suite: at least so many rows."""
    path = project.expectations_dir / f"{suite}.yml"
    declared = yaml.safe_load(path.read_text())
    declared["expectations"].append(
        {
            "type": "expect_table_row_count_to_be_between",
            "kwargs": {"min_value": min_value},
            "description": "many orders have arrived",
            "severity": severity,
        }
    )
    path.write_text(yaml.safe_dump(declared))


SPOILED = 77
"""An amount that no raw row says, written by hand into every row of the warehouse."""


@pytest.fixture(scope="module")
def waited(_published, tmp_path_factory):
    """The shop with spoiled rows and its refresh, which began while another build was running. Never change it."""
    from orchestration.definitions import definitions_of

    project = open_project(shutil.copytree(_published, tmp_path_factory.mktemp("waited") / "shop", symlinks=True))
    with duckdb.connect(str(project.warehouse)) as connection:
        connection.execute(f"update marts.fct_orders set order_amount = {SPOILED}")
    with pytest.MonkeyPatch.context() as patched, dg.DagsterInstance.ephemeral() as instance:
        patched.setattr("orchestration.defs.raw_files.SECONDS_BETWEEN_TRIES", 1)
        lock.acquire(project.lock_path)
        threading.Timer(2, lock.release, [project.lock_path]).start()
        refresh = definitions_of(project).resolve_job_def("refresh")
        yield project, refresh.execute_in_process(instance=instance, raise_on_error=False)


def test_everything_is_materialized_and_every_test_and_suite_is_an_asset_check(waited):
    _, result = waited

    assert result.success, failures(result)
    assert {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()} == {
        "shop/orders",
        "marts/dim_dates",
        "marts/dim_stores",
        "marts/fct_orders",
        "states/state__batches",
        "states/state__orders",
        "states/state__selling_store_count__pairs",
        "states/state__selling_store_count__gaps",
        "metrics/metric_values__orders",
        "metrics/metric_values__orders__rebuilt",
        "hub/metric_catalog",
        "hub/metric_values",
        "hub/store_scorecard",
        "release",
    }
    assert {
        (check.asset_key.to_user_string(), check.check_name)
        for check in result.get_asset_check_evaluations()
        if check.passed
    } == {
        ("marts/dim_stores", "unique_dim_stores_store_id"),
        ("marts/fct_orders", "not_null_fct_orders_order_id"),
        ("marts/fct_orders", "unique_fct_orders_order_id"),
        ("shop/orders", "expectations"),
        ("marts/dim_stores", "expectations"),
        ("marts/fct_orders", "expectations"),
        ("hub/metric_values", "expectations"),
        ("hub/store_scorecard", "expectations"),
        ("release", "whole"),
    }
    (undecided,) = [check for check in result.get_asset_check_evaluations() if not check.passed]
    assert undecided.asset_key.path == ["hub", "metric_catalog"]
    assert undecided.severity == dg.AssetCheckSeverity.WARN
    assert "no decision stands" in undecided.description


@pytest.mark.parametrize(
    ("suite", "relation", "step"),
    [
        ("shop__orders", "raw.shop__orders", "raw_files"),
        pytest.param("fct_orders", "marts.fct_orders", "expectations", marks=pytest.mark.thorough),
    ],
)
def test_a_failed_expectation_keeps_the_release_from_being_published(published_shop, run, suite, relation, step):
    """Every metric of the shop is made of its orders."""
    before = (published_shop.hub_dir / "current").readlink()
    expect(published_shop, suite, min_value=1_000)

    result = run(published_shop, "refresh")

    assert list(failures(result)) == [step]
    assert f"{relation}: many orders have arrived" in failures(result)[step]
    assert "release" not in steps(result, "STEP_START")
    (failed,) = not_passed(result)
    assert failed.asset_key.path[-1] in relation
    assert failed.severity == dg.AssetCheckSeverity.ERROR
    assert (published_shop.hub_dir / "current").readlink() == before
    assert read_journal(published_shop.build_dir).state == "aborted"
    assert nobody_builds(published_shop)


def test_an_expectation_that_only_warns_lets_the_release_be_published(published_shop, run):
    expect(published_shop, "fct_orders", min_value=1_000, severity="warning")

    result = run(published_shop, "refresh")

    assert result.success, failures(result)
    (warned,) = not_passed(result)
    assert warned.severity == dg.AssetCheckSeverity.WARN


def test_a_failed_dbt_test_stops_the_refresh_and_frees_the_lock(published_shop, run, deliver):
    before = (published_shop.hub_dir / "current").readlink()
    deliver(published_shop, "february", ",1,2026-02-05 10:00:00,5.00,false\n")

    result = run(published_shop, "refresh")

    assert list(failures(result)) == ["dbt_models"]
    assert failures(result)["dbt_models"].startswith("lodestar.errors.CheckError")
    assert "not_null_fct_orders_order_id" in failures(result)["dbt_models"]
    assert ("not_null_fct_orders_order_id", False) in [
        (check.check_name, check.passed) for check in result.get_asset_check_evaluations()
    ]
    assert (published_shop.hub_dir / "current").readlink() == before
    assert read_journal(published_shop.build_dir).state == "aborted"
    assert nobody_builds(published_shop)


def test_a_torn_raw_file_stops_the_refresh_and_the_mended_one_is_published(shop, run, deliver):
    deliver(shop, "january", "1,1,2026-01-30 10:00:00,ten,false\n")
    torn = run(shop, "refresh")
    assert "raw.shop__orders: row count must be at least 1: observed 0" in failures(torn)["raw_files"]
    assert nobody_builds(shop)

    deliver(shop, "january", "1,1,2026-01-30 10:00:00,10.00,false\n")
    mended = run(shop, "refresh")

    assert mended.success, failures(mended)
    assert current_release(shop.hub_dir).facts["intake"]["rows"] == 1


def test_dbt_that_dies_without_results_fails_the_refresh(published_shop, run, monkeypatch, tmp_path):
    """The results of an earlier dbt lie in the same folder."""
    from orchestration.defs.dbt_models import DbtCli

    dying = tmp_path / "dbt"
    dying.write_text("#!/bin/sh\nexit 137\n")
    dying.chmod(0o755)
    assert (published_shop.target_dir / "run_results.json").exists()
    monkeypatch.setattr(
        "orchestration.definitions.dbt_cli",
        lambda project: DbtCli(project_dir=str(project.root), dbt_executable=str(dying)),
    )

    result = run(published_shop, "refresh")

    assert failures(result)["dbt_models"].startswith("lodestar.errors.BuildError")
    assert nobody_builds(published_shop)


def test_a_refresh_waits_while_another_build_is_running(waited):
    _, result = waited

    assert result.success, failures(result)
    assert "raw_files" in steps(result, "STEP_UP_FOR_RETRY")


def test_a_table_by_itself_is_refused(published_shop, run):
    result = run(published_shop, "__ASSET_JOB", asset_selection=[dg.AssetKey(["marts", "fct_orders"])])

    assert "No build has begun in this process" in failures(result)["dbt_models"]


def test_a_refresh_of_some_models_is_refused_and_frees_the_lock(published_shop, run):
    chosen = [dg.AssetKey(["shop", "orders"]), dg.AssetKey(["marts", "fct_orders"])]

    result = run(published_shop, "refresh", asset_selection=chosen)

    assert "A release is built whole" in failures(result)["dbt_models"]
    assert nobody_builds(published_shop)


def test_a_full_refresh_mends_what_raw_rows_no_longer_say(waited, run, tmp_path):
    """An incremental mart keeps a row that was spoiled by hand, until it is rebuilt."""
    project = open_project(shutil.copytree(waited[0].root, tmp_path / "shop", symlinks=True))

    def amounts():
        with duckdb.connect(str(project.warehouse)) as connection:
            return [row[0] for row in connection.execute("select order_amount from marts.fct_orders").fetchall()]

    assert waited[1].success
    assert set(amounts()) == {SPOILED}

    config = {"ops": {"dbt_models": {"config": {"full_refresh": True}}}}
    assert run(project, "refresh", run_config=config).success

    assert SPOILED not in amounts()


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["a model fails", "a dbt test fails", "an expectation fails", "a raw check fails"])
def test_a_fault_of_one_source_leaves_the_release_to_the_others(built_market, tmp_path, run, how):
    """The same as through `lodestar build`: what depends on the fault is stale, and the run is red."""
    twin = open_project(shutil.copytree(built_market.root, tmp_path / "twin", symlinks=True))
    for project in (built_market, twin):
        if how == "a model fails":
            (project.root / "models/fct_visits.sql").write_text("select cast('x' as bigint) as visit_id, null as page")
        page = {"a dbt test fails": "", "an expectation fails": "nowhere"}.get(how, "home")
        bring(project, "visits", "february", f"id,visited_on,page\n4,2026-02-03,{page}\n")
        amount = -1 if how == "a raw check fails" else 1
        bring(project, "sales", "february", f"id,stall_id,sold_on,amount\n4,1,2026-02-03,{amount}\n")
    by_hand = build(twin).release.facts["stale"]

    result = run(built_market, "refresh")

    published = current_release(built_market.hub_dir)
    assert list(failures(result)) == ["release"]
    assert failures(result)["release"].startswith("lodestar.errors.PartialReleaseError")
    assert by_hand
    assert {name: kept["reason"] for name, kept in published.facts["stale"].items()} == {
        name: kept["reason"] for name, kept in by_hand.items()
    }
    (whole,) = [check for check in result.get_asset_check_evaluations() if check.check_name == "whole"]
    assert not whole.passed
    assert whole.severity == dg.AssetCheckSeverity.ERROR
    materialized = {event.asset_key.to_user_string() for event in result.get_asset_materialization_events()}
    assert "release" in materialized
    assert read_journal(built_market.build_dir).state == "published"
    assert nobody_builds(built_market)
