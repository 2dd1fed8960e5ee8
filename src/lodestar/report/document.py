"""A document in sections, as values: what it says stands here once, and is drawn as a page or as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

from lodestar.report.charts import Chart

__all__ = ["Block", "Bullets", "Document", "Drawing", "Figures", "Paragraph", "Section", "Table", "Tone"]

Tone = Literal["", "good", "watch", "bad", "soft"]


@dataclass(frozen=True)
class Paragraph:
    """A sentence or several. `label` stands before it, set off."""

    text: str
    tone: Tone = ""
    label: str = ""

    @property
    def kind(self) -> str:
        """For templates."""
        return "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list. `are_numbered`: people will refer to its items by number."""

    items: Sequence[str]
    title: str = ""
    are_numbered: bool = False

    @property
    def kind(self) -> str:
        """For templates."""
        return "bullets"


@dataclass(frozen=True)
class Table:
    """A table. Columns from `figures_from` on are numbers. A cell may be a drawing.

    Attributes:
        tones: of each row; empty where none has one.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str | Markup]]
    title: str = ""
    figures_from: int = 1
    tones: Sequence[Tone] = ()
    note: str = ""

    @property
    def kind(self) -> str:
        """For templates."""
        return "table"


@dataclass(frozen=True)
class Figures:
    """Charts side by side, each with its caption. `is_small`: one alone does not fill the page's width."""

    charts: Sequence[tuple[Chart, str]]
    title: str = ""
    is_small: bool = False

    @property
    def kind(self) -> str:
        """For templates."""
        return "figures"


@dataclass(frozen=True)
class Drawing:
    """A drawing in HTML, and the same in words for where it can't be drawn."""

    html: Markup
    words: Sequence[str]
    title: str = ""

    @property
    def kind(self) -> str:
        """For templates."""
        return "drawing"


Block: TypeAlias = Paragraph | Bullets | Table | Figures | Drawing


@dataclass(frozen=True)
class Section:
    """A part of a document. `badge` is its state in a word, with a tone."""

    title: str
    blocks: Sequence[Block]
    badge: str = ""
    tone: Tone = ""
    subtitle: str = ""
    begins_page: bool = False


@dataclass(frozen=True)
class Document:
    """A document. `stamp` says from what and when it was made."""

    title: str
    subtitle: str
    sections: Sequence[Section]
    stamp: Sequence[str] = ()
    warning: str = ""
