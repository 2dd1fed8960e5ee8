"""A difference as Markdown, JSON and a page: whole, valid, and safe whatever people wrote."""

import json
import re

import pytest

from lodestar.governance.difference import MemberDifference
from lodestar.report.difference import rendered
from tests.lodestar.report.changes import change, difference, hostile, period, values
from tests.lodestar.report.pages import Page


def test_markdown_begins_with_a_table_of_all_metrics_and_folds_the_rest():
    text = rendered(difference(change(), change("other", version_new=2)), "md")

    table = text[: text.index("<details>")]
    assert "| `net_revenue` | meaning changed | 1, not raised ⚠️ | 7 / 40 |" in table
    assert "| `other` | meaning changed | 1 → 2 | 7 / 40 |" in table
    assert text.count("<details>") == text.count("</details>") == 2


def test_markdown_tells_words_that_came_and_went():
    text = rendered(difference(), "md")

    assert "sum(amount<ins> where is_paid</ins>)".replace("_", r"\_") in text
    assert "| 2026-09 | 2,000.00 | 1,900.00 | **-100.00** | **-5.0%** |" in text
    assert r"| 2026-10 \* |" in text


@pytest.mark.parametrize("format", ["md", "html"])
def test_no_markup_link_or_call_of_people_comes_through(format):
    text = rendered(hostile(), format)

    assert "<script" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    if format == "md":
        assert not re.search(r"(?<!\\)\[[^\]\\]*\]\(", text)
        assert "@boss" not in text
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert {line.replace(r"\|", "").count("|") for line in rows if "net_revenue" in line} == {6}


def test_json_holds_every_value_as_a_number_and_nothing_else():
    told = values(members=(MemberDifference("store", "x", float("nan"), 1.0, None),))

    document = json.loads(rendered(difference(change(values=told)), "json"), parse_constant=pytest.fail)

    found = document["changes"][0]
    assert found["values"]["periods"][1] == {
        "grain": "month",
        "period_start": "2026-09-01",
        "old": 2000.0,
        "new": 1900.0,
        "is_complete": True,
        "by_definition": -100.0,
        "by_models": 0.0,
        "change": -100.0,
        "relative_change": -0.05,
    }
    assert found["values"]["members"][0]["old"] is None
    assert (found["version_not_raised"], found["no_number_differs"]) == (True, False)
    assert found["touched"]["frozen_months"] == ["2026-08", "2026-09"]


def test_json_of_hostile_texts_can_be_written_to_a_file():
    broken = change(label="half a letter: \ud83d")

    for found in (hostile(), difference(broken)):
        json.loads(rendered(found, "json").encode("utf-8"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_whole_and_needs_no_network(language):
    text = rendered(difference(), "html", lang=language)
    page = Page(text)

    assert "script" not in page.tags
    assert not {"src", "srcset"} & {name for name, _ in page.attributes}
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")
    assert "url(" not in text
    assert "@import" not in text
    assert page.tags.count("svg") == 2
    assert ("lang", {"en": "en", "zh": "zh-Hans"}[language]) in page.attributes


def test_the_page_shows_both_texts_with_what_changed_marked():
    text = rendered(difference(), "html")

    assert "sum(amount<ins> where is_paid</ins>)" in text
    assert "All<ins> paid</ins> orders." in text


def test_the_page_shows_hostile_texts_as_text():
    page = Page(rendered(hostile(), "html"))

    assert "<script>alert(1)</script>" in page.text
    assert "ins" in page.tags


def test_a_chart_needs_two_periods_and_a_scale_that_is_cut_off_says_so():
    one = values(periods=(period(9, 1.0, 2.0),), members=())
    near = values(periods=(period(9, 98.0, 99.0), period(10, 99.0, 97.0)), members=())

    assert "<svg" not in rendered(difference(change(values=one)), "html")
    assert "The scale does not begin at 0." in rendered(difference(change(values=near)), "html")
    assert "The scale does not begin at 0." not in rendered(difference(), "html")


def test_a_chart_points_out_the_first_difference_unless_it_is_the_first_period():
    from_the_start = values(periods=(period(9, 1.0, 2.0), period(10, 1.0, 2.0)))

    assert ">first difference<" in rendered(difference(), "html")
    assert ">first difference<" not in rendered(difference(change(values=from_the_start)), "html")


@pytest.mark.parametrize("format", ["text", "md", "html"])
def test_no_change_is_said(format):
    nothing = difference().__class__("a", "b", (), 3, "")

    assert "No metric differs." in rendered(nothing, format)
