"""Why a metric moved, as people read it in a terminal and programs as JSON."""

import json
from fractions import Fraction

from lodestar.governance.trees import Driver, Tree
from lodestar.releases.series import Point, Series
from lodestar.report.columns import width
from lodestar.report.statement_text import statement_text
from lodestar.report.why_json import statement_json, why_json
from lodestar.report.why_text import why_text
from lodestar.review.statement import state
from lodestar.review.why import TeamStatement, explain
from tests.lodestar.review.planted_trees import NEW, OLD, PERIODS, series_of

TREE = Tree(
    "learners",
    (
        Driver("new", "growth", (Driver("leads", "growth", (), actions=("Call them",)),), kind="component"),
        Driver("left", "learning", (), kind="component", sign=-1),
    ),
    "t.yml",
    "sum",
)
SERIES = [
    series_of("learners", 100.0, 130.0),
    series_of("new", 120.0, 150.0),
    series_of("left", 20.0, 20.0),
    *(
        Series("learners", "month", (Point(OLD, old), Point(NEW, new)), "shop", name)
        for name, old, new in (("east", 60.0, 100.0), ("west", 45.0, 35.0), ("a\x1b[31m", 5.0, 5.0))
    ),
]


def row(name, unit="learners", **rest):
    found = {"metric_name": name, "label": name.title(), "label_zh": "学习者", "unit": unit, "dimensions": ""}
    return found | {"formula": "count distinct(id)"} | rest


CATALOG = {
    "learners": row("learners", dimensions="shop, age"),
    "new": row("new"),
    "left": row("left"),
    "leads": row("leads", unit="people"),
}


def why(series=SERIES, tree=TREE, catalog=CATALOG, **rest):
    return explain("learners", catalog, series, tree, PERIODS, release_id="R1", **rest)


TEXT = """learners  Learners 学习者
=========================
Unit: learners
From 2026-09 to 2026-10: 100 -> 130, change +30 (+30.0%)

By its components: new - left
  Part  Old  New  Contribution    Share
  new   120  150           +30  +100.0%
  left   20   20             0       0%
  Sum   100  130           +30  +100.0%
  What each adds.

By shop
  Part                           Old  New  Contribution    Share
  east                            60  100           +40  +133.3%
  west                            45   35           -10   -33.3%
  a[31m                            5    5             0       0%
  counted under several members  -10  -10             0       0%
  Sum                            100  130           +30  +100.0%
  What each adds.

The parts sum to the change exactly.

By age it can't be divided: there is no member in these periods.
"""


def test_every_way_is_told_with_its_sum():
    assert why_text(why()) == TEXT


def test_it_is_told_in_chinese_too():
    text = why_text(why(), language="zh")

    assert "按构成分解：new - left" in text
    assert "重复计入多个成员" in text
    assert "无法按 age 分解：这两期没有任何成员。" in text


def test_one_of_several_tables_is_cut_and_the_rest_summed():
    members = [
        Series("learners", "month", (Point(OLD, 0.0), Point(NEW, float(n))), "shop", f"s{n:02}") for n in range(15)
    ]
    series = [series_of("learners", 0.0, 105.0), series_of("new", 0.0, 105.0), series_of("left", 0.0, 0.0), *members]

    both, alone = why_text(why(series)), why_text(why(series, dimension="shop"))

    assert "4 others" in both
    assert "+6" in next(line for line in both.splitlines() if "4 others" in line)  # 0 + 1 + 2 + 3
    assert "others" not in alone
    assert "s00" in alone


def ratio(grain="month", **halves):
    def point(start, pair):
        return Point(start, pair[0] / pair[1], *map(float, pair))

    for name, pairs in halves.items():
        place = ("total", "total") if name == "whole" else ("shop", name)
        yield Series("learners", grain, tuple(point(s, p) for s, p in zip(PERIODS, pairs, strict=True)), *place)


def test_a_ratio_is_told_by_halves_and_by_mix_and_rate():
    series = list(ratio(whole=((6, 20), (12, 30)), a=((5, 10), (11, 20)), b=((1, 10), (1, 10))))
    catalog = {"learners": row("learners", unit="ratio", dimensions="shop", formula="sum(x) / count(y)")}

    text = why_text(why(series, None, catalog))

    assert "By numerator and denominator" in text
    assert "  denominator     20     30" in text
    assert "Part    Old    New  Own rate      Mix  Contribution    Share" in text
    assert "  Sum   30.0%  40.0%" in text
    assert "LMDI-I" in text


def test_a_value_that_can_still_move_is_said_to():
    series = [series_of("learners", 1.0, 2.0, is_final=False)]

    text = why_text(why(series, None, {"learners": row("learners")}))

    assert "One of the two values is provisional" in text
    assert "has no dimensions" in text


def test_sentences_are_wrapped_and_tables_are_not():
    text = why_text(why(), cells=40)

    assert all(width(line) <= 40 for line in text.splitlines() if "can't be" in line or "From" in line)
    assert "counted under several members" in text


def statement(series=SERIES, tree=TREE):
    by_metric = {one.metric: one for one in series if one.dimension == "total"}
    return TeamStatement(state(tree, by_metric, *PERIODS), CATALOG, {"growth": ("Growth", "增长")}, "R1")


STATEMENT = """learners  Learners 学习者
=========================
Unit: learners
From 2026-09 to 2026-10: 100 -> 130, change +30 (+30.0%)
All values that the change is divided by are final.

Contributions of teams
  Team      Contribution    Share
  Growth             +30  +100.0%
  learning             0       0%
  Sum                +30  +100.0%

The parts sum to the change exactly.

  Driver   Team      Old  New  Change         Of the one above  Of the whole
  new      growth    120  150     +30                      +30           +30
    leads  growth      –    –       –  no value by this grain
  left     learning   20   20       0                        0             0
"""


def test_a_statement_tells_teams_and_then_the_tree():
    lines = [line.rstrip() for line in statement_text(statement()).splitlines()]

    assert [" ".join(line.split()) for line in lines] == [" ".join(line.split()) for line in STATEMENT.splitlines()]


def test_a_star_without_identity_is_nobodys():
    tree = Tree("learners", (Driver("leads", "growth", ()),), "t.yml")

    text = statement_text(statement(tree=tree))

    assert "Nobody's share: learners follows from its drivers by no identity" in " ".join(text.split())
    assert "Sum" not in text


def test_json_has_every_part_exactly():
    document = json.loads(why_json(why()))
    parts = [[Fraction(part["part"]["exact"]) for part in one["parts"]] for one in document["explanations"]]

    assert [sum(one) for one in parts] == [30, 30]
    assert document["change"] == {"value": 30.0, "exact": "30"}
    assert document["undivided"] == [{"by": "age", "reason": "no_members"}]
    assert (document["old_period"], document["new_period"], document["equation"]) == (
        "2026-09-01",
        "2026-10-01",
        "new - left",
    )


def test_a_statement_as_json_has_teams_and_actions():
    document = json.loads(statement_json(statement()))

    assert {one["team"]: one["part"]["exact"] for one in document["teams"]} == {"growth": "30", "learning": "0"}
    assert document["undivided"]["exact"] == "0"
    assert document["drivers"][1]["actions"] == ["Call them"]
    assert (document["drivers"][1]["part"], document["drivers"][1]["note"]) == (None, "no_values")
