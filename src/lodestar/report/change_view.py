"""One changed metric, ready for a page: what its template shows, in order."""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.governance.difference import MetricChange
from lodestar.report.change_charts import member_chart, period_chart
from lodestar.report.change_facts import Fact, facts
from lodestar.report.change_tables import MemberTable, PeriodTable, grains_of, member_tables, period_table
from lodestar.report.charts.chart import Chart
from lodestar.report.word_diff import Piece, word_diff
from lodestar.report.words import Words

__all__ = ["ChangeView", "change_view"]

MOST_PERIODS = 36
MOST_MEMBERS = 12


@dataclass(frozen=True)
class TextView:
    """A text before and now. Without pieces there is only one, in `alone`."""

    title: str
    pieces: tuple[Piece, ...]
    alone: str
    is_code: bool


@dataclass(frozen=True)
class GrainView:
    """Values of one grain: a chart where there is enough to draw, and a table."""

    title: str
    chart: Chart | None
    table: PeriodTable


@dataclass(frozen=True)
class MemberView:
    """Members of one dimension."""

    chart: Chart | None
    table: MemberTable


@dataclass(frozen=True)
class ChangeView:
    """A changed metric, in words and drawings of one language."""

    change: MetricChange
    label: str
    kind: str
    facts: tuple[Fact, ...]
    texts: tuple[TextView, ...]
    grains: tuple[GrainView, ...]
    members: tuple[MemberView, ...]


def change_view(change: MetricChange, words: Words) -> ChangeView:
    """The view of a change."""
    texts = [_text(words("formula"), change.formula_old, change.formula_new, is_code=True)]
    texts += [_text(words.heading(words.known("field", word.what)), word.old, word.new) for word in change.words]
    tables = member_tables(change, words, most=MOST_MEMBERS)
    return ChangeView(
        change=change,
        label=words.label(change.label, change.label_zh),
        kind=words(f"kind_{change.kind}"),
        facts=tuple(facts(change, words)),
        texts=tuple(text for text in texts if text.pieces or text.alone),
        grains=tuple(_grain(change, grain, words) for grain in grains_of(change)),
        members=tuple(MemberView(member_chart(change, table, words), table) for table in tables),
    )


def _text(title: str, old: str, new: str, *, is_code: bool = False) -> TextView:
    if old and new and old != new:
        return TextView(title, word_diff(old, new), "", is_code)
    return TextView(title, (), new or old, is_code)


def _grain(change: MetricChange, grain: str, words: Words) -> GrainView:
    return GrainView(
        title=words("periods_title", grain=words.known("grain", grain)),
        chart=period_chart(change, grain, words),
        table=period_table(change, grain, words, most=MOST_PERIODS),
    )
