"""The panorama leads from stars to results, and shows what leads nowhere."""

from datetime import date

from lodestar.governance.north_stars import NorthStar
from lodestar.governance.register import Register
from lodestar.governance.targets import Target
from lodestar.governance.trees import Driver, Tree
from lodestar.review.effects import Measured
from lodestar.review.headroom import headroom
from lodestar.review.panorama import MetricFacts, panorama
from tests.lodestar.review.acted_histories import action, months, series

UNTIL = date(2026, 10, 31)


def star(metric, *, ended=None, guardrails=()):
    return NorthStar(metric, metric, "growth", "Who orders again, stays.", date(2025, 1, 1), ended, guardrails, 2)


def fact(name, dimensions=()):
    return MetricFacts(name, name.title(), "", "ratio", "up", dimensions)


def drawn(actions, *, stars=None, targets=(), values=(), facts=None):
    stars = stars or [star("revenue", guardrails=("returns",)), star("learning")]
    register = Register(
        north_stars=tuple(stars),
        trees=(Tree("revenue", (Driver("orders", "commerce", ()),), "t.yml"), Tree("learning", (), "u.yml")),
        targets=tuple(targets),
        actions=tuple(actions),
    )
    known = facts or {name: fact(name) for name in ("revenue", "orders", "returns", "learning", "visits")}
    measured = [Measured(one) for one in actions]
    return panorama(register, measured, list(values), known, until=UNTIL, release_id="r1")


def test_a_direction_hangs_below_the_star_that_its_metrics_lead_to():
    found = drawn(
        [
            action(initiative="A", metric="orders", direction="Sell", opportunity="x"),
            action(initiative="B", metric="visits", direction="Sell", opportunity="y"),
            action(initiative="C", metric="returns", direction="Keep", opportunity="z"),
            action(initiative="D", metric="visits", direction="Shine", opportunity="w"),
            action(initiative="E", metric=None),
        ]
    )

    below = {view.star.metric if view.star else None: [d.name for d in view.directions] for view in found.stars}
    assert below == {"revenue": ["Sell", "Keep"], "learning": [], None: ["Shine"]}
    assert found.off_tree == ("visits",)
    assert [one.initiative for one in found.without_metric] == ["E"]
    (sell, _) = found.stars[0].directions
    assert [(one.name, [m.action.initiative for m in one.initiatives]) for one in sell.opportunities] == [
        ("x", ["A"]), ("y", ["B"]),
    ]  # fmt: skip


def test_stars_that_have_ended_are_not_shown():
    found = drawn([], stars=[star("revenue", ended=date(2026, 9, 30)), star("learning")])

    assert [view.star.metric for view in found.stars] == ["learning"]


def test_a_star_shows_its_last_final_value():
    found = drawn([], values=[series([1.0, 2.0, 3.0], metric="revenue", provisional=1)])

    view = found.stars[0]
    assert (view.grain, view.point.period_start, view.point.value) == ("month", months(3)[1], 2.0)
    assert found.stars[1].point is None


def test_opportunities_with_more_headroom_come_first_with_the_last_target_as_goal():
    facts = {name: fact(name, ("store",)) for name in ("revenue", "orders", "returns")}
    values = [
        series([rate] * 8, metric=metric, member=member, below=10.0)
        for metric, rates in (("orders", (0.10, 0.11)), ("returns", (0.10, 0.20)))
        for member, rate in zip("ab", rates, strict=True)
    ]
    targets = [
        Target("returns", dimension, member, "month", date(2026, month, 1), goal, line)
        for line, (dimension, member, month, goal) in enumerate(
            [("store", "a", 12, 0.9), ("total", "total", 5, 0.12), ("total", "total", 12, 0.15)]
        )
    ]
    found = drawn(
        [
            action(initiative="A", metric="orders", opportunity="little"),
            action(initiative="B", metric="returns", opportunity="much"),
            action(initiative="C", metric="revenue", opportunity="unknown"),
        ],
        facts=facts,
        values=values,
        targets=targets,
    )

    opportunities = found.stars[0].directions[0].opportunities
    assert [one.name for one in opportunities] == ["much", "little", "unknown"]
    assert opportunities[0].headrooms == (headroom(values[2:], goal=0.15),)
    assert opportunities[2].headrooms == ()
