"""How much hangs on the largest member."""

import pytest

from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.sensitivity import sensitivity
from tests.lodestar.review.histories import series


def stores(*sizes, count=14, dimension="store"):
    return [series("m", [size] * count, dimension=dimension, member=f"s{n}") for n, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "share", "grade"),
    [((20,) * 5, 0.2, Grade.good), ((40, 15, 15, 15, 15), 0.4, Grade.fair), ((60, 10, 10, 10, 10), 0.6, Grade.poor)],
)
def test_the_grade_is_that_of_the_largest_share(sizes, share, grade):
    found = sensitivity(stores(*sizes))

    assert found.largest[0].share == pytest.approx(share)
    assert found.grade is grade


def test_of_few_members_one_is_always_large():
    assert sensitivity(stores(70, 30)).grade is Grade.unknown
    assert sensitivity([*stores(70, 30, dimension="channel"), *stores(*[5] * 5)]).grade is Grade.good
    assert sensitivity([]).grade is Grade.unknown


def test_a_ratio_weighs_by_what_it_is_divided_by():
    members = [
        series("m", [0.9, 0.9], dimension="store", member="small", denominators=[10, 10]),
        series("m", [0.1, 0.1], dimension="store", member="large", denominators=[90, 90]),
    ]

    (found,) = sensitivity(members).largest

    assert (found.member, found.share) == ("large", 0.9)


def test_only_the_latest_final_periods_count():
    old = series("m", [1000] * 5 + [10] * 12 + [500], dimension="store", member="old", provisional=1)
    now = series("m", [0] * 5 + [30] * 12 + [0], dimension="store", member="now", provisional=1)

    assert sensitivity([old, now]).largest[0].share == pytest.approx(0.75)
