"""A verdict is said whole, in both languages, with the numbers that it was made from."""

import json
from datetime import date

import pytest

from lodestar.governance.north_stars import NorthStar
from lodestar.report.verdict_json import verdict_json
from lodestar.report.verdict_text import verdict_text
from lodestar.review.evidence import Tracked
from lodestar.review.star_verdict import StarVerdict
from lodestar.review.verdict import verdict
from tests.lodestar.review.months_of import OCTOBER, evidence, months, outcome, rate, tracked
from tests.lodestar.review.test_verdict import STILL, UP, accounts, days, october

STAR = NorthStar("orders", "shop", "growth", "They buy.", date(2025, 1, 1), None, ("returns",), 2, volume="visits")
CATALOG = {
    "orders": {"label": "Orders", "label_zh": "订单数", "unit": "orders"},
    "returns": {"label": "Return rate", "label_zh": "退货率", "unit": "ratio"},
}


def found(star=UP, grain="month", **rest):
    return StarVerdict(STAR, OCTOBER, grain, verdict(evidence(star, **rest)), CATALOG, "r1")


def hollow():
    """Every sign that there is, all but that of the denominator raised."""
    burst = days(october(12, 12, 1200))
    groups = accounts(big=400)
    total = [sum(s.points[n].value for s in groups) for n in range(11)]
    wobble = [1 + 0.01 * (n % 3 - 1) for n in range(11)]
    return found(
        tracked("orders", [v * 100 for v in total], below=[100 * w - 3 * max(0, n - 7) for n, w in enumerate(wobble)]),
        guardrails=(rate("returns", [6, 6.1, 5.9, 6, 6.1, 5.9, 6, 6.1, 9, 9, 9], "down"),),
        retention=(tracked("returned", STILL),),
        twin=tracked("twin", STILL),
        newcomers=tracked("came", [30, 31, 29, 30, 31, 29, 30, 31, 900, 900, 900]),
        outcomes=(outcome("revenue", STILL, 1),),
        volume=tracked("visits", UP),
        accounts=(groups,),
        finer=burst,
    )


def test_every_sign_is_said_with_its_weight_names_and_numbers():
    text = verdict_text([hollow()], cells=400)

    assert text.startswith("Orders (shop): HOLLOW\n=====================\nStrong signs that the growth is not real: ")
    assert "STRONG  guardrail      Return rate: 6.0% before, 9.0% now, +50.0%;" in text
    assert "1 of 20 carry" in text
    assert "They are: school 4." in text
    assert "2026-10-12 to 2026-10-12 carry" in text
    assert "it has fallen back." in text
    assert "more came; returned " in text
    assert "so +16.6% was due" in text
    assert "Volume, visits: 140.00" in text


@pytest.mark.parametrize("cells", [40, 80, 140])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_state_is_said_in_both_languages(language, cells):
    cases = [
        hollow(),
        found(),
        found(STILL, grain="week"),
        found(months_alone()),
        found(STILL, guardrails=(rate("returns", [6, 6.1, 5.9, 6, 6.1, 5.9, 6, 6.1, 9, 9, 9], "down"),)),
        found(STILL, guardrails=(Tracked("returns", None),), outcomes=(outcome("revenue", [], 3),)),
        found(UP, outcomes=(outcome("revenue", [50, 80, 30, 60, 20, 70, 40, 60, 50, 50, 50], 1),)),
    ]
    states = {"en": ["HOLLOW", "HEALTHY", "WATCH", "UNKNOWN"], "zh": ["虚增", "健康", "观察", "未知"]}[language]
    text = verdict_text(cases, language=language, cells=cells)

    assert all(state in text for state in states)
    assert "verdict_" not in text
    assert ("before" in text) is (language == "en")


def months_alone():
    return Tracked("orders", months(UP[-3:], metric="orders"))


def test_why_a_sign_is_open_is_said():
    text = verdict_text([found(UP, guardrails=(tracked("returns", UP, provisional=1),))], cells=200)

    assert "open  guardrail  Return rate: its value is provisional." in text


def test_the_document_for_programs_has_every_fact_and_no_formatted_number():
    (star,) = json.loads(verdict_json([hollow()]))["stars"]
    signs = {sign["code"]: sign for sign in star["signs"]}

    assert (star["metric"], star["state"], star["month"], star["star"]["side"]) == ("orders", "hollow", "2026-10-01", 1)
    assert signs["concentration"]["facts"]["accounts"] == ["school 4"]
    assert signs["guardrail"]["facts"]["now"] == pytest.approx(0.09)
    assert set(signs) == {
        "guardrail", "retention", "twin", "concentration", "burst", "newcomers", "outcome", "denominator",
    }  # fmt: skip


def test_what_is_not_known_is_null():
    (star,) = json.loads(verdict_json([found(Tracked("orders", None))]))["stars"]

    assert (star["state"], star["star"]["now"], star["star"]["unknown"]) == ("unknown", None, "absent")


def test_a_star_that_has_not_grown_is_steady_not_real():
    from dataclasses import replace

    from lodestar.report.verdict_sentences import state_word
    from lodestar.report.words import Words

    still = replace(hollow().verdict, state="healthy", is_grown=False)

    assert state_word(still, Words("en")) == "STEADY"
    assert state_word(replace(still, is_grown=True), Words("en")) == "HEALTHY"
