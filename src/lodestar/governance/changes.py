"""Which metrics differ between two sides of a project, in meaning or only in words, and what hangs on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.formula import formula
from lodestar.catalog.meaning import ancestors
from lodestar.catalog.metric import Metric, input_names
from lodestar.governance.difference import MetricChange, Touched, WordChange
from lodestar.governance.fingerprints import Fingerprint, upstream_models
from lodestar.governance.register import Register

__all__ = ["Side", "metric_changes"]

WORDS = (
    "owner",
    "role",
    "status",
    "unit",
    "direction",
    "visibility",
    "tolerance",
    "closing_lag_days",
    "review_days",
    "replaced_by",
    "last_date",
    "variants",
)
"""What a contract says that moves no number."""


@dataclass(frozen=True)
class Side:
    """One state of a project: its definitions, and what its models mean."""

    label: str
    catalog: Catalog
    meanings: Mapping[str, str]
    fingerprints: Mapping[str, Fingerprint]
    week_start: str


def metric_changes(
    old: Side, new: Side, register: Register, frozen_months: Mapping[str, Sequence[str]]
) -> tuple[MetricChange, ...]:
    """Every governed metric that is not the same on both sides, by name; without values."""
    before, after = ({metric.name: metric for metric in side.catalog.governed} for side in (old, new))
    found = []
    for name in sorted(set(before) | set(after)):
        change = _change(before.get(name), after.get(name), old, new)
        if change:
            touched = _touched(name, old.catalog, new.catalog, register, frozen_months.get(name, ()))
            found.append(replace(change, touched=touched))
    return tuple(found)


def _change(before: Metric | None, after: Metric | None, old: Side, new: Side) -> MetricChange | None:
    shown = after or before
    assert shown is not None
    assert shown.contract is not None
    prints = (
        old.fingerprints[before.name] if before else None,
        new.fingerprints[after.name] if after else None,
    )
    words = _words(before, after)
    moved: tuple[str, ...] = ()
    if before is None or after is None:
        kind = "added" if after else "removed"
    elif prints[0] != prints[1]:
        kind = "meaning"
        moved = tuple(
            part for part in ("definition", "upstream") if getattr(prints[0], part) != getattr(prints[1], part)
        )
    elif words:
        kind = "words"
    else:
        return None
    return MetricChange(
        name=shown.name,
        label=shown.label,
        label_zh=shown.contract.label_zh,
        unit=shown.contract.unit,
        kind=kind,
        owner=shown.contract.owner,
        version_old=before.contract.version if before and before.contract else None,
        version_new=after.contract.version if after and after.contract else None,
        fingerprint_old=prints[0],
        fingerprint_new=prints[1],
        formula_old=formula(before, old.catalog.metrics) if before else "",
        formula_new=formula(after, new.catalog.metrics) if after else "",
        moved=moved,
        words=words,
        changed_models=_changed_models(before, after, old, new) if "upstream" in moved else (),
    )


def _words(before: Metric | None, after: Metric | None) -> tuple[WordChange, ...]:
    if before is None or after is None or before.contract is None or after.contract is None:
        return ()
    pairs = [
        ("label", before.label, after.label),
        ("label_zh", before.contract.label_zh, after.contract.label_zh),
        ("description", " ".join(before.description.split()), " ".join(after.description.split())),
    ]
    pairs += [(key, getattr(before.contract, key), getattr(after.contract, key)) for key in WORDS]
    return tuple(WordChange(what, _said(old), _said(new)) for what, old, new in pairs if old != new)


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(sorted(value)) or "none"
    return "none" if value is None or value == "" else str(value)


def _changed_models(before: Metric | None, after: Metric | None, old: Side, new: Side) -> tuple[str, ...]:
    assert before is not None
    assert after is not None
    reached = [
        ancestors(side.catalog, upstream_models(metric, side.catalog, week_start=side.week_start))
        for side, metric in ((old, before), (new, after))
    ]
    changed = {i for i in reached[0] | reached[1] if old.meanings.get(i) != new.meanings.get(i)}
    changed |= reached[0] ^ reached[1]
    return tuple(sorted(unique_id.split(".", 2)[-1] for unique_id in changed))


def _touched(name: str, old: Catalog, new: Catalog, register: Register, frozen_months: Sequence[str]) -> Touched:
    trees = [
        tree.metric for tree in register.trees if tree.metric == name or any(d.metric == name for d in tree.walk())
    ]
    stars = [star.metric for star in register.north_stars if name in star.guardrails]
    return Touched(
        metrics=tuple(sorted(_made_of(name, old) | _made_of(name, new))),
        exports=tuple(sorted({*_exports(name, old), *_exports(name, new)})),
        trees=tuple(sorted({*trees, *stars})),
        targets=len(register.targets_of(name)),
        frozen_months=tuple(sorted(frozen_months)),
    )


def _made_of(name: str, catalog: Catalog) -> set[str]:
    """Governed metrics that have it as an input, directly or not."""
    users: dict[str, set[str]] = {}
    for metric in catalog.metrics.values():
        for part in input_names(metric.definition):
            users.setdefault(part, set()).add(metric.name)
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for user in users.get(waiting.pop(), set()) - found:
            found.add(user)
            waiting.append(user)
    return {user for user in found if catalog.metrics[user].contract}


def _exports(name: str, catalog: Catalog) -> list[str]:
    return [
        str(export["name"])
        for query in catalog.semantic_manifest.get("saved_queries") or []
        if name in ((query.get("query_params") or {}).get("metrics") or [])
        for export in query.get("exports") or []
    ]
