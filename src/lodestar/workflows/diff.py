"""`lodestar diff`: what a change of definitions does to the numbers, before anyone agrees to it.

    base (a commit) ──┐                    ┌── values of the changed metrics ──┐
                      ├── which differ? ───┤     on the warehouse's raw rows   ├── side by side
    working tree ─────┘                    └── the same, by the new definition ┘

Only changed metrics are computed, and only models that mean something else than in the warehouse are built, aside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from lodestar.compiler.statements import value_statements
from lodestar.dbt.checkout import check_out
from lodestar.errors import BuildError, ConfigurationError, ReleaseError, UsageError
from lodestar.governance.changes import Side, metric_changes
from lodestar.governance.difference import Difference, MetricChange
from lodestar.governance.fingerprints import upstream_models
from lodestar.releases.release import current_release
from lodestar.review.ledger import Ledger
from lodestar.review.reported import frozen_months
from lodestar.settings import Project
from lodestar.warehouse.comparison import ASIDE, Comparison, comparison
from lodestar.workflows.aside import beside, marts_of, pinned_warehouse
from lodestar.workflows.standing import Standing, checkout_folder, read_standing, standing_of
from lodestar.workflows.value_difference import Sets, value_difference

__all__ = ["diff", "difference_of"]

Progress = Callable[[str, str, int, int], None]

WORKING_TREE_BASE = "HEAD"
"""What the working tree is compared with unless somebody says otherwise, as `git diff` does."""


def diff(
    project: Project,
    base: str = WORKING_TREE_BASE,
    *,
    today: date | None = None,
    rows_to: Path | None = None,
    progress: Progress | None = None,
) -> Difference:
    """Compares the working tree with a commit.

    Args:
        base: a commit, branch or tag.
        rows_to: a `.csv` or `.parquet` file for every old and new value side by side.

    Raises:
        UsageError: there is no such commit, or `rows_to` is neither.
        ConfigurationError: dbt refuses one of the two sides.
    """
    if rows_to:
        _require_writable(rows_to)
    _tell(progress, "read", "working tree")
    new = read_standing(project, today=today)
    _tell(progress, "read", base)
    checkout = check_out(project, checkout_folder(project, "base"), ref=base)
    old = standing_of(project, checkout, today=today)
    return difference_of(project, old, new, rows_to=rows_to, progress=progress)


def difference_of(
    project: Project,
    old: Standing,
    new: Standing,
    *,
    rows_to: Path | None = None,
    progress: Progress | None = None,
) -> Difference:
    """Compares two standings of a project, with values where there is a warehouse."""
    changes = metric_changes(_side(old), _side(new), new.register, frozen_months(Ledger(project.ledger_dir)))
    names = [change.name for change in changes if change.kind == "meaning"]
    data, valued = _data(project), {}
    if names and project.warehouse.exists():
        valued = _values(project, old, new, [c for c in changes if c.name in names], rows_to, progress)
    elif names:
        valued = {c.name: replace(c, values_note=data) for c in changes if c.name in names}
    return Difference(
        base=old.checkout.label,
        new=new.checkout.label,
        changes=tuple(valued.get(change.name, change) for change in changes),
        unchanged=len({m.name for m in new.catalog.governed} - {change.name for change in changes}),
        data=data,
    )


def _values(
    project: Project,
    old: Standing,
    new: Standing,
    changes: Sequence[MetricChange],
    rows_to: Path | None,
    progress: Progress | None,
) -> dict[str, MetricChange]:
    names = [change.name for change in changes]
    both = [change.name for change in changes if len(change.moved) == 2]
    valued: dict[str, MetricChange] = {}
    with beside(project) as marts, comparison(marts) as values:
        pinned = pinned_warehouse(project, marts)
        databases: dict[str, Path] = {}
        notes: dict[str, str] = {}
        for side, standing in (("old", old), ("new", new)):
            _tell(progress, "build aside", f"models of {standing.checkout.label}")
            # for a definition that moved with its models, also what the other side's definition reads
            other = {i for i in _needed(new if side == "old" else old, both) if i in standing.catalog.models}
            try:
                databases[side] = marts_of(pinned, standing.checkout, _needed(standing, names) | other, marts / side)
            except (BuildError, ReleaseError) as error:
                return {c.name: replace(c, values_note=str(error)) for c in changes}
            _tell(progress, "compute", f"{len(names)} metrics of {standing.checkout.label}")
            notes |= _compute(values, side, databases[side], standing, names)
        mixed = _mixed(values, databases, old, new, [name for name in both if name not in notes])
        for change in changes:
            if change.name in notes:
                valued[change.name] = replace(change, values_note=notes[change.name])
                continue
            metrics = (old.catalog.metrics[change.name], new.catalog.metrics[change.name])
            sets = Sets(f"old_{change.name}", f"new_{change.name}", mixed.get(change.name))
            valued[change.name] = replace(change, values=value_difference(values, metrics, change.moved, sets))
        if rows_to:
            pairs = [(f"old_{name}", f"new_{name}", name) for name in names if name not in notes]
            values.write_pairs(pairs, rows_to)
    return valued


def _compute(values: Comparison, side: str, database: Path, standing: Standing, names: Sequence[str]) -> dict[str, str]:
    """Computes sets `<side>_<metric>`: all at once; when that fails, in halves. Returns why some could not be."""
    try:
        _compute_together(values, side, database, standing, names)
    except (BuildError, ConfigurationError) as error:
        if len(names) == 1:
            return {names[0]: f"{standing.checkout.label}: {error}"}
        half = len(names) // 2
        first, second = (_compute(values, side, database, standing, part) for part in (names[:half], names[half:]))
        return first | second
    return {}


def _compute_together(values: Comparison, side: str, database: Path, standing: Standing, names: Sequence[str]) -> None:
    week_start = standing.checkout.project.week_start
    statements = value_statements(standing.catalog, names, week_start=week_start, computed_in=ASIDE)
    values.compute({name: f"{side}_{name}" for name in names}, database, statements)


def _mixed(
    values: Comparison, databases: dict[str, Path], old: Standing, new: Standing, names: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Metric -> a set in between, and which part it already has: `definition` or `models`.

    The new definition on the old models; where it needs a column that only new models have, the old one on the new.
    """
    found: dict[str, tuple[str, str]] = {}
    waiting = list(names)
    for part, side, standing, database in (
        ("definition", "defined", new, databases["old"]),
        ("models", "modelled", old, databases["new"]),
    ):
        refused = _compute(values, side, database, standing, waiting) if waiting else {}
        found |= {name: (f"{side}_{name}", part) for name in waiting if name not in refused}
        waiting = [name for name in waiting if name in refused]
    return found


def _require_writable(path: Path) -> None:
    if path.suffix not in (".csv", ".parquet"):
        raise UsageError(f"{path} must end in .csv or .parquet.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # an older one would be taken for the answer
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}. Name another file.") from error


def _needed(standing: Standing, names: Sequence[str]) -> set[str]:
    catalog, week_start = standing.catalog, standing.checkout.project.week_start
    needed = {i for name in names for i in upstream_models(catalog.metrics[name], catalog, week_start=week_start)}
    if catalog.time_spine:
        needed.add(catalog.model_of(catalog.time_spine.relation_name).unique_id)
    return needed


def _side(standing: Standing) -> Side:
    checkout = standing.checkout
    return Side(checkout.label, checkout.catalog, checkout.meanings, standing.fingerprints, checkout.project.week_start)


def _data(project: Project) -> str:
    if not project.warehouse.exists():
        return f"no data: there is no warehouse in {project.hub_dir}; run `lodestar build`"
    try:
        return f"the rows of release {current_release(project.hub_dir).release_id}"
    except ReleaseError:
        return "the rows of the warehouse"


def _tell(progress: Progress | None, step: str, what: str) -> None:
    if progress:
        progress(step, what, 0, 0)
