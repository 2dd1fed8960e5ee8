"""The meeting pack: what people need is on the card, in their language, and nothing of it is obeyed by a browser."""

import re
from dataclasses import replace
from datetime import date

import pytest

from lodestar.governance.agenda import AgendaItem
from lodestar.governance.decisions import Agreement, Decision
from lodestar.governance.dispute import Dispute
from lodestar.governance.questions import Point
from lodestar.report.pack import Card, CheckedTable, Pack, PastDecision, RuleNote
from lodestar.report.pack_markdown import pack_markdown
from lodestar.report.pack_page import pack_page
from tests.lodestar.report.changes import HOSTILE, change, difference
from tests.lodestar.report.pages import Page

DISPUTE = Dispute(
    "net_revenue", "finance", "month", date(2026, 9, 1), "store", "Web shop", 100.0, 110.0, "refunds count later",
    (("refunds", 8.0), ("rounding", 2.0)),
)  # fmt: skip
DECISION = Decision(
    3, "Refunds count", (), "Chen Yu", (Agreement("Li Na", "finance"),), date(2026, 5, 1), date(2026, 6, 1),
    "Two revenues were reported.", "", "governance/decisions/0003-x.md",
)  # fmt: skip


def card(**rest):
    reasons = (Point("disputed", {"dispute": DISPUTE}), Point("meaning", {"moved": ("definition", "upstream")}))
    questions = (Point("which_figure", {"dispute": DISPUTE}), Point("version", {"version": 1}))
    given = {
        "item": AgendaItem("net_revenue", reasons, questions, (DISPUTE,), change()),
        "name": "net_revenue",
        "label": "Net revenue",
        "label_zh": "净收入",
        "description": "Orders less refunds.",
        "formula": "sum(amount)",
        "unit": "CNY",
        "owner": "commerce",
        "owner_label": "Commerce team",
        "owner_label_zh": "商务",
        "role": "outcome",
        "direction": "up",
        "state": "drifted",
        "version": 1,
        "grains": ("day", "month"),
        "dimensions": ("store",),
        "path": "metrics/net_revenue.yml",
        "marts": ("fct_orders",),
        "raw_columns": {"raw.joined": (), "raw.orders": ("amount", "state")},
        "checks": (CheckedTable("fct_orders", 9, 10, ("amount is never null",)),),
        "history": (PastDecision(DECISION, "then"),),
        "rules": (RuleNote("G203", "It has no driver.", "Add one."),),
        "people": ("Chen Yu", "Wang Fang"),
        "command": ("lodestar", "consensus", "decide", "net_revenue", "--title", "A TITLE", "--why", "REASON"),
        "raise_version_to": 2,
        "asks_for_status": False,
    }
    return Card(**(given | rest))


def pack(*cards, **rest):
    given = {"difference": difference(), "release_id": "r1"} | rest
    return Pack("beacon", date(2026, 11, 22), cards or (card(),), **given)


def words_of(text, kind):
    """What a reader sees, in one line."""
    return " ".join((Page(text).text if kind is pack_page else text).split())


@pytest.mark.parametrize("write", [pack_page, pack_markdown])
def test_a_card_holds_everything_that_people_decide_by(write):
    text = words_of(write(pack()), write).replace("\\", "")

    for told in (
        "Data-consensus meeting",
        "beacon, 2026-11-22",
        "Metrics to talk about: 1.",
        "from an earlier state of the files, main (1234567890), to the present one.",
        "Net revenue",
        "净收入",
        "Orders less refunds.",
        "sum(amount)",
        "Commerce team",
        "drifted: it changed after people agreed to it",
        "finance reports 110.00 for 2026-09, Web shop; the hub says 100.00.",
        "Changes now: the definition; how the tables (models) below it are computed.",
        "+10.00, +10.0%",
        "refunds count later; refunds +8.00; rounding +2.00",
        "Tables it is computed from: fct_orders",
        "amount, state",
        "read to join and to choose rows",
        "9 of 10 checks passed in release r1.",
        "Not passed: amount is never null",
        "G203: It has no driver. Add one.",
        "3. Refunds count",
        "Two revenues were reported.",
        "for an earlier definition",
        "Which figure is right for 2026-09, Web shop: 100.00 (the hub) or 110.00 (finance)?",
        "The version was not raised (it is still 1): is it the same metric?",
        "agreed with changes",
        "Who may agree for Commerce team: Chen Yu, Wang Fang.",
        "First raise version to 2 in metrics/net_revenue.yml",
        "--title 'A TITLE'",
        "still 1, not raised",
        "2,000.00",
    ):
        assert told in text, told


def test_a_cause_with_its_part_is_not_said_twice():
    known = replace(DISPUTE, explanation="refunds; rounding")

    text = Page(pack_page(pack(card(item=replace(card().item, disputes=(known,)))))).text

    assert "refunds +8.00; rounding +2.00" in text
    assert "refunds; " not in text


