"""A document as Markdown, for chats and wikis: the same sentences and tables; charts are said in words."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from lodestar.report.clean import markdown
from lodestar.report.document import Block, Bullets, Document, Drawing, Figures, Paragraph, Table

__all__ = ["document_markdown"]


def document_markdown(document: Document) -> str:
    """The text."""
    lines = [f"# {markdown(document.title)}", "", markdown(document.subtitle), ""]
    if document.warning:
        lines += [f"**{markdown(document.warning)}**", ""]
    for section in document.sections:
        badge = f" — {markdown(section.badge)}" if section.badge else ""
        lines += [f"## {markdown(section.title)}{badge}", ""]
        if section.subtitle:
            lines += [markdown(section.subtitle), ""]
        for block in section.blocks:
            lines += [*_lines(block), ""]
    lines += ["---", "", *(f"{markdown(line)}  " for line in document.stamp)]
    return "\n".join(lines).rstrip() + "\n"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        said = markdown(block.text)
        yield f"**{markdown(block.label)}** {said}" if block.label else said
        return
    if block.title:
        yield f"### {markdown(block.title)}"
        yield ""
    if isinstance(block, Bullets):
        for place, item in enumerate(block.items, start=1):
            yield f"{f'{place}.' if block.are_numbered else '-'} {markdown(item)}"
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Figures):
        for chart, caption in block.charts:
            said = "; ".join(part for part in (chart.name, chart.description, caption) if part)
            yield f"- {markdown(said)}"
    elif isinstance(block, Drawing):
        yield from (f"{line[: len(line) - len(line.lstrip())]}{markdown(line.lstrip())}" for line in block.words)


def _table(block: Table) -> Iterator[str]:
    drawn = {place for row in block.rows for place, cell in enumerate(row) if isinstance(cell, Markup)}
    kept = [place for place in range(len(block.header)) if place not in drawn]
    yield "| " + " | ".join(markdown(block.header[place]) for place in kept) + " |"
    yield "|" + "|".join("---:" if place >= block.figures_from else "---" for place in kept) + "|"
    for row in block.rows:
        yield "| " + " | ".join(markdown(str(row[place])) for place in kept) + " |"
    if block.note:
        yield ""
        yield markdown(block.note)
