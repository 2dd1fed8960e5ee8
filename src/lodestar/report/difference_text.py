"""A difference as plain text, for a terminal of 100 to 200 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lodestar.governance.difference import Difference, MetricChange
from lodestar.report.change_facts import facts
from lodestar.report.change_tables import PeriodTable, grains_of, member_tables, period_table
from lodestar.report.clean import plain
from lodestar.report.columns import columns, width, wrapped
from lodestar.report.difference_summary import counts, data_sentence, in_order, side, summary
from lodestar.report.word_diff import word_diff
from lodestar.report.words import Words

__all__ = ["difference_text"]

MOST_PERIODS = 24
MOST_MEMBERS = 8
MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
"""As `git diff --word-diff` has them."""


def difference_text(difference: Difference, *, language: str = "en", cells: int = 120) -> str:
    """Everything that a difference holds, the most important first.

    Args:
        cells: columns of the terminal; tables of figures are never cut to it.
    """
    words = Words(language)
    lines = [plain(words("compared", base=side(difference.base, words), new=side(difference.new, words)))]
    if not difference.changes:
        return "\n".join([*lines, words("nothing_changed"), ""])
    if difference.of_meaning:
        lines.append(plain(data_sentence(difference, words)))
    lines += ["", counts(difference, words), ""]
    header = (words("metric"), words("kind"), words("version"), words("differing"), words("largest"))
    changes = in_order(difference)
    lines += columns(header, [(change.name, *summary(change, words)) for change in changes], left=5, widest=60)
    for change in changes:
        lines += ["", "", *_metric(change, words, cells)]
    return "\n".join([*map(plain, lines), ""])


def _metric(change: MetricChange, words: Words, cells: int) -> Iterator[str]:
    label = " ".join(part for part in (change.label, change.label_zh) if part)
    unit = f" ({words('unit', unit=change.unit)})"
    title = plain(f"{change.name}  {label}{unit}")
    yield f"{title}  {words(f'kind_{change.kind}')}"
    yield "=" * width(title)
    told = facts(change, words)
    titles = [fact.title for fact in told] + [words("formula")] + [words.known("field", w.what) for w in change.words]
    room = max(map(width, titles)) + 4
    for fact in told:
        yield from _line(("! " if fact.warns else "  ") + fact.title, fact.text, room, cells)
    yield from _side_by_side(words("formula"), change.formula_old, change.formula_new, words, (room, cells))
    for word in change.words:
        title = words.heading(words.known("field", word.what))
        yield from _side_by_side(title, word.old, word.new, words, (room, cells))
    yield from _tables(change, words)


def _side_by_side(title: str, old: str, new: str, words: Words, layout: tuple[int, int]) -> Iterator[str]:
    room, cells = layout
    if old == new or not old or not new:
        if old or new:
            yield from _line(f"  {title}", new or old, room, cells)
        return
    marked = "".join(f"{MARKS[piece.kind][0]}{piece.text}{MARKS[piece.kind][1]}" for piece in word_diff(old, new))
    inner = max(width(words(key)) for key in ("before", "now", "difference")) + 2
    first = f"  {title}"
    for key, text in (("before", old), ("now", new), ("difference", marked)):
        said = words(key) + " " * (inner - width(words(key)))
        head = first + " " * (room - width(first)) + said
        yield from wrapped(text, cells, first=head, rest=" " * (room + inner))
        first = ""


def _line(title: str, text: str, room: int, cells: int) -> list[str]:
    head = plain(title)
    return wrapped(text, cells, first=head + " " * (room - width(head)), rest=" " * room)


def _tables(change: MetricChange, words: Words) -> Iterator[str]:
    for number, grain in enumerate(grains_of(change)):
        table = period_table(change, grain, words, most=MOST_PERIODS)
        if number and not table.differing:
            continue
        yield ""
        yield f"  {table.title}"
        if number == 0:
            yield from _periods(table, words)
    for members in member_tables(change, words, most=MOST_MEMBERS):
        yield ""
        yield from _indented([plain(members.title), *columns(members.header, members.rows)])
        if members.left_out:
            yield f"  {words('rows_left_out', n=members.left_out)}"
        if members.unchanged:
            yield f"  {words('unchanged_members', n=members.unchanged)}"
        if not members.has_shares:
            yield f"  {words('no_shares')}"


def _periods(table: PeriodTable, words: Words) -> Iterator[str]:
    if not table.rows:
        return
    yield from _indented(columns(table.header, table.rows))
    if table.only_differing:
        yield f"  {words('only_differing')}"
    if table.left_out:
        yield f"  {words('rows_left_out', n=table.left_out)}"
    if any(provisional for _, provisional in table.marks):
        yield f"  {words('provisional_note')}"


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"  {line}" for line in lines]
