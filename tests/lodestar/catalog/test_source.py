"""What a source says of its rows is read strictly."""

import pytest

from lodestar.catalog.source import read_source_table
from lodestar.errors import ConfigurationError


def source(**meta):
    return read_source_table(
        {
            "unique_id": "source.x.shop.orders", "source_name": "shop", "name": "orders", "schema": "raw",
            "identifier": "orders", "original_file_path": "shop.yml", "columns": {"id": {"name": "id"}},
            "config": {"meta": {"lodestar": meta}},
        }
    )  # fmt: skip


def test_least_rows_and_the_most_fall_are_read():
    said, unsaid = source(least_rows=100, most_fall=30), source()

    assert (said.least_rows, said.most_fall) == (100, 30.0)
    assert (unsaid.least_rows, unsaid.most_fall) == (0, None)


@pytest.mark.parametrize(
    "meta",
    [{"least_rows": -1}, {"least_rows": "9"}, {"least_rows": True}, {"least_rows": 1.5}]
    + [{"most_fall": percent} for percent in (-1, 101, "15", True, float("nan"))],
)
def test_what_can_not_be_meant_is_refused_with_its_place(meta):
    with pytest.raises(ConfigurationError, match=rf"shop\.yml: source shop\.orders: {next(iter(meta))} is"):
        source(**meta)
