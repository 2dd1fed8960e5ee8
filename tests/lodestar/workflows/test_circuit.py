"""On a bad day of one source, what does not depend on it is published, and the rest keeps its last good values."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace

import duckdb
import pytest

from lodestar.errors import CheckError, ConfigurationError, LedgerError, LodestarError, PartialReleaseError
from lodestar.quality.result import CheckResult
from lodestar.releases.release import current_release
from lodestar.settings import open_project
from lodestar.warehouse.intake import Intake, load_raw_files
from lodestar.workflows import checks, deliveries
from lodestar.workflows.build import build
from lodestar.workflows.freeze import freeze
from lodestar.workflows.read import metric_card, query
from lodestar.workflows.restatements import restatements
from tests.conftest import MARKET, MARKET_JANUARY, bring

pytestmark = pytest.mark.slow

SALES = "id,stall_id,sold_on,amount\n4,2,2026-02-03,7.00\n"
VISITS = "id,visited_on,page\n4,2026-02-03,home\n"
FROM_SALES = {"revenue", "stall_revenue", "revenue_per_visit"}
FROM_VISITS = {"visit_count", "revenue_per_visit"}
ALL = {*FROM_SALES, *FROM_VISITS}


def rows(release, metrics, table="metric_values"):
    """What a release holds of some metrics, without the marks of staleness."""
    with duckdb.connect(str(release.database), read_only=True) as connection:
        found = connection.execute(f"select * from hub.{table} where metric_name = any(?)", [sorted(metrics)])
        names = [column[0] for column in found.description]
        kept = [place for place, name in enumerate(names) if "stale" not in name]
        return sorted(tuple(str(row[place]) for place in kept) for row in found.fetchall())


def whole_table(release, name):
    with duckdb.connect(str(release.database), read_only=True) as connection:
        return sorted(map(str, connection.execute(f"select * from hub.{name}").fetchall()))


def built_tables(project):
    """Every table that dbt built, without when its rows were loaded and by which build."""
    found = {}
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in ('marts', 'metrics')"
        ).fetchall()
        for schema, name in names:
            columns = [row[0] for row in connection.execute(f"describe {schema}.{name}").fetchall()]
            kept = ", ".join(column for column in columns if not column.startswith("_"))
            found[name] = sorted(map(str, connection.execute(f"select {kept} from {schema}.{name}").fetchall()))
    return found


@pytest.fixture(scope="session")
def clean(tmp_path_factory):
    """The market on a good day: January and February of both sources, built from nothing. Never change it."""
    project = open_project(shutil.copytree(MARKET, tmp_path_factory.mktemp("clean") / "market"))
    for source, text in MARKET_JANUARY.items():
        bring(project, source, "january", text)
    bring(project, "sales", "february", SALES)
    bring(project, "visits", "february", VISITS)
    build(project)
    return project


def bad_raw_rows(project, _):
    bring(project, "sales", "february", SALES + "5,1,2026-02-03,-1\n6,1,2026-02-03,-2\n")


def bad_file(project, monkeypatch):
    """What the gate does with a file that lost a column."""

    @dataclass(frozen=True)
    class Refusing(Intake):
        refused: dict = field(default_factory=dict)

    def load(connection, tables, raw_dir, **options):
        others = [table for table in tables if table.name != "sales"]
        intake = load_raw_files(connection, others, raw_dir, **options)
        reason = "sales/february.csv lacks the column amount"
        return Refusing(intake.files, intake.rows, intake.skipped, (), refused={"raw.till__sales": reason})

    monkeypatch.setattr(deliveries, "load_raw_files", load)


def bad_model(project, _):
    (project.root / "models/fct_visits.sql").write_text("select cast('x' as bigint) as visit_id, null as page")


def bad_dimension(project, _):
    path = project.root / "models/dim_stalls.sql"
    path.write_text("select 1 as stall_id, 'Bread' as stall_name union all select 1, 'Fish'")


def bad_dbt_test(project, _):
    bring(project, "visits", "february", VISITS + "5,2026-02-04,\n")


def bad_mart(project, _):
    bring(project, "visits", "february", VISITS + "5,2026-02-04,nowhere\n")


def bad_metric(project, monkeypatch):
    real = checks.check_metric_values

    def check(warehouse, relation, metrics):
        doubt = CheckResult("lodestar", "hub.metric_values", "visits go on", "block", "failed", 3, "", ("visit_count",))
        return [*real(warehouse, relation, metrics), doubt]

    monkeypatch.setattr(checks, "check_metric_values", check)


CASES = {
    "raw rows": (bad_raw_rows, FROM_SALES, True, "raw.till__sales: amount is at least 0: 2 bad rows"),
    "file": (bad_file, FROM_SALES, True, "sales/february.csv lacks the column amount"),
    "model": (bad_model, FROM_VISITS, False, "fct_visits could not be built"),
    "dimension": (
        bad_dimension,
        {"stall_revenue"},
        False,
        "dim_stalls: unique_dim_stalls_stall_id (models/market.yml): 1 bad row",
    ),
    "dbt test": (
        bad_dbt_test,
        FROM_VISITS,
        False,
        "fct_visits: not_null_fct_visits_page (models/market.yml): 1 bad row",
    ),
    "mart": (bad_mart, FROM_VISITS, False, "marts.fct_visits: page is one of ours: 1 bad row"),
    "metric": (bad_metric, {"visit_count"}, False, "hub.metric_values: visits go on: 3 bad rows"),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", CASES)
def test_only_what_depends_on_the_fault_keeps_its_values(built_market, clean, monkeypatch, name):
    break_it, stale, moves_on, reason = CASES[name]
    before, warehouse = current_release(built_market.hub_dir), built_market.warehouse.read_bytes()
    bring(built_market, "sales", "february", SALES)
    bring(built_market, "visits", "february", VISITS)
    break_it(built_market, monkeypatch)

    report = build(built_market)

    release = report.release
    assert release.facts["stale"] == {
        name: {"values_of": before.release_id, "reason": reason} for name in sorted(stale)
    }
    for table in ("metric_values", "metric_catalog", "metric_lineage"):
        assert rows(release, stale, table) == rows(before, stale, table), table
    assert rows(release, ALL - stale) == rows(current_release(clean.hub_dir), ALL - stale)
    assert rows(release, ALL - stale) != rows(before, ALL - stale)
    is_export_stale = bool(stale & {"revenue", "visit_count"})
    assert set(release.facts["stale_tables"]) == ({"market_months"} if is_export_stale else set())
    origin = before if is_export_stale else current_release(clean.hub_dir)
    assert whole_table(release, "market_months") == whole_table(origin, "market_months")
    assert (release.facts["whole"], release.facts["warehouse_moved_on"]) == (False, moves_on)
    assert (built_market.warehouse.read_bytes() != warehouse) == moves_on
    with pytest.raises(PartialReleaseError) as said:
        report.require_whole()
    assert f"because of {reason}" in str(said.value)
    assert all(metric in str(said.value) for metric in stale)


@pytest.mark.thorough
def test_after_two_bad_days_and_a_good_one_all_is_as_on_a_good_day(built_market, clean, capsys):
    first = current_release(built_market.hub_dir)
    bring(built_market, "visits", "february", VISITS)
    for amount in (-1, -2):
        bring(built_market, "sales", "february", f"id,stall_id,sold_on,amount\n4,2,2026-02-03,{amount}\n")
        release = build(built_market).release
        assert {kept["values_of"] for kept in release.facts["stale"].values()} == {first.release_id}
        assert set(release.facts["stale"]) == FROM_SALES
    card = metric_card(built_market, "revenue").facts
    assert (card["is_stale"], card["stale_since"]) == (True, first.release_id)
    assert "amount is at least 0" in query(built_market, ["revenue"]).stale["revenue"]
    assert not query(built_market, ["visit_count"]).stale

    bring(built_market, "sales", "february", SALES)
    report = build(built_market)

    report.require_whole()
    good = current_release(clean.hub_dir)
    assert rows(report.release, ALL) == rows(good, ALL)
    assert whole_table(report.release, "market_months") == whole_table(good, "market_months")
    assert built_tables(built_market) == built_tables(clean)
    assert not metric_card(built_market, "revenue").facts["is_stale"]


@pytest.mark.thorough
def test_after_a_bad_mart_the_warehouse_is_that_of_the_last_whole_build(built_market, clean):
    bring(built_market, "sales", "february", SALES)
    bad_mart(built_market, None)
    build(built_market)
    bring(built_market, "visits", "february", VISITS)

    report = build(built_market)

    report.require_whole()
    assert report.intake.rows == 2, "the good file of the bad day is loaded again"
    assert rows(report.release, ALL) == rows(current_release(clean.hub_dir), ALL)
    assert built_tables(built_market) == built_tables(clean)


@pytest.mark.thorough
def test_all_or_nothing_publishes_nothing(built_market, monkeypatch):
    before = current_release(built_market.hub_dir).release_id
    project = replace(built_market, variables={**built_market.variables, "circuit_breaker": "all_or_nothing"})
    bad_raw_rows(project, None)

    with pytest.raises(CheckError, match=r"raw\.till__sales: amount is at least 0: 2 bad rows"):
        build(project)

    assert current_release(project.hub_dir).release_id == before
    wrong = replace(project, variables={"circuit_breaker": "sometimes"})
    with pytest.raises(ConfigurationError, match=r"circuit_breaker is 'sometimes'; write per_metric or all_or_nothing"):
        build(wrong)


@pytest.mark.thorough
def test_when_every_source_is_bad_nothing_is_published(built_market, monkeypatch):
    before = current_release(built_market.hub_dir).release_id
    bad_raw_rows(built_market, None)
    bad_mart(built_market, None)

    with pytest.raises(CheckError) as said:
        build(built_market)

    assert "amount is at least 0" in str(said.value)
    assert "page is one of ours" in str(said.value)
    assert current_release(built_market.hub_dir).release_id == before


@pytest.mark.thorough
def test_a_first_build_with_a_bad_source_publishes_nothing(tmp_path, monkeypatch):
    project = open_project(shutil.copytree(MARKET, tmp_path / "market"))
    for source, text in MARKET_JANUARY.items():
        bring(project, source, "january", text)
    bad_file(project, monkeypatch)

    with pytest.raises(LodestarError, match="lacks the column amount"):
        build(project)

    assert not (project.hub_dir / "current").exists()


@pytest.mark.thorough
def test_a_new_metric_on_a_bad_source_is_left_out_and_said(built_market):
    path = built_market.root / "metrics/market.yml"
    text = path.read_text()
    first = text[text.index("  - name: visit_count") : text.index("  - name: revenue_per_visit")]
    new = first.replace("visit_count", "page_views").replace("label: Visits", "label: Page views")
    path.write_text(text.replace("  - name: revenue_per_visit", f"{new}  - name: revenue_per_visit"))
    bad_dbt_test(built_market, None)

    report = build(built_market)

    assert set(report.release.facts["left_out"]) == {"page_views"}
    assert set(report.stale) == FROM_VISITS
    assert rows(report.release, {"page_views"}) == rows(report.release, {"page_views"}, "metric_catalog") == []
    assert "page_views" not in report.release.facts["fingerprints"]
    with pytest.raises(PartialReleaseError, match="page_views is in no release yet"):
        report.require_whole()


@pytest.mark.thorough
def test_a_stale_metric_waits_for_its_freeze_and_is_not_compared(built_market):
    bring(built_market, "sales", "march", "id,stall_id,sold_on,amount\n9,2,2026-03-03,1\n")
    bring(built_market, "visits", "march", "id,visited_on,page\n9,2026-03-03,home\n")
    build(built_market)
    bring(built_market, "sales", "april", "id,stall_id,sold_on,amount\n10,2,2026-02-03,-1\n")
    bring(built_market, "visits", "april", "id,visited_on,page\n10,2026-03-31,home\n")
    build(built_market)

    frozen = freeze(built_market, "2026-02")

    assert set(frozen.stale) == FROM_SALES
    ledger = (frozen.folder / "values.csv").read_text()
    assert "visit_count" in ledger
    assert not [name for name in FROM_SALES if name in ledger]
    assert restatements(built_market, "2026-02").stale == tuple(sorted(FROM_SALES))

    bring(built_market, "sales", "april", "id,stall_id,sold_on,amount\n10,2,2026-02-03,1\n")
    build(built_market)
    again = freeze(built_market, "2026-02")
    assert not again.stale
    assert "revenue" in (again.folder / "values.csv").read_text()


@pytest.mark.thorough
def test_a_release_of_a_build_that_was_thrown_away_can_not_be_frozen(built_market):
    bad_mart(built_market, None)
    build(built_market)

    with pytest.raises(LedgerError, match="its raw rows are not kept"):
        freeze(built_market, "2026-01")
