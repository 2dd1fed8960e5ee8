"""A long text as numbered parts, each as long as a chat takes: `(1/3) ...`, `(2/3) ...`, `(3/3) ...`.

WeCom counts bytes of UTF-8 (2,048 of a text: 682 Chinese letters), Feishu and DingTalk count bytes of the whole request
(20 KB), Slack counts characters. A text is broken between lines, then after a sentence, then between letters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

__all__ = ["LIMITS", "in_parts"]

Size = Callable[[str], int]


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", errors="replace"))


def _escaped(text: str) -> int:
    """Bytes of the text within JSON."""
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", errors="replace"))


def _slack(text: str) -> int:
    """Characters of the text as Slack gets it: &, < and > are sent as entities."""
    return len(text) + 4 * sum(text.count(letter) for letter in "&<>")


LIMITS: dict[str, tuple[int, Size]] = {
    "wecom": (2048, _bytes),  # developer.work.weixin.qq.com/document/path/91770
    "feishu": (18_000, _escaped),  # the request may have 20 KB; frame and signature take some
    "dingtalk": (18_000, _escaped),  # the request may have 20,000 bytes
    "slack": (4000, _slack),  # cut at 40,000; broken up by Slack itself from 4,000 on
    "webhook": (18_000, _escaped),
}
"""How long a text may be, and how the kind of channel counts."""

ROOM_FOR_NUMBER = len("(100/100) ")
BREAKS = (re.compile(r"\n"), re.compile(r"[。；！？]|[.;!?] "), re.compile(r"[，、]|, | "))
"""Where a text may be broken, best first: after a line, a sentence, a clause or a word."""


def in_parts(text: str, kind: str) -> list[str]:
    """The text in parts that the kind of channel takes, in order; numbered where there is more than one."""
    limit, size = LIMITS[kind]
    if size(text) <= limit:
        return [text]
    parts = []
    while text:
        end = _end(text, limit - ROOM_FOR_NUMBER, size)
        part, text = text[:end], text[end:]
        if part.strip():  # a part of white space alone is no message
            parts.append(part.strip("\n"))
    return [f"({number}/{len(parts)}) {part}" for number, part in enumerate(parts, 1)]


def _end(text: str, limit: int, size: Size) -> int:
    """How many letters of the text are the next part."""
    most, above = 1, len(text) + 1  # at least one letter, or the text never ends
    while above - most > 1:
        middle = (most + above) // 2
        if size(text[:middle]) <= limit:
            most = middle
        else:
            above = middle
    if most == len(text):
        return most
    for pattern in BREAKS:
        ends = [match.end() for match in pattern.finditer(text, 0, most)]
        if ends and ends[-1] >= most // 2:  # a break near the beginning would make many small parts
            return ends[-1]
    return most
