"""Suites are read strictly, so that a slip of the pen is no missing check."""

import pytest

from lodestar.errors import ConfigurationError
from lodestar.quality.suite import has_row_count_floor, read_suites

FLOOR = "  - {type: expect_table_row_count_to_be_between, kwargs: {min_value: 1}}\n"


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_suite_belongs_to_the_table_that_its_file_is_named_after(tmp_path):
    write(tmp_path, "raw/crm__notes.yml", "expectations:\n" + FLOOR)

    assert read_suites(tmp_path)["crm__notes"].expectations[0]["kwargs"] == {"min_value": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("expectations: [{kwargs: {}}]", "expectation 1 has no type"),
        ("expectations: [{type: x, kwargs: [1]}]", "kwargs must be a mapping"),
        ("expectations: [{type: x, sevrity: warning}]", "sevrity is not one of"),
        ("expectations: [{type: x, severity: low}]", "severity must be one of"),
        ("expectations: {}", "expectations must be a list"),
        ("- 1", "write a mapping"),
        ("a: [", "is not YAML"),
    ],
)
def test_what_is_no_suite_is_refused_with_its_place(tmp_path, text, message):
    write(tmp_path, "a.yml", text)

    with pytest.raises(ConfigurationError, match=message):
        read_suites(tmp_path)


def test_two_suites_for_one_table_are_refused(tmp_path):
    write(tmp_path, "raw/t.yml", "expectations:\n" + FLOOR)
    write(tmp_path, "marts/t.yml", "expectations:\n" + FLOOR)

    with pytest.raises(ConfigurationError, match="is a suite for the table 't' too"):
        read_suites(tmp_path)


@pytest.mark.parametrize(
    ("expectation", "is_floor"),
    [
        ("{type: expect_table_row_count_to_be_between, kwargs: {min_value: 1}}", True),
        ("{type: expect_table_row_count_to_be_between, kwargs: {min_value: 0}}", False),
        ("{type: expect_table_row_count_to_be_between, kwargs: {max_value: 9}}", False),
        ("{type: expect_table_row_count_to_equal, kwargs: {value: 12}}", True),
        ("{type: expect_column_values_to_not_be_null, kwargs: {column: id}}", False),
    ],
)
def test_a_floor_is_at_least_one_row(tmp_path, expectation, is_floor):
    write(tmp_path, "t.yml", f"expectations: [{expectation}]")

    assert has_row_count_floor(read_suites(tmp_path)["t"]) is is_floor
