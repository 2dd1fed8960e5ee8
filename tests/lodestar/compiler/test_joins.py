"""The way from a mart to a dimension is the only one, and never multiplies rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodestar.compiler.joins import NotPlannable, reach
from lodestar.errors import ConfigurationError
from tests.lodestar.compiler.shop_catalog import semantic_model, shop_catalog

PART = {"name": "loaded_part", "is_partition": True, "type": "time", "type_params": {"time_granularity": "day"}}


def reached(path, *, model="orders", added=(), **settings):
    catalog = shop_catalog()
    models = {**catalog.semantic_models, **{one.name: one for one in added}}
    catalog = replace(catalog, semantic_models=models)
    return reach(catalog, models[model], path, place="metrics/shop.yml: metric 'm'", **settings)


def test_what_the_mart_holds_needs_no_join():
    assert reached("order__status").is_local
    assert reached("order__is_gone").expression == "status = 'returned' or status = 'lost'"
    assert reached("store").expression == "store_id"
    assert reached("order__ordered_date").grain == "day"


def test_a_dimension_is_joined_by_its_entity():
    found = reached("store__region")
    assert [(join.left, join.model.name, join.right) for join in found.joins] == [("store_id", "stores", "store_id")]
    assert (found.expression, found.kind) == ("region", "categorical")


def test_joins_follow_each_other():
    assert [join.model.name for join in reached("store__manager__manager_name").joins] == ["stores", "managers"]


def test_an_entity_of_a_joined_model_is_its_column():
    found = reached("store__manager")
    assert (found.kind, found.expression, len(found.joins)) == ("entity", "manager_id", 1)


def test_a_history_says_when_its_rows_hold():
    assert reached("store__tier").joins[0].validity == ("valid_from", "valid_to")


def test_a_history_without_times_is_not_joined():
    timeless = semantic_model("notes", "dim_stores", {"store": "natural"}, [{"name": "note"}])
    with pytest.raises(NotPlannable, match="can't be reached"):
        reached("store__note", added=[timeless])


def test_two_histories_do_not_meet():
    times = [shop_catalog().semantic_models["tiers"].definition["dimensions"][number] for number in (1, 2)]
    prices = semantic_model("prices", "dim_prices", {"store": "natural"}, [*times, {"name": "price"}])
    assert reached("store__price", added=[prices]).joins[0].validity
    with pytest.raises(NotPlannable, match="can't be reached"):
        reached("store__price", model="tiers", added=[prices])


@pytest.mark.parametrize("path", ["store__visited_date", "store__visit"])
def test_a_join_to_many_rows_is_refused_with_its_name(path):
    with pytest.raises(ConfigurationError, match="joining orders to visits on 'store', which has many rows"):
        reached(path)


def test_a_join_to_many_rows_is_refused_behind_another_too():
    shifts = semantic_model("shifts", "fct_shifts", {"manager": "foreign"}, [{"name": "shift"}])
    with pytest.raises(ConfigurationError, match="joining stores to shifts on 'manager'"):
        reached("store__manager__shift", added=[shifts])


def test_one_good_way_is_enough():
    regions = semantic_model("old_regions", "fct_old", {"store": "foreign"}, [{"name": "region"}])
    assert reached("store__region", added=[regions]).joins[0].model.name == "stores"


def test_two_ways_are_none():
    other = semantic_model("regions", "dim_regions", {"store": "primary"}, [{"name": "region"}])
    with pytest.raises(NotPlannable, match="more than one way"):
        reached("store__region", added=[other])


@pytest.mark.parametrize("path", ["store__nothing", "nobody__region", "nobody", "store__store__region"])
def test_what_is_nowhere_is_left_to_metricflow(path):
    with pytest.raises(NotPlannable):
        reached(path)


def test_partitions_meet_partitions():
    dated = semantic_model("dated", "fct_dated", {"load": "primary", "store": "foreign"}, [PART])
    parted = semantic_model("parted", "dim_parted", {"store": "primary"}, [PART, {"name": "owner"}])
    with pytest.raises(NotPlannable, match="partitioned"):
        reached("store__owner", model="dated", added=[dated, parted])
    found = reached("store__owner", model="dated", added=[dated, parted], knows_partitions=True)
    (partition,) = found.joins[0].partitions
    assert (partition.holder, partition.left, partition.right) == (0, "loaded_part", "loaded_part")


def test_partitions_of_one_side_mean_nothing():
    parted = semantic_model("parted", "dim_parted", {"store": "primary"}, [PART, {"name": "owner"}])
    assert reached("store__owner", added=[parted]).joins[0].partitions == ()
