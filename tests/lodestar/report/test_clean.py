"""What people write is shown and never obeyed."""

import pytest

from lodestar.report.clean import code, fenced, in_markup, markdown, plain


def test_plain_text_holds_nothing_that_a_terminal_obeys():
    assert plain("a\x1b[31mb\x07c\nd\u202ee\u2066f\x00") == "a[31mbc def"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("[x](y)", r"\[x\](y)"),
        ("**x** `y` _z_", r"\*\*x\*\* \`y\` \_z\_"),
        ("- x", r"\- x"),
        ("# x", r"\# x"),
        ("1. x", r"1\. x"),
        ("a & b", "a &amp; b"),
        ("-1.5", r"\-1.5"),
        ("2026-10", "2026-10"),
        ("see https://x.y or www.x.y", r"see https\://x.y or www\.x.y"),
        ("@team #12", "@\u200bteam #\u200b12"),
        ("a\nb", "a b"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text, shown):
    assert markdown(text) == shown


def test_code_can_not_be_ended_by_its_own_marks():
    assert code("a `b` | c") == r"``a `b` \| c``"
    assert code("`a`") == "`` `a` ``"
    assert fenced("```\nx\n```") == "````\n```\nx\n```\n````"


def test_text_between_tags_is_escaped_and_calls_nobody():
    assert in_markup("<b> @boss 'x' [y](z)") == "&lt;b&gt; @\u200bboss &#x27;x&#x27; &#91;y](z)"
