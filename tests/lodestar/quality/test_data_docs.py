"""The page of checks is for people: what failed stands first, and nothing of it needs a network."""

from lodestar.quality.data_docs import write_data_docs
from lodestar.quality.result import CheckResult

PASSED = CheckResult("dbt", "fct_orders", "order_id must be unique", "block", "passed")
FAILED = CheckResult("great_expectations", "raw.odoo__sale_order", "id <b>is</b> null", "block", "failed", 1200)
WARNED = CheckResult("lodestar", "hub.metric_values", "values lie near the last ones", "warn", "failed", 3)


def page(tmp_path, *results):
    return write_data_docs(tmp_path, results, title="Checks of beacon", build_id="b1", checked_at="today").read_text()


def test_what_failed_stands_first_with_its_count(tmp_path):
    text = page(tmp_path, PASSED, FAILED)

    assert text.index("odoo__sale_order") < text.index("fct_orders")
    assert "1,200" in text
    assert "1 of 2 checks stopped this build" in text


def test_a_warning_does_not_stop_a_build(tmp_path):
    text = page(tmp_path, PASSED, WARNED)

    assert "none stands in the way" in text
    assert "warns only" in text


def test_words_of_a_rule_are_text_and_not_markup(tmp_path):
    assert "id &lt;b&gt;is&lt;/b&gt; null" in page(tmp_path, FAILED)


def test_the_page_asks_nothing_of_a_network(tmp_path):
    text = page(tmp_path, PASSED, FAILED, WARNED)

    assert "http" not in text
    assert "<script" not in text


def test_a_rule_that_a_contract_says_names_its_file(tmp_path):
    generated = CheckResult(
        "great_expectations", "raw.orders", "id is never null", "block", "passed", declared_in="o.yml"
    )
    text = page(tmp_path, PASSED, generated)

    assert "Contracts say 1 of them" in text
    assert 'id is never null <span class="from">o.yml</span>' in text
    assert "Contracts say" not in page(tmp_path, PASSED)
