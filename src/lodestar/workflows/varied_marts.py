"""Marts as a variation of the definitions needs them: compiled and built aside, each once in a run.

with varied_marts(project, standing, progress) as marts:
    marts.need(variation, ["model.beacon.fct_orders"])
    marts.of(variation).database
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lodestar.catalog.catalog import Catalog
from lodestar.dbt.checkout import check_out
from lodestar.dbt.overridden import overridden
from lodestar.errors import BuildError, ConfigurationError, LockedError
from lodestar.governance.variation import Variation
from lodestar.releases import lock
from lodestar.settings import Project
from lodestar.workflows.aside import beside, marts_of, pinned_warehouse
from lodestar.workflows.standing import Standing, checkout_folder

__all__ = ["Marts", "VariedMarts", "varied_marts"]

Progress = Callable[[str, str, int, int], None]

FOLDER = "variants"
KEPT = 6
"""Copies of the warehouse on disk at a time, at most; one that is needed again is built again."""


KEPT_PROJECTS = 12
"""Compiled copies of the project that stay for the next time, those used last; one is a few megabytes."""


@dataclass(frozen=True)
class Marts:
    """A built database, and the catalog and week start that its marts go with."""

    catalog: Catalog
    week_start: str
    database: Path


class VariedMarts:
    """Builds marts and remembers them, and what can't be built."""

    def __init__(self, project: Project, standing: Standing, progress: Progress | None, pinned: Project) -> None:
        """Of a project as it stands; `pinned` has the warehouse as it is now, beside which copies of it may lie."""
        self._project, self._standing, self._progress = project, standing, progress
        self._pinned, self._copies = pinned, pinned.hub_dir / "marts"
        self._folder = checkout_folder(project, FOLDER)
        self._needed: dict[str, set[str]] = {}
        self._built: OrderedDict[str, Marts] = OrderedDict()
        self._refused: dict[str, str] = {}

    def need(self, variation: Variation, unique_ids: Iterable[str]) -> None:
        """Notes which models, by dbt's ids, will be asked for; before the first `of` a variation with these marts."""
        self._needed.setdefault(variation.marts_key, set()).update(unique_ids)

    def has(self, variation: Variation) -> bool:
        """Whether no dbt run is needed: they stand already, or are known not to."""
        return variation.marts_key in self._built or variation.marts_key in self._refused

    def of(self, variation: Variation) -> Marts:
        """The marts.

        Raises:
            BuildError, ConfigurationError: they can't be built.
        """
        key = variation.marts_key
        if key in self._refused:
            raise BuildError(self._refused[key])
        if key in self._built:
            self._built.move_to_end(key)
            return self._built[key]
        try:
            self._built[key] = self._build(variation)
        except (BuildError, ConfigurationError) as error:
            self._refused[key] = str(error)
            raise
        while len(self._built) > KEPT:
            forgotten, _ = self._built.popitem(last=False)
            shutil.rmtree(self._copy(forgotten), ignore_errors=True)
        return self._built[key]

    def forget(self) -> None:
        """Removes what dbt has parsed, if it is old, and every copy; the rest stays for the next time."""
        shutil.rmtree(self._copies, ignore_errors=True)
        compiled = sorted(self._folder.glob("project-*"), key=lambda folder: folder.stat().st_mtime)
        for folder in compiled[:-KEPT_PROJECTS]:
            shutil.rmtree(folder, ignore_errors=True)

    def _build(self, variation: Variation) -> Marts:
        checkout = self._standing.checkout
        if variation.needs_models:
            _tell(self._progress, "build aside", _named(variation))
            # one folder for all that differ in models alone: dbt parses only the file that is other
            folder = self._folder / f"project-{variation.vars_key}"
            folder.mkdir(parents=True, exist_ok=True)
            os.utime(folder)
            checkout = check_out(
                self._project,
                folder,
                variables=variation.vars,
                rewritten=overridden(self._standing.catalog, self._project.root, variation.models),
            )
        catalog = checkout.catalog
        week_start = str(variation.vars.get("week_start", checkout.project.week_start))
        needed = set(self._needed.get(variation.marts_key, ()))
        if catalog.time_spine:
            needed.add(catalog.model_of(catalog.time_spine.relation_name).unique_id)
        return Marts(catalog, week_start, marts_of(self._pinned, checkout, needed, self._copy(variation.marts_key)))

    def _copy(self, key: str) -> Path:
        return self._copies / (key or "unvaried")


@contextlib.contextmanager
def varied_marts(project: Project, standing: Standing, progress: Progress | None = None) -> Iterator[VariedMarts]:
    """Marts to ask for; their copies are removed at the end.

    Raises:
        LockedError: another call in this hub is at it.
    """
    held = checkout_folder(project, FOLDER) / "lock"
    try:
        lock.acquire(held)
    except LockedError as error:
        raise LockedError(f"Another `lodestar reconcile` is at work in {project.hub_dir}. Wait for it.") from error
    try:
        with beside(project) as copies:
            marts = VariedMarts(project, standing, progress, pinned_warehouse(project, copies))
            try:
                yield marts
            finally:
                marts.forget()
    finally:
        lock.release(held)


def _named(variation: Variation) -> str:
    parts = [f"{name} = {value}" for name, value in variation.vars.items()]
    return ", ".join(parts + [name for name, _ in variation.models])


def _tell(progress: Progress | None, step: str, what: str) -> None:
    if progress:
        progress(step, what, 0, 0)
