"""Room for texts: labels side by side, lines that fit, and nothing lost when a text is broken into lines."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from lodestar.report.charts.lettering import cut_to, fitting, text_width, wrapped

TEXTS = st.text(alphabet="abWM 净收入，（）2026-", max_size=60)


@given(st.lists(st.text(alphabet="2026-W净 ", min_size=1, max_size=12), min_size=1, max_size=60), st.floats(2, 200))
def test_labels_that_fit_do_not_touch_and_the_last_is_there(labels, step):
    places = fitting(labels, step)

    assert places[-1] == len(labels) - 1
    for left, right in itertools.pairwise(places):
        assert (right - left) * step >= (text_width(labels[left]) + text_width(labels[right])) / 2


@given(TEXTS, st.floats(30, 300))
def test_wrapped_lines_fit_and_hold_every_letter(words, room):
    lines = wrapped(words, room)

    assert all(text_width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


def test_a_text_is_broken_between_words_and_between_chinese_letters_but_not_before_punctuation():
    assert wrapped("net revenue by month", 80) == ["net", "revenue", "by month"]
    assert wrapped("净收入（按月）", 13 * 4) == ["净收入", "（按月）"]
    assert wrapped("净收入，按月", 13 * 3.5) == ["净收", "入，按", "月"]


@given(TEXTS, st.floats(20, 300))
def test_a_cut_text_fits_and_says_that_it_is_cut(words, room):
    shown = cut_to(words, room)

    assert text_width(shown) <= room
    assert shown == words or shown.endswith("…")
