"""The deck says what the review found, in both languages, in one file that needs nothing from anywhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lodestar.errors import UsageError
from lodestar.report.deck import deck_document, deck_rendered
from lodestar.report.document import Bullets, Figures, Paragraph, Table
from lodestar.report.words import Words
from tests.lodestar.report.changes import HOSTILE
from tests.lodestar.report.pages import Page
from tests.lodestar.review.reviews import review

SVG = 'xmlns="http://www.w3.org/2000/svg"'


def section(title, language="en", **given):
    document = deck_document(review(**given), Words(language))
    return next(found for found in document.sections if found.title.startswith(title))


def test_inputs_stand_before_outputs_and_decisions_at_the_end():
    titles = [found.title for found in deck_document(review(), Words("en")).sections]

    assert titles == [
        "At a glance",
        "Inputs: what teams work on",
        "Minutes · company",
        "Reported numbers that have changed since",
        "Targets",
        "Actions and their outcomes",
        "Data quality",
        "Definitions changed this month",
        "To decide today",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_one_file_that_asks_nobody_for_anything(language):
    page = deck_rendered(review(), "html", language=language)

    assert not re.search(r"(?:src|href)=", page)
    assert "http" not in page.replace(SVG, "")
    assert "<script" not in page
    read = Page(page)
    assert read.tags.count("svg") >= 7
    assert "@media print" in page


def test_chinese_pages_speak_chinese():
    page = Page(deck_rendered(review(), "html", language="zh")).text

    assert "2026-10 月度复盘" in page
    assert "今天要决定的事" in page
    assert "学习" in page


def test_inputs_that_went_wrong_come_first_with_what_their_teams_can_do():
    table, ways = section("Inputs").blocks

    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["People (people)", "Total (minutes)", "New (people)"]
    assert list(table.tones) == ["bad", "bad", ""]
    assert table.rows[0][4:7] == ("100.00", "60.00", "-40.00 (-40.0%)")
    assert isinstance(ways, Bullets)
    assert list(ways.items) == ["Total · Learning: Shorter lessons"]


def test_a_waterfall_goes_from_the_month_before_to_the_month():
    figures = [block for block in section("Minutes").blocks if isinstance(block, Figures)]
    names = [chart.name for figure in figures for chart, _ in figure.charts]

    assert names[:2] == ["Minutes: last 6 weeks", "Minutes: last 12 months"]
    assert names[2].startswith("From 2026-09 to 2026-10: ")


def test_a_restated_number_is_told_with_its_causes():
    table = next(block for block in section("Reported numbers").blocks if isinstance(block, Table))

    assert table.rows == [
        ("Minutes", "2026-09", "60.00", "61.50", "+1.50", "rows arrived late +0.50; definition changed +1.00")
    ]


def test_what_is_to_decide_is_numbered_and_in_whole_sentences():
    asked = section("To decide").blocks[0]

    assert isinstance(asked, Bullets)
    assert asked.are_numbered
    assert any("People went the wrong way" in item and "Growth" in item for item in asked.items)
    assert all(item.endswith("?") for item in asked.items)
    assert not [item for item in asked.items if "{" in item]


def test_a_month_that_is_not_frozen_is_a_draft_on_its_first_line():
    draft = deck_document(review(is_frozen=False), Words("en"))

    assert draft.warning.startswith("Draft: 2026-10 is not frozen")
    assert deck_document(review(), Words("en")).warning == ""
    assert "Draft" in deck_rendered(review(is_frozen=False), "md").split("\n")[4]


def test_whoever_keeps_the_deck_can_prove_the_ledger():
    assert f"lodestar ledger verify --head {'ab' * 32}" in deck_rendered(review(), "html")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_markdown_says_every_sentence_of_the_page(language):
    words = Words(language)
    text = deck_rendered(review(), "md", language=language)
    for found in deck_document(review(), words).sections:
        for block in found.blocks:
            if isinstance(block, Paragraph):
                assert block.text.split("`")[0].split("*")[0].split("(")[0][:30] in text.replace("\\", "")
            elif isinstance(block, Table):
                assert len(re.findall(r"^\|", text, re.M)) > len(block.rows)


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_that_people_write_is_obeyed(form, language):
    text = deck_rendered(review(label=HOSTILE), form, language=language)

    assert "<script>" not in text
    assert not {"\x1b", "\u202e"} & set(text)
    if form == "html":
        assert "script" not in Page(text).tags


def test_a_review_without_stars_targets_actions_and_freezes_is_a_deck_too():
    empty = replace(
        review(is_frozen=False), stars=(), targets=(), actions=(), restated=(), questions=(), redefined=(), findings=()
    )
    text = deck_rendered(empty, "md")

    for said in ("No north star is active", "No target was set", "No action is listed", "No month was frozen before"):
        assert said in text


def test_another_form_or_language_is_told():
    with pytest.raises(UsageError, match="html or md"):
        deck_rendered(review(), "pdf")
    with pytest.raises(UsageError, match="en or zh"):
        deck_rendered(review(), "html", language="fr")
