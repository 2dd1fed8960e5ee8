"""Targets, actions and the panorama say what was found, in both languages, and nothing of it is obeyed."""

import math
from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.north_stars import NorthStar
from lodestar.governance.problem import Problem
from lodestar.governance.targets import Target
from lodestar.releases.series import Point
from lodestar.report.actions_text import actions_text
from lodestar.report.charts.interval import interval_chart, interval_scale
from lodestar.report.columns import width
from lodestar.report.panorama_markdown import panorama_markdown
from lodestar.report.panorama_page import panorama_page
from lodestar.report.targets_text import targets_text
from lodestar.review.effects import Effect, Measured, Method, Refusal, Verdict
from lodestar.review.headroom import Headroom, MemberRate
from lodestar.review.panorama import Direction, MetricFacts, Opportunity, Panorama, StarView
from lodestar.review.targets import Attainment, Standing
from tests.lodestar.report.changes import HOSTILE
from tests.lodestar.report.pages import Page
from tests.lodestar.review.acted_histories import action

FACTS = {"orders": MetricFacts("orders", "Orders", "订单数", "ratio", "up", ("store",))}
EFFECT = Effect(Method.interrupted, "month", 0.15, 0.1, 0.2, 9, 8, (), True, True, ("Other",))
MEASURED = (
    Measured(action(), EFFECT, Verdict.as_expected),
    Measured(
        action(initiative="Stores", dimension="store", members=("Hangzhou",), expected_effect=None),
        Effect(Method.differences, "week", -0.3, -0.9, math.inf, 9, 8, ("A", "B", "C", "D")), Verdict.unclear,
    ),
    Measured(action(initiative="New"), refusal=Refusal("too_few_after", {"found": 2, "least": 4, "grain": "week"})),
    Measured(action(initiative="Card", metric=None), refusal=Refusal("no_metric")),
)  # fmt: skip
ROOM = Headroom(
    "orders", "store", "month", date(2026, 5, 1), date(2026, 10, 1), 0.165,
    (MemberRate("Hangzhou", 0.19, 0.3), MemberRate("Nanjing", 0.15, 0.7)), 0.19, 0.15, 0.1, False, 0.17, 1, 0.3,
)  # fmt: skip
STAR = NorthStar("orders", "company", "growth", "Who orders again, stays.", date(2025, 1, 1), None, (), 2)


def drawn(text=None):
    """The panorama; with `text` in every place where people write."""
    actions = MEASURED[:3]
    room, star, facts, without = ROOM, STAR, FACTS, MEASURED[3].action
    names = ("Bet", "Gain")
    if text:
        given = dict.fromkeys(("initiative", "team", "owner", "opportunity", "direction", "note"), text)
        actions = tuple(replace(one, action=replace(one.action, **given, members=(text,))) for one in actions)
        room = replace(ROOM, dimension=text, members=(MemberRate(text, 0.19, 0.3), MemberRate("b", 0.1, 0.7)))
        star = replace(STAR, value_statement=text)
        facts = {"orders": MetricFacts("orders", text, text, text, "up", ())}
        without = replace(without, **given)
        names = (text, text)
    opportunity = Opportunity(names[1], (room,), actions)
    view = StarView(star, "month", Point(date(2026, 10, 1), 0.16), (Direction(names[0], (opportunity,)),))
    empty = StarView(None, "", None, (Direction("Shine", (Opportunity("Look", (), ()),)),))
    return Panorama(
        date(2026, 10, 31),
        "r1",
        (view, empty),
        (without,),
        ("orders",),
        facts,
        (Problem("seeds/actions.csv", 3, text or "torn"),),
    )


def target(standing, value, **rest):
    given = {"expected": value, "share": 0.95, "distance": -0.01, "gone": 1.0} | rest
    place = Target("orders", "store", "Hangzhou", "month", date(2026, 10, 1), 0.2, 2)
    return Attainment(place, standing, value, **given)


def targets(attained, language="en", problems=()):
    return targets_text(
        attained, FACTS, problems,
        month=date(2026, 10, 1), through=date(2026, 10, 20), release_id="r1", language=language,
    )  # fmt: skip


