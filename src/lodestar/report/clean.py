"""Texts that people wrote, made safe for where they are shown: a terminal, Markdown."""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["code", "fenced", "in_markup", "markdown", "plain"]

TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing: with them a text can read otherwise than it is."""

SPACES = frozenset("\n\r\t\v\f\x85\u2028\u2029")

MARKS = re.compile(r"([\\`*_{}\[\]|~$^!])")
LEADING = re.compile(r"^(\s*)(?=[-+=#])|^(\s*\d+)(?=[.)](?:\s|$))")
CALL = re.compile(r"[@#](?=\w)")
LINKED = re.compile(rf"://|\bwww\.|{CALL.pattern}", re.IGNORECASE)
"""What a page of pull requests makes a link of, or a call for somebody, without any mark."""


def plain(text: str) -> str:
    """One line without anything that a terminal would obey."""
    spaced = "".join(" " if letter in SPACES else letter for letter in text)
    return "".join(
        letter for letter in spaced if letter not in TURNING and unicodedata.category(letter) not in ("Cc", "Cs")
    )


def markdown(text: str) -> str:
    """One line of Markdown that shows the text as it is: no markup, no HTML, no links, no cell's end."""
    shown = LEADING.sub(r"\g<0>\\", MARKS.sub(r"\\\1", plain(text)))
    shown = LINKED.sub(_unlinked, shown)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_markup(text: str) -> str:
    """Text between HTML tags within Markdown."""
    return html.escape(CALL.sub("\\g<0>\u200b", plain(text))).replace("[", "&#91;")


def code(text: str) -> str:
    """Text as code within a line or a cell."""
    shown = plain(text)
    if not shown.strip():
        return markdown(shown)
    mark = "`" * (_longest_run(shown) + 1)
    edge = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{mark}{edge}{shown}{edge}{mark}".replace("|", "\\|")


def fenced(lines: str, language: str = "") -> str:
    """Lines as a block of code that nothing in them can end."""
    mark = "`" * max(3, _longest_run(lines) + 1)
    return f"{mark}{language}\n" + "\n".join(plain(line) for line in lines.splitlines()) + f"\n{mark}"


def _unlinked(found: re.Match[str]) -> str:
    text = found.group()
    if text == "://":
        return "\\://"
    return text[:-1] + "\\." if text[-1] == "." else text + "\u200b"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
