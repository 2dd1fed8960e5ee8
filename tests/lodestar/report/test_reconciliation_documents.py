"""A reconciliation is said in text, Markdown and JSON, in both languages, with the digits that were reported."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from lodestar.catalog.variant import Variant
from lodestar.errors import UsageError
from lodestar.governance.problem import Problem
from lodestar.governance.reconciliation import Explanation, Failure, Outcome, Part, Reconciled
from lodestar.governance.reported import ReportedFigure
from lodestar.report.clean import markdown
from lodestar.report.phrases.reconciliation import RECONCILIATION
from lodestar.report.reconciliation import rendered

GROSS = Part("gross", "Refunds are not taken off", "不扣除退款", 8_000.0)
CANCELLED = Part("cancelled", "Cancelled orders count", "", 4_345.1)
EXPLANATION = Explanation((GROSS, CANCELLED), 112_345.104, ((Variant("x", "Another way"),),), covers_all=True)


def figure(value: float, step: float = 0.01, **place: object) -> ReportedFigure:
    told = ReportedFigure(
        "finance", "net", "month", date(2026, 9, 1), "total", "total", value, step, "Li", date(2026, 10, 1), "f.csv", 2
    )
    return replace(told, **place)


def reconciled(reported: ReportedFigure, outcome: Outcome, **keys: object) -> Reconciled:
    one = Reconciled(
        reported, outcome, "Net revenue", "净收入", "CNY", release_id="r1", published=100_000.0, declared=5
    )
    return replace(one, **{"ours": 100_000.0, **keys})


EXPLAINED = reconciled(figure(112_345.10), Outcome.explained, explanation=EXPLANATION)
ALL = (
    EXPLAINED,
    reconciled(
        figure(113_000.0, 1.0, member="North", dimension="store"),
        Outcome.unexplained,
        explanation=replace(EXPLANATION, alternatives=(), covers_all=False),
        failures=(Failure(("broken",), "dbt said\nthat a column is missing"),),
        is_complete=False,
    ),
    reconciled(figure(100_000.4, period_start=date(2026, 10, 1)), Outcome.agrees),
    Reconciled(figure(1.0, metric="nett"), Outcome.refused, problem="No governed metric is called 'nett'."),
)


def test_the_text_has_every_figure_with_its_reasons():
    text = rendered(ALL, [Problem("g.csv", 3, "a number can't be read")], "text")
    assert text.splitlines() == [
        "Agree: 1. Differ and are explained: 1. Differ without explanation: 1. Can't be compared: 1.",
        "The hub's values are those of release r1.",
        "",
        "finance: net  Net revenue (CNY)",
        "===============================",
        "  Period          Result           Reported         Hub           Difference",
        "  2026-09         explained      112,345.10  100,000.00  +12,345.10 (+12.3%)",
        "      Refunds are not taken off        +8,000.00",
        "      Cancelled orders count           +4,345.10",
        "      rounding of the reported figure    -0.0040",
        "      also reproduced by: Another way",
        "  2026-09, North  NOT EXPLAINED     113,000     100,000     +13,000 (+13.0%)",
        "      Refunds are not taken off  +8,000",
        "      Cancelled orders count     +4,345",
        "      not explained                +655",
        "      the period is not over or its data are not final yet",
        "      closest: Refunds are not taken off + Cancelled orders count, which gives 112,345.10",
        "      more than 3 of the 5 variants together were not tried",
        "  2026-10         agrees         100,000.40  100,000.00     +0.40 (+0.0004%)",
        "  could not be tried: broken: dbt said that a column is missing",
        "",
        "finance: nett",
        "=============",
        "  Period   Result             Reported  Hub  Difference",
        "  2026-09  can't be compared      1.00    –           –",
        "      f.csv:2: No governed metric is called 'nett'.",
        "",
        "Rows that can't be read",
        "  g.csv:3: a number can't be read",
    ]


def test_chinese_has_chinese_words_and_labels_where_there_are_some():
    text = rendered(ALL, [], "text", lang="zh")
    assert "finance: net  净收入 (CNY)" in text
    assert "不扣除退款" in text
    assert "Cancelled orders count" in text
    assert "无法解释的部分" in text
    assert not [english for english, _ in RECONCILIATION.values() if "{" not in english and english in text]


def test_markdown_is_one_table_a_metric_and_shows_what_people_wrote_as_it_is():
    sly = replace(EXPLANATION, parts=(replace(GROSS, label="a | <b>*c*</b>"),))
    text = rendered([replace(EXPLAINED, explanation=sly)], [], "md")
    (row,) = [line for line in text.splitlines() if line.startswith("| 2026-09 ")]
    assert f"{markdown(sly.parts[0].label)}: +8,000.00" in row
    assert sly.parts[0].label not in row
    assert "| 112,345.10 | 100,000.00 | +12,345.10 (+12.3%) | explained |" in row


def test_json_has_every_value_unformatted():
    document = json.loads(rendered(ALL, [Problem("g.csv", 3, "no")], "json"))
    first = document["figures"][0]
    assert (first["hub"], first["reported"], first["outcome"]) == (100_000.0, 112_345.1, "explained")
    assert [variant["amount"] for variant in first["explanation"]["variants"]] == [8_000.0, 4_345.1]
    assert first["remaining"] == pytest.approx(-0.004)
    assert document["unreadable"] == [{"path": "g.csv", "line": 3, "message": "no"}]


def test_shares_are_said_in_percent_with_the_digits_that_were_reported():
    one = reconciled(figure(0.2251, 0.0001), Outcome.unexplained, unit="ratio", ours=0.22675, published=0.22675)
    text = rendered([one], [], "text")
    assert "22.51%  22.68%  -0.17 pp (-0.7%)" in text
    assert "-0.17 个百分点" in rendered([one], [], "text", lang="zh")


def test_a_difference_is_never_said_as_nothing():
    one = reconciled(figure(100_001.0, 1.0), Outcome.unexplained, ours=100_000.997, published=100_000.997)
    assert "100,001  100,001.00  +0.003" in rendered([one], [], "text")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (reconciled(figure(5.0), Outcome.unexplained), "none of the 5 known variants"),
        (reconciled(figure(5.0), Outcome.unexplained, declared=0), "the contract declares no variants to try"),
        (reconciled(figure(10.0), Outcome.unexplained), "it is about 0.0001 times the hub's value"),
        (
            reconciled(figure(5.0), Outcome.unexplained, moved=True, ours=7.0),
            "release r1 says 100,000.00; by the definitions and rows of now it is 7.00, which is compared",
        ),
        (reconciled(figure(5.0), Outcome.agrees, moved=True), "it is what release r1 says"),
        (reconciled(figure(5.0), Outcome.agrees, published=None), "not published yet"),
        (
            replace(EXPLAINED, explanation=replace(EXPLANATION, parts=(replace(GROSS, amount=None),))),
            "parts unknown",
        ),
    ],
)
def test_what_a_reader_must_know_is_said(one, words):
    assert words in rendered([one], [], "text").replace("\n        ", " ")


def test_where_parts_are_unknown_nothing_is_left_to_tell_of():
    unknown = replace(EXPLANATION, parts=(replace(GROSS, amount=None),))
    text = rendered([replace(EXPLAINED, explanation=unknown)], [], "text")
    assert "Refunds are not taken off  –" in text
    assert "rounding" not in text


def test_one_set_of_reasons_for_all_figures_is_said_once():
    later = replace(EXPLAINED, figure=figure(112_345.10, period_start=date(2026, 10, 1)))
    text = rendered([EXPLAINED, later], [], "text")
    assert text.count("The same reasons give every disputed figure that finance reports of it.") == 1
    assert "The same reasons" not in rendered([EXPLAINED], [], "text")


def test_without_figures_it_says_so():
    assert rendered([], [], "text") == "No department reports a figure.\n"


def test_another_format_is_refused():
    with pytest.raises(UsageError, match="text, md or json"):
        rendered([], [], "html")
