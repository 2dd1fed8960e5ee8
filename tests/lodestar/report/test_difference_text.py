"""A difference as text: every fact that people need, in columns, and nothing that a terminal obeys."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lodestar.governance.difference import PeriodDifference, Touched
from lodestar.report.columns import width
from lodestar.report.difference import rendered
from lodestar.report.difference_text import difference_text
from tests.lodestar.report.changes import OLD, change, difference, hostile, period, values


def line(text, start):
    """The line that begins with a word, its spaces as one."""
    return next(" ".join(line.split()) for line in text.splitlines() if line.strip().startswith(start))


def test_every_fact_about_a_change_of_meaning_is_told():
    text = difference_text(difference())

    assert "main (1234567890) compared with the working tree." in text
    assert "from the data of release r1" in text
    assert line(text, "! Version").endswith("still 1, not raised: one version number would stand for two meanings")
    assert line(text, "Size") == "Size 7 of 40 values differ, counting every period and every member"
    assert line(text, "First period that differs") == "First period that differs 2026-09"
    assert line(text, "Largest change") == "Largest change 2026-09: 2,000.00 → 1,900.00 (-100.00, -5.0%)"
    assert line(text, "Metrics made of it") == "Metrics made of it order_value"
    assert line(text, "Exported tables") == "Exported tables with it scorecard"
    assert line(text, "North-star trees") == "North-star trees with it revenue"
    assert line(text, "Target rows") == "Target rows 4"
    assert line(text, "Months frozen") == "Months frozen with the old meaning 2026-08, 2026-09"
    assert line(text, "Fingerprint").endswith(
        "definition aaaaaaaaaaaaaaaa → cccccccccccccccc; tables bbbbbbbbbbbbbbbb (same)"
    )


def test_old_and_new_stand_side_by_side_by_period_and_member():
    text = difference_text(difference())

    assert line(text, "2026-08") == "2026-08 1,000.00 1,000.00"
    assert line(text, "2026-09 ") == "2026-09 2,000.00 1,900.00 -100.00 -5.0%"
    assert line(text, "2026-10 *") == "2026-10 * 300.00 240.00 -60.00 -20.0%"
    assert "* provisional" in text
    assert line(text, "Web shop") == "Web shop 1,500.00 1,380.00 -120.00 120.0%"
    assert line(text, "Xuhui") == "Xuhui 100.00 120.00 +20.00 -20.0%"
    assert "Unchanged and not listed: 3" in text


def test_formula_and_words_are_told_word_by_word():
    text = difference_text(difference())

    assert "sum(amount{+ where is_paid+})" in text
    assert "All{+ paid+} orders." in text


def test_a_meaning_that_moves_no_number_is_said_plainly():
    still = values(rows_differing=0, first_period=None, looked_at=None, largest=None, members=())

    still = replace(still, periods=(period(9, 2000.0, 2000.0),))
    text = difference_text(difference(change(values=still, version_new=2)))

    assert "! Size The meaning changed, and no number differs on these data." in " ".join(text.split())
    assert line(text, "Version") == "Version 1 → 2"
    assert "By month: 0 of 1 periods differ" in text
    assert "2,000.00" not in text


def test_a_whole_that_stays_while_its_parts_differ_is_said():
    inside = values(first_period=None, looked_at=None, largest=None, members=())

    assert "the whole is the same in every month; parts of it differ" in difference_text(
        difference(change(values=inside))
    )


def test_where_both_changed_the_change_is_split_between_definition_and_models():
    both = change(moved=("definition", "upstream"), changed_models=("fct_orders",))
    split = values(causes=("definition", "models"))
    unknown = values(causes=("definition", "models"), periods=(period(9, 2000.0, 1900.0),))

    text = difference_text(difference(change(moved=both.moved, changed_models=("fct_orders",), values=split)))
    assert "the definition -100.00, the tables (models) below it 0" in text
    assert "below it are computed: fct_orders" in text
    assert line(text, "2026-09 ") == "2026-09 2,000.00 1,900.00 -100.00 -5.0% -100.00 0"
    text = difference_text(difference(change(moved=both.moved, values=unknown)))
    assert "can't be split" in text


def test_an_unknown_value_is_a_dash_and_never_a_zero():
    none = values(periods=(period(9, None, 5.0), period(10, 5.0, None)), largest=None)

    text = difference_text(difference(change(values=none)))

    assert line(text, "2026-09 ") == "2026-09 – 5.00 – –"
    assert line(text, "2026-10 ") == "2026-10 5.00 – – –"


def test_what_no_digit_tells_apart_does_not_differ():
    noise = values(periods=(period(9, 0.1 + 0.2, 0.3), period(10, 1.0, 2.0)))

    text = difference_text(difference(change(values=noise)))

    assert "By month: 1 of 2 periods differ" in text
    assert line(text, "2026-09 ") == "2026-09 0.30 0.30"


def test_many_periods_are_told_by_those_that_differ():
    first = date(2026, 1, 1)
    days = [PeriodDifference("day", first + timedelta(days=d), 1.0, 1.0 + d % 2, True) for d in range(100)]
    many = values(grain="day", periods=tuple(days))

    text = difference_text(difference(change(values=many)))

    assert "By day: 50 of 100 periods differ" in text
    assert "Only periods that differ are listed." in text
    assert "Not listed: 26" in text
    assert "2026-04-10" in text  # the last
    assert "\n  2026-01-02" not in text


def test_values_that_could_not_be_computed_are_told_with_the_reason():
    text = difference_text(difference(change(values=None, values_note="fct_orders: no such column")))

    assert line(text, "! No values") == "! No values fct_orders: no such column"


def test_a_definition_whose_formula_reads_the_same_says_where_to_look():
    assert "its formula reads the same" in difference_text(difference(change(formula_new="sum(amount)")))


def test_changes_of_meaning_come_first_and_words_last():
    changes = [
        change("a_words", kind="words", moved=(), fingerprint_new=OLD, values=None),
        change("b_new", kind="added", moved=(), version_old=None, fingerprint_old=None, formula_old="", values=None),
        change("c_gone", kind="removed", moved=(), version_new=None, fingerprint_new=None, formula_new="", values=None),
        change("d_meaning"),
    ]

    text = difference_text(difference(*changes))

    places = [text.index(f"\n{name}") for name in ("d_meaning", "b_new", "c_gone", "a_words")]
    assert places == sorted(places)
    assert "Changed in meaning: 1. New: 1. Removed: 1. Changed in words alone: 1. Unchanged: 5." in text


def test_frozen_months_of_words_alone_are_nobodys_concern():
    words = change(kind="words", moved=(), values=None, touched=Touched(frozen_months=("2026-08",)))

    assert "2026-08" not in difference_text(difference(words))


def test_no_change_is_said():
    text = difference_text(difference(data="no data: x").__class__("a", "b", (), 3, ""))

    assert text == "a compared with b.\nNo metric differs.\n"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("cells", [100, 200])
def test_prose_keeps_to_the_width_of_the_terminal(language, cells):
    long = change(label="x", words=(), formula_old="sum(a) + " * 40, formula_new="sum(b) + " * 40)

    text = difference_text(difference(long), language=language, cells=cells)

    assert max(width(line) for line in text.splitlines()) <= cells


def test_a_terminal_obeys_nothing_of_it():
    text = difference_text(hostile())

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[31mred" in text


def test_chinese_is_chinese():
    text = difference_text(difference(), language="zh")

    assert "仍是 1，没有升级" in text
    assert "2026-09：2,000.00 → 1,900.00（-100.00、-5.0%）" in text
    assert "Largest" not in text


def test_another_format_is_refused_in_words():
    from lodestar.errors import UsageError

    with pytest.raises(UsageError, match="text, json, md, html"):
        rendered(difference(), "pdf")
