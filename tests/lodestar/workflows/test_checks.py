"""Everything is checked, whatever one check does; and what was checked can be asked for by release and by metric."""

import duckdb
import pytest

from lodestar.catalog.catalog import read_catalog
from lodestar.cli.render import checks_in_words
from lodestar.workflows import checks as checked
from lodestar.workflows import read

pytestmark = pytest.mark.slow


def made(shop):
    return checked.check_made_tables(shop, read_catalog(shop.build_dir), shop.warehouse)


def test_a_check_that_raises_is_told_and_the_others_run_all_the_same(built_shop, monkeypatch):
    before = made(built_shop)

    def raises(*_):
        raise OSError("the disk is gone")

    monkeypatch.setattr(checked, "check_reconciliation", raises)
    after = made(built_shop)

    lost = {result.rule for result in before} - {result.rule for result in after}
    (error,) = [result for result in after if result.status == "error"]
    assert error.sentence() == "hub.metric_values: sums of metrics: check error: OSError: the disk is gone"
    assert error.severity == "block"
    assert lost == {result.rule for result in before if " is the sum of " in result.rule}
    assert lost


def test_a_mart_that_lost_rows_blocks_and_one_whose_model_changed_warns(built_shop):
    catalog = read_catalog(built_shop.build_dir)
    private = built_shop.build_dir / "warehouse.duckdb"
    private.write_bytes(built_shop.warehouse.read_bytes())
    with duckdb.connect(str(private)) as connection:
        connection.execute("delete from marts.fct_orders where order_id = 1")

    (fall,) = [r for r in checked.check_made_volume(built_shop, catalog, private) if r.status != "passed"]
    with duckdb.connect(str(built_shop.warehouse)) as connection:
        connection.execute(
            "update main._lodestar_state set value = replace(value, 'model.shop.fct_orders', 'model.shop.former') "
            "where key = 'model_meanings'"
        )
    (changed,) = [r for r in checked.check_made_volume(built_shop, catalog, private) if r.status != "passed"]

    assert (fall.table, fall.severity, fall.bad_rows) == ("marts.fct_orders", "block", 1)
    assert (changed.table, changed.severity) == ("marts.fct_orders", "warn")


def test_every_check_of_a_release_is_in_its_history_and_beside_its_metrics(built_shop, published):
    results = published(built_shop, "select count(*) from hub.check_results")
    history = published(built_shop, "select count(*), count(distinct release_id) from hub.check_history")
    assert history == [(*results[0], 1)]

    of_all = read.checks(built_shop)
    one = published(built_shop, "select metric_name from hub.metric_catalog order by 1 limit 1")[0][0]
    of_one = read.checks(built_shop, one)

    assert len(of_all) == results[0][0]
    rules = {(check["table_name"], check["rule"]) for check in of_one}
    assert rules < {(check["table_name"], check["rule"]) for check in of_all}
    assert ("hub.metric_values", f"{one} is never NaN or infinite") in rules
    assert any(table == "raw.shop__orders" for table, _ in rules)
    others = {name for (name,) in published(built_shop, "select metric_name from hub.metric_catalog")} - {one}
    assert not any(rule.startswith(f"{name} is never NaN") for name in others for _, rule in rules)
    assert read.metric_card(built_shop, one).checks == tuple(of_one)


def test_checks_in_words_name_what_did_not_pass():
    passed = {"status": "passed", "severity": "block", "rule": "a"}
    warned = {"status": "failed", "severity": "warn", "rule": "too old"}
    failed = {"status": "error", "severity": "block", "rule": "no answer"}

    assert checks_in_words([passed, passed]) == "2 passed"
    assert checks_in_words([passed, warned]) == "1 passed, 1 warned: too old"
    assert checks_in_words([failed, warned]) == "0 passed, 1 warned, 1 failed: no answer; too old"
    assert checks_in_words([warned] * 5) == "0 passed, 5 warned: too old; too old; too old; ..."
