"""The contract is read strictly, and every finding is told at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.catalog.contract import Retention, read_contract, read_data_through, read_time_zone
from lodestar.errors import ConfigurationError

GOOD = {
    "version": 1,
    "status": "certified",
    "owner": "commerce",
    "role": "driver",
    "unit": "CNY",
    "direction": "up",
    "grains": ["day", "month"],
}


def test_a_contract_with_what_is_required_is_read():
    contract = read_contract(GOOD | {"dimensions": {"store": "store__store_name"}}, place="m.yml")

    assert contract.grains == ("day", "month")
    assert contract.dimensions == {"store": "store__store_name"}
    assert contract.maturity_days == 0


def test_a_retention_is_known_when_its_last_day_is_over():
    on_day_7 = read_contract(GOOD | {"retention": {"on_day": 7}}, place="m.yml")
    within_7_days = read_contract(GOOD | {"retention": {"within_days": 7}, "maturity_days": 30}, place="m.yml")

    assert (on_day_7.retention, on_day_7.maturity_days) == (Retention(7, 7), 7)
    assert (within_7_days.retention, within_7_days.maturity_days) == (Retention(1, 7), 30)


@pytest.mark.parametrize("zone", ["+08:00", "Shanghai", 8, ""])
def test_a_time_zone_is_a_name_that_is_known(zone):
    with pytest.raises(ConfigurationError, match="write a zone's name"):
        read_time_zone({"time_zone": zone}, place="m.yml")


@pytest.mark.parametrize("key", sorted(GOOD))
def test_each_required_key_is_missed_by_name(key):
    meta = {name: value for name, value in GOOD.items() if name != key}

    with pytest.raises(ConfigurationError, match=rf"m\.yml: metric x: {key} is missing"):
        read_contract(meta, place="m.yml: metric x")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("version", 0, "version is 0; write a whole number from 1"),
        ("retention", {"on_day": 0}, "retention must be {on_day: N} or {within_days: N}"),
        ("retention", {"on_day": 7, "within_days": 7}, "retention must be {on_day: N} or {within_days: N}"),
        ("retention", 7, "retention must be {on_day: N} or {within_days: N}"),
        ("growth_accounting", "lost", "growth_accounting is 'lost'; write one of new, retained, resurrected, churned"),
        ("version", True, "version is True"),
        ("status", "done", "status is 'done'; write one of proposed"),
        ("role", "star", "role is 'star'"),
        ("direction", "left", "direction is 'left'"),
        ("grains", ["hour"], "grain 'hour' is not one of day, week"),
        ("grains", [], "grains must be a list"),
        ("grains", ["day", "day"], "a grain stands twice"),
        ("owner", " ", "owner must be a text that is not empty"),
        ("maturity_days", -1, "maturity_days is -1"),
        ("dimensions", {"store": "store_name"}, "must name entity__dimension"),
        ("dimensions", {"total": "a__b"}, "can't be called 'total'"),
        ("dimensions", ["store"], "dimensions must map"),
        ("ownr", "x", "'ownr' is not a key of the contract"),
    ],
)
def test_what_can_not_be_meant_is_said(key, value, message):
    with pytest.raises(ConfigurationError, match=message):
        read_contract(GOOD | {key: value}, place="m.yml")


def test_all_findings_come_at_once():
    with pytest.raises(ConfigurationError) as raised:
        read_contract({"version": "one", "status": "done"}, place="m.yml")

    assert len(str(raised.value).splitlines()) >= 7


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(sorted(GOOD)), inner),
    )
)
def test_nothing_but_a_configuration_error_comes_out_of_nonsense(meta):
    try:
        read_contract(meta, place="m.yml")
    except ConfigurationError as error:
        assert "m.yml" in str(error)


def test_a_custom_grain_of_the_time_spine_may_be_used():
    assert read_contract(GOOD | {"grains": ["fiscal_year"]}, place="", custom_grains=("fiscal_year",))


def test_data_through_names_a_model_and_a_column():
    through = read_data_through({"model": "dim_x", "column": "d", "where": {"source_name": "odoo"}}, place="m")

    assert through.where == (("source_name", "odoo"),)
    with pytest.raises(ConfigurationError, match="data_through must be"):
        read_data_through({"model": "dim_x"}, place="m")
