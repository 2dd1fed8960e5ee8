"""Verdicts as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lodestar.report.clean import plain
from lodestar.report.columns import width, wrapped
from lodestar.report.verdict_sentences import because, compared, sentence, title, weight
from lodestar.report.words import Words
from lodestar.review.star_verdict import StarVerdict

__all__ = ["verdict_text"]


def verdict_text(verdicts: Sequence[StarVerdict], *, language: str = "en", cells: int = 120) -> str:
    """Every star with its state, what was compared, and each sign, raised ones first.

    Args:
        cells: columns of the terminal, to which sentences are wrapped.
    """
    words = Words(language)
    lines: list[str] = []
    for found in verdicts:
        lines += [*([""] if lines else []), *_star(found, words, cells)]
    return "\n".join([*lines, ""])


def _star(found: StarVerdict, words: Words, cells: int) -> Iterator[str]:
    heading = plain(title(found, words))
    yield heading
    yield "=" * width(heading)
    for line in (because(found, words), *compared(found, words)):
        yield from wrapped(line, cells)
    signs = sorted(found.verdict.signs, key=lambda sign: (bool(sign.unknown), not sign.is_raised))
    signs.sort(key=lambda sign: not (sign.is_raised and sign.severity == "strong"))
    rows = [(weight(sign, words), words.known("verdict_sign", sign.code), sign) for sign in signs]
    weights = max((width(told) for told, _, _ in rows), default=0)
    codes = max((width(code) for _, code, _ in rows), default=0)
    for told, code, sign in rows:
        first = f"  {told}{' ' * (weights - width(told))}  {code}{' ' * (codes - width(code))}  "
        yield from wrapped(sentence(sign, found, words), cells, first=first, rest=" " * width(first))
