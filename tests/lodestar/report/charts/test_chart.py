"""Drawings: one file's text, the same every time, with nothing to fetch and nothing to run."""

import re
from xml.etree import ElementTree

import pytest
from markupsafe import escape

from lodestar.report.charts.bars import Bar, bar_chart
from lodestar.report.charts.chart import Chart
from lodestar.report.charts.frame import frame, text

HOSTILE = '<script>alert(1)</script> "x" & \x1b[31m \u202e \ud83d'


def said(words, **rest):
    return Chart(frame(200, 50, (5, 5, 5, 5), [text(10, 10, words)]), **({"name": "净收入"} | rest))


def test_a_drawing_names_itself_for_those_who_cannot_see_it():
    root = ElementTree.fromstring(said("x", description="最后一个月：100").svg)

    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", "净收入")
    assert [(node.tag.split("}")[1], node.text) for node in root][:2] == [
        ("title", "净收入"),
        ("desc", "最后一个月：100"),
    ]


def test_chinese_labels_are_text_and_fonts_for_them_are_named():
    drawn = said("华东大区").svg

    assert ">华东大区</text>" in drawn
    assert "Noto Sans CJK SC" in drawn
    assert "PingFang SC" in drawn
    assert "Microsoft YaHei" in drawn


def test_a_drawing_refers_to_nothing_but_the_namespace_and_has_no_ids_to_clash_on_a_page():
    drawn = bar_chart([Bar("甲", -1.0, "-1"), Bar("b", 2.0, "+2")], name="x").svg

    assert re.findall(r"https?://[^\"]*", drawn) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"\b(id|class|style|href|src)=|url\(|<image|<script|<style", drawn)


def test_a_drawing_is_the_same_every_time():
    bars = [Bar("甲", -1.0, "-1"), Bar("b", 2.0, "+2")]

    assert bar_chart(bars, name="x").svg == bar_chart(bars, name="x").svg


def test_texts_of_people_are_shown_as_they_are_and_never_run():
    drawn = said(HOSTILE, name=HOSTILE, description=HOSTILE).svg
    root = ElementTree.fromstring(drawn)

    assert "<script" not in drawn
    for found in (root.attrib["aria-label"], root[0].text, root[1].text):
        assert found == '<script>alert(1)</script> "x" & [31m  '
    assert "datum" not in said("datum.x + 1").svg.replace(">datum.x + 1<", "")
    drawn.encode("utf-8")


def test_a_template_shows_the_drawing_and_not_its_source():
    chart = said("x")

    assert escape(chart) == chart.svg


def test_a_chart_fetches_no_data():
    spec = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "point", "encoding": {"x": {"field": "a"}}}

    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        _ = Chart(spec, "x").svg
