"""Old and new values of a changed metric as rows of text: periods down, and the members that carry the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodestar.governance.difference import MemberDifference, MetricChange, PeriodDifference
from lodestar.report.change_marks import cause_of, differs
from lodestar.report.figures import NOTHING, formatted, percent, period, signed
from lodestar.report.words import Words

__all__ = ["MemberTable", "PeriodTable", "grains_of", "member_tables", "period_table"]


@dataclass(frozen=True)
class PeriodTable:
    """Values by period.

    Attributes:
        title: what the table is, as people read it.
        rows: cells; marks: of each row `differs` and `provisional`.
        left_out: how many rows are not shown, the earliest first.
    """

    grain: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[bool, bool], ...]
    differing: int
    total: int
    left_out: int
    only_differing: bool


@dataclass(frozen=True)
class MemberTable:
    """Members of a dimension in the period that is looked at, the largest change first."""

    dimension: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    members: tuple[MemberDifference, ...]
    unchanged: int
    left_out: int
    has_shares: bool


def grains_of(change: MetricChange) -> list[str]:
    """Grains with values, the one that people look at first."""
    if not change.values:
        return []
    found = list(dict.fromkeys(p.grain for p in change.values.periods))
    return sorted(found, key=lambda grain: grain != change.values.grain if change.values else False)


def period_table(change: MetricChange, grain: str, words: Words, *, most: int) -> PeriodTable:
    """The last `most` periods; where there are more, of those that differ alone; none where none differs."""
    found = [p for p in (change.values.periods if change.values else ()) if p.grain == grain]
    differing = [p for p in found if differs(p)]
    shown = found if differing and len(found) <= most else differing
    split = cause_of(change) is not None
    header = [words("period"), words("before"), words("now"), words("change"), words("relative")]
    grain_word = words.known("grain", grain)
    return PeriodTable(
        grain=grain,
        title=words("periods_differ", grain=grain_word, differing=len(differing), total=len(found)),
        header=tuple(header + ([words("by_definition"), words("by_models")] if split else [])),
        rows=tuple(_period_row(p, change.unit, words, split) for p in shown[-most:]),
        marks=tuple((differs(p), not p.is_complete) for p in shown[-most:]),
        differing=len(differing),
        total=len(found),
        left_out=max(0, len(shown) - most),
        only_differing=bool(differing) and len(found) > most,
    )


def member_tables(change: MetricChange, words: Words, *, most: int) -> list[MemberTable]:
    """One table a dimension that has members which differ."""
    values = change.values
    if values is None or values.looked_at is None:
        return []
    tables = []
    for dimension in dict.fromkeys(member.dimension for member in values.members):
        members = [member for member in values.members if member.dimension == dimension]
        has_shares = any(member.share is not None for member in members)
        header = [words("member"), words("before"), words("now"), words("change")]
        tables.append(
            MemberTable(
                dimension=dimension,
                title=words("members_title", period=words.period(values.looked_at, values.grain), dimension=dimension),
                header=tuple(header + ([words("share")] if has_shares else [])),
                rows=tuple(_member_row(member, change.unit, words, has_shares) for member in members[:most]),
                members=tuple(members[:most]),
                unchanged=values.unchanged_members.get(dimension, 0),
                left_out=max(0, len(members) - most),
                has_shares=has_shares,
            )
        )
    return tables


def carried(member: MemberDifference) -> float | None:
    """The member's change; where members add up, one that was not there counts as 0."""
    if member.share is None:
        return member.change
    return (member.new or 0.0) - (member.old or 0.0)


def _period_row(found: PeriodDifference, unit: str, words: Words, split: bool) -> tuple[str, ...]:
    changed = differs(found)
    cells = [
        period(found.period_start, found.grain) + ("" if found.is_complete else " *"),
        formatted(found.old, unit),
        formatted(found.new, unit),
        _changes(found.change, unit, words) if changed else "",
        percent(found.relative_change) if changed else "",
    ]
    if split:
        parts: Sequence[float | None] = (found.by_definition, found.by_models)
        cells += [_changes(part, unit, words) if changed else "" for part in parts]
    return tuple(cells)


def _member_row(member: MemberDifference, unit: str, words: Words, has_shares: bool) -> tuple[str, ...]:
    cells = [
        member.member,
        formatted(member.old, unit),
        formatted(member.new, unit),
        _changes(carried(member), unit, words),
    ]
    if has_shares:
        cells.append(f"{member.share:.1%}" if member.share is not None else NOTHING)
    return tuple(cells)


def _changes(change: float | None, unit: str, words: Words) -> str:
    return signed(change, unit, points=words("points"))
