"""Columns in expressions are replaced whole, everywhere, and nothing else is."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.catalog.substitution import Substitution, columns_of
from lodestar.errors import ConfigurationError


def changed(text: str, **replace: str) -> str:
    return Substitution(replace, "duckdb").expression(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is_valid", "true or x"),
        ("case when is_valid then order_id end", "case when (true or x) then order_id end"),
        ("was_is_valid and is_valid_too", "was_is_valid and is_valid_too"),
        ("'is_valid' = is_valid", "'is_valid' = (true or x)"),
        ('"Is_Valid" and IS_VALID', "(true or x) and (true or x)"),
        ("is_valid -- is_valid", "(true or x) -- is_valid"),
        ("is_valid(amount) + t.is_valid", "is_valid(amount) + t.is_valid"),
        ("is_valid::int", "(true or x)::int"),
    ],
)
def test_only_the_whole_name_of_a_column_is_replaced(text, expected):
    assert changed(text, is_valid="true or x") == expected


def test_a_word_that_is_also_a_type_or_a_part_of_a_date_is_replaced_only_where_it_is_a_column():
    assert changed("extract(day from day) + cast(day as date)", day="sold_on") == (
        "extract(day from sold_on) + cast(sold_on as date)"
    )
    assert changed("cast(date as date)", date="sold_on") == "cast(sold_on as date)"


def test_all_replacements_are_made_at_once():
    assert changed("a - b", a="b", b="a") == "b - a"
    assert changed("a + a", a="a + 1") == "(a + 1) + (a + 1)"


def test_a_filter_keeps_its_items_and_loses_its_columns():
    other = Substitution({"amount": "amount - refund"}, "duckdb")
    template = "{{ Dimension('order__amount') }} > 5 and amount > {{ Dimension('x__y') }}"
    assert other.filter(template) == (
        "{{ Dimension('order__amount') }} > 5 and (amount - refund) > {{ Dimension('x__y') }}"
    )
    assert other.filter("{{ Dimension('order__amount') }}") == "{{ Dimension('order__amount') }}"


def test_a_filter_that_only_names_items_is_not_even_read():
    assert Substitution({"amount": "1"}, "duckdb").filter("{{ Dimension('order__amount') }} ?? ) 1") == (
        "{{ Dimension('order__amount') }} ?? ) 1"
    )


def test_what_was_found_is_told():
    other = Substitution({"a": "1", "B": "2"}, "duckdb")
    other.expression("b + 1")
    assert other.found == {"b"}


@pytest.mark.parametrize(("text", "value"), [("a +", "1"), ("a", "1 +"), ("a", "select (")])
def test_text_that_is_no_expression_is_told(text, value):
    with pytest.raises(ConfigurationError, match="is no expression"):
        changed(text, a=value)


def test_columns_are_told_once_and_in_order():
    assert columns_of('b + "A" * b - sum(c) filter (where d)', "duckdb") == ["b", "a", "c", "d"]


NAMES = ("a", "ab", "b", "b_a")
EXPRESSIONS = st.recursive(
    st.sampled_from([*NAMES, '"a"', '"B"', "1", "2.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(" ".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"abs({text})"),
        st.tuples(inner, inner).map(lambda parts: f"case when {parts[0]} > 1 then {parts[1]} else a end"),
    ),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
def test_an_expression_with_columns_replaced_equals_it_over_rows_with_these_columns(text, for_a, for_b):
    with duckdb.connect() as connection:
        connection.execute("create table t as select 3 as a, -5 as ab, 7 as b, 11 as b_a")
        renewed = f"(select ({for_a}) as a, ab, ({for_b}) as b, b_a from t)"
        over_other_rows = connection.execute(f"select {text} from {renewed}").fetchone()
        replaced = connection.execute(f"select {changed(text, a=for_a, b=for_b)} from t").fetchone()
    assert over_other_rows == pytest.approx(replaced)
