"""A difference as Markdown, for a pull request: a table of all metrics first, each one's details folded below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lodestar.governance.difference import Difference, MetricChange
from lodestar.report.change_facts import facts
from lodestar.report.change_marks import is_not_raised, no_number_differs
from lodestar.report.change_tables import grains_of, member_tables, period_table
from lodestar.report.clean import code, in_markup, markdown, plain
from lodestar.report.difference_summary import counts, data_sentence, in_order, side, summary
from lodestar.report.word_diff import word_diff
from lodestar.report.words import Words

__all__ = ["change_markdown", "difference_markdown", "table"]

MOST_PERIODS = 24
MOST_MEMBERS = 10
WARNING = "⚠️"


def difference_markdown(difference: Difference, *, language: str = "en") -> str:
    """The comment of a pull request, without a heading of its own level: it starts at the third."""
    words = Words(language)
    lines = [f"### {words('difference_title')}", ""]
    lines.append(markdown(words("compared", base=side(difference.base, words), new=side(difference.new, words))))
    lines.append("")
    if not difference.changes:
        return "\n".join([*lines, words("nothing_changed"), ""])
    if difference.of_meaning:
        lines.append(markdown(data_sentence(difference, words)))
    lines += ["", counts(difference, words), ""]
    header = (words("metric"), words("kind"), words("version"), words("differing"), words("largest"))
    rows = []
    for change in in_order(difference):
        warns = f" {WARNING}" if is_not_raised(change) or no_number_differs(change) else ""
        rows.append((code(change.name), *map(markdown, summary(change, words))))
        rows[-1] = (rows[-1][0], rows[-1][1], rows[-1][2] + warns, *rows[-1][3:])
    lines += table(header, rows)
    for change in in_order(difference):
        title = " ".join(part for part in (change.name, change.label, change.label_zh) if part)
        kind = words(f"kind_{change.kind}")
        lines += ["", "<details>", f"<summary>{in_markup(title)}: {in_markup(kind)}</summary>", ""]
        lines += [*change_markdown(change, words), "", "</details>"]
    return "\n".join([*lines, ""])


def change_markdown(change: MetricChange, words: Words) -> Iterator[str]:
    """Everything about one change: facts, texts before and now, values."""
    for fact in facts(change, words):
        yield f"- {WARNING + ' ' if fact.warns else ''}**{markdown(fact.title)}**: {markdown(fact.text)}"
    texts = [(words("formula"), change.formula_old, change.formula_new)]
    texts += [(words.heading(words.known("field", word.what)), word.old, word.new) for word in change.words]
    for title, old, new in texts:
        if old or new:
            yield f"- **{markdown(title)}**: {_changed(old, new) if old and new else markdown(old or new)}"
    yield from _values(change, words)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 99) -> Iterator[str]:
    """A table of cells that are Markdown already; columns from `left` on stand right."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join(' --- ' if n < left else ' ---: ' for n in range(len(header)))}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _changed(old: str, new: str) -> str:
    """Both texts in one: what went is struck out, what came is underlined."""
    marks = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    return "".join(marks[piece.kind].format(markdown(piece.text)) for piece in word_diff(plain(old), plain(new)))


def _values(change: MetricChange, words: Words) -> Iterator[str]:
    for grain in grains_of(change)[:1]:
        found = period_table(change, grain, words, most=MOST_PERIODS)
        rows = [_cells(row, bold=differs) for row, (differs, _) in zip(found.rows, found.marks, strict=True)]
        yield from ["", f"**{markdown(found.title)}**"]
        if rows:
            yield from ["", *table(found.header, rows, left=1), ""]
        notes = [words("only_differing")] if found.only_differing and rows else []
        notes += [words("rows_left_out", n=found.left_out)] if found.left_out else []
        notes += [words("provisional_note")] if any(provisional for _, provisional in found.marks) else []
        yield from (markdown(note) + "  " for note in notes)
    for members in member_tables(change, words, most=MOST_MEMBERS):
        yield from ["", f"**{markdown(members.title)}**", ""]
        yield from table(members.header, [_cells(row) for row in members.rows], left=1)
        notes = [words("rows_left_out", n=members.left_out)] if members.left_out else []
        notes += [words("unchanged_members", n=members.unchanged)] if members.unchanged else []
        notes += [] if members.has_shares else [words("no_shares")]
        yield from ["", *(f"{markdown(note)}  " for note in notes)]


def _cells(row: Sequence[str], *, bold: bool = False) -> list[str]:
    """A name, which anybody may have written, and figures; bold stands the change."""
    return [markdown(row[0]), *row[1:3], *(f"**{cell}**" if bold and cell else cell for cell in row[3:])]
