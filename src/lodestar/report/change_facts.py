"""What there is to say about one changed metric, as short lines: the same in texts, Markdown and pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lodestar.governance.difference import MetricChange, ValueDifference
from lodestar.report.change_marks import cause_of, is_not_raised, no_number_differs
from lodestar.report.difference_summary import largest_change
from lodestar.report.figures import signed
from lodestar.report.words import Words

__all__ = ["Fact", "facts", "months"]

LISTED_MONTHS = 4


@dataclass(frozen=True)
class Fact:
    """A line: what it is about, and what there is to say. `warns` asks people to look twice."""

    title: str
    text: str
    warns: bool = False


def facts(change: MetricChange, words: Words) -> list[Fact]:
    """Everything about a change that is no table and no text side by side."""
    found = list(_moved(change, words))
    found += _versions(change, words)
    if change.values:
        found += _values(change, change.values, words)
    elif change.values_note:
        found.append(Fact(words("no_values"), change.values_note, warns=True))
    found += _touched(change, words)
    prints = _fingerprints(change, words)
    return [*found, Fact(words("fingerprint"), prints)] if prints else found


def _moved(change: MetricChange, words: Words) -> Iterator[Fact]:
    parts = [words(f"moved_{part}") for part in change.moved]
    if "definition" in change.moved and change.formula_old == change.formula_new:
        parts[0] = words("definition_reads_same")
    if "upstream" in change.moved and change.changed_models:
        models = words.all_of(change.changed_models)
        parts[-1] = words("models", moved=words("moved_upstream"), models=models)
    if parts:
        yield Fact(words("what_changed"), words.apart(parts))


def _versions(change: MetricChange, words: Words) -> Iterator[Fact]:
    old, new = change.version_old, change.version_new
    if old is None or new is None:
        yield Fact(words("version"), str(new if old is None else old))
    elif new > old:
        yield Fact(words("version"), words("version_raised", old=old, new=new))
    elif new < old:
        yield Fact(words("version"), words("version_lowered", old=old, new=new), warns=True)
    elif is_not_raised(change):
        yield Fact(words("version"), words("version_same", version=new), warns=True)
    elif change.kind == "meaning":
        yield Fact(words("version"), words("version_kept", version=new))


def _values(change: MetricChange, values: ValueDifference, words: Words) -> Iterator[Fact]:
    total = max(values.rows_old, values.rows_new)
    if no_number_differs(change):
        yield Fact(words("size_title"), words("no_number"), warns=True)
    else:
        size = words("size", differing=f"{values.rows_differing:,}", total=f"{total:,}")
        if values.rows_old != values.rows_new:
            size += words("size_rows", old=f"{values.rows_old:,}", new=f"{values.rows_new:,}")
        yield Fact(words("size_title"), size)
    if values.first_period:
        yield Fact(words("first"), words.period(values.first_period, values.grain))
    elif values.rows_differing:
        yield Fact(words("first"), words("whole_same", grain=words.known("grain", values.grain)))
    largest = largest_change(change, words)
    if largest:
        yield Fact(words("largest"), largest)
    yield from _causes(change, values, words)
    for key, names in (
        ("given_no_more", [words.known("grain", g) for g in values.grains_gone] + list(values.dimensions_gone)),
        ("given_newly", [words.known("grain", g) for g in values.grains_new] + list(values.dimensions_new)),
    ):
        if names:
            yield Fact(words(key), words.all_of(names))


def _causes(change: MetricChange, values: ValueDifference, words: Words) -> Iterator[Fact]:
    if len(values.causes) < 2 or values.looked_at is None:
        return
    title = words("cause", period=words.period(values.looked_at, values.grain))
    split = cause_of(change)
    if split is None:
        yield Fact(title, words("cause_unknown"), warns=True)
        return
    parts = (signed(part, change.unit, points=words("points")) for part in (split.by_definition, split.by_models))
    yield Fact(title, words("cause_text", definition=next(parts), models=next(parts)))


def _touched(change: MetricChange, words: Words) -> Iterator[Fact]:
    touched = change.touched
    for key, names in (("metrics", touched.metrics), ("exports", touched.exports), ("trees", touched.trees)):
        if names:
            yield Fact(words.known("touched", key), words.all_of(names))
    if touched.targets:
        yield Fact(words("touched_targets"), f"{touched.targets:,}")
    if touched.frozen_months and change.kind in ("meaning", "removed"):
        yield Fact(words("touched_months"), months(touched.frozen_months, words))


def months(found: Sequence[str], words: Words) -> str:
    """Months, one by one as long as they are few."""
    if len(found) <= LISTED_MONTHS:
        return words.all_of(found)
    return words("months_more", first=found[0], last=found[-1], n=len(found))


def _fingerprints(change: MetricChange, words: Words) -> str:
    old, new = change.fingerprint_old, change.fingerprint_new
    if change.kind == "words" or not (old or new):
        return ""
    said = []
    for part in ("definition", "upstream"):
        before, after = (getattr(side, part) if side else None for side in (old, new))
        if before == after:
            said.append(words("same_print", print=after))
        else:
            said.append(" → ".join(side for side in (before, after) if side))
    return words("fingerprint_text", definition=said[0], models=said[1])
