"""How fixed words of texts, pages and packs are said, in English and Chinese. The phrases stand in `phrases/`.

words = Words("zh")
words("largest")                     # "变化最大的时期"
words("size", differing=3, total=8)  # with values
words.all_of(("a", "b"))             # "a、b"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from string import Formatter

from lodestar.errors import UsageError
from lodestar.report.figures import period
from lodestar.report.phrases import PHRASES

__all__ = ["LANGUAGES", "Words"]

LANGUAGES = ("en", "zh")
"""In the order in which a phrase says them."""


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """Takes `en` or `zh`.

        Raises:
            UsageError: another language.
        """
        if language not in LANGUAGES:
            raise UsageError(f"Pages are written in {' or '.join(LANGUAGES)}, not in {language!r}.")
        self.language = language
        self._place = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """The phrase, with its values in place."""
        phrase = PHRASES[key][self._place]
        return _spaced(phrase, values) if self.language == "zh" else phrase.format_map(values)

    def period(self, start: date, grain: str) -> str:
        """A period within a sentence: `2026-10`, `week of 2026-10-05`."""
        said = period(start, grain)
        return self("week_of", day=said) if grain == "week" else said

    def known(self, group: str, name: str) -> str:
        """The phrase `<group>_<name>`; the name itself where there is none, as for a grain of the project's own."""
        return self(f"{group}_{name}") if f"{group}_{name}" in PHRASES else name

    def all_of(self, parts: Iterable[str]) -> str:
        """Things one after the other."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def apart(self, parts: Iterable[str]) -> str:
        """Longer things one after the other."""
        return ("；" if self.language == "zh" else "; ").join(parts)

    def sentences(self, parts: Iterable[str]) -> str:
        """Whole sentences one after the other."""
        return ("" if self.language == "zh" else " ").join(parts)

    def heading(self, text: str) -> str:
        """The text as a heading: its first letter is large."""
        return text[:1].upper() + text[1:]

    def label(self, english: str, chinese: str) -> str:
        """A metric's label, in the language where there is one."""
        return chinese if self.language == "zh" and chinese else english


def _spaced(phrase: str, values: Mapping[str, object]) -> str:
    """A Chinese phrase with its values: a space stands between Chinese and other letters, and between Chinese none."""
    text = ""
    for literal, name, _, _ in Formatter().parse(phrase):
        text = _joined(text, literal)
        if name:
            text = _joined(text, str(values[name]))
    return text


def _joined(before: str, after: str) -> str:
    left, right = before.rstrip(" "), after.lstrip(" ")
    if not left or not right:
        return before + after
    chinese = [_is_chinese(left[-1]), _is_chinese(right[0])]
    if not any(chinese):
        return before + after
    beside = right[0] if chinese[0] else left[-1]
    return f"{left}{'' if all(chinese) or beside in CLOSE else ' '}{right}"


CLOSE = frozenset("，。：；？！、（）“”")
"""Chinese punctuation has its room in itself."""


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
