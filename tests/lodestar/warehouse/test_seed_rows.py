"""A query over the rows of a CSV file gives CSV, with texts as they were."""

import pytest

from lodestar.errors import BuildError
from lodestar.warehouse.seed_rows import queried_csv

BOTS = 'code,pattern,reason\n1.50,bot,"Crawlers, all"\n2.00,head,\n'


def test_rows_are_chosen_and_texts_stay_as_they_were():
    assert queried_csv(BOTS, "select * from this where pattern = 'bot'") == (
        'code,pattern,reason\n1.50,bot,"Crawlers, all"\n'
    )


def test_without_rows_the_header_stays():
    assert queried_csv(BOTS, "select * from this where false") == "code,pattern,reason\n"


def test_rows_can_be_added_and_nothing_stays_nothing():
    text = queried_csv(BOTS, "select * from this union all select '3', 'x', null order by code")
    assert text.splitlines() == ["code,pattern,reason", '1.50,bot,"Crawlers, all"', "2.00,head,", "3,x,"]


def test_the_delimiter_of_the_file_is_kept():
    assert queried_csv("a;b\n1;2\n3;4\n", "select * from this where a = '3'") == "a;b\n3;4\n"


def test_a_query_that_can_not_run_is_told():
    with pytest.raises(BuildError, match="nowhere"):
        queried_csv(BOTS, "select nowhere from this")
