"""A phrase: what it says in English and in Chinese, with the same {values} in both."""

from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["Phrase", "Phrases"]

Phrase: TypeAlias = tuple[str, str]
Phrases: TypeAlias = Mapping[str, Phrase]
"""Key -> phrase. A key stands in one subject alone."""