def test_a_line_a_target_and_how_many_stand_where():
    found = targets([target(Standing.met, 0.19), target(Standing.behind, 0.1, expected=0.15, gone=0.6)])

    lines = found.splitlines()
    assert lines[0] == "Targets of 2026-10; data up to 2026-10-20, release r1."
    assert lines[3].split() == ["Orders", "Hangzhou", "2026-10", "met", "20.0%", "19.0%", "95.0%", "-1.0", "pp"]
    assert lines[4].split() == [
        "Orders",
        "Hangzhou",
        "2026-10",
        "behind",
        "20.0%",
        "10.0%",
        "15.0%",
        "95.0%",
        "-1.0",
        "pp",
    ]
    assert "Met: 1, missed: 0, on track: 0, behind: 1, still runs: 0, provisional: 0, without a value: 0." in found
    assert "run rate is what sums come to" in found


def test_a_month_without_targets_and_rows_that_cant_be_read_are_told():
    found = targets([], problems=[Problem("seeds/targets.csv", 7, "target must be filled")])

    assert "No period that ends in 2026-10 has a target." in found
    assert "seeds/targets.csv:7: target must be filled" in found


def actions(measured=MEASURED, language="en", cells=90):
    return actions_text(measured, FACTS, (), until=date(2026, 10, 31), release_id="r1", language=language, cells=cells)


def test_each_action_says_its_effect_and_how_it_is_known():
    lines = actions(cells=400).splitlines()

    assert lines[3].split() == [
        "Plan",
        "Orders",
        "2026-03-01",
        "as",
        "expected",
        "+10.0%",
        "+15.0%",
        "+10.0%",
        "to",
        "+20.0%",
    ]
    assert lines[4].strip() == (
        "the series alone (by month: 9 periods before, 8 after), for all were reached; less the trend that was there "
        "before; less the season; not to be told apart from Other, which began meanwhile"
    )
    assert lines[6].strip() == "against 4 members that it did not reach (by week: 9 periods before, 8 after)"
    assert lines[8].strip() == "too few final values since it began (by week: 2 periods, and 4 are the least)"
    assert lines[-2].startswith("Actions without a metric")
    assert lines[-1].strip() == "Card (commerce, Chen Yu), since 2026-03-01"


def test_sentences_are_wrapped_to_the_terminal():
    assert all(width(line) <= 90 for line in actions().splitlines() if line.startswith("    "))


def test_both_languages_are_whole():
    for text in (
        actions(language="zh"),
        targets([target(Standing.met, 0.19)], "zh"),
        panorama_markdown(drawn(), language="zh"),
    ):
        assert "订单数" in text
        assert "Orders" not in text


def test_the_page_leads_from_the_star_to_the_result():
    page = Page(panorama_page(drawn()))

    places = [page.text.index(words) for words in ("Who orders again", "Bet", "Gain", "Plan", "as expected")]
    assert places == sorted(places)
    assert "If all reached the best quarter by store (19.0%), the whole would change by +10.0%." in page.text
    assert "The goal of 17.0%: 1 of 2 are there already, with 30% of the whole." in page.text
    assert "That it is the best may be chance." in page.text
    assert "Directions that lead to no north star" in page.text
    assert "seeds/actions.csv:3: torn" in page.text
    assert page.tags.count("svg") == 2
    assert ("aria-label", "Plan: effect +15.0%, 95% interval +10.0% to +20.0%") in page.attributes


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_that_people_write_is_obeyed(language):
    page = panorama_page(drawn(HOSTILE), language=language)
    text = panorama_markdown(drawn(HOSTILE), language=language)

    assert "<script>" not in page + text
    assert "script" not in Page(page).tags
    assert not {"\x1b", "\u202e"} & set(
        page + text + actions((replace(MEASURED[0], action=replace(MEASURED[0].action, initiative=HOSTILE)),))
    )
    assert "http" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "").replace("http://evil", "")


def shapes(chart):
    return [layer["mark"]["shape"] for layer in chart.spec["layer"] if layer["mark"]["type"] == "point"]


def test_a_wide_interval_is_cut_with_an_arrow_and_others_stay_readable():
    narrow = replace(EFFECT, low=0.1, high=0.2)
    wide = replace(EFFECT, relative=0.3, low=-0.1, high=9.0)
    scale = interval_scale([(narrow, 0.1), (wide, None)])

    assert scale.high < 0.5
    assert shapes(interval_chart(wide, None, scale, name="x")) == ["circle", "triangle-right"]
    assert shapes(interval_chart(narrow, 0.1, scale, name="x")) == ["circle", "diamond"]
    assert scale.x(0.2) - scale.x(0.1) > 20


def test_an_axis_holds_effects_and_expectations_and_zero():
    scale = interval_scale([(replace(EFFECT, relative=-0.2, low=-0.25, high=-0.15), -0.4)])

    assert scale.low <= -0.4
    assert scale.high > 0
    assert interval_scale([]).x(0.0) == interval_scale([]).x(-1.0)
