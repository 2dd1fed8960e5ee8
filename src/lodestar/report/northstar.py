"""Scorecards of candidates and influences of trees, in the format that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lodestar.errors import UsageError
from lodestar.report.clean import code, markdown, plain
from lodestar.report.columns import columns, width, wrapped
from lodestar.report.influence_view import influence_cells, influence_header
from lodestar.report.scorecard_view import criteria, criterion_name, grade_name, rules
from lodestar.report.words import Words
from lodestar.review.backtest import CRITERIA, Scorecard
from lodestar.review.influence import Influence

__all__ = ["influences_rendered", "scorecards_rendered"]

FORMAT = 1
"""Of the JSON: counts up when a key changes its meaning or goes."""

Cards = Sequence[tuple[int, Scorecard]]
Catalog = Mapping[str, Mapping[str, Any]]


def scorecards_rendered(
    cards: Cards,
    catalog: Catalog,
    outcomes: Sequence[str],
    retentions: Sequence[str],
    release_id: str,
    format: str,
    *,
    lang: str = "en",
    cells: int = 120,
) -> str:
    """The scorecards as `text`, `md` or `json`.

    Args:
        catalog: metric -> its row of the release's catalog.
        cells: columns of the terminal, for text.

    Raises:
        UsageError: another format or language.
    """
    words = Words(lang)
    if format == "json":
        document = {"format": FORMAT, "release_id": release_id, "outcomes": outcomes, "retentions": retentions}
        return _json(document | {"cards": [{"place": place, **_plain_card(card)} for place, card in cards]})
    none = words("northstar_none")
    origin = words(
        "northstar_origin",
        id=release_id,
        outcomes=words.all_of(outcomes) or none,
        retentions=words.all_of(retentions) or none,
    )
    if format == "md":
        return "\n".join(_markdown(cards, catalog, origin, words)) + "\n"
    if format == "text":
        return "\n".join(_text(cards, catalog, origin, words, cells)) + "\n"
    raise UsageError(f"Scorecards are written as text, md or json, not as {format!r}.")


def influences_rendered(
    trees: Sequence[tuple[str, Sequence[Influence]]], format: str, *, lang: str = "en", cells: int = 120
) -> str:
    """The influences of trees, `(star, influences)`, as `text`, `md` or `json`.

    Raises:
        UsageError: another format or language.
    """
    words = Words(lang)
    note = words("northstar_influence_note")
    if format == "json":
        found = [{"star": star, "influences": [asdict(one) for one in influences]} for star, influences in trees]
        return _json({"format": FORMAT, "trees": found})
    if format not in ("text", "md"):
        raise UsageError(f"Influences are written as text, md or json, not as {format!r}.")
    if not trees:
        return words("northstar_no_trees") + "\n"
    lines = [f"### {words('northstar_influences_title')}"] if format == "md" else []
    for star, influences in trees:
        rows = [influence_cells(one, words) for one in influences]
        lines += [*([""] if lines else []), *(_heading(star) if format == "text" else (code(star), ""))]
        if not rows:
            lines.append(words("northstar_only_components"))
        elif format == "text":
            lines += [f"  {line}" for line in columns(influence_header(words), rows, left=3, widest=64)]
        else:
            lines += _table(influence_header(words), rows, left=3)
    lines += ["", *([markdown(note)] if format == "md" else wrapped(note, cells))]
    return "\n".join(lines) + "\n"


def _text(cards: Cards, catalog: Catalog, origin: str, words: Words, cells: int) -> Iterator[str]:
    yield from wrapped(origin, cells)
    yield ""
    yield from columns(_header(words), _rows(cards, words), left=2, widest=64)
    for place, card in cards:
        yield ""
        yield from _heading(f"{place}. {card.metric}  {_named(card, catalog, words)}")
        views = criteria(card, words, str(catalog[card.metric]["unit"]))
        names, grades = max(width(view.name) for view in views), max(width(view.grade) for view in views)
        for view in views:
            before = f"  {_filled(view.name, names)}  {_filled(view.grade, grades)}  "
            for sentence in view.sentences:
                yield from wrapped(sentence, cells, first=before, rest=" " * (width(before) + 2))
                before = " " * width(before)
    yield ""
    yield words("northstar_rules")
    for rule in rules(words):
        yield from wrapped(rule, cells, first="  ", rest="    ")


def _markdown(cards: Cards, catalog: Catalog, origin: str, words: Words) -> Iterator[str]:
    yield f"### {words('northstar_title')}"
    yield ""
    yield markdown(origin)
    yield ""
    yield from _table(_header(words), _rows(cards, words), left=2)
    for place, card in cards:
        yield ""
        yield f"**{place}. {code(card.metric)}** {markdown(_named(card, catalog, words))}"
        yield ""
        for view in criteria(card, words, str(catalog[card.metric]["unit"])):
            said = words.apart(view.sentences)
            yield f"- **{view.name}**, {view.grade}: {markdown(said)}"
    yield ""
    yield f"**{words('northstar_rules')}**"
    yield ""
    yield from (f"- {markdown(rule)}" for rule in rules(words))


def _named(card: Scorecard, catalog: Catalog, words: Words) -> str:
    row = catalog[card.metric]
    label = words.label(str(row["label"]), str(row.get("label_zh") or ""))
    return words.all_of((label, words("northstar_by", grain=words.known("grain", card.grain))))


def _header(words: Words) -> list[str]:
    return [
        words("northstar_place"),
        words("northstar_candidate"),
        *(criterion_name(criterion, words) for criterion in CRITERIA),
    ]


def _rows(cards: Cards, words: Words) -> list[list[str]]:
    return [
        [str(place), card.metric, *(grade_name(grade.value, words) for grade in card.grades.values())]
        for place, card in cards
    ]


def _heading(text: str) -> tuple[str, str]:
    title = plain(text)
    return title, "=" * width(title)


def _filled(text: str, cells: int) -> str:
    return text + " " * (cells - width(text))


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], *, left: int) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"| {' | '.join('---' if n < left else '---:' for n in range(len(header)))} |"
    for row in rows:
        yield f"| {' | '.join(markdown(cell) for cell in row)} |"


def _plain_card(card: Scorecard) -> dict[str, Any]:
    return asdict(card) | {"grades": card.grades}


def _json(document: Mapping[str, Any]) -> str:
    """Dates as ISO; what is unknown is null."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False, default=str) + "\n"
