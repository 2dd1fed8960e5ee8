"""Two texts as one: what went and what came."""

from hypothesis import given
from hypothesis import strategies as st

from lodestar.report.word_diff import Piece, word_diff


def test_a_word_that_came_is_told_alone():
    assert word_diff("sum(amount)", "sum(amount where is_paid)") == (
        Piece("same", "sum(amount"),
        Piece("added", " where is_paid"),
        Piece("same", ")"),
    )


def test_chinese_is_told_letter_by_letter():
    assert word_diff("净收入", "净销售收入") == (Piece("same", "净"), Piece("added", "销售"), Piece("same", "收入"))


def test_neighbouring_words_are_one_change():
    assert word_diff("a b c d", "a x y d") == (
        Piece("same", "a "),
        Piece("removed", "b c"),
        Piece("added", "x y"),
        Piece("same", " d"),
    )


@given(st.text(alphabet="ab_ 净,(.", max_size=20), st.text(alphabet="ab_ 净,(.", max_size=20))
def test_without_what_came_the_pieces_are_the_old_text_and_without_what_went_the_new(old, new):
    pieces = word_diff(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
