"""Code, pages and index say the same."""

import re
from pathlib import Path

import pytest

from lodestar.governance.rules import PAGES, RULES

ROOT = Path(__file__).parents[4]
HEADINGS = ["Example", "Reason", "How to mend", "Exceptions"]
CODES = sorted(RULES)


def page(code):
    return (ROOT / RULES[code].page).read_text(encoding="utf-8")


def test_every_rule_has_a_page_and_every_page_a_rule():
    pages = {f"{PAGES}/{path.name}" for path in (ROOT / PAGES).glob("*.md")}

    assert pages == {rule.page for rule in RULES.values()} | {f"{PAGES}/README.md"}


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_its_four_headings_and_something_below_each(code):
    sections = re.split(r"^## (.+)$", page(code), flags=re.MULTILINE)

    assert sections[1::2] == HEADINGS
    assert all(len(text.strip()) > 4 for text in sections[2::2])


@pytest.mark.parametrize("code", CODES)
def test_a_page_begins_with_what_the_code_says(code):
    rule = RULES[code]
    title, sentence, severity = [part.strip() for part in page(code).split("\n\n")[:3]]

    assert title.lower() == f"# {code} {rule.name}".lower()
    assert sentence == rule.sentence
    assert severity == f"{rule.severity.capitalize()}. {'Can' if rule.is_waivable else 'Cannot'} be waived."


def test_the_index_lists_every_rule_in_order_with_its_severity():
    index = (ROOT / PAGES / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(G\d{3})\]\((.+?)\) \| (.+?) \| (.+?) \|$", index, flags=re.MULTILINE)

    assert rows == [
        (
            code,
            RULES[code].page.rpartition("/")[2],
            RULES[code].severity + ("" if RULES[code].is_waivable else ", not waivable"),
            RULES[code].sentence,
        )
        for code in CODES
    ]


@pytest.mark.parametrize("path", sorted((ROOT / PAGES).glob("*.md")), ids=lambda path: path.stem)
def test_links_between_pages_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+\.md)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).is_file(), target
