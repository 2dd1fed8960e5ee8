"""A filter is SQL with named items in it, and nothing else."""

from __future__ import annotations

import pytest

from lodestar.compiler.filters import Item, read_filter
from lodestar.compiler.joins import NotPlannable


def test_items_are_put_in_place():
    condition = read_filter("{{ Dimension('Order__Channel') }} = 'web' and {{ Entity('store') }} is not null")
    assert condition.items == (Item("order__channel"), Item("store"))
    placed = condition.sql({Item("order__channel"): "t.channel", Item("store"): "store_id"})
    assert placed == "(t.channel = 'web' and store_id is not null)"


@pytest.mark.parametrize(
    "template",
    [
        "{{ TimeDimension('metric_time', 'MONTH') }} > '2026-01-01'",
        "{{ TimeDimension('metric_time', time_granularity_name='month') }} > '2026-01-01'",
        "{{ Dimension('metric_time').grain('month') }} > '2026-01-01'",
    ],
)
def test_a_grain_is_said_in_three_ways(template):
    assert read_filter(template).items == (Item("metric_time", "month"),)


def test_a_path_may_be_said_apart():
    condition = read_filter("{{ Dimension('region', entity_path=['store']) }} = 'north'")
    assert condition.items == (Item("store__region"),)


def test_an_item_that_is_named_twice_is_placed_twice():
    item = Item("order__channel")
    condition = read_filter("{{ Dimension('order__channel') }} = 'web' or {{ Dimension('order__channel') }} is null")
    assert condition.sql({item: "channel"}) == "(channel = 'web' or channel is null)"


def test_an_expression_stays_together():
    condition = read_filter("not {{ Dimension('order__is_gone') }}")
    assert condition.sql({Item("order__is_gone"): "a or b"}) == "(not (a or b))"


def test_a_comment_ends_with_its_line():
    assert read_filter("{{ Entity('store') }} > 1 -- why").sql({Item("store"): "s"}) == "(s > 1 -- why\n)"


@pytest.mark.parametrize(
    "template",
    [
        "{{ Metric('orders', ['store']) }} > 1",
        "{{ Dimension('order__day').date_part('dow') }} = 1",
        "{{ TimeDimension('order__day', date_part_name='dow') }} = 1",
        "{{ unheard_of }} = 1",
        "{{ Dimension() }} = 1",
        "{{ Dimension('a').nothing(1) }} = 1",
        "{{ Dimension('a' }} = 1",
    ],
)
def test_anything_else_is_left_to_metricflow(template):
    with pytest.raises(NotPlannable):
        read_filter(template)
