"""The contract is read strictly, and every finding is told at once."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.catalog.contract import Retention, Tolerance, read_contract
from lodestar.catalog.model_meta import read_data_through, read_time_zone
from lodestar.catalog.variant import Variant
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


NEW_KEYS = {
    "closing_lag_days": 3,
    "tolerance": {"relative": 0.01, "absolute": 5},
    "visibility": "team",
    "review_days": 90,
    "variants": {
        "in_utc": {"label": "Days of UTC", "label_zh": "按 UTC", "vars": {"zone": "UTC"}},
        "all": {"label": "All of them", "replace": {"is_valid": "true", "price": 1}, "models": {"bots": "from this"}},
    },
}


def test_what_people_agree_on_beside_the_formula_is_read():
    contract = read_contract(GOOD | NEW_KEYS, place="m.yml")

    assert contract.closing_lag_days == 3
    assert contract.tolerance == Tolerance(0.01, 5.0)
    assert (contract.visibility, contract.review_days) == ("team", 90)
    assert contract.variants == {
        "in_utc": Variant("in_utc", "Days of UTC", "按 UTC", vars={"zone": "UTC"}),
        "all": Variant("all", "All of them", replace={"is_valid": "true", "price": "1"}, models={"bots": "from this"}),
    }
    assert [variant.needs_models for variant in contract.variants.values()] == [True, True]


def test_what_is_not_said_has_a_plain_meaning():
    contract = read_contract(GOOD, place="m.yml")

    assert (contract.closing_lag_days, contract.tolerance) == (0, Tolerance(0.0, 0.0))
    assert (contract.visibility, contract.review_days, contract.variants) == ("company", 365, {})
    assert (contract.replaced_by, contract.last_date) == (None, None)


def test_what_is_said_to_be_nothing_means_what_is_not_said():
    nothing = dict.fromkeys(("dimensions", "retention", "growth_accounting", "deprecation", "tolerance", "variants"))

    assert read_contract(GOOD | nothing, place="m.yml") == read_contract(GOOD, place="m.yml")


@pytest.mark.parametrize("last_date", [date(2027, 3, 31), "2027-03-31"])
def test_a_deprecated_metric_says_what_takes_its_place_and_when_it_goes(last_date):
    deprecation = {"replaced_by": "net_revenue", "last_date": last_date}
    contract = read_contract(GOOD | {"status": "deprecated", "deprecation": deprecation}, place="m.yml")

    assert (contract.replaced_by, contract.last_date) == ("net_revenue", date(2027, 3, 31))


@pytest.mark.parametrize(
    ("maturity_days", "closing_lag_days", "days"), [(0, 0, 0), (7, 3, 7), (3, 7, 7), (7, 0, 7), (0, 7, 7)]
)
def test_a_value_is_final_when_it_is_known_and_no_late_rows_come(maturity_days, closing_lag_days, days):
    said = {"maturity_days": maturity_days, "closing_lag_days": closing_lag_days}

    assert read_contract(GOOD | said, place="m.yml").days_until_final == days


@pytest.mark.parametrize(
    ("tolerance", "ours", "theirs", "allows"),
    [
        ({"relative": 0.01}, 100.0, 101.0, True),
        ({"relative": 0.01}, 100.0, 101.01, False),
        ({"relative": 0.01}, -100.0, -99.0, True),
        ({"absolute": 5}, 0.0, -5.0, True),
        ({"absolute": 5}, 0.0, 5.1, False),
        ({"relative": 0.01, "absolute": 5}, 100.0, 104.0, True),
        ({"relative": 0.1, "absolute": 5}, 100.0, 109.0, True),
    ],
)
def test_two_figures_agree_within_the_tolerance(tolerance, ours, theirs, allows):
    assert read_contract(GOOD | {"tolerance": tolerance}, place="m.yml").tolerance.allows(ours, theirs) is allows


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


VARIANT = {"label": "Days of UTC", "vars": {"zone": "UTC"}}
DEPRECATION = {"replaced_by": "net_revenue", "last_date": "2027-03-31"}


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("dimensions", [], "dimensions must map a business name"),
        ("closing_lag_days", -1, "closing_lag_days is -1; write a whole number from 0"),
        ("closing_lag_days", 1.5, "closing_lag_days is 1.5"),
        ("closing_lag_days", True, "closing_lag_days is True"),
        ("closing_lag_days", None, "closing_lag_days is None"),
        ("review_days", 0, "review_days is 0; write a whole number from 1"),
        ("review_days", "365", "review_days is '365'"),
        ("visibility", "secret", "visibility is 'secret'; write one of public, company, team"),
        ("visibility", None, "visibility is None"),
        ("tolerance", 0.01, r"tolerance must be \{relative: 0.01\}"),
        ("tolerance", {}, "tolerance must be"),
        ("tolerance", {"relative": -0.01}, "tolerance must be"),
        ("tolerance", {"relative": "1%"}, "tolerance must be"),
        ("tolerance", {"relative": True}, "tolerance must be"),
        ("tolerance", {"absolute": float("inf")}, "tolerance must be"),
        ("tolerance", {"absolute": float("nan")}, "tolerance must be"),
        ("tolerance", {"share": 0.01}, "tolerance must be"),
        ("deprecation", DEPRECATION, "deprecation belongs to status deprecated"),
        ("variants", ["in_utc"], "variants must map a name"),
        ("variants", {"InUtc": VARIANT}, "variant 'InUtc' must be named in lower case"),
        ("variants", {"in_utc": "Days of UTC"}, "variant in_utc must have label"),
        ("variants", {"in_utc": VARIANT | {"why": "x"}}, "variant in_utc must have label"),
        ("variants", {"in_utc": {"vars": {"zone": "UTC"}}}, "variant in_utc has no label"),
        ("variants", {"in_utc": VARIANT | {"label": " "}}, "variant in_utc has no label"),
        ("variants", {"in_utc": VARIANT | {"label_zh": 7}}, "variant in_utc: label_zh must be a text"),
        ("variants", {"in_utc": {"label": "x"}}, "variant in_utc changes nothing: give it replace, vars or models"),
        ("variants", {"in_utc": VARIANT | {"vars": {}}}, "variant in_utc changes nothing"),
        ("variants", {"in_utc": VARIANT | {"vars": ["zone"]}}, "variant in_utc: vars must map names"),
        ("variants", {"in_utc": VARIANT | {"replace": []}}, "variant in_utc: replace must map names"),
        ("variants", {"in_utc": VARIANT | {"replace": {"a": ["b"]}}}, "what replace puts in place must be SQL text"),
        ("variants", {"in_utc": VARIANT | {"models": {"a": None}}}, "what models puts in place must be SQL text"),
    ],
)
def test_a_newer_key_that_is_wrong_is_told_by_its_name(key, value, message):
    with pytest.raises(ConfigurationError, match=rf"m\.yml: metric x: .*{message}"):
        read_contract(GOOD | {key: value}, place="m.yml: metric x")


@pytest.mark.parametrize(
    "deprecation",
    [
        None,
        {},
        "net_revenue",
        {"replaced_by": "net_revenue"},
        {"last_date": "2027-03-31"},
        DEPRECATION | {"why": "x"},
        DEPRECATION | {"replaced_by": ["net_revenue"]},
        DEPRECATION | {"replaced_by": " "},
        DEPRECATION | {"last_date": "soon"},
        DEPRECATION | {"last_date": "2027-02-30"},
        DEPRECATION | {"last_date": "2027-03-31 or later"},
        DEPRECATION | {"last_date": 20270331},
        DEPRECATION | {"last_date": None},
    ],
)
def test_a_deprecated_metric_without_an_end_is_refused(deprecation):
    with pytest.raises(ConfigurationError, match=r"status deprecated needs deprecation: \{replaced_by"):
        read_contract(GOOD | {"status": "deprecated", "deprecation": deprecation}, place="m.yml")


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
