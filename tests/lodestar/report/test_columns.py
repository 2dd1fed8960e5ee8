"""Columns line up, whatever the letters."""

from lodestar.report.columns import columns, shortened, width, wrapped


def test_chinese_letters_are_two_cells_wide_and_columns_line_up():
    lines = columns(("name", "n"), [("净收入", "1,000"), ("ab", "2")])

    assert lines == ["name        n", "净收入  1,000", "ab          2"]
    assert {width(line) for line in lines} == {13}


def test_a_name_that_is_too_long_is_cut_and_a_figure_never():
    lines = columns(("name", "value"), [("x" * 50, "9" * 50)], widest=10)

    assert lines[1] == f"{'x' * 9}…  {'9' * 50}"
    assert shortened("净收入", 5) == "净收…"


def test_long_text_is_wrapped_between_words_and_between_chinese_letters():
    assert wrapped("one two three", 9, first="> ", rest="  ") == ["> one two", "  three"]
    assert wrapped("净收入的定义", 8, first="> ", rest="  ") == ["> 净收入", "  的定义"]


def test_a_table_holds_no_escapes_of_its_input():
    assert columns(("a",), [("\x1b[31mx\ny",)]) == ["a", "[31mx y"]
