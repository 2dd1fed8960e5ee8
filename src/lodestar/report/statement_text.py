"""A contribution statement as plain text: what each team gave, and the tree that says so."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lodestar.governance.exact import shown
from lodestar.report.clean import plain
from lodestar.report.columns import columns, wrapped
from lodestar.report.figures import percent
from lodestar.report.why_tables import change_of, value_of
from lodestar.report.why_text import moved, title
from lodestar.report.words import Words
from lodestar.review.statement import Line
from lodestar.review.why import TeamStatement

__all__ = ["statement_text"]


def statement_text(told: TeamStatement, *, language: str = "en", cells: int = 100) -> str:
    """Teams, the largest part first; then every driver of the tree with its own change and its part."""
    words = Words(language)
    statement = told.statement
    facts = told.facts[statement.metric]
    ends, periods = (statement.old, statement.new), (statement.old_period, statement.new_period)
    lines = title(facts, words)
    lines += moved(ends, periods, statement.grain, facts["unit"], words, cells)
    lines += [words("why_all_final"), "", words("why_statement")]
    teams = statement.teams
    if teams:
        lines += [f"  {line}" for line in _teams(told, words)]
        lines += ["", words("why_exact")]
    else:
        lines += wrapped(words("why_undivided", metric=statement.metric), cells, first="  ", rest="  ")
    header = (words("why_driver"), words("why_team"), words("why_old"), words("why_new"), words("change"))
    rows = [_row(told, line, words) for line in statement.lines]
    head, *table = columns((*header, words("why_of_parent"), words("why_of_star")), rows, left=2)
    lines += ["", f"  {head}", *(f"  {line}" for line in table)]
    return "\n".join([*map(plain, lines), ""])


def _teams(told: TeamStatement, words: Words) -> list[str]:
    statement = told.statement
    unit = told.facts[statement.metric]["unit"]

    def row(said: str, part: Fraction) -> tuple[str, str, str]:
        share = part / statement.change if statement.change else None
        return said, change_of(part, unit, words), percent(shown(share))

    rows = [row(_team(told, name, words), part) for name, part in statement.teams.items()]
    rows.append(row(words("why_sum"), statement.change))
    return columns((words("why_team"), words("why_contribution"), words("why_share")), rows)


def _team(told: TeamStatement, name: str, words: Words) -> str:
    return words.label(*told.teams[name]) if name in told.teams else name


def _row(told: TeamStatement, line: Line, words: Words) -> Sequence[str]:
    unit = told.facts[line.metric]["unit"] if line.metric in told.facts else ""
    parent = _parent_unit(told, line)
    star = told.facts[told.statement.metric]["unit"]
    above = change_of(line.of_parent, parent, words)
    if line.kind == "influence":
        above = words("why_influence")
    if line.note:
        above = words.known("why_note", line.note)
    return (
        "  " * (line.depth - 1) + line.metric,
        line.team,
        value_of(line.old, unit),
        value_of(line.new, unit),
        change_of(line.change, unit, words),
        above,
        "" if line.part is None else change_of(line.part, star, words),
    )


def _parent_unit(told: TeamStatement, line: Line) -> str:
    """The unit of the metric above: the last line before it that is less deep, or the star."""
    lines = told.statement.lines
    place = next(number for number, one in enumerate(lines) if one is line)
    above = next((one.metric for one in reversed(lines[:place]) if one.depth < line.depth), told.statement.metric)
    return str(told.facts[above]["unit"]) if above in told.facts else ""
