"""`lodestar review render`: everything a month's review looks at, from the release, the ledger and the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from lodestar.errors import LedgerError
from lodestar.governance.problem import require_none
from lodestar.governance.register import Register, read_register
from lodestar.quality.result import CheckResult
from lodestar.releases.reader import catalog_rows
from lodestar.releases.release import Release, current_release
from lodestar.releases.series import Series
from lodestar.review.freeze import PROVISIONAL, month_range, month_start
from lodestar.review.ledger import Ledger
from lodestar.review.monthly_review import FrozenFacts, MonthlyReview, Restated, Unjudged
from lodestar.review.months import month_before
from lodestar.review.questions import questions
from lodestar.review.reported import reported
from lodestar.review.star_review import StarReview, star_review
from lodestar.review.targets import Attainment, Standing
from lodestar.review.values import Values
from lodestar.settings import Project
from lodestar.workflows.actions import actions
from lodestar.workflows.restatements import restatements
from lodestar.workflows.targets import targets
from lodestar.workflows.verdict import verdicts_of

__all__ = ["monthly_review"]

MONTHS_BACK = 14
"""Frozen months that stand in the views of a star."""

RESTATED_MONTHS = 3
"""Frozen months, up to the one reviewed, of which restatements are looked for."""


def monthly_review(project: Project, month: str) -> MonthlyReview:
    """Looks at a month. Where it is frozen, what was reported is what is shown.

    Raises:
        UsageError: it is no month.
        ConfigurationError: a file of governance, targets or actions can't be read as a whole.
        ReleaseError: nothing is published.
        LedgerError: the ledger is damaged, or the release has no values of the month.
    """
    first = month_start(month)
    release = current_release(project.hub_dir)
    register = read_register(project.root)
    require_none(register.problems)
    _require_values(release, first)
    ledger = Ledger(project.ledger_dir)
    ledger.check(ledger.freezes(month))
    catalog = {row["metric_name"]: row for row in catalog_rows(release)}
    values = Values(release, _reported(ledger, first, _looked_at(register)))
    attained = targets(project, month, values=values)
    measured = actions(project, month, values=values)
    stars, unjudged = _stars(register, values, catalog, first, attained.attained)
    shown = {star.metric for star in stars} | {d.metric for s in stars for top in s.drivers for d in top.walk()}
    shown |= {name for star in stars for name in star.verdict.catalog}
    restated = _restated(project, ledger, month, shown)
    notes: dict[str, str] = release.facts.get("certifications", {})
    return MonthlyReview(
        project=release.facts.get("project") or project.name,
        month=first,
        release_id=release.release_id,
        data_cut_off=release.facts.get("data_cut_off", ""),
        frozen=_frozen(ledger, month),
        catalog=catalog,
        facts=attained.facts,
        teams={name: (team.label, team.label_zh) for name, team in register.teams.by_name.items()},
        stars=stars,
        unjudged=unjudged,
        targets=attained.attained,
        actions=measured.measured,
        restated=restated,
        checks=Counter(check["status"] for check in release.facts.get("checks", [])),
        findings=_findings(release),
        decisions=tuple(d for d in register.decisions if month_start(f"{d.decided_on:%Y-%m}") == first),
        redefined=_redefined(ledger, first),
        questions=questions(stars, attained.attained, measured.measured, restated, notes),
    )


def _require_values(release: Release, month: date) -> None:
    known = month_range(release)
    if known is None or not known[0] <= month <= known[1]:
        told = f"its values are of {known[0]:%Y-%m} to {known[1]:%Y-%m}" if known else "it has none"
        raise LedgerError(f"Release {release.release_id} has no values of {month:%Y-%m} to review: {told}.")


def _looked_at(register: Register) -> set[str]:
    """Metrics whose reported values are looked up: of stars, trees, targets and actions."""
    names = {name for star in register.north_stars for name in star.metrics()}
    names |= {tree.metric for tree in register.trees} | {d.metric for tree in register.trees for d in tree.walk()}
    names |= {target.metric for target in register.targets}
    return names | {action.metric for action in register.actions if action.metric}


def _reported(ledger: Ledger, month: date, metrics: set[str]) -> list[Any]:
    months = {f"{month_before(month, back):%Y-%m}" for back in range(MONTHS_BACK)}
    return [row for name in sorted(months) for row in reported(ledger, month=name, conditions={"metric_name": metrics})]


def _stars(
    register: Register,
    values: Values,
    catalog: Mapping[str, Mapping[str, Any]],
    month: date,
    attained: Sequence[Attainment],
) -> tuple[tuple[StarReview, ...], tuple[Unjudged, ...]]:
    last_day = month_before(month, -1) - timedelta(days=1)
    active = [star for star in register.north_stars if star.is_shown(last_day)]
    known = [star for star in active if star.metric in catalog]
    trees = {tree.metric: tree for tree in register.trees}
    teams = {name: (team.label, team.label_zh) for name, team in register.teams.by_name.items()}
    missed = frozenset(
        one.target.metric
        for one in attained
        if one.target.dimension == "total" and one.standing in (Standing.missed, Standing.behind)
    )
    found = []
    for verdict in verdicts_of(values, known, month):
        tree = trees.get(verdict.star.metric)
        drivers = {driver.metric for driver in tree.walk()} if tree else set()
        series: list[Series] = values.series({verdict.star.metric})
        series += values.series(drivers - {verdict.star.metric}, members=False)
        found.append(star_review(verdict, tree, series, catalog, missed=missed, teams=teams))
    judged = {one.verdict.star.metric for one in found}
    return tuple(found), tuple(Unjudged(star, "no_values") for star in active if star.metric not in judged)


def _restated(project: Project, ledger: Ledger, month: str, shown: set[str]) -> tuple[Restated, ...]:
    months = sorted({freeze.month for freeze in ledger.freezes() if freeze.month <= month})[-RESTATED_MONTHS:]
    found = []
    for name in months:
        all_of = restatements(project, name).found
        whole = [one for one in all_of if one.metric in shown and one.dimension == "total" and one.grain != "day"]
        found.append(Restated(name, len(all_of), tuple(sorted({one.metric for one in all_of})), tuple(whole)))
    return tuple(found)


def _frozen(ledger: Ledger, month: str) -> FrozenFacts | None:
    freezes = ledger.freezes(month)
    if not freezes:
        return None
    facts = freezes[-1].facts()
    rows = reported(ledger, month=month)
    provisional = sum(row.status == PROVISIONAL for row in rows)
    return FrozenFacts(facts["frozen_at"], facts["release_id"], len(rows), provisional, ledger.head())


def _redefined(ledger: Ledger, month: date) -> tuple[str, ...]:
    """Metrics that the month was reported by another definition of than the month before."""
    prints: list[dict[str, tuple[str, str]]] = []
    for name in (f"{month_before(month):%Y-%m}", f"{month:%Y-%m}"):
        rows = reported(ledger, month=name, conditions={"dimension": {"total"}})
        prints.append({row.metric_name: (row.fingerprint, row.upstream_fingerprint) for row in rows})
    before, now = prints
    return tuple(sorted(name for name in now if name in before and now[name] != before[name]))


def _findings(release: Release) -> tuple[str, ...]:
    checks = [check for check in release.facts.get("checks", []) if check["status"] != "passed"]
    return tuple(CheckResult(**{**check, "detail": ""}).sentence() for check in checks)
