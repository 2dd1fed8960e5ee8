"""What an absent period means is decided from the definition, before any SQL."""

import pytest

from lodestar.compiler.metricflow import escape_jinja
from lodestar.compiler.plan import _only_adds_up


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "revenue",
        "revenue - refunds",
        "coalesce(revenue, 0) - coalesce(refunds, 0)",
        "2 * (a + b) - -c * 3",
    ],
)
def test_sums_of_nothing_are_zero(expression):
    assert _only_adds_up(expression, "m.yml", "duckdb")


@pytest.mark.parametrize(
    "expression",
    ["revenue / orders", "revenue + 1", "greatest(a, b)", "case when a > 0 then 1 end", "coalesce(a / b, 0)", "a % 2"],
)
def test_anything_else_is_unknown(expression):
    assert not _only_adds_up(expression, "m.yml", "duckdb")


@pytest.mark.parametrize("text", ["plain", "{{ 1 + 1 }}", "{% raw %}", "{# gone #}", "a {{{ b }}} {%-", "it's {{'x'}}"])
def test_text_comes_out_of_jinja_as_it_went_in(text):
    import jinja2

    assert jinja2.Environment().from_string(escape_jinja(text)).render() == text
