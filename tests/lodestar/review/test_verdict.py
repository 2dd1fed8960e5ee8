"""The published cases get the right verdict, and each sign is raised by what it names, and by nothing less."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lodestar.releases.series import Point, Series
from lodestar.review.evidence import Evidence, Tracked
from lodestar.review.verdict import STATES, verdict
from tests.lodestar.review.months_of import OCTOBER, evidence, months, outcome, rate, tracked

UP = [100, 102, 99, 101, 98, 100, 101, 99, 120, 130, 140]
"""Eight months as usual, then growth up to October."""

STILL = [100, 102, 99, 101, 98, 100, 101, 99, 100, 101, 100]
SHARES = [40, 41, 39, 40, 41, 39, 40, 41, 40, 40, 40]
CHANCE = random.Random(20261001)


def around(level, growth, *, noise=0.01):
    """Twelve months: nine at a level, the last three grown."""
    return [level * (1 + CHANCE.gauss(0, noise)) * (1 + growth * (n >= 9)) for n in range(12)]


def signs(found, code):
    return [sign for sign in found.signs if sign.code == code]


def the(found, code):
    (sign,) = signs(found, code)
    return sign


# the published cases


def test_learning_up_by_40_percent_with_completion_up_by_22_is_healthy():
    minutes = tracked("minutes", around(56, 0.40))
    found = verdict(
        Evidence(
            OCTOBER,
            minutes,
            guardrails=(rate("completion", around(40, 0.22)),),
            retention=(rate("retention", around(50, 0.02)),),
            newcomers=tracked("newcomers", around(70, 0.05)),
            outcomes=(outcome("revenue", around(600, 0.2), 1),),
        )
    )

    assert (found.state, found.is_grown) == ("healthy", True)
    assert found.star.growth == pytest.approx(0.40, abs=0.03)
    assert the(found, "guardrail").facts["growth"] == pytest.approx(0.22, abs=0.03)


def test_repurchase_up_by_15_percent_with_order_value_up_by_8_is_healthy():
    found = verdict(
        Evidence(
            OCTOBER,
            rate("repurchase", around(20, 0.15)),
            guardrails=(rate("returns", around(6, 0), "down"),),
            outcomes=(outcome("order_value", around(630, 0.08), 0), outcome("revenue", around(600, 0.24), 0)),
        )
    )

    assert (found.state, found.is_grown) == ("healthy", True)
    assert found.star.growth == pytest.approx(0.15, abs=0.03)


def test_store_repurchase_up_by_12_percent_is_healthy():
    stores = tuple(
        months(around(300, 0.12, noise=0.03), metric="repeat_buyers", dimension="store", member=f"store {n}")
        for n in range(12)
    )
    found = verdict(Evidence(OCTOBER, rate("store_repurchase", around(18, 0.12)), accounts=(stores,)))

    assert (found.state, found.is_grown) == ("healthy", True)
    assert the(found, "concentration").facts["carried_share"] < 0.3


def posts_that_double(writers=300, paid=8):
    """Posts of a community by day and writer: from August on paid writers double them; 30% more on 20 October."""
    chance = random.Random(7)
    days = [date(2025, 10, 1) + timedelta(n) for n in range(410)]
    by_writer = {f"w{n}": [chance.choice((0, 0, 1)) for _ in days] for n in range(writers)}
    for n in range(paid):
        daily = [0 if day < date(2026, 8, 1) else 12 for day in days]
        daily[days.index(date(2026, 10, 20))] += 8
        by_writer[f"paid{n}"] = daily
    starts = sorted({day.replace(day=1) for day in days if day < date(2026, 11, 1)})
    groups = []
    for name, posts in by_writer.items():
        sums = [sum(p for d, p in zip(days, posts, strict=True) if d.replace(day=1) == start) for start in starts]
        groups.append(Series("posts", "month", tuple(map(Point, starts, sums)), "writer", name))
    totals = [sum(posts[n] for posts in by_writer.values()) for n in range(len(days))]
    return groups, Series("posts", "day", tuple(map(Point, days, totals)))


def test_posts_that_double_while_retention_falls_are_hollow_and_the_accounts_are_named():
    groups, daily = posts_that_double()
    total = months([sum(s.points[n].value for s in groups) for n in range(13)], metric="posts")
    found = verdict(
        Evidence(
            OCTOBER,
            Tracked("posts", total),
            retention=(rate("retention", [60, 61, 59, 60, 60, 61, 59, 60, 60, 61, 50, 48, 45]),),
            accounts=(tuple(groups),),
            finer=daily,
        )
    )

    assert found.state == "hollow"
    assert found.star.growth == pytest.approx(1.0, abs=0.1)
    assert [sign.code for sign in found.raised] == ["retention", "concentration"]
    assert sorted(the(found, "concentration").facts["accounts"]) == [f"paid{n}" for n in range(8)]
    assert the(found, "burst").facts["top_start"] == "2026-10-20"
    assert not the(found, "burst").is_raised  # it rose on one day and stayed


def test_sign_ups_tenfold_with_actives_up_by_10_percent_are_hollow():
    found = verdict(
        Evidence(
            OCTOBER,
            tracked("actives", around(30_000, 0.10)),
            newcomers=tracked("sign_ups", around(3_000, 9)),
        )
    )

    assert (found.state, found.is_grown) == ("hollow", True)
    sign = the(found, "newcomers")
    assert (sign.facts["growth"], sign.facts["stayed_growth"]) == (
        pytest.approx(9, abs=0.5),
        pytest.approx(0.10, abs=0.03),
    )
    assert sign.facts["stayed_share"] < 0.1


# sign by sign


@pytest.mark.parametrize(
    ("values", "direction", "is_raised"),
    [
        ([*SHARES[:8], 39, 36, 33], "up", True),
        ([*SHARES[:8], 40, 41, 39], "up", False),
        ([*SHARES[:8], 41, 44, 47], "up", False),
        ([*SHARES[:8], 41, 44, 47], "down", True),
        ([*SHARES[:8], 41, 44, 47], "none", True),
        ([*SHARES[:8], 40, 40, None], "up", False),
    ],
)
def test_a_guardrail_is_raised_when_it_goes_the_wrong_way_beyond_its_limits(values, direction, is_raised):
    found = verdict(evidence(UP, guardrails=(tracked("completion", values, direction),)))

    assert the(found, "guardrail").is_raised is is_raised
    assert found.state == ("hollow" if is_raised else "healthy")


@pytest.mark.parametrize(("of", "is_raised"), [(100, False), (10_000, True)])
def test_months_that_are_alike_by_chance_make_no_share_of_few_exact(of, is_raised):
    found = verdict(evidence(UP, guardrails=(rate("completion", [40] * 10 + [35], of=of),)))

    assert the(found, "guardrail").is_raised is is_raised


def test_a_guardrail_that_is_a_little_low_for_three_months_is_to_be_watched():
    level = [40, 42, 38, 41, 39, 42, 38, 40]
    found = verdict(evidence(UP, guardrails=(tracked("completion", [*level, 34, 34, 34]),)))

    assert (found.state, the(found, "guardrail").facts["recent"]) == ("watch", 34)


def test_a_guardrail_that_falls_while_the_star_is_still_is_to_be_watched():
    found = verdict(evidence(STILL, guardrails=(tracked("completion", [*SHARES[:8], 39, 36, 33]),)))

    assert (found.state, found.is_grown) == ("watch", False)


def test_a_star_that_should_fall_grows_by_falling():
    falling = [100, 102, 99, 101, 98, 100, 101, 99, 90, 80, 70]
    star = tracked("waiting_days", falling, "down")
    guardrail = tracked("solved", [*SHARES[:8], 39, 36, 33])

    assert verdict(evidence(star, guardrails=(guardrail,))).state == "hollow"
    assert not verdict(evidence(tracked("waiting_days", UP, "down"))).is_grown


@pytest.mark.parametrize(
    ("twin", "state"),
    [
        ([value * 0.9 for value in UP], "healthy"),
        ([90, 91, 90, 90, 89, 90, 91, 90, 91, 90, 91], "hollow"),
        ([90, 91, 89, 91, 88, 90, 91, 89, 100, 108, 116], "watch"),
    ],
)
def test_a_twin_that_stays_behind_is_told(twin, state):
    found = verdict(evidence(UP, twin=tracked("twin", twin)))

    assert found.state == state
    assert the(found, "twin").facts["star_growth"] == found.star.growth


def accounts(*, big=0.0, rest=0.0):
    """Twenty accounts of 50; one grows by so much, the others by a factor."""
    chance = random.Random(3)
    groups = []
    for n in range(20):
        values = [50 + chance.gauss(0, 2) for _ in range(11)]
        grown = big if n == 4 else 50 * rest
        groups.append(
            months(
                [v + grown * (place >= 8) for place, v in enumerate(values)],
                metric="orders",
                dimension="school",
                member=f"school {n}",
            )
        )
    return tuple(groups)


def judged_by_accounts(**growth):
    groups = accounts(**growth)
    total = [sum(s.points[n].value for s in groups) for n in range(11)]
    return verdict(evidence(tracked("orders", total), accounts=(groups,)))


def test_one_account_that_makes_the_growth_is_named():
    found = judged_by_accounts(big=400)
    sign = the(found, "concentration")

    assert (found.state, sign.facts["accounts"], sign.facts["members"]) == ("hollow", ("school 4",), 20)
    assert sign.facts["carried_share"] == pytest.approx(1, abs=0.1)
    assert sign.facts["share_before"] == pytest.approx(0.05, abs=0.01)
    assert sign.facts["growth_without"] == pytest.approx(0, abs=0.05)


def test_growth_of_all_accounts_is_no_concentration():
    found = judged_by_accounts(big=20, rest=0.4)

    assert (found.state, found.is_grown) == ("healthy", True)


def test_an_account_that_was_most_of_all_may_make_most_of_the_growth():
    groups = accounts(rest=0.4)
    big = months(
        [5000 * v for v in [*[1, 1.01, 0.99, 1, 1.01, 0.99, 1, 1], 1.4, 1.4, 1.4]], dimension="school", member="big"
    )
    total = [sum(s.points[n].value for s in (*groups, big)) for n in range(11)]
    found = verdict(evidence(total, accounts=((*groups, big),)))

    assert not the(found, "concentration").is_raised


def test_fewer_than_five_accounts_are_not_judged():
    groups = accounts(big=400)[2:6]
    total = [sum(s.points[n].value for s in groups) for n in range(11)]

    assert the(verdict(evidence(total, accounts=(groups,))), "concentration").unknown == "few_members"


def days(extra, *, until=date(2026, 11, 15)):
    """A star by the day, 100 each with weekdays; `extra` on some days."""
    first, chance = date(2025, 12, 1), random.Random(5)
    points = []
    for n in range((until - first).days + 1):
        day = first + timedelta(n)
        usual = 100 + 10 * (day.weekday() < 5) + chance.gauss(0, 3)
        points.append(Point(day, usual + extra.get(day, 0)))
    return Series("acts", "day", tuple(points))


def october(first, last, amount):
    return {date(2026, 10, 1) + timedelta(n - 1): amount for n in range(first, last + 1)}


@pytest.mark.parametrize(
    ("extra", "state", "last"),
    [
        (october(12, 12, 1200), "hollow", "2026-10-12"),
        (october(10, 15, 250), "hollow", "2026-10-15"),
        (october(12, 45, 70), "healthy", None),
        (october(1, 45, 40), "healthy", None),
        (october(27, 45, 300), "healthy", None),
        ({date(2026, n, 12): 800 for n in range(1, 11)} | october(1, 11, 25) | october(13, 45, 25), "healthy", None),
    ],
)
def test_a_burst_is_raised_when_it_carries_the_rise_and_does_not_stay(extra, state, last):
    series = days(extra)
    found = verdict(Evidence(OCTOBER, Tracked("acts", series), finer=series))

    assert (found.state, found.is_grown) == (state, True)
    assert the(found, "burst").is_raised is (last is not None)
    if last:
        assert the(found, "burst").facts["last"] >= last


def test_a_burst_at_the_end_of_the_data_is_to_be_watched():
    series = days(october(29, 29, 1200), until=date(2026, 10, 31))
    found = verdict(Evidence(OCTOBER, Tracked("acts", series), finer=series))

    assert (found.state, the(found, "burst").facts["stays"]) == ("watch", None)


@pytest.mark.parametrize(
    ("came", "stayed", "is_raised"),
    [
        ([30] * 8 + [300, 300, 300], STILL, True),
        ([30] * 8 + [60, 60, 60], [*STILL[:8], 115, 130, 145], False),
        ([30] * 8 + [33, 33, 33], STILL, False),
        ([30] * 8 + [60, 60, 60], [*STILL[:8], 105, 110, 115], False),
        ([30] * 8 + [60, 60, 60], [100, 130, 80, 120, 75, 125, 85, 110, 100, 100, 104], False),
    ],
)
def test_newcomers_who_do_not_stay_are_told(came, stayed, is_raised):
    jitter = [value + (n % 3 - 1) * 0.5 for n, value in enumerate(came)]
    found = verdict(evidence(UP, newcomers=tracked("came", jitter), retention=(tracked("returned", stayed),)))

    of_returned = [
        sign for sign in signs(found, "newcomers") if sign.facts.get("stayed_metric", "returned") == "returned"
    ]
    assert [sign.is_raised for sign in of_returned] == [is_raised]


@pytest.mark.parametrize(
    ("revenue", "state", "unknown"),
    [
        ([50, 51, 49, 50, 51, 49, 50, 51, 50, 49, 49], "hollow", ""),
        ([50, 51, 49, 50, 51, 49, 50, 51, 50, 50.6, 51], "watch", ""),
        ([50, 51, 49, 50, 51, 49, 50, 51, 55, 60, 65], "healthy", ""),
        ([50, 80, 30, 60, 20, 70, 40, 60, 50, 50, 50], "healthy", "too_noisy"),
    ],
)
def test_an_outcome_that_does_not_follow_is_told(revenue, state, unknown):
    found = verdict(evidence(UP, outcomes=(outcome("revenue", revenue, 1),)))

    assert (found.state, the(found, "outcome").unknown) == (state, unknown)


def test_an_outcome_is_not_due_before_its_lag_is_over():
    found = verdict(evidence(UP, outcomes=(outcome("revenue", [50, 51] * 5 + [50], 3),)))

    assert (found.state, the(found, "outcome").unknown) == ("healthy", "too_early")


@pytest.mark.parametrize(
    ("above", "below", "state"),
    [
        ([*[40] * 8, 40, 39, 38], [*[100] * 8, 85, 75, 65], "hollow"),
        ([*[40] * 8, 41, 42, 43], [*[100] * 8, 85, 75, 65], "watch"),
        ([*[40] * 8, 45, 50, 55], [100] * 11, "healthy"),
    ],
)
def test_a_rate_that_rises_because_its_denominator_falls_is_told(above, below, state):
    wobble = [1 + 0.01 * (n % 3 - 1) for n in range(11)]
    star = tracked(
        "rate",
        [a * w * 100 for a, w in zip(above, wobble, strict=True)],
        below=[b * w * 100 for b, w in zip(below, wobble[::-1], strict=True)],
    )
    found = verdict(evidence(star))

    assert (found.state, found.is_grown) == (state, True)


def test_a_denominator_within_its_natural_variation_is_not_what_made_a_rate_rise():
    below = [100, 115, 85, 110, 90, 105, 95, 100, 100, 100, 84]
    above = [0.4 * b * (1 + 0.01 * (n % 3 - 1)) for n, b in enumerate(below)]
    star = tracked("rate", [100 * a for a in (*above[:-1], 40)], below=[100 * b for b in below])
    found = verdict(evidence(star))

    assert (found.state, found.is_grown) == ("healthy", True)
    assert the(found, "denominator").facts["share"] > 0.5


# what is not known, and what comes every year


@pytest.mark.parametrize(
    ("star", "unknown"),
    [
        (months(UP, provisional=1), "provisional"),
        (months(UP[-5:]), "too_short"),
        (months([*UP[:-1], None]), "absent"),
        (months([*UP[:-1], math.nan]), "absent"),
        (months([]), "absent"),
        (None, "absent"),
    ],
)
def test_a_star_without_a_final_value_or_a_past_has_no_verdict(star, unknown):
    others = {
        "guardrails": (Tracked("g", star), Tracked("h", None)),
        "twin": Tracked("t", star),
        "newcomers": Tracked("n", star),
        "retention": (Tracked("r", star),),
        "outcomes": (outcome("o", [], 2),),
        "volume": Tracked("v", star),
        "accounts": ((star,) if star else (),),
        "finer": star,
    }
    found = verdict(evidence(Tracked("star", star), **others))

    assert (found.state, found.star.unknown, found.raised) == ("unknown", unknown, ())


def test_no_history_is_enough_to_crash():
    chance = random.Random(11)
    for _ in range(300):

        def odd(metric="x", **rest):
            values = [chance.choice([None, 0, 0, 1, -5, 1e9, math.inf]) for _ in range(chance.randrange(15))]
            below = [chance.choice([0, 1, 50]) for _ in values] if chance.random() < 0.3 else None
            return Tracked(metric, months(values, metric=metric, below=below, provisional=chance.randrange(3), **rest))

        groups = tuple(odd(member=f"m{n}", dimension="d").series for n in range(chance.randrange(9)))
        case = evidence(
            odd("star"),
            guardrails=(odd(),),
            twin=odd(),
            newcomers=odd(),
            retention=(odd(),),
            outcomes=(replace(outcome("o", [], chance.randrange(4)), series=odd().series),),
            volume=odd(),
            accounts=(groups,),
            finer=days({}) if chance.random() < 0.1 else odd().series,
        )
        assert verdict(case).state in STATES


def test_a_season_that_came_last_year_too_is_no_growth():
    year = [100, 101, 99, 100, 101, 99, 100, 101, 100, 120, 140, 120]
    again = [*year, *[value + 1 for value in year]][: 12 + 11]

    assert not verdict(evidence(again)).is_grown
    assert verdict(evidence([*[100, 101, 99] * 4, *again[12:]])).is_grown


def test_small_growth_that_stays_for_three_months_is_seen():
    level = [100, 104, 96, 102, 98, 103, 97, 101]
    month = verdict(evidence([*level, 100, 100, 112]))
    quarter = verdict(evidence([*level, 112, 112, 112]))

    assert (month.is_grown, quarter.is_grown) == (False, True)
    assert quarter.star.recent == 112


def test_only_the_volume_growing_is_growth_to_explain():
    found = verdict(
        evidence(STILL, volume=tracked("posts", UP), guardrails=(tracked("completion", [*SHARES[:8], 39, 36, 33]),))
    )

    assert (found.is_grown, found.state) == (True, "hollow")
