"""What a file is instead of text in UTF-8 is said in words that its owner knows."""

import pytest

from lodestar.text import slip_of_text


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("a,b\n1,2\n".encode("utf-16"), 1, "it is UTF-16, as Windows"),
        ("a,b\n1,2\n".encode("utf-16-le"), 1, "it is UTF-16, as Windows"),
        ("a,b\n1,净收入\n".encode("gbk"), 2, "it is not UTF-8, and may be GBK; save it as UTF-8"),
        (b"a,b\n1,2\n3,\xff", 3, "it is not UTF-8; save it as UTF-8"),
        (b"a,b\n1,2\n3,\0", 3, "it holds a NUL byte"),
    ],
)
def test_what_is_no_utf_8_is_told_with_its_line(content, line, message):
    slip = slip_of_text(content)

    assert slip is not None
    assert slip.line == line
    assert message in str(slip)


@pytest.mark.parametrize("content", [b"", b"a", "净收入".encode(), "净收入".encode("utf-8-sig")])
def test_text_is_text(content):
    assert slip_of_text(content) is None
