"""Choices out of bytes: the same bytes make the same input, so that Hypothesis can shrink and atheris can steer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Choices"]

T = TypeVar("T")


class Choices:
    """Reads numbers, items and bytes off `data`; all zero where it ends."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        size = 1 if limit <= 256 else 4
        found = int.from_bytes(self.bytes(size).ljust(size, b"\0"), "big")
        return found % limit if limit > 0 else 0

    def one_of(self, items: Sequence[T]) -> T:
        """One of them."""
        return items[self.below(len(items))]

    def bytes(self, size: int) -> bytes:
        """The next bytes, fewer where the data ends."""
        taken = self.data[self.place : self.place + size]
        self.place += size
        return taken

    def rest(self) -> bytes:
        """All that was not read yet."""
        return self.bytes(max(0, len(self.data) - self.place))
