"""Bytes that should be text in UTF-8: what they are instead, and on which line it shows."""

from __future__ import annotations

__all__ = ["TextError", "slip_of_text"]

BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class TextError(ValueError):
    """Why bytes are no text that can be read, and the line, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        """`message` is a sentence without a full stop."""
        super().__init__(message)
        self.line = line


def slip_of_text(content: bytes) -> TextError | None:
    """What is wrong with bytes that should be UTF-8; None where nothing is."""
    if content.startswith(BYTE_ORDER_MARKS) or _is_utf_16(content):
        return TextError(1, "it can't be read: it is UTF-16, as Windows' `Unicode text` is; save it as UTF-8")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return TextError(line, f"it can't be read: it is not UTF-8{_guess(content)}; save it as UTF-8")
    place = content.find(b"\0")
    if place >= 0:
        return TextError(content.count(b"\n", 0, place) + 1, "it can't be read: it holds a NUL byte, so it is no text")
    return None


def _is_utf_16(content: bytes) -> bool:
    """Whether every second byte of Latin letters is zero, as without a byte order mark."""
    head = content[:200]
    return len(head) >= 8 and head.count(b"\0") * 3 > len(head)


def _guess(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return ", and may be GBK"
