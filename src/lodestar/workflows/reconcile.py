"""`lodestar reconcile`: what departments report beside what the hub says, and why they differ.

    reported figure ──┐                    ┌── the definition with one, two, three of its variants:
                      ├── not the same? ───┤   which gives the reported figure, and
    release's value ──┘                    └── which part does each carry?

Variants are computed on the warehouse's rows; those that need other marts get them built aside, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from lodestar.errors import BuildError, ConfigurationError, ReleaseError, UnknownNameError
from lodestar.governance.problem import Problem
from lodestar.governance.reconciliation import Outcome, Reconciled, explanation, target_of
from lodestar.governance.register import read_register
from lodestar.governance.reported import FOLDER, ReportedFigure
from lodestar.governance.variant_search import search
from lodestar.governance.variation import Variation
from lodestar.releases.release import current_release
from lodestar.settings import Project
from lodestar.warehouse.comparison import Comparison, comparison
from lodestar.workflows.beside_hub import Published, beside_hub, refusal
from lodestar.workflows.standing import Standing, read_standing
from lodestar.workflows.varied_marts import VariedMarts, varied_marts
from lodestar.workflows.varied_values import VariedValues

__all__ = ["reconcile", "reported_problems"]

Progress = Callable[[str, str, int, int], None]


def reconcile(
    project: Project,
    department: str | None = None,
    metric: str | None = None,
    *,
    progress: Progress | None = None,
) -> tuple[Reconciled, ...]:
    """Every reported figure and what became of it, by department, metric and period.

    Args:
        department, metric: only the figures of that department, of that metric.

    Raises:
        UnknownNameError: no department reports under that name, or there is no such metric.
        ReleaseError: there is no warehouse to compute from.
        ConfigurationError: dbt refuses the project.
    """
    tell = progress or (lambda *_: None)
    tell("read", "working tree", 0, 0)
    standing = read_standing(project)
    figures = _asked(standing, department, metric)
    if not figures:
        return ()
    if not project.warehouse.exists():
        raise ReleaseError(f"There is no warehouse in {project.hub_dir}: run `lodestar build` first.")
    refused = {figure: refusal(figure, standing.catalog) for figure in figures}
    found = [Reconciled(figure, Outcome.refused, problem=problem) for figure, problem in refused.items() if problem]
    with comparison() as computed, varied_marts(project, standing, progress) as marts:
        kept = [figure for figure in figures if not refused[figure]]
        valued = {name: _valued(name, kept, marts, computed, standing) for name in sorted({f.metric for f in kept})}
        if valued:
            marts.of(Variation())  # what fails here fails for all
        published = _published(project)
        beside = {name: _beside(values, computed, published) for name, values in valued.items()}
        disputed = [name for name, ones in beside.items() if any(one.outcome is Outcome.unexplained for one in ones)]
        for name in disputed:
            valued[name].expect_search()
        for name, ones in beside.items():
            if name in disputed:
                tell("explain", name, 0, 0)
                ones = _explained(ones, valued[name])  # noqa: PLW2901
            found += ones
    return tuple(sorted(found, key=_order))


def reported_problems(project: Project) -> tuple[Problem, ...]:
    """Rows and files under `governance/reported/` that can't be read; the others are reconciled all the same."""
    return tuple(p for p in read_register(project.root).problems if p.path.startswith(f"{FOLDER}/"))


def _asked(standing: Standing, department: str | None, metric: str | None) -> list[ReportedFigure]:
    figures = standing.register.reported
    departments = {figure.department for figure in figures}
    if department is not None and department not in departments:
        raise UnknownNameError("reporting department", department, departments)
    names = {figure.metric for figure in figures} | {known.name for known in standing.catalog.governed}
    if metric is not None and metric not in names:
        raise UnknownNameError("metric", metric, names)
    return [f for f in figures if department in (None, f.department) and metric in (None, f.metric)]


def _valued(
    name: str, figures: Iterable[ReportedFigure], marts: VariedMarts, computed: Comparison, standing: Standing
) -> VariedValues:
    own = [figure for figure in figures if figure.metric == name]
    return VariedValues(standing.catalog.metrics[name], own, marts, computed, standing)


def _beside(values: VariedValues, computed: Comparison, published: Published) -> list[Reconciled]:
    """The figures of one metric beside the hub's values."""
    name = values.metric.name
    try:
        unvaried = values.unvaried_set()
    except (BuildError, ConfigurationError) as error:
        return [Reconciled(figure, Outcome.refused, problem=str(error)) for figure in values.figures]
    ones = []
    for figure in values.figures:
        rows = computed.pairs(unvaried, unvaried, name, dimension=figure.dimension, grain=figure.grain)
        ones.append(beside_hub(figure, values.metric, rows, published))
    return ones


def _explained(ones: Sequence[Reconciled], values: VariedValues) -> list[Reconciled]:
    """The figures of one metric, those that don't agree explained department by department."""
    found = [one for one in ones if one.outcome is Outcome.refused]
    for department in dict.fromkeys(one.figure.department for one in ones):
        own = [one for one in ones if one.figure.department == department and one.outcome is not Outcome.refused]
        if any(one.outcome is Outcome.unexplained for one in own):
            own = _of_department(own, values)
        found += own
    failures = tuple(values.failures)
    return [replace(one, failures=failures) if one.outcome is not Outcome.refused else one for one in found]


def _of_department(own: Sequence[Reconciled], values: VariedValues) -> list[Reconciled]:
    figures = [one.figure for one in own]
    answers = search(
        values.names, [target_of(one) for one in own], lambda chosen: values.of(chosen, figures), is_dear=values.is_dear
    )
    explained = []
    for one, answer in zip(own, answers, strict=True):
        if one.outcome is Outcome.unexplained:
            outcome = Outcome.explained if answer.reproduces else Outcome.unexplained
            told = explanation(answer, values.variants, partial(_value, values, one.figure))
            one = replace(one, outcome=outcome, explanation=told)  # noqa: PLW2901
        explained.append(one)
    return explained


def _value(values: VariedValues, figure: ReportedFigure, chosen: tuple[str, ...]) -> float | None:
    found = values.of(chosen, [figure])
    return found[0] if found else None


def _published(project: Project) -> Published:
    try:
        return Published(current_release(project.hub_dir))
    except ReleaseError:
        return Published(None)


def _order(one: Reconciled) -> tuple[object, ...]:
    figure = one.figure
    return figure.department, figure.metric, figure.grain, figure.period_start, figure.dimension, figure.member
