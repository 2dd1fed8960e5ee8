"""Variants together are one definition, or none where they want two things in one place."""

from __future__ import annotations

from lodestar.catalog.variant import Variant
from lodestar.governance.variation import Variation, together


def variant(name: str, **ways: object) -> Variant:
    return Variant(name, name, **ways)  # type: ignore[arg-type]


def test_what_variants_replace_and_set_is_merged():
    found = together(
        [
            variant("a", replace={"Is_Valid": "true"}, vars={"zone": "UTC"}),
            variant("b", replace={"amount": "0"}, vars={"cut": 5}),
        ]
    )
    assert found == Variation({"is_valid": "true", "amount": "0"}, {"zone": "UTC", "cut": 5}, ())


def test_two_texts_for_one_column_do_not_stand_together():
    assert together([variant("a", replace={"x": "1"}), variant("b", replace={"X": "2"})]) is None
    assert together([variant("a", vars={"x": 1}), variant("b", vars={"x": 2})]) is None


def test_the_same_text_twice_does():
    assert together([variant("a", replace={"x": "1"}), variant("b", replace={"x": "1", "y": "2"})])


def test_queries_over_models_keep_the_order_in_which_variants_are_declared():
    found = together([variant("a", models={"m": "1", "n": "2"}), variant("b", models={"m": "3", "n": "2"})])
    assert found is not None
    assert found.models == (("m", "1"), ("n", "2"), ("m", "3"))


def test_marts_are_the_same_whatever_is_replaced_in_the_definition():
    one, other = Variation({"a": "1"}, {"zone": "UTC"}), Variation({"b": "2"}, {"zone": "UTC"})
    assert one.marts_key == other.marts_key != ""
    assert Variation({"a": "1"}).marts_key == ""
    assert one.marts_key != Variation({}, {"zone": "Asia/Tokyo"}).marts_key
    assert (
        Variation({}, {}, (("m", "1"), ("m", "2"))).marts_key != Variation({}, {}, (("m", "2"), ("m", "1"))).marts_key
    )