@pytest.mark.parametrize("write", [pack_page, pack_markdown])
def test_a_pack_in_chinese_has_no_english_words_of_its_own(write):
    text = words_of(write(pack(), language="zh"), write)

    assert "2026-09、Web shop：finance 报 110.00，指标中心是 100.00。" in text
    assert "可以代表商务表态的人：Chen Yu、Wang Fang。" in text
    assert "请先在 metrics" in text
    for english in ("Agenda", "Owner", "Outcome", "Questions", "Period", "Change", "provisional", "Why"):
        assert english not in text, english


def test_the_page_draws_charts_and_leaves_room_to_write():
    page = Page(pack_page(pack()))

    assert page.tags.count("svg") == 2
    assert ("class", "outcome keep") in page.attributes
    assert sum(value == "line" for name, value in page.attributes if name == "class") == 5
    assert "script" not in page.tags


def test_the_command_can_be_copied_as_it_stands():
    text = pack_page(pack())

    command = re.search(r"<pre>(lodestar.*?)</pre>", text, re.DOTALL).group(1).replace("&#39;", "'")
    assert command.split("\\\n") == [
        "lodestar consensus decide net_revenue ",
        "    --title 'A TITLE' ",
        "    --why REASON\n",
    ]


def test_the_formula_of_a_card_is_told_twice_only_where_it_changed():
    same = replace(card().item, change=change(formula_old="sum(amount)", formula_new="sum(amount)", words=()))

    assert pack_page(pack(card(item=same))).count("sum(amount)") == 1
    assert "<ins> where is_paid</ins>" in pack_page(pack())


@pytest.mark.parametrize("write", [pack_page, pack_markdown])
def test_an_empty_agenda_says_that_nothing_waits(write):
    text = words_of(write(replace(pack(), cards=(), difference=None)), write)

    assert "Nothing waits for a decision" in text


@pytest.mark.parametrize("write", [pack_page, pack_markdown])
def test_what_could_not_be_found_out_is_told(write):
    bare = card(checks=(), history=(), rules=(), raw_columns={"raw.orders": ()}, has_columns=False, people=())
    found = pack(bare, release_id=None, difference=None, notes=("governance/teams.yml:3: it is not YAML",))

    text = words_of(write(found), write)

    assert "Nothing is published yet" in text
    assert "governance/teams.yml:3: it is not YAML" in text
    assert "Columns are known after a build" in text
    assert "No decision about it yet." in text
    assert "Nobody may agree for Commerce team yet" in text


def test_a_metric_that_is_removed_has_a_card_without_what_is_gone():
    item = AgendaItem("gone", (Point("removed"),), (Point("instead"),), (), change("gone", kind="removed", values=None))

    text = pack_page(pack(Card(item, "gone", "Gone", "", "", "sum(x)", "CNY", "commerce", state="removed")))

    assert "What do its readers use instead" in text
    assert "To record the decision" not in text


@pytest.mark.parametrize("write", [pack_page, pack_markdown])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_texts_are_shown_and_not_obeyed(write, language):
    bad_dispute = replace(DISPUTE, department=HOSTILE, member=HOSTILE, explanation=HOSTILE, parts=((HOSTILE, 1.0),))
    bad_decision = replace(DECISION, title=HOSTILE, why=HOSTILE, agreed_by=(Agreement(HOSTILE, HOSTILE),))
    reasons = (Point("disputed", {"dispute": bad_dispute}), Point("duplicated", {"message": HOSTILE, "mend": HOSTILE}))
    bad = card(
        item=AgendaItem(HOSTILE, reasons, (Point("which_way", {"dispute": bad_dispute}),), (bad_dispute,)),
        **dict.fromkeys(
            ("label", "label_zh", "description", "formula", "owner", "owner_label", "path", "unit"), HOSTILE
        ),
        grains=(HOSTILE,),
        dimensions=(HOSTILE,),
        marts=(HOSTILE,),
        raw_columns={HOSTILE: (HOSTILE,)},
        checks=(CheckedTable(HOSTILE, 0, 1, (HOSTILE,)),),
        history=(PastDecision(bad_decision, "nobody", HOSTILE),),
        rules=(RuleNote("G1", HOSTILE, HOSTILE),),
        people=(HOSTILE,),
    )

    text = write(pack(bad, notes=(HOSTILE,)), language=language)

    assert "\x1b" not in text
    assert "\u202e" not in text
    if write is pack_page:
        assert "script" not in Page(text).tags
        assert "<script>alert(1)</script>" in Page(text).text
    else:
        prose = re.sub(r"(?ms)^(`{3,}).*?^\1$", "", text)
        assert "<script" not in prose
        assert not re.search(r"(?<!\\)\[[^\]\\]*\]\(", prose)
        assert "@boss" not in prose
