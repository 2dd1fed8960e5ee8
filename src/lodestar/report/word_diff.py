"""What changed between two texts, word by word; of Chinese, letter by letter."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Piece", "word_diff"]

TOKEN = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A part of a text. `kind` is `same`, `removed` or `added`."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in order: without the added ones they are `old`, without the removed ones `new`."""
    return tuple(_joined(_pieces(TOKEN.findall(old), TOKEN.findall(new))))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[old_from:old_to]))
            continue
        yield Piece("removed", "".join(old[old_from:old_to]))
        yield Piece("added", "".join(new[new_from:new_to]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A space that stayed between two changed words belongs to the change: one change reads better than three."""
    removed = added = ""
    for piece in pieces:
        if piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        elif piece.text.isspace() and (removed or added):
            removed, added = removed + piece.text, added + piece.text
        else:
            yield from _changed(removed, added)
            removed = added = ""
            yield piece
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    space = removed[len(removed.rstrip()) :]
    tail = space if added.endswith(space) else ""
    for kind, text in (("removed", removed.removesuffix(tail)), ("added", added.removesuffix(tail)), ("same", tail)):
        if text:
            yield Piece(kind, text)
